"""The history of a dataset: what changed, when, by whom and why.

Every change that this program writes is recorded with what it adds to the asserted statements and takes from them; what
is inferred follows from these. A history in a folder outlives the service and begins with a copy of the statements, so
that it can tell what a new version of the ontology changed, and what was changed without it. A history in memory begins
anew with each service: it does for data in memory, and for a server that others write to, too, of whose writes it tells
only that there were some.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from realism.errors import RealismError
from realism.knowledge.blank_nodes import as_before
from realism.knowledge.history_changes import ELSEWHERE, ONTOLOGY, Change, Lists, Note
from realism.knowledge.history_files import HistoryFolder, decode
from realism.store.base import COPIED_AT_MOST, Quad, Store
from realism.vocab import INFERRED

MOST: Final = 10_000
"""Changes that are at hand; older ones stay in the file."""
Effect = Callable[[], Lists]
"""Finds out what a change did to the lists, after it was made."""
Comparison = Callable[[frozenset[Quad], frozenset[Quad], frozenset[Quad]], Lists]
"""Finds out the same afterwards: from the asserted statements before, and what was added and removed."""


class History:
    """The changes of one dataset; safe to share between threads.

    folder   where it is kept; None keeps it in memory
    began    when a version of the ontology that is found at the beginning was made; now, if None
    """

    def __init__(self, folder: Path | None = None, began: datetime | None = None) -> None:
        self._files = HistoryFolder(folder) if folder is not None else None
        self._began = began
        self._lock = threading.RLock()
        self._changes: tuple[Change, ...] = ()
        if self._files is not None:
            self._changes = tuple(Change.from_dict(kept) for kept in self._files.changes()[-MOST:])

    @property
    def changes(self) -> Sequence[Change]:
        """The changes, oldest first."""
        return self._changes

    def find(self, id: str) -> Change | None:
        """The change that is called `id`."""
        return next((change for change in self._changes if change.id == id), None)

    def catch_up(self, store: Store, compare: Comparison | None = None) -> None:
        """Record how `store` came to be as it is, where that is not known."""
        if self._is_told(store.version):
            return
        with self._lock:
            if self._is_told(store.version):
                return
            last = self._changes[-1] if self._changes else None
            now = asserted(store) if self._files is not None and len(store) <= COPIED_AT_MOST else None
            if last is None:
                change = self._first(store)
            else:
                change = _otherwise(store, last)
                if now is not None:
                    change = self._explained(change, now, compare)
            self._add(change)
            if self._files is not None and now is not None and (not change.complete or change.note.kind == ONTOLOGY):
                # A new version of the ontology names its blank nodes anew.
                self._files.write_start(change.number, now)

    def _is_told(self, version: str) -> bool:
        changes = self._changes
        return bool(changes) and changes[-1].version == version

    def _first(self, store: Store) -> Change:
        time, note = datetime.now(UTC), Note(ELSEWHERE, None, "The history begins")
        if _is_loaded(store):
            time, note = self._began or time, Note(ONTOLOGY, None, f"The ontology was loaded (version {store.version})")
        return Change(1, _written(time), note, None, store.version, complete=False)

    def _explained(self, change: Change, now: frozenset[Quad], compare: Comparison | None) -> Change:
        """`change` with what it changed, so far as that can be found out."""
        assert self._files is not None
        before = self._replayed(self._files)
        if before is None:
            return change
        pending = self._files.pending()
        add, remove = now - before, before - now
        if pending is not None and (decode(pending["add"]), decode(pending["remove"])) == (add, remove):
            note = Note(pending["kind"], pending["author"], pending["message"])
            change = replace(change, note=note, time=pending["time"])
        else:
            alike = as_before(now, before)
            add, remove = alike - before, before - alike
        lists = compare(before, add, remove) if compare is not None else {}
        return replace(change, add=add, remove=remove, complete=True, lists=lists)

    def _replayed(self, files: HistoryFolder) -> frozenset[Quad] | None:
        """The statements after the last change; None when it is not known what some change did."""
        start = files.start()
        if start is None:
            return None
        after, statements = start[0], set(start[1])
        for kept in files.changes():
            if kept["number"] > after:
                if not kept["complete"]:
                    return None
                statements -= decode(kept["remove"])
                statements |= decode(kept["add"])
        return frozenset(statements)

    @contextmanager
    def recording(
        self, store: Store, note: Note, add: frozenset[Quad], remove: frozenset[Quad], effect: Effect | None = None
    ) -> Iterator[None]:
        """Record the change that is made to `store` inside this block, when it ends well.

        effect   finds out what it did to the lists
        """
        with self._lock:
            self.catch_up(store)
            last = self._changes[-1]
            draft = Change(last.number + 1, _written(datetime.now(UTC)), note, last.version, "", add, remove)
            if self._files is not None:
                self._files.write_pending(draft.as_dict())
            try:
                yield
            except BaseException:
                if self._files is not None:
                    self._files.forget_pending()
                raise
            self._add(replace(draft, version=store.version, lists=_found(effect)))

    def _add(self, change: Change) -> None:
        if self._files is not None:
            self._files.append(change.as_dict())
        self._changes = (*self._changes, change)[-MOST:]


def asserted(store: Store) -> frozenset[Quad]:
    """The statements of `store` that were not inferred."""
    return frozenset(quad for quad in store.match() if quad.graph is None or not quad.graph.startswith(INFERRED))


def _found(effect: Effect | None) -> Lists:
    try:
        return effect() if effect is not None else {}
    except RealismError:
        # The change is made and has to be recorded, though a distant store no longer tells what came of it.
        return {}


def _otherwise(store: Store, last: Change) -> Change:
    """The change that led to the present state of `store` past this history."""
    note = Note(ELSEWHERE, None, "The dataset was changed otherwise than through this service")
    if _is_loaded(store):
        note = Note(ONTOLOGY, None, f"A new version of the ontology was loaded ({store.version})")
    return Change(last.number + 1, _written(datetime.now(UTC)), note, last.version, store.version, complete=False)


def _is_loaded(store: Store) -> bool:
    """Whether the dataset is an ontology just as it was loaded."""
    return getattr(store, "loaded", None) == store.version


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
