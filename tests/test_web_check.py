"""An edit judged over HTTP: what it breaks, in the documented shape; clear answers to everything else."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import httpx2
import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.store.base import TURTLE, Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE
from realism.web import state
from realism.web.app import create_app
from realism.web.check_routes import EXAMPLES
from realism.web.state import Services
from realism.web.version_cache import VersionCache

LABEL = 'id:anarchy skos:prefLabel "Anarchical structure"@en .'
TURTLE_TYPE = {"Content-Type": "text/turtle"}
FINDING = {"rule", "severity", "message", "focus", "path", "value", "statements", "repairs", "account", "file", "line"}
STATEMENT = {"s", "p", "o", "text", "source", "file", "line", "yours"}


@pytest.fixture(scope="module")
def checks(store: Store) -> Iterator[TestClient]:
    """A client whose reasoner ends with the module."""
    with TestClient(create_app(Settings(), store), base_url="http://testserver") as client:
        yield client


def check(client: TestClient, body: Any, status: int = 200, **more: Any) -> dict[str, Any]:
    sent = {"json": body} if isinstance(body, dict) else {"content": body, "headers": TURTLE_TYPE}
    answer = client.post("/check", **(sent | more))
    assert answer.status_code == status, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert found["detail"]
    return found


def test_a_second_label_is_a_violation_in_words(checks: TestClient) -> None:
    report = check(checks, LABEL)
    assert report["conforms"] is False
    assert [one["rule"] for one in report["introduced"]] == ["one-label"]
    finding = report["introduced"][0]
    assert set(finding) == FINDING
    assert finding["severity"] == "violation"
    assert finding["focus"].endswith("/id/anarchy")
    assert all(set(one) == STATEMENT for one in finding["statements"])
    mine, theirs = finding["statements"]
    assert (mine["yours"], mine["file"], mine["text"].endswith("“Anarchical structure”")) == (True, None, True)
    assert (theirs["yours"], theirs["file"]) == (False, "ontology/core/concepts/structure.ttl")
    assert isinstance(theirs["line"], int)


def test_the_report_has_the_documented_shape(checks: TestClient, store: Store) -> None:
    report = check(checks, 'id:anarchy skos:altLabel "absence of world government"@en .')
    assert set(report) == {
        *("conforms", "introduced", "preexisting", "fixed", "checked", "account", "notes", "version", "elapsed_ms")
    }
    assert report["conforms"] is True
    assert report["introduced"] == []
    assert set(report["checked"]) == {"shacl", "rules", "logic", "module_axioms", "complete", "not_checked"}
    assert report["checked"]["shacl"] is True
    assert report["version"] == store.version
    assert report["elapsed_ms"] > 0


@pytest.mark.parametrize("media", EXAMPLES)
def test_every_kind_of_body_is_taken(checks: TestClient, media: str) -> None:
    body = EXAMPLES[media] if isinstance(EXAMPLES[media], str) else json.dumps(EXAMPLES[media])
    headers = {"Content-Type": f"{media}; charset=UTF-8"}
    answer = checks.post("/check", content=body.encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["conforms"] is True, answer.text


def test_removing_a_label_and_adding_another_are_one_edit(checks: TestClient) -> None:
    gone = 'id:anarchy skos:prefLabel "Anarchy (international relations)"@en .'
    assert [one["rule"] for one in check(checks, {"remove": gone})["introduced"]] == ["one-label"]
    assert check(checks, {"remove": gone, "add": LABEL})["introduced"] == []


def test_an_account_is_named_in_the_body_or_the_address(checks: TestClient) -> None:
    text = "id:offensive-realism realism:holdsClaim id:c001 ."
    by_body = check(checks, {"add": text, "account": "offensive-realism"})
    by_address = check(checks, text, params={"account": "offensive-realism"})
    assert by_body["account"] == by_address["account"] == "offensive-realism"
    assert by_body["notes"] == by_address["notes"]
    detail = check(checks, {"add": text}, 400, params={"account": "offensive-realism"})["detail"]
    assert "name the account in it" in detail
    unknown = check(checks, text, 400, params={"account": "offensive-realsm"})
    assert "did you mean offensive-realism" in unknown["detail"]
    assert "offensive-realism" in unknown["suggestions"]


@pytest.mark.parametrize(
    ("body", "line", "column", "part"),
    [
        ("id:a id:b", 1, 10, "the body"),
        ({"add": "id:a id:b id:c .\nid:a nope:b id:c ."}, 2, 6, "add"),
        ({"add": LABEL, "remove": "id:a id:b id:c"}, 1, 15, "remove"),
    ],
)
def test_what_does_not_parse(checks: TestClient, body: Any, line: int, column: int, part: str) -> None:
    problem = check(checks, body, 400)
    assert (problem["line"], problem["column"], problem["part"]) == (line, column, part)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"add": 1}, "body.add"),
        ({"ad": LABEL}, "body.ad"),
        ({"add": [LABEL]}, "body.add"),
    ],
)
def test_json_of_another_shape(checks: TestClient, body: Any, where: str) -> None:
    assert [one["field"] for one in check(checks, body, 422)["errors"]] == [where]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"add": "\xff"}', b"[" * 100_000])
def test_what_is_no_json(checks: TestClient, body: bytes) -> None:
    answer = checks.post("/check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["detail"]


@pytest.mark.parametrize("body", [{}, {"add": ""}, {"remove": " "}, {"account": "neorealism"}, "", "# nothing"])
def test_an_edit_of_nothing(checks: TestClient, body: Any) -> None:
    assert "holds no statements" in check(checks, body, 400)["detail"]


@pytest.mark.parametrize(
    ("media", "status"),
    [
        ("text/html", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
        ("text/turtle; charset=latin-1", 415),
        ("text/turtle; charset=utf-8", 200),
    ],
)
def test_bodies_of_other_kinds(checks: TestClient, media: str, status: int) -> None:
    answer = checks.post("/check", content=b"id:anarchy id:anarchy id:anarchy .", headers={"Content-Type": media})
    assert answer.status_code == status, answer.text


def test_bytes_that_are_no_text(checks: TestClient) -> None:
    assert "UTF-8" in check(checks, b"id:a id:b '\xff' .", 400)["detail"]


def test_what_is_not_there_cannot_be_removed(checks: TestClient) -> None:
    problem = check(checks, {"remove": "id:anarchy realism:centralTo id:no-such ."}, 400)
    assert problem["missing"] == ["id:anarchy realism:centralTo id:no-such"]
    assert "cannot be removed" in problem["detail"]


def test_an_edit_in_which_everything_is_unknown(checks: TestClient) -> None:
    report = check(checks, "id:qqq realism:zzz id:www . <urn:a> <urn:b> <urn:c> .")
    assert report["conforms"] is False
    assert {"undefined-name"} <= {one["rule"] for one in report["introduced"]}


def test_nothing_is_changed(checks: TestClient, store: Store) -> None:
    before = len(store), store.version
    check(checks, LABEL)
    assert (len(store), store.version) == before


def test_bodies_over_the_limit_are_refused_before_they_are_read(store: Store) -> None:
    client = TestClient(create_app(Settings(max_edit=1000), store))
    text = LABEL + " #" + "x" * 1000
    known = client.post("/check", content=text.encode(), headers=TURTLE_TYPE)
    streamed = client.post("/check", content=iter([text.encode()]), headers=TURTLE_TYPE)
    for answer in (known, streamed):
        assert answer.status_code == 413
        assert answer.json()["limit"] == 1000


def test_a_megabyte_is_read_and_a_hundred_are_not(checks: TestClient) -> None:
    megabyte = LABEL + "\n" + "# a long remark\n" * 65_536
    assert len(megabyte) > 1_000_000
    assert check(checks, megabyte)["conforms"] is False
    headers = {**TURTLE_TYPE, "Content-Length": "104857600"}
    assert checks.post("/check", content=b"x", headers=headers).status_code == 413


def test_fifty_at_once_all_get_their_own_answer(store: Store) -> None:
    app = create_app(Settings(), store)

    async def one(client: httpx2.AsyncClient, number: int) -> list[str]:
        text = f'id:anarchy skos:prefLabel "Label {number}"@en .'
        answer = await client.post("/check", content=text.encode(), headers=TURTLE_TYPE)
        assert answer.status_code == 200, answer.text
        return [one["o"] for one in answer.json()["introduced"][0]["statements"] if one["yours"]]

    async def all_of_them() -> list[list[str]]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://testserver") as client:
            alive = asyncio.ensure_future(client.get("/healthz"))
            found = await asyncio.gather(*(one(client, number) for number in range(50)))
            assert (await alive).status_code == 200
            return list(found)

    try:
        assert anyio.run(all_of_them) == [[f"Label {number}"] for number in range(50)]
    finally:
        app.state.services.close()


def test_the_service_gets_ready_before_the_first_edit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "SETTLING_SECONDS", 0)
    shared = Services(Settings(), store, {}, VersionCache(store))
    shared.get_ready(threading.Event())
    reasoner, files = shared._check_reasoner, shared._files
    assert reasoner is not None
    assert reasoner._ready
    checker = shared.checker()
    assert (checker.version, checker.files) == (store.version, files)
    shared.close()
    assert not reasoner._ready


def test_a_service_that_ends_at_once_does_not_get_ready(store: Store) -> None:
    shared, ending = Services(Settings(), store, {}, VersionCache(store)), threading.Event()
    ending.set()
    shared.get_ready(ending)
    assert shared._files is None


def test_an_edit_is_judged_by_the_dataset_as_it_is() -> None:
    store = EmbeddedStore()
    store.load(b"<https://w3id.org/realism/id/a> a <https://w3id.org/realism/schema#Thinker> .", TURTLE, CORE)
    client = TestClient(create_app(Settings(), store))
    text = "id:a realism:bornIn 1900 ."
    first = check(client, text)
    store.load(b"<https://w3id.org/realism/id/a> <https://w3id.org/realism/schema#bornIn> 1900 .", TURTLE, CORE)
    second = check(client, text)
    assert not first["notes"]
    assert "stands in the core already" in second["notes"][0]
    assert first["version"] != second["version"]
    client.app.state.services.close()  # type: ignore[attr-defined]
