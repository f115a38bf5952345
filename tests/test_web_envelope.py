"""What every answer has: version, Vary, CORS; ETags that spare the work; bodies within bounds."""

import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.store.base import TURTLE, Store
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app

READS = ["/doc/anarchy", "/doc/anarchy.ttl", "/schema", "/queries", "/search?q=anarchy", "/sparql?query=ASK{}", "/docs"]


@pytest.mark.parametrize("path", [*READS, "/nothing", "/id/anarchy", "/id/nobody", "/sparql?query=nonsense"])
def test_every_answer_names_version_and_varies(client: TestClient, store: Store, path: str) -> None:
    answer = client.get(path, follow_redirects=False, headers={"Origin": "https://example.org"})
    assert answer.headers["x-dataset-version"] == store.version
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    exposed = answer.headers["access-control-expose-headers"]
    assert {"Link", "Location", "ETag", "Retry-After", "X-Dataset-Version"} <= set(exposed.split(", "))


@pytest.mark.parametrize("path", READS)
def test_a_conditional_request_is_spared(client: TestClient, path: str) -> None:
    first = client.get(path)
    etag = first.headers["etag"]
    assert not etag.startswith("W/")
    again = client.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == etag
    assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_formats_have_different_etags(client: TestClient) -> None:
    accepts = ["text/html", "text/turtle", "application/ld+json"]
    tags = {client.get("/doc/anarchy", headers={"Accept": accept}).headers["etag"] for accept in accepts}
    assert len(tags) == 3


def test_the_etag_changes_with_the_dataset() -> None:
    store = EmbeddedStore()
    store.load(b"<http://example.org/a> <http://example.org/b> 1 .", TURTLE, "http://example.org/g")
    client = TestClient(create_app(Settings(), store))
    path = "/sparql?query=SELECT * { ?s ?p ?o }"
    before = client.get(path)
    store.load(b"<http://example.org/a> <http://example.org/b> 2 .", TURTLE, "http://example.org/g")
    after = client.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.text != before.text
    assert after.headers["etag"] != before.headers["etag"]


def test_errors_have_no_etag(client: TestClient) -> None:
    assert "etag" not in client.get("/doc/nobody").headers


@pytest.mark.parametrize("path", ["/doc/anarchy", "/queries", "/healthz", "/doc/nobody"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_preflight_is_answered(client: TestClient) -> None:
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/xref/annotate", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]


def test_a_body_over_the_limit_is_refused_before_it_is_parsed(store: Store) -> None:
    client = TestClient(create_app(Settings(max_body=100), store))
    body = "ASK {}" + " " * 200
    known = client.post("/sparql", content=body, headers={"Content-Type": "application/sparql-query"})
    streamed = client.post(
        "/sparql", content=iter([body.encode()]), headers={"Content-Type": "application/sparql-query"}
    )
    for answer in (known, streamed):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["limit"] == 100
