"""Connections of clients: how many, how long they may say nothing, how much they may say before they ask something.

uvicorn closes idle connections between two requests only: it waits for ever for the first request, for the rest of its
head, and for a client to read its answer, and it keeps whatever is sent before a body. Here each of them has an end.
"""

import asyncio
from typing import Any, Final

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from realism.errors import Overloaded, RequestTimeout
from realism.web import problems
from realism.web.bodies import PATIENCE, RATE
from realism.web.prompt import Prompt

HEAD_BYTES: Final = 64 * 1024
"""The longest request line and headers together."""
_FRAMING: Final = 8
"""Bytes that may be sent around each byte of a body: its chunks can be that small."""

_LINGER: Final = 1.0
"""Seconds in which what a client still sends after a refusal is thrown away."""


class HeadTooLargeError(Exception):
    """The head of a request is longer than it may be."""


class Connection(Prompt):
    """A connection; uvicorn makes one for each client."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._apart = 0
        self._unread = 0
        self._is_refused = False
        self._refusal: Response | None = None
        self._head_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client came."""
        super().connection_made(transport)
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self._refuse(problems.from_error(Overloaded("Too many connections are open; try again in a few seconds")))
            self.transport.close()
        else:
            self._head_timer = self.loop.call_later(PATIENCE, self._is_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client went, or was sent away."""
        self._end_head_timer()
        self._end_read_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The client sent something."""
        if self._is_refused:
            return
        self._apart += len(data)
        self._row = 0
        super().data_received(data)
        if self._is_refused or self.transport.is_closing():
            return
        if self._apart > HEAD_BYTES:
            self._refuse(_too_large())
        elif self._head_timer is None and (self.cycle is None or self.cycle.response_complete):
            # What comes now is part of a head, or of a body that was refused already.
            self._head_timer = self.loop.call_later(PATIENCE, self._is_silent)

    def on_headers_complete(self) -> None:
        """A head is complete."""
        if self._apart > HEAD_BYTES:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > HEAD_BYTES:
                self._refusal = _too_large()
                raise HeadTooLargeError
        self._apart = 0
        self._end_head_timer()
        if not self.answer():
            super().on_headers_complete()
        # What is sent after a body (trailers) would be added to the headers that the application has by now.
        self.headers = []

    def on_body(self, body: bytes) -> None:
        """A piece of a body came."""
        self._apart -= (_FRAMING + 1) * len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is complete."""
        self._apart = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or more of it than may be."""
        self._refuse(self._refusal or problems.respond(400, "Bad input", f"{msg} Send HTTP/1.1", "bad-input"))

    def pause_writing(self) -> None:
        """The client does not read as fast as the answer is written."""
        super().pause_writing()
        self._begin_to_look()

    def resume_writing(self) -> None:
        """The client has read what was written."""
        self._end_read_timer()
        super().resume_writing()

    def on_response_complete(self) -> None:
        """An answer is written, though perhaps not sent: a connection that is closing is paused no more."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size() > 0:
            self._begin_to_look()

    def _begin_to_look(self) -> None:
        if self._read_timer is None:
            self._unread = self.transport.get_write_buffer_size()
            self._read_timer = self.loop.call_later(PATIENCE, self._look)

    def _look(self) -> None:
        self._read_timer = None
        unread = self.transport.get_write_buffer_size()
        if unread and self._unread - unread < PATIENCE * RATE:
            self.transport.abort()
        elif unread:
            self._unread = unread
            self._read_timer = self.loop.call_later(PATIENCE, self._look)

    def _is_silent(self) -> None:
        self._head_timer = None
        if self._apart > 0 and (self.cycle is None or self.cycle.response_complete):
            detail = f"The head of the request was not complete after {PATIENCE:g} s; send it at once"
            self._refuse(problems.from_error(RequestTimeout(detail)))
        else:
            self.transport.close()

    def _refuse(self, response: Response) -> None:
        """Send `response` without having been asked anything, and close."""
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        headers = [*response.raw_headers, (b"access-control-allow-origin", b"*")]
        if (b"connection", b"close") not in headers:
            headers.append((b"connection", b"close"))
        lines = b"".join(b"%s: %s\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[response.status_code] + lines + b"\r\n" + bytes(response.body))
        # Closed at once, with something still unread, the connection would be reset and the answer lost.
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)

    def _end_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _end_read_timer(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None


def _too_large() -> Response:
    detail = f"The URL and headers are over the limit of {HEAD_BYTES} bytes together; send long queries by POST"
    return problems.respond(431, "Too large", detail, "too-large", {"limit": HEAD_BYTES})
