"""Theory against theory over HTTP, and whether the service runs."""

import csv
from io import StringIO

from fastapi.testclient import TestClient

from realism.config import Settings
from realism.store.base import Store
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app

PAIR = "/compare?a=defensive-realism&b=offensive-realism"
LISTS = ("agree", "contradict", "only_a", "only_b", "not_stated")


def test_a_comparison_in_each_format(client: TestClient) -> None:
    found = client.get(PAIR).json()
    assert set(found) >= {"a", "b", "cruxes", *LISTS}
    assert all(found[name] for name in ("agree", "contradict", "cruxes"))
    for crux in found["cruxes"]:
        assert crux["explanation"]
        assert len(crux["statements"]) >= 2
    rows = list(csv.DictReader(StringIO(client.get(f"{PAIR}&format=csv").text)))
    assert len(rows) == sum(len(found[name]) for name in LISTS)
    page = client.get(PAIR, headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Defensive realism against Offensive realism" in page.text
    assert "Cruxes" in page.text


def test_the_service_lives_and_is_ready(client: TestClient, store: Store) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "version": store.version, "quads": len(store)}
    assert "Disallow: /sparql" in client.get("/robots.txt").text


def test_an_empty_dataset_is_not_ready() -> None:
    client = TestClient(create_app(Settings(), EmbeddedStore()))
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


def test_an_empty_dataset_still_has_pages() -> None:
    client = TestClient(create_app(Settings(), EmbeddedStore()))
    for path in ("/", "/schema", "/queries", "/sparql", "/docs", "/search?q=anarchy"):
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path
