"""Keeps a zygote whose copy of the dataset follows the store, in rounds: what changed is repeated, or copied anew.

A query that comes while the copy lags behind waits for a round that began no earlier than the query came; queries that
came before still run on the copy as it was. So readers always see what was written before they asked, and a stream of
writes does not hold them up for ever.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from realism.errors import RealismError, StartupError
from realism.store.embedded import EmbeddedStore
from realism.store.frames import Limits
from realism.store.zygote_link import ZygoteGoneError, ZygoteLink, remove_old_copies

_log = logging.getLogger(__name__)


class Tasks:
    """Tasks that run beside the requests, kept until they are done."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._finishing: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], *, finish: bool = False) -> None:
        """Run `work`; with `finish` it is never cancelled."""
        task = asyncio.get_running_loop().create_task(work)
        group = self._finishing if finish else self._running
        group.add(task)
        task.add_done_callback(group.discard)

    async def end(self) -> None:
        """Cancel what may be cancelled and wait until all has ended."""
        for task in self._running:
            task.cancel()
        # A task that is cancelled may leave another behind that cleans up.
        while self._running or self._finishing:
            await asyncio.wait(self._running | self._finishing)


class ZygoteKeeper:
    """Has the zygote for `store`.

    moved   called at the end of each round, with the error if it failed
    lost    called when the zygote has died by itself; another is started
    """

    def __init__(
        self,
        store: EmbeddedStore,
        limits: Limits,
        tasks: Tasks,
        moved: Callable[[RealismError | None], None],
        lost: Callable[[ZygoteLink], None],
    ) -> None:
        remove_old_copies(store)
        self.zygote: ZygoteLink | None = None
        self.renewing = False
        self.begun = 0
        self.reached = 0
        """The numbers of the round that began last, and of the last one that went well; rounds count from 1."""
        self._store = store
        self._limits = limits
        self._tasks = tasks
        self._moved = moved
        self._on_lost = lost
        self._aimed = ""
        self._open: set[ZygoteLink] = set()
        self._log = store.follow() if store.folder is None else None

    def is_current(self) -> bool:
        """Whether the copy is in the state the store is in."""
        zygote = self.zygote
        return zygote is not None and zygote.version == self._store.version and zygote.alive

    def round_to_wait_for(self) -> int:
        """The number of the round after which the copy is at least in the state the store is in now."""
        if self.is_current():
            return self.reached
        return self.begun if self.renewing and self._aimed == self._store.version else self.begun + 1

    def renew(self) -> None:
        """Begin a round, unless one is under way."""
        if not self.renewing:
            self.renewing = True
            self.begun += 1
            self._aimed = self._store.version
            self._tasks.spawn(self._renew(self.begun))

    async def close(self) -> None:
        """End the zygote, and earlier ones that are waiting for the last of what was forked from them to be buried."""
        self.zygote = None
        for zygote in tuple(self._open):
            await self._close(zygote)

    async def _close(self, zygote: ZygoteLink) -> None:
        await zygote.close()
        self._open.discard(zygote)

    def part_from(self, zygote: ZygoteLink) -> None:
        """Close a zygote that is no longer wanted, if nothing forked from it is left."""
        if zygote is not self.zygote and zygote.alive and zygote.members == 0:
            self._tasks.spawn(self._close(zygote), finish=True)

    async def _renew(self, number: int) -> None:
        problem: RealismError | None = None
        try:
            if not await self._repeat():
                old, self.zygote = self.zygote, await ZygoteLink.start(self._store, self._limits, self._lose)
                self._open.add(self.zygote)
                if old is not None:
                    self.part_from(old)
            self.reached = number
        except RealismError as error:
            problem = error
        except OSError as error:
            problem = StartupError(f"the dataset cannot be copied for queries: {error}; make room and start again")
        finally:
            self.renewing = False
        if problem is not None:
            _log.error("no copy of the dataset for queries: %s", problem.message)
        self._moved(problem)

    async def _repeat(self) -> bool:
        """Bring the copy up to date by repeating what changed; False if that cannot be done."""
        zygote = self.zygote
        if zygote is None or not zygote.alive or self._log is None:
            return False
        changes = self._log.since(zygote.version)
        if changes is None:
            return zygote.version == self._store.version
        try:
            if not await zygote.repeat(changes):
                return False
        except ZygoteGoneError:
            return False
        zygote.version = changes[-1].version
        return True

    def _lose(self, zygote: ZygoteLink) -> None:
        _log.warning("the process %d, which held the copy of the dataset, ended; it is replaced", zygote.pid)
        self._tasks.spawn(self._close(zygote), finish=True)
        self._on_lost(zygote)
        if zygote is self.zygote:
            self.zygote = None
            self.renew()
