"""The W3C suites of the Graph Store Protocol and of the service description, over HTTP on `realism serve --scratch`."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from w3c_manifest import HT, MF, Manifest, suites
from w3c_service import GRAPH_STORE, clear, scratch_service

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
TYPES = {"text/turtle": "turtle", "application/rdf+xml": "xml"}

DEPRECATED_EXCEPTIONS = {
    "put__default_graph": "expects 201, but the default graph was there; its successor, put_get_default, takes 204",
    "post__existing_graph": "the body is no Turtle: its statement does not end with a full stop",
    "get_of_post__existing_graph": "expects the graph as it was before the POST of another name",
    "post__multipart_formdata": "the bodies are no Turtle: their statements do not end with a full stop",
    "get_of_post__multipart_formdata": "expects what the two broken POSTs would have added",
}
"""Cases of the older, deprecated suite that contradict the specification or the suite that replaced it."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client with the token of a service for suites."""
    with scratch_service(tmp_path_factory.mktemp("scratch")) as client:
        yield client


@pytest.fixture
def client(service: httpx2.Client) -> httpx2.Client:
    """The client, on an empty dataset."""
    clear(service)
    return service


def run(manifest: Manifest, case: Node, client: httpx2.Client) -> None:
    """Send the requests of a case in order, and compare each answer with what is expected."""
    known: dict[str, str] = {}
    for request in manifest.requests(case):
        path = GRAPH_STORE + manifest.text(request, HT.absolutePath).removeprefix("/gsp")
        for name, value in known.items():
            path = path.replace(name, value)
        method = manifest.text(request, HT.methodName)
        answer = client.request(method, path, headers=manifest.fields(request), content=manifest.body(request))
        wanted = manifest.graph.value(request, HT.resp)
        assert wanted is not None
        expected = manifest.graph.objects(wanted, MF.expectedStatus)
        statuses = {STATUSES[str(one).rpartition("#")[2]] for one in expected}
        assert answer.status_code in statuses, f"{method} {path}: {answer.status_code} {answer.text}"
        location = manifest.text(wanted, MF.expectedLocation)
        if location:
            known[location] = answer.headers["location"]
        compare(answer, manifest.fields(wanted).get("content-type"), manifest.body(wanted).decode())


def compare(answer: httpx2.Response, content_type: str | None, body: str) -> None:
    """The media type and the graph of an answer are as expected; a parameter charset is not needed (RFC 6657)."""
    if content_type is None:
        return
    media = content_type.partition(";")[0]
    assert answer.headers["content-type"].partition(";")[0] == media
    if body:
        found, wanted = (Graph().parse(data=text, format=TYPES[media]) for text in (answer.text, body))
        assert isomorphic(found, wanted), answer.text


@pytest.mark.parametrize(("name", "number"), [("indirect", 9), ("direct", 5)])
def test_graph_store_protocol(shared: Path, client: httpx2.Client, name: str, number: int) -> None:
    manifest = Manifest(suites(shared) / "graph-store-protocol" / f"manifest-{name}.ttl")
    ran = 0
    # One case of direct identification is left out of the manifest's list.
    for case in manifest.graph.subjects(RDF.type, MF.GraphStoreProtocolTest):
        clear(client)
        run(manifest, case, client)
        ran += 1
    assert ran == number


class Described:
    """A case of the deprecated suite, whose requests and responses are described in Markdown."""

    def __init__(self, text: str, variables: dict[str, str]) -> None:
        for name, value in variables.items():
            text = text.replace(name, value)
        parts = re.split(r"#### (?:Request|Response)\n", text)
        request, response = (re.sub(r"(?m)^ {4}", "", part).strip("\n") for part in parts[1:3])
        head, _, self.body = request.partition("\n\n")
        first, *lines = head.splitlines()
        self.method, self.target, _ = first.split()
        self.headers = dict(line.split(": ", 1) for line in lines if not line.startswith("Host:"))
        answer, _, self.expected = response.partition("\n\n")
        self.status = int(answer[:3])
        kind = re.search(r"(?m)^Content-Type: (.*)$", answer)
        self.content_type = kind[1] if kind else None
        self.makes = "Location:" in answer


