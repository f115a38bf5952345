"""The embedded store: pyoxigraph, in memory or on disk (RocksDB).

The default graph of a query is the union of all graphs, unless the store keeps it apart. The engine lists rather than
merges them: a statement that stands in two graphs gives two solutions, so queries that count use DISTINCT. In the WHERE
part of an update, the default graph holds only statements without a graph, as in SPARQL's own rules; name graphs with
GRAPH or USING.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock

import pyoxigraph as ox

from realism.errors import Forbidden, StartupError
from realism.store import base
from realism.store.base import Format
from realism.store.embedded_change import change_text
from realism.store.embedded_copy import Copied
from realism.store.embedded_rdf import (
    Answer,
    Node,
    engine_errors,
    insert_data,
    neutral,
    node_of,
    parse,
    quad_of,
    with_canonical_blank_nodes,
    write,
)
from realism.store.embedded_values import with_names_in_place
from realism.store.sparql_text import read, refuse_file
from realism.store.state import State, read_state, write_state

_PREFIXES = """SELECT ?prefix ?namespace { ?declaration <http://www.w3.org/ns/shacl#prefix> ?prefix ;
    <http://www.w3.org/ns/shacl#namespace> ?namespace }"""

_EXISTS = re.compile("The graph <(.*)> already exists")


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


class EmbeddedStore(Copied):
    """A dataset inside this process; see base.Store for what it does.

    path        folder that keeps the data; None keeps it in memory
    read_only   refuse every change, and open the folder without locking it
    union       whether the default graph of queries is the union of all graphs, or the statements in no graph

    Begins empty. Raises StartupError when the folder cannot be used or another process has it open.
    """

    def __init__(self, path: Path | None = None, read_only: bool = False, *, union: bool = True) -> None:
        self.union = union
        self._folder = path
        self._read_only = read_only
        self._writing = Lock()
        self._known_prefixes: tuple[str, dict[str, str]] | None = None
        self._log = None
        self.removed = 0
        """At most so many statements were removed since it was opened."""
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
        base_iri: str | None = None,
    ) -> Answer:
        """Answer a query; when either list of graphs is given, the two are the whole dataset of the query.

        base_iri: what relative IRIs are read against, where the query has no BASE
        """
        reading = read(text, update=False)
        given = default_graphs is not None or named_graphs is not None
        for iri in (*(default_graphs or ()), *(named_graphs or ())):
            refuse_file(iri)
        placed = with_names_in_place(reading.text)
        with engine_errors(reading):
            ask = partial(
                self._ox.query,
                base_iri=base_iri,
                use_default_graph_as_union=self.union and not (given or reading.dataset),
                default_graph=[ox.NamedNode(iri) for iri in default_graphs or ()] if given else None,
                named_graphs=[ox.NamedNode(iri) for iri in named_graphs or ()] if given else None,
            )
            try:
                raw = ask(placed)
            except SyntaxError:
                if placed is reading.text:
                    raise
                # Where it is wrong is told of the text as it was.
                raw = ask(reading.text)
        return Answer(raw, reading, self._prefixes)

    def match(
        self,
        subject: base.Iri | base.BlankNode | None = None,
        predicate: base.Iri | None = None,
        object: base.Term | None = None,
        graph: base.Iri | None = None,
    ) -> Iterator[base.Quad]:
        """The quads that have the given members; None stands for any."""
        pattern = (None if one is None else node_of(one) for one in (subject, predicate, object, graph))
        with engine_errors():
            for quad in self._ox.quads_for_pattern(*pattern):  # type: ignore[arg-type]
                yield neutral(quad)

    def update(self, text: str) -> None:
        """Carry out an update, wholly or not at all."""
        reading = read(text, update=True)
        with self._change(update=text, removed=len(self)), engine_errors(reading):
            self._update(reading.text)

    def load(self, data: bytes, format: Format, graph: str | None = None) -> int:
        """Add statements; those without a graph of their own go to `graph`, or else to no graph."""
        quads = parse(data, format, graph)
        with self._change(added=quads), engine_errors():
            self._ox.extend(quads)
        return len(quads)

    def extend(self, quads: Iterable[base.Quad]) -> None:
        """Add `quads`, all or nothing."""
        with engine_errors():
            converted = [quad_of(quad) for quad in quads]
        with self._change(added=converted), engine_errors():
            self._ox.extend(converted)

    def remove(self, quads: Iterable[base.Quad]) -> None:
        """Take `quads` away, those that are there; blank nodes are those of earlier answers."""
        with engine_errors():
            converted = [quad_of(quad) for quad in quads]
        with self._change(removed=len(converted)), engine_errors():
            for quad in converted:
                self._ox.remove(quad)

    def change(self, add: Iterable[base.Quad], remove: Iterable[base.Quad]) -> None:
        """Take `remove` away and add `add`, all or nothing; blank nodes are those of earlier answers, or new."""
        with engine_errors():
            added, removed = ([quad_of(quad) for quad in quads] for quads in (add, remove))
        change = change_text(added, removed)
        with self._change(added=None if removed else added, removed=len(removed)), engine_errors():
            if removed:
                self._ox.update(change.text, custom_functions=change.functions)
            else:
                self._ox.extend(added)

    def replace(self, data: bytes, version: str) -> None:
        """Make the N-Quads `data` the whole dataset, all or nothing, and name this state `version`.

        Only for data of our own: naming its blank nodes canonically can take very long for data made to that end.
        """
        quads = with_canonical_blank_nodes(parse(data, base.NQUADS, None))
        with self._change(State(version, version), removed=len(self)), engine_errors():
            if len(self._ox) == 0:
                self._ox.extend(quads)
            else:
                self._ox.update(f"DROP ALL ; INSERT DATA {{ {insert_data(quads)} }}")
            if self._folder is not None:
                # A freshly loaded folder is read up to ten times more slowly until it is compacted.
                self._ox.optimize()

    def quads_of(
        self, *, subject: Node | None = None, predicate: ox.NamedNode | None = None, object: Node | None = None
    ) -> Iterator[ox.Quad]:
        """The quads that have the given members, as the engine has them, in the order in which queries find them."""
        return self._ox.quads_for_pattern(subject, predicate, object, None)  # type: ignore[arg-type]

    def graphs(self) -> Iterator[str]:
        """The IRIs of the named graphs that hold statements, sorted."""
        with engine_errors():
            names = [name for name in self._ox.named_graphs() if isinstance(name, ox.NamedNode)]
            filled = [n.value for n in names if next(self._ox.quads_for_pattern(None, None, None, n), None)]
        return iter(sorted(filled))

    def dump(self, format: Format, graph: str | None = None) -> bytes:
        """The dataset, or one graph of it; in a graph format without `graph`, the statements in no graph."""
        whole = graph is None and format in base.DATASET_FORMATS
        with engine_errors():
            name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
            quads = list(self._ox.quads_for_pattern(None, None, None, None if whole else name))
            if format in base.DATASET_FORMATS:
                return write(quads, format, self._prefixes())
            return write([quad.triple for quad in quads], format, self._prefixes())

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._ox)

    @property
    def folder(self) -> Path | None:
        """The folder that keeps the data; None when it is kept in memory."""
        return self._folder

    @property
    def is_changing(self) -> bool:
        """Whether the dataset is being changed or copied just now."""
        return self._writing.locked()

    @property
    def read_only(self) -> bool:
        """Whether every change is refused."""
        return self._read_only

    def close(self) -> None:
        """Release files and memory; the store is not used again."""
        if self._folder is not None and not self._read_only:
            with engine_errors():
                self._ox.flush()
        del self._ox

    @contextmanager
    def _change(
        self,
        state: State | None = None,
        *,
        update: str | None = None,
        added: Sequence[ox.Quad] | None = None,
        removed: int = 0,
    ) -> Iterator[None]:
        """Change the dataset inside this block and move on to `state`, or to a fresh one, when it ends well.

        update, added: what the change is, for the log; with neither, those who follow it need a new copy
        removed: at most so many statements are removed
        """
        if self._read_only:
            raise Forbidden("this store is open for reading only: start the service without --read-only to change it")
        with self._writing:
            following = state or self._state.changed()
            # Noted before the change: a crash in between gives an old dataset a new name, which only costs caches.
            self._note(State("", None) if state else following)
            self.removed += removed
            try:
                yield
            except BaseException:
                self._note(self._state)
                raise
            if state:
                self._note(state)
            if self._log is not None:
                self._log.record(self._state.version, following.version, update, added)
            self._state = following

    def _update(self, text: str) -> None:
        """Have the engine carry out `text`; CREATE makes anew what it knows as a graph that holds nothing any more."""
        try:
            self._ox.update(text)
        except RuntimeError as error:
            found = _EXISTS.fullmatch(str(error))
            name = ox.NamedNode(found[1]) if found else None
            known = name is not None and self._ox.contains_named_graph(name)
            if name is None or not known or next(self._ox.quads_for_pattern(None, None, None, name), None) is not None:
                raise
            self._ox.remove_graph(name)
            self._update(text)

    def _note(self, state: State) -> None:
        with engine_errors():
            write_state(self._folder, state)

    def _prefixes(self) -> dict[str, str]:
        """The prefixes the dataset declares for itself with sh:declare."""
        if self._known_prefixes is None or self._known_prefixes[0] != self.version:
            version, rows = self.version, self.query(_PREFIXES).rows()
            found = sorted((base.text_of(row["prefix"]), base.text_of(row["namespace"])) for row in rows)
            self._known_prefixes = version, dict(found)
        return self._known_prefixes[1]
