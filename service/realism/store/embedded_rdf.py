"""Between pyoxigraph's terms, results and errors and the neutral ones of `base`."""

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

import pyoxigraph as ox

from realism.errors import BadInput, NotAcceptable, QuerySyntaxError, RealismError, Refused
from realism.store import base
from realism.store.base import Format
from realism.store.sparql_errors import explain
from realism.store.sparql_text import Reading

RDF_FORMATS = {
    base.TURTLE: ox.RdfFormat.TURTLE,
    base.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    base.RDFXML: ox.RdfFormat.RDF_XML,
    base.JSONLD: ox.RdfFormat.JSON_LD,
    base.TRIG: ox.RdfFormat.TRIG,
    base.NQUADS: ox.RdfFormat.N_QUADS,
}
RESULTS_FORMATS = {
    base.SPARQL_JSON: ox.QueryResultsFormat.JSON,
    base.SPARQL_XML: ox.QueryResultsFormat.XML,
    base.CSV: ox.QueryResultsFormat.CSV,
    base.TSV: ox.QueryResultsFormat.TSV,
}
Node = ox.NamedNode | ox.BlankNode | ox.Literal
AnyNode = Node | ox.Triple


def _term(node: AnyNode) -> base.Term:
    match node:
        case ox.NamedNode():
            return base.Iri(node.value)
        case ox.Literal():
            return base.Literal(node.value, node.datatype.value, node.language or "")
        case ox.BlankNode():
            return base.BlankNode(node.value)
        case _:
            raise BadInput("the answer holds a triple term, which only the RDF and results formats can write")


def _resource(node: AnyNode) -> base.Iri | base.BlankNode:
    term = _term(node)
    assert not isinstance(term, base.Literal)
    return term


def node_of(term: base.Term) -> Node:
    """The engine's form of a term."""
    match term:
        case base.Literal(value, _, language) if language:
            return ox.Literal(value, language=language)
        case base.Literal(value, datatype):
            return ox.Literal(value, datatype=ox.NamedNode(datatype))
        case base.BlankNode():
            return ox.BlankNode(term)
        case _:
            return ox.NamedNode(term)


def neutral(quad: ox.Quad) -> base.Quad:
    """A quad of the engine in the neutral form."""
    graph = base.Iri(quad.graph_name.value) if isinstance(quad.graph_name, ox.NamedNode) else None
    return base.Quad(_resource(quad.subject), base.Iri(quad.predicate.value), _term(quad.object), graph)


def quad_of(quad: base.Quad) -> ox.Quad:
    """The engine's form of a quad."""
    subject, graph = node_of(quad.subject), ox.DefaultGraph() if quad.graph is None else ox.NamedNode(quad.graph)
    assert not isinstance(subject, ox.Literal)
    return ox.Quad(subject, ox.NamedNode(quad.predicate), node_of(quad.object), graph)


class engine_errors:  # noqa: N801 - written like a function, but a generator would cost each query some microseconds
    """A block that turns the engine's errors into ours; `reading` is the SPARQL text it works on."""

    __slots__ = ("_reading",)

    def __init__(self, reading: Reading | None = None) -> None:
        self._reading = reading

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ours = None if error is None else _ours(error, self._reading)
        if ours is not None:
            raise ours from None


def _ours(error: BaseException, reading: Reading | None) -> RealismError | None:
    """Our error for one of the engine's; None for any other."""
    match error:
        case SyntaxError():
            if reading is None:
                where = {"line": error.lineno, "column": error.offset} if error.lineno else {}
                return BadInput(f"the RDF does not parse: {error.msg}", **where)
            message, line, column = explain(reading, str(error))
            return QuerySyntaxError(message, line=line, column=column)
        case UnicodeEncodeError():
            return BadInput("the text holds half of a character (a lone surrogate), which no UTF-8 text can")
        case ValueError():
            return BadInput(f"not valid RDF: {error}")
        case RuntimeError():
            return BadInput(f"the query cannot be evaluated: {error}")
        case OSError():
            return RealismError(f"the store cannot be read or written: {error}")
    return None


