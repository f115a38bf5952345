"""Repairs: what is proposed for each kind of finding, and that every one offered does what it promises."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.edits.reading import read_edit
from realism.checks.edits.text import Text
from realism.checks.engines import Engines, Trial
from realism.checks.files import Files
from realism.checks.logic.reasoner import Reasoner
from realism.checks.repairs.change import as_line
from realism.checks.repairs.judges import Judges, Limits
from realism.checks.repairs.repairer import Repairer
from realism.checks.repairs.search import repaired
from realism.checks.reports.report import Finding, Repair
from realism.checks.reports.verdict import apart, identity
from realism.checks.words.live import LiveFacts
from realism.errors import Overloaded
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import NQUADS, TURTLE, BlankNode, Iri, Literal, Quad, Term
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_rdf import statements
from realism.vocab import CORE, ID, RDF, SCHEMA, SKOS, XSD, account_iri

EXAMPLES = Path(__file__).parent / "shapes"
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
UNHURRIED = Limits(seconds=60, more_seconds=60)
BETA = """
account:beta-theory a owl:Ontology ; dcterms:title "The account of beta"@en ;
    dcterms:description "Another account of the small base."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    owl:imports <https://w3id.org/realism/> ; prov:wasAttributedTo id:author-one ; realism:accountOf id:beta-theory .
