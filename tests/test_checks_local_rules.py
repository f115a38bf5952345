"""Query rules after an edit: what is asked about a few entries agrees with asking the whole base."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.term import Node

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.knowledge import load_knowledge
from realism.checks.reports.report import Finding
from realism.checks.rules.algebra import Name, PatternTriple, algebra, all_parts, predicates, values
from realism.checks.rules.local import LocalRules, Rows
from realism.checks.rules.names import LocalNames
from realism.checks.rules.whole import Rule, load_rules
from realism.checks.words.live import LiveFacts
from realism.checks.words.telling import node, term
from realism.paths import ontology_dir, queries_dir
from realism.store.base import BlankNode, Iri, Literal, Quad, Store, Term, text_of
from realism.store.embedded import EmbeddedStore
from realism.vocab import ACCOUNT, BASE, CORE, DCTERMS, ID, OWL, RDF, RDFS, SCHEMA, SKOS, XSD

NIGHTLY = os.environ.get("REALISM_NIGHTLY") == "1"
TYPE = Iri(RDF + "type")
ENTRIES = (
    *("new", "newer"),
    *("power", "anarchy", "security-dilemma", "balancing", "bandwagoning"),
    *("realism", "neorealism", "defensive-realism", "constructivism"),
    *("waltz", "mearsheimer", "waltz-1979-tip", "c001", "c002", "c026", "case-iraq-2003"),
)
GRAPHS = tuple(
    Iri(ACCOUNT + name) for name in ("core", "defensive-realism", "offensive-realism", "constructivism", "new-theory")
)
EXTRA: tuple[Term, ...] = (
    *(
        Literal("true", XSD + "boolean"),
        Literal("1", XSD + "boolean"),
        Literal("0900", XSD + "integer"),
        Literal("unverified"),
        Literal("no tag"),
    ),
    *(Literal(text, RDF + "langString", "en") for text in ("power", "Power ", "Neorealism (x)", "a power is power")),
    Literal("A power, anarchy, balancing, realism or neorealism.", RDF + "langString", "en"),
    *(Iri(ID + name) for name in ("nowhere", "power", "neorealism")),
    *(Iri(SCHEMA + name) for name in ("Concept", "Work", "Theory", "nothing", "position", "worldRelation")),
    *(Iri(OWL + name) for name in ("Class", "ObjectProperty", "IrreflexiveProperty", "Thing", "nonsense")),
    *(Iri(iri) for iri in (SKOS + "Concept", "http://example.org/thing", RDF + "nil")),
    BlankNode("fresh"),
)
GRAPH = st.sampled_from(GRAPHS)
WRITTEN = tuple(
    Iri(iri)
    for iri in (
        *(RDF + name for name in ("type", "first", "rest")),
        *(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
        *(OWL + name for name in ("deprecated", "inverseOf", "sameAs", "equivalentClass", "propertyChainAxiom")),
        *(OWL + name for name in ("annotatedSource", "annotatedProperty", "annotatedTarget", "disjointWith")),
        *(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "definition", "exactMatch", "broader")),
        *(SCHEMA + name for name in ("holdsClaim", "rejectsClaim", "presupposes", "disputesClaim", "sharesPremise")),
        *(SCHEMA + name for name in ("directStrandOf", "formalizes", "accountOf", "onDimension", "lexicalNote")),
        *(SCHEMA + name for name in ("verification", "verificationKind", "year", "birthYear", "deathYear")),
        *(SCHEMA + name for name in ("hasAuthor", "posthumous", "needsContext", "refinesClaim", "positionAnarchy")),
        *(DCTERMS + name for name in ("source", "isReplacedBy")),
        "http://example.org/relation",
    )
)


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(load_rules(queries_dir() / "checks"))


def rows(store: Store, rule: Rule) -> Rows:
    return frozenset(frozenset(row.items()) for row in store.query(rule.text).rows())


def patterns(rule: Rule) -> tuple[list[PatternTriple], dict[Name, list[Term]]]:
    """The triple patterns anywhere in a rule, and the values that it gives to variables."""
    triples: list[PatternTriple] = []
    given: dict[Name, list[Term]] = {}
    for part in all_parts(algebra(rule.text)):
        if part.name == "BGP":
            triples += part.triples
        elif part.name == "values":
            given.update({name: sorted(some, key=str) for name, some in values(part).items()})
    return triples, given


class Small:
    """A cut of the bundled base: the vocabulary, some entries with what is around them, and three accounts in part."""

    def __init__(self, store: Store) -> None:
        asserted = Asserted(store)
        self.quads = sorted(set(self._cut(asserted)), key=str)
        self.store = EmbeddedStore()
        self.store.extend(self.quads)
        self.base = Asserted(self.store)
        self.local = LocalRules(rules(), self.base)
        self.warmed = LocalRules(rules(), self.base)
        self.warmed.warm()
        self.shapes = load_knowledge(ontology_dir()).shapes
        self.names = LocalNames(self.base, self.shapes)
        self.before = {rule.name: rows(self.store, rule) for rule in rules()}
        self.trial = EmbeddedStore()
        self.trial.extend(self.quads)
        self.changed: set[str] = set()
        self.patterns = {rule.name: patterns(rule) for rule in rules()}
        self.subjects = sorted(
            {quad.subject for quad in self.quads} | {Iri(ID + "new"), Iri("http://example.org/thing")}
        )
        self.relations = sorted({quad.predicate for quad in self.quads} | set(WRITTEN))
        self.objects = defaultdict[Iri, list[Term]](list)
        for quad in self.quads:
            self.objects[quad.predicate].append(quad.object)

    def _cut(self, asserted: Asserted) -> Iterator[Quad]:
        everything = list(asserted.find(Pattern(None, None, None)))
        kept = {quad.subject for quad in everything if quad.subject.startswith((SCHEMA, ACCOUNT, DCTERMS, SKOS))}
        kept |= {Iri(ID + name) for name in ENTRIES}
        positions = [quad.subject for quad in everything if quad.predicate == SCHEMA + "onDimension"]
        kept |= set(positions[:12])
        works = [quad.object for quad in everything if quad.subject in kept and quad.predicate == DCTERMS + "source"]
        kept |= {work for work in works[:15] if isinstance(work, Iri)}
        for quad in everything:
            if quad.subject in kept or (isinstance(quad.subject, BlankNode) and quad.graph in GRAPHS[1:3]):
                yield quad

    def after(self, edit: Edit) -> dict[str, Rows]:
        """The rows of all rules, asked of the whole of the base with `edit`."""
        gone = [quad for quad in edit.remove if any(True for _ in self.trial.match(*quad))]
        self.trial.remove(gone)
        new = [quad for quad in edit.add if not any(True for _ in self.trial.match(*quad))]
        self.trial.extend(new)
        found = {rule.name: rows(self.trial, rule) for rule in rules()}
        self.trial.remove(new)
        self.trial.extend(gone)
        return found


@pytest.fixture(scope="module")
def small(store: Store) -> Small:
    return Small(store)


@st.composite
def edits(draw: st.DrawFn, small: Small, rule: str | None = None) -> Edit:
    """Statements that `rule` asks for, and statements of the base changed, taken out and made up."""
    add = draw(asked_for(small, rule)) if rule is not None else set()
    remove: set[Quad] = set()
    for _ in range(draw(st.integers(0 if add else 1, 4))):
        kind = draw(st.sampled_from(("remove", "change", "alter", "make")))
        if kind == "make":
            predicate = draw(st.sampled_from(small.relations))
            add.add(Quad(draw(subjects(small)), predicate, draw(objects(small, predicate)), draw(GRAPH)))
            continue
        quad = draw(st.sampled_from(small.quads))
        if kind != "change":
            remove.add(quad)
        if kind != "remove":
            add.add(draw(changed(small, quad)))
    return Edit(frozenset(add - set(small.quads)), frozenset(remove))


def changed(small: Small, quad: Quad) -> st.SearchStrategy[Quad]:
    """`quad` with one of its parts changed."""
    return st.one_of(
        subjects(small).map(lambda one: quad._replace(subject=one)),
        st.sampled_from(small.relations).map(lambda one: quad._replace(predicate=one)),
        objects(small, quad.predicate).map(lambda one: quad._replace(object=one)),
        twisted(quad.object).map(lambda one: quad._replace(object=one)),
        GRAPH.map(lambda one: quad._replace(graph=one)),
    )


@st.composite
def asked_for(draw: st.DrawFn, small: Small, rule: str) -> set[Quad]:
    """Some of the statements that one rule asks for, about entries of the base."""
    triples, given = small.patterns[rule]
    share = draw(st.integers(1, 4))
    bound: dict[Node, Term] = {}
    graph = draw(GRAPH)

    def value(one: Node, any_other: st.SearchStrategy[Term]) -> Term:
        if not isinstance(one, Name):
            return term(one)
        if one not in bound:
            bound[one] = draw(st.sampled_from(given[one])) if one in given else draw(any_other)
        return bound[one]

    found: set[Quad] = set()
    said_of = {subject for subject, _, _ in triples}
    for subject, path, last in triples:
        step = path if isinstance(path, Node) else draw(st.sampled_from([one for one in predicates(path) if one]))
        predicate = value(step, st.sampled_from(small.relations)) if isinstance(step, Node) else step
        first = value(subject, subjects(small))
        if isinstance(predicate, Iri) and isinstance(first, Iri | BlankNode) and draw(st.integers(1, 4)) <= share:
            likely = subjects(small) if last in said_of else objects(small, predicate)
            found.add(Quad(first, predicate, value(last, likely), graph))
    return found


def subjects(small: Small) -> st.SearchStrategy[Iri | BlankNode]:
    some = [Iri(ID + name) for name in ENTRIES]
    return st.one_of(st.sampled_from(small.subjects), st.sampled_from(some), st.sampled_from(some[:3]))


def objects(small: Small, predicate: Iri) -> st.SearchStrategy[Term]:
    own = small.objects[predicate]
    other = st.one_of(st.sampled_from(EXTRA), subjects(small))
    return st.one_of(st.sampled_from(own), st.sampled_from(own).flatmap(twisted), other) if own else other


def twisted(value: Term) -> st.SearchStrategy[Term]:
    """A value as it may come out of a slip."""
    if not isinstance(value, Literal):
        return st.just(value)
    if value.value.isdigit():
        return st.integers(-150, 150).map(lambda by: value._replace(value=str(int(value.value) + by)))
    slips = (value.value + " ", value.value.lower(), value.value.removesuffix("."), f"{value.value} (x)", "unverified")
    return st.sampled_from([Literal(value.value), *(value._replace(value=one) for one in slips)])


def agrees(small: Small, edit: Edit) -> None:
    after = small.after(edit)
    for asked in (small.local, small.warmed):
        agree(small, asked, edit, after)


def agree(small: Small, asked: LocalRules, edit: Edit, after: dict[str, Rows]) -> None:
    local, not_checked = asked.rows(Edited(small.base, edit))
    assert not_checked == {}
    for rule in rules():
        before, now = small.before[rule.name], after[rule.name]
        if before != now:
            small.changed.add(rule.name)
        found = local.get(rule.name)
        if found is None:
            assert before == now, rule.name
            continue
        assert found.before <= before, rule.name
        assert found.after <= now, rule.name
        assert found.after - found.before == now - before, rule.name
        assert found.before - found.after == before - now, rule.name


@pytest.mark.parametrize("rule", [rule.name for rule in rules()])
@settings(max_examples=200 if NIGHTLY else 7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_after_any_edit_the_rules_find_what_they_find_in_the_whole_base(
    small: Small, rule: str, data: st.DataObject
) -> None:
    agrees(small, data.draw(edits(small, rule)))


def test_what_chance_seldom_makes_is_found_too(small: Small) -> None:
    new, newer, lonely, turn = (Iri(ID + "new"), Iri(ID + "newer"), Iri(SCHEMA + "Lonely"), Iri(SCHEMA + "turnsTo"))
    said: list[tuple[Iri, str, Term]] = [
        *((new, SKOS + way, Literal("Newness", RDF + "langString", "en")) for way in ("prefLabel", "altLabel")),
        (new, SKOS + "definition", Literal("A newness that is new.", RDF + "langString", "en")),
        (new, SCHEMA + "verification", Literal("unverified")),
        *((new, SCHEMA + "hasAuthor", one) for one in (newer, Iri(ID + "waltz"))),
        *((new, SCHEMA + "year", Literal(year, XSD + "integer")) for year in ("1801", "2024")),
        (newer, SCHEMA + "birthYear", Literal("1800", XSD + "integer")),
        (newer, SCHEMA + "deathYear", Literal("1870", XSD + "integer")),
        (turn, OWL + "inverseOf", turn),
        (lonely, RDF + "type", Iri(OWL + "Class")),
    ]
    edit = Edit(add=frozenset(Quad(s, Iri(p), o, Iri(CORE)) for s, p, o in said))
    agrees(small, edit)
    assert small.changed >= {
        *("definition-not-circular", "inverse-of-symmetric", "label-once", "term-is-used", "unverified-entry"),
        *("work-after-author-death", "work-older-than-author"),
    }


def undefined(quads: Iterable[Quad], shapes: Graph) -> set[tuple[str, str, str]]:
    """Subject, predicate and the name, for each use of a name that is not defined."""
    some = list(quads)
    individual, version = Iri(OWL + "NamedIndividual"), Iri(OWL + "versionIRI")
    defined: set[Term] = {quad.subject for quad in some if quad.predicate == TYPE and quad.object != individual}
    defined |= {quad.object for quad in some if quad.predicate == version}
    defined |= {term(subject) for subject in shapes.subjects(node(TYPE))}
    triples = {quad[:3] for quad in some} | {(term(s), term(p), term(o)) for s, p, o in shapes}
    return {
        (text_of(triple[0]), text_of(triple[1]), text_of(one))
        for triple in triples
        for one in triple
        if isinstance(one, Iri) and one.startswith(BASE) and one not in defined
    }


@settings(max_examples=2000 if NIGHTLY else 100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_after_any_edit_the_undefined_names_are_those_of_the_whole_base(small: Small, data: st.DataObject) -> None:
    edit = data.draw(edits(small))
    view = Edited(small.base, edit)
    found = small.names.judge(view, LiveFacts(view).teller)
    before, after = ({(one.focus or "", one.path or "", one.value or "") for one in some} for some in found)
    was = undefined(small.quads, small.shapes)
    now = undefined((set(small.quads) | edit.add) - edit.remove, small.shapes)
    assert before <= was
    assert after <= now
    # Of a name used very often, only some of the uses are told.
    often = {one for one, uses in Counter(name for *_, name in was | now).items() if uses > 100}
    assert {one for one in after - before if one[2] not in often} == {one for one in now - was if one[2] not in often}
    assert {one for one in before - after if one[2] not in often} == {one for one in was - now if one[2] not in often}


def judge_names(store: Store, edit: Edit) -> tuple[list[Finding], list[Finding]]:
    view = Edited(Asserted(store), edit)
    return LocalNames(Asserted(store), Graph()).judge(view, LiveFacts(view).teller)


def test_a_slip_in_a_name_gets_the_name_that_was_meant(store: Store) -> None:
    power = Iri(ID + "balance-of-power")
    slip = Quad(power, Iri(SKOS + "related"), Iri(ID + "securty-dilemma"), Iri(CORE))
    before, after = judge_names(store, Edit(add=frozenset({slip})))
    assert before == []
    (finding,) = after
    assert finding.message == "id:securty-dilemma is used but defined nowhere; did you mean id:security-dilemma?"
    assert [one.yours for one in finding.statements] == [True]


def test_a_new_entry_is_defined_by_the_edit_and_may_be_meant(store: Store) -> None:
    core, related = Iri(CORE), Iri(SKOS + "related")
    new, slip = Iri(ID + "brandnew-notion"), Iri(ID + "brand-new-notion")
    entry = Quad(new, TYPE, Iri(SCHEMA + "Concept"), core)
    assert judge_names(store, Edit(add=frozenset({entry, Quad(new, related, Iri(ID + "anarchy"), core)}))) == ([], [])
    _, (finding,) = judge_names(store, Edit(add=frozenset({entry, Quad(new, related, slip, core)})))
    assert finding.message.endswith("did you mean id:brandnew-notion?")


def test_an_entry_that_loses_its_kind_leaves_its_uses_undefined(store: Store) -> None:
    anarchy = Iri(ID + "anarchy")
    kinds = frozenset(Asserted(store).find(Pattern(anarchy, TYPE, None)))
    before, after = judge_names(store, Edit(remove=kinds))
    assert before == []
    assert len(after) > 3
    assert {one.value for one in after} == {anarchy}


def test_what_an_edit_does_not_bear_on_is_not_told(store: Store) -> None:
    local = LocalRules(rules(), Asserted(store))
    label = Quad(
        Iri(ID + "anarchy"), Iri(SKOS + "altLabel"), Literal("lack of rule", RDF + "langString", "en"), Iri(CORE)
    )
    view = Edited(Asserted(store), Edit(add=frozenset({label})))
    judged = local.judge(view, LiveFacts(view).teller)
    assert (judged.before, judged.after, judged.not_checked) == ([], [], {})


def test_a_finding_of_an_edit_says_which_statements_are_its_own(store: Store) -> None:
    local = LocalRules(rules(), Asserted(store))
    self_link = Quad(Iri(ID + "anarchy"), Iri(SKOS + "broader"), Iri(ID + "anarchy"), Iri(CORE))
    view = Edited(Asserted(store), Edit(add=frozenset({self_link})))
    judged = local.judge(view, LiveFacts(view).teller)
    assert judged.before == []
    (finding,) = (one for one in judged.after if one.rule == "cycle")
    assert (finding.severity, finding.focus) == ("violation", ID + "anarchy")
    assert [one.yours for one in finding.statements] == [True]


def test_beyond_a_size_the_rules_that_compare_all_entries_are_not_asked(store: Store) -> None:
    local = LocalRules(rules(), Asserted(store), whole_most=1000)
    label = Quad(Iri(ID + "anarchy"), Iri(SKOS + "altLabel"), Literal("power", RDF + "langString", "en"), Iri(CORE))
    view = Edited(Asserted(store), Edit(add=frozenset({label})))
    judged = local.judge(view, LiveFacts(view).teller)
    assert "term-is-used" in judged.not_checked
    assert not {"alias-shared", "label-unique", "definition-unique"} & judged.not_checked.keys()
    assert "1000 statements" in judged.not_checked["term-is-used"]


def test_an_edit_that_concerns_too_much_is_asked_of_the_whole(store: Store) -> None:
    base = Asserted(store)
    domain = Quad(Iri(DCTERMS + "source"), Iri(RDFS + "domain"), Iri(SCHEMA + "Thinker"), Iri(CORE))
    edit = Edit(add=frozenset({domain}))
    narrow = LocalRules(rules(), base, most=20)
    wide = LocalRules(rules(), base)
    some, _ = narrow.rows(Edited(base, edit))
    others, _ = wide.rows(Edited(base, edit))
    changes = [
        {
            name: (one.before - one.after, one.after - one.before)
            for name, one in found.items()
            if one.before != one.after
        }
        for found in (some, others)
    ]
    assert changes[0] == changes[1] != {}