def test_deprecated_graph_store_suite(shared: Path, client: httpx2.Client) -> None:
    """Each case is one request, and they depend on each other."""
    manifest = Manifest(suites(shared) / "http-rdf-update" / "manifest.ttl")
    host = str(client.base_url).rstrip("/").removeprefix("http://")
    variables = {"$HOST$/$GRAPHSTORE$": host + GRAPH_STORE, "$GRAPHSTORE$": GRAPH_STORE, "$HOST$": host}
    # What the suite removes without having made it.
    client.put(f"{GRAPH_STORE}/person/2.ttl", content="<#a> <#b> 1 .", headers={"Content-Type": "text/turtle"})
    ran = passed = 0
    for name, node in manifest.cases().items():
        comments = map(str, manifest.graph.objects(node, RDFS.comment))
        texts = [text for text in comments if "#### Request" in text]
        case = Described(texts[0], variables)
        answer = client.request(case.method, case.target, headers=case.headers, content=case.body)
        ran += 1
        if case.makes:
            variables["$NEWPATH$"] = answer.headers["location"]
        if name in DEPRECATED_EXCEPTIONS:
            continue
        # The newer suite takes 204 wherever this one says 200 about an answer without a body.
        statuses = (
            {case.status, 204} if case.method in ("PUT", "POST", "DELETE") and case.status == 200 else {case.status}
        )
        assert answer.status_code in statuses, f"{name}: {answer.status_code} {answer.text}"
        compare(answer, case.content_type, case.expected)
        passed += 1
    assert ran == 18
    assert passed == 18 - len(DEPRECATED_EXCEPTIONS)


def described(client: httpx2.Client) -> Graph:
    """What a bare GET on the endpoint answers."""
    answer = client.get("/sparql", headers={"Accept": "text/turtle, application/rdf+xml;q=0.5"})
    assert answer.status_code == 200
    return Graph().parse(data=answer.text, format=TYPES[answer.headers["content-type"].partition(";")[0]])


def returns_rdf(client: httpx2.Client) -> None:
    """GET on the endpoint gives RDF."""
    assert len(described(client)) > 0


def has_endpoint_triple(client: httpx2.Client) -> None:
    """The one sd:endpoint is the URL that was asked."""
    endpoint = URIRef(str(client.base_url).rstrip("/") + "/sparql")
    assert list(described(client).objects(None, SD.endpoint)) == [endpoint]


def conforms_to_schema(client: httpx2.Client) -> None:
    """Terms of the vocabulary are used as it says (SPARQL 1.1 Service Description, 3)."""
    graph = described(client)
    properties = {
        SD.endpoint: (SD.Service, None),
        SD.feature: (SD.Service, None),
        SD.supportedLanguage: (SD.Service, None),
        SD.resultFormat: (SD.Service, None),
        SD.defaultDataset: (SD.Service, SD.Dataset),
        SD.defaultGraph: (SD.Dataset, SD.Graph),
        SD.namedGraph: (SD.Dataset, SD.NamedGraph),
        SD.name: (SD.NamedGraph, None),
    }
    for subject, predicate, value in graph:
        if str(predicate).startswith(str(SD)):
            domain, values = properties[URIRef(str(predicate))]
            assert (subject, RDF.type, domain) in graph
            assert values is None or (value, RDF.type, values) in graph
            assert not isinstance(value, Literal)
        elif predicate == RDF.type:
            assert value in {SD.Service, SD.Dataset, SD.Graph, SD.NamedGraph}
    assert set(graph.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(graph.objects(None, SD.feature)) == set(), "the default graph of this service is no union"


SERVICE_DESCRIPTION: dict[str, Callable[[httpx2.Client], None]] = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


def test_service_description(shared: Path, client: httpx2.Client) -> None:
    manifest = Manifest(suites(shared) / "service-description" / "manifest.ttl")
    client.put(
        GRAPH_STORE + "?graph=https://example.org/g", content="<a> <b> 1 .", headers={"Content-Type": "text/turtle"}
    )
    names = manifest.cases()
    for name in names:
        SERVICE_DESCRIPTION[name](client)
    assert len(names) == 3
