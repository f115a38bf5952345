"""The service's end of one query process: sends a query, takes the answer, watches the clock."""

import asyncio
import marshal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from realism.errors import RealismError
from realism.store.frames import REPLY, Answered, Limits
from realism.store.zygote_link import ZygoteLink

_SMALL = 1 << 16
SOON_NICE = 10
"""After so many times what makes a query slow, it runs at low priority."""
_WAITING = 2
"""After so many times what makes a query slow it is slow, even if its process was hardly running."""
GRACE = 0.1
"""Seconds a query may run on whose client is gone; most end in less than a new process takes to come up."""


@dataclass(eq=False)
class Job:
    """A query on its way.

    frame    the query as bytes
    answer   where its answer is awaited
    build    makes the answer, or the error, from head, body and version
    client   who asks; the queries of all whose names are equal are taken as one client's
    round    the bringing up to date of the copy that it has to wait for
    link     the process that works on it
    timer    ends its waiting
    """

    frame: bytes
    answer: "asyncio.Future[Answered]"
    build: Callable[[tuple[Any, ...], bytes, str], Answered | RealismError]
    client: str = ""
    round: int = 0
    link: "WorkerLink | None" = None
    timer: asyncio.TimerHandle | None = None

    def fail(self, error: RealismError) -> None:
        """Tell whoever waits, if someone still does."""
        if not self.answer.done():
            self.answer.set_exception(error)

    def stop_timer(self) -> None:
        """It waits no more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


class Pool(Protocol):
    """Who is told what happens to a query process.

    slice   seconds after which a query is slow
    """

    slice: float

    def free(self, link: "WorkerLink") -> None:
        """It is ready for a query: the first one, or the next."""

    def turned_slow(self, link: "WorkerLink") -> None:
        """Its query has been running for longer than most; asked again and again, until `link.slow` is set."""

    def turned_very_slow(self, link: "WorkerLink") -> None:
        """Its query, which is among the slow ones, has been running for long."""

    def overdue(self, link: "WorkerLink") -> None:
        """Its query has reached the deadline."""

    def crashed(self, link: "WorkerLink") -> None:
        """It has ended by itself."""


def _cpu_seconds(pid: int) -> float:
    """The time that the process `pid` has been running on a processor; elsewhere than on Linux, the time of day."""
    if sys.platform != "linux":
        return time.monotonic()
    try:
        # The clock of a process, as clock_getcpuclockid(3) makes it.
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


class WorkerLink(asyncio.BufferedProtocol):
    """A query process, `pid`, forked from `zygote` when the copy there was in the state `version`."""

    def __init__(self, pool: Pool, zygote: ZygoteLink, version: str, pid: int, limits: Limits) -> None:
        self.zygote = zygote
        self.version = version
        self.pid = pid
        self.job: Job | None = None
        self.slow = False
        self.nice = False
        self.spent = False
        self.retired = False
        self._pool = pool
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._began = 0.0
        self._spent_before = 0.0
        self._slow_at = 0.0
        self._nice_at = 0.0
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._small = bytearray(_SMALL)
        self._buffer = self._small
        self._filled = 0
        self._total = 0
        self._transport: asyncio.Transport | None = None

    def begin(self, job: Job) -> None:
        """Have `job` answered."""
        assert self._transport is not None
        self.job, job.link = job, self
        now = self._loop.time()
        self._began = now
        self._spent_before = _cpu_seconds(self.pid)
        self._slow_at = now + self._pool.slice
        self._nice_at = now + self._pool.slice * SOON_NICE
        self._deadline = now + self._limits.deadline
        self._transport.write(job.frame)
        if self._timer is None:
            # One timer serves many queries: setting and cancelling one for each would cost as much as sending it.
            self._watch()

    def give_up_soon(self) -> None:
        """Nobody waits for the answer any more."""
        self._deadline = min(self._deadline, self._loop.time() + GRACE)
        if self._timer is not None:
            self._timer.cancel()
        self._watch()

    def close(self) -> None:
        """Hear no more of it."""
        self.retired = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._transport is not None:
            self._transport.abort()

    def _watch(self) -> None:
        mark = self._slow_at if not self.slow else self._deadline if self.nice else self._nice_at
        self._timer = self._loop.call_at(min(mark, self._deadline), self._look)

    def _look(self) -> None:
        self._timer = None
        if self.job is None:
            return
        now = self._loop.time()
        if now >= self._deadline:
            self._pool.overdue(self)
            return
        if not self.slow and now >= self._slow_at:
            self._slow_at = now + self._pool.slice
            if self._has_had_its_slice(now):
                self._pool.turned_slow(self)
        elif self.slow and not self.nice and now >= self._nice_at:
            self.nice = True
            self._pool.turned_very_slow(self)
        if not self.retired:
            self._watch()

    def _has_had_its_slice(self, now: float) -> bool:
        """Whether the query has used much time, or waited very long for something; a busy machine is not its fault."""
        used = _cpu_seconds(self.pid) - self._spent_before
        return used > self._pool.slice / 2 or now - self._began > self._pool.slice * _WAITING

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to send."""
        self._transport = cast(asyncio.Transport, transport)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Room for what comes next; a long answer is read straight into its place."""
        return memoryview(self._buffer)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """Take up what came."""
        self._filled += nbytes
        if self._total == 0:
            if self._filled < REPLY.size:
                return
            self._total = REPLY.size + sum(REPLY.unpack_from(self._buffer))
            if self._total > _SMALL:
                self._buffer = bytearray(self._total)
                self._buffer[: self._filled] = self._small[: self._filled]
        if self._filled >= self._total:
            self._answered()

    def _answered(self) -> None:
        split = REPLY.size + REPLY.unpack_from(self._buffer)[0]
        with memoryview(self._buffer) as view:
            head = marshal.loads(view[REPLY.size : split])  # noqa: S302 - from a process of our own
            body = bytes(view[split : self._total])
        self._buffer = self._small
        self._filled = self._total = 0
        job, self.job = self.job, None
        self.spent = head[0]
        if job is not None and not job.answer.done():
            outcome = job.build(head, body, self.version)
            if isinstance(outcome, RealismError):
                job.answer.set_exception(outcome)
            else:
                job.answer.set_result(outcome)
        self._pool.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone, or we let go of it."""
        if not self.retired:
            self._pool.crashed(self)
