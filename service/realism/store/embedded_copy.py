"""Copies of the embedded store in other processes: made, and kept up to date."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import pyoxigraph as ox

from realism.store.base import DATASET_FORMATS, Format
from realism.store.change_log import Change, ChangeLog
from realism.store.embedded_rdf import RDF_FORMATS, engine_errors
from realism.store.state import State, write_state


class Copied(ABC):
    """What EmbeddedStore can do for its copies."""

    _ox: ox.Store
    _state: State
    _writing: Lock
    _log: ChangeLog | None

    @abstractmethod
    def update(self, text: str) -> None:
        """Carry out an update, wholly or not at all."""

    @abstractmethod
    def _change(self) -> AbstractContextManager[None]:
        """Change the dataset inside this block."""

    def follow(self) -> ChangeLog:
        """A log of the changes from now on, by which a copy in memory can keep up; the same one each time."""
        with self._writing:
            if self._log is None:
                self._log = ChangeLog()
            return self._log

    def copy_to(self, target: BinaryIO | Path) -> str:
        """Write the dataset to `target` for `copy_from`, or as a folder to open read-only, and return its version.

        A folder needs no further space: it shares its files with this store's until they are rewritten.
        Raises RealismError when it cannot be written.
        """
        with self._writing, engine_errors():
            if isinstance(target, Path):
                target.mkdir(parents=True)
                self._ox.backup(str(target / "rocksdb"))
                write_state(target, self._state)
            else:
                self._ox.dump(target, format=ox.RdfFormat.N_QUADS)
            return self._state.version

    def dump_to(self, target: BinaryIO, format: Format, prefixes: dict[str, str]) -> None:
        """Write the dataset to `target` piece by piece; a format without graphs gets each statement once.

        Writing goes on meanwhile: whoever needs one state compares `version` before and after.
        """
        with engine_errors():
            if format in DATASET_FORMATS:
                self._ox.dump(target, format=RDF_FORMATS[format], prefixes=prefixes)
            else:
                ox.serialize(self._merged(), target, format=RDF_FORMATS[format], prefixes=prefixes)

    def _merged(self) -> Iterator[ox.Triple]:
        for quad in self._ox.quads_for_pattern(None, None, None, None):
            same = self._ox.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            first = next(same, quad)
            if first.graph_name == quad.graph_name:
                yield quad.triple

    def copy_from(self, source: BinaryIO) -> None:
        """Add the statements of a copy (N-Quads), blank nodes under the names they have there."""
        with self._change(), engine_errors():
            self._ox.bulk_extend(ox.parse(source, ox.RdfFormat.N_QUADS))

    def repeat(self, change: Change) -> None:
        """Carry out what another store's log holds."""
        if change.update is not None:
            self.update(change.update)
        else:
            with self._change(), engine_errors():
                self._ox.extend(ox.parse(change.added, ox.RdfFormat.N_QUADS))
