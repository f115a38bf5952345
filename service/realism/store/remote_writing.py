"""Changing a dataset on another server: in as few requests as it takes, each of which gives the dataset a new version.

A request that changes statements also replaces the version, so that where a request is a transaction no one sees the
one without the other. Virtuoso carries out the operations of a request one by one: there the version is replaced
before and after, so that an answer is never taken for newer than it is.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from realism.errors import Overloaded
from realism.store import base
from realism.store.remote_asking import Asker
from realism.store.remote_link import Link
from realism.store.remote_state import DATASET, STATE, Census, Noted, note
from realism.store.remote_update import NAMELESS, delete, insert
from realism.store.remote_watching import Seen, Watcher

WRITE_SECONDS: Final = 120.0
"""How long the server may take for one request that changes something."""
_ROOM: Final = 32 * 1024 * 1024
"""The longest request, in characters."""
_VIRTUOSO_QUADS, _VIRTUOSO_ROOM = 1000, 200_000
"""The same for Virtuoso, whose compiler has little memory (it ends at about 5,000 statements)."""


class Writer:
    """Sends updates to `url`, one after the other."""

    def __init__(self, link: Link, asker: Asker, watcher: Watcher, url: Callable[[], str]) -> None:
        self._link = link
        self._asker = asker
        self._watcher = watcher
        self._url = url
        self._writing = threading.Lock()

    def change(self, operations: Sequence[str], prologue: str = "") -> None:
        """Carry out SPARQL updates that share a prologue, in one request if there is room."""
        _, room = self._limits()
        requests: list[list[str]] = [[]]
        for operation in operations:
            if requests[-1] and sum(map(len, requests[-1])) + len(operation) > room:
                requests.append([])
            requests[-1].append(operation)
        with self._writing:
            self._watcher.expect_change()
            version = ""
            for request in requests:
                version = self._send(request, prologue)
            self._settle(version)

    def change_all(self, quads: Sequence[base.Quad], verb: Callable[[Sequence[base.Quad]], str]) -> None:
        """Insert or delete `quads`, in one request if there is room."""
        with self._writing:
            self._watcher.expect_change()
            version = self._watcher.seen.noted.version
            for batch in self._batches(quads):
                version = self._send([verb(batch)])
            self._settle(version)

    def change_both(self, add: Sequence[base.Quad], remove: Sequence[base.Quad]) -> None:
        """Delete `remove` and insert `add`, in one request if there is room."""
        operations = [
            verb(batch) for verb, quads in ((delete, remove), (insert, add)) for batch in self._batches(quads)
        ]
        together = not self._asker.virtuoso and sum(map(len, operations)) < _ROOM
        with self._writing:
            self._watcher.expect_change()
            version = self._watcher.seen.noted.version
            for request in [operations] if together and operations else [[one] for one in operations]:
                version = self._send(request)
            self._settle(version)

    def replace(self, quads: Sequence[base.Quad], version: str) -> None:
        """Make `quads` the whole dataset and call it `version`."""
        counts: dict[str, int] = {}
        for quad in set(quads):
            name = str(quad.graph or NAMELESS)
            counts[name] = counts.get(name, 0) + 1
        with self._writing:
            self._watcher.expect_change()
            seen = self._link.wait(self._watcher.look())
            drops = [f"DROP SILENT GRAPH <{graph}>" for graph in seen.census.everywhere]
            batches = list(self._batches(quads))
            final = {"version": version, "loaded": version, "digest": Census(dict(sorted(counts.items()))).digest}
            stale = [f"DELETE DATA {{ GRAPH <{STATE}> {{ {_mark(since)} }} }}" for since in seen.noted.loading]
            if len(batches) <= 1 and not self._asker.virtuoso:
                self._tell([*drops, *map(insert, batches), *stale, note(**final)])
            else:
                self._replace_in_steps(drops, batches, [*stale, note(**final)])
            self._watcher.adopt(self._link.wait(self._watcher.look()))

    def _replace_in_steps(self, drops: list[str], batches: list[Sequence[base.Quad]], last: list[str]) -> None:
        mark = _mark(str(int(time.time() * 1e6)))
        self._tell([f"INSERT DATA {{ GRAPH <{STATE}> {{ {mark} }} }}", note(version=secrets.token_hex(6), loaded=None)])
        for drop in drops:
            self._tell([drop])
        for batch in batches:
            self._tell([insert(batch)])
        self._tell([*last, f"DELETE DATA {{ GRAPH <{STATE}> {{ {mark} }} }}"])

    def _batches(self, quads: Sequence[base.Quad]) -> Iterator[Sequence[base.Quad]]:
        most, room = self._limits()
        batch: list[base.Quad] = []
        size = 0
        for quad in quads:
            length = sum(len(base.text_of(term)) for term in (quad.subject, quad.predicate, quad.object)) + 20
            if batch and (len(batch) >= most or size + length > room):
                yield batch
                batch, size = [], 0
            batch.append(quad)
            size += length
        if batch:
            yield batch

    def _limits(self) -> tuple[int, int]:
        """The most statements, and the most characters, of one request."""
        return (_VIRTUOSO_QUADS, _VIRTUOSO_ROOM) if self._asker.virtuoso else (_ROOM, _ROOM)

    def _send(self, operations: Sequence[str], prologue: str = "") -> str:
        """Carry out `operations`, and return the version of the dataset after them."""
        version = secrets.token_hex(6)
        before = [note(version=secrets.token_hex(6), digest=None)] if self._asker.virtuoso else []
        self._tell([*before, *operations, note(version=version, digest=None)], prologue)
        return version

    def _tell(self, operations: Sequence[str], prologue: str = "") -> None:
        text = f"{prologue}\n" + " ;\n".join(operations)
        self._link.wait(self._link.tell(self._url(), text, WRITE_SECONDS))

    def _settle(self, version: str) -> None:
        """Count after a change, and note the outcome beside the `version` it led to, unless others changed it again."""
        try:
            census = self._link.wait(self._watcher.count())
            known = f'GRAPH <{STATE}> {{ <{DATASET}> <{STATE}#version> "{version}" }}'
            digest = f'GRAPH <{STATE}> {{ <{DATASET}> <{STATE}#digest> "{census.digest}" }}'
            self._tell([f"INSERT {{ {digest} }} WHERE {{ {known} }}"])
        except Overloaded:
            # The change stands all the same; whoever asks next finds another version, and counts.
            return
        noted = Noted(version, self._watcher.seen.noted.loaded, census.digest)
        self._watcher.adopt(Seen.of(noted, census))


def _mark(since: str) -> str:
    return f'<{DATASET}> <{STATE}#loading> "{since}"'
