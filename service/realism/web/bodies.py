"""Bodies of requests as they come in: within a limit, within a time, and together within the memory there is."""

import asyncio
from typing import Final

from starlette.types import Message, Receive, Scope

from realism.errors import Overloaded, RequestTimeout, TooLarge

PATIENCE: Final = 10.0
"""Seconds that a body may take besides what its length allows."""
RATE: Final = 4096
"""Bytes a second that a client must send, on average, and read of its answer."""
ROOM: Final = 256 * 1024 * 1024
"""Bytes of bodies that may be on their way in at once; the next must wait."""
_held = 0


async def body_of(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The whole body of a request; None when the client went away before it had sent all of it.

    most: the largest body in bytes
    Raises TooLarge as soon as it is over the limit, RequestTimeout when it comes too slowly, Overloaded when the bodies
    of others fill the memory.
    """
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if length.isdigit() and int(length[:20]) > most:
        raise _too_large(most)
    # Most bodies are here already: these need no timer.
    message = await receive() if length == b"0" else None
    if message is None:
        return await _read(receive, most)
    return None if message["type"] == "http.disconnect" else message.get("body", b"")
