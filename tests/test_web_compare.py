"""Theory against theory over HTTP, and whether the service runs."""

import csv
import threading
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from debate import THEORIES, debate
from realism.config import Settings
from realism.store.base import Store
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from test_web_pages import Page

MATRIX = "/compare/matrix"
PROVING = "proving the matrix"
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


@pytest.fixture
def small() -> Iterator[TestClient]:
    """A client of the service on a small debate with one pair for the reasoner."""
    store = debate()
    with TestClient(create_app(Settings(), store), base_url="http://testserver") as client:
        yield client
    store.close()


def cell(found: dict[str, Any], a: str, b: str) -> dict[str, Any]:
    """The cell of a pair."""
    [one] = [cell for cell in found["cells"] if {cell["a"], cell["b"]} == {a, b}]
    assert isinstance(one, dict)
    return one


def proved(client: TestClient) -> dict[str, Any]:
    """The matrix once logic is done with it."""
    for _ in range(600):
        found: dict[str, Any] = client.get(MATRIX).json()
        if found["logic"]["done"] == found["logic"]["of"]:
            return found
        time.sleep(0.1)
    raise AssertionError("logic is not done after a minute")


def test_the_matrix_is_there_at_once_and_completed_by_logic(small: TestClient) -> None:
    first = small.get(MATRIX)
    before = cell(first.json(), "axiom-left", "axiom-right")
    assert first.json()["logic"] == {"done": 0, "of": 1, "given_up": 0}
    assert before["counts"] == {"agree": 0, "contradict": 0, "not_stated": 0, "cruxes": None}
    assert (before["verdict"], before["proved"]) == ("not comparable", False)
    assert cell(first.json(), "holding", "rejecting")["proved"], "where there are no axioms, logic has nothing to do"
    after = cell(proved(small), "axiom-left", "axiom-right")
    assert (after["verdict"], after["proved"], after["counts"]["cruxes"]) == ("contradict", True, 1)


def test_only_a_complete_matrix_may_be_kept(small: TestClient) -> None:
    first = small.get(MATRIX)
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    proved(small)
    whole = small.get(MATRIX)
    assert whole.headers["cache-control"] == "no-cache"
    assert small.get(MATRIX, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_the_matrix_as_a_table_has_one_row_a_pair(small: TestClient) -> None:
    found = proved(small)
    rows = list(csv.DictReader(StringIO(small.get(f"{MATRIX}?format=csv").text)))
    assert list(rows[0]) == ["a", "b", "verdict", "agree", "contradict", "not_stated", "cruxes", "proved"]
    assert [(row["a"], row["b"]) for row in rows] == [(one["a"], one["b"]) for one in found["cells"]]
    [row] = [row for row in rows if {row["a"], row["b"]} == {"axiom-left", "axiom-right"}]
    assert (row["verdict"], row["cruxes"], row["proved"]) == ("contradict", "1", "true")


def test_the_page_says_in_words_and_signs_what_its_colours_say(small: TestClient) -> None:
    unfinished = Page(small.get(MATRIX, headers={"Accept": "text/html"}).text)
    assert "Logic is done with 0 of the 1 pairs" in unfinished.words
    proved(small)
    text = small.get(MATRIX, headers={"Accept": "text/html"}).text
    found = Page(text)
    assert found.scripts == found.handlers == []
    assert "Logic is done" not in found.words
    pairs = [(a, b) for a in THEORIES for b in THEORIES if a != b]
    assert {link for link in found.links if "?a=" in link} == {f"/compare?a={a}&b={b}" for a, b in pairs}
    assert all(sign in found.words for sign in "◆×?–")
    points = "points of contradiction 0, of agreement 0, left open 0"
    assert f'title="Axiom right and Axiom left: contradict ({points}; cruxes proved 1)"' in text
    assert "unproved" not in text


def test_the_cells_of_the_bundled_base_lead_to_comparisons(client: TestClient) -> None:
    page = Page(client.get(MATRIX, headers={"Accept": "text/html"}).text)
    links = [link for link in page.links if "?a=" in link]
    assert len(links) == 39 * 38
    assert client.get(links[36 * 31 + 4], headers={"Accept": "text/html"}).status_code == 200
    for path in ("/", PAIR):
        assert MATRIX in Page(client.get(path, headers={"Accept": "text/html"}).text).links


def test_other_questions_get_their_turn_while_the_matrix_is_proved(store: Store) -> None:
    with TestClient(create_app(Settings(), store)) as busy:
        before = busy.get(MATRIX).json()["logic"]
        assert busy.get("/compare?a=neorealism&b=power-transition-theory").json()["cruxes"]
        after = busy.get(MATRIX).json()["logic"]
        assert after["done"] < after["of"] or before["done"] == before["of"]


def test_proving_ends_with_the_service(store: Store) -> None:
    app = create_app(Settings(), store)
    others = set(threading.enumerate())
    with TestClient(app) as busy:
        busy.get(MATRIX)
    assert [thread for thread in threading.enumerate() if thread.name == PROVING and thread not in others] == []
    with TestClient(app) as again:
        assert again.get(MATRIX).json()["logic"]["given_up"] == 0, "a reasoner that was ended did not give up"


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
