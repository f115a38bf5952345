"""Edits over HTTP: made when they pass, with who and why; told ever after; refused with the findings otherwise."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.config import Settings
from realism.knowledge.changes import EditChange
from realism.knowledge.loading import load_bundle, open_store
from realism.paths import ontology_dir
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE, ID, SKOS
from realism.web import changes_making
from realism.web.app import create_app

TOKEN = "a-token-for-tests"  # noqa: S105 - of services that live as long as a test
WRITER = {"Authorization": f"Bearer {TOKEN}"}
TIE = "id:anarchy skos:related id:hegemony ."
SIGNED = {"author": "Ada Editor", "message": "They are read together"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client that may write, of a service on the bundled base."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    app = create_app(Settings(token=TOKEN, workers=0), store)
    with TestClient(app, headers=WRITER, base_url="http://testserver") as client:
        yield client
    store.close()


@dataclass(frozen=True)
class Made:
    """A client, and the answers to two edits: one adds a statement, the other takes it away again."""

    client: TestClient
    added: Any
    removed: Any


@pytest.fixture(scope="module")
def made(client: TestClient) -> Made:
    """Two edits, the second made for the state that the first led to."""
    added = client.post("/changes", json={"add": TIE, **SIGNED})
    assert added.status_code == 201, added.text
    known = {"If-Match": f'"{added.headers["x-dataset-version"]}"'}
    removed = client.post("/changes", json={"remove": TIE, "author": "Bob", "message": "They  are\nnot"}, headers=known)
    assert removed.status_code == 201, removed.text
    return Made(client, added, removed)


def test_an_edit_that_passes_is_made_and_has_an_address(made: Made) -> None:
    told = made.added.json()
    change = told["change"]
    assert told["check"]["conforms"] is True
    assert (change["author"], change["message"]) == ("Ada Editor", "They are read together")
    assert (change["kind"], change["added"], change["removed"]) == ("edit", 1, 0)
    assert change["version"] == made.added.headers["x-dataset-version"] != change["previous"]
    assert {one["id"] for one in change["entities"]} == {"anarchy", "hegemony"}
    assert made.added.headers["location"] == f"http://testserver/changes/{change['id']}"
    record = made.client.get(made.added.headers["location"]).json()
    assert record["words"]["added"] == ["Anarchy is related to Hegemony"]
    assert record["add"] == [
        "<https://w3id.org/realism/id/anarchy> <http://www.w3.org/2004/02/skos/core#related> "
        "<https://w3id.org/realism/id/hegemony> <https://w3id.org/realism/account/core> ."
    ]
    assert record["remove"] == []
    came = record["see_also"]["hegemony"]["came"]
    assert {"id": "anarchy", "because": ["anarchy", "skos:related", "hegemony"]}.items() <= came[0].items()


def test_what_follows_is_made_with_it(made: Made) -> None:
    """And goes with it, as the second edit shows."""
    assert made.removed.json()["change"]["message"] == "They are not"
    ask = "ASK { <https://w3id.org/realism/id/hegemony> ?p <https://w3id.org/realism/id/anarchy> }"
    assert made.client.get("/sparql", params={"query": ask}).json()["boolean"] is False


def test_changes_are_listed_latest_first_in_pages(made: Made) -> None:
    everything = made.client.get("/changes").json()
    numbers = [change["number"] for change in everything["changes"]]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == 1
    assert everything["changes"][-1]["kind"] == "ontology"
    pages, address = [], "/changes?limit=1"
    while address:
        answer = made.client.get(address)
        found = answer.json()
        pages += found["changes"]
        if found["next"]:
            assert answer.headers["link"] == f'<{found["next"]}>; rel="next"'
        address = found["next"]
    assert pages == everything["changes"]
    for change in pages[:-1]:
        follows = next(one for one in pages if one["number"] == change["number"] - 1)
        assert change["previous"] == follows["version"]


def test_the_changes_of_one_entity(made: Made) -> None:
    found = made.client.get("/changes?entity=hegemony").json()["changes"]
    assert {made.added.json()["change"]["id"], made.removed.json()["change"]["id"]} <= {one["id"] for one in found}
    assert made.client.get("/changes?entity=bandwagoning").json()["changes"] == []
    answer = made.client.get("/changes?entity=anarchi")
    assert answer.status_code == 404
    assert "anarchy" in answer.json()["suggestions"]


class Links(HTMLParser):
    """The addresses that a page links to, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_browsers_get_pages(made: Made) -> None:
    html = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
    listed = Links(made.client.get("/changes", headers=html).text)
    address = made.added.headers["location"].removeprefix("http://testserver")
    assert address in listed.links
    page = Links(made.client.get(address, headers=html).text)
    assert "Anarchy is related to Hegemony" in page.text
    assert {"/doc/anarchy", "/doc/hegemony"} <= set(page.links)


