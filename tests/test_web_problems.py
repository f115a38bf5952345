"""Bad input: each gets one clear problem document with the right status."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.errors import RealismError
from realism.store.base import Store
from realism.web.app import create_app
from realism.web.problems import from_error


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of `answer`, which must be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["type"].startswith("/docs#") or document["type"] == "about:blank"
    assert document["title"]
    assert document["detail"]
    assert "Traceback" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return document


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing/here", 404, "/nothing/here"),
        ("/doc/nobody-at-all", 404, "nobody-at-all"),
        ("/doc/Not A Slug", 404, "Not A Slug"),
        ("/account/nobody", 404, "nobody"),
        ("/queries/nobody", 404, "/queries"),
        ("/static/none.css", 404, "/static/none.css"),
        ("/sparql?query=SELECT", 400, "parse"),
        ("/sparql?query=ASK{}&query=ASK{}", 400, "several queries"),
        ("/sparql?update=CLEAR ALL", 400, "POST"),
        ("/sparql?query=%ff", 400, "UTF-8"),
        ("/sparql?query=ASK{}&default-graph-uri=not an iri", 400, "default-graph-uri"),
        ("/queries/account-claims", 400, "theory"),
        ("/queries/account-claims?theory=nobody", 404, "nobody"),
        ("/queries/account-claims?theory=Not a slug", 400, "theory"),
        ("/queries/account-claims?theory=realism&colour=red", 400, "allowed: theory, limit, offset, format"),
        ("/queries/account-claims?theory=realism&limit=many", 400, "limit"),
        ("/queries/account-claims?theory=realism&limit=0", 400, "limit"),
        ("/queries/account-claims?theory=realism&offset=-1", 400, "offset"),
        ("/queries/account-claims?theory=realism&theory=neorealism", 400, "twice"),
        ("/queries/account-claims?theory=realism&format=docx", 406, "format=csv"),
        ("/search?q=a&limit=many", 422, "limit"),
        ("/search?q=a&limit=1000", 422, "limit"),
        ("/search?q=a&type=planet", 400, "planet"),
        ("/search?query=a", 400, "allowed: q, type, limit, format"),
        ("/suggest", 422, "prefix"),
        ("/xref/see-also", 422, "entity"),
        ("/xref/see-also?entity=nobody", 404, "nobody"),
        ("/compare?a=realism", 422, "b"),
        ("/compare?a=realism&b=realism", 400, "same"),
        ("/compare?a=realism&b=anarchy", 400, "not a theory"),
        ("/compare?a=realism&b=nobody", 404, "nobody"),
    ],
)
def test_bad_requests(client: TestClient, path: str, status: int, words: str) -> None:
    document = problem(client.get(path), status)
    assert words in document["detail"]


def test_a_syntax_error_tells_where(client: TestClient) -> None:
    document = problem(client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"}), 400)
    assert document["line"] == 2
    assert document["title"] == "Query does not parse"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 422, "required"),
        (b"\xff\xfe\x00", 400, "UTF-8"),
        (b"{", 422, "not JSON"),
        (b"[]", 422, "body"),
        (b'{"text": 5}', 422, "body.text"),
        (b'{"text": "x", "colour": "red"}', 422, "body.colour"),
        (b'{"text": "x", "format": "docx"}', 422, "body.format"),
        (b'{"text": "x", "mentions": "some"}', 422, "body.mentions"),
        (b'{"text": "x", "self": "nobody"}', 404, "nobody"),
        (b'{"text": "x", "self": "Not a slug \\ud800"}', 404, "Not a slug"),
    ],
)
def test_bad_bodies(client: TestClient, body: bytes, status: int, words: str) -> None:
    headers = {"Content-Type": "application/json"}
    document = problem(client.post("/xref/annotate", content=body, headers=headers), status)
    assert words in document["detail"]


def test_a_body_must_be_sent_as_json(client: TestClient) -> None:
    for headers in ({"Content-Type": "text/plain"}, {}):
        document = problem(client.post("/xref/annotate", content=b'{"text": "x"}', headers=headers), 415)
        assert "application/json" in document["detail"]


def test_a_body_nested_too_deep_is_400(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    problem(client.post("/xref/annotate", content=b'{"text":' + b"[" * 100_000, headers=headers), 400)


def test_a_text_over_the_limit_is_413(store: Store) -> None:
    client = TestClient(create_app(Settings(max_text=10), store))
    for path in ("/xref/annotate", "/xref/see-also"):
        assert problem(client.post(path, json={"text": "x" * 11}), 413)["limit"] == 10
        assert client.post(path, json={"text": "é" * 10}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("PUT", "/sparql"), ("DELETE", "/doc/anarchy"), ("POST", "/search")])
def test_other_methods_are_405_with_what_is_allowed(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    problem(answer, 405)
    assert "GET" in answer.headers["allow"].split(", ")


@pytest.mark.parametrize("media", ["text/plain", "application/json", "application/x-unheard-of", ""])
def test_queries_of_another_media_type_are_415(client: TestClient, media: str) -> None:
    problem(client.post("/sparql", content="ASK {}", headers={"Content-Type": media}), 415)


def test_a_failure_of_the_service_is_500_without_its_trace(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(), store)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret")

    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    problem(answer, 500)
    assert "secret" not in answer.text
    assert "a secret" in caplog.text


def family(error: type[RealismError]) -> list[type[RealismError]]:
    """`error` and all its kinds."""
    return [error, *(kind for child in error.__subclasses__() for kind in family(child))]


@pytest.mark.parametrize("kind", family(RealismError))
def test_every_error_has_a_problem_document_and_a_place_in_the_docs(
    client: TestClient, kind: type[RealismError]
) -> None:
    answer = from_error(kind("what was wrong"))
    assert answer.status_code == kind.status
    anchor = bytes(answer.body).decode().partition("/docs#")[2].partition('"')[0]
    shown = client.get("/docs", headers={"Accept": "text/html"}).text
    assert f'id="{anchor}"' in shown or kind.__name__ == "StartupError"
