"""A store on another server: what its states are called when others change it, and what if the server is not there."""

import asyncio
import os
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from realism.config import Settings
from realism.errors import (
    BadInput,
    Forbidden,
    Overloaded,
    QuerySyntaxError,
    RealismError,
    StartupError,
    TooLarge,
)
from realism.knowledge.loading import bundle_version, open_store
from realism.named import load_queries
from realism.paths import queries_dir
from realism.store import remote_watching
from realism.store.base import CSV, NQUADS, SPARQL_JSON, TRIG, TURTLE, Iri, Literal, Quad, Store
from realism.store.frames import Ask, Limits
from realism.store.remote import RemoteStore
from realism.store.remote_addresses import update_address
from realism.store.remote_queries import RemoteQueries
from realism.store.remote_state import ANNOUNCE, DATASET, STATE
from realism.store.remote_text import prepare
from realism.store.remote_virtuoso import for_virtuoso
from servers import HOST, NotInstalled, SparqlServer, free_port, oxigraph_server

EX = "http://example.org/"
ONE = EX + "g/one"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


def store_on(server: SparqlServer, deadline: float = 10.0, read_only: bool = False) -> RemoteStore:
    user, password = server.auth or (None, None)
    return RemoteStore(
        server.query_url, server.update_url, user=user, password=password, deadline=deadline, read_only=read_only
    )


def filled(server: SparqlServer, statements: int = 3, deadline: float = 10.0) -> RemoteStore:
    """A store that holds nothing but `statements` in one graph."""
    store = store_on(server, deadline)
    store.replace(b"", "empty")
    store.extend(Quad(Iri(f"{EX}s{n}"), Iri(EX + "p"), Literal(str(n)), Iri(ONE)) for n in range(statements))
    return store


def past_us(server: SparqlServer, update: str) -> None:
    """Change the oxigraph server's data as another program would."""
    headers = {"Content-Type": "application/sparql-update"}
    urllib.request.urlopen(urllib.request.Request(server.update_url, update.encode(), headers)).close()  # noqa: S310


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[SparqlServer]:
    """An oxigraph server of this test alone."""
    try:
        with oxigraph_server(tmp_path / "own", persist=False, union=False) as server:
            yield server
    except NotInstalled as reason:
        pytest.skip(str(reason))


class Gate:
    """Passes bytes on to a server while it is `open`; else it takes connections and what comes, and never answers."""

    def __init__(self, target: int) -> None:
        self.open = True
        self._target = target
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection((HOST, self._target))
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError), source, sink:
            while data := source.recv(65536):
                if self.open:
                    sink.sendall(data)


def test_services_on_one_server_call_its_states_by_the_same_names(oxigraph: SparqlServer) -> None:
    first, second = filled(oxigraph), store_on(oxigraph)
    assert second.version == first.version
    first.update(f"INSERT DATA {{ GRAPH <{EX}g/new> {{ <{EX}x> <{EX}p> 1 }} }}")
    assert second.version != first.version
    asyncio.run(second.refresh())
    assert (second.version, len(second), list(second.graphs())) == (first.version, 4, [EX + "g/new", ONE])
    second.replace(b"", "v7")
    asyncio.run(first.refresh())
    assert (first.version, first.loaded, len(first)) == ("v7", "v7", 0)
    first.close()
    second.close()


def test_refreshes_that_come_together_look_once_and_none_is_older_than_its_call(oxigraph: SparqlServer) -> None:
    store, other = filled(oxigraph), store_on(oxigraph)

    async def many() -> None:
        await asyncio.gather(*(store.refresh() for _ in range(50)))
        await asyncio.to_thread(other.update, f"INSERT DATA {{ <{EX}x> <{EX}p> 2 }}")
        await asyncio.gather(*(store.refresh() for _ in range(50)))

    asyncio.run(many())
    assert store.version == other.version
    store.close()
    other.close()


