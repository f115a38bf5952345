"""The check of a whole folder: the bundled base is clean, and each slip is refused with its reason and place."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from realism.checks.knowledge import load_knowledge
from realism.checks.logic.axioms import Verdict
from realism.checks.logic.findings import findings
from realism.checks.logic.reasoner import Reasoner
from realism.checks.reports.report import Finding, as_json, as_text
from realism.checks.run import check, unrepeated
from realism.checks.words.explain import Explainer
from realism.paths import ontology_dir


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner() as one:
        yield one


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ontology_dir(), tmp_path / "ontology"))


def edit(path: Path, old: str, new: str) -> int:
    """Replace the only place of `old`; the number of the line where `new` differs first."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path} has changed: {text.count(old)} times {old!r}"
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old) + same].count("\n") + 1


def only(found: list[Finding]) -> Finding:
    (finding,) = (one for one in found if one.severity == "violation")
    return finding


def test_the_bundled_base_is_clean(reasoner: Reasoner) -> None:
    found = check(ontology_dir(), reasoner=reasoner)
    assert [finding for finding in found if finding.severity == "violation"] == []


@pytest.mark.parametrize(
    ("file", "statement", "rule"),
    [
        ("core/schema.ttl", "id:state owl:disjointWith [] .", "owl-dl"),
        ("core/schema.ttl", "realism:strandOf a owl:AsymmetricProperty .", "logic-input"),
        ("accounts/defensive-realism.ttl", "id:state owl:disjointWith [] .", "owl-dl"),
    ],
)
def test_what_is_outside_owl_2_dl_is_refused_in_the_core_and_in_an_account(
    copy: Path, reasoner: Reasoner, file: str, statement: str, rule: str
) -> None:
    path = copy / file
    path.write_text(path.read_text("utf-8") + f"\n{statement}\n", "utf-8")
    account = None if file.startswith("core") else path.stem
    found = check(copy, reasoner=reasoner)
    assert ("violation", account) in {(one.severity, one.account) for one in found if one.rule == rule}


def test_only_what_is_outside_owl_2_dl_by_an_undefined_name_is_left_to_the_rule_about_names() -> None:
    name, other = "https://w3id.org/realism/id/nothing", "https://w3id.org/realism/id/another"
    undefined = Finding("undefined-name", "violation", "nothing is defined nowhere", value=name)
    said = tuple(f"Use of undeclared class: <{one}> [SubClassOf(<{one}> <{name}>)]" for one in (name, other))
    verdict = Verdict(True, (), said, ())
    explainer = Explainer(load_knowledge(ontology_dir()).lexicon, place=lambda axiom: None)
    (told,) = unrepeated(findings(explainer, verdict, None), [undefined])
    assert (told.rule, told.value) == ("owl-dl", other)


def test_a_theory_that_holds_and_rejects_a_claim_is_refused_once(copy: Path, reasoner: Reasoner) -> None:
    account = copy / "accounts" / "defensive-realism.ttl"
    line = edit(account, "realism:rejectsClaim\n", "realism:rejectsClaim\n        id:c001 ,\n")
    finding = only(check(copy, reasoner=reasoner))
    assert finding.rule == "holds-and-rejects"
    assert finding.message == "“Defensive realism” (defensive-realism) both holds and rejects the same claim"
    assert ("ontology/accounts/defensive-realism.ttl", line) in {(one.file, one.line) for one in finding.statements}
    assert [one.p.rsplit("#")[-1] for one in finding.statements] == ["holdsClaim", "rejectsClaim"]


def test_an_act_of_two_disjoint_kinds_is_refused(copy: Path, reasoner: Reasoner) -> None:
    cases = copy / "core" / "cases.ttl"
    cases.write_text(cases.read_text("utf-8") + "\nid:case-iraq-2003 a id:balancing , id:bandwagoning .\n", "utf-8")
    line = cases.read_text("utf-8").count("\n")
    finding = next(one for one in check(copy, reasoner=reasoner) if one.severity == "violation")
    assert finding.rule == "contradiction"
    assert finding.message == "These three statements cannot all be true"
    texts = [one.text for one in finding.statements]
    assert "Nothing is both an act of balancing and an act of bandwagoning" in texts
    assert sum(text.endswith(("is an act of balancing", "is an act of bandwagoning")) for text in texts) == 2
    assert [(one.file, one.line) for one in finding.statements].count(("ontology/core/cases.ttl", line)) == 2
    assert all(one.file is not None for one in finding.statements)


def test_what_contradicts_a_premise_shared_with_a_wider_theory_is_refused(copy: Path, reasoner: Reasoner) -> None:
    account = copy / "accounts" / "balance-of-threat-theory.ttl"
    changed = account.read_text("utf-8")
    for before in (
        "id:great-power\n    realism:usualResponseToThreat ",
        "realism:usualResponseToThreat ;\n    owl:annotatedSource id:great-power ;\n    owl:annotatedTarget ",
    ):
        assert changed.count(before + "id:balancing") == 1
        changed = changed.replace(before + "id:balancing", before + "id:buck-passing")
    account.write_text(changed, "utf-8")
    finding = next(one for one in check(copy, reasoner=reasoner) if one.severity == "violation")
    assert (finding.rule, finding.account) == ("contradiction", "balance-of-threat-theory")
    texts = [one.text for one in finding.statements]
    assert any(
        text.startswith("Defensive realism holds: a great power usually answers a threat by ba") for text in texts
    )
    assert any(text.startswith("Balance of threat theory holds: a great power usually answers") for text in texts)


