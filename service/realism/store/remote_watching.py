"""Keeping up with a dataset that others change too: its version before each answer, its graphs, its size."""

import asyncio
import logging
import threading
import time
from dataclasses import dataclass
from typing import Final

from realism.errors import Overloaded, RealismError
from realism.store.remote_asking import Asker
from realism.store.remote_errors import unavailable
from realism.store.remote_link import Link
from realism.store.remote_state import CENSUS, LIST, NOWHERE, READ_STATE, STATE, Census, Noted

log = logging.getLogger("realism.store")
START_SECONDS: Final = 10.0
"""How long the server may take for its first answer."""
LOOK_SECONDS: Final = 3.0
"""How long the server may take to tell the present version."""
COUNT_SECONDS: Final = 30.0
"""How long it may take to count."""
LIST_SECONDS: Final = 60.0
"""How long it may take to list the graphs."""
RECOUNT: Final = 30.0
"""Seconds after which statements are counted again, to notice what others changed; more where counting takes long."""
SHARE: Final = 20
"""Counting takes at most one in so many seconds."""


@dataclass(frozen=True)
class Seen:
    """What was last seen of the dataset: its notes, its census and when, and the version these give."""

    noted: Noted
    census: Census
    at: float
    version: str

    @classmethod
    def of(cls, noted: Noted, census: Census) -> "Seen":
        """What is seen now."""
        return cls(noted, census, time.monotonic(), noted.name(census))


class Watcher:
    """Knows the present state of the dataset; all its coroutines run in the loop of `link`.

    Looks once when it is made; raises what `Link.ask` raises.
    """

    def __init__(self, link: Link, asker: Asker) -> None:
        self._link = link
        self._asker = asker
        self._lock = threading.Lock()
        self._changes = 0
        self._countable = True
        self._running: asyncio.Task[None] | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._counting: asyncio.Task[None] | None = None
        self.seen = link.wait(self.look())

    def expect_change(self) -> None:
        """What is being looked up just now may be out of date already."""
        with self._lock:
            self._changes += 1

    def adopt(self, seen: Seen) -> None:
        """Take `seen`, which followed a change of our own, for the present state."""
        with self._lock:
            self._changes += 1
            self.seen = seen

    async def look(self) -> Seen:
        """Read the notes, and count."""
        noted = await self._notes(START_SECONDS)
        return Seen.of(noted, await self.count())

    async def count(self) -> Census:
        """The number of statements in each graph, or just the graphs where there are too many to count."""
        began = time.monotonic()
        if self._countable:
            try:
                table = await self._asker.select(CENSUS, COUNT_SECONDS)
                return Census.of(table.rows, time.monotonic() - began)
            except Overloaded as error:
                if error.detail.get("limit") != "deadline":
                    raise
                self._countable = False
                log.warning("the store has too many statements to count: what others change is noticed only if told")
        return Census.of((await self._asker.select(LIST, LIST_SECONDS)).rows)

    async def refresh(self) -> None:
        """See to it that `seen` is no older than this call; calls that come together look once.

        Raises Overloaded when the server does not tell, and while the dataset is being replaced.
        """
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._turn(self._running))
        await asyncio.shield(self._waiting)

    async def _turn(self, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._waiting = self._waiting, None
        await self._renew()

    async def _renew(self) -> None:
        changes = self._changes
        try:
            noted = await self._notes(LOOK_SECONDS)
        except Overloaded as error:
            if error.detail.get("limit") != "deadline":
                raise
            # Whatever waits for the same would wait as long.
            silent = unavailable(f"the store did not answer within {LOOK_SECONDS:g} s")
            self._link.note_down(silent)
            raise silent from None
        if noted.loading:
            raise Overloaded("the dataset is being loaded into the store: try again in a few seconds", retry_after=5)
        if noted != self.seen.noted:
            self._replace(Seen.of(noted, await self.count()), changes)
        elif self._countable and time.monotonic() - self.seen.at > max(RECOUNT, SHARE * self.seen.census.took):
            self._count_beside(noted, changes)

    def _count_beside(self, noted: Noted, changes: int) -> None:
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._recount(noted, changes))

    async def _recount(self, noted: Noted, changes: int) -> None:
        try:
            self._replace(Seen.of(noted, await self.count()), changes)
        except RealismError as error:
            log.warning("the statements in the store could not be counted: %s", error.message)

    def _replace(self, seen: Seen, changes: int) -> None:
        with self._lock:
            if self._changes == changes:
                self.seen = seen

    async def _notes(self, deadline: float) -> Noted:
        table = await self._asker.select(READ_STATE, deadline, (STATE,), (NOWHERE,))
        return Noted.of(table.rows)
