"""What every store can do, and the neutral forms of RDF terms and results.

Only this module's types cross the boundary: nothing above the store knows which engine is behind it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol, runtime_checkable
from typing import Literal as OneOf

from realism.vocab import XSD


class Iri(str):
    """An IRI, absolute."""

    __slots__ = ()


class BlankNode(str):
    """A blank node, by the label it has in one answer."""

    __slots__ = ()


class Literal(NamedTuple):
    """A literal: its lexical form, datatype IRI, and language tag (empty unless rdf:langString)."""

    value: str
    datatype: str = XSD + "string"
    language: str = ""


Term = Iri | BlankNode | Literal
COPIED_AT_MOST: Final = 300_000
"""Statements of the largest dataset that is copied, to try something on it, to judge it or to compare it with later."""


def text_of(term: Term) -> str:
    """A literal's lexical form, or the IRI or blank node label itself."""
    return term.value if isinstance(term, Literal) else str(term)


Row = Mapping[str, Term]
"""One solution: variable name without ``?`` to term; unbound variables are absent."""


class Quad(NamedTuple):
    """A statement in a graph; `graph` None is the default graph."""

    subject: Iri | BlankNode
    predicate: Iri
    object: Term
    graph: Iri | None = None


Form = OneOf["select", "ask", "construct", "describe"]


@dataclass(frozen=True)
class Format:
    """A way to write results: canonical media type, name for ``?format=``, file extension."""

    media_type: str
    name: str
    extension: str


SPARQL_JSON = Format("application/sparql-results+json", "json", "srj")
SPARQL_XML = Format("application/sparql-results+xml", "xml", "srx")
CSV = Format("text/csv", "csv", "csv")
TSV = Format("text/tab-separated-values", "tsv", "tsv")
TURTLE = Format("text/turtle", "turtle", "ttl")
NTRIPLES = Format("application/n-triples", "ntriples", "nt")
RDFXML = Format("application/rdf+xml", "rdfxml", "rdf")
JSONLD = Format("application/ld+json", "jsonld", "jsonld")
TRIG = Format("application/trig", "trig", "trig")
NQUADS = Format("application/n-quads", "nquads", "nq")

BINDINGS_FORMATS = (SPARQL_JSON, SPARQL_XML, CSV, TSV)
BOOLEAN_FORMATS = (SPARQL_JSON, SPARQL_XML)
GRAPH_FORMATS = (TURTLE, NTRIPLES, RDFXML, JSONLD)
DATASET_FORMATS = (TRIG, NQUADS)


class Results(Protocol):
    """The answer to one query, read once: either iterate it or serialize it."""

    form: Form
    variables: Sequence[str]
    """Projected variables in order, without ``?``; empty unless `form` is ``select``."""

    @property
    def formats(self) -> Sequence[Format]:
        """The formats `serialize` can write for this form, preferred first."""

    @property
    def boolean(self) -> bool:
        """The answer of an ``ask`` query."""

    def rows(self) -> Iterator[Row]:
        """The solutions of a ``select`` query, in order."""

    def triples(self) -> Iterator[Quad]:
        """The statements of a ``construct`` or ``describe`` query, graph None."""

    def serialize(self, format: Format) -> bytes:
        """The whole answer in `format`, one of `formats` (UTF-8).

        Raises NotAcceptable when the form cannot be written so.
        """


@runtime_checkable
class SharedStore(Protocol):
    """A store whose dataset others change, too: its version is as old as the last `refresh`."""

    async def refresh(self) -> None:
        """See to it that the store's version is no older than this call.

        Raises Overloaded when that cannot be found out, and while someone replaces the whole dataset.
        """


class Store(Protocol):
    """A dataset of named graphs that answers SPARQL 1.1.

    The default graph of a query is the union of all named graphs unless the query or the caller names graphs.
    Thread-safe for reading.
    """

    @property
    def version(self) -> str:
        """A name of the dataset's present state; equal states of one store have equal names."""

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base_iri: str | None = None,
    ) -> Results:
        """Answer the SPARQL query `text`.

        default_graphs, named_graphs: IRIs that override FROM and FROM NAMED when not None (SPARQL Protocol 2.1.4);
        an unknown graph is empty.
        base_iri: what relative IRIs are read against, where the query has no BASE
        Raises QuerySyntaxError with ``line`` and ``column`` where known; Refused for SERVICE and for FROM on files.
        """

    def match(
        self,
        subject: Iri | BlankNode | None = None,
        predicate: Iri | None = None,
        object: Term | None = None,
        graph: Iri | None = None,
    ) -> Iterator[Quad]:
        """The quads of the dataset that have the given members; None stands for any.

        Blank nodes are those of earlier answers of the same store.
        """

    def update(self, text: str) -> None:
        """Carry out the SPARQL update `text`, wholly or not at all.

        Raises QuerySyntaxError; Refused for LOAD and SERVICE.
        """

    def load(self, data: bytes, format: Format, graph: str | None = None) -> int:
        """Add the statements of `data` (to `graph`, if the format has no graphs) and return how many were read.

        Blank nodes get fresh names. All or nothing.
        Raises BadInput with ``line`` and ``column`` where known.
        """

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add `quads`, all or nothing."""

    def change(self, add: Iterable[Quad], remove: Iterable[Quad]) -> None:
        """Take `remove` away and add `add`, all or nothing; blank nodes are those of earlier answers, or new."""

    def replace(self, data: bytes, version: str) -> None:
        """Make the N-Quads `data` the whole dataset, all or nothing, and name this state `version`.

        Raises BadInput as `load` does.
        """

    def graphs(self) -> Iterator[str]:
        """The IRIs of the named graphs that hold statements."""

    def dump(self, format: Format, graph: str | None = None) -> bytes:
        """The dataset (TriG, N-Quads), or one graph of it in a graph format."""

    def __len__(self) -> int:
        """The number of quads."""

    def close(self) -> None:
        """Release files and memory; the store is not used again."""
