"""Canonical Turtle: one text for one set of statements."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from realism.errors import BadInput
from realism.knowledge.formatting import canonical, declared_prefixes, format_file
from realism.knowledge.layout import turtle_files
from realism.knowledge.sources import parse_turtle
from realism.paths import ontology_dir

PREFIXES = declared_prefixes(ontology_dir())
BASE = "https://w3id.org/realism/id/"

nodes = st.integers(0, 5).map(lambda number: URIRef(f"{BASE}n{number}"))
blanks = st.integers(0, 3).map(lambda number: BNode(f"b{number}"))
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
literals = st.one_of(texts.map(Literal), texts.map(lambda text: Literal(text, lang="en")), st.integers().map(Literal))
triples = st.lists(
    st.tuples(st.one_of(nodes, blanks), nodes, st.one_of(nodes, blanks, literals)), min_size=1, max_size=12
)


def graph_of(statements: list[tuple[URIRef | BNode, URIRef, URIRef | BNode | Literal]]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for statement in statements:
        graph.add(statement)
    return graph


@given(triples, st.randoms(use_true_random=False))
def test_same_statements_give_the_same_text(statements: list[object], random: object) -> None:
    renamed = {f"b{number}": BNode() for number in range(4)}
    shuffled = [
        tuple(renamed.get(str(term), term) if isinstance(term, BNode) else term for term in triple)  # type: ignore[attr-defined]
        for triple in statements
    ]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = canonical(graph_of(statements), PREFIXES)  # type: ignore[arg-type]
    assert one == canonical(graph_of(shuffled), PREFIXES)  # type: ignore[arg-type]


@given(triples)
def test_nothing_is_lost(statements: list[tuple[URIRef, URIRef, URIRef]]) -> None:
    graph = graph_of(statements)  # type: ignore[arg-type]
    again = parse_turtle(canonical(graph, PREFIXES), Path("again.ttl")).graph
    assert isomorphic(graph, again)


@pytest.mark.parametrize("path", list(turtle_files(ontology_dir())), ids=lambda path: path.name)
def test_every_file_of_the_ontology_is_canonical(path: Path) -> None:
    text, wanted = format_file(path, PREFIXES)
    assert text == wanted, "run `realism fmt`"


def test_a_comment_is_refused_rather_than_dropped(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("# a remark\n<urn:a> <urn:b> <urn:c> .\n")
    with pytest.raises(BadInput, match=r"x\.ttl:1: formatting would drop this comment"):
        format_file(path, PREFIXES)


def test_a_missing_prefixes_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"prefixes\.ttl is missing"):
        declared_prefixes(tmp_path)
