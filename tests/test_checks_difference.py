"""What changed between two versions, in words: layout does not count, every statement does."""

import random
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, URIRef
from rdflib.compare import isomorphic

from realism import cli
from realism.checks.difference.difference import Entry, difference
from realism.checks.difference.text import NONE, as_markdown, as_text
from realism.checks.difference.versions import Version, read_version
from realism.checks.words.anonymous import components
from realism.errors import BadInput
from realism.paths import ontology_dir
from realism.vocab import CORE, entity_iri

PREFIXES = """
PREFIX id: <https://w3id.org/realism/id/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX realism: <https://w3id.org/realism/schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
WORDS = """
id:war a realism:Concept ; skos:prefLabel "War"@en .
id:peace a realism:Concept ; skos:prefLabel "Peace"@en .
id:state a realism:Concept , owl:Class ; skos:prefLabel "State"@en .
id:c001 a realism:Claim ; skos:prefLabel "War is hell"@en .
realism:brings a owl:ObjectProperty ; skos:prefLabel "brings"@en .
realism:formalizes a owl:AnnotationProperty ; skos:prefLabel "formalizes"@en .
realism:year a owl:DatatypeProperty ; skos:prefLabel "year"@en .
"""


def version(text: str) -> Version:
    return Version([(CORE, "x.ttl", list(Graph().parse(data=PREFIXES + WORDS + text, format="turtle")))])


def changes(old: str, new: str) -> list[str]:
    """The changed statements, each after its sign."""
    return [
        f"{'+' if one.added else '-'} {one.text}"
        for entry in difference(version(old), version(new))
        for one in entry.changes
    ]


RESTRICTION = "[ a owl:Restriction ; owl:onProperty realism:brings ; owl:hasValue id:{} ]"


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("id:war realism:brings id:peace .", "War brings peace"),
        ('id:war skos:definition "Organized violence"@en .', "War has the definition “Organized violence”"),
        ('id:war skos:altLabel "guerre"@fr .', "War has the other label “guerre” (fr)"),
        ("id:war realism:assertedBy id:c001 .", "War asserted by claim c001 (“War is hell”)"),
        ("id:c001 realism:brings id:war .", "Claim c001 (“War is hell”) brings war"),
        (f"id:state rdfs:subClassOf {RESTRICTION.format('war')} .", "Every state brings war"),
        (f"{RESTRICTION.format('war')} rdfs:subClassOf id:state .", "Whatever brings war is a state"),
        (
            f"id:state rdfs:subClassOf [ owl:intersectionOf ( id:war {RESTRICTION.format('war')} ) ] .",
            "Every state is a war and brings war",
        ),
        (
            "[] a owl:NegativePropertyAssertion ; owl:assertionProperty realism:brings ; "
            "owl:sourceIndividual id:war ; owl:targetIndividual id:peace .",
            "War by no means brings peace",
        ),
        (
            "[] a owl:AllDisjointClasses ; owl:members ( id:war id:peace id:state ) .",
            "Nothing is of two of these kinds: war, peace, state",
        ),
        (
            "[] a owl:Axiom ; owl:annotatedSource id:war ; owl:annotatedProperty realism:brings ; "
            "owl:annotatedTarget id:peace ; realism:formalizes id:c001 .",
            "“War brings peace” formalizes claim c001 (“War is hell”)",
        ),
        ("realism:brings owl:propertyChainAxiom ( id:war id:peace ) .", "Brings follows from the chain (war, peace)"),
        ('[] realism:year "1" .', "There is something with (has the year “1”)"),
    ],
)
def test_a_statement_in_words(statement: str, text: str) -> None:
    assert changes("", statement) == [f"+ {text}"]
    assert changes(statement, "") == [f"- {text}"]
    assert changes(statement, statement) == []


def test_only_the_changed_part_of_an_axiom_is_shown() -> None:
    axiom = (
        "id:state rdfs:subClassOf _:a . _:a a owl:Restriction ; owl:onProperty realism:brings ; owl:hasValue id:war . "
        "[] a owl:Axiom ; owl:annotatedSource id:state ; owl:annotatedProperty rdfs:subClassOf ; "
        "owl:annotatedTarget _:a ; realism:formalizes id:{} ."
    )
    assert changes(axiom.format("c001"), axiom.format("peace")) == [
        "- “Every state brings war” formalizes claim c001 (“War is hell”)",
        "+ “Every state brings war” formalizes peace",
    ]


def test_values_that_differ_in_their_type_only_are_told_apart() -> None:
    removed, added = changes("id:war realism:year 5 .", 'id:war realism:year "5" .')
    assert removed.startswith("- War has the year “5” [")
    assert removed.endswith('"5"^^<http://www.w3.org/2001/XMLSchema#integer>]')
    assert added.endswith('"5"]')


def test_statements_that_words_cannot_tell_apart_are_still_a_difference() -> None:
    one, two = "[] realism:brings _:a . _:a realism:brings _:a .", "_:a realism:brings _:b . _:b realism:brings _:a ."
    assert changes(one, two)
    assert changes(one, "")
    assert changes(one, one) == []


def test_circles_and_broken_lists_are_put_into_words_all_the_same() -> None:
    for text in (
        "_:a owl:complementOf _:a . id:state rdfs:subClassOf _:a .",
        "_:a rdf:first id:war ; rdf:rest _:a . id:state owl:equivalentClass [ owl:unionOf _:a ] .",
        'id:state rdfs:subClassOf [ owl:onProperty "x" ; owl:someValuesFrom "y" ] .',
        "_:a realism:brings _:b . _:b realism:brings _:a .",
    ):
        assert changes("", text)
        assert changes(text, text) == []


NODES = st.sampled_from(["id:war", "id:peace", "_:a", "_:b", "_:c"])
GRAPHS = st.lists(st.tuples(NODES, st.sampled_from(["realism:brings", "rdfs:subClassOf"]), NODES), max_size=6)


@given(GRAPHS, GRAPHS, st.randoms())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_difference_is_empty_exactly_when_the_versions_are_isomorphic(
    one: list[tuple[str, str, str]], two: list[tuple[str, str, str]], chance: random.Random
) -> None:
    old, new = ("".join(f"{' '.join(triple)} .\n" for triple in triples) for triples in (one, two))
    shuffled = list(one)
    chance.shuffle(shuffled)
    relabelled = "".join(f"{' '.join(triple)} .\n" for triple in shuffled).replace("_:", "_:other")
    assert changes(old, relabelled) == []
    left, right = (Graph().parse(data=PREFIXES + text, format="turtle") for text in (old, new))
    if not changes(old, new):
        assert isomorphic(_once(left), _once(right))
    elif isomorphic(left, right):
        pytest.fail("isomorphic graphs differ")


def _once(graph: Graph) -> Graph:
    """The graph without what only repeats another set of statements about blank nodes."""
    kept = [triple for triple in graph if not any(isinstance(one, BNode) for one in triple)]
    sets: list[Graph] = []
    for component in components(graph):
        if not any(isomorphic(component, other) for other in sets):
            sets.append(component)
    whole = Graph()
    for triple in (*kept, *(triple for component in sets for triple in component)):
        whole.add(triple)
    return whole


def one_entry(old: str, new: str) -> Entry:
    (entry,) = difference(version(old), version(new))
    return entry


def test_entities_are_added_removed_relabelled_and_renamed() -> None:
    truce = 'id:{} a realism:Concept ; skos:prefLabel "{}"@en ; skos:definition "A pause"@en ; skos:related id:war .'
    some, other = truce.format("truce", "Truce"), truce.format("cease-fire", "Cease-fire")
    added = one_entry("", some)
    assert (added.kind, added.label, added.entity) == ("added", "Truce", entity_iri("truce"))
    assert one_entry(some, "").kind == "removed"
    relabelled = one_entry(some, truce.format("truce", "Armistice"))
    assert (relabelled.kind, relabelled.label, relabelled.formerly) == ("changed", "Armistice", "Truce")
    link = "id:peace realism:brings id:{} ."
    renamed = one_entry(some + link.format("truce"), other + link.format("cease-fire"))
    assert (renamed.kind, renamed.formerly) == ("renamed", entity_iri("truce"))
    assert [one.text for one in renamed.changes] == [
        "Truce has the label “Truce”",
        "Cease-fire has the label “Cease-fire”",
    ]


def test_what_has_little_in_common_is_not_taken_for_renamed() -> None:
    found = difference(
        version('id:truce a realism:Concept ; skos:prefLabel "Truce"@en ; skos:related id:war .'),
        version('id:spy a realism:Concept ; skos:prefLabel "Spy"@en ; skos:related id:state .'),
    )
    assert [one.kind for one in found] == ["added", "removed"]


def test_markdown_shows_texts_as_they_are() -> None:
    found = difference(version(""), version('id:war skos:definition "a *b* <img> [c](d) `e` | @f\\n# g"@en .'))
    text = as_markdown(found)
    assert r"a \*b\* \<img\> \[c\](d) \`e\` \| \@f \# g" in text
    assert "### War (`war`): changed\n\n`x.ttl`\n\n- ➕ added: War has" in text


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ontology_dir(), tmp_path / "ontology"))


def test_order_layout_files_and_blank_node_labels_do_not_count(copy: Path) -> None:
    account = copy / "accounts" / "defensive-realism.ttl"
    text = account.read_text("utf-8")
    head, *blocks = text.split("\n.\n")
    prefixes = "".join(line for line in text.splitlines(keepends=True) if line.startswith("PREFIX"))
    blocks = [block for block in (head.removeprefix(prefixes), *blocks) if block.strip()]
    shuffled = "\n.\n".join(reversed(blocks)) + "\n.\n"
    account.write_text(prefixes + shuffled.replace("_:n", "_:other"), "utf-8")
    (copy / "core" / "thinkers.ttl").rename(copy / "core" / "people.ttl")
    found = difference(read_version(ontology_dir(), ontology_dir()), read_version(copy, ontology_dir()))
    assert found == []
    assert as_text(found) == as_markdown(found).splitlines()[-1] == NONE


def test_what_moves_to_another_account_is_a_difference(copy: Path) -> None:
    source, target = copy / "accounts" / "defensive-realism.ttl", copy / "accounts" / "feminist-ir.ttl"
    statement = "    realism:canHinder id:cooperation ;\n"
    text = source.read_text("utf-8")
    assert text.count(statement) == 1
    source.write_text(text.replace(statement, ""), "utf-8")
    assert statement not in target.read_text("utf-8")
    with target.open("a", encoding="utf-8") as file:
        file.write("\nid:relative-gains realism:canHinder id:cooperation .\n")
    (entry,) = difference(read_version(ontology_dir(), copy), read_version(copy, copy))
    assert entry.entity == entity_iri("relative-gains")
    assert [(one.added, one.file) for one in entry.changes] == [
        (False, "accounts/defensive-realism.ttl"),
        (True, "accounts/feminist-ir.ttl"),
    ]
    assert {one.text for one in entry.changes} == {"Relative gains can hinder international cooperation"}


def test_a_file_takes_the_words_it_lacks_from_the_base(tmp_path: Path) -> None:
    old, new = tmp_path / "a.ttl", tmp_path / "b.ttl"
    old.write_text(PREFIXES)
    new.write_text(PREFIXES + "id:relative-gains realism:canHinder id:cooperation .")
    (entry,) = difference(read_version(old, ontology_dir()), read_version(new, ontology_dir()))
    assert as_text([entry]).splitlines() == [
        "Relative gains (relative-gains): changed",
        "  b.ttl",
        "    + Relative gains can hinder international cooperation",
        "",
        "Entities: 1 changed. Statements: 1 added, 0 removed.",
    ]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["realism", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, statement in (("a", ""), ("b", "id:war realism:brings id:peace .")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "realism.ttl").write_text(PREFIXES + WORDS + statement)
    assert run(monkeypatch, "diff", tmp_path / "a", tmp_path / "b") == 0
    assert "    + War brings peace\n" in capsys.readouterr().out
    assert run(monkeypatch, "diff", tmp_path / "a", tmp_path / "b", "--format", "markdown") == 0
    assert "- ➕ added: War brings peace\n" in capsys.readouterr().out
    assert run(monkeypatch, "diff", tmp_path / "a", tmp_path / "nowhere") == 2
    assert "name two folders or two files" in capsys.readouterr().err


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no Turtle file"):
        read_version(tmp_path, ontology_dir())
    broken = tmp_path / "x.ttl"
    broken.write_text("id:a")
    with pytest.raises(BadInput, match=r"x\.ttl:1: "):
        read_version(tmp_path, ontology_dir())


def test_components_share_no_blank_node() -> None:
    graph = version("_:a realism:brings _:b . _:b realism:brings id:war . _:c realism:brings id:war .").files[0][2]
    found = components(graph)
    assert sorted(len(one) for one in found) == [1, 2]
    assert {URIRef(entity_iri("war"))} == set(found[0].objects()) & set(found[1].objects())
