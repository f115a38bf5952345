"""The SPARQL 1.1 Protocol: the W3C cases by their manifest, and the details that break real clients."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib.term import Node

from realism.config import Settings
from realism.errors import RealismError
from realism.store.base import NTRIPLES
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from realism.web.protocol import read_get, read_post
from w3c_manifest import HT, MF, Manifest, suites

TABULAR = {"json", "xml", "csv", "tab-separated-values"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
TOKEN = "a secret of this test"  # noqa: S105
BEARER = {"Authorization": f"Bearer {TOKEN}"}
WRITABLE = Settings(token=TOKEN, scratch=True)


@contextmanager
def service(manifest: Manifest, case: Node) -> Iterator[TestClient]:
    """A client of a service that holds the data of `case`."""
    store = EmbeddedStore()
    for name, file in manifest.named_graphs(case).items():
        store.load(file.data, NTRIPLES, name)
    with TestClient(create_app(WRITABLE, store), headers=BEARER) as client:
        yield client


def send(manifest: Manifest, case: Node, client: TestClient) -> None:
    """Send the requests of `case` and compare each answer with what is expected."""
    for request in manifest.requests(case):
        answer = client.request(
            manifest.text(request, HT.methodName),
            manifest.text(request, HT.absolutePath),
            content=manifest.body(request),
            headers={"accept": "*/*"} | manifest.fields(request),
        )
        wanted = manifest.graph.value(request, HT.resp)
        statuses = {str(status)[-3] for status in manifest.graph.objects(wanted, MF.expectedStatus)}
        assert str(answer.status_code)[0] in statuses, f"{answer.status_code}: {answer.text}"
        media = answer.headers.get("content-type", "").partition(";")[0]
        kind = media.rpartition("/")[2].removeprefix("sparql-results+")
        if manifest.text(wanted, MF.expectedFormat) == "RDF":
            assert kind in {"turtle", "rdf+xml", "n-triples", "ld+json"}
        elif manifest.text(wanted, MF.expectedFormat):
            assert kind in TABULAR
        boolean = manifest.graph.value(wanted, MF.expectedBoolean)
        if boolean is not None:
            assert answer.json()["boolean"] == boolean.toPython()  # type: ignore[attr-defined]


def test_w3c_protocol_cases(shared: Path) -> None:
    manifest = Manifest(suites(shared) / "protocol" / "manifest.ttl")
    cases = manifest.cases()
    for case in cases.values():
        with service(manifest, case) as client:
            send(manifest, case, client)
    assert len(cases) == 34


def test_updates_are_refused_as_read_only(client: TestClient) -> None:
    for answer in (
        client.post("/sparql", content="update=CLEAR+ALL", headers=FORM | BEARER),
        client.post("/sparql", content="CLEAR ALL", headers=UPDATE | BEARER),
    ):
        assert answer.status_code == 403
        assert "read-only" in answer.json()["detail"]


@pytest.fixture
def writable() -> Iterator[TestClient]:
    """A client of an empty service that takes writes."""
    with TestClient(create_app(WRITABLE, EmbeddedStore())) as client:
        yield client


INSERT = "INSERT DATA { <http://example.org/s> <http://example.org/p> 1 }"


def test_an_update_is_carried_out_and_seen_by_the_next_query(writable: TestClient) -> None:
    version = writable.get("/readyz").headers["x-dataset-version"]
    done = writable.post("/sparql", content=INSERT, headers=UPDATE | BEARER)
    assert done.status_code == 204
    assert done.content == b""
    assert done.headers["x-dataset-version"] != version
    assert done.headers["access-control-allow-origin"] == "*"
    assert done.headers["accept-post"].endswith(", application/sparql-update")
    seen = writable.get("/sparql", params={"query": "ASK { ?s ?p 1 }"})
    assert seen.json()["boolean"] is True
    assert seen.headers["x-dataset-version"] == done.headers["x-dataset-version"]
    writable.post("/sparql", data={"update": "CLEAR ALL"}, headers=BEARER)
    assert writable.get("/sparql", params={"query": "ASK { ?s ?p 1 }"}).json()["boolean"] is False


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer é".encode()},
    ],
)
def test_an_update_needs_the_token(writable: TestClient, headers: dict[str, str]) -> None:
    for answer in (
        writable.post("/sparql", content=INSERT, headers=UPDATE | headers),
        writable.post("/sparql", data={"update": INSERT}, headers=headers),
        writable.post("/sparql", content="x" * 20_000_000, headers=UPDATE | headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="realism"'
        assert answer.headers["content-type"] == "application/problem+json"
        assert TOKEN not in answer.text
    assert writable.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is False


def test_two_tokens_are_none(writable: TestClient) -> None:
    headers = [*UPDATE.items(), *BEARER.items(), ("Authorization", "Bearer other")]
    assert writable.post("/sparql", content=INSERT, headers=headers).status_code == 401


def test_read_only_is_stronger_than_the_token() -> None:
    with TestClient(create_app(Settings(token=TOKEN, read_only=True), EmbeddedStore())) as client:
        assert client.post("/sparql", content=INSERT, headers=UPDATE | BEARER).status_code == 403


def test_the_dataset_of_an_update_stands_in_the_request(writable: TestClient) -> None:
    data = "INSERT DATA { GRAPH <x:/g> { <x:s> <x:p> 1 } GRAPH <x:/h> { <x:s> <x:p> 2 } }"
    copy = "INSERT { GRAPH <x:/out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    writable.post("/sparql", content=data, headers=UPDATE | BEARER)
    done = writable.post("/sparql?using-graph-uri=x:/g", content=copy, headers=UPDATE | BEARER)
    assert done.status_code == 204
    asked = {"query": "SELECT ?o { GRAPH <x:/out> { ?s ?p ?o } }", "format": "csv"}
    assert writable.get("/sparql", params=asked).text.split() == ["o", "1"]
    writable.post("/sparql", data={"update": copy, "using-graph-uri": ["x:/g", "x:/h"]}, headers=BEARER)
    assert sorted(writable.get("/sparql", params=asked).text.split()) == ["1", "2", "o"]


@pytest.mark.parametrize(
    ("update", "status"),
    [
        ("INSERT DATA {", 400),
        ("SELECT * { ?s ?p ?o }", 400),
        ("LOAD <http://example.org/>", 400),
        ("INSERT {} WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", 400),
        ("PREFIX ex: <x:/> INSERT DATA { ex:s ex:p <relative> } ; PREFIX foo: <y:/> INSERT DATA { foo:s ex:p 1 }", 204),
    ],
)
def test_updates_that_are_wrong_are_said_to_be(writable: TestClient, update: str, status: int) -> None:
    answer = writable.post("/sparql", content=update, headers=UPDATE | BEARER)
    assert answer.status_code == status, answer.text
    assert status != 400 or answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_both_addresses_answer_every_way_of_asking(client: TestClient, path: str) -> None:
    query = "ASK { ?s ?p ?o }"
    answers = [
        client.get(path, params={"query": query}),
        client.post(path, data={"query": query}),
        client.post(path, content=query, headers=DIRECT),
        client.post(path, content=query, headers={"Content-Type": "application/SPARQL-Query; charset=UTF-8"}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/sparql-results+json"
        assert answer.json()["boolean"] is True
    head = client.head(path, params={"query": query})
    assert head.status_code == 200
    assert head.content == b""
    options = client.options(path)
    assert options.status_code == 204
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(options.headers["allow"].split(", "))
    assert options.headers["accept-post"] == "application/x-www-form-urlencoded, application/sparql-query"


def test_an_unknown_graph_is_empty(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "ASK { ?s ?p ?o }", "default-graph-uri": "http://example.org/none"})
    assert answer.json()["boolean"] is False


def test_the_dataset_of_a_direct_post_stands_in_the_url(client: TestClient) -> None:
    account = "https://w3id.org/realism/account/defensive-realism"
    query = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/none> { ?s ?p ?o }"
    answer = client.post(f"/sparql?default-graph-uri={quote(account, safe='')}", content=query, headers=DIRECT)
    assert int(answer.json()["results"]["bindings"][0]["n"]["value"]) > 50


def test_a_form_is_decoded_once(client: TestClient) -> None:
    query = "SELECT (<http://example.org/a%20b> AS ?iri) {}"
    answer = client.post("/sparql", content=f"query={quote(query)}", headers=FORM)
    assert answer.json()["results"]["bindings"][0]["iri"]["value"] == "http://example.org/a%20b"


def test_parameters_that_tools_add_are_ignored(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", "timeout": "5", "debug": "on", "format": "nothing"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_sparqlwrapper_asks_by_format_output_and_results(client: TestClient, name: str, media: str) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } LIMIT 1", "format": name, "output": name, "results": name}
    assert client.get("/sparql", params=params).headers["content-type"] == media


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/turtle", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "*/*", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "application/sparql-results+json, text/n3", "text/turtle"),
        ("DESCRIBE <https://w3id.org/realism/id/anarchy>", "application/rdf+xml", "application/rdf+xml"),
        ("DESCRIBE <https://w3id.org/realism/id/anarchy>", "application/json", "application/ld+json"),
        ("SELECT * { ?s ?p ?o } LIMIT 1", "text/csv", "text/csv; charset=utf-8"),
        ("ASK {}", "text/csv, */*;q=0.1", "application/sparql-results+json"),
    ],
)
def test_the_form_of_the_query_comes_before_accept(client: TestClient, query: str, accept: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.headers["content-type"] == media
    assert answer.headers["vary"] == "Accept"


def test_no_acceptable_format_is_406_with_the_list(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert "application/sparql-results+json" in answer.json()["formats"]


def test_repeated_accept_lines_are_joined(client: TestClient) -> None:
    headers = [("Accept", "image/png"), ("Accept", "application/sparql-results+xml")]
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers=headers)
    assert answer.headers["content-type"] == "application/sparql-results+xml"


def test_files_are_never_read(client: TestClient) -> None:
    for answer in (
        client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": "file:///etc/passwd"}),
        client.get("/sparql", params={"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}),
        client.get("/sparql", params={"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}),
    ):
        assert answer.status_code == 400
        assert answer.json()["title"] == "Refused"


@given(st.binary(max_size=60))
def test_any_query_string_is_read_or_refused_in_words(data: bytes) -> None:
    with suppress(RealismError):
        read_get(data)


@given(st.text(max_size=60), st.binary(max_size=60))
def test_any_body_is_read_or_refused_in_words(content_type: str, body: bytes) -> None:
    for media in (content_type, "application/sparql-query", "application/x-www-form-urlencoded"):
        with suppress(RealismError):
            read_post(b"", media, body)


@given(st.text(st.characters(codec="utf-8")))
def test_a_query_arrives_as_it_was_sent(query: str) -> None:
    encoded = quote(query, safe="").encode()
    assert read_get(b"query=" + encoded).query == query
    assert read_post(b"", FORM["Content-Type"], b"query=" + encoded).query == query


@given(st.binary(max_size=40) | st.text("%=+&a4fG\n", max_size=20).map(str.encode))
def test_forms_are_decoded_as_everyone_does(value: bytes) -> None:
    value = value.replace(b"&", b"")
    try:
        wanted = unquote_to_bytes(value.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return
    assert read_get(b"x&=&&query=" + value + b"&").query == wanted
