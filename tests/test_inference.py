"""What follows from the base, and where it is put."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from realism.knowledge.inference import infer
from realism.store.base import NQUADS, TURTLE, Iri, Quad, Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import ACCOUNT, ACROSS, CORE, ID, INFERRED, SCHEMA

EX = "http://example.org/"
PREFIXES = f"""
@prefix ex: <{EX}> .
@prefix id: <{ID}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix realism: <{SCHEMA}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def inferred(core: str, **accounts: str) -> dict[str, set[str]]:
    """The inferred graphs, by the end of their names, of an ontology in Turtle; statements as short texts."""
    store = EmbeddedStore()
    store.load((PREFIXES + core).encode(), TURTLE, CORE)
    for name, text in accounts.items():
        store.load((PREFIXES + text).encode(), TURTLE, ACCOUNT + name)
    total = infer(store)
    found = {graph.removeprefix(INFERRED): statements(store, graph) for graph in store.graphs() if INFERRED in graph}
    assert total == sum(len(each) for each in found.values())
    return found


def statements(store: Store, graph: str) -> set[str]:
    def short(term: object) -> str:
        text = str(term[0] if isinstance(term, tuple) else term)
        return text.rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    rows = store.query("SELECT * { ?s ?p ?o }", default_graphs=[graph]).rows()
    return {f"{short(row['s'])} {short(row['p'])} {short(row['o'])}" for row in rows}


def test_inverse_properties_are_read_both_ways() -> None:
    assert inferred("ex:p owl:inverseOf ex:q . ex:a ex:p ex:b . ex:c ex:q ex:d .") == {"core": {"b q a", "d p c"}}


def test_sub_properties_and_chains() -> None:
    core = (
        "ex:p rdfs:subPropertyOf ex:q . ex:r owl:propertyChainAxiom ( ex:q ex:s ) . ex:a ex:p ex:b . ex:b ex:s ex:c ."
    )
    assert inferred(core) == {"core": {"a q b", "a r c"}}


def test_labels_are_made_from_preferred_labels() -> None:
    assert inferred('ex:a skos:prefLabel "A"@en .') == {"core": {"a label A"}}


def test_types_go_up_through_classes_of_the_schema_only() -> None:
    core = """realism:Book rdfs:subClassOf realism:Work .
    realism:Work rdfs:subClassOf skos:Concept , [ a owl:Restriction ] .
    id:balancing rdfs:subClassOf id:conduct . realism:Work rdfs:subClassOf id:conduct .
    id:x a realism:Book . id:act a id:balancing ."""
    assert inferred(core) == {"core": {"x type Work", "x type Concept"}}


def test_the_graph_says_what_a_statement_rests_on() -> None:
    core = "ex:t a owl:TransitiveProperty . ex:p owl:inverseOf ex:q . ex:a ex:t ex:b . ex:b ex:t ex:c ."
    found = inferred(core, one="ex:c ex:t ex:d . ex:x ex:p ex:y .", two="ex:d ex:t ex:e .")
    assert found == {
        "core": {"a t c"},
        "one": {"b t d", "a t d", "y q x"},
        "across": {"c t e", "b t e", "a t e"},
    }


def test_what_is_stated_is_not_inferred_again() -> None:
    core = "ex:s a owl:SymmetricProperty . ex:a ex:s ex:b . ex:b ex:s ex:a ."
    assert inferred(core, one="ex:a ex:s ex:b . ex:c ex:s ex:d . ex:d ex:s ex:c .") == {}


def test_declarations_in_an_account_do_not_count() -> None:
    assert inferred("ex:a ex:p ex:b .", one="ex:p a owl:SymmetricProperty .") == {}


NODES = [Iri(EX + name) for name in "abcd"]
Edge = tuple[Iri, Iri]
edges = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=5)


def closure(start: Iterable[Edge]) -> set[Edge]:
    """The transitive and symmetric closure."""
    found = set(start)
    while True:
        more = {(b, a) for a, b in found} | {(a, d) for a, b in found for c, d in found if b == c}
        if more <= found:
            return found
        found |= more


@given(edges, edges, edges)
def test_closures_agree_with_plain_python(core: set[Edge], one: set[Edge], two: set[Edge]) -> None:
    store = EmbeddedStore()
    store.load((PREFIXES + "ex:p a owl:TransitiveProperty , owl:SymmetricProperty .").encode(), TURTLE, CORE)
    places = {CORE: core, ACCOUNT + "one": one, ACCOUNT + "two": two}
    store.extend(Quad(a, Iri(EX + "p"), b, Iri(graph)) for graph, some in places.items() for a, b in some)
    infer(store)

    def put(graph: str) -> set[Edge]:
        answer = store.query(f"SELECT * {{ ?a <{EX}p> ?b }}", default_graphs=[graph])
        return {(Iri(str(row["a"])), Iri(str(row["b"]))) for row in answer.rows()}

    shared = closure(core)
    assert put(INFERRED + "core") == shared - core
    assert put(INFERRED + "one") == closure(core | one) - shared - one
    assert put(INFERRED + "two") == closure(core | two) - shared - two
    assert put(ACROSS) == closure(core | one | two) - closure(core | one) - closure(core | two)


def test_inferring_again_changes_nothing(store: Store) -> None:
    copy = EmbeddedStore()
    copy.load(store.dump(NQUADS), NQUADS)
    size = sum(INFERRED in line.rsplit(" ", 2)[-2] for line in store.dump(NQUADS).decode().splitlines())
    assert infer(copy) == size > 0
    assert set(copy.graphs()) == set(store.graphs())
    assert len(copy) == len(store)


def test_the_bundled_base_infers_nothing_that_it_states(store: Store) -> None:
    repeated = """SELECT ?graph ?s ?p ?o WHERE {
        GRAPH ?graph { ?s ?p ?o }
        FILTER(STRSTARTS(STR(?graph), "https://w3id.org/realism/inferred/"))
        BIND(IRI(REPLACE(STR(?graph), "/inferred/", "/account/")) AS ?account)
        FILTER(EXISTS { GRAPH <https://w3id.org/realism/account/core> { ?s ?p ?o } }
            || EXISTS { GRAPH ?account { ?s ?p ?o } })
    }"""
    assert list(store.query(repeated).rows()) == []


def test_nothing_is_inferred_about_blank_nodes(store: Store) -> None:
    found = store.query(
        """ASK { GRAPH ?graph { ?s ?p ?o } FILTER(isBlank(?s) || isBlank(?o))
        FILTER(STRSTARTS(STR(?graph), "https://w3id.org/realism/inferred/")) }"""
    )
    assert not found.boolean
