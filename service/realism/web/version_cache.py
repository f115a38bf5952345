"""What is computed once per state of the dataset, for pages and searches."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from realism.store.base import Store

T = TypeVar("T")


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
