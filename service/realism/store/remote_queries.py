"""Queries of clients on a remote store, with the limits and the errors that `workers` has for an embedded one."""

import asyncio
from typing import Final

from realism.errors import NotAcceptable, TooLarge
from realism.store.bounded import too_many_bytes, too_many_rows
from realism.store.endings import stopping, too_many_waiting, waited_too_long
from realism.store.frames import KIND_OF, Answered, Ask, Limits
from realism.store.remote import RemoteStore
from realism.store.remote_terms import RemoteAnswer
from realism.store.remote_text import Prepared, prepare

AT_ONCE: Final = 16
"""Queries of clients that the server gets at once; the other connections are for pages and for looking after it."""
WIDTH: Final = 4
"""How many times longer than the answer to the client the server's own, in JSON, may be."""


class RemoteQueries:
    """Answers queries on `store`. Belongs to one event loop."""

    def __init__(self, store: RemoteStore, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._store = store
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._closed = False

    async def start(self) -> None:
        """Nothing has to be started."""

    async def ask(self, ask: Ask, client: str = "") -> Answered:
        """The answer to a query; its version is empty when the dataset changed meanwhile.

        client: who asks, which makes no difference here
        Raises what Store.query and Results.serialize raise; TooLarge with ``limit`` and ``allowed``; Overloaded with
        ``retry_after`` at the deadline, when too many queries wait, and when the server does not answer.
        """
        if self._closed:
            raise stopping()
        if self._waiting >= self.limits.queue:
            raise too_many_waiting(self.limits)
        prepared = prepare(ask.text, ask.default_graphs, ask.named_graphs, ask.base)
        format = ask.formats.get(KIND_OF[prepared.form])
        if format is None:
            raise NotAcceptable(f"{prepared.form} results are not written in any format asked for; ask for another")
        await self._take_place()
        try:
            version = self._store.version
            found = await self._found(prepared)
            if len(found) > self.limits.rows:
                raise too_many_rows(self.limits.rows)
            body = await asyncio.to_thread(found.serialize, format)
            if len(body) > self.limits.bytes:
                raise too_many_bytes(self.limits.bytes)
            await self._store.refresh()
            unchanged = version == self._store.version
            return Answered(prepared.form, format, body, len(found), version if unchanged else "")
        finally:
            self._places.release()

    async def _found(self, prepared: Prepared) -> RemoteAnswer:
        try:
            return await self._store.answer(prepared, self.limits.deadline, WIDTH * self.limits.bytes)
        except TooLarge as error:
            if error.detail.get("limit") != "bytes":
                raise
            raise too_many_bytes(self.limits.bytes) from None

    async def close(self) -> None:
        """Take no more queries."""
        self._closed = True

    async def _take_place(self) -> None:
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.wait):
                await self._places.acquire()
        except TimeoutError:
            raise waited_too_long(self.limits) from None
        finally:
            self._waiting -= 1
