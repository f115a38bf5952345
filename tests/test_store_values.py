"""Names written for variables that VALUES gives them change no answer."""

import random
from collections import Counter
from itertools import product

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realism.errors import QuerySyntaxError
from realism.named import load_queries
from realism.paths import queries_dir
from realism.store.base import Iri, Quad
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_values import with_names_in_place

EX = "http://example.org/"
HEAD = f"PREFIX : <{EX}> SELECT * {{ VALUES ?a {{ <{EX}a> }} VALUES ?b {{ <{EX}b> }} "


@pytest.fixture(scope="module")
def data() -> ox.Store:
    """Five things, with statements among them in three graphs; none is about `e`."""
    chance = random.Random(11)  # noqa: S311 - repeatable, and nothing secret
    names = [ox.NamedNode(EX + name) for name in "abcd"]
    graphs: list[ox.DefaultGraph | ox.NamedNode] = [ox.DefaultGraph(), *names[:2]]
    store = ox.Store()
    store.extend(chance.sample([ox.Quad(s, p, o, g) for s, p, o, g in product(names, names[:3], names, graphs)], 70))
    return store


def answer(store: ox.Store, text: str) -> Counter[tuple[str, ...]] | str:
    """The solutions and how often each is there, or the word for a query that is none."""
    try:
        found = store.query(text, use_default_graph_as_union=True)
    except SyntaxError:
        return "syntax error"
    assert isinstance(found, ox.QuerySolutions)
    return Counter(tuple(map(str, solution)) for solution in found)


TERMS = st.sampled_from(["?a", "?b", "$b", "?x", "?y", f"<{EX}c>", ":d"])
VERBS = st.sampled_from(
    [":a", ":b", ":c", f"<{EX}a>", "?a", "?b", "?p", ":a/:b", ":a+", "^:c", ":a*", ":a?", "(:a|:b)+"]
)
TRIPLES = st.builds("{} {} {} . ".format, TERMS, VERBS, TERMS)
CONDITIONS = st.sampled_from(
    [
        *("FILTER(?x != ?b) ", "FILTER(BOUND(?b)) ", 'FILTER(STR(?b) != "?b") ', "FILTER(?x<?b&&?y>?a) "),
        *("BIND(?b AS ?z) ", "BIND(1 AS ?b) ", "FILTER NOT EXISTS { ?b :a ?x } ", "VALUES ?y { :a :b } ", "# ?b\n"),
    ]
)
SIMPLE = st.lists(st.one_of(TRIPLES, CONDITIONS), max_size=3).map("".join)
NESTED = st.builds(
    str.format,
    st.sampled_from(
        [
            *("OPTIONAL {{ {0} }} ", "OPTIONAL {{ {0} OPTIONAL {{ {1} }} }} ", "{{ {0} }} UNION {{ {1} }} "),
            *("MINUS {{ {0} }} ", "GRAPH ?b {{ {0} }} ", "GRAPH :a {{ {0} }} ", "{{ SELECT ?x {{ {0} }} }} "),
            *("{{ SELECT (COUNT(*) AS ?n) {{ {0} }} GROUP BY ?b }} ", "FILTER EXISTS {{ {0} }} "),
        ]
    ),
    SIMPLE,
    SIMPLE,
)
TABLES = st.builds(
    "VALUES ?a {{ <{}> }} {}VALUES {} {{ {} }} ".format,
    st.sampled_from([EX + "a", EX + "e"]),
    st.sampled_from(["", ". ", "VALUES ?y { UNDEF } ", "#?b\n"]),
    st.sampled_from(["?b", "$b", "?a"]),
    st.sampled_from([f"<{EX}{name}>" for name in "bce"] + [f"<{EX}b> <{EX}c>", ":b", "UNDEF", '"b"']),
)
QUERIES = st.builds(
    f"PREFIX : <{EX}> SELECT {{}} {{{{ {{}}{{}}}}}} {{}}".format,
    st.sampled_from(["*", "?x ?b", "DISTINCT ?x", "(COUNT(*) AS ?n)"]),
    TABLES,
    st.lists(st.one_of(TRIPLES, TRIPLES, CONDITIONS, NESTED), min_size=1, max_size=4).map("".join),
    st.sampled_from(["", "ORDER BY ?b", "GROUP BY ?x ?b", "VALUES ?b { :b }"]),
)


