"""The remote store: a dataset of named graphs on any server that speaks SPARQL 1.1 Query and Update over HTTP.

Several services may share one: they share nothing else. What engines do differently, and what is done about it, stands
in `remote_text` (queries), `remote_update`, `remote_terms` (blank nodes), `remote_writing` (limits, transactions) and
`remote_state` (versions). What stays different:

- A change is all or nothing where the server makes a request one transaction and the change fits into one request
  (32 MB). Virtuoso carries out the operations of a request one by one, and has no room for more than some thousand
  statements in one. `replace` marks the dataset while it works in steps, and services answer 503 in the meantime.
- Virtuoso writes numbers in its own way (007 as 7), keeps one of a statement's equal values (1, true and 1e0; a date
  and the year it begins), refuses ill-formed integers and those of more than 18 digits, takes ill-formed dates for
  text, and refuses ``?x p+ ?y`` with both ends open. An expression that has no value may give an empty text there,
  joins with a subquery that groups by a computed text lose solutions, and GROUP_CONCAT never has a language.
- Clearing a graph that is not there is an error on some servers only.
- A blank node that the template of an update makes, or that others put there, cannot be asked for, except on Virtuoso.
- What stands in the server's own default graph is no part of the dataset.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from realism.errors import BadInput, Forbidden, Overloaded, StartupError
from realism.store import base
from realism.store.base import Format
from realism.store.embedded_rdf import engine_errors, parse, quad_of, with_canonical_blank_nodes, write
from realism.store.remote_addresses import update_address
from realism.store.remote_asking import Asker
from realism.store.remote_graphs import as_quads
from realism.store.remote_link import Link
from realism.store.remote_terms import RemoteAnswer, kept, sent
from realism.store.remote_text import Prepared, prepare
from realism.store.remote_update import NAMELESS, delete, insert, translate
from realism.store.remote_watching import Watcher
from realism.store.remote_writing import Writer

_PREFIXES: Final = """SELECT ?prefix ?namespace { ?declaration <http://www.w3.org/ns/shacl#prefix> ?prefix ;
    <http://www.w3.org/ns/shacl#namespace> ?namespace }"""
READ_SECONDS: Final = 60.0
"""How long the server may take to send a whole graph."""


class RemoteStore:
    """A dataset on another server; see base.Store for what it does.

    query_url   where it answers queries
    update_url  where it takes updates; None leaves that to `update_address`
    user, password   sent when it asks for them
    deadline    seconds it may take for one query
    read_only   refuse every change

    Raises StartupError when it cannot be asked.
    """

    def __init__(
        self,
        query_url: str,
        update_url: str | None = None,
        *,
        user: str | None = None,
        password: str | None = None,
        deadline: float = 10.0,
        read_only: bool = False,
    ) -> None:
        self.url = query_url
        self.deadline = deadline
        self._read_only = read_only
        self._known_prefixes: tuple[str, dict[str, str]] | None = None
        self._link = Link(user, password)
        self._asker = Asker(self._link, query_url)
        try:
            self._watcher = Watcher(self._link, self._asker)
        except (Overloaded, BadInput) as error:
            self._link.close()
            raise StartupError(f"the store given with --store cannot be used: {error.message}") from None
        except BaseException:
            self._link.close()
            raise

        def address() -> str:
            return update_url or update_address(query_url, virtuoso=self._asker.virtuoso, user=user is not None)

        self._writer = Writer(self._link, self._asker, self._watcher, address)

    @property
    def version(self) -> str:
        """The name of the dataset's state when it was last looked at; `refresh` looks."""
        return self._watcher.seen.version

    @property
    def loaded(self) -> str | None:
        """The version given when the dataset was last replaced as a whole; None if it never was."""
        return self._watcher.seen.noted.loaded

    @property
    def is_loading(self) -> bool:
        """Whether someone was replacing the dataset when it was last looked at."""
        return self._watcher.seen.noted.is_loading

    @property
    def is_broken(self) -> bool:
        """Whether someone began to replace the dataset and never finished."""
        return self._watcher.seen.noted.is_broken

    async def refresh(self) -> None:
        """See to it that `version` is no older than this call.

        Raises Overloaded when the server does not tell, and while the dataset is being replaced.
        """
        await self._link.join(self._watcher.refresh())

    def look(self) -> None:
        """The same for a thread that may block, and without regard to a dataset being replaced."""
        self._watcher.adopt(self._link.wait(self._watcher.look()))

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base_iri: str | None = None,
    ) -> RemoteAnswer:
        """Answer a query; when either list of graphs is given, the two are the whole dataset of the query.

        base_iri: what relative IRIs are read against, where the query has no BASE

        Raises Overloaded at the deadline and when the server cannot be reached; TooLarge when it cuts off the answer.
        """
        prepared = prepare(text, default_graphs, named_graphs, base_iri)
        found = self._link.wait(self._asker.answer(prepared, self._watcher.seen.census, self.deadline))
        return RemoteAnswer(prepared.form, found, self.prefixes)

    async def answer(self, prepared: Prepared, deadline: float, size: int) -> RemoteAnswer:
        """The answer to a prepared query, within `deadline` seconds and `size` bytes; raises as `query` does."""
        work = self._asker.answer(prepared, self._watcher.seen.census, deadline, size)
        return RemoteAnswer(prepared.form, await self._link.join(work), self.prefixes)

    def match(
        self,
        subject: base.Iri | base.BlankNode | None = None,
        predicate: base.Iri | None = None,
        object: base.Term | None = None,
        graph: base.Iri | None = None,
    ) -> Iterator[base.Quad]:
        """The quads that have the given members; None stands for any."""
        given = {"s": subject, "p": predicate, "o": object}
        known = {name: term for name, term in given.items() if term is not None}
        places = " ".join(sent(known[name]) if name in known else f"?{name}" for name in given)
        graphs = self._watcher.seen.census.everywhere if graph is None else (graph,)
        work = self._asker.select(f"SELECT * {{ GRAPH ?g {{ {places} }} }}", READ_SECONDS, (), tuple(graphs))
        for quad in as_quads({**found, **known} for found in self._link.wait(work).rows):
            yield quad._replace(graph=None) if quad.graph == NAMELESS else quad

    def update(self, text: str) -> None:
        """Carry out an update, wholly or not at all where the server can."""
        self._require_writable()
        graphs, virtuoso = self._watcher.seen.census.everywhere, self._asker.virtuoso
        prologue, operations = translate(text, graphs, virtuoso=virtuoso)
        self._writer.change(operations, prologue)

    def load(self, data: bytes, format: Format, graph: str | None = None) -> int:
        """Add statements; those without a graph of their own go to `graph`, or else to no graph."""
        quads = [kept(quad) for quad in parse(data, format, graph)]
        self._require_writable()
        self._writer.change_all(quads, insert)
        return len(quads)

    def extend(self, quads: Iterable[base.Quad]) -> None:
        """Add `quads`."""
        self._require_writable()
        self._writer.change_all([kept(quad) for quad in quads], insert)

    def remove(self, quads: Iterable[base.Quad]) -> None:
        """Take `quads` away, those that are there; blank nodes are those of earlier answers."""
        self._require_writable()
        self._writer.change_all([kept(quad) for quad in quads], delete)

    def change(self, add: Iterable[base.Quad], remove: Iterable[base.Quad]) -> None:
        """Take `remove` away and add `add`; blank nodes are those of earlier answers, or new."""
        self._require_writable()
        self._writer.change_both([kept(quad) for quad in add], [kept(quad) for quad in remove])

    def replace(self, data: bytes, version: str) -> None:
        """Make the N-Quads `data` the whole dataset and name this state `version`.

        Only for data of our own: naming its blank nodes canonically can take very long for data made to that end.
        """
        self._require_writable()
        quads = with_canonical_blank_nodes(parse(data, base.NQUADS, None))
        self._writer.replace([kept(quad) for quad in quads], version)

    def graphs(self) -> Iterator[str]:
        """The IRIs of the named graphs that hold statements, sorted."""
        return iter(self._watcher.seen.census.named)

    def dump(self, format: Format, graph: str | None = None) -> bytes:
        """The dataset, or one graph of it; in a graph format without `graph`, the statements in no graph."""
        whole = graph is None and format in base.DATASET_FORMATS
        with engine_errors():
            quads = [quad_of(quad) for quad in self.match(graph=None if whole else base.Iri(graph or NAMELESS))]
            if format in base.DATASET_FORMATS:
                return write(quads, format, self.prefixes())
            return write([quad.triple for quad in quads], format, self.prefixes())

    def __len__(self) -> int:
        """The number of quads."""
        return self._watcher.seen.census.quads

    def prefixes(self) -> dict[str, str]:
        """The prefixes the dataset declares for itself with sh:declare."""
        if self._known_prefixes is None or self._known_prefixes[0] != self.version:
            version, rows = self.version, self.query(_PREFIXES).rows()
            found = sorted((base.text_of(row["prefix"]), base.text_of(row["namespace"])) for row in rows)
            self._known_prefixes = version, dict(found)
        return self._known_prefixes[1]

    def close(self) -> None:
        """Close the connections; the store is not used again."""
        self._link.close()

    def _require_writable(self) -> None:
        if self._read_only:
            raise Forbidden("this store is open for reading only: start the service without --read-only to change it")
