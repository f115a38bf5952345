"""The floor under every HTTP server here: uvicorn answering each request with the same bytes."""

from collections.abc import Awaitable, Callable
from typing import Any

BODY = b'{"head":{"vars":["label"]},"results":{"bindings":[{"label":{"type":"literal","xml:lang":"en","value":"x"}}]}}'
_HEADERS = [(b"content-type", b"application/sparql-results+json"), (b"content-length", str(len(BODY)).encode())]


async def app(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    """An ASGI application that reads nothing."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": BODY})
