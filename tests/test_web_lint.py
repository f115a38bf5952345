"""Lint over HTTP and on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from realism.web.lint_routes import EXAMPLE
from test_cli import Run

ARTICLE = ROOT / "tests" / "articles" / "bandwagoning.wiki"
FIELD = "Under anarchy, states fear one another, and great powers balance against threats, Kenneth Waltz holds. "


def lint(client: TestClient, **asked: Any) -> dict[str, Any]:
    """The answer to an article."""
    answer = client.post("/xref/lint", json=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_findings_have_all_that_an_editor_needs(client: TestClient) -> None:
    body = lint(client, text=EXAMPLE, format="wikitext", self="defensive-realism")
    assert set(body) == {"subject", "subject_reason", "references", "findings", "version"}
    assert body["subject"] == {"id": "defensive-realism", "label": "Defensive realism", "type": "theory"}
    assert len(body["references"]) == 4
    for reference in body["references"]:
        assert EXAMPLE[reference["start"] : reference["end"]] == reference["surface"]
    for finding in body["findings"]:
        assert EXAMPLE[finding["start"] : finding["end"]] == finding["surface"]
        assert finding["severity"] in ("error", "warning", "info")
        assert finding["message"]
        assert all(isinstance(one, str) for one in finding["evidence"])
    suggested = {finding["surface"]: finding["suggestion"] for finding in body["findings"] if finding["surface"]}
    assert suggested["[[neorealism]]"] == "[[Neorealism (international relations)|neorealism]]"
    assert suggested["[[Anarchy]]"] == "[[Anarchy (international relations)|Anarchy]]"


def test_addresses_of_this_service_are_entities(client: TestClient) -> None:
    text = (
        FIELD + '<a href="http://testserver/doc/anarchy.html">x</a> <a href="http://elsewhere.example/id/anarchy">y</a>'
    )
    found = [one["resolved"] for one in lint(client, text=text, format="html")["references"]]
    assert found == ["title", "outside"]


def test_titles_pins_and_what_is_not_linked(client: TestClient) -> None:
    text = FIELD + "[[Old dilemma]] and [[Paris]] and [[Deterrence]].\n\n== See also ==\n* [[Offensive realism]]\n"
    titles = ["Old dilemma -> Security dilemma", "Security dilemma", "Paris", "Offensive realism"]
    body = lint(
        client, text=text, format="wikitext", self="defensive-realism", titles=titles, pins=["waltz"],
        do_not_link=["Paris"],
    )  # fmt: skip
    rules = {finding["rule"]: finding for finding in body["findings"]}
    assert rules["redirect"]["suggestion"] == "[[Security dilemma|Old dilemma]]"
    assert rules["do-not-link"]["surface"] == "[[Paris]]"
    assert rules["no-article"]["entity"]["id"] == "deterrence"
    assert rules["pin"]["entity"]["id"] == "waltz"


def test_the_article_the_base_grew_from(client: TestClient, shared: Path) -> None:
    text = (shared / "seed" / "defensive-realism.txt").read_text("utf-8")
    body = lint(client, text=text, self="defensive-realism")
    assert len(body["references"]) == 32
    assert all(reference["entity"] for reference in body["references"])
    assert sum(not reference["exists"] for reference in body["references"]) == 5


@pytest.mark.parametrize(
    ("asked", "status", "why"),
    [
        ({"text": " "}, 400, "empty"),
        ({"text": "a\0b"}, 400, "NUL"),
        ({"text": "x", "self": "nothing"}, 404, "nothing"),
        ({"text": "x", "titles": ["a -> b -> c"]}, 400, "Title 1"),
        ({"text": "x", "format": "pdf"}, 422, "format"),
        ({"text": "x", "pin": []}, 422, "pin"),
    ],
)
def test_what_cannot_be_linted_is_refused(client: TestClient, asked: dict[str, Any], status: int, why: str) -> None:
    answer = client.post("/xref/lint", json=asked)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert why in answer.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=(), exclude_characters="\0"), max_size=200).filter(str.strip))
def test_any_text_can_be_linted(client: TestClient, text: str) -> None:
    # Half a surrogate pair travels as a JSON escape.
    body = json.dumps({"text": text, "format": "markdown"}).encode("ascii")
    answer = client.post("/xref/lint", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv("REALISM_DATA", raising=False)
    monkeypatch.delenv("REALISM_PUBLIC_URL", raising=False)
    return Run(monkeypatch, capsys)


def test_the_command_takes_the_kind_of_text_from_the_name(run: Run) -> None:
    code, out, _ = run("lint", ARTICLE, "--references")
    assert code == 0
    assert (
        f"{ARTICLE}:1:61: “Neorealism” denotes Neorealism (international relations) – no article of that title" in out
    )
    assert out.rstrip().endswith("notes")


def test_the_command_exits_1_when_something_is_an_error(run: Run, tmp_path: Path) -> None:
    titles = tmp_path / "titles.txt"
    titles.write_text("Security dilemma\nOld -> Security dilemma\n", "utf-8")
    arguments = ("-", "--text-format", "wikitext", "--format", "json", "--titles", titles)
    code, out, _ = run("lint", *arguments, stdin=f"{FIELD}[[Old]]".encode())
    assert code == 0
    assert [one["rule"] for one in json.loads(out)["findings"]] == ["redirect"]
    code, out, _ = run("lint", *arguments, stdin=f"{FIELD}[[Nonsense of things]]".encode())
    assert code == 1
    assert "dead" in {one["rule"] for one in json.loads(out)["findings"]}
    code, out, _ = run(
        "lint", *arguments, "--do-not-link", "security-dilemma", "--pin", "waltz", stdin=f"{FIELD}[[Old]]".encode()
    )
    assert code == 1
    assert [one["rule"] for one in json.loads(out)["findings"]] == ["do-not-link", "pin"]


@pytest.mark.parametrize(("format", "shown"), [("github", "::warning file="), ("sarif", '"version": "2.1.0"')])
def test_the_command_writes_for_programs(run: Run, format: str, shown: str) -> None:
    code, out, _ = run("lint", ARTICLE, "--self", "bandwagoning", "--format", format)
    assert code == 0
    assert shown in out
