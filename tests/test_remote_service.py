"""The whole service on the servers of others: what it answers there, and what while they are gone."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.errors import RealismError
from realism.knowledge.loading import open_store
from realism.named import load_queries, run
from realism.paths import queries_dir
from realism.store.base import NQUADS, TURTLE, BlankNode, Literal, Row, Store, Term, text_of
from realism.store.embedded import EmbeddedStore
from realism.store.near import near
from realism.web.app import create_app
from servers import HOST, NotInstalled, SparqlServer, free_port, oxigraph_server, program, running

PAGES = [
    "/",
    "/doc/defensive-realism.ttl",
    "/doc/anarchy.html",
    "/account/offensive-realism",
    "/schema",
    "/queries",
    "/queries/strands-of-theory?theory=realism",
    "/search?q=dilemma",
    "/suggest?prefix=bal",
    "/xref/see-also?entity=defensive-realism",
    "/compare?a=defensive-realism&b=offensive-realism",
    "/compare/matrix",
    "/sparql",
    "/sparql?query=DESCRIBE%20%3Chttps://w3id.org/realism/id/anarchy%3E",
    "/readyz",
]
WRONG_ON_VIRTUOSO = {
    "shared-labels": "joins a subquery that groups by a computed label: Virtuoso 7.2.5 loses half of the solutions, "
    "takes seconds, and on a busy machine has answered nobody for minutes, so it is not even asked",
}


def settings_for(server: SparqlServer) -> Settings:
    user, password = server.auth or (None, None)
    return Settings(
        store=server.query_url,
        store_update=server.update_url,
        store_user=user,
        store_password=password,
        deadline_s=60,
    )


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso_server"])
def server(request: pytest.FixtureRequest) -> SparqlServer:
    """A server of each kind."""
    found: SparqlServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def elsewhere(server: SparqlServer) -> Iterator[Store]:
    """The bundled base on that server, loaded anew."""
    settings = settings_for(server)
    with closing(open_store(settings)) as store:
        store.replace(b"", "empty")
    with closing(open_store(settings)) as store:
        yield store


@pytest.fixture(scope="module")
def remote_client(server: SparqlServer, elsewhere: Store) -> Iterator[TestClient]:
    """A client of the service on that server."""
    with TestClient(create_app(settings_for(server), elsewhere), base_url="http://testserver") as client:
        yield client


def test_the_base_is_the_same_there_to_the_byte(store: Store, elsewhere: Store) -> None:
    assert elsewhere.version == store.version
    assert elsewhere.dump(NQUADS) == store.dump(NQUADS)


@pytest.mark.parametrize("path", PAGES)
def test_every_door_answers_as_on_a_store_of_our_own(remote_client: TestClient, client: TestClient, path: str) -> None:
    there, here = (one.get(path, headers={"Accept": "text/turtle, */*;q=0.5"}) for one in (remote_client, client))
    assert (there.status_code, here.status_code) == (200, 200)
    assert there.headers["content-type"] == here.headers["content-type"]
    assert there.headers["x-dataset-version"] == here.headers["x-dataset-version"]
    # How far the reasoner has got with the matrix is told, too.
    if there.headers["content-type"] == "application/json" and path != "/compare/matrix":
        assert len(there.content) == pytest.approx(len(here.content), rel=0.01)
    elif there.headers["content-type"] == "text/turtle":
        assert statements(there.content) == statements(here.content)
    tag = there.headers.get("etag")
    headers = {"Accept": "text/turtle, */*;q=0.5", "If-None-Match": str(tag)}
    assert tag is None or remote_client.get(path, headers=headers).status_code == 304


def statements(turtle: bytes) -> set[tuple[str, str]]:
    """Subject and predicate of each statement that is not about a blank node."""
    read = EmbeddedStore()
    read.load(turtle, TURTLE)
    return {(quad.subject, quad.predicate) for quad in read.match() if not isinstance(quad.subject, BlankNode)}


def test_every_named_query_has_the_same_answer(store: Store, elsewhere: Store, server: SparqlServer) -> None:
    queries = load_queries(queries_dir())
    for name in WRONG_ON_VIRTUOSO if server.auth else ():
        del queries[name]
    different = []
    for name, query in queries.items():
        there, here = (run(one, query, query.example_values).rows() for one in (elsewhere, store))
        if list(map(comparable, there)) != list(map(comparable, here)):
            different.append(name)
    assert different == []


def comparable(row: Row) -> dict[str, Term]:
    """A row without what an engine may choose: names of blank nodes, and the language of joined texts."""
    return {
        name: BlankNode("") if isinstance(term, BlankNode) else Literal(text_of(term)) if _joined(name) else term
        for name, term in row.items()
    }


def _joined(name: str) -> bool:
    return name in ("authors", "asserters")


def test_a_copy_near_at_hand_is_the_same(elsewhere: Store, store: Store) -> None:
    copy = near(elsewhere)
    assert isinstance(copy, EmbeddedStore)
    assert set(copy.match()) == set(elsewhere.match())
    assert near(store) is store


def test_a_dataset_too_large_to_copy_is_asked_where_it_is(elsewhere: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realism.store.near.COPIED_AT_MOST", len(elsewhere) - 1)
    assert near(elsewhere) is elsewhere


def test_cross_references_and_checks_work_there(remote_client: TestClient) -> None:
    text = "Under anarchy, the security dilemma makes great powers wary of one another, writes Kenneth Waltz."
    answer = remote_client.post("/xref/annotate", json={"text": text})
    found = [mention["entity"]["id"] for mention in answer.json()["mentions"]]
    assert found == ["anarchy", "security-dilemma", "great-power", "waltz"]
    missing = remote_client.get("/sparql", params={"query": "SELECT * { ?s ?p"})
    assert (missing.status_code, missing.headers["content-type"]) == (400, "application/problem+json")


def test_what_one_service_writes_another_on_the_same_server_answers_at_once(
    remote_client: TestClient, server: SparqlServer
) -> None:
    asked = {"query": "SELECT ?x { ?x <http://example.org/p> 1 }"}
    before = remote_client.get("/sparql", params=asked)
    other = open_store(settings_for(server))
    other.update("INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/s> <http://example.org/p> 1 } }")
    after = remote_client.get("/sparql", params=asked, headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.json()["results"]["bindings"] != []) == (200, True)
    assert after.headers["x-dataset-version"] == other.version != before.headers["x-dataset-version"]
    other.update("DROP GRAPH <http://example.org/g>")
    other.close()
    assert remote_client.get("/sparql", params=asked).json()["results"]["bindings"] == []


def test_while_the_server_is_gone_all_is_503_and_then_as_before(tmp_path: Path) -> None:
    port = free_port()
    try:
        with oxigraph_server(tmp_path / "own", port=port) as server:
            settings = settings_for(server)
            store = open_store(settings)
            client = TestClient(create_app(settings, store), base_url="http://testserver")
            before = [client.get(path) for path in PAGES[:3]]
            os.kill(server.pid, signal.SIGKILL)
            for path in (*PAGES[:3], "/readyz", "/sparql?query=ASK%7B%7D"):
                gone = client.get(path, headers={"If-None-Match": before[0].headers["etag"]})
                assert (gone.status_code, gone.headers["content-type"]) == (503, "application/problem+json"), path
                assert int(gone.headers["retry-after"]) > 0
                assert gone.headers["access-control-allow-origin"] == "*"
                assert "etag" not in gone.headers
            assert client.get("/healthz").status_code == 200
        with oxigraph_server(tmp_path / "own", port=port):
            until = time.monotonic() + 60
            while client.get("/readyz").status_code == 503 and time.monotonic() < until:
                time.sleep(0.1)
            assert [client.get(path).content for path in PAGES[:3]] == [one.content for one in before]
    except NotInstalled as reason:
        pytest.skip(str(reason))
    client.close()
    store.close()


def test_the_password_is_in_no_message_and_no_representation() -> None:
    settings = Settings(store="http://127.0.0.1:1/query", store_user="me", store_password="hush hush")  # noqa: S106
    assert "hush" not in repr(settings)
    with pytest.raises(RealismError) as caught:
        open_store(settings)
    assert "hush" not in caught.value.message


def test_two_services_start_on_one_empty_server_at_once(server: SparqlServer, tmp_path: Path, store: Store) -> None:
    with closing(open_store(settings_for(server))) as whatever:
        whatever.replace(b"", "empty")
    user, password = server.auth or ("", "")
    environment = {**os.environ, "REALISM_STORE_USER": user, "REALISM_STORE_PASSWORD": password}
    command: list[str | Path] = [program("realism", "pip install ."), "serve", "--store", server.query_url]
    command += ["--store-update", server.update_url, "--port"]
    with ExitStack() as stack:
        with ThreadPoolExecutor(2) as pool:
            started = []
            for port in (free_port(), free_port()):
                url, log = f"http://{HOST}:{port}/readyz", tmp_path / f"{port}.log"
                service = running([*command, str(port)], url, log, timeout_s=120, env=environment)
                started.append((url, pool.submit(stack.enter_context, service)))
        for url, one in started:
            one.result()
            with urllib.request.urlopen(url) as answer:  # noqa: S310 - an address of ours
                assert json.load(answer) == {"status": "ok", "version": store.version, "quads": len(store)}
