"""The endpoint's description of itself, and its page for browsers."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, Namespace
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Message

from realism.config import Settings
from realism.store.base import Store
from realism.store.embedded import EmbeddedStore
from realism.store.frames import Ask
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


def test_updates_are_described_only_when_they_are_taken(client: TestClient) -> None:
    def languages(client: TestClient) -> set[str]:
        graph = Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle")
        return {str(language).removeprefix(SD) for language in graph.objects(None, SD.supportedLanguage)}

    assert languages(client) == {"SPARQL11Query"}
    for settings, expected in (
        (Settings(token="secret"), {"SPARQL11Query", "SPARQL11Update"}),  # noqa: S106
        (Settings(token="secret", read_only=True), {"SPARQL11Query"}),  # noqa: S106
    ):
        # An empty dataset is described, too.
        assert languages(TestClient(create_app(settings, EmbeddedStore()))) == expected


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


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TIGHT = Settings(workers=1, deadline_s=0.5, max_rows=10, max_bytes=10_000)


@pytest.fixture(scope="module")
def tight(store: Store) -> Iterator[TestClient]:
    """A client of a service with tight limits on the bundled base."""
    with TestClient(create_app(TIGHT, store)) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "status", "limit"),
    [
        (RUNAWAY, 503, "deadline"),
        ("SELECT * { ?s ?p ?o } LIMIT 11", 413, "rows"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 11", 413, "rows"),
        (f"SELECT ('{'x' * 1500}' AS ?text) {{ ?s ?p ?o }} LIMIT 10", 413, "bytes"),
    ],
)
def test_beyond_a_limit_there_is_an_error_that_names_it(tight: TestClient, query: str, status: int, limit: str) -> None:
    for answer in (
        tight.get("/sparql", params={"query": query}),
        tight.post("/sparql", data={"query": query}),
    ):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["limit"] == limit
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "etag" not in answer.headers
        assert ("retry-after" in answer.headers) == (status == 503)
    page = tight.get("/sparql", params={"query": query, "format": "html"})
    assert page.status_code == status
    assert ("retry-after" in page.headers) == (status == 503)
    assert 'role="alert"' in page.text
    assert tight.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_page_has_no_more_rows_than_it_shows(client: TestClient) -> None:
    page = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "format": "html"})
    assert page.text.count("<tr>") <= 1001 + 1
    none = client.get("/sparql", params={"query": "SELECT ?bindings { ?bindings a <x:/none> }", "format": "html"})
    assert none.status_code == 200
    assert "0 rows" in none.text


def test_a_page_where_html_is_only_second_best(client: TestClient) -> None:
    headers = {"Accept": "text/turtle, text/html;q=0.5"}
    graph = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"}, headers=headers)
    assert graph.headers["content-type"] == "text/turtle"
    table = client.post("/sparql", data={"query": "SELECT * { ?s ?p ?o } LIMIT 1"}, headers=headers)
    assert table.headers["content-type"] == "text/html; charset=utf-8"


def test_the_endpoint_answers_where_the_application_is_mounted(store: Store) -> None:
    outer = Starlette(routes=[Mount("/ir", app=create_app(Settings(), store))])
    client = TestClient(outer)
    assert client.get("/ir/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
    assert client.get("/ir/sparql", headers={"Accept": "text/turtle"}).status_code == 200


def test_relative_iris_are_read_against_the_namespace_of_the_base(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (<id/anarchy> AS ?iri) {}", "format": "csv"})
    assert answer.text.split() == ["iri", "https://w3id.org/realism/id/anarchy"]


def test_a_failure_of_ours_is_told_to_the_log_only(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(), store)
    app.state.services.workers = object()
    answer = TestClient(app).get("/sparql", params={"query": "ASK {}"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "object" not in answer.text
    assert "AttributeError" in caplog.text


def test_what_a_client_asked_that_went_away_is_given_up(store: Store) -> None:
    async def scene() -> None:
        app = create_app(Settings(workers=1, deadline_s=600), store)
        sent: list[Message] = []

        async def receive() -> Message:
            # It goes away after the whole request has come.
            await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        async with app.router.lifespan_context(app):
            scope = {
                "type": "http",
                "method": "GET",
                "path": "/sparql",
                "query_string": urlencode({"query": RUNAWAY}).encode(),
                "headers": [],
            }
            await app(scope, receive, send)
            assert sent == []
            assert (await app.state.answers.ask(Ask("ASK {}"))).form == "ask"

    asyncio.run(scene())


def test_on_the_short_way_it_is_given_up_too(store: Store) -> None:
    async def scene() -> None:
        app = create_app(Settings(workers=1, deadline_s=600), store)

        async def receive() -> Message:
            await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async with app.router.lifespan_context(app):
            wait = app.door.at_once(urlencode({"query": RUNAWAY}).encode(), [], "")
            assert callable(wait)
            assert await wait(receive) is None
            assert (await app.state.answers.ask(Ask("ASK {}"))).form == "ask"

    asyncio.run(scene())


def test_on_the_short_way_a_failure_of_ours_is_told_to_the_log_only(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(), store)
    app.state.services.workers = object()

    async def receive() -> Message:
        raise AssertionError

    async def scene() -> None:
        wait = app.door.at_once(b"query=ASK%7B%7D", [], "")
        assert callable(wait)
        written = await wait(receive)
        assert written is not None
        assert written[0].startswith(b"HTTP/1.1 500 ")
        assert b"access-control-allow-origin: *\r\n" in written[0]
        assert b"object" not in written[1]

    asyncio.run(scene())
    assert "AttributeError" in caplog.text


@pytest.mark.parametrize(
    ("query_string", "headers"),
    [
        (b"query=ASK%7B%7D", [(b"x-forwarded-for", b"192.0.2.1")]),
        (b"query=ASK%7B%7D", [(b"if-none-match", b"*")]),
        (b"query=ASK%7B%7D", [(b"accept", b"text/html")]),
        (b"query=%ff", []),
        (b"", []),
        (b"update=CLEAR+ALL", []),
    ],
)
def test_what_may_not_go_the_short_way(store: Store, query_string: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    assert create_app(Settings(), store).door.at_once(query_string, headers, "") is None
