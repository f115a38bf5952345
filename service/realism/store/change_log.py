"""What changed in a store lately, so that a copy of it can keep up without being made anew."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

MAX_CHANGES: Final = 256
MAX_SIZE: Final = 16 * 1024 * 1024
"""The longest log, in changes and in characters or bytes; older ones are forgotten."""
MAX_ADDED: Final = 20_000
"""Statements added at once that are worth repeating; more come with a new copy."""

_UNREPEATABLE = re.compile("now|rand|uuid|bnode|limit|offset|sample|group_concat", re.IGNORECASE)
"""Functions that answer differently each time, and clauses whose outcome hangs on the order of solutions."""


@dataclass(frozen=True)
class Change:
    """A SPARQL update, or statements added as N-Quads, and the version of the dataset they led to."""

    version: str
    update: str | None = None
    added: bytes = b""

    @property
    def size(self) -> int:
        """About how much room it takes, in characters or bytes."""
        return len(self.added if self.update is None else self.update)


class ChangeLog:
    """The latest changes of a store in order. Read without a lock, while another thread records."""

    def __init__(self) -> None:
        self._entries: tuple[tuple[str, Change], ...] = ()

    def record(self, before: str, after: str, update: str | None, added: Sequence[ox.Quad] | None) -> None:
        """Note that the dataset went from version `before` to `after`.

        What cannot be repeated with the same outcome empties the log.
        """
        change = None
        if update is not None and _UNREPEATABLE.search(update) is None:
            change = Change(after, update=update)
        elif added is not None and len(added) <= MAX_ADDED:
            change = Change(after, added=ox.serialize(added, format=ox.RdfFormat.N_QUADS) or b"")
        if change is None:
            self._entries = ()
            return
        entries = (*self._entries, (before, change))[-MAX_CHANGES:]
        room = MAX_SIZE
        for place in range(len(entries) - 1, -1, -1):
            room -= entries[place][1].size
            if room < 0:
                entries = entries[place + 1 :]
                break
        self._entries = entries

    def since(self, version: str) -> tuple[Change, ...] | None:
        """What happened after `version`, in order; None when that is not known."""
        entries = self._entries
        for place, (before, _) in enumerate(entries):
            if before == version:
                return tuple(change for _, change in entries[place:])
        return None