def test_one_change_by_its_number(made: Made) -> None:
    number = made.added.json()["change"]["number"]
    assert made.client.get(f"/changes/{number}").json()["id"] == made.added.json()["change"]["id"]
    for unknown in ("0", "99", "x", "²", f"{number}-other"):
        assert made.client.get(f"/changes/{unknown}").status_code == 404


def version(client: TestClient) -> str:
    """The state of the dataset."""
    return str(client.get("/changes").headers["x-dataset-version"])


def test_an_edit_that_breaks_a_rule_is_refused_with_what_the_check_says(client: TestClient) -> None:
    edit = {"add": 'id:anarchy skos:prefLabel "Lawlessness"@en .'}
    before = version(client)
    answer = client.post("/changes", json={**edit, **SIGNED})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told, judged = answer.json(), client.post("/check", json=edit).json()
    assert told["type"] == "/docs#violation"
    assert told["conforms"] is False
    assert [one["message"] for one in told["introduced"]] == [one["message"] for one in judged["introduced"]]
    assert version(client) == before


def test_an_edit_that_changes_nothing_is_no_change(client: TestClient) -> None:
    edit = {"add": "id:anarchy a realism:Concept .", **SIGNED}
    before = client.get("/changes").content
    answer = client.post("/changes", json=edit)
    assert answer.status_code == 200
    assert answer.json()["change"] is None
    assert "already" in answer.json()["notes"][0]
    assert client.get("/changes").content == before


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"add": TIE, "message": "m"}, 422, "author"),
        ({"add": TIE, "author": "a"}, 422, "message"),
        ({"add": TIE, "author": " \n", "message": "m"}, 400, "who makes the edit"),
        ({"add": TIE, "author": "a", "message": "\t"}, 400, "why"),
        ({"add": TIE, "author": "a" * 201, "message": "m"}, 422, "author"),
        ({"add": TIE, "author": "a", "message": "m", "when": "now"}, 422, "when"),
        (SIGNED, 400, "no statements"),
        ({"add": "id:anarchy", **SIGNED}, 400, "ends too early"),
        ({"remove": TIE.replace("hegemony", "war"), **SIGNED}, 400, "does not stand in the core"),
        ({"add": TIE, "account": "nobody", **SIGNED}, 400, "nobody"),
        ({"add": f"GRAPH <urn:g> {{ {TIE} }}", **SIGNED}, 400, "urn:g"),
        ([], 422, ""),
    ],
)
def test_what_cannot_be_made_of_a_request(client: TestClient, body: Any, status: int, words: str) -> None:
    before = version(client)
    answer = client.post("/changes", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]
    assert version(client) == before


def test_who_may_not(client: TestClient) -> None:
    edit = json.dumps({"add": TIE, **SIGNED})
    sent = {"Content-Type": "application/json"}
    assert client.post("/changes", content=edit, headers={**sent, "Authorization": ""}).status_code == 401
    assert client.post("/changes", content=edit, headers={**sent, "Authorization": "Bearer x"}).status_code == 401
    assert client.post("/changes", content=edit, headers={"Content-Type": "text/turtle"}).status_code == 415
    assert client.post("/changes", content="x" * (5 * 2**20), headers=sent).status_code == 413
    for settings_ in (Settings(), Settings(token=TOKEN, read_only=True)):
        closed = TestClient(create_app(settings_, EmbeddedStore()), headers=WRITER)
        assert closed.post("/changes", content=edit, headers=sent).status_code == 403


def test_an_edit_made_for_another_state_is_refused(client: TestClient) -> None:
    answer = client.post("/changes", json={"add": TIE, **SIGNED}, headers={"If-Match": '"elsewhere"'})
    assert answer.status_code == 412
    assert answer.json()["version"] == version(client)