class Answer:
    """What the engine answers, as base.Results; `raw` is the engine's own, to be read once by whoever asked."""

    def __init__(self, raw: object, reading: Reading, prefixes: Callable[[], dict[str, str]]) -> None:
        self.raw = raw
        self.prefixes = prefixes
        self.form: base.Form = "select"
        self.variables: Sequence[str] = ()
        self.formats: Sequence[Format] = base.BINDINGS_FORMATS
        if isinstance(raw, ox.QuerySolutions):
            self.variables = tuple(variable.value for variable in raw.variables)
        elif isinstance(raw, ox.QueryBoolean):
            self.form, self.formats = "ask", base.BOOLEAN_FORMATS
        else:
            self.form = "describe" if reading.keyword == "DESCRIBE" else "construct"
            self.formats = base.GRAPH_FORMATS

    @property
    def boolean(self) -> bool:
        """The answer of an ``ask`` query."""
        return bool(self.raw)

    def rows(self) -> Iterator[base.Row]:
        """The solutions of a ``select`` query, in order."""
        assert isinstance(self.raw, ox.QuerySolutions)
        with engine_errors():
            for solution in self.raw:
                pairs = zip(self.variables, solution, strict=True)
                yield {name: _term(node) for name, node in pairs if node is not None}

    def triples(self) -> Iterator[base.Quad]:
        """The statements of a ``construct`` or ``describe`` query, graph None."""
        assert isinstance(self.raw, ox.QueryTriples)
        with engine_errors():
            for s, p, o in self.raw:
                yield base.Quad(_resource(s), base.Iri(p.value), _term(o))

    def serialize(self, format: Format) -> bytes:
        """The whole answer in `format`, one of `formats`; statements sorted, with the dataset's own prefixes."""
        if format not in self.formats:
            names = ", ".join(known.media_type for known in self.formats)
            raise NotAcceptable(f"{self.form} results are not written as {format.media_type}; ask for one of {names}")
        with engine_errors():
            if isinstance(self.raw, ox.QueryTriples):
                return write(list(self.raw), format, self.prefixes())
            assert isinstance(self.raw, ox.QuerySolutions | ox.QueryBoolean)
            return self.raw.serialize(format=RESULTS_FORMATS[format]) or b""


def write(statements: list[ox.Triple] | list[ox.Quad], format: Format, prefixes: dict[str, str]) -> bytes:
    """`statements` in `format`, sorted, with those of `prefixes` that occur in them."""
    namespaces: set[str] = set()
    for statement in statements:
        for node in statement:
            if isinstance(node, ox.NamedNode):
                namespaces.add(node.value[: max(node.value.rfind("#"), node.value.rfind("/")) + 1])
            elif isinstance(node, ox.Literal):
                namespaces.add(node.datatype.value.partition("#")[0] + "#")
    used = {prefix: namespace for prefix, namespace in prefixes.items() if namespace in namespaces}
    ordered: list[ox.Triple] | list[ox.Quad] = sorted(statements, key=str)  # type: ignore[assignment]
    if format == base.TRIG:
        ordered.sort(key=lambda statement: str(getattr(statement, "graph_name", "")))
    return ox.serialize(ordered, format=RDF_FORMATS[format], prefixes=used) or b""


def parse(data: bytes, format: Format, graph: str | None, base_iri: str | None = None) -> list[ox.Quad]:
    """The statements of `data`; those in no graph are put in `graph`. Blank nodes get fresh names.

    base_iri   what relative IRIs are read against, if not `graph`
    Raises BadInput; Refused for XML entities, which can blow up in the parser.
    """
    if format == base.RDFXML and b"<!ENTITY" in data:
        raise Refused("XML entities are refused: write the characters or IRIs out in full")
    with engine_errors():
        home = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        parser = ox.parse(data, RDF_FORMATS[format], base_iri=base_iri or graph, rename_blank_nodes=True)
        read_in = list(parser)
    return [
        ox.Quad(quad.subject, quad.predicate, quad.object, home)
        if isinstance(quad.graph_name, ox.DefaultGraph)
        else quad
        for quad in read_in
    ]


def statements(data: bytes, format: Format, base_iri: str | None = None) -> list[base.Quad]:
    """The statements of `data` in neutral form; those in no graph have none. Blank nodes get fresh names.

    base_iri   what relative IRIs are read against
    Raises as `parse` does, and BadInput for what no dataset of ours holds: triple terms and graphs without a name.
    """
    quads = parse(data, format, None, base_iri)
    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            raise BadInput("a statement about a statement (a triple term) is not taken: name the statement by an axiom")
        if isinstance(quad.graph_name, ox.BlankNode):
            raise BadInput("a graph without a name is not taken: name the account or the core it belongs to")
    return [neutral(quad) for quad in quads]


def with_canonical_blank_nodes(quads: list[ox.Quad]) -> list[ox.Quad]:
    """`quads` in an order and with blank nodes named by RDFC-1.0, so that equal data is answered equally everywhere."""
    plain = [quad for quad in quads if not any(isinstance(node, ox.BlankNode) for node in quad)]
    blank = ox.Dataset(quad for quad in quads if any(isinstance(node, ox.BlankNode) for node in quad))
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted([*plain, *blank], key=str)


def insert_data(quads: list[ox.Quad]) -> str:
    """`quads` as the inside of INSERT DATA."""
    blocks: dict[str, list[str]] = {}
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name} "
        blocks.setdefault(graph, []).append(f"{quad.triple} .")
    parts = ((graph, "\n".join(lines)) for graph, lines in blocks.items())
    return "\n".join(f"{graph}{{ {lines} }}" if graph else lines for graph, lines in parts)