id:beta-theory realism:holdsClaim id:claim-two .
"""


class Base:
    """A small base that conforms, and everything that judges and repairs edits of it."""

    def __init__(self, folder: Path, reasoner: Reasoner) -> None:
        self.store = EmbeddedStore()
        load_bundle(self.store, folder)
        self.asserted = Asserted(self.store)
        files = Files(folder)
        self.prefixes = files.prefixes
        self.engines = Engines(Asserted(self.store), files, reasoner, seconds=60)
        self.repairer = Repairer(self.asserted, self.engines, files)

    def edit(self, add: str = "", remove: str = "", account: str | None = None) -> Edit:
        added, removed = (Text(text) if text else None for text in (add, remove))
        return read_edit(self.asserted, self.prefixes, added, removed, account).edit

    def facts(self, edit: Edit) -> LiveFacts:
        return LiveFacts(Edited(self.asserted, edit))

    def introduced(self, edit: Edit) -> tuple[Finding, ...]:
        return self.judged(edit)[1]

    def judged(self, edit: Edit) -> tuple[Trial, tuple[Finding, ...]]:
        trial = self.engines.judge(self.facts(edit))
        return trial, apart(trial.before, trial.after)[0]

    def repaired(self, edit: Edit, limits: Limits = UNHURRIED) -> tuple[Finding, ...]:
        trial, introduced = self.judged(edit)
        return self.repairer.repaired(self.facts(edit), trial, introduced, limits)

    def with_repair(self, edit: Edit, repair: Repair) -> Edit:
        known = {
            as_line(quad): quad for quad in (*edit.add, *edit.remove, *self.asserted.find(Pattern(None, None, None)))
        }
        gone, come = (
            frozenset(known.get(line) or read_line(line) for line in lines) for lines in (repair.remove, repair.add)
        )
        based = frozenset(quad for quad in gone if quad not in edit.add)
        return Edit((edit.add - gone) | (come - edit.remove), (edit.remove | based) - come)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    folder = tmp_path_factory.mktemp("small") / "ontology"
    for name in ("core", "accounts"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(ontology_dir() / "shapes", folder / "shapes")
    shutil.copy(ontology_dir() / "prefixes.ttl", folder)
    shutil.copy(ontology_dir() / "core" / "schema.ttl", folder / "core")
    shutil.copy(EXAMPLES / "valid" / "core.ttl", folder / "core")
    valid = (EXAMPLES / "valid" / "account.ttl").read_text("utf-8")
    (folder / "accounts" / "alpha-theory.ttl").write_text(valid, "utf-8")
    head = "\n".join(line for line in valid.splitlines() if line.startswith("PREFIX"))
    (folder / "accounts" / "beta-theory.ttl").write_text(head + BETA, "utf-8")
    with Reasoner() as reasoner:
        yield Base(folder, reasoner)


def repairs_of(found: Sequence[Finding], rule: str) -> list[Repair]:
    (finding,) = (one for one in found if one.rule == rule)
    return list(finding.repairs)


def line(subject: str, predicate: str, value: str, graph: str = CORE) -> str:
    return f"<{ID}{subject}> <{predicate}> {value} <{graph}> ."


def require_promise(base: Base, edit: Edit, found: Sequence[Finding]) -> int:
    """Every repair removes its finding and makes no violation; answers with how many there were."""
    number = 0
    for finding in found:
        for repair in finding.repairs:
            number += 1
            after = base.introduced(base.with_repair(edit, repair))
            text = " ".join((*repair.remove, *repair.add))
            was = {identity(one) for one in found}
            new = [one for one in after if one.severity == "violation" and identity(one) not in was]
            assert identity(finding) not in map(identity, after), (finding.message, repair)
            # A new address for an entry takes the entry's other findings with it.
            assert not new or (repair.text.startswith("Replace") and "statements" in repair.text), (new, repair, text)
    return number


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.stem)
def test_every_repair_of_an_example_does_what_it_promises(base: Base, example: Path) -> None:
    text = example.read_text("utf-8")
    graph = account_iri("beta-theory") if "realism:accountOf" in text else CORE
    quads = [quad._replace(graph=Iri(graph)) for quad in statements(text.encode(), TURTLE)]
    known = set(base.asserted.find(Pattern(None, None, None)))
    edit = Edit(frozenset(quad for quad in quads if quad not in known))
    found = base.repaired(edit)
    require_promise(base, edit, found)
    for finding in found:
        assert len(finding.repairs) <= UNHURRIED.repairs
        assert len({(one.remove, one.add) for one in finding.repairs}) == len(finding.repairs)


VALUES = [
    # what is added; the rule broken; the value written instead, in N-Triples
    ("id:claim-one realism:verification 'verifed' .", "verification-value", '"verified"'),
    (
        "id:case-one realism:caseActor id:state ; realism:verification 'Unverified' .",
        "verification-value",
        '"unverified"',
    ),
    ("id:author-one realism:verification 'verified ' .", "verification-value", '"verified"'),
]


@pytest.mark.parametrize(("add", "rule", "value"), VALUES)
def test_a_value_is_replaced_by_the_nearest_allowed(base: Base, add: str, rule: str, value: str) -> None:
    first = repairs_of(base.repaired(base.edit(add)), rule)[0]
    assert first.text.startswith("Replace ")
    (added,) = first.add
    assert f"> {value} <" in added


WORK = """id:work-two a realism:Book ; skos:prefLabel "Work Two"@en ; skos:definition "A book that comes second."@en ;
    dcterms:source id:work-one ; realism:hasAuthor id:author-one ; """


@pytest.mark.parametrize(
    ("said", "rule", "becomes"),
    [
        ("realism:year '1991'^^xsd:gYear", "work-year", f'"1991"^^<{XSD}integer>'),
        ("realism:year '1991-05-01'^^xsd:date", "work-year", f'"1991"^^<{XSD}integer>'),
        ("realism:year '1991'^^xsd:gYear", "datatype", f'"1991"^^<{XSD}integer>'),
        ("realism:year 'c. 1991'", "work-year", f'"1991"^^<{XSD}integer>'),
        ("realism:doi 'https://doi.org/10.1162/isec.25.3.128'", "doi-form", '"10.1162/isec.25.3.128"'),
        ("skos:altLabel 'Second work'", "text-has-language", '"Second work"@en'),
        ("skos:altLabel ' Second  work'@en", "text-whitespace", '"Second work"@en'),
    ],
)
def test_a_value_is_rewritten_as_it_should_be(base: Base, said: str, rule: str, becomes: str) -> None:
    first = repairs_of(base.repaired(base.edit(WORK + said + " .")), rule)[0]
    (added,) = first.add
    assert f"> {becomes} <" in added
    assert len(first.remove) == 1


def test_a_definition_in_the_wrong_language_is_marked_as_english(base: Base) -> None:
    add = WORK.replace('second."@en', 'second."@de') + "realism:year 1991 ."
    first = repairs_of(base.repaired(base.edit(add)), "one-definition")[0]
    assert first.add == (line("work-two", SKOS + "definition", '"A book that comes second."@en'),)


def test_of_two_labels_one_is_kept_yours_going_before_the_bases(base: Base) -> None:
    found = repairs_of(base.repaired(base.edit('id:state skos:prefLabel "Polity"@en .')), "one-label")
    assert [one.text.split(":")[0] for one in found] == ["Leave out", "Remove from the base"]
    assert found[0].remove == (line("state", SKOS + "prefLabel", '"Polity"@en'),)


def test_of_two_new_labels_either_can_be_kept(base: Base) -> None:
    found = repairs_of(base.repaired(base.edit(WORK + 'realism:year 1991 ; skos:prefLabel "Tome"@en .')), "one-label")
    gone = {one.remove for one in found if one.text.startswith("Leave out: ")}
    assert gone == {(line("work-two", SKOS + "prefLabel", f'"{name}"@en'),) for name in ("Tome", "Work Two")}


CLAIM = """id:claim-three a realism:Claim ; skos:prefLabel "States last"@en ; realism:advancedIn id:work-one ;
    realism:aboutConcept id:state ; realism:disputesClaim id:claim-two ; realism:confidence "high" """


@pytest.mark.parametrize(
    ("rule", "predicate", "value"),
    [
        ("has-source", "http://purl.org/dc/terms/source", "work-one"),
        ("claim-has-debate", SCHEMA + "inDebate", "debate-one"),
        ("claim-has-asserter", SCHEMA + "assertedBy", "author-one"),
    ],
)
def test_what_is_missing_is_taken_from_what_the_entry_points_to(
    base: Base, rule: str, predicate: str, value: str
) -> None:
    found = repairs_of(base.repaired(base.edit(CLAIM + ".")), rule)
    assert found[0].text.startswith("Add: ")
    assert found[0].add == (line("claim-three", predicate, f"<{ID}{value}>"),)
    assert found[0].remove == ()
    assert found[-1].text.endswith(f"altogether: {len(base.edit(CLAIM + '.').add)} statements.")


def test_a_missing_value_of_a_list_is_any_of_the_list(base: Base) -> None:
    add = CLAIM.replace('; realism:confidence "high"', "; realism:inDebate id:debate-one ;")
    add += "realism:assertedBy id:author-one ; dcterms:source id:work-one ."
    found = repairs_of(base.repaired(base.edit(add)), "claim-has-confidence")
    added = [one.add for one in found[:3]]
    assert added == [(line("claim-three", SCHEMA + "confidence", f'"{one}"'),) for one in ("high", "medium", "low")]


def test_what_solves_more_comes_first(base: Base) -> None:
    found = base.repaired(base.edit("id:claim-one realism:confidence 'lwo' ."))
    texts = [[one.text.split(":")[0] for one in finding.repairs] for finding in found]
    # One finding is that the value is not allowed, the other that there are two: another value solves only one.
    assert sorted(one[0] for one in texts) == ["Leave out", "Leave out"]
    assert any("Replace “lwo” by “low”" in one for one in texts)


def test_either_alternative_of_a_shape_is_proposed(base: Base) -> None:
    add = """id:concept-two a realism:Concept ; skos:prefLabel "Concept two"@en ; dcterms:source id:work-one ;
        skos:definition "A concept that comes second."@en ; skos:related id:concept-one, id:state ."""
    texts = [one.text for one in repairs_of(base.repaired(base.edit(add)), "concept-has-broader")]
    assert any("is narrower than" in text for text in texts)
    assert any("top concept" in text for text in texts)


def test_a_statement_that_is_missed_is_kept(base: Base) -> None:
    gone = 'id:claim-one realism:confidence "high" .'
    first = repairs_of(base.repaired(base.edit(remove=gone)), "claim-has-confidence")[0]
    assert first.text.startswith("Keep: ")
    assert first.add == (line("claim-one", SCHEMA + "confidence", '"high"'),)
    assert first.remove == ()


def test_two_years_in_the_wrong_order_are_exchanged(base: Base) -> None:
    add = """id:author-two a realism:Thinker ; skos:prefLabel "Bob Author"@en ; dcterms:source id:work-one ;
        skos:definition "A thinker who reads."@en ; realism:birthYear 1960 ; realism:deathYear 1920 .
        id:work-one realism:confidence "high" . id:claim-one realism:alsoAssertedBy id:author-two ."""
    texts = [one.text for one in repairs_of(base.repaired(base.edit(add)), "born-before-death")]
    assert texts[0].startswith("Exchange “1960” and “1920”")


def test_what_is_said_twice_over_is_dropped_on_your_side_first(base: Base) -> None:
    edit = base.edit("id:alpha-theory realism:rejectsClaim id:claim-one .", account="alpha-theory")
    found = repairs_of(base.repaired(edit), "holds-and-rejects")
    assert found[0].text.startswith("Leave out: ")
    assert found[0].remove == (
        line("alpha-theory", SCHEMA + "rejectsClaim", f"<{ID}claim-one>", account_iri("alpha-theory")),
    )
    assert all(one.text.startswith("Remove from the base: ") for one in found[1:])


def test_a_badly_named_entry_gets_a_proper_address_everywhere(base: Base) -> None:
    add = """<https://w3id.org/realism/id/Concept_Two> a realism:Concept ; skos:prefLabel "Concept two"@en ;
        skos:definition "A concept that comes second."@en ;
        skos:broader id:state ; skos:related id:concept-one, id:state ."""
    found = base.repaired(base.edit(add))
    first = repairs_of(found, "entity-address")[0]
    assert first.text == "Replace Concept_Two by concept-two in 6 statements."
    assert all(f"<{ID}concept-two>" in one for one in first.add)
    assert repairs_of(found, "has-source")


def test_what_a_rule_asks_for_is_added(base: Base) -> None:
    found = repairs_of(base.repaired(base.edit(WORK + "realism:year 2001 .")), "work-after-author-death")
    assert found[0].add == (line("work-two", SCHEMA + "posthumous", f'"true"^^<{XSD}boolean>'),)


def test_an_axiom_without_a_claim_is_given_one(base: Base) -> None:
    edit = base.edit("id:concept-one realism:canHinder id:state .", account="alpha-theory")
    first = repairs_of(base.repaired(edit), "axiom-cites-claim")[0]
    assert "formalizes claim claim-one" in first.text
    assert any(f"<{SCHEMA}formalizes> <{ID}claim-one>" in one for one in first.add)
    assert any("#annotatedTarget" in one for one in first.add)


def test_a_denial_without_a_claim_is_given_one(base: Base) -> None:
    add = """[] a owl:NegativePropertyAssertion ; owl:sourceIndividual id:concept-one ;
        owl:assertionProperty realism:canHinder ; owl:targetIndividual id:state ."""
    first = repairs_of(base.repaired(base.edit(add, account="alpha-theory")), "axiom-cites-claim")[0]
    (added,) = first.add
    assert f"<{SCHEMA}formalizes>" in added


def test_a_relation_the_wrong_way_round_is_turned(base: Base) -> None:
    add = WORK.replace("realism:hasAuthor id:author-one ; ", "realism:year 1991 .")
    found = base.repaired(base.edit(add + " id:author-one realism:hasAuthor id:work-two ."))
    for rule in ("wrong-kind-of-subject", "wrong-kind-of-value"):
        first = repairs_of(found, rule)[0]
        assert first.text == "Turn it round: Work Two was written by Ann Author."
        assert first.add == (line("work-two", SCHEMA + "hasAuthor", f"<{ID}author-one>"),)


def test_a_term_that_was_given_up_is_replaced_by_its_successor(base: Base) -> None:
    add = """id:concept-old a realism:Concept ; skos:prefLabel "Old concept"@en ; dcterms:source id:work-one ;
        skos:definition "A concept that came before."@en ; skos:broader id:state ; owl:deprecated true ;
        dcterms:isReplacedBy id:concept-one ."""
    claim = (
        CLAIM.replace("id:state", "id:concept-old") + "; realism:inDebate id:debate-one ; dcterms:source id:work-one ;"
    )
    edit = base.edit(f"{add} {claim} realism:assertedBy id:author-one .")
    first = repairs_of(base.repaired(edit), "deprecated-not-used")[0]
    assert first.add == (line("claim-three", SCHEMA + "aboutConcept", f"<{ID}concept-one>"),)
    assert first.remove == (line("claim-three", SCHEMA + "aboutConcept", f"<{ID}concept-old>"),)


@pytest.mark.parametrize(
    ("add", "subject", "predicate", "value"),
    [
        ("id:alpha-theory realism:hasKeyWork id:wrok-one .", "alpha-theory", SCHEMA + "hasKeyWork", "work-one"),
        ("id:alpha-theory realism:hasKeyWrok id:work-one .", "alpha-theory", SCHEMA + "hasKeyWork", "work-one"),
        ("id:alpha-theori realism:hasKeyWork id:work-one .", "alpha-theory", SCHEMA + "hasKeyWork", "work-one"),
    ],
)
def test_a_misspelt_name_is_corrected(base: Base, add: str, subject: str, predicate: str, value: str) -> None:
    first = repairs_of(base.repaired(base.edit(add)), "undefined-name")[0]
    assert first.text.startswith("Replace ")
    assert first.add == (line(subject, predicate, f"<{ID}{value}>"),)


def test_an_entry_of_no_kind_is_given_one(base: Base) -> None:
    add = """id:work-two skos:prefLabel "Work Two"@en ; skos:definition "A book that comes second."@en ;
        dcterms:source id:work-one ; realism:hasAuthor id:author-one ; realism:year 1991 ."""
    found = base.repaired(base.edit(add))
    added = {one.add for finding in found for one in finding.repairs}
    assert (line("work-two", RDF + "type", f"<{SCHEMA}Work>"),) in added


def test_a_statement_in_the_wrong_account_is_moved(base: Base) -> None:
    edit = base.edit("id:beta-theory realism:rejectsClaim id:claim-one .", account="alpha-theory")
    first = repairs_of(base.repaired(edit), "account-speaks-for-its-theory")[0]
    assert first.text.startswith("Move to the account of beta theory: ")
    assert first.add == (line("beta-theory", SCHEMA + "rejectsClaim", f"<{ID}claim-one>", account_iri("beta-theory")),)
    assert first.remove == (
        line("beta-theory", SCHEMA + "rejectsClaim", f"<{ID}claim-one>", account_iri("alpha-theory")),
    )


DENIAL = """[] a owl:NegativePropertyAssertion ; owl:sourceIndividual id:concept-one ;
    owl:assertionProperty realism:canBring ; owl:targetIndividual id:state ; realism:formalizes id:claim-two ."""


def test_a_contradiction_is_resolved_by_dropping_moving_or_giving_up_what_was_there(base: Base) -> None:
    edit = base.edit(DENIAL, account="alpha-theory")
    found = base.repaired(edit)
    assert [one.rule for one in found] == ["contradiction"]
    moved, left, base_s = found[0].repairs
    assert moved.text.startswith("Move to the account of beta theory: ")
    assert {one.rsplit(" ", 2)[1] for one in moved.add} == {f"<{account_iri('beta-theory')}>"}
    assert left.text.startswith("Leave out: ")
    assert len(left.remove) == len(edit.add)
    assert base_s.text.startswith("Remove from the base: ")
    assert base_s.loses == ("Concept one bears on a state",)
    assert not moved.loses
    # With the statement goes its annotation, which would state it again.
    assert any("annotatedSource" in one for one in base_s.remove)
    assert require_promise(base, edit, found) == 3


def test_a_repair_can_be_sent_with_the_edit_it_is_for(base: Base) -> None:
    (finding,) = base.repaired(base.edit(DENIAL, account="alpha-theory"))
    repair = finding.repairs[-1]
    assert repair.text.startswith("Remove from the base: ")
    mended = base.edit(DENIAL, "\n".join(repair.remove), "alpha-theory")
    assert len(mended.remove) == len(repair.remove)
    assert not [one for one in base.introduced(mended) if one.severity == "violation"]


def test_yours_goes_first_even_where_the_finding_rests_on_what_was_there(base: Base) -> None:
    edit = base.edit("id:alpha-theory realism:directStrandOf id:beta-theory .")
    for finding in base.repaired(edit):
        assert finding.rule == "cycle"
        assert finding.repairs[0].text == "Leave out: Alpha theory is directly a strand of beta theory."


def test_without_time_there_are_findings_but_no_repairs(base: Base) -> None:
    edit = base.edit(CLAIM + ".")
    found = base.repaired(edit, Limits(seconds=0, more_seconds=0))
    assert [identity(one) for one in found] == [identity(one) for one in base.introduced(edit)]
    assert not any(one.repairs for one in found)


def test_a_first_repair_is_waited_for(base: Base) -> None:
    edit = base.edit(CLAIM + ".")
    found = base.repaired(edit, Limits(seconds=0, patience=60))
    assert sum(len(one.repairs) for one in found) == 1
    require_promise(base, edit, found)


def test_accounts_there_was_no_time_for_are_admitted(base: Base) -> None:
    edit = base.edit("id:state owl:sameAs id:concept-one ; owl:differentFrom id:concept-one .")
    unchecked = "Not every account that rests on it was checked in time."
    for limits, said in ((UNHURRIED, False), (Limits(seconds=0, patience=60, more_seconds=60), True)):
        (found,) = (one for one in base.repaired(edit, limits) if one.rule == "contradiction")
        assert found.repairs
        assert all((unchecked in one.text) == said for one in found.repairs)


def test_a_long_edit_is_not_tried_over_and_over(base: Base) -> None:
    edit = base.edit(CLAIM + ".")
    assert not any(one.repairs for one in base.repaired(edit, Limits(seconds=60, statements=len(edit.add) - 1)))


def test_what_an_engine_cannot_judge_is_not_offered(base: Base) -> None:
    edit = base.edit("id:claim-one realism:verification 'verifed' .")
    introduced = base.introduced(edit)
    asked: list[Edit] = []

    def overloaded(edit: Edit, seconds: float) -> Sequence[Finding]:
        asked.append(edit)
        raise Overloaded("too slow")

    judges = Judges({"shapes": overloaded}, lambda finding: "shapes")
    (found,) = repaired(base.repairer.sources(base.facts(edit)), introduced, judges, UNHURRIED)
    assert len(asked) == 1
    # Nothing is left to judge when the whole edit is left out.
    assert [one.text.split(":")[0] for one in found.repairs] == ["Leave out"]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
TERMS = st.one_of(
    st.sampled_from([Iri(ID + "state"), Iri("http://example.org/é")]),
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, RDF + "langString", "en-gb")),
    TEXTS.map(lambda text: Literal(text, XSD + "token")),
)


@given(TERMS)
def test_a_line_is_the_statement_in_n_quads(value: Term) -> None:
    quad = Quad(Iri(ID + "state"), Iri(SKOS + "note"), value, Iri(CORE))
    assert statements((as_line(quad) + "\n").encode(), NQUADS) == [quad]
    assert read_line(as_line(quad)) == quad


POOL = [
    *VALUES[0][0].split("\n"),
    "id:alpha-theory realism:rejectsClaim id:claim-one .",
    "id:alpha-theory realism:positionStateAim id:position-two .",
    "id:beta-theory realism:holdsClaim id:claim-one .",
    "id:author-one realism:deathYear 1940 .",
    "id:author-one a realism:CollectiveVoice .",
    "id:work-one realism:year '1990'^^xsd:gYear .",
    "id:work-one realism:hasAuthor id:concept-one .",
    "id:concept-one skos:broader id:concept-one .",
    "id:concept-one skos:topConceptOf id:scheme .",
    "id:concept-one skos:altLabel ' a  b ' .",
    "id:claim-one realism:supportsClaim id:claim-two . id:claim-one realism:disputesClaim id:claim-two .",
    "id:claim-two realism:presupposes id:claim-one .",
    "id:case-one realism:endYear 1900 .",
    "id:concept-one realism:canHinder id:state .",
    DENIAL,
    CLAIM + ".",
    WORK + "realism:doi 'doi:10.1000/two' .",
]


@settings(
    max_examples=200 if os.environ.get("REALISM_NIGHTLY") else 15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_repair_of_a_random_edit_does_what_it_promises(base: Base, data: st.DataObject) -> None:
    said = data.draw(st.lists(st.sampled_from(POOL), min_size=1, max_size=3, unique=True))
    account = data.draw(st.sampled_from([None, "alpha-theory", "beta-theory"]))
    stated = sorted(base.asserted.find(Pattern(None, None, None)), key=str)
    removable = [quad for quad in stated if quad.subject.startswith(ID) and not isinstance(quad.object, BlankNode)]
    gone = data.draw(st.lists(st.sampled_from(removable), max_size=2, unique=True))
    edit = base.edit("\n".join(said), account=account)
    edit = Edit(edit.add - frozenset(gone), frozenset(gone))
    require_promise(base, edit, base.repaired(edit))


_TERM = re.compile(r'<([^<>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^<>]*)>)?')
_CHARACTERS = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


def read_line(text: str) -> Quad:
    """The statement of a line of N-Quads, with the names its blank nodes have there."""
    terms: list[Term] = []
    for iri, blank, value, language, kind in _TERM.findall(text):
        if iri or blank:
            terms.append(Iri(iri) if iri else BlankNode(blank))
        else:
            plain = re.sub(r"\\.", lambda match: _CHARACTERS[match[0]], value)
            terms.append(Literal(plain, RDF + "langString" if language else kind or XSD + "string", language))
    subject, predicate, object_, graph = terms
    assert isinstance(predicate, Iri)
    assert isinstance(graph, Iri)
    assert not isinstance(subject, Literal)
    return Quad(subject, predicate, object_, graph)
