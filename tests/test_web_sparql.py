"""The endpoint's description of itself, and its page for browsers."""

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, Namespace

from realism.config import Settings
from realism.store.base import Store
from realism.vocab import CORE
from realism.web.app import create_app

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("format_", ["turtle", "xml", "json-ld", "nt"])
def test_bare_get_describes_the_service(client: TestClient, format_: str) -> None:
    media = {
        "turtle": "text/turtle",
        "xml": "application/rdf+xml",
        "json-ld": "application/ld+json",
        "nt": "application/n-triples",
    }[format_]
    answer = client.get("/sparql", headers={"Accept": media})
    assert answer.headers["content-type"] == media
    graph = Graph().parse(data=answer.text, format=format_)
    assert [str(endpoint) for endpoint in graph.objects(None, SD.endpoint)] == ["http://testserver/sparql"]
    assert set(graph.objects(None, SD.feature)) == {SD.UnionDefaultGraph}
    assert len(set(graph.objects(None, SD.resultFormat))) == 8
    named = {str(name) for name in graph.objects(None, SD.name)}
    assert CORE in named
    assert len(list(graph.subjects(RDF.type, SD.Service))) == 1


def test_the_description_names_the_public_address(store: Store) -> None:
    client = TestClient(create_app(Settings(public_url="https://example.org/ir"), store))
    assert "<https://example.org/ir/sparql>" in client.get("/sparql", headers={"Accept": "text/turtle"}).text


def test_a_browser_gets_an_editor_that_needs_no_script(client: TestClient) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<textarea" in page.text
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_editor_shows_answers(client: TestClient) -> None:
    def ask(query: str) -> str:
        answer = client.get("/sparql", params={"query": query, "format": "html"})
        assert answer.status_code == 200
        return answer.text

    assert 'href="/doc/anarchy"' in ask("SELECT ?c { VALUES ?c { <https://w3id.org/realism/id/anarchy> } }")
    assert ">Yes<" in ask("ASK {}")
    assert "skos:prefLabel" in ask("DESCRIBE <https://w3id.org/realism/id/anarchy>")
    assert "there are more" in ask("SELECT * { ?s ?p ?o }")


def test_a_wrong_query_comes_back_in_the_editor(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT <b>&", "format": "html"})
    assert answer.status_code == 400
    assert "SELECT &lt;b&gt;&amp;" in answer.text
    assert 'role="alert"' in answer.text
