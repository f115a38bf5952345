"""Search: the entity one means comes first, however it is typed."""

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.store.base import Store
from realism.web.directory import Directory
from realism.web.folding import fold
from realism.web.labels import Labels


def first(client: TestClient, text: str) -> str:
    """The slug of the first result."""
    return str(client.get("/search", params={"q": text}).json()["results"][0]["id"])


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("security dilemma", "security-dilemma"),
        ("SECURITY DILEMMA", "security-dilemma"),
        ("security-dilemma", "security-dilemma"),
        ("offense-defense balance", "offense-defense-balance"),
        ("offense–defense balance", "offense-defense-balance"),
        ("structural realism", "neorealism"),
        ("defensive structural realism", "defensive-realism"),
        ("Kenneth N. Waltz", "waltz"),
        ("Theory of International Politics", "waltz-1979-tip"),
        ("anarchy", "anarchy"),
    ],
)
def test_the_meant_entity_comes_first(client: TestClient, text: str, slug: str) -> None:
    assert first(client, text) == slug


def test_results_say_what_matched_and_how_well(client: TestClient) -> None:
    found = client.get("/search", params={"q": "secur", "limit": 50}).json()
    assert found["query"] == "secur"
    scores = [hit["score"] for hit in found["results"]]
    assert scores == sorted(scores, reverse=True)
    for hit in found["results"]:
        assert set(hit) == {"id", "label", "type", "definition", "matched", "score"}
        assert "secur" in fold(hit["matched"])
        assert 0 < hit["score"] <= 1


def test_a_type_narrows_and_a_limit_limits(client: TestClient) -> None:
    hits = client.get("/search", params={"q": "a", "type": "work", "limit": 3}).json()["results"]
    assert len(hits) == 3
    assert {hit["type"] for hit in hits} == {"work"}


def test_nothing_found_is_an_empty_list(client: TestClient) -> None:
    assert client.get("/search", params={"q": "xyzzy"}).json()["results"] == []
    assert client.get("/search").json()["results"] == []


def test_suggestions_begin_as_typed(client: TestClient) -> None:
    hits = client.get("/suggest", params={"prefix": "secur"}).json()["results"]
    assert hits
    assert all(f" {fold(hit['matched'])}".find(" secur") >= 0 for hit in hits)


def test_every_label_finds_its_entity(store: Store) -> None:
    directory = Directory.from_store(store)
    labels = Labels.from_store(store, directory)
    for slug, entity in directory.entities.items():
        assert slug in {hit.entity.slug for hit in labels.search(entity.label, entity.kind, 100)}


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=50))
def test_any_text_can_be_searched(client: TestClient, text: str) -> None:
    assert client.get("/search", params={"q": text}).status_code == 200


def test_a_name_without_its_parenthesis_counts_in_full(client: TestClient) -> None:
    assert first(client, "balanc") == "balancing"
    assert first(client, "realism") == "realism"
