"""The query processes: so many for quick queries, some more for slow ones; each that is lost is replaced."""

import asyncio
import contextlib
import logging
import math
import os
import socket
from collections.abc import Callable
from typing import Final

from realism.errors import Overloaded, RealismError
from realism.store import endings
from realism.store.frames import Limits
from realism.store.worker_link import Job, WorkerLink
from realism.store.zygote_keeper import Tasks, ZygoteKeeper
from realism.store.zygote_link import Outcome, ZygoteGoneError, ZygoteLink

_NICE: Final = 10
"""Steps by which slow queries go behind quick ones."""
_LATER: Final = 0.01
_PAUSE: Final = 1.0
"""Seconds."""
_log = logging.getLogger(__name__)


class WorkerPool:
    """Up to `size` processes for quick queries; `idle` are those that wait for one.

    freed     called when there may be an idle process more, or room for one
    crowded   whether queries are waiting for a process
    again     takes a query whose process was ended to make room for quick ones
    """

    def __init__(
        self,
        size: int,
        limits: Limits,
        tasks: Tasks,
        freed: Callable[[], None],
        crowded: Callable[[], bool],
        again: Callable[[Job], None],
    ) -> None:
        self.keeper: ZygoteKeeper
        self.idle: list[WorkerLink] = []
        self.slice = limits.slow
        self._size = size
        self._limits = limits
        self._tasks = tasks
        self._freed = freed
        self._crowded = crowded
        self._again = again
        self._quick: set[WorkerLink] = set()
        self._slow: set[WorkerLink] = set()
        self._forking = 0
        self._forked_s = math.inf

    def fill(self) -> None:
        """Have the missing processes forked, by a zygote whose copy is not changing."""
        zygote = self.keeper.zygote
        while zygote is not None and len(self._quick) + self._forking < self._size:
            self._forking += 1
            self._tasks.spawn(self._fork(zygote))

    def leave_behind(self) -> None:
        """Let go of idle processes that the present zygote would not fork any more."""
        for link in tuple(self.idle):
            if not self._is_fit(link):
                self._let_go(link)
                # A while later, so that the zygote forks the processes that are needed first.
                asyncio.get_running_loop().call_later(_LATER, self._bury, link)

    def lose(self, zygote: ZygoteLink) -> None:
        """Let go of what was forked from a zygote that died; the kernel ends it."""
        for link in (*self._quick, *self._slow):
            if link.zygote is zygote:
                self._drop(link, endings.restarting())

    def close(self) -> None:
        """End all processes."""
        for link in (*self._quick, *self._slow):
            self._drop(link, endings.stopping())

    async def _fork(self, zygote: ZygoteLink) -> None:
        try:
            link = await self._forked(zygote)
        except ZygoteGoneError:
            return
        except OSError as error:
            _log.error("there is no room for another query process: %s", error)
            return
        finally:
            self._forking -= 1
        # It tells when it is ready.
        self._quick.add(link)

    async def _forked(self, zygote: ZygoteLink) -> WorkerLink:
        version = zygote.version
        began = asyncio.get_running_loop().time()
        ours, theirs = socket.socketpair()
        with contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            with theirs:
                asked = zygote.fork(theirs)
            pid = await asked
            if pid == 0:
                raise OSError("the system refuses to start it")
            # Replacing the processes of slow queries is not to take more time than the queries.
            self._forked_s = min(self._forked_s, asyncio.get_running_loop().time() - began)
            self.slice = max(self._limits.slow, 2 * self._forked_s)
            link = WorkerLink(self, zygote, version, pid, self._limits)
            ours.setblocking(False)
            await asyncio.get_running_loop().create_connection(lambda: link, sock=ours)
            undo.pop_all()
        return link

    def _is_fit(self, link: WorkerLink) -> bool:
        zygote = self.keeper.zygote
        return link.zygote is zygote and link.version == zygote.version and not link.slow and not link.spent

    def free(self, link: WorkerLink) -> None:
        """`link` has nothing to do."""
        if link.slow and not link.nice and len(self._quick) + self._forking < self._size:
            link.slow = False
            self._slow.discard(link)
            self._quick.add(link)
        if self._is_fit(link):
            self.idle.append(link)
        else:
            self._retire(link)
        self._freed()

    def has_room(self, client: str) -> bool:
        """Whether one more slow query of `client` may run; no client takes up all there may be."""
        most = self._limits.slow_workers
        own = sum(link.job is not None and link.job.client == client for link in self._slow)
        return len(self._slow) < most and own < max(1, most - 1)

    def begin_slow(self, job: Job) -> None:
        """Begin `job`, for which there is room, in an idle process that becomes one for slow queries."""
        link = self.idle.pop()
        self._make_slow(link)
        link.begin(job)

    def turned_slow(self, link: WorkerLink) -> None:
        """Move `link` to the slow ones, so that another takes its place; without room there, end it if need be."""
        job = link.job
        assert job is not None
        if self.has_room(job.client):
            self._make_slow(link)
            self._freed()
        elif self._crowded():
            link.job = None
            self._retire(link)
            self._again(job)
            self._freed()

    def turned_very_slow(self, link: WorkerLink) -> None:
        """Let other processes go first from now on, which cannot be undone."""
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, link.pid, _NICE)

    def _make_slow(self, link: WorkerLink) -> None:
        link.slow = True
        self._quick.discard(link)
        self._slow.add(link)

    def overdue(self, link: WorkerLink) -> None:
        """End `link`, whose query has reached the deadline."""
        self._drop(link, endings.over_deadline(self._limits))
        self._freed()

    def crashed(self, link: WorkerLink) -> None:
        """`link` has ended by itself; its query gets the reason."""
        self._tasks.spawn(self._explain(link, self._retire(link)))
        if link.job is not None:
            self._freed()
        else:
            # If processes cannot even start, there is no use in hurrying.
            asyncio.get_running_loop().call_later(_PAUSE, self._freed)

    async def _explain(self, link: WorkerLink, burial: Outcome) -> None:
        error: RealismError = endings.restarting()
        try:
            status = await burial
            _log.warning("the query process %d ended with status %d; it is replaced", link.pid, status)
            error = endings.ended(status, self._limits)
        except ZygoteGoneError:
            pass
        finally:
            if link.job is not None:
                link.job.fail(error)

    def _drop(self, link: WorkerLink, error: Overloaded) -> None:
        if link.job is not None:
            link.job.fail(error)
        self._retire(link)

    def _retire(self, link: WorkerLink) -> Outcome:
        self._let_go(link)
        return self._bury(link)

    def _let_go(self, link: WorkerLink) -> None:
        link.close()
        self._quick.discard(link)
        self._slow.discard(link)
        if link in self.idle:
            self.idle.remove(link)

    def _bury(self, link: WorkerLink) -> Outcome:
        burial = link.zygote.bury(link.pid)
        burial.add_done_callback(lambda _: self.keeper.part_from(link.zygote))
        return burial
