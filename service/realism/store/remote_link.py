"""HTTP to a SPARQL server: one pool of connections, deadlines that hold, retries where they do no harm.

All requests run in one event loop in a thread of its own, so that code with and without an event loop shares the
connections, and a deadline covers the whole of a request, however slowly the server drips.
"""

import asyncio
import threading
import time
from collections.abc import Coroutine, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import httpx2

from realism.errors import Overloaded, RealismError
from realism.store.bounded import too_many_bytes
from realism.store.remote_errors import over_deadline, raise_for, raise_for_partial, unavailable

T = TypeVar("T")
CONNECTIONS: Final = 32
CONNECT_SECONDS: Final = 3.0
PAUSES: Final = (0.1, 0.4)
"""Seconds before a question is asked again when the connection failed; asking twice does no harm."""
RESPITE: Final = 1.0
"""Seconds in which a store that could not be reached is not asked again, so that requests do not pile up."""
MAX_BODY: Final = 256 * 1024 * 1024
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """An answer of the server: its media type, its headers (names in lower case) and its body."""

    media_type: str
    headers: dict[str, str]
    body: bytes


class _AsAsked(httpx2.Auth):
    """User and password, sent in the way the server asks for: digest or basic."""

    def __init__(self, user: str, password: str) -> None:
        self._given = (user, password)
        self._chosen: httpx2.Auth | None = None

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            self._chosen = (httpx2.DigestAuth if "digest" in asked else httpx2.BasicAuth)(*self._given)
        yield from self._chosen.auth_flow(request)


class Link:
    """Requests to one server. Thread-safe; `close` ends its thread.

    user, password   sent only when the server asks for them; None when there are none
    """

    def __init__(self, user: str | None = None, password: str | None = None) -> None:
        self._auth = None if user is None else _AsAsked(user, password or "")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="store-link", daemon=True)
        self._down: tuple[float, Overloaded] | None = None
        self._thread.start()
        self._client = self.wait(self._open())

    async def _open(self) -> httpx2.AsyncClient:
        # Waiting for a free connection counts towards the deadline of the request, like all else.
        limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        timeout = httpx2.Timeout(None, connect=CONNECT_SECONDS)
        return httpx2.AsyncClient(auth=self._auth, limits=limits, timeout=timeout, trust_env=False)

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """The outcome of `work`, run in the loop of the link, for a thread that may block."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        finally:
            future.cancel()

    async def join(self, work: Coroutine[Any, Any, T]) -> T:
        """The outcome of `work`, run in the loop of the link, for another event loop; cancelling it cancels both."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def ask(self, url: str, fields: Fields, accept: str, deadline: float, size: int = MAX_BODY) -> Reply:
        """The answer to a form sent to `url`; asked again when the connection fails, within `deadline` seconds.

        Raises Overloaded at the deadline and when the server cannot be reached or cannot answer now; TooLarge when
        the answer is longer than `size` bytes; BadInput, in the server's words, when it does not take the question.
        """
        self._fail_while_down()
        headers = {"Accept": accept}
        try:
            async with asyncio.timeout(deadline):
                for pause in (*PAUSES, None):
                    try:
                        return await self._send(url, {"data": _form(fields), "headers": headers}, size, deadline)
                    except httpx2.RequestError as error:
                        if pause is None:
                            raise self._unreachable(url, error) from None
                        await asyncio.sleep(pause)
        except TimeoutError:
            raise over_deadline(deadline) from None
        raise AssertionError

    async def tell(self, url: str, text: str, deadline: float) -> Reply:
        """Send the SPARQL update `text` to `url`, once.

        Raises as `ask` does; whether the update was carried out is then not known, unless the error is BadInput.
        """
        self._fail_while_down()
        content = {"content": text.encode(), "headers": {"Content-Type": "application/sparql-update"}}
        try:
            async with asyncio.timeout(deadline):
                return await self._send(url, content, MAX_BODY, deadline)
        except TimeoutError:
            raise over_deadline(deadline) from None
        except httpx2.RequestError as error:
            raise self._unreachable(url, error) from None

    def note_down(self, error: Overloaded) -> None:
        """Let all requests of the next moment fail with `error`, unless they do so already."""
        if self._down is None or time.monotonic() >= self._down[0]:
            self._down = (time.monotonic() + RESPITE, error)

    def close(self) -> None:
        """Give up what is being asked, close the connections and end the thread."""
        self.wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.aclose()
        # Connections are closed for good in the next round of the loop.
        await asyncio.sleep(0)

    async def _send(self, url: str, content: dict[str, Any], size: int, deadline: float) -> Reply:
        async with self._client.stream("POST", url, **content) as response:
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > size:
                    raise too_many_bytes(size)
            headers = {name.lower(): value for name, value in response.headers.items()}
            raise_for_partial(response.status_code, headers, deadline)
            raise_for(url, response.status_code, headers, bytes(body))
            self._down = None
            return Reply(headers.get("content-type", "").partition(";")[0].strip().lower(), headers, bytes(body))

    def _fail_while_down(self) -> None:
        if self._down is not None and time.monotonic() < self._down[0]:
            raise Overloaded(self._down[1].message, **self._down[1].detail)

    def _unreachable(self, url: str, error: Exception) -> RealismError:
        found = unavailable(f"the store at {httpx2.URL(url).host} cannot be reached ({type(error).__name__})")
        self.note_down(found)
        return found


def _form(fields: Fields) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return form
