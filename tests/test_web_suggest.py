"""Suggestions for link dialogs: what an editor means stands first after a few letters, with what to link to."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.config import Settings
from realism.store.base import TURTLE, Store
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from realism.web.directory import Directory
from realism.web.folding import fold
from realism.web.labels import Labels
from realism.web.suggest import MOST, Completer


@pytest.fixture(scope="module")
def completer(store: Store) -> Completer:
    """The completer of the bundled base."""
    directory = Directory.from_store(store)
    return Completer.of(Labels.from_store(store, directory), directory.entities, ())


def suggest(client: TestClient, prefix: str, **more: Any) -> list[dict[str, Any]]:
    """The suggestions for `prefix`."""
    answer = client.get("/suggest", params={"prefix": prefix, **more})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("anarch", "anarchy"),
        ("security dil", "security-dilemma"),
        ("Security-Dil", "security-dilemma"),
        ("security  dil", "security-dilemma"),
        ("balance pow", "balance-of-power"),
        ("offence–defence bal", "offense-defense-balance"),
        ("kenneth n w", "waltz"),
        ("waltz ken", "waltz"),
        ("ken wal", "waltz"),
        ("waever", "waever"),
        ("WÆVER", "waever"),
        ("realism", "realism"),
        ("theory of int", "waltz-1979-tip"),
        ("MAD", "mutual-assured-destruction"),
        ("waltz-1979-tip", "waltz-1979-tip"),
        ("https://w3id.org/realism/id/anarchy", "anarchy"),
    ],
)
def test_what_is_meant_stands_first(client: TestClient, typed: str, slug: str) -> None:
    assert suggest(client, typed)[0]["id"] == slug


def test_a_suggestion_is_all_that_a_dialog_shows_and_links_to(client: TestClient) -> None:
    (found,) = [one for one in suggest(client, "ken waltz") if one["id"] == "waltz"]
    assert found["label"] == "Kenneth N. Waltz"
    assert found["alias"] == found["matched"] == "Ken Waltz"
    assert found["type"] == "thinker"
    assert found["description"].startswith("thinker: An American political scientist")
    assert len(found["description"]) < 200
    assert found["iri"] == "https://w3id.org/realism/id/waltz"
    assert found["link"] == "http://testserver/id/waltz"
    assert client.get(found["link"], follow_redirects=False).status_code == 303
    assert suggest(client, "kenneth n")[0]["alias"] is None
    assert suggest(client, "anarchy")[0]["alias"] is None


def test_best_first_and_each_entity_once(client: TestClient) -> None:
    found = suggest(client, "s", limit=100)
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len({one["id"] for one in found}) == len(found) == 100
    assert suggest(client, "s", limit=7) == found[:7]


def test_a_type_narrows(client: TestClient) -> None:
    assert {one["type"] for one in suggest(client, "balance", type="theory")} == {"theory"}
    assert suggest(client, "balance", type="") == suggest(client, "balance")
    assert client.get("/suggest?prefix=x&type=planet").status_code == 400


def test_the_same_every_time_and_kept_by_the_client(client: TestClient, store: Store) -> None:
    other = TestClient(create_app(Settings(), store), base_url="http://testserver")
    answer = client.get("/suggest?prefix=bal")
    assert other.get("/suggest?prefix=bal").content == answer.content
    assert client.get("/suggest?prefix=bal", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("typed", ["", " ", "…", "()", "xyzzy", "\x00", "𝔘𝔘𝔘", "\u0301\u0301"])
def test_nothing_begins_so(client: TestClient, typed: str) -> None:
    assert suggest(client, typed) == []


def test_every_beginning_of_every_label_leads_to_its_entity(completer: Completer) -> None:
    for name in completer.names[::7]:
        for end in range(1, len(name.label) + 1, 3):
            typed = name.label[:end]
            if any(char.isalnum() for char in typed):
                found = completer.complete(typed, {name.entity.kind})
                assert len(found) >= MOST or name.entity.slug in {one.entity.slug for one in found}, typed


def test_every_suggestion_has_words_that_begin_so(completer: Completer) -> None:
    for typed in ("pow", "war pea", "the of", "state int"):
        found = completer.complete(typed)
        assert found
        for one in found:
            words = fold(one.matched).replace("(", "").split()
            assert all(any(word.lstrip('“‘"').startswith(part) for word in words) for part in typed.split())


@pytest.fixture
def small() -> Iterator[TestClient]:
    """A client of a base with an entity that was given up, and namesakes."""
    store = EmbeddedStore()
    data = """PREFIX realism: <https://w3id.org/realism/schema#> PREFIX id: <https://w3id.org/realism/id/>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
    id:old a realism:Concept ; skos:prefLabel "Balance"@en ; owl:deprecated true .
    id:b a realism:Concept ; skos:prefLabel "Balance"@en .
    id:a a realism:Concept ; skos:prefLabel "Balance"@en .
    id:c a realism:Work ; skos:prefLabel "Balance"@en ; realism:year 1900 ."""
    store.load(data.encode(), TURTLE, "https://w3id.org/realism/account/core")
    with TestClient(create_app(Settings(workers=0), store)) as client:
        yield client
    store.close()


def test_what_was_given_up_is_not_suggested_and_namesakes_keep_their_order(small: TestClient) -> None:
    found = suggest(small, "bal")
    assert [one["id"] for one in found] == ["a", "b", "c"]
    assert found[2]["description"].endswith(", 1900")


@settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_anything_may_be_typed(client: TestClient, typed: str) -> None:
    suggest(client, typed)


def test_what_is_too_long_is_refused(client: TestClient) -> None:
    assert client.get("/suggest", params={"prefix": "x" * 201}).status_code == 422
    assert client.get("/suggest").status_code == 422
