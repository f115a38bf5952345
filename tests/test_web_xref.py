"""Cross-references over HTTP: annotate a text, see-also of an entity and of a text."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from realism.config import Settings
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from realism.xref.weights import DIRECT

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


def _entries(client: TestClient, query: str) -> list[dict[str, Any]]:
    body = client.get(f"/xref/see-also?{query}").json()
    entries: list[dict[str, Any]] = body["see_also"]
    return entries


def test_pins_come_first_and_what_is_to_be_left_out_stays_out(client: TestClient) -> None:
    plain = [entry["entity"]["id"] for entry in _entries(client, "entity=waltz")]
    found = _entries(client, f"entity=waltz&pins=case-cuba,anarchy&leave_out={plain[0]},{plain[1]}&limit=6")
    assert [entry["entity"]["id"] for entry in found[:2]] == ["case-cuba", "anarchy"]
    assert [entry["pinned"] for entry in found] == [True, True] + [False] * 4
    assert not {plain[0], plain[1]} & {entry["entity"]["id"] for entry in found}
    assert all(isinstance(entry["symmetric"], bool) for entry in found)


def test_types_of_entries_may_be_chosen(client: TestClient) -> None:
    found = _entries(client, "entity=waltz&types=work,case&limit=20")
    assert {entry["entity"]["type"] for entry in found} <= {"work", "case"}


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("pins=anarchi", 404, "did you mean 'anarchy'"),
        ("leave_out=anarchi", 404, "did you mean 'anarchy'"),
        ("pins=c001", 404, "has cross-references"),
        ("pins=a%20b", 404, "There is no entity"),
        ("types=claim", 400, "no type of entry"),
        ("pins=anarchy&leave_out=anarchy", 400, "both pinned"),
        ("pins=anarchy,self-help&limit=1", 400, "raise the limit"),
        ("pins=waltz", 400, "cannot be pinned"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(client: TestClient, query: str, status: int, said: str) -> None:
    answer = client.get(f"/xref/see-also?entity=waltz&{query}")
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_a_text_is_listed_without_what_it_links(client: TestClient) -> None:
    link = '<a href="http://testserver/id/anarchy">anarchy</a>'
    text = f"<p>{TEXT.replace('anarchy', link)}</p>"
    asked: dict[str, Any] = {"text": text, "format": "html", "self": "security-dilemma", "limit": 50}

    def ids(**wishes: Any) -> list[str]:
        answer = client.post("/xref/see-also", json={**asked, **wishes})
        return [entry["entity"]["id"] for entry in answer.json()["see_also"]]

    assert "anarchy" not in ids()
    assert "anarchy" in ids(include_linked=True)
    assert ids(pins=["anarchy"])[0] == "anarchy"
    assert "mearsheimer" in ids()
    assert "mearsheimer" not in ids(prominent=True)
    assert "mearsheimer" not in ids(leave_out=["mearsheimer"])
    refused = client.post("/xref/see-also", json={**asked, "pins": ["anarchi"]})
    assert refused.status_code == 404
    assert refused.json()["suggestions"][0] == "anarchy"
    assert client.post("/xref/see-also", json={**asked, "types": ["claim"]}).status_code == 422


def test_the_page_on_the_ranking_works_an_example_out(client: TestClient) -> None:
    page = client.get("/docs/see-also?entity=waltz&entry=neorealism").text
    entry = next(one for one in _entries(client, "entity=waltz") if one["entity"]["id"] == "neorealism")
    assert f"comes to {entry['score']:.3f} there" in page
    for tie in DIRECT.values():
        assert str(escape(tie.why)) in page
    assert client.get("/docs/see-also").status_code == 200
    for query in ("entity=nobody", "entity=waltz&entry=nobody"):
        assert client.get(f"/docs/see-also?{query}").status_code == 404


def test_the_page_on_the_ranking_stands_without_a_base() -> None:
    with TestClient(create_app(Settings(), EmbeddedStore())) as client:
        assert "How “See also” is ranked" in client.get("/docs/see-also").text
