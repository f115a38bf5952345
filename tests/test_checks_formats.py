"""Findings for CI: SARIF, JUnit, GitHub commands, and a baseline that lets old debts pass."""

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism import cli
from realism.checks.reports.baseline import compared, identity, read_baseline
from realism.checks.reports.formats import as_github, as_junit, as_sarif, folder_name
from realism.checks.reports.report import Finding, Statement, as_json
from realism.errors import BadInput
from realism.vocab import SCHEMA, entity_iri

STATEMENT = Statement("s", "p", "o", "War is hell", "A work, 1999", "ontology/core/x y.ttl", 7)
BAD = Finding(
    "has-source", "violation", "a, b: 50%\nof it", entity_iri("war"), SCHEMA + "year", "5", (STATEMENT,),
    file="ontology/core/a,b.ttl", line=3,
)  # fmt: skip
ODD = Finding("label-once", "warning", "twice", entity_iri("peace"), statements=(STATEMENT,))
NOTE = Finding("not-checked", "info", "not run")
ALL = [BAD, ODD, NOTE]

texts = st.text(st.characters(codec="utf-8"), max_size=40)
findings = st.builds(
    Finding,
    rule=st.sampled_from(["has-source", "label-once"]),
    severity=st.sampled_from(["violation", "warning", "info"]),
    message=texts,
    focus=st.none() | texts,
    path=st.none() | texts,
    value=st.none() | texts,
    statements=st.lists(st.builds(Statement, s=texts, p=texts, o=texts, text=texts), max_size=2).map(tuple),
    file=st.none() | st.just("ontology/core/x.ttl"),
    line=st.none() | st.integers(1, 9),
)


def test_sarif_has_what_version_2_1_0_requires() -> None:
    log = json.loads(as_sarif(ALL))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "realism"
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == sorted({one.rule for one in ALL})
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    for result, finding in zip(run["results"], ALL, strict=True):
        assert result["ruleId"] == ids[result["ruleIndex"]] == finding.rule
        assert result["message"]["text"] == finding.message
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert places == ["ontology/core/a%2Cb.ttl", "ontology/core/x%20y.ttl", "ontology/realism.ttl"]
    related = run["results"][0]["relatedLocations"][0]
    assert related["message"]["text"] == "War is hell"
    assert related["physicalLocation"]["region"]["startLine"] == 7


def test_a_fingerprint_stays_when_the_line_moves() -> None:
    moved = Finding(**{**BAD.__dict__, "line": 99})
    prints = [json.loads(as_sarif([one]))["runs"][0]["results"][0]["partialFingerprints"] for one in (BAD, moved, ODD)]
    assert prints[0] == prints[1] != prints[2]


def test_junit_fails_for_violations_only() -> None:
    suites = ElementTree.fromstring(as_junit(ALL))  # noqa: S314 (our own output)
    suite = suites.find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "0")
    cases = suite.findall("testcase")
    assert [case.get("classname") for case in cases] == ["has-source", "label-once", "not-checked"]
    assert [case.find("failure") is not None for case in cases] == [True, False, False]
    failure = cases[0].find("failure")
    assert failure is not None
    assert failure.get("message") == BAD.message
    assert "War is hell (A work, 1999)" in (failure.text or "")


def test_junit_has_one_passed_case_when_nothing_is_wrong() -> None:
    suites = ElementTree.fromstring(as_junit([]))  # noqa: S314
    (case,) = suites.iter("testcase")
    assert case.get("name") == "No problem found."
    assert list(case) == []
    assert suites.get("tests") == "1"


def test_github_commands_are_escaped() -> None:
    first, second, third, count = as_github(ALL).split("\n")
    assert first == (
        "::error file=ontology/core/a%2Cb.ttl,line=3,title=has-source::a, b: 50%25%0Aof it"
        "%0AWar is hell (A work, 1999) — ontology/core/x y.ttl:7"
    )
    assert second.startswith("::warning file=ontology/core/x y.ttl,line=7,title=label-once::twice")
    assert third == "::notice file=ontology/realism.ttl,line=1,title=not-checked::not run"
    assert count == "1 violation, 1 warning, 1 info"


@given(st.lists(findings, max_size=4))
def test_any_text_leaves_every_format_readable(found: list[Finding]) -> None:
    assert len(json.loads(as_sarif(found))["runs"][0]["results"]) == len(found)
    suites = ElementTree.fromstring(as_junit(found).encode())  # noqa: S314
    assert len(list(suites.iter("testcase"))) == max(1, len(found))
    lines = as_github(found).split("\n")
    assert len(lines) == len(found) + 1
    assert all(re.match(r"::(error|warning|notice) file=[^,:]+,line=\d+,title=[a-z-]+::", one) for one in lines[:-1])


