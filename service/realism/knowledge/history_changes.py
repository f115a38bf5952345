"""A change in the history of a dataset: what it changed, when, by whom and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from realism.knowledge.history_files import decode, encode
from realism.store.base import Quad

ONTOLOGY, EDIT, UPDATE, GRAPH, ELSEWHERE = "ontology", "edit", "update", "graph", "elsewhere"
"""Kinds of changes: a version of the ontology was loaded; an edit with author and message; a SPARQL update; a whole
graph was written; someone else, or something unknown, changed the dataset."""

Lists = Mapping[str, Any]
"""What a change did to see-also lists; for the layers above."""


@dataclass(frozen=True)
class Note:
    """What is said of a change: its kind, who made it and why."""

    kind: str = UPDATE
    author: str | None = None
    message: str = "A SPARQL update"


@dataclass(frozen=True)
class Change:
    """One change.

    number     from 1, in order
    time       when, in UTC (ISO 8601 with microseconds)
    before, version   the states of the dataset; `before` is None for the first
    add, remove       asserted statements; `complete` is false where it is not known what changed
    lists      what it did to see-also lists
    """

    number: int
    time: str
    note: Note
    before: str | None
    version: str
    add: frozenset[Quad] = frozenset()
    remove: frozenset[Quad] = frozenset()
    complete: bool = True
    lists: Lists = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What it is called in addresses: its number and the version it led to."""
        return f"{self.number}-{re.sub('[^A-Za-z0-9]+', '-', self.version)}"

    def as_dict(self) -> dict[str, Any]:
        """The change as it is kept in a file."""
        return {
            "number": self.number,
            "time": self.time,
            "kind": self.note.kind,
            "author": self.note.author,
            "message": self.note.message,
            "before": self.before,
            "version": self.version,
            "add": encode(self.add),
            "remove": encode(self.remove),
            "complete": self.complete,
            "lists": dict(self.lists),
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Change":
        """The change that `kept` says."""
        note = Note(kept["kind"], kept["author"], kept["message"])
        states = kept["before"], kept["version"]
        changed = decode(kept["add"]), decode(kept["remove"])
        return cls(kept["number"], kept["time"], note, *states, *changed, kept["complete"], kept["lists"])
