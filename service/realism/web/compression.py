"""Long answers in fewer bytes (gzip), for clients that accept it (RFC 9110, 12.5.3)."""

import asyncio
import gzip
import re
from typing import Final

from starlette.datastructures import MutableHeaders

SMALLEST: Final = 1400
"""Bytes; what fits into one packet is not worth the time."""
_AT_ONCE: Final = 32 * 1024
"""Bytes that are compressed in less time than it takes to hand them to a thread and back."""
_LEVEL: Final = 5
_TEXTS = re.compile(
    r"text/|application/(?:json|xml|javascript|n-triples|n-quads|trig|problem\+json)\b|[^;]*\+(?:json|xml)\b"
)
_PART = re.compile(r"\s*(gzip|x-gzip|\*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*", re.IGNORECASE)


def accepts_gzip(header: str) -> bool:
    """Whether the Accept-Encoding header `header` allows gzip; a client that sends none gets none."""
    found: dict[str, float] = {}
    for part in header.split(","):
        match = _PART.fullmatch(part)
        if match:
            found[match[1].lower().removeprefix("x-")] = 1.0 if match[2] is None else float(match[2])
    return found.get("gzip", found.get("*", 0.0)) > 0


def is_text(headers: MutableHeaders) -> bool:
    """Whether an answer with these headers may become shorter."""
    return "content-encoding" not in headers and _TEXTS.match(headers.get("content-type", "")) is not None


async def compressed(body: bytes) -> bytes:
    """`body` in the gzip format, the same for the same bytes."""
    if len(body) <= _AT_ONCE:
        return _compress(body)
    return await asyncio.to_thread(_compress, body)


def _compress(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
