"""Where statements stand, looked up without reading every file."""

from pathlib import Path

import pytest
from rdflib import BNode, URIRef

from realism.checks.knowledge import Knowledge, load_knowledge
from realism.checks.words.places import Places
from realism.checks.words.telling import term
from realism.paths import ontology_dir
from realism.store.base import BlankNode, Iri, Literal
from realism.vocab import ACCOUNT, ID, OWL, RDF, RDFS, SCHEMA


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ontology_dir())


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(ontology_dir())


def test_all_statements_stand_where_a_full_reading_finds_them(knowledge: Knowledge, places: Places) -> None:
    seen = 0
    for subject, predicate, value in knowledge.union:
        if isinstance(subject, BNode) or isinstance(value, BNode):
            continue
        place = places.of(str(subject), str(predicate), term(value))
        expected = knowledge.where((subject, predicate, value))
        assert expected is not None
        assert place is not None, (subject, predicate, value)
        if place != expected:  # it stands in several files
            assert place[0] != expected[0]
        seen += 1
    assert seen > 1000


def test_what_is_said_first_of_a_thing(knowledge: Knowledge, places: Places) -> None:
    found = places.about(ID + "anarchy")
    assert found is not None
    assert (ontology_dir().parent / found[0]).read_text("utf-8").splitlines()[found[1] - 1 - 1].strip() == "id:anarchy"
    assert places.about(ID + "nothing-of-that-name") is None


def test_a_statement_about_a_blank_node_is_found_by_its_other_terms(places: Places) -> None:
    axiom = places.of(BlankNode("any"), OWL + "annotatedSource", Iri(ID + "regional-hegemony"))
    assert axiom is not None
    assert axiom[0].startswith("ontology/")
    assert places.of(BlankNode("any"), OWL + "annotatedSource", Iri(ID + "no-such")) is None


def test_a_blank_node_is_told_from_others_by_what_is_said_of_it(knowledge: Knowledge, places: Places) -> None:
    """Each negative assertion of an account is found in its file and line."""
    kind = OWL + "NegativePropertyAssertion"
    seen = 0
    for slug, account in knowledge.accounts.items():
        for subject in account.subjects(URIRef(RDF + "type"), URIRef(kind)):
            said = [(str(verb), term(value)) for verb, value in account.predicate_objects(subject)]
            place = places.of(BlankNode("other"), RDF + "type", Iri(kind), ACCOUNT + slug, said)
            assert place == knowledge.where((subject, URIRef(RDF + "type"), URIRef(kind)))
            seen += 1
    assert seen > 10


def test_only_files_that_mention_the_subject_are_parsed(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "a.ttl").write_text(f'<{ID}a> <{RDFS}label> "A" ;\n   <{SCHEMA}x> [ <{SCHEMA}y> 01 ] .\n')
    (folder / "broken.ttl").write_text(f"<{ID}broken> <{RDFS}label> ")
    (folder / "latin.ttl").write_bytes(b'<urn:\xe9> a "x" .')
    places = Places(folder)
    assert places.of(ID + "a", RDFS + "label", Literal("A")) == ("base/a.ttl", 1)
    assert places.of(ID + "a", SCHEMA + "x", BlankNode("whatever")) == ("base/a.ttl", 2)
    assert places.of(ID + "a", RDFS + "label", Literal("B")) is None
    assert places.of(ID + "broken", RDFS + "label", Literal("A")) is None
    assert places.of(BlankNode("b"), SCHEMA + "y", Literal("1", "http://www.w3.org/2001/XMLSchema#integer")) == (
        "base/a.ttl",
        2,
    )
    (folder / "a.ttl").unlink()
    assert places.about(ID + "a") == ("base/a.ttl", 1)


@pytest.mark.parametrize("subject", ["", "urn:", "///", "a b", RDF, "🙂"])
def test_any_name_may_be_asked_for(places: Places, subject: str) -> None:
    assert places.about(subject) is None
    assert places.of(subject, "", Literal("")) is None
