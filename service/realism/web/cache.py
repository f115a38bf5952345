"""Answers that are kept while the dataset stays as it is, and work that is done once for all who wait for it.

The SPARQL door asks here before it does anything else with a query, in front of the framework. A key stands for all
that decides an answer besides the dataset: query, graphs and formats.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, Generic, Protocol, TypeVar

from realism.errors import RealismError

OVERHEAD: Final = 1024
"""Bytes that keeping an answer takes besides the answer, about."""
LARGEST: Final = 8
"""The largest answer that is kept is this part of the room, so that no single one displaces most others."""


class Kept(Protocol):
    """An answer: its bytes, and the version of the dataset it tells of, empty when not known."""

    @property
    def body(self) -> bytes:
        """The bytes of the answer."""

    @property
    def version(self) -> str:
        """The version of the dataset."""


T = TypeVar("T", bound=Kept)
_Flight = asyncio.Future[tuple[T | None, RealismError | None]]


class ResultCache(Generic[T]):
    """Keeps answers of one version of the dataset in up to `room` bytes; those not used for longest go first.

    Belongs to one event loop at a time.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.used = 0
        self._version = ""
        self._answers: OrderedDict[bytes, T] = OrderedDict()
        self._flights: dict[tuple[str, bytes], _Flight[T] | None] = {}

    def get(self, version: str, key: bytes) -> T | None:
        """The answer kept under `key` for the dataset `version`."""
        if version != self._version:
            self._forget(version)
            return None
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    async def share(self, version: str, key: bytes, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives, or gave to another who asked for `key` of `version` meanwhile; it is kept.

        Raises what `make` raises, for all who wait.
        """
        place = (version, key)
        while place in self._flights:
            flight = self._flights[place]
            if flight is None:
                # Made only when someone waits, which is rare.
                flight = self._flights[place] = asyncio.get_running_loop().create_future()
            answer, error = await asyncio.shield(flight)
            if error is not None:
                raise error
            if answer is not None:
                return answer
        self._flights[place] = None
        answer, error = None, None
        try:
            answer = await make()
        except RealismError as failure:
            error = failure
            raise
        finally:
            flight = self._flights.pop(place)
            if flight is not None:
                # When whoever did the work was cancelled, both are None, and one of those who wait does it instead.
                flight.set_result((answer, error))
        self.keep(key, answer)
        return answer

    def keep(self, key: bytes, answer: T) -> None:
        """Keep `answer`, if it is of the present version and not too long."""
        size = len(answer.body) + OVERHEAD
        if answer.version != self._version or size > self.room // LARGEST or key in self._answers:
            return
        self._answers[key] = answer
        self.used += size
        while self.used > self.room:
            _, dropped = self._answers.popitem(last=False)
            self.used -= len(dropped.body) + OVERHEAD

    def _forget(self, version: str) -> None:
        self._version = version
        self._answers.clear()
        self.used = 0
