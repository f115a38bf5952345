"""Connections on which queries are answered by a shorter way than the framework's, where that makes no difference.

What costs most on the long way is not the query: a description of the request, layers that pass it on, two messages
for the answer. Here an answer that is at hand is written where the request is read; for any other only a task waits.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import ClassVar, Final, TypeAlias, cast

from starlette.types import Receive
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

AT_ONCE: Final = b"/sparql?"
"""How the requests begin that may be answered so."""
IN_A_ROW: Final = 16
"""So many are answered at once, of those that a client sends in one go; then it is the turn of others."""
_ONE_PIECE: Final = 64 * 1024
"""Bytes of a body that is put behind its head; a longer one is not copied once more."""

Written: TypeAlias = tuple[bytes, bytes]
"""The head of a response but for the last line and what the server itself adds, and the body."""
Later: TypeAlias = Callable[[Receive], Awaitable[Written | None]]
"""What waits for an answer, watching by its argument whether the client is still there; None when it went."""
AtOnce: TypeAlias = Callable[[bytes, list[tuple[bytes, bytes]], str], Written | Later | None]
"""From the query string of a GET, its headers and the client's address to the answer, or to what waits for it; None
leaves the request to the framework."""

_ANSWERED: Final = cast(RequestResponseCycle, SimpleNamespace(response_complete=True, message_event=asyncio.Event()))
"""What stands for a request that was answered at once, where there was none before."""


class Prompt(HttpToolsProtocol):
    """A connection; uvicorn makes one for each client."""

    at_once: ClassVar["staticmethod[..., Written | Later | None] | None"] = None
    """An AtOnce."""
    _row = 0

    def answer(self) -> bool:
        """Answer this request, or begin to, if it is a plain one that may be answered so; whether it is."""
        if self.at_once is None or not self._is_plain():
            return False
        found = self.at_once(self.url[len(AT_ONCE) :], self.headers, self.client[0] if self.client else "")
        if found is None:
            return False
        if callable(found):
            self._answer_later(found)
        else:
            self._row += 1
            self.cycle = self.cycle or _ANSWERED
            self._write(found, b"")
            self.on_response_complete()
        return True

    def _is_plain(self) -> bool:
        parser, url = self.parser, self.url
        return (
            url.startswith(AT_ONCE)
            and self._row < IN_A_ROW
            and parser.get_method() == b"GET"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and not self.expect_100_continue
            and not self.root_path
            and b"#" not in url
            and url.isascii()
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and (self.cycle is None or self.cycle.response_complete)
            and (self.limit_concurrency is None or len(self.tasks) < self.limit_concurrency)
        )

    def _answer_later(self, wait: Later) -> None:
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=True,
            on_response=self.on_response_complete,
        )
        task = self.loop.create_task(self._wait(self.cycle, wait))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    async def _wait(self, cycle: RequestResponseCycle, wait: Later) -> None:
        written = await wait(cast(Receive, cycle.receive))
        if self.flow.write_paused:
            await self.flow.drain()
        if written is None or self.transport.is_closing():
            return
        cycle.response_complete = True
        cycle.message_event.set()
        # When the server is being stopped, it says so there.
        self._write(written, b"" if cycle.keep_alive else b"connection: close\r\n")
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _write(self, written: Written, last: bytes) -> None:
        head, body = written
        own = [b"%b: %b\r\n" % header for header in self.server_state.default_headers]
        start = b"".join([head, *own, last, b"\r\n"])
        if len(body) <= _ONE_PIECE:
            self.transport.write(start + body)
        else:
            self.transport.write(start)
            self.transport.write(body)
