"""Carrying out what clients want to write: one after the other, and only on the state of the dataset they ask for."""

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from realism.errors import PreconditionFailed
from realism.knowledge.changes import Change
from realism.knowledge.history_changes import Change as Recorded
from realism.knowledge.history_changes import Note
from realism.store.base import Quad
from realism.web.changes_lists import Lookout, history, latest
from realism.web.state import Services
from realism.writing import apply

if TYPE_CHECKING:
    from realism.checks.reports.verdict import EditReport

UPDATED: Final = Note()
_TAG = re.compile(r'(?:W/)?"([^"]*)"|([^\s",]+)')


@dataclass(frozen=True)
class Conditions:
    """The headers If-Match and If-None-Match of a write (RFC 9110, 13.1), each None when absent.

    Each holds versions of the dataset, as X-Dataset-Version tells them, ETags of this service, which end in one, or
    ``*``, which stands for any state in which there is what is written to.
    """

    match: tuple[str, ...] | None = None
    none_match: tuple[str, ...] | None = None

    @classmethod
    def of(cls, headers: Iterable[tuple[bytes, bytes]]) -> "Conditions":
        """The conditions in these headers, which are as in an ASGI scope, names in lower case."""
        found: dict[bytes, tuple[str, ...]] = {}
        for name, value in headers:
            if name in (b"if-match", b"if-none-match"):
                tags = (one[1] or one[2] or "" for one in _TAG.finditer(value.decode("latin-1")))
                found[name] = (*found.get(name, ()), *tags)
        return cls(found.get(b"if-match"), found.get(b"if-none-match"))

    def require(self, version: str, exists: bool = True) -> None:
        """Return when the dataset in the state `version` may be written to.

        exists   whether what is written to is there
        Raises PreconditionFailed.
        """
        if self.match is not None and not _any_is(self.match, version, exists):
            raise PreconditionFailed(
                f"The dataset is in the state {version}, which If-Match does not name; read it again, then try again",
                version=version,
            )
        if self.none_match is not None and _any_is(self.none_match, version, exists):
            raise PreconditionFailed("What is written to is there already, which If-None-Match rules out")


def _any_is(tags: Iterable[str], version: str, exists: bool) -> bool:
    return any(exists if tag == "*" else tag == version or tag.endswith("." + version) for tag in tags)


async def write(
    shared: Services, change: Callable[[], Change], note: Note = UPDATED
) -> "tuple[EditReport | None, Recorded | None]":
    """Carry out the change that `change` gives when its turn has come, checked and recorded unless the service is for
    scratch; the verdict on it and its record, None for a change that changes nothing.

    note   who makes it and why
    Raises what `change` and `writing.apply` raise, and Overloaded when too many writes are waiting already.
    """

    def recording(add: frozenset[Quad], remove: frozenset[Quad]) -> AbstractContextManager[None]:
        lookout = Lookout(shared, add, remove)
        return history(shared).recording(shared.store, note, add, remove, lookout.changes)

    def work() -> "tuple[EditReport | None, Recorded | None]":
        if shared.settings.scratch:
            return apply(shared.store, change(), None), None
        report = apply(shared.store, change(), shared.checker, recording)
        return report, latest(shared) if report is not None else None

    return await shared.update_threads.run(work)
