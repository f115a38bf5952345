"""The check of one edit: introduced, fixed and pre-existing kept apart, and what was not checked said."""

import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from realism.checks import whole
from realism.checks.checker import Budget, Checker
from realism.checks.edits.edit import Edit
from realism.checks.edits.footprint import Pattern
from realism.checks.edits.reading import Reading
from realism.checks.edits.text import Text
from realism.checks.files import Files
from realism.checks.logic.reasoner import Reasoner
from realism.checks.reports.report import Finding, Repair, Statement, as_json, as_text
from realism.checks.reports.verdict import MOST_LISTED, Checked, EditReport, apart, identity, mark
from realism.checks.reports.verdict import as_text as report_text
from realism.cli import app
from realism.errors import Overloaded
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import Iri, Literal, Quad, Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE, ID, RDF, SCHEMA, SKOS

TYPE = RDF + "type"
HEAD = """PREFIX id: <https://w3id.org/realism/id/>
PREFIX realism: <https://w3id.org/realism/schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shapes: <https://w3id.org/realism/shapes#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
SHAPES = """
shapes:thinker-born a sh:PropertyShape ; sh:targetClass realism:Thinker ; sh:path realism:born ;
    sh:minCount 1 ; sh:message "needs a year of birth" .
shapes:thinker-named a sh:PropertyShape ; sh:targetClass realism:Thinker ; sh:path rdfs:label ;
    sh:minCount 1 ; sh:severity sh:Warning ; sh:message "has no label" .
"""
QUERY = """
shapes:by-query a sh:NodeShape ; sh:targetClass realism:Thinker ; sh:sparql [ sh:message "was born too late" ;
    sh:select "SELECT $this { $this <https://w3id.org/realism/schema#born> ?year FILTER (?year > 2000) }" ] .