def test_a_work_older_than_its_author_is_refused(copy: Path) -> None:
    works = copy / "core" / "works.ttl"
    start = works.read_text("utf-8").index("id:allison-1971-essence\n")
    text = works.read_text("utf-8")
    works.write_text(text[:start] + text[start:].replace("realism:year 1971", "realism:year 1941", 1), "utf-8")
    line = text[: text.index("realism:year 1971", start)].count("\n") + 1
    finding = only(check(copy, logic=False))
    assert finding.rule == "work-older-than-author"
    assert finding.message == (
        "“Essence of Decision: Explaining the Cuban Missile Crisis” (allison-1971-essence) appeared in 1941, but its "
        "author “Graham Allison” (allison) was born in 1940; an author is at least 15 years old"
    )
    assert finding.place == ("ontology/core/works.ttl", line)


def test_a_missing_source_is_refused(copy: Path) -> None:
    thinkers = copy / "core" / "thinkers.ttl"
    text = thinkers.read_text("utf-8")
    start = text.index("id:adler\n")
    end = text.index("\n.\n", start)
    block = text[start:end]
    lines = block.split("\n")
    first = next(i for i, line in enumerate(lines) if "dcterms:source" in line)
    last = next(i for i, line in enumerate(lines[first:], first) if line.endswith(";"))
    thinkers.write_text(text[:start] + "\n".join(lines[:first] + lines[last + 1 :]) + text[end:], "utf-8")
    finding = only(check(copy, logic=False))
    assert finding.rule == "has-source"
    assert finding.message == (
        "“Emanuel Adler” (adler) names no source: at least one work must stand behind every entry (dcterms:source)"
    )
    assert finding.place == ("ontology/core/thinkers.ttl", text[:start].count("\n") + 2)


def test_a_slip_in_a_name_is_refused_with_the_name_that_was_meant(copy: Path) -> None:
    claims = copy / "core" / "claims" / "dr-or.ttl"
    text = claims.read_text("utf-8")
    at = text.index("realism:assertedBy id:mearsheimer ;")
    claims.write_text(text[:at] + text[at:].replace("id:mearsheimer ;", "id:mearshiemer ;", 1), "utf-8")
    finding = only(check(copy, logic=False))
    assert finding.rule == "undefined-name"
    assert finding.message == "id:mearshiemer is used but defined nowhere; did you mean id:mearsheimer?"
    assert finding.place == ("ontology/core/claims/dr-or.ttl", text[:at].count("\n") + 1)


def test_all_broken_places_are_reported_and_the_rest_is_said_to_be_unchecked(copy: Path) -> None:
    thinkers, works = copy / "core" / "thinkers.ttl", copy / "core" / "works.ttl"
    first = edit(thinkers, "id:adler\n    a realism:Thinker ;", "id:adler\n    a realism:Thinker ,;")
    second = edit(thinkers, "id:angell\n    a realism:Thinker ;", "id:angell\n    a realism:Thinker ,;")
    third = edit(works, "id:allison-1971-essence\n    a\n", "id:allison-1971-essence\n    a ]\n")
    found = check(copy)
    places = [one.place for one in found if one.rule == "syntax"]
    assert places == [
        ("ontology/core/thinkers.ttl", first),
        ("ontology/core/thinkers.ttl", second),
        ("ontology/core/works.ttl", third),
    ]
    assert [one.message for one in found if one.severity == "info"] == [
        "shapes, rules and logic were not run, because 2 files do not parse; correct that first"
    ]


def test_a_value_the_reasoner_cannot_read_is_reported_instead_of_reasoning(copy: Path) -> None:
    works = copy / "core" / "works.ttl"
    text = works.read_text("utf-8")
    works.write_text(text.replace("realism:year 1971", 'realism:year "1971"^^xsd:gYear', 1), "utf-8")
    found = check(copy)
    finding = next(one for one in found if one.rule == "datatype")
    assert finding.message.startswith("the value “1971” is of the type gYear, on which the reasoner fails")
    assert finding.place[0] == "ontology/core/works.ttl"


def test_a_report_is_one_line_a_finding_with_its_statements_below(copy: Path) -> None:
    claims = copy / "core" / "claims" / "dr-or.ttl"
    text = claims.read_text("utf-8")
    claims.write_text(
        text.replace("realism:assertedBy id:mearsheimer ;", "realism:assertedBy id:mearshiemer ;", 1), "utf-8"
    )
    found = check(copy, logic=False)
    lines = as_text(found).splitlines()
    file, line = found[0].place
    assert lines[0] == f"{file}:{line}: violation: {found[0].message} [undefined-name]"
    assert lines[1].startswith("    ")
    assert lines[-1].startswith("1 violation")
    data = json.loads(as_json(found))
    assert data["conforms"] is False
    assert data["findings"][0]["statements"][0]["file"] == file
