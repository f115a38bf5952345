"""Dereferencing: an entity's IRI leads to its document, in the format the client accepts."""

import pytest
from fastapi.testclient import TestClient
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from realism.config import Settings
from realism.store.base import Store
from realism.web.app import create_app

ANARCHY = URIRef("https://w3id.org/realism/id/anarchy")
MEDIA = {
    "html": "text/html; charset=utf-8",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
CORE_FORMATS = ["application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"]
quiet = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD parser


def test_the_iri_leads_to_the_document(client: TestClient) -> None:
    answer = client.get("/id/anarchy", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "http://testserver/doc/anarchy"
    assert answer.headers["vary"] == "Accept"
    for extension, media in MEDIA.items():
        link = f'<http://testserver/doc/anarchy.{extension}>; rel="alternate"; type="{media.split(";")[0]}"'
        assert link in answer.headers["link"]


@pytest.mark.parametrize("path", ["/id/anarchi", "/doc/anarchi", "/doc/anarchi.ttl"])
def test_an_unknown_entity_is_404_with_the_nearest(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert answer.json()["suggestions"][0] == "anarchy"


def test_a_label_is_suggested_too(client: TestClient) -> None:
    assert "waltz" in client.get("/doc/kenneth-n-waltz").json()["suggestions"]


@pytest.mark.parametrize(("extension", "media"), MEDIA.items())
def test_a_suffix_decides_the_format(client: TestClient, extension: str, media: str) -> None:
    answer = client.get(f"/doc/anarchy.{extension}", headers={"Accept": "image/png"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media


@pytest.mark.parametrize(("extension", "media"), MEDIA.items())
def test_accept_decides_without_a_suffix(client: TestClient, extension: str, media: str) -> None:
    answer = client.get("/doc/anarchy", headers={"Accept": media.split(";")[0]})
    assert answer.headers["content-type"] == media
    assert answer.headers["content-location"] == f"/doc/anarchy.{extension}"
    assert answer.content == client.get(f"/doc/anarchy.{extension}").content


def test_an_unknown_suffix_is_404(client: TestClient) -> None:
    assert client.get("/doc/anarchy.docx").status_code == 404


@quiet
def test_all_formats_say_the_same(client: TestClient) -> None:
    names = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
    graphs = [Graph().parse(data=client.get(f"/doc/anarchy.{end}").text, format=name) for end, name in names.items()]
    for graph in graphs[1:]:
        assert isomorphic(graph, graphs[0])
    assert (ANARCHY, None, None) in graphs[0]
    assert (None, None, ANARCHY) in graphs[0]


def test_the_axioms_about_an_entity_come_whole(client: TestClient) -> None:
    text = client.get("/doc/state.ttl").text
    graph = Graph().parse(data=text, format="turtle")
    for _, _, part in graph.triples((None, URIRef("http://www.w3.org/2002/07/owl#onProperty"), None)):
        assert part is not None
    assert "owl:hasValue id:survival" in text
    assert "realism:formalizes id:c002" in text


@pytest.mark.parametrize("media", CORE_FORMATS)
def test_the_ontology_opens_in_every_format(client: TestClient, media: str) -> None:
    answer = client.get("/", headers={"Accept": media})
    assert answer.headers["content-type"] == media
    assert "https://w3id.org/realism/0.1.0" in answer.text


def test_the_ontology_is_rdf_xml_for_clients_that_do_not_say(client: TestClient) -> None:
    assert client.get("/").headers["content-type"] == "application/rdf+xml"
    browser = client.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert browser.headers["content-type"] == "text/html; charset=utf-8"


def test_the_schema_has_every_term_and_its_parts(client: TestClient) -> None:
    graph = Graph().parse(data=client.get("/schema?format=turtle").text, format="turtle")
    schema = "https://w3id.org/realism/schema#"
    assert (URIRef(schema + "Theory"), None, None) in graph
    subjects = {str(subject) for subject in graph.subjects() if isinstance(subject, URIRef)}
    assert all(subject.startswith(schema) for subject in subjects)
    assert 'id="Theory"' in client.get("/schema", headers={"Accept": "text/html"}).text


def test_an_unknown_account_is_404(client: TestClient) -> None:
    assert client.get("/account/defensive-realizm").json()["suggestions"][0] == "defensive-realism"
    assert client.get("/account/anarchy").status_code == 404
    assert client.get("/account/..%2Fcore").status_code == 404


def test_the_public_address_is_used_behind_a_proxy(store: Store) -> None:
    client = TestClient(create_app(Settings(public_url="https://example.org/ir"), store))
    answer = client.get("/id/anarchy", follow_redirects=False)
    assert answer.headers["location"] == "https://example.org/ir/doc/anarchy"
    page = client.get("/doc/anarchy.html").text
    assert 'href="/ir/static/style.css"' in page
    assert 'href="/ir/doc/security-dilemma"' in page


def test_a_host_header_that_is_no_host_is_refused(client: TestClient) -> None:
    answer = client.get("/id/anarchy", headers={"Host": 'evil"><b>'}, follow_redirects=False)
    assert answer.status_code == 400
