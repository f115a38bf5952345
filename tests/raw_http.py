"""HTTP as bytes, for requests that no client library would send."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """An answer: its status (0 when there was none), its headers with names in lower case, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


def parse(data: bytes) -> Answer:
    """The first answer in `data`."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first:
        return Answer(0, {}, b"")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split()[1]), headers, body)


class Raw:
    """A connection to the service at `url`."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def __init__(self, url: str) -> None:
        self._host, self._port = urlsplit(url).hostname, urlsplit(url).port

    async def __aenter__(self) -> "Raw":
        self.reader, self.writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *error: object) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()

    async def drip(self, data: bytes, pause: float) -> Answer:
        """Send `data` a byte at a time, over and over, until the service closes the connection; what it said."""
        ended = asyncio.ensure_future(self.rest())
        while not ended.done():
            for byte in data:
                with suppress(OSError):
                    self.writer.write(bytes([byte]))
                    await self.writer.drain()
                await asyncio.wait([ended], timeout=pause)
                if ended.done():
                    break
        return parse(await ended)

    async def rest(self) -> bytes:
        """All that the service sends until it closes the connection."""
        found = b""
        with suppress(OSError):
            while piece := await self.reader.read(65536):
                found += piece
        return found


async def said(url: str, *pieces: bytes) -> Answer:
    """What the service answers to these bytes, which ask it to close the connection then."""
    async with Raw(url) as raw:
        reading = asyncio.ensure_future(raw.rest())
        with suppress(OSError):
            for piece in pieces:
                raw.writer.write(piece)
                await raw.writer.drain()
        return parse(await reading)


def request(target: str | bytes, *headers: bytes, method: str = "GET") -> bytes:
    """The head of a request, after whose answer the connection is to be closed."""
    path = target if isinstance(target, bytes) else target.encode()
    lines = (b"Host: x", b"Connection: close", *headers)
    return method.encode() + b" " + path + b" HTTP/1.1\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"
