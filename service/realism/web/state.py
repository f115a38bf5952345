"""What the routes share: settings, store, named queries, and what is computed once per state of the dataset."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from traceback import clear_frames
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, cast

import anyio
import anyio.to_thread
from fastapi import Depends
from starlette.requests import Request

from realism.config import Settings
from realism.errors import BadInput, Overloaded
from realism.named import NamedQuery
from realism.store.base import Store

if TYPE_CHECKING:
    from realism.checks.logic import Reasoner

T = TypeVar("T")
QUERY_THREADS: Final = 8
"""Client queries that run at once; others wait, so that they never take the threads of the other routes."""
REASONING_THREADS: Final = 2
"""Requests that wait for the reasoner at once; it answers one after the other."""
QUEUE: Final = 64
"""Requests of a kind that may wait; more are told to come back."""
_HOST = re.compile(r"https?://[A-Za-z0-9.\-_~]+(?::[0-9]+)?|https?://\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")


class VersionCache:
    """Values that hold as long as the dataset stays as it is; the least used are dropped beyond `limit`.

    Each value is computed once even when several threads ask for it at the same time.
    """

    def __init__(self, store: Store, limit: int = 4096) -> None:
        self._store = store
        self._limit = limit
        self._lock = threading.Lock()
        self._version = store.version
        self._values: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        """The value under `key`, computed by `build` when it is not known for the present dataset."""
        with self._lock:
            if self._version != self._store.version:
                self._version = self._store.version
                self._values.clear()
            future = self._values.get(key)
            mine = future is None
            if future is None:
                future = self._values[key] = Future()
                if len(self._values) > self._limit:
                    self._values.popitem(last=False)
            self._values.move_to_end(key)
        if mine:
            self._fill(key, future, build)
        return cast(T, future.result())

    def _fill(self, key: Hashable, future: "Future[Any]", build: Callable[[], Any]) -> None:
        try:
            future.set_result(build())
        except BaseException as error:
            # The waiting threads get the error too, and the next request tries again.
            future.set_exception(error)
            with self._lock:
                if self._values.get(key) is future:
                    del self._values[key]


@dataclass
class Services:
    """All that a route needs, made by `create_app`."""

    settings: Settings
    store: Store
    queries: dict[str, NamedQuery]
    cache: VersionCache
    query_threads: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(QUERY_THREADS))
    reasoner_threads: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(REASONING_THREADS))

    _reasoner: "Reasoner | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reasoner(self) -> "Reasoner":
        """The reasoner; its process starts when it is first asked something."""
        # Imported here because it brings the bridge to Java, which a service that compares nothing does not need.
        from realism.checks.logic import Reasoner

        with self._lock:
            if self._reasoner is None:
                self._reasoner = Reasoner()
            return self._reasoner

    def close(self) -> None:
        """End the reasoner's process, if there is one."""
        with self._lock:
            if self._reasoner is not None:
                self._reasoner.close()
                self._reasoner = None

    async def in_query_thread(self, work: Callable[[], T]) -> T:
        """Run `work` in one of the threads for client queries.

        Raises Overloaded when too many are waiting already.
        """
        return await _in_thread(work, self.query_threads)

    async def in_reasoning_thread(self, work: Callable[[], T]) -> T:
        """Run `work` in one of the threads that wait for the reasoner.

        Raises Overloaded when too many are waiting already.
        """
        return await _in_thread(work, self.reasoner_threads)

    def public_url(self, request: Request) -> str:
        """The address clients reach the service at, without a trailing slash.

        Raises BadInput when it has to be taken from a Host header that is not a host name.
        """
        if self.settings.public_url is not None:
            return self.settings.public_url
        url = f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
        if _HOST.fullmatch(url) is None:
            raise BadInput("The Host header of the request is not a host name; send the name of this server")
        return url + str(request.scope.get("root_path", "")).rstrip("/")


async def _in_thread(work: Callable[[], T], limiter: anyio.CapacityLimiter) -> T:
    if limiter.statistics().tasks_waiting >= QUEUE:
        raise Overloaded("Too many requests of this kind are waiting; try again in a few seconds", retry_after=5)
    return await anyio.to_thread.run_sync(lambda: _self_contained(work), limiter=limiter)


def _self_contained(work: Callable[[], T]) -> T:
    """What `work` returns; an error leaves this thread without the values of the frames it passed through.

    The engine's answers must be let go in the thread that asked, and a traceback would carry them to another.
    """
    try:
        return work()
    except Exception as error:
        step: BaseException | None = error
        while step is not None:
            clear_frames(step.__traceback__)
            step = step.__context__
        raise


def services(request: Request) -> Services:
    """The services of the application that answers `request`."""
    return cast(Services, request.app.state.services)


Shared = Annotated[Services, Depends(services)]
"""A route's parameter that receives the services."""