def test_files_are_named_from_where_the_collector_stands(tmp_path: Path) -> None:
    ontology = tmp_path / "data" / "ontology"
    ontology.mkdir(parents=True)
    assert folder_name(ontology, tmp_path) == "data/ontology"
    assert folder_name(ontology, tmp_path / "elsewhere") == "ontology"
    assert folder_name(ontology, ontology) == "ontology"
    assert "::error file=data/ontology/core/a%2Cb.ttl," in as_github([BAD], "data/ontology")


def write(path: Path, found: list[Finding]) -> Path:
    path.write_text(as_json(found), "utf-8")
    return path


def test_a_baseline_holds_what_is_the_same_but_for_its_line(tmp_path: Path) -> None:
    baseline = read_baseline(write(tmp_path / "b.json", [BAD, ODD]))
    moved = Finding(**{**BAD.__dict__, "line": 99})
    other = Finding(**{**BAD.__dict__, "value": "6"})
    outcome = compared([moved, other], baseline)
    assert outcome.new == [other]
    assert str(outcome) == "Baseline: 1 old finding left out, 1 fixed."


def test_of_equal_findings_as_many_are_old_as_the_baseline_holds(tmp_path: Path) -> None:
    baseline = read_baseline(write(tmp_path / "b.json", [BAD]))
    again = Finding(**{**BAD.__dict__, "line": 99})
    assert len(compared([BAD, again], baseline).new) == 1


def test_a_new_contradiction_does_not_hide_behind_an_old_one(tmp_path: Path) -> None:
    def clash(text: str, account: str | None = None) -> Finding:
        statements = (Statement("s", "p", "o", text),)
        return Finding("contradiction", "violation", "This statement contradicts itself", "s", None, None, statements,
                       account)  # fmt: skip

    baseline = read_baseline(write(tmp_path / "b.json", [clash("War is peace")]))
    assert compared([clash("War is peace")], baseline).new == []
    assert len(compared([clash("Peace is war")], baseline).new) == 1
    assert len(compared([clash("War is peace", "realism")], baseline).new) == 1


def test_blank_nodes_are_equal_whatever_label_a_reading_gives_them() -> None:
    one, other = (Finding("owl", "violation", "m", f"n{digit * 32}b1", "p") for digit in "ab")
    assert identity(one.as_dict()) == identity(other.as_dict())


def test_what_is_fixed_is_unknown_when_not_everything_was_checked(tmp_path: Path) -> None:
    baseline = read_baseline(write(tmp_path / "b.json", [BAD]))
    assert "unknown" in str(compared([NOTE], baseline))
    assert str(compared([], baseline)) == "Baseline: 0 old findings left out, 1 fixed."


@given(st.lists(findings, max_size=5))
def test_nothing_is_new_against_itself(found: list[Finding]) -> None:
    data = json.loads(as_json(found))["findings"]
    assert [identity(one) for one in data] == [identity(one.as_dict()) for one in found]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"findings": 5}', '{"findings": [5]}', '{"findings": [{"rule": []}]}', "[" * 100_000],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match="is no baseline: write one with realism check --format json"):
        read_baseline(path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_baseline(tmp_path / "nowhere.json")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["realism", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


def test_old_debts_do_not_fail_the_check_and_new_ones_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ontology = tmp_path / "ontology"
    ontology.mkdir()
    file = ontology / "realism.ttl"
    prefix = "PREFIX id: <https://w3id.org/realism/id/>\n"
    file.write_text(f"{prefix}id:a id:b id:c ,, id:d .\n")
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "check", ontology, "--format", "json") == 1
    baseline = tmp_path / "baseline.json"
    baseline.write_text(capsys.readouterr().out)
    assert run(monkeypatch, "check", ontology, "--baseline", baseline) == 0
    out = capsys.readouterr().out
    assert "old findings left out" in out
    assert "violation" not in out
    (ontology / "other.ttl").write_text(f"{prefix}\nid:a id:b ; ; , .\n")
    assert run(monkeypatch, "check", ontology, "--baseline", baseline, "--format", "github") == 1
    out, err = capsys.readouterr()
    assert "::error file=ontology/other.ttl,line=3,title=syntax::" in out
    assert "Baseline" in err
    for form in ("sarif", "junit"):
        assert run(monkeypatch, "check", ontology, "--format", form) == 1
        assert "ontology/other.ttl" in capsys.readouterr().out
