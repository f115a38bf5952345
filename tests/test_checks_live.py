"""Words and places of a served base with an edit, looked up one by one."""

from collections.abc import Iterator

import pytest

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.knowledge import Knowledge, load_knowledge
from realism.checks.words.lexicon import PREDICATES
from realism.checks.words.live import LiveFacts
from realism.checks.words.places import Places
from realism.checks.words.telling import Facts, Teller, node, term
from realism.paths import ontology_dir
from realism.store.base import BlankNode, Iri, Literal, Quad, Store, Term, text_of
from realism.vocab import CORE, DCTERMS, ID, RDF, SCHEMA, SKOS, XSD

ANARCHY, NEW = Iri(ID + "anarchy"), Iri(ID + "new-thing")
LABEL, TYPE = Iri(SKOS + "prefLabel"), Iri(RDF + "type")


def english(text: str) -> Literal:
    return Literal(text, RDF + "langString", "en")


def core(subject: Iri, predicate: Iri, value: Term) -> Quad:
    return Quad(subject, predicate, value, Iri(CORE))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ontology_dir())


@pytest.fixture
def plain(store: Store) -> LiveFacts:
    """The base as it is, with places."""
    return LiveFacts(Edited(Asserted(store), Edit()), Places(ontology_dir()))


@pytest.fixture
def edited(store: Store) -> LiveFacts:
    """The base with a new concept, and anarchy without its label."""
    (label,) = Asserted(store).find(Pattern(ANARCHY, LABEL, None))
    new = [
        core(NEW, TYPE, Iri(SCHEMA + "Concept")),
        core(NEW, LABEL, english("New thing")),
        core(NEW, LABEL, Literal("Neues", RDF + "langString", "de")),
        core(NEW, Iri(SCHEMA + "year"), Literal("07", XSD + "integer")),
        core(ANARCHY, Iri(SKOS + "related"), NEW),
    ]
    return LiveFacts(Edited(Asserted(store), Edit(frozenset(new), frozenset({label}))), None)


def sample(store: Store) -> Iterator[Quad]:
    """Every hundredth statement about something with a name."""
    base = Asserted(store)
    quads = sorted(
        (one for one in base.store.match() if one.graph == CORE and not isinstance(one.subject, BlankNode)), key=str
    )
    return (quad for quad in quads[::100] if not isinstance(quad.object, BlankNode))


def test_statements_are_told_as_the_whole_check_tells_them(
    store: Store, knowledge: Knowledge, plain: LiveFacts
) -> None:
    files = Teller(knowledge)
    for quad in sample(store):
        triple = (node(quad.subject), node(quad.predicate), node(quad.object))
        assert plain.teller.statement(triple) == files.statement(triple)
        assert plain.teller.described(triple[0]) == files.described(triple[0])
        assert plain.teller.about(triple[0]) == files.about(triple[0])
        assert plain.place_of(quad) == knowledge.where(triple)
        assert plain.holds(triple)
        assert not plain.is_yours(triple)


def test_a_lexicon_that_asks_knows_what_one_that_was_read_knows(
    store: Store, knowledge: Knowledge, plain: LiveFacts
) -> None:
    terms = {text_of(one) for quad in sample(store) for one in quad[:3] if isinstance(one, Iri)}
    for iri in terms | {SCHEMA + name for name in ("Concept", "holdsClaim", "nowhere")} | set(PREDICATES):
        for asked, read in ((plain.lexicon, knowledge.lexicon),):
            for name in ("label", "name", "noun", "one", "verb", "denial", "claim", "work", "is_plural"):
                assert getattr(asked, name)(iri) == getattr(read, name)(iri), (name, iri)


def test_what_is_added_has_words_and_is_yours(edited: LiveFacts) -> None:
    assert edited.lexicon.label(NEW) == "New thing"
    assert edited.teller.described(node(NEW)) == "“New thing” (new-thing)"
    statement = edited.teller.statement((node(ANARCHY), node(Iri(SKOS + "related")), node(NEW)))
    assert (statement.text, statement.yours, statement.file) == ("Anarchy is related to new thing", True, None)
    assert edited.objects(node(NEW), node(TYPE)) == [node(Iri(SCHEMA + "Concept"))]


def test_a_number_is_yours_however_it_is_written(edited: LiveFacts) -> None:
    for text in ("7", "07"):
        assert edited.is_yours((NEW, Iri(SCHEMA + "year"), Literal(text, XSD + "integer")))
    assert not edited.is_yours((NEW, Iri(SCHEMA + "year"), Literal("8", XSD + "integer")))


def test_what_is_taken_away_can_still_be_told(edited: LiveFacts) -> None:
    assert edited.lexicon.label(ANARCHY) == "Anarchy"


def test_a_new_label_replaces_the_old_one(store: Store) -> None:
    (label,) = Asserted(store).find(Pattern(ANARCHY, LABEL, None))
    edit = Edit(frozenset({core(ANARCHY, LABEL, english("Zero rule"))}), frozenset({label}))
    assert LiveFacts(Edited(Asserted(store), edit), None).lexicon.label(ANARCHY) == "Zero rule"


def test_what_is_no_iri_has_no_words_but_is_no_error(edited: LiveFacts) -> None:
    assert edited.lexicon.label("not an iri") == "not an iri"
    assert edited.lexicon.label("b0") == "b0"
    assert edited.objects(node(Literal("text")), node(TYPE)) == []
    assert not edited.holds((BlankNode("unknown"), TYPE, Iri(SCHEMA + "Concept")))


def test_an_edit_stands_in_no_file(store: Store) -> None:
    source = next(iter(Asserted(store).find(Pattern(ANARCHY, Iri(DCTERMS + "source"), None))))
    view = Edited(Asserted(store), Edit(frozenset({source._replace(graph=Iri(CORE + "-other"))})))
    facts = LiveFacts(view, Places(ontology_dir()))
    assert facts.place_of(source) is not None
    (added,) = view.edit.add
    assert facts.place_of(added) is None


def test_both_kinds_of_facts_keep_the_protocol(knowledge: Knowledge, plain: LiveFacts) -> None:
    facts: list[Facts] = [knowledge, plain]
    about = node(ANARCHY)
    assert len({one.where_about(about) for one in facts}) == 1
    triple = (about, node(LABEL), node(Literal(str(knowledge.core.value(about, node(LABEL))))))
    assert facts[0].like(triple) == facts[1].like(triple) is not None


@pytest.mark.parametrize(
    "one", [ANARCHY, BlankNode("b"), Literal("text"), english("text"), Literal("7", XSD + "integer")]
)
def test_terms_go_to_rdflib_and_back(one: Term) -> None:
    assert term(node(one)) == one
    assert type(term(node(one))) is type(one)