def test_a_dataset_that_moves_on_meanwhile(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    store: EmbeddedStore = client.app.state.services.store  # type: ignore[attr-defined]

    class Meddling(EditChange):
        """An edit that takes so long that someone else changes the dataset meanwhile."""

        def difference(self, before: Any) -> Any:
            store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
            return super().difference(before)

    monkeypatch.setattr(changes_making, "EditChange", Meddling)
    answer = client.post("/changes", json={"add": TIE, **SIGNED})
    assert answer.status_code == 409
    latest = client.get("/changes?limit=1").json()["changes"][0]
    assert (latest["kind"], latest["complete"]) == ("elsewhere", False)


def test_updates_and_graphs_are_told_too(client: TestClient) -> None:
    anarchy, label = f"<{ID}anarchy>", f"<{SKOS}altLabel>"
    update = f'INSERT DATA {{ GRAPH <{CORE}> {{ {anarchy} {label} "order without an orderer"@en }} }}'
    done = client.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"})
    assert done.status_code == 204, done.text
    graph = f'{anarchy} {label} "the lack of a leviathan"@en .'
    done = client.post(f"/rdf-graph-store?graph={CORE}", content=graph, headers={"Content-Type": "text/turtle"})
    assert done.status_code == 204, done.text
    second, first = client.get("/changes?limit=2").json()["changes"]
    assert (first["kind"], first["added"], first["author"]) == ("update", 1, None)
    assert (second["kind"], second["added"], second["removed"]) == ("graph", 1, 0)
    assert second["message"] == f"The graph <{CORE}> was added to"
    told = client.get(f"/changes/{second['id']}").json()
    assert told["words"]["added"] == ["Anarchy is also called “the lack of a leviathan”"]


def test_a_service_for_scratch_makes_edits_unchecked() -> None:
    store = EmbeddedStore(union=False)
    with TestClient(create_app(Settings(token=TOKEN, scratch=True, workers=0), store), headers=WRITER) as scratch:
        answer = scratch.post("/changes", json={"add": TIE, **SIGNED})
        assert answer.status_code == 200
        assert len(store) == 1


def test_a_history_on_disk_outlives_the_service_and_tells_what_a_new_ontology_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ontology = tmp_path / "ontology"
    for path in ontology_dir().rglob("*.ttl"):
        copy = ontology / path.relative_to(ontology_dir())
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    data = Settings(data=tmp_path / "data", workers=0)

    def changes_of(ask: Callable[[TestClient], Any]) -> Any:
        store = open_store(data, ontology)
        try:
            with TestClient(create_app(data, store)) as client:
                return ask(client)
        finally:
            store.close()

    first = changes_of(lambda client: client.get("/changes").json()["changes"])
    assert [one["kind"] for one in first] == ["ontology"]
    assert changes_of(lambda client: client.get("/changes").json()["changes"]) == first
    theories = ontology / "core" / "theories.ttl"
    theories.write_text(theories.read_text("utf-8") + f"\n{TIE}\n", "utf-8")
    second = changes_of(lambda client: client.get("/changes/2").json())
    assert (second["kind"], second["previous"], second["complete"]) == ("ontology", first[0]["version"], True)
    assert second["words"]["added"] == ["Anarchy is related to Hegemony"]
    assert (second["added"], second["removed"], second["words"]["more"]) == (1, 0, 0)
    assert second["see_also"]["hegemony"]["came"][0]["because"] == ["anarchy", "skos:related", "hegemony"]


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=4,
)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "add": st.sampled_from(["", "x", "id:x", "\x00", "<a> <b> <c> ."]) | ODD,
        "remove": st.sampled_from(["", "id:anarchy a realism:Concept ."]) | ODD,
        "account": st.sampled_from(["core", "nobody", "../x"]) | ODD,
        "author": st.text(max_size=5) | ODD,
        "message": st.text(max_size=5) | ODD,
    },
)


@settings(suppress_health_check=list(HealthCheck), max_examples=40, deadline=None)
@given(EDITS | ODD, st.sampled_from(["", "*", '"x"', "W/", '"', "\t"]))
def test_no_edit_makes_it_fail(client: TestClient, body: Any, match: str) -> None:
    answer = client.post("/changes", json=body, headers={"If-Match": match or "*"})
    assert answer.status_code in (200, 201, 400, 412, 415, 422), answer.text


@settings(suppress_health_check=list(HealthCheck), max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=30), st.integers(), st.integers())
def test_anything_may_be_looked_up(client: TestClient, text: str, before: int, limit: int) -> None:
    for path in ("/changes", "/feed"):
        asked: dict[str, str | int] = {"entity": text, "before": before, "limit": limit}
        assert client.get(path, params=asked).status_code in (200, 404, 422)
    assert client.get("/ldes", params={"page": text}).status_code in (200, 400, 422)
