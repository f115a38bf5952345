"""Cross-references over HTTP: annotate a text, see-also of an entity and of a text."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXT = "Under anarchy, great powers face the security dilemma, as Kenneth Waltz and John Mearsheimer both hold."


def test_mentions_have_place_entity_score_and_reason(client: TestClient) -> None:
    body = client.post("/xref/annotate", json={"text": TEXT}).json()
    assert set(body) == {"mentions", "version"}
    assert "security-dilemma" in {mention["entity"]["id"] for mention in body["mentions"]}
    for mention in body["mentions"]:
        assert TEXT[mention["start"] : mention["end"]] == mention["surface"]
        assert set(mention["entity"]) == {"id", "label", "type"}
        assert 0 <= mention["score"] <= 1
        assert mention["reason"]


def test_links_lead_to_this_service(client: TestClient) -> None:
    body = client.post("/xref/annotate", json={"text": TEXT, "output": "linked", "format": "markdown"}).json()
    assert "[security dilemma](http://testserver/" in body["linked"]
    path = body["linked"].partition("[security dilemma](http://testserver")[2].partition(")")[0]
    assert client.get(path).status_code == 200


def test_the_article_itself_is_not_linked(client: TestClient) -> None:
    asked = {"text": TEXT, "self": "security-dilemma"}
    mentions = client.post("/xref/annotate", json=asked).json()["mentions"]
    assert "security-dilemma" not in {mention["entity"]["id"] for mention in mentions}


@pytest.mark.parametrize("route", ["/xref/annotate", "/xref/see-also"])
@pytest.mark.parametrize(("text", "why"), [("", "empty"), (" \n", "empty"), ("a\0b", "NUL")])
def test_what_is_no_article_is_refused(client: TestClient, route: str, text: str, why: str) -> None:
    answer = client.post(route, json={"text": text})
    assert answer.status_code == 400
    assert why in answer.json()["detail"]


def test_a_text_about_nothing_here_has_no_mentions(client: TestClient) -> None:
    asked = {"text": "Simmer the onions gently until they are soft."}
    assert client.post("/xref/annotate", json=asked).json()["mentions"] == []
    assert client.post("/xref/see-also", json=asked).json() == {"entity": None, "see_also": []}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=(), exclude_characters="\0"), max_size=200).filter(str.strip))
def test_any_text_comes_back_as_it_was(client: TestClient, text: str) -> None:
    # Half a surrogate pair travels as a JSON escape, in both directions.
    body = json.dumps({"text": text, "output": "linked", "format": "plain"}).encode("ascii")
    answer = client.post("/xref/annotate", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    if not answer.json()["mentions"]:
        assert answer.json()["linked"] == text


def test_see_also_has_reasons_with_statements_and_sources(client: TestClient) -> None:
    body = client.get("/xref/see-also?entity=defensive-realism&limit=5").json()
    assert body["entity"]["id"] == "defensive-realism"
    assert len(body["see_also"]) == 5
    for entry in body["see_also"]:
        assert set(entry["entity"]) == {"id", "label", "type"}
        assert entry["reasons"]
        for reason in entry["reasons"]:
            assert reason["text"]
            assert all(set(step) == {"s", "p", "o"} for step in reason["path"])
            assert all(client.get(f"/doc/{source}.nt").status_code == 200 for source in reason["sources"])


@pytest.mark.parametrize(
    ("name", "media", "start"),
    [
        ("markdown", "text/markdown; charset=utf-8", "## See also"),
        ("wikitext", "text/x-wiki; charset=utf-8", "== See also =="),
    ],
)
def test_see_also_as_markup(client: TestClient, name: str, media: str, start: str) -> None:
    by_name = client.get(f"/xref/see-also?entity=anarchy&format={name}")
    by_accept = client.get("/xref/see-also?entity=anarchy", headers={"Accept": media})
    assert by_name.headers["content-type"] == by_accept.headers["content-type"] == media
    assert by_name.text.startswith(start)
    assert by_name.text == by_accept.text


def test_see_also_of_the_seed_article(client: TestClient, shared: Path) -> None:
    text = (shared / "seed" / "defensive-realism.txt").read_text("utf-8")
    body = client.post("/xref/see-also", json={"text": text, "self": "defensive-realism"}).json()
    assert body["entity"]["id"] == "defensive-realism"
    assert len(body["see_also"]) == 12
    assert "offensive-realism" in {entry["entity"]["id"] for entry in body["see_also"]}