@settings(max_examples=1500, deadline=None)
@given(QUERIES)
def test_solutions_remain_the_same(data: ox.Store, text: str) -> None:
    placed = with_names_in_place(text)
    assert answer(data, placed) == answer(data, text)


@pytest.mark.parametrize(
    ("rest", "placed"),
    [
        ("?a :p ?x . ?b :p ?x }", f"?a :p ?x .  <{EX}b>  :p ?x }}"),
        ("?x :p ?a, $b; ?b [ :p ?b ] } ORDER BY ?b", f"?x :p ?a,  <{EX}b> ;  <{EX}b>  [ :p  <{EX}b>  ] }} ORDER BY ?b"),
        (
            '?b :p "?b" FILTER(?b < 3) OPTIONAL { ?b :p ?y } }',
            f' <{EX}b>  :p "?b" FILTER(?b < 3) OPTIONAL {{ ?b :p ?y }} }}',
        ),
    ],
)
def test_what_stands_in_the_patterns_of_where_is_replaced(rest: str, placed: str) -> None:
    assert with_names_in_place(HEAD + rest) == HEAD + placed


@pytest.mark.parametrize(
    "rest",
    [
        *("?x :p ?bb . GRAPH ?b { ?x :p ?b } }", "?b :p* ?x }", "?b :p? ?x }", '?b :p """x""" }', "?x :p ?y # ?b\n }"),
        *("FILTER EXISTS { ?b :p ?x } }", "} ORDER BY ?b"),
    ],
)
def test_all_else_is_left_alone(rest: str) -> None:
    assert with_names_in_place(HEAD + rest) == HEAD + rest


@pytest.mark.parametrize(
    "tables",
    [
        f"VALUES ?a {{ <{EX}a> }}",
        f"VALUES ?a {{ <{EX}a> }} VALUES ?a {{ <{EX}b> }}",
        f"VALUES ?a {{ <{EX}a> }} VALUES ?b {{ <{EX}b> <{EX}c> }}",
        f"VALUES ?a {{ <{EX}a> }} VALUES ?b {{ UNDEF }}",
        f"VALUES ?a {{ <{EX}a> }} VALUES ?b {{ :b }}",
        f"VALUES (?a ?b) {{ (<{EX}a> <{EX}b>) }}",
        f"?x :p ?y VALUES ?a {{ <{EX}a> }} VALUES ?b {{ <{EX}b> }}",
        f"OPTIONAL {{ VALUES ?a {{ <{EX}a> }} VALUES ?b {{ <{EX}b> }} }}",
    ],
)
def test_one_name_is_left_to_the_engine_and_so_is_what_is_not_plain(tables: str) -> None:
    text = f"PREFIX : <{EX}> SELECT * {{ {tables} ?a :p ?x . ?b :p ?x }}"
    assert with_names_in_place(text) == text


def test_comparing_queries_of_the_project_are_among_them() -> None:
    queries = load_queries(queries_dir())
    changed = {name for name, query in queries.items() if _placed(query.bind(query.example_values))}
    assert {"compared-positions", "rejected-claims", "shared-concepts"} <= changed


def _placed(text: str) -> bool:
    return with_names_in_place(text) != text


def test_an_error_is_told_of_the_text_as_it_was_sent() -> None:
    store = EmbeddedStore()
    store.extend([Quad(Iri(EX + "a"), Iri(EX + "p"), Iri(EX + "b"))])
    text = HEAD + "?b :p ?x . ?b :p ?x ?y }"
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(text)
    with pytest.raises(SyntaxError) as told:
        ox.Store().query(text)
    assert f" 1:{caught.value.detail['column']}: " in str(told.value)
