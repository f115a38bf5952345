"""How the history of a dataset is kept in a folder: one change a line, and the state that the first one began with.

changes.jsonl   a change a line, in order
start.json.gz   the asserted statements after one of them, so that any later state can be made again
pending.json    a change that is being written; when it is found at a start, the service ended in the middle of it

A statement is written as a list of its terms: an IRI as it is, a blank node as ``_:`` and its name in the store, a
literal as a list of text, datatype and language.
"""

import gzip
import json
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from realism.errors import StartupError
from realism.store.base import BlankNode, Iri, Literal, Quad, Term

_CHANGES: Final = "changes.jsonl"
_START: Final = "start.json.gz"
_PENDING: Final = "pending.json"


def encode(quads: Iterable[Quad]) -> list[list[Any]]:
    """Statements as lists, in order."""
    return sorted(([_encoded(term) for term in quad] for quad in quads), key=str)


def decode(lists: Iterable[list[Any]]) -> frozenset[Quad]:
    """The statements that `lists` stand for."""
    return frozenset(_quad(*map(_decoded, terms)) for terms in lists)


def _encoded(term: Term | None) -> Any:
    if isinstance(term, Literal):
        return list(term)
    return f"_:{term}" if isinstance(term, BlankNode) else term


def _decoded(term: Any) -> Term | None:
    if isinstance(term, list):
        return Literal(*term)
    if term is None:
        return None
    return BlankNode(term.removeprefix("_:")) if term.startswith("_:") else Iri(term)


def _quad(subject: Term | None, predicate: Term | None, object: Term | None, graph: Term | None) -> Quad:
    if not isinstance(subject, Iri | BlankNode) or not isinstance(predicate, Iri) or object is None:
        raise ValueError("a statement has a subject, a predicate and an object")
    return Quad(subject, predicate, object, graph if isinstance(graph, Iri) else None)


class HistoryFolder:
    """The files of a history in `folder`, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def changes(self) -> list[dict[str, Any]]:
        """The changes there are, in order; a last line that was cut off does not count.

        Raises StartupError when the file cannot be read.
        """
        path = self._folder / _CHANGES
        if not path.exists():
            return []
        try:
            lines = path.read_text("utf-8").split("\n")
            return [json.loads(line) for line in lines[:-1]]
        except (OSError, ValueError) as error:
            raise StartupError(
                f"{path} cannot be read ({error}): restore it, or move it away to begin a new history"
            ) from None

    def start(self) -> tuple[int, frozenset[Quad]] | None:
        """The number of a change and the asserted statements after it; None when they were not kept.

        Raises StartupError when the file cannot be read.
        """
        path = self._folder / _START
        if not path.exists():
            return None
        try:
            kept = json.loads(gzip.decompress(path.read_bytes()))
            return kept["after"], decode(kept["statements"])
        except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
            raise StartupError(
                f"{path} cannot be read ({error}): restore it, or move the folder away to begin a new history"
            ) from None

    def write_start(self, after: int, statements: Collection[Quad]) -> None:
        """Keep the asserted statements after the change with the number `after`."""
        kept = {"after": after, "statements": encode(statements)}
        self._replace(_START, gzip.compress(json.dumps(kept).encode(), mtime=0))

    def append(self, change: Mapping[str, Any]) -> None:
        """Add a change, and forget the one that was being written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / _CHANGES
        with path.open("r+b" if path.exists() else "wb") as file:
            # What a crash left of a line would spoil this one.
            end = file.seek(0, os.SEEK_END)
            while end > 0:
                file.seek(end - 1)
                if file.read(1) == b"\n":
                    break
                end -= 1
            file.truncate(end)
            file.seek(end)
            file.write(json.dumps(change).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.forget_pending()

    def pending(self) -> dict[str, Any] | None:
        """The change that was being written when the service ended."""
        with suppress(OSError, ValueError):
            found: dict[str, Any] = json.loads((self._folder / _PENDING).read_text("utf-8"))
            return found
        return None

    def write_pending(self, change: Mapping[str, Any]) -> None:
        """Note that `change` is about to be written."""
        self._replace(_PENDING, json.dumps(change).encode())

    def forget_pending(self) -> None:
        """Note that no change is being written."""
        (self._folder / _PENDING).unlink(missing_ok=True)

    def _replace(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / (name + ".new")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / name)
