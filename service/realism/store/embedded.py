"""The embedded store: pyoxigraph, in memory or on disk (RocksDB).

The default graph of a query is the union of all graphs. The engine lists rather than merges them: a statement that
stands in two graphs gives two solutions, so queries that count use DISTINCT. In the WHERE part of an update, the
default graph holds only statements without a graph, as in SPARQL's own rules; name graphs with GRAPH or USING.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pyoxigraph as ox

from realism.errors import (
    BadInput,
    Forbidden,
    NotAcceptable,
    QuerySyntaxError,
    RealismError,
    Refused,
    StartupError,
)
from realism.store import base
from realism.store.base import Format
from realism.store.sparql_errors import explain
from realism.store.sparql_text import Reading, read, refuse_file
from realism.store.state import State, read_state, write_state

_RDF = {
    base.TURTLE: ox.RdfFormat.TURTLE,
    base.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    base.RDFXML: ox.RdfFormat.RDF_XML,
    base.JSONLD: ox.RdfFormat.JSON_LD,
    base.TRIG: ox.RdfFormat.TRIG,
    base.NQUADS: ox.RdfFormat.N_QUADS,
}
_RESULTS = {
    base.SPARQL_JSON: ox.QueryResultsFormat.JSON,
    base.SPARQL_XML: ox.QueryResultsFormat.XML,
    base.CSV: ox.QueryResultsFormat.CSV,
    base.TSV: ox.QueryResultsFormat.TSV,
}
_PREFIXES = """SELECT ?prefix ?namespace { ?declaration <http://www.w3.org/ns/shacl#prefix> ?prefix ;
    <http://www.w3.org/ns/shacl#namespace> ?namespace }"""

_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def _term(node: _Node) -> base.Term:
    match node:
        case ox.NamedNode():
            return base.Iri(node.value)
        case ox.Literal():
            return base.Literal(node.value, node.datatype.value, node.language or "")
        case ox.BlankNode():
            return base.BlankNode(node.value)
        case _:
            raise BadInput("the answer holds a triple term, which only the RDF and results formats can write")


def _resource(node: _Node) -> base.Iri | base.BlankNode:
    term = _term(node)
    assert not isinstance(term, base.Literal)
    return term


def _node(term: base.Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    match term:
        case base.Literal(value, _, language) if language:
            return ox.Literal(value, language=language)
        case base.Literal(value, datatype):
            return ox.Literal(value, datatype=ox.NamedNode(datatype))
        case base.BlankNode():
            return ox.BlankNode(term)
        case _:
            return ox.NamedNode(term)


def _quad(quad: base.Quad) -> ox.Quad:
    subject, graph = _node(quad.subject), ox.DefaultGraph() if quad.graph is None else ox.NamedNode(quad.graph)
    assert not isinstance(subject, ox.Literal)
    return ox.Quad(subject, ox.NamedNode(quad.predicate), _node(quad.object), graph)


@contextmanager
def _engine_errors(reading: Reading | None = None) -> Iterator[None]:
    """Turn the engine's errors into ours; `reading` is the SPARQL text it works on."""
    try:
        yield
    except SyntaxError as error:
        if reading is None:
            where = {"line": error.lineno, "column": error.offset} if error.lineno else {}
            raise BadInput(f"the RDF does not parse: {error.msg}", **where) from None
        message, line, column = explain(reading, str(error))
        raise QuerySyntaxError(message, line=line, column=column) from None
    except UnicodeEncodeError:
        raise BadInput("the text holds half of a character (a lone surrogate), which no UTF-8 text can") from None
    except ValueError as error:
        raise BadInput(f"not valid RDF: {error}") from None
    except RuntimeError as error:
        raise BadInput(f"the query cannot be evaluated: {error}") from None
    except OSError as error:
        raise RealismError(f"the store cannot be read or written: {error}") from None


class _Answer:
    """What the engine answers, as base.Results."""

    def __init__(self, raw: object, reading: Reading, prefixes: Callable[[], dict[str, str]]) -> None:
        self._raw = raw
        self._prefixes = prefixes
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
        return bool(self._raw)

    def rows(self) -> Iterator[base.Row]:
        """The solutions of a ``select`` query, in order."""
        assert isinstance(self._raw, ox.QuerySolutions)
        with _engine_errors():
            for solution in self._raw:
                pairs = zip(self.variables, solution, strict=True)
                yield {name: _term(node) for name, node in pairs if node is not None}

    def triples(self) -> Iterator[base.Quad]:
        """The statements of a ``construct`` or ``describe`` query, graph None."""
        assert isinstance(self._raw, ox.QueryTriples)
        with _engine_errors():
            for s, p, o in self._raw:
                yield base.Quad(_resource(s), base.Iri(p.value), _term(o))

    def serialize(self, format: Format) -> bytes:
        """The whole answer in `format`, one of `formats`; statements sorted, with the dataset's own prefixes."""
        if format not in self.formats:
            names = ", ".join(known.media_type for known in self.formats)
            raise NotAcceptable(f"{self.form} results are not written as {format.media_type}; ask for one of {names}")
        with _engine_errors():
            if isinstance(self._raw, ox.QueryTriples):
                return _write(list(self._raw), format, self._prefixes())
            assert isinstance(self._raw, ox.QuerySolutions | ox.QueryBoolean)
            return self._raw.serialize(format=_RESULTS[format]) or b""


def _write(statements: list[ox.Triple] | list[ox.Quad], format: Format, prefixes: dict[str, str]) -> bytes:
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
    return ox.serialize(ordered, format=_RDF[format], prefixes=used) or b""


def _parse(data: bytes, format: Format, graph: str | None) -> list[ox.Quad]:
    """The statements of `data`; those in no graph are put in `graph`. Blank nodes get fresh names.

    Raises BadInput; Refused for XML entities, which can blow up in the parser.
    """
    if format == base.RDFXML and b"<!ENTITY" in data:
        raise Refused("XML entities are refused: write the characters or IRIs out in full")
    with _engine_errors():
        home = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        parser = ox.parse(data, _RDF[format], base_iri=graph, rename_blank_nodes=True)
        read_in = list(parser)
    return [
        ox.Quad(quad.subject, quad.predicate, quad.object, home)
        if isinstance(quad.graph_name, ox.DefaultGraph)
        else quad
        for quad in read_in
    ]


def _with_canonical_blank_nodes(quads: list[ox.Quad]) -> list[ox.Quad]:
    """`quads` in an order and with blank nodes named by RDFC-1.0, so that equal data is answered equally everywhere."""
    plain = [quad for quad in quads if not any(isinstance(node, ox.BlankNode) for node in quad)]
    blank = ox.Dataset(quad for quad in quads if any(isinstance(node, ox.BlankNode) for node in quad))
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted([*plain, *blank], key=str)


def _insert_data(quads: list[ox.Quad]) -> str:
    """`quads` as the inside of INSERT DATA."""
    blocks: dict[str, list[str]] = {}
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name} "
        blocks.setdefault(graph, []).append(f"{quad.triple} .")
    parts = ((graph, "\n".join(lines)) for graph, lines in blocks.items())
    return "\n".join(f"{graph}{{ {lines} }}" if graph else lines for graph, lines in parts)


def _open(folder: Path | None, read_only: bool) -> ox.Store:
    if folder is None:
        return ox.Store()
    place = folder / "rocksdb"
    try:
        if read_only:
            return ox.Store.read_only(str(place))
        folder.mkdir(parents=True, exist_ok=True)
        return ox.Store(place)
    except OSError as error:
        reason = str(error)
        if "lock" in reason.lower():
            raise StartupError(
                f"{folder} is in use by another process: stop it, or choose another folder with --data"
            ) from None
        raise StartupError(f"{folder} cannot be used to keep the data ({reason}): choose another with --data") from None


def _text(term: base.Term) -> str:
    return term.value if isinstance(term, base.Literal) else str(term)


class EmbeddedStore:
    """A dataset inside this process; see base.Store for what it does.

    path        folder that keeps the data; None keeps it in memory
    read_only   refuse every change, and open the folder without locking it

    Begins empty. Raises StartupError when the folder cannot be used or another process has it open.
    """

    def __init__(self, path: Path | None = None, read_only: bool = False) -> None:
        self._folder = path
        self._read_only = read_only
        self._writing = Lock()
        self._known_prefixes: tuple[str, dict[str, str]] | None = None
        self._ox = _open(path, read_only)
        self._state = read_state(path)

    @property
    def version(self) -> str:
        """The name of the dataset's present state."""
        return self._state.version

    @property
    def loaded(self) -> str | None:
        """The version given when the dataset was last replaced as a whole; None if it never was."""
        return self._state.loaded

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> base.Results:
        """Answer a query; when either list of graphs is given, the two are the whole dataset of the query."""
        reading = read(text, update=False)
        given = default_graphs is not None or named_graphs is not None
        for iri in (*(default_graphs or ()), *(named_graphs or ())):
            refuse_file(iri)
        with _engine_errors(reading):
            raw = self._ox.query(
                reading.text,
                use_default_graph_as_union=not (given or reading.dataset),
                default_graph=[ox.NamedNode(iri) for iri in default_graphs or ()] if given else None,
                named_graphs=[ox.NamedNode(iri) for iri in named_graphs or ()] if given else None,
            )
        return _Answer(raw, reading, self._prefixes)

    def update(self, text: str) -> None:
        """Carry out an update, wholly or not at all."""
        reading = read(text, update=True)
        with self._change(), _engine_errors(reading):
            self._ox.update(reading.text)

    def load(self, data: bytes, format: Format, graph: str | None = None) -> int:
        """Add statements; those without a graph of their own go to `graph`, or else to no graph."""
        quads = _parse(data, format, graph)
        with self._change(), _engine_errors():
            self._ox.extend(quads)
        return len(quads)

    def extend(self, quads: Iterable[base.Quad]) -> None:
        """Add `quads`, all or nothing."""
        with _engine_errors():
            converted = [_quad(quad) for quad in quads]
        with self._change(), _engine_errors():
            self._ox.extend(converted)

    def replace(self, data: bytes, version: str) -> None:
        """Make the N-Quads `data` the whole dataset, all or nothing, and name this state `version`.

        Only for data of our own: naming its blank nodes canonically can take very long for data made to that end.
        """
        quads = _with_canonical_blank_nodes(_parse(data, base.NQUADS, None))
        with self._change(State(version, version)), _engine_errors():
            if len(self._ox) == 0:
                self._ox.extend(quads)
            else:
                self._ox.update(f"DROP ALL ; INSERT DATA {{ {_insert_data(quads)} }}")
            if self._folder is not None:
                # A freshly loaded folder is read up to ten times more slowly until it is compacted.
                self._ox.optimize()

    def graphs(self) -> Iterator[str]:
        """The IRIs of the named graphs that hold statements, sorted."""
        with _engine_errors():
            names = [name for name in self._ox.named_graphs() if isinstance(name, ox.NamedNode)]
            filled = [n.value for n in names if next(self._ox.quads_for_pattern(None, None, None, n), None)]
        return iter(sorted(filled))

    def dump(self, format: Format, graph: str | None = None) -> bytes:
        """The dataset, or one graph of it; in a graph format without `graph`, the statements in no graph."""
        whole = graph is None and format in base.DATASET_FORMATS
        with _engine_errors():
            name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
            quads = list(self._ox.quads_for_pattern(None, None, None, None if whole else name))
            if format in base.DATASET_FORMATS:
                return _write(quads, format, self._prefixes())
            return _write([quad.triple for quad in quads], format, self._prefixes())

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._ox)

    def close(self) -> None:
        """Release files and memory; the store is not used again."""
        if self._folder is not None and not self._read_only:
            with _engine_errors():
                self._ox.flush()
        del self._ox

    @contextmanager
    def _change(self, state: State | None = None) -> Iterator[None]:
        """Change the dataset inside this block and move on to `state`, or to a fresh one, when it ends well."""
        if self._read_only:
            raise Forbidden("this store is open for reading only: start the service without --read-only to change it")
        with self._writing:
            following = state or self._state.changed()
            # Noted before the change: a crash in between gives an old dataset a new name, which only costs caches.
            self._note(State("", None) if state else following)
            try:
                yield
            except BaseException:
                self._note(self._state)
                raise
            if state:
                self._note(state)
            self._state = following

    def _note(self, state: State) -> None:
        with _engine_errors():
            write_state(self._folder, state)

    def _prefixes(self) -> dict[str, str]:
        """The prefixes the dataset declares for itself with sh:declare."""
        if self._known_prefixes is None or self._known_prefixes[0] != self.version:
            version, rows = self.version, self.query(_PREFIXES).rows()
            found = sorted((_text(row["prefix"]), _text(row["namespace"])) for row in rows)
            self._known_prefixes = version, dict(found)
        return self._known_prefixes[1]