def test_what_others_write_is_noticed_when_it_changes_a_count(
    oxigraph: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_watching, "RECOUNT", 0.0)
    monkeypatch.setattr(remote_watching, "SHARE", 0)
    store = filled(oxigraph)
    before = store.version
    past_us(oxigraph, f"INSERT DATA {{ GRAPH <{ONE}> {{ <{EX}foreign> <{EX}p> 1 }} }}")

    async def until_noticed() -> None:
        while store.version == before:
            await store.refresh()

    asyncio.run(asyncio.wait_for(until_noticed(), 30))
    assert store.version.startswith(before + ".")
    assert len(store) == 4
    with closing(store_on(oxigraph)) as another:
        assert another.version == store.version
    store.close()


def test_a_store_too_large_to_count_is_served_and_changes_of_ours_are_noticed(
    oxigraph: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(oxigraph).close()
    monkeypatch.setattr(remote_watching, "COUNT_SECONDS", 0.0)
    with closing(store_on(oxigraph)) as store, closing(store_on(oxigraph)) as other:
        before = store.version
        assert (len(store), list(store.graphs())) == (1, [ONE])
        store.update(f"INSERT DATA {{ GRAPH <{EX}g/new> {{ <{EX}x> <{EX}p> 1 }} }}")
        asyncio.run(other.refresh())
        assert store.version == other.version != before
        assert list(other.graphs()) == [EX + "g/new", ONE]


def test_whoever_writes_past_us_can_announce_it(oxigraph: SparqlServer) -> None:
    store = filled(oxigraph)
    before = store.version
    past_us(oxigraph, ANNOUNCE)
    asyncio.run(store.refresh())
    assert before not in store.version
    store.close()


def test_the_notes_about_the_dataset_are_no_part_of_it(oxigraph: SparqlServer) -> None:
    store = filled(oxigraph)
    assert list(store.query(f"SELECT * {{ GRAPH ?g {{ <{DATASET}> ?p ?o }} }}").rows()) == []
    assert list(store.query(f"SELECT * {{ <{DATASET}> ?p ?o }}").rows()) == []
    assert STATE.encode() not in store.dump(NQUADS)
    store.update("DROP ALL")
    assert store.version
    asyncio.run(store.refresh())
    store.close()


def test_a_store_for_reading_only_takes_no_change(oxigraph: SparqlServer) -> None:
    filled(oxigraph).close()
    store = store_on(oxigraph, read_only=True)
    for change in (lambda: store.update("DROP ALL"), lambda: store.load(b"", TURTLE), lambda: store.replace(b"", "x")):
        with pytest.raises(Forbidden, match="reading only"):
            change()
    assert len(store) == 3
    store.close()


def test_more_rows_than_virtuoso_gives_are_fetched_in_pages_or_refused(virtuoso_server: SparqlServer) -> None:
    store = filled(virtuoso_server, 120)
    pairs = f"{{ ?a <{EX}p> ?x . ?b <{EX}p> ?y }}"
    rows = [(row["a"], row["b"]) for row in store.query(f"SELECT ?a ?b {pairs}").rows()]
    assert (len(rows), len(set(rows))) == (14_400, 14_400)
    made = list(store.query(f"CONSTRUCT {{ ?a <{EX}with> ?b }} {pairs}").triples())
    assert (len(made), len(set(made))) == (14_400, 14_400)
    with pytest.raises(TooLarge, match="no more at once: add LIMIT") as caught:
        store.query(f"SELECT ?a ?b {pairs} ORDER BY ?a ?b")
    assert caught.value.detail == {"limit": "rows", "allowed": 10_000}
    assert len(list(store.query(f"SELECT ?a ?b {pairs} ORDER BY ?a ?b LIMIT 9000").rows())) == 9000
    store.close()


def test_a_large_update_is_sent_in_parts_that_virtuoso_can_read(virtuoso_server: SparqlServer) -> None:
    store = filled(virtuoso_server, 12_000)
    assert len(store) == len(list(store.match(graph=Iri(ONE)))) == 12_000
    lines = "\n".join(f"ex:s{n} ex:q [ ex:r {n} ] ." for n in range(4000))
    store.update(f"PREFIX ex: <{EX}> INSERT DATA {{ GRAPH <{ONE}> {{ {lines} }} }} ; CLEAR SILENT GRAPH <{EX}g/x>")
    assert len(store) == 20_000
    store.remove(store.match(None, Iri(EX + "p")))
    assert len(store) == 8_000
    store.close()


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso_server"])
def test_a_query_over_the_deadline_is_an_error_and_never_a_part_of_the_answer(
    kind: str, request: pytest.FixtureRequest
) -> None:
    # Nothing ends such a query on the oxigraph server, so it gets one that is stopped after the test.
    server: SparqlServer = request.getfixturevalue("own_server" if kind == "oxigraph" else kind)
    store = filled(server, 300, deadline=1.0)
    with pytest.raises(Overloaded, match="did not answer within 1 s") as caught:
        store.query(PRODUCT)
    assert caught.value.detail["retry_after"] >= 1
    assert store.query(f"ASK {{ <{EX}s1> <{EX}p> ?o }}").boolean
    store.close()


def test_the_queries_of_clients_have_limits(oxigraph: SparqlServer) -> None:
    store = filled(oxigraph, 20)

    async def ask(text: str, **limits: int) -> bytes:
        queries = RemoteQueries(store, Limits(**limits))
        await queries.start()
        found = await queries.ask(Ask(text, formats={"bindings": CSV, "boolean": SPARQL_JSON, "graph": TURTLE}))
        assert found.version == store.version
        await queries.close()
        with pytest.raises(Overloaded, match="stopping"):
            await queries.ask(Ask(text))
        return found.body

    assert asyncio.run(ask("SELECT ?o { ?s ?p ?o }")).count(b"\n") == 21
    with pytest.raises(TooLarge, match="more than 5 rows"):
        asyncio.run(ask("SELECT ?o { ?s ?p ?o }", rows=5))
    with pytest.raises(TooLarge, match="longer than 50 bytes"):
        asyncio.run(ask("SELECT ?o ?s ?p { ?s ?p ?o }", bytes=50))
    with pytest.raises(Overloaded, match="waiting already"):
        asyncio.run(ask("ASK {}", queue=0))
    store.close()


def test_the_servers_own_words_come_through_in_one_line(virtuoso_server: SparqlServer) -> None:
    store = filled(virtuoso_server)
    with pytest.raises(BadInput) as caught:
        store.query(f"SELECT * {{ ?s <{EX}p>+ ?o }}")
    assert caught.value.message == "the store does not take this: transitive start not given"
    store.close()


def test_a_wrong_password_is_told_to_whoever_runs_the_service(virtuoso_server: SparqlServer) -> None:
    filled(virtuoso_server).close()
    store = RemoteStore(virtuoso_server.query_url, user="dba", password="wrong")  # noqa: S106
    with pytest.raises(RealismError, match="does not let this service in"):
        store.update(f"INSERT DATA {{ <{EX}x> <{EX}p> 1 }}")
    assert len(store) == 3
    store.close()


def test_a_server_that_falls_silent_costs_the_deadline_once_and_is_back_by_itself(
    oxigraph: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_watching, "LOOK_SECONDS", 0.3)
    filled(oxigraph).close()
    port = int(oxigraph.query_url.rpartition(":")[2].partition("/")[0])
    gate = Gate(port)
    store = RemoteStore(f"http://{HOST}:{gate.port}/query", deadline=0.5)
    version = store.version
    gate.open = False
    with pytest.raises(Overloaded, match=r"did not answer within 0\.5 s"):
        store.query("ASK {}")
    with pytest.raises(Overloaded, match=r"did not answer within 0\.3 s"):
        asyncio.run(store.refresh())
    with pytest.raises(Overloaded):
        store.query("ASK {}")
    gate.open = True
    assert _in_time(store) == version
    store.close()
    gate.close()


def test_a_server_that_is_killed_and_started_again_is_found_again(tmp_path: Path) -> None:
    port = free_port()
    try:
        with oxigraph_server(tmp_path / "own", port=port) as server:
            store = filled(server)
            version = store.version
            os.kill(server.pid, signal.SIGKILL)
            with pytest.raises(Overloaded, match="cannot be reached") as caught:
                store.query("ASK { ?s ?p ?o }")
            assert caught.value.detail["retry_after"] > 0
            with pytest.raises(Overloaded, match="cannot be reached"):
                store.update(f"INSERT DATA {{ <{EX}x> <{EX}p> 1 }}")
            with pytest.raises(StartupError, match="the store given with --store cannot be used"):
                store_on(server)
        with oxigraph_server(tmp_path / "own", port=port):
            assert _in_time(store) == version
            store.update(f"INSERT DATA {{ <{EX}x> <{EX}p> 1 }}")
            assert len(store) == 4
    except NotInstalled as reason:
        pytest.skip(str(reason))
    store.close()


def _in_time(store: RemoteStore) -> str:
    """The version, as soon as the server tells it."""
    until = time.monotonic() + 30
    while True:
        try:
            asyncio.run(store.refresh())
            assert store.query("ASK { ?s ?p ?o }").boolean
            return store.version
        except Overloaded:
            assert time.monotonic() < until
            time.sleep(0.1)


ONTOLOGY = {
    "core/all.ttl": f"""<{EX}near> a <http://www.w3.org/2002/07/owl#SymmetricProperty> .
        <{EX}a> <{EX}near> <{EX}b>, [] .""",
    "accounts/some-theory.ttl": f"<{EX}b> <{EX}near> <{EX}c> .",
}


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    """A small ontology."""
    for name, text in ONTOLOGY.items():
        (tmp_path / "ontology" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ontology" / name).write_text(text, "utf-8")
    return tmp_path / "ontology"


def settings_for(server: SparqlServer) -> Settings:
    user, password = server.auth or (None, None)
    return Settings(store=server.query_url, store_update=server.update_url, store_user=user, store_password=password)


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso_server"])
def test_an_empty_store_is_loaded_once_and_again_for_another_ontology(
    kind: str, request: pytest.FixtureRequest, ontology: Path
) -> None:
    server: SparqlServer = request.getfixturevalue(kind)
    with closing(store_on(server)) as older:
        older.replace(b"", "older")
    store = open_store(settings_for(server), ontology)
    whole = store.dump(TRIG)
    assert (store.version, whole) == (bundle_version(ontology), open_store(Settings(), ontology).dump(TRIG))
    again = open_store(settings_for(server), ontology)
    assert (again.version, again.dump(TRIG)) == (store.version, whole)
    (ontology / "core" / "all.ttl").write_text(ONTOLOGY["core/all.ttl"] + "\n", "utf-8")
    newer = open_store(settings_for(server), ontology)
    assert newer.version == bundle_version(ontology) != store.version
    newer.update(f"INSERT DATA {{ GRAPH <{ONE}> {{ <{EX}x> <{EX}p> 1 }} }}")
    (ontology / "core" / "all.ttl").write_text(ONTOLOGY["core/all.ttl"], "utf-8")
    with pytest.raises(StartupError, match="holds changes made to an older ontology"):
        open_store(settings_for(server), ontology)
    for one in (store, again, newer):
        one.close()


def test_a_dataset_that_is_being_loaded_is_not_shown_and_a_dead_load_is_done_again(
    oxigraph: SparqlServer, ontology: Path
) -> None:
    store = filled(oxigraph)
    mark = f'GRAPH <{STATE}> {{ <{DATASET}> <{STATE}#loading> "%d" }}'
    now = mark % (time.time() * 1e6)
    past_us(oxigraph, f"INSERT DATA {{ {now} }}")
    with pytest.raises(Overloaded, match="is being loaded"):
        asyncio.run(store.refresh())
    store.look()
    assert (store.is_loading, store.is_broken) == (True, False)
    past_us(oxigraph, f"DELETE DATA {{ {now} }} ; INSERT DATA {{ {mark % 1} }}")
    store.look()
    assert (store.is_loading, store.is_broken) == (False, True)
    open_store(settings_for(oxigraph), ontology).close()
    asyncio.run(store.refresh())
    assert (store.is_broken, store.version) == (False, bundle_version(ontology))
    store.close()


def test_what_others_loaded_is_served_as_it_is(
    own_server: SparqlServer, ontology: Path, caplog: pytest.LogCaptureFixture
) -> None:
    past_us(own_server, f"INSERT DATA {{ GRAPH <{ONE}> {{ <{EX}x> <{EX}p> 1 }} }}")
    store = open_store(settings_for(own_server), ontology)
    assert (len(store), list(store.graphs())) == (1, [ONE])
    assert "served as it is" in caplog.text
    store.close()


@pytest.mark.parametrize("address", ["", "localhost:7878", "file:///etc/passwd", "http://user:secret@host/sparql"])
def test_an_address_that_is_none_is_told_plainly(address: str, tmp_path: Path) -> None:
    with pytest.raises(StartupError, match=r"no address of a SPARQL server|holds a password"):
        open_store(Settings(store=address))
    with pytest.raises(StartupError, match="choose one of them"):
        open_store(Settings(store="http://127.0.0.1:1/query", data=tmp_path))


@pytest.mark.parametrize(
    ("query_url", "virtuoso", "update_url"),
    [
        ("http://h:7878/query", False, "http://h:7878/update"),
        ("http://h:3030/ds/query", False, "http://h:3030/ds/update"),
        ("http://h:7200/repositories/realism", False, "http://h:7200/repositories/realism/statements"),
        ("https://h:8182/sparql", False, "https://h:8182/sparql"),
        ("http://h:8890/sparql", True, "http://h:8890/sparql-auth"),
    ],
)
def test_where_updates_go_is_guessed_from_where_queries_go(query_url: str, virtuoso: bool, update_url: str) -> None:
    assert update_address(query_url, virtuoso=virtuoso, user=True) == update_url


def test_what_is_said_otherwise_to_virtuoso_means_the_same(store: Store) -> None:
    """Asked of the engine that needs none of it, what the named queries become has the same answers."""
    changed = 0
    for query in load_queries(queries_dir()).values():
        text = query.bind(query.example_values)
        prepared = prepare(text)
        said, _ = for_virtuoso(prepared.text)
        changed += said != prepared.text
        if prepared.form == "select":
            assert list(store.query(said).rows()) == list(store.query(text).rows()), query.name
    assert changed > 10


@pytest.mark.parametrize(
    ("text", "said", "truths"),
    [
        ("SELECT * { VALUES ?x { <x:a> } ?x ?p ?o }", "SELECT * { BIND(<x:a> AS ?x) <x:a> ?p ?o }", ""),
        ("SELECT * { VALUES ?x { UNDEF } ?x ?p ?o }", "SELECT * { ?x ?p ?o }", ""),
        ("SELECT * { VALUES ?x { <x:a> <x:b> } ?x ?p ?o }", None, ""),
        ("SELECT * { ?x ?p ?o VALUES ?x { <x:a> } }", None, ""),
        ("SELECT * { ?x ?p ?o } VALUES ?x { <x:a> }", None, ""),
        ('SELECT * { VALUES ?x { "a"@en } ?s ?p ?x }', 'SELECT * { BIND("a"@en AS ?x) ?s ?p ?x }', ""),
        (
            "SELECT * { VALUES ?x { <x:a> } { SELECT ?x { ?x ?p ?o } } }",
            "SELECT * { BIND(<x:a> AS ?x) { SELECT ?x { ?x ?p ?o } } }",
            "",
        ),
        ("SELECT (?a < ?b && true AS ?t) (?a + 1 AS ?n) (COUNT(?a) AS ?c) { ?a ?p ?b }", None, "t"),
        ("SELECT * { ?a ?p ?b BIND(EXISTS { ?b ?p ?a } AS ?t) BIND((?a IN (<x:a>)) AS ?u) }", None, "tu"),
    ],
)
def test_how_it_is_said_to_virtuoso(text: str, said: str | None, truths: str) -> None:
    found, true_or_false = for_virtuoso(text)
    assert " ".join(found.split()) == (said or text)
    assert true_or_false == frozenset(truths)


def test_no_escape_breaks_out_of_a_string_or_an_iri() -> None:
    """Also not on an engine that reads escapes before all else."""
    text = r"""SELECT * { ?s ?p "a\\u0022b\u0022 } SERVICE \u005C" , '\u0027', "\\\u0022" , <x:\u0061\u00e9> }"""
    said = r"""SELECT * { ?s ?p "a\\u0022b\" } \u0053ERVICE \\" , '\'', "\\\"" , <x:aé> }"""
    assert prepare(text).text == said
    with pytest.raises(QuerySyntaxError):
        prepare(r"ASK { <x:a\u003E> ?p ?o }")
