"""Bodies of requests as they come in: within a limit, within a time, and together within the memory there is."""

import asyncio
from types import TracebackType
from typing import Final

from starlette.types import Message, Receive, Scope

from realism.errors import Overloaded, RequestTimeout, TooLarge

PATIENCE: Final = 10.0
"""Seconds that a client may take to send something, besides what its length allows."""
RATE: Final = 4096
"""Bytes a second that a client must send of a body, and read of its answer, on average."""
ROOM: Final = 256 * 1024 * 1024
"""Bytes of bodies that are held at once."""


class Bodies:
    """The bodies that are held at the moment, up to `room` bytes in all."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.held = 0

    def intake(self) -> "Intake":
        """For the body of one request: a block at whose end it is held no more."""
        return Intake(self)


class Intake:
    """Takes in one body."""

    __slots__ = ("_bodies", "_held")

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._held = 0

    def __enter__(self) -> "Intake":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bodies.held -= self._held
        self._held = 0

    async def read(self, scope: Scope, receive: Receive, most: int) -> bytes | None:
        """The whole body of a request; None when the client went away before it had sent all of it.

        most   the largest body in bytes
        Raises TooLarge as soon as it is over the limit, RequestTimeout when it comes too slowly, Overloaded when there
        is no room for it beside the others.
        """
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if length.isdigit() and int(length[:20]) > most:
            raise _too_large(most)
        try:
            async with asyncio.timeout(PATIENCE) as limit:
                return await self._read(receive, most, limit)
        except TimeoutError:
            raise RequestTimeout(
                f"The body did not come in time: after {PATIENCE:g} s, at least {RATE} bytes a second are expected; "
                "send it again, faster"
            ) from None

    async def _read(self, receive: Receive, most: int, limit: asyncio.Timeout) -> bytes | None:
        body = bytearray()
        began = limit.when() or 0.0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            piece = message.get("body", b"")
            if len(body) + len(piece) > most:
                raise _too_large(most)
            self._hold(len(piece))
            body += piece
            if not message.get("more_body", False):
                return bytes(body)
            limit.reschedule(began + len(body) / RATE)

    def _hold(self, size: int) -> None:
        if self._bodies.held + size > self._bodies.room:
            raise Overloaded(
                "Too much is being sent to this service at once; try again in a few seconds", retry_after=5
            )
        self._bodies.held += size
        self._held += size


def replay(body: bytes | None, then: Receive) -> Receive:
    """A `receive` that gives `body` at once, then what `then` gives; None stands for a client that went away."""
    if body is None:
        return _gone
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return pending.pop() if pending else await then()

    return receive


async def _gone() -> Message:
    return {"type": "http.disconnect"}


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"The body is over the limit of {most} bytes; send less", limit=most)
