"""The SPARQL 1.1 Protocol: the W3C cases by their manifest, and the details that break real clients."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Namespace
from rdflib.collection import Collection
from rdflib.namespace import RDFS
from rdflib.term import Node

from realism.config import Settings
from realism.errors import RealismError
from realism.store.base import NTRIPLES
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from realism.web.protocol import read_get, read_post

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
CASES = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/manifest#"
NOT_YET = {
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
}
"""Cases that need updates, which the service does not take yet."""
TABULAR = {"json", "xml", "csv", "tab-separated-values"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


class Manifest:
    """The cases of the W3C suite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.graph = Graph().parse(folder / "manifest.ttl", format="turtle", publicID=folder.as_uri() + "/")

    def cases(self) -> dict[str, Node]:
        """Each case by name."""
        entries = self.graph.value(predicate=MF.entries)
        found = self.graph.objects(None, MF.entries) if entries is None else iter([entries])
        return {str(case).removeprefix(CASES): case for head in found for case in Collection(self.graph, head)}

    def client(self, case: Node) -> TestClient:
        """A service that holds the data of `case`."""
        store = EmbeddedStore()
        for item in self.graph.objects(case, UT.graphData):
            path = self.folder / str(self.graph.value(item, UT.graph)).rpartition("/")[2]
            store.load(path.read_bytes(), NTRIPLES, str(self.graph.value(item, RDFS.label)))
        return TestClient(create_app(Settings(), store))

    def requests(self, case: Node) -> Iterator[Node]:
        """The requests of `case`, in order."""
        connection = self.graph.value(case, MF.action)
        listed = self.graph.value(connection, HT.requests)
        assert listed is not None
        yield from Collection(self.graph, listed)

    def value(self, node: Node | None, predicate: Node) -> str:
        """One literal or IRI as text; empty when absent."""
        return str(self.graph.value(node, predicate) or "")

    def check(self, case: Node) -> None:
        """Send the requests of `case` and compare each answer with what is expected."""
        client = self.client(case)
        for request in self.requests(case):
            headers = {"Accept": "*/*"}
            listed = self.graph.value(request, HT.headers)
            for header in Collection(self.graph, listed) if listed is not None else ():
                headers[self.value(header, HT.fieldName)] = self.value(header, HT.fieldValue)
            body = self.graph.value(request, HT.body)
            encoding = self.value(body, CNT.characterEncoding) or "UTF-8"
            answer = client.request(
                self.value(request, HT.methodName),
                self.value(request, HT.absolutePath),
                content=self.value(body, CNT.chars).encode(encoding),
                headers=headers,
            )
            wanted = self.graph.value(request, HT.resp)
            statuses = {str(status)[-3] for status in self.graph.objects(wanted, MF.expectedStatus)}
            assert str(answer.status_code)[0] in statuses, f"{answer.status_code}: {answer.text}"
            kind = answer.headers["content-type"].split(";")[0].rpartition("/")[2].removeprefix("sparql-results+")
            if self.value(wanted, MF.expectedFormat) == "RDF":
                assert kind in {"turtle", "rdf+xml", "n-triples", "ld+json"}
            elif self.value(wanted, MF.expectedFormat):
                assert kind in TABULAR
            boolean = self.graph.value(wanted, MF.expectedBoolean)
            if boolean is not None:
                assert answer.json()["boolean"] == boolean.toPython()  # type: ignore[attr-defined]


def test_w3c_protocol_cases(shared: Path) -> None:
    manifest = Manifest(shared / "w3c" / "sparql11" / "protocol")
    cases = manifest.cases()
    assert len(cases) == 34
    assert cases.keys() >= NOT_YET
    run = [name for name in cases if name not in NOT_YET]
    for name in run:
        manifest.check(cases[name])
    assert len(run) == 27


def test_updates_are_refused_as_read_only(client: TestClient) -> None:
    for answer in (
        client.post("/sparql", content="update=CLEAR+ALL", headers=FORM),
        client.post("/sparql", content="CLEAR ALL", headers={"Content-Type": "application/sparql-update"}),
    ):
        assert answer.status_code == 403
        assert "read-only" in answer.json()["detail"]


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