"""
CORE_FILE = """
<https://w3id.org/realism/> a owl:Ontology .
realism:Thinker a owl:Class . realism:Theory a owl:Class .
realism:born a owl:DatatypeProperty . realism:formalizes a owl:AnnotationProperty .
realism:accountOf a owl:ObjectProperty .
id:hawk a owl:Class ; owl:disjointWith id:dove . id:dove a owl:Class .
id:old a realism:Thinker .
id:waltz a realism:Thinker ; realism:born 1924 ; rdfs:label "Waltz" .
id:one a realism:Theory , owl:NamedIndividual . id:two a realism:Theory , owl:NamedIndividual .
id:state a owl:NamedIndividual .
"""
PREFIXES = "".join(
    f'<https://w3id.org/realism/> sh:declare [ sh:prefix "{name}" ; sh:namespace "{iri}"^^xsd:anyURI ] .\n'
    for name, iri in (line.removeprefix("PREFIX ").rstrip(">").split(": <") for line in HEAD.splitlines())
)


def small(folder: Path, shapes: str = SHAPES) -> Path:
    """An ontology of a few statements in which one thinker lacks a year of birth and a label."""
    ontology = folder / "ontology"
    for name in ("core", "accounts", "shapes"):
        (ontology / name).mkdir(parents=True)
    (ontology / "prefixes.ttl").write_text(HEAD + PREFIXES)
    (ontology / "core" / "all.ttl").write_text(HEAD + CORE_FILE)
    (ontology / "shapes" / "all.ttl").write_text(HEAD + shapes)
    for slug, kind in (("one", "hawk"), ("two", "dove")):
        header = f"<https://w3id.org/realism/account/{slug}> a owl:Ontology ; realism:accountOf id:{slug} .\n"
        (ontology / "accounts" / f"{slug}.ttl").write_text(f"{HEAD}{header}id:state a id:{kind} .\n")
    return ontology


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner(60) as reasoner:
        yield reasoner


@pytest.fixture(scope="module")
def ontology(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("base"))


def made(ontology: Path, reasoner: Reasoner, whole: float = 60) -> Checker:
    rules = ontology.parent / "rules"
    rules.mkdir(exist_ok=True)
    store = EmbeddedStore()
    load_bundle(store, ontology)
    return Checker(store, Files(ontology, rules), reasoner, Budget(logic=60, whole=whole))


@pytest.fixture(scope="module")
def checker(ontology: Path, reasoner: Reasoner) -> Checker:
    return made(ontology, reasoner)


def check(
    checker: Checker, add: str | None = None, remove: str | None = None, account: str | None = None
) -> EditReport:
    sent = [None if text is None else Text(text) for text in (add, remove)]
    return checker.check(checker.read(sent[0], sent[1], account))


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [one.rule for one in findings]


def test_what_an_edit_introduces(checker: Checker) -> None:
    report = check(checker, "id:new a realism:Thinker .")
    assert rules(report.introduced) == ["thinker-born", "thinker-named"]
    assert not report.conforms
    assert not report.preexisting + report.fixed
    assert [one.yours for one in report.introduced[0].statements] == [True]


def test_what_an_edit_fixes_and_what_was_there(checker: Checker) -> None:
    report = check(checker, "id:old realism:born 1900 .")
    assert (rules(report.fixed), rules(report.introduced)) == (["thinker-born"], [])
    assert report.conforms
    report = check(checker, "id:old a realism:Theory .")
    assert rules(report.preexisting) == ["thinker-born", "thinker-named"]
    assert not report.introduced + report.fixed


def test_only_what_is_introduced_blocks(checker: Checker) -> None:
    report = check(checker, "id:old a realism:Theory .")
    assert report.preexisting[0].severity == "violation"
    assert report.conforms


def test_a_warning_does_not_block(checker: Checker) -> None:
    report = check(checker, "id:new a realism:Thinker ; realism:born 1900 .")
    assert rules(report.introduced) == ["thinker-named"]
    assert report.conforms


def test_what_is_taken_away_may_be_missed(checker: Checker) -> None:
    report = check(checker, remove="id:waltz realism:born 1924 .")
    assert rules(report.introduced) == ["thinker-born"]
    assert check(checker, remove="id:old a realism:Thinker .").fixed


def test_statements_name_their_places(checker: Checker) -> None:
    report = check(checker, remove="id:waltz realism:born 1924 .")
    place = report.introduced[0].statements[0]
    assert (place.file, place.yours) == ("ontology/core/all.ttl", False)
    text = (checker.files.ontology / "core" / "all.ttl").read_text().splitlines()
    assert place.line is not None
    assert "id:waltz a realism:Thinker" in text[place.line - 1]


def test_a_contradiction_within_an_account(checker: Checker) -> None:
    report = check(checker, "id:state a id:dove .", account="one")
    assert "contradiction" in rules(report.introduced)
    assert report.account == "one"
    found = next(one for one in report.introduced if one.rule == "contradiction")
    assert found.account == "one"
    assert len(found.statements) == 3
    assert [one.yours for one in found.statements].count(True) == 1
    assert not report.conforms
    assert report.checked.logic
    assert report.checked.module_axioms > 0


def test_a_rival_never_blocks(checker: Checker) -> None:
    """Account two has the state a dove; that account one calls it a hawk is their disagreement."""
    report = check(checker, "id:state a id:hawk ; rdfs:comment 'once more' .", account="one")
    assert report.conforms, report


def test_values_the_reasoner_fails_on(checker: Checker) -> None:
    report = check(checker, 'id:waltz realism:died "2013"^^xsd:gYear .')
    assert "datatype" in rules(report.introduced)
    assert not report.checked.logic
    assert not report.checked.complete
    assert report.checked.not_checked


def test_an_edit_that_changes_nothing(checker: Checker) -> None:
    report = check(checker, "id:waltz realism:born 1924 .")
    assert report.conforms
    assert report.notes
    assert not report.introduced + report.preexisting + report.fixed


def test_everything_unknown(checker: Checker) -> None:
    report = check(checker, "id:x id:y id:z . <urn:a> <urn:b> [ <urn:c> 'd' ] .")
    assert report.version == checker.version
    assert report.as_dict()["conforms"] in (True, False)


def test_shapes_that_are_queries_judge_the_whole_base(tmp_path: Path, reasoner: Reasoner) -> None:
    checker = made(small(tmp_path, SHAPES + QUERY), reasoner)
    text = 'id:waltz realism:born 2001 ; rdfs:comment "2001"^^xsd:gYear .'
    begun = checker.start(checker.read(Text(text)))
    assert begun.takes_long
    report = checker.finish(begun)
    assert {"by-query", "datatype"} <= set(rules(report.introduced))
    assert "thinker-born" in rules(report.preexisting)
    assert report.checked.shacl


def test_a_whole_check_that_takes_too_long_is_ended_and_said(tmp_path: Path, reasoner: Reasoner) -> None:
    checker = made(small(tmp_path, SHAPES + QUERY), reasoner, whole=0.01)
    report = check(checker, "id:new a realism:Thinker .")
    assert rules(report.introduced) == ["thinker-born", "thinker-named"]
    assert not report.checked.shacl
    assert not report.checked.complete
    assert "took longer than 0.01 seconds" in report.checked.not_checked[-1]
    assert "repairs were not sought" in report.notes[-1]
    assert not [one for one in multiprocessing.active_children() if one.name == "whole-check"]


def test_a_process_that_dies_is_said_too(ontology: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = whole.Job((), Edit(), (), ontology, Path("/nowhere"))
    monkeypatch.setattr(whole, "_work", _dies)
    with pytest.raises(Overloaded, match="stopped unexpectedly"):
        whole.run(job, 60)


def _dies(pipe: object) -> None:
    raise SystemExit(1)


slugs = st.sampled_from(["old", "waltz", "new", "one"]).map(lambda slug: Iri(ID + slug))
quads = st.one_of(
    st.builds(
        lambda s, o: Quad(s, Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), o, Iri(CORE)),
        slugs,
        st.sampled_from(["Thinker", "Theory"]).map(lambda name: Iri(SCHEMA + name)),
    ),
    st.builds(
        lambda s, p: Quad(s, p, Literal("x"), Iri(CORE)),
        slugs,
        st.sampled_from([SCHEMA + "born", "http://www.w3.org/2000/01/rdf-schema#label", SKOS + "note"]).map(Iri),
    ),
)


@given(st.frozensets(quads, max_size=5), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_verdict_is_that_of_the_whole_base(checker: Checker, add: frozenset[Quad], data: st.DataObject) -> None:
    kept = sorted(checker.base.find(Pattern(None, None, None)), key=str)
    about = [quad for quad in kept if quad.subject in (ID + "old", ID + "waltz") and quad.graph == CORE]
    remove = data.draw(st.frozensets(st.sampled_from(about), max_size=3))
    edit = Edit(add - frozenset(kept), remove)
    trial = checker.start(Reading(edit)).trial
    shapes = tuple(checker.files.shapes)
    empty = checker.files.ontology.parent / "rules"
    job = whole.Job(tuple(kept), edit, shapes, checker.files.ontology, empty)
    fast = apart(trial.entries.before, trial.entries.after)
    slow = apart(*whole.findings(job))
    for mine, theirs in ((fast[0], slow[0]), (fast[2], slow[2])):
        assert {identity(one) for one in mine} == {identity(one) for one in theirs}
    assert {identity(one) for one in fast[1]} <= {identity(one) for one in slow[1]}


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        (["--edit", "bad.ttl"], 1, "The edit cannot be taken"),
        (["--edit", "good.ttl"], 0, "The edit can be taken"),
        (["--remove", "gone.ttl"], 1, "needs a year of birth"),
        (["--edit", "bad.ttl", "--format", "json"], 1, '"conforms": false'),
        (["--edit", "bad.ttl", "--format", "github"], 1, "title=thinker-born"),
        (["--edit", "bad.ttl", "--format", "sarif"], 1, '"ruleId": "thinker-born"'),
        (["--edit", "bad.ttl", "--format", "junit"], 1, "<testsuite"),
    ],
)
def test_the_command(ontology: Path, tmp_path: Path, arguments: list[str], code: int, shown: str) -> None:
    (tmp_path / "bad.ttl").write_text("id:new a realism:Thinker .")
    (tmp_path / "good.ttl").write_text("id:old realism:born 1900 .")
    (tmp_path / "gone.ttl").write_text("id:waltz realism:born 1924 .")
    given = [str(tmp_path / one) if one.endswith(".ttl") else one for one in arguments]
    done = CliRunner().invoke(app, ["check", str(ontology), *given])
    assert done.exit_code == code, done.output
    assert shown in done.output


def test_findings_are_the_same_by_what_they_are_about() -> None:
    one = Finding("r", "violation", "m", "f", "p", "v", account="a")
    assert identity(one) == identity(Finding("r", "violation", "other words", "f", "p", "v", account="a"))
    for other in (Finding("r", "violation", "m", "f", "p", "w"), Finding("r", "violation", "m", "f", "p", "v")):
        assert identity(one) != identity(other)
    first, second = Statement("a", "b", "c", "A"), Statement("d", "e", "f", "D")
    clash = Finding("contradiction", "violation", "m", "a", statements=(first, second))
    turned = Finding("contradiction", "violation", "m", "d", statements=(second, first))
    assert identity(clash) == identity(turned)
    assert identity(clash) != identity(Finding("contradiction", "violation", "m", "a", statements=(first,)))


@given(st.frozensets(st.integers(0, 9)), st.frozensets(st.integers(0, 9)))
def test_three_lists_hold_everything_once(before: frozenset[int], after: frozenset[int]) -> None:
    def found(numbers: frozenset[int]) -> list[Finding]:
        return [Finding(f"r{number}", "info", "m") for number in numbers]

    lists = apart(found(before), found(after))
    assert [{one.rule for one in part} for part in lists] == [
        {f"r{n}" for n in part} for part in (after - before, after & before, before - after)
    ]


def test_your_statements_are_marked_and_have_no_place() -> None:
    statement = Statement("s", "p", "o", "text", None, "file", 3)
    marked = list(mark([Finding("r", "info", "m", statements=(statement,))], lambda one: one == ("s", "p", "o")))
    assert marked[0].statements[0] == Statement("s", "p", "o", "text", None, None, None, True)


def test_repairs_are_shown_with_what_they_lose() -> None:
    repair = Repair("Leave out that Waltz is a hawk.", ("<a> <b> <c> .",), (), ("Waltz is a bird",))
    finding = Finding("r", "violation", "m", repairs=(repair,))
    assert json.loads(as_json([finding]))["findings"][0]["repairs"] == [
        {"text": repair.text, "remove": ["<a> <b> <c> ."], "add": [], "loses": ["Waltz is a bird"]}
    ]
    text = as_text([finding])
    assert "    repair: Leave out that Waltz is a hawk.\n" in text
    assert "no longer follow that Waltz is a bird" in text


def test_a_long_report_is_cut_and_says_so() -> None:
    many = tuple(Finding(f"r{number}", "info", "m") for number in range(MOST_LISTED + 5))
    report = EditReport(introduced=many, checked=Checked(logic=False, complete=False, not_checked=("logic",)))
    found = report.as_dict()
    assert len(found["introduced"]) == MOST_LISTED
    assert f"{MOST_LISTED} of {MOST_LISTED + 5}" in found["notes"][0]
    text = report_text(report)
    assert "and 5 more" in text
    assert "not everything was checked" in text


def test_the_bundled_base_is_judged_by_its_store(store: Store, reasoner: Reasoner) -> None:
    checker = Checker(store, Files(ontology_dir()), reasoner, Budget(logic=60))
    before = len(store)
    report = check(checker, remove="id:anarchy a realism:Concept .")
    assert not report.conforms
    assert len(store) == before


def runaway(individuals: int) -> str:
    """More things than there are: each of many must be one of fewer, which HermiT tries in every order."""
    few = " ".join(f"id:n{number}" for number in range(individuals))
    return f"""id:state a [ a owl:Restriction ; owl:onProperty realism:sees ;
        owl:onClass [ a owl:Class ; owl:oneOf ({few}) ] ;
        owl:minQualifiedCardinality "{individuals + 1}"^^xsd:nonNegativeInteger ] .
    realism:sees a owl:ObjectProperty .""" + "".join(f"id:n{n} a owl:NamedIndividual . " for n in range(individuals))


HUGE = """id:state a [ a owl:Restriction ; owl:onProperty realism:sees ;
    owl:minCardinality "2000000"^^xsd:nonNegativeInteger ] . realism:sees a owl:ObjectProperty ."""


@pytest.mark.parametrize("edit", [runaway(14), HUGE], ids=["time", "memory"])
def test_an_edit_that_the_reasoner_cannot_finish_is_said_and_the_next_is_judged(ontology: Path, edit: str) -> None:
    store = EmbeddedStore()
    load_bundle(store, ontology)
    folder = ontology.parent / "rules"
    folder.mkdir(exist_ok=True)
    with Reasoner(60) as own:
        checker = Checker(store, Files(ontology, folder), own, Budget(logic=5, whole=60))
        report = check(checker, edit, account="one")
        assert not report.checked.logic
        assert not report.checked.complete
        assert any("logic was not checked: the reasoner" in one for one in report.checked.not_checked)
        after = check(checker, "id:state a id:dove .", account="one")
        assert after.checked.logic
        assert rules(after.introduced) == ["contradiction"]


EDITS = (
    ("id:new a realism:Thinker .", None, None),
    ("id:old realism:born 1900 .", "id:waltz realism:born 1924 .", None),
    ("id:state a id:dove .", None, "one"),
    ("id:state a id:hawk .", None, None),
    ("id:waltz realism:borm 1924 .", None, None),
)


def test_what_is_kept_between_edits_and_states_of_the_dataset_changes_no_verdict(
    ontology: Path, reasoner: Reasoner
) -> None:
    store = EmbeddedStore()
    load_bundle(store, ontology)
    files = Files(ontology)
    write = [Quad(Iri(ID + "state"), Iri(TYPE), Iri(ID + "dove"), Iri(CORE))]
    said: list[list[list[object]]] = []
    for add, remove in (([], []), (write, []), ([], write)):
        store.change(add, remove)
        warmed = Checker(store, files, reasoner, Budget(60, 60, 60))
        warmed.warm()
        with Reasoner(60) as fresh:
            cold = Checker(store, files, fresh, Budget(60, 60, 60))
            verdicts = [[verdict(check(one, *edit)) for edit in EDITS] for one in (warmed, warmed, cold)]
        assert verdicts[0] == verdicts[1] == verdicts[2]
        said.append(verdicts[0])
    assert said[0] != said[1]
    assert said[0] == said[2]
    store.close()


def verdict(report: EditReport) -> list[object]:
    """All that is said but how long it took."""
    return [report.introduced, report.preexisting, report.fixed, report.checked, report.notes]


def test_a_name_that_is_undefined_is_said_once(checker: Checker) -> None:
    report = check(checker, "id:state realism:seees id:dove .", account="two")
    assert rules(report.introduced) == ["undefined-name"]
