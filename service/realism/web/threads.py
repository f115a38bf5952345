"""Work that blocks, in threads: so many at once of a kind, so many waiting, and no more."""

from collections.abc import Callable
from traceback import clear_frames
from typing import Final, TypeVar

import anyio
import anyio.to_thread

from realism.errors import Overloaded

T = TypeVar("T")
QUEUE: Final = 64
"""Requests of a kind that may wait; more are told to come back."""


class Threads:
    """Up to `number` threads for one kind of work."""

    def __init__(self, number: int) -> None:
        self.limiter = anyio.CapacityLimiter(number)

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in one of the threads, when one is free.

        Raises Overloaded when too many are waiting already.
        """
        if self.limiter.statistics().tasks_waiting >= QUEUE:
            raise Overloaded("Too many requests of this kind are waiting; try again in a few seconds", retry_after=5)
        return await anyio.to_thread.run_sync(lambda: _self_contained(work), limiter=self.limiter)


def _self_contained(work: Callable[[], T]) -> T:
    """What `work` returns; an error leaves this thread without the values of the frames it passed through.

    The engine's answers must be let go in the thread that asked, and a traceback would carry them to another.
    """
    try:
        return work()
    except Exception as error:
        step: BaseException | None = error
        while step is not None:
            clear_frames(step.__traceback__)
            step = step.__context__
        raise
