"""What a dataset on a server that others use too is called: its version, and how changes by others are noticed.

The graph STATE, which is no part of the dataset, says

    <DATASET>  version  the name of the present state, which every change by this program replaces
               loaded   the version when the dataset was last replaced as a whole
               digest   the digest of the census of that state
               loading  since when (microseconds since 1970) it is being replaced in several requests, by each that does

The census is the number of statements in each graph, and its digest a hash of it. Where the dataset has another digest
than STATE says, someone else has written, and the digest becomes part of the version. So all services on one store
give one state one name. A change by others that leaves all counts as they were is not seen; whoever writes past this
program in such a way tells it by replacing the version (`ANNOUNCE` is the update that does).
"""

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from realism.store.base import Row, text_of
from realism.store.remote_update import NAMELESS
from realism.vocab import BASE

STATE: Final = BASE + "store/state"
DATASET: Final = BASE + "store/dataset"
NOWHERE: Final = BASE + "store/nowhere"
"""A graph that is always empty: what a server is told where a list of graphs is empty."""
_TERMS: Final = ("version", "loaded", "digest", "loading")
LONGEST_LOAD: Final = 1800
"""Seconds after which a load that did not end is taken for dead."""

READ_STATE: Final = f"SELECT ?p ?o {{ <{DATASET}> ?p ?o }}"
"""To be asked of the graph STATE."""
LIST: Final = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
CENSUS: Final = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
ANNOUNCE: Final = f"""DELETE WHERE {{ GRAPH <{STATE}> {{ <{DATASET}> <{STATE}#version> ?v }} }} ;
INSERT {{ GRAPH <{STATE}> {{ <{DATASET}> <{STATE}#version> ?new }} }} WHERE {{ BIND(STRUUID() AS ?new) }}"""
_FOREIGN: Final = (
    "http://www.openlinksw.com/schemas/",
    "http://www.w3.org/ns/ldp#",
    "http://localuriqaserver/",
    "http://www.w3.org/2002/07/owl#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
)
"""How graphs begin that Virtuoso brings along."""


@dataclass(frozen=True)
class Noted:
    """What the graph STATE says; empty or None where it says nothing."""

    version: str = ""
    loaded: str | None = None
    digest: str = ""
    loading: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Noted":
        """The state in the answer to READ_STATE; where two writers left a version each, both are in its name."""
        found: dict[str, list[str]] = {name: [] for name in _TERMS}
        for row in rows:
            name = text_of(row["p"]).removeprefix(STATE + "#")
            if name in found:
                found[name].append(text_of(row["o"]))
        named = {name: "+".join(sorted(values)) for name, values in found.items()}
        return cls(named["version"], named["loaded"] or None, named["digest"], tuple(sorted(found["loading"])))

    @property
    def is_loading(self) -> bool:
        """Whether the dataset is being replaced and not whole."""
        return any(time.time() - int(since) / 1e6 < LONGEST_LOAD for since in self.loading)

    @property
    def is_broken(self) -> bool:
        """Whether the dataset was being replaced when that ended too early."""
        return bool(self.loading) and not self.is_loading

    def name(self, census: "Census") -> str:
        """The version of the dataset with this `census`."""
        if self.version and census.digest == self.digest:
            return self.version
        return f"{self.version}.{census.digest}" if self.version else census.digest


@dataclass(frozen=True)
class Census:
    """How many statements each graph of the dataset holds.

    took      seconds it took to count them
    complete  false where counting would take too long: then only the graphs are known, and each counts as one statement
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    took: float = 0.0
    complete: bool = True

    @classmethod
    def of(cls, rows: Iterable[Row], took: float = 0.0) -> "Census":
        """The census in the answer to CENSUS or to LIST, without graphs of the server's own."""
        found = {text_of(row["g"]): row.get("n") for row in rows if "g" in row}
        complete = all(number is not None for number in found.values())
        counts = {graph: 1 if number is None else int(text_of(number)) for graph, number in found.items()}
        kept = {graph: n for graph, n in counts.items() if n and graph != STATE and not graph.startswith(_FOREIGN)}
        return cls(dict(sorted(kept.items())), took, complete)

    @property
    def digest(self) -> str:
        """A hash of the counts."""
        text = "".join(f"{graph} {number if self.complete else ''}\n" for graph, number in self.counts.items())
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def quads(self) -> int:
        """The number of statements."""
        return sum(self.counts.values())

    @property
    def everywhere(self) -> tuple[str, ...]:
        """The graphs whose union is the default graph."""
        return tuple(self.counts)

    @property
    def named(self) -> tuple[str, ...]:
        """The graphs that have a name."""
        return tuple(graph for graph in self.counts if graph != NAMELESS)


def note(**values: str | None) -> str:
    """The update that makes the graph STATE say `values`, those that are None no longer; others stay."""
    out = [f"DELETE WHERE {{ GRAPH <{STATE}> {{ <{DATASET}> <{STATE}#{name}> ?old }} }}" for name in values]
    given = [f'<{STATE}#{name}> "{value}"' for name, value in values.items() if value is not None]
    if given:
        out.append(f"INSERT DATA {{ GRAPH <{STATE}> {{ <{DATASET}> {' ; '.join(given)} }} }}")
    return " ;\n".join(out)
