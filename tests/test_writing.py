"""Writing: what is judged, what is written with it, and that nothing is written otherwise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from conftest import ROOT
from realism import writing
from realism.checks.checker import Budget, Checker
from realism.checks.files import Files
from realism.checks.logic.reasoner import Reasoner
from realism.errors import BadInput, Conflict, Overloaded, QuerySyntaxError, Refused, TooLarge, Violation
from realism.knowledge.blank_nodes import as_before, renamed
from realism.knowledge.changes import GraphChange, UpdateChange, statements_in
from realism.knowledge.inference import infer
from realism.paths import ontology_dir
from realism.store.base import TURTLE, BlankNode, Iri, Quad, Store
from realism.store.embedded import EmbeddedStore
from realism.store.update_trial import Difference, difference
from realism.vocab import ACCOUNT, CORE, ID, INFERRED, SCHEMA, SKOS
from realism.writing import apply, effect

PREFIXES = f"""PREFIX id: <{ID}> PREFIX skos: <{SKOS}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX realism: <{SCHEMA}> """
RELATED = Iri(SKOS + "related")
RIVAL = ACCOUNT + "offensive-realism"
G = Iri("https://example.org/g")
Check = Callable[[Store], Checker]


@pytest.fixture(scope="module")
def check() -> Iterator[Check]:
    """Gives what judges edits of a store."""
    with Reasoner() as reasoner:
        yield lambda store: Checker(store, Files(ontology_dir()), reasoner, Budget(logic=30))


@pytest.fixture
def base(store: Store) -> EmbeddedStore:
    """The bundled base, to be changed."""
    copy = EmbeddedStore()
    copy.extend(store.match())
    return copy


def insert(text: str, graph: str = CORE) -> UpdateChange:
    """An update that adds statements to a graph."""
    return UpdateChange(f"{PREFIXES} INSERT DATA {{ GRAPH <{graph}> {{ {text} }} }}")


def test_what_follows_is_written_with_a_change_and_goes_with_it(base: EmbeddedStore, check: Check) -> None:
    pair = Iri(ID + "anarchy"), Iri(ID + "hegemony")
    back = Quad(pair[1], RELATED, pair[0], Iri(INFERRED + "core"))
    before = frozenset(base.match())
    report = apply(base, insert("id:anarchy skos:related id:hegemony"), lambda: check(base))
    assert report is not None
    assert report.conforms
    assert back in set(base.match(back.subject, RELATED))
    everywhere = UpdateChange(f"{PREFIXES} DELETE WHERE {{ GRAPH ?g {{ id:anarchy skos:related id:hegemony }} }}")
    apply(base, everywhere, lambda: check(base))
    assert frozenset(base.match()) == before


def test_a_violation_is_not_written(base: EmbeddedStore, check: Check) -> None:
    version, before = base.version, frozenset(base.match())
    with pytest.raises(Violation, match="preferred label") as caught:
        apply(base, insert('id:anarchy skos:prefLabel "Lawlessness"@en'), lambda: check(base))
    assert caught.value.status == 422
    assert caught.value.detail["introduced"][0]["severity"] == "violation"
    assert (base.version, frozenset(base.match())) == (version, before)


def test_a_contradiction_is_not_written(base: EmbeddedStore, check: Check) -> None:
    change = insert((ROOT / "tests" / "edits" / "varying-dilemma.ttl").read_text("utf-8"), RIVAL)
    with pytest.raises(Violation, match="cannot both be true"):
        apply(base, change, lambda: check(base))


def test_removing_what_is_needed_is_a_violation(base: EmbeddedStore, check: Check) -> None:
    with pytest.raises(Violation, match=r"and \d+ more"):
        apply(base, GraphChange(Iri(ACCOUNT + "defensive-realism")), lambda: check(base))


def test_what_cannot_be_judged_is_not_written(base: EmbeddedStore) -> None:
    with Reasoner() as reasoner:
        hurried = Checker(base, Files(ontology_dir()), reasoner, Budget(logic=0))
        change = insert((ROOT / "tests" / "edits" / "varying-dilemma.ttl").read_text("utf-8"), RIVAL)
        version = base.version
        with pytest.raises(Overloaded, match="could not be checked: logic"):
            apply(base, change, lambda: hurried)
    assert base.version == version


def never() -> Checker:
    """For changes that are refused, or known to change nothing, before they are judged."""
    raise AssertionError


def test_a_graph_put_back_as_it_was_is_no_change(base: EmbeddedStore) -> None:
    """Though every blank node of what is sent is a new one."""
    version = base.version
    for graph in (CORE, RIVAL):
        copy = EmbeddedStore()
        copy.load(base.dump(TURTLE, graph), TURTLE, graph)
        sent = frozenset(copy.match())
        assert any(isinstance(quad.subject, BlankNode) for quad in sent)
        assert apply(base, GraphChange(Iri(graph), sent), never) is None
    assert base.version == version


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (UpdateChange("INSERT DATA { <urn:a> <urn:b> 1 }"), BadInput, "graph with a name"),
        (insert("id:anarchy rdfs:seeAlso id:war", INFERRED + "core"), Refused, "inferred"),
        (UpdateChange(f"DROP GRAPH <{INFERRED}core>"), Refused, "inferred"),
        (insert("id:anarchy rdfs:seeAlso id:war", ACCOUNT + "nobody"), BadInput, "not the account of a theory"),
        (insert("id:anarchy rdfs:seeAlso id:war", ACCOUNT + "../core"), BadInput, "not the account of a theory"),
        (UpdateChange("INSERT DATA {"), QuerySyntaxError, "parse"),
        (UpdateChange("LOAD <https://example.org/>"), Refused, "LOAD"),
    ],
    ids=["no graph", "inferred", "inferred, removed", "no theory", "no slug", "syntax", "LOAD"],
)
def test_what_may_not_be_written(store: Store, change: UpdateChange, error: type[BadInput], words: str) -> None:
    version = store.version
    with pytest.raises(error, match=words):
        apply(store, change, never)
    assert store.version == version


def test_an_update_that_changes_nothing_is_no_change(store: Store) -> None:
    version = store.version
    assert apply(store, UpdateChange("DELETE DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"), never) is None
    assert store.version == version


def test_a_dataset_too_large_to_be_copied(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "COPIED_AT_MOST", 1000)
    with pytest.raises(TooLarge, match="more than 1000 statements"):
        apply(store, UpdateChange("CLEAR ALL"), never)


@dataclass(frozen=True)
class Meddling:
    """A change that takes so long that someone else changes the dataset meanwhile."""

    store: EmbeddedStore

    def carry_out(self, store: EmbeddedStore) -> None:
        """Leave the store alone; the copy is what counts here."""

    def difference(self, before: frozenset[Quad]) -> Difference:
        """Do both."""
        self.store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
        return insert('id:anarchy skos:altLabel "anarchic order"@en').difference(before)


def test_a_dataset_that_moves_on_meanwhile(base: EmbeddedStore, check: Check) -> None:
    with pytest.raises(Conflict, match="nothing was written"):
        apply(base, Meddling(base), lambda: check(base))
    assert not [quad for quad in base.match(Iri(ID + "anarchy")) if "anarchic order" in quad.object]


def test_without_checks_nothing_is_inferred() -> None:
    store = EmbeddedStore(union=False)
    apply(store, insert("id:a skos:prefLabel 'A'@en"), None)
    apply(store, UpdateChange("INSERT DATA { <urn:a> <urn:b> 1 }"), None)
    assert len(store) == 2
    apply(store, GraphChange(None, frozenset()), None)
    assert {quad.graph for quad in store.match()} == {CORE}
    assert infer(store) > 0


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?d && ?d = ?g)", "longer than 1 seconds"),
        ("{ SELECT (GROUP_CONCAT(?c) AS ?a) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }", "longer|memory"),
    ],
)
def test_an_update_that_does_not_end_is_stopped(where: str, words: str) -> None:
    before = frozenset(Quad(Iri(f"urn:{n}"), RELATED, Iri(f"urn:{n % 7}{'x' * 500}"), None) for n in range(3000))
    change = UpdateChange(f"INSERT {{ <urn:a> <urn:b> ?a }} WHERE {{ {where} }}", seconds=1)
    with pytest.raises(Overloaded, match=words):
        change.difference(before)


def test_an_update_in_its_process_fails_as_in_this_one() -> None:
    for text, error in (
        ("DELETE WHERE { ?a ?b ", QuerySyntaxError),
        ("INSERT { } WHERE { SERVICE <urn:a> { } }", Refused),
    ):
        with pytest.raises(error):
            UpdateChange(text).difference(frozenset())


class Here(UpdateChange):
    """An update that is tried in this process, because one of its own takes half a second to start."""

    def difference(self, before: frozenset[Quad]) -> Difference:
        """What it does."""
        return difference(before, self.carry_out)


NODES = st.one_of(st.sampled_from([Iri("urn:x"), Iri("urn:y")]), st.integers(0, 4).map(lambda n: BlankNode(f"b{n}")))
QUADS = st.builds(Quad, NODES, st.sampled_from([Iri("urn:p"), Iri("urn:q")]), NODES, st.just(G))
GRAPHS = st.frozensets(QUADS, max_size=8)
ADDED = st.builds(lambda s, o: f"INSERT {{ GRAPH <{G}> {{ ?s <urn:r> {o} }} }} WHERE {{ GRAPH <{G}> {{ ?s {s} ?o }} }}",
    st.sampled_from(["<urn:p>", "<urn:q>"]), st.sampled_from(["?o", "<urn:x>", "_:new"]))  # fmt: skip
TAKEN = st.builds("DELETE {{ GRAPH <https://example.org/g> {{ ?s {} ?o }} }} "
    "WHERE {{ GRAPH <https://example.org/g> {{ ?s <urn:p> ?o }} }}".format,
    st.sampled_from(["<urn:p>", "<urn:q>"]))  # fmt: skip


def plain(quads: frozenset[Quad]) -> Graph:
    """The statements as rdflib has them."""
    graph = Graph(bind_namespaces="none")
    for quad in quads:
        subject, predicate, value = (_node(term) for term in quad[:3])
        graph.add((subject, predicate, value))
    return graph


def _node(term: object) -> Node:
    assert isinstance(term, Iri | BlankNode)
    return URIRef(term) if isinstance(term, Iri) else BNode(term)


@settings(max_examples=100, deadline=None)
@given(GRAPHS, st.one_of(ADDED, TAKEN).map(UpdateChange))
def test_an_edit_does_what_the_update_does(before: frozenset[Quad], change: UpdateChange) -> None:
    store = EmbeddedStore()
    store.extend(before)
    add, remove = effect(before, Here(change.text))
    assert remove <= before
    there = {term for quad in before for term in quad[:3] if isinstance(term, BlankNode)}
    assert not {term for quad in add for term in quad[:3] if isinstance(term, BlankNode)} & there
    change.carry_out(store)
    assert isomorphic(plain((before - remove) | add), plain(frozenset(store.match())))
    other = EmbeddedStore()
    other.extend(before)
    other.change(add, remove)
    assert frozenset(other.match()) == (before - remove) | add


@settings(max_examples=100, deadline=None)
@given(GRAPHS, GRAPHS)
def test_a_graph_that_replaces_another_keeps_its_meaning(new: frozenset[Quad], old: frozenset[Quad]) -> None:
    old = frozenset(renamed(quad, {BlankNode(f"b{n}"): BlankNode(f"old{n}") for n in range(5)}) for quad in old)
    assert isomorphic(plain(as_before(new, old)), plain(new))
    store = EmbeddedStore()
    store.extend(old)
    GraphChange(G, new).carry_out(store)
    assert isomorphic(plain(statements_in(store, G)), plain(new))


def test_blank_nodes_that_other_graphs_share_are_not_taken_over() -> None:
    store = EmbeddedStore()
    shared_node, other = BlankNode("b"), Iri("urn:other")
    store.extend([Quad(shared_node, RELATED, Iri("urn:x"), G), Quad(shared_node, RELATED, Iri("urn:y"), other)])
    GraphChange(G, frozenset({Quad(BlankNode("c"), RELATED, Iri("urn:x"), G)})).carry_out(store)
    (now,) = store.match(graph=G)
    assert now.subject != shared_node
