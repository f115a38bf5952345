"""Queries of clients in processes of their own, so that no query hurts another or outlives its deadline.

A zygote process holds a copy of the dataset and forks query processes from it, which costs milliseconds. A query that
reaches the deadline, or breaks the engine, takes only its own process along. One that runs for longer than a moment
gets another process in its place, so that quick queries stay quick, and later a lower priority. Where that is not
possible, because many do, it is ended when others wait, and begun again when there is room for it. Clients take turns.
The store of the service itself remains what is true: a query runs on a copy that is in the state the store had when the
query came, or in a later one.

The text of a query is read in its process, too: there even reading millions of brackets meets the deadline.

Blank nodes that an update creates may have other labels in the copy than in the store. This needs fork, so it runs on
Linux and other Unix systems; on the others, query processes that are busy outlive a zygote killed from outside.
"""

import asyncio
import os
from collections.abc import Callable
from typing import Any

from realism import errors
from realism.errors import RealismError, StartupError
from realism.store import endings
from realism.store.embedded import EmbeddedStore
from realism.store.frames import KIND_OF, Answered, Ask, Limits, request_frame
from realism.store.waiting import Waiting
from realism.store.worker_link import Job
from realism.store.worker_pool import WorkerPool
from realism.store.zygote_keeper import Tasks, ZygoteKeeper

__all__ = ["Answered", "Ask", "Limits", "QueryWorkers"]


class QueryWorkers:
    """Answers queries on `store` in `workers` processes for quick queries and `limits.slow_workers` for slow ones.

    Belongs to the event loop it is started in. Raises StartupError on systems that cannot fork.
    """

    def __init__(self, store: EmbeddedStore, workers: int = 2, limits: Limits | None = None) -> None:
        if not hasattr(os, "fork"):
            raise StartupError(
                "Queries run in forked processes, which this system does not have: use Linux or WSL, or --workers 0, "
                "with which nothing ends a query that has begun"
            )
        self.limits = limits or Limits()
        self._tasks = Tasks()
        self._pool = WorkerPool(workers, self.limits, self._tasks, self._go_on, self._is_crowded, self._again)
        self._keeper = ZygoteKeeper(store, self.limits, self._tasks, self._moved, self._pool.lose)
        self._pool.keeper = self._keeper
        self._waiting = Waiting()
        self._slow = Waiting()
        self._started: asyncio.Future[RealismError | None] | None = None
        self._closed = False

    async def start(self) -> None:
        """Copy the dataset and start the processes.

        Raises StartupError or another RealismError when that fails.
        """
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.create_future()
        self._keeper.renew()
        problem = await self._started
        if problem is not None:
            raise problem

    async def ask(self, ask: Ask, client: str = "") -> Answered:
        """The answer to a query, on the dataset as it is now or later.

        client: who asks, so that clients take turns when queries have to wait
        Raises what Store.query and Results.serialize raise; TooLarge with ``limit`` and ``allowed`` when the answer or
        the memory it needs is beyond the limits; Overloaded with ``retry_after`` at the deadline, when too many
        queries wait, and when the processes are being restarted.
        """
        if self._closed:
            raise endings.stopping()
        job = Job(request_frame(ask), self._loop.create_future(), _builder(ask), client)
        if self._pool.idle and self._keeper.is_current():
            self._pool.idle.pop().begin(job)
        else:
            self._enqueue(job)
        try:
            return await job.answer
        except asyncio.CancelledError:
            if job.link is not None and job.link.job is job:
                job.link.give_up_soon()
            raise

    async def close(self) -> None:
        """End all processes; queries that run or wait get Overloaded."""
        self._closed = True
        for job in (*self._waiting, *self._slow):
            job.fail(endings.stopping())
        self._pool.close()
        await self._tasks.end()
        await self._keeper.close()
        await self._tasks.end()

    def _enqueue(self, job: Job) -> None:
        if len(self._waiting) >= self.limits.queue:
            # Those whose clients went away or were sent away do not count.
            self._waiting.prune()
        if len(self._waiting) >= self.limits.queue:
            last = self._waiting.make_room(job.client)
            if last is None:
                raise endings.too_many_waiting(self.limits)
            last.fail(endings.too_many_waiting(self.limits))
        job.round = self._keeper.round_to_wait_for()
        job.timer = self._loop.call_later(self.limits.wait, lambda: job.fail(endings.waited_too_long(self.limits)))
        self._waiting.add(job)
        self._go_on()

    def _again(self, job: Job) -> None:
        """Have a query begun again, as a slow one, when there is room for it."""
        if job.answer.done():
            return
        self._slow.prune()
        if len(self._slow) >= self.limits.queue:
            job.fail(endings.too_many_slow(self.limits))
            return
        job.link = None
        job.timer = self._loop.call_later(self.limits.wait, lambda: job.fail(endings.too_many_slow(self.limits)))
        self._slow.add(job)

    def _go_on(self) -> None:
        """Give waiting queries to idle processes, and see to it that there will be processes for the others."""
        if self._closed:
            return
        keeper, pool = self._keeper, self._pool
        while pool.idle:
            if job := self._slow.take(keeper.reached, pool.has_room):
                pool.begin_slow(job)
            elif job := self._waiting.take(keeper.reached):
                pool.idle.pop().begin(job)
            else:
                break
        if keeper.zygote is None or not keeper.zygote.alive or self._waiting.newest_round > keeper.reached:
            keeper.renew()
        elif not keeper.renewing:
            # While the copy changes it would not be clear which state a new process has.
            pool.fill()

    def _is_crowded(self) -> bool:
        return any(True for _ in self._waiting)

    def _moved(self, problem: RealismError | None) -> None:
        if self._started is not None and not self._started.done():
            self._started.set_result(problem)
        self._pool.leave_behind()
        if problem is not None:
            for job in (*self._waiting, *self._slow):
                if job.round <= self._keeper.begun:
                    job.fail(endings.cannot_run(problem))
        if problem is None or self._is_crowded():
            self._go_on()


def _builder(ask: Ask) -> Callable[[tuple[Any, ...], bytes, str], Answered | RealismError]:
    def build(head: tuple[Any, ...], body: bytes, version: str) -> Answered | RealismError:
        if len(head) == 3:
            _, form, statements = head
            return Answered(form, ask.formats[KIND_OF[form]], body, statements, version)
        _, name, message, detail = head
        error: RealismError = getattr(errors, name)(message, **detail)
        return error

    return build
