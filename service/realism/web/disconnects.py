"""Clients that go away while they are waited on: what is done for them is given up."""

import asyncio
from typing import Any, Final

from starlette.types import Receive

EVERY: Final = 0.5
"""Seconds; requests that take less are not watched at all, so that watching costs nothing where speed counts."""


class ClientGoneError(Exception):
    """The client went away before it had its answer."""


class Watch:
    """Notices that the clients of slow requests have gone."""

    def __init__(self) -> None:
        self._requests: set[_Watched] = set()
        self._timer: asyncio.TimerHandle | None = None

    def over(self, receive: Receive) -> "_Watched":
        """A block in which what is awaited is cancelled when the client goes away, which `receive` tells.

        The block raises ClientGoneError then.
        """
        return _Watched(self, receive)

    def begin(self, watched: "_Watched") -> None:
        """Watch the client of a request from now on."""
        self._requests.add(watched)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY, self._look)

    def end(self, watched: "_Watched") -> None:
        """Watch it no more."""
        self._requests.discard(watched)

    def _look(self) -> None:
        self._timer = None
        for watched in self._requests:
            watched.look()
        if self._requests:
            self._timer = asyncio.get_running_loop().call_later(EVERY, self._look)


class _Watched:
    """A request while its client is watched."""

    __slots__ = ("_is_gone", "_is_late", "_listener", "_receive", "_task", "_watch")

    def __init__(self, watch: Watch, receive: Receive) -> None:
        self._watch = watch
        self._receive = receive
        self._is_late = self._is_gone = False
        self._listener: asyncio.Task[None] | None = None
        self._task: asyncio.Task[Any] | None = None

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._watch.begin(self)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._watch.end(self)
        if self._listener is not None:
            self._listener.cancel()
        if self._is_gone and kind is asyncio.CancelledError and self._task is not None and self._task.uncancel() == 0:
            raise ClientGoneError from None

    def look(self) -> None:
        """At the second look, begin to listen for the client's going."""
        if self._is_late and self._listener is None:
            self._listener = asyncio.get_running_loop().create_task(self._listen())
        self._is_late = True

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._task is not None:
            self._is_gone = True
            self._task.cancel()
