"""Lookups are told from all other queries, and what they cost is known before they are answered."""

import random
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realism.errors import RealismError
from realism.store.base import CSV, Iri, Literal, Quad, Term
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_lookups import BESIDE, LENGTH, SOLUTIONS, Lookups
from realism.store.frames import Ask
from realism.store.lookup_text import LONGEST, MOST, Sought, lookup
from realism.vocab import RDF

EX = "http://example.org/"
HUB = 2000
LOOKUPS = {
    f"SELECT * {{ <{EX}a> <{EX}p> ?o }}": [Sought(Iri(EX + "a"), Iri(EX + "p"), None)],
    f"ASK {{ <{EX}a> a <{EX}C> }}": [Sought(Iri(EX + "a"), Iri(RDF + "type"), Iri(EX + "C"))],
    f'prefix : <{EX}> select distinct ?s where {{ ?s :p "x"@en, "y" . }} limit 5 offset 2': [
        Sought(None, Iri(EX + "p"), Literal("x", RDF + "langString", "en")),
        Sought(None, Iri(EX + "p"), Literal("y")),
    ],
    f"""PREFIX e: <{EX}> SELECT ?l ?d {{ e:a e:l ?l ; e:m ?m FILTER(LANG(?l) = "en" || LANGMATCHES(LANG(?l), "de"))
        OPTIONAL {{ e:a e:d ?d FILTER LANGMATCHES(LANG(?d), "*") }} }}""": [
        Sought(Iri(EX + "a"), Iri(EX + name), None) for name in "lmd"
    ],
}
OTHERS = [
    "SELECT * { ?s ?p ?o }",
    f"SELECT * {{ ?s <{EX}p> ?o }}",
    f"SELECT * {{ <{EX}a> ?p ?o }}",
    f"SELECT * {{ <{EX}a> <{EX}p>/<{EX}q> ?o }}",
    f"SELECT * {{ <{EX}a> <{EX}p>* ?o }}",
    f"SELECT * {{ <{EX}a> ^<{EX}p> ?o }}",
    f"SELECT * {{ <{EX}a> !<{EX}p> ?o }}",
    f"SELECT * {{ <{EX}a> <{EX}p>|<{EX}q> ?o }}",
    f"SELECT * {{ <{EX}a> <{EX}p> ?o . ?o <{EX}p> ?x }}",
    f"SELECT * {{ <{EX}a> <{EX}p> ?o }} ORDER BY ?o",
    f"SELECT (COUNT(*) AS ?n) {{ <{EX}a> <{EX}p> ?o }}",
    f"SELECT ?o {{ <{EX}a> <{EX}p> ?o }} GROUP BY ?o",
    f'SELECT * {{ <{EX}a> <{EX}p> ?o FILTER(REGEX(?o, "(.*)*x")) }}',
    f"SELECT * {{ <{EX}a> <{EX}p> ?o BIND(1 AS ?x) }}",
    f"SELECT * {{ <{EX}a> <{EX}p> ?o {{ SELECT * {{ ?s ?p ?o }} }} }}",
    f"SELECT * {{ <{EX}a> <{EX}p> ?o MINUS {{ ?s ?p ?o }} }}",
    f"SELECT * {{ {{ <{EX}a> <{EX}p> ?o }} UNION {{ ?s ?p ?o }} }}",
    f"SELECT * {{ GRAPH ?g {{ <{EX}a> <{EX}p> ?o }} }}",
    f"SELECT * FROM <{EX}g> {{ <{EX}a> <{EX}p> ?o }}",  # noqa: S608
    f"SELECT * {{ <{EX}a> <{EX}p> [] }}",
    f"SELECT * {{ <{EX}a> <{EX}p> ( 1 2 ) }}",
    f"SELECT * {{ _:a <{EX}p> <{EX}b> }}",
    f"SELECT * {{ <{EX}a> <{EX}p> 1 }}",
    f"SELECT * {{ <{EX}b/../a> <{EX}p> ?o }}",
    "SELECT * { <a> <b> ?o }",
    f"SELECT * {{ <{EX}a> e:p ?o }}",
    f"PREFIX e: <{EX}> SELECT * {{ <{EX}a> e:p.e:q ?o }}",
    f"SELECT * {{ <{EX}\\u0061> <{EX}p> ?o }}",
    f'SELECT * {{ <{EX}a> <{EX}p> """x""" }}',
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ <{EX}a> <{EX}p> ?o }}",
    f"DESCRIBE <{EX}a>",
    "SELECT * {}",
    "SELECT * { " + f"<{EX}a> <{EX}p> ?o . " * (MOST + 1) + "}",
    f"SELECT * {{ <{EX}a> <{EX}p> ?o }}" + " " * LONGEST,
]


@pytest.fixture(scope="module")
def data() -> EmbeddedStore:
    """A few things with a few statements each, some in several graphs, and one with many."""
    store, chance = EmbeddedStore(), random.Random(7)  # noqa: S311 - repeatable, and nothing secret
    names = [Iri(EX + name) for name in "abcd"]
    objects: list[Term] = [
        *names,
        Literal("x"),
        Literal("x", RDF + "langString", "en"),
        Literal("y", RDF + "langString", "de-at"),
    ]
    graphs = [None, Iri(EX + "one"), Iri(EX + "two")]
    everything = [Quad(s, p, o, g) for s, p, o, g in product(names, names, objects, graphs)]
    store.extend(chance.sample(everything, 150))
    store.extend(Quad(Iri(EX + "hub"), Iri(EX + "to"), Literal(str(n))) for n in range(HUB))
    store.extend(Quad(Iri(f"{EX}from{n}"), Iri(EX + "a"), Iri(EX + "rim")) for n in range(HUB))
    store.extend(Quad(Iri(EX + "mid"), Iri(EX + "to"), Literal(str(n))) for n in range(SOLUTIONS // 4))
    store.extend([Quad(Iri(EX + "long"), Iri(EX + "to"), Literal("x" * LENGTH))])
    return store


@pytest.mark.parametrize("text", LOOKUPS)
def test_lookups_are_known(text: str) -> None:
    assert lookup(text) == LOOKUPS[text]


@pytest.mark.parametrize("text", OTHERS)
def test_all_else_is_no_lookup(text: str) -> None:
    assert lookup(text) is None


NAMES = st.sampled_from(
    [*(f"<{EX}{name}>" for name in (*"abcd", "hub", "rim", "mid")), *(f":{name}" for name in "abcd")]
)
VARIABLES = st.sampled_from(["?x", "?y", "$z", "?long_name1"])
OBJECTS = st.one_of(NAMES, VARIABLES, st.sampled_from(['"x"', '"x"@en', '"y"@de', '""']))
SPACES = st.sampled_from([" ", "\n", "  ", "\t"])


@st.composite
def groups(draw: st.DrawFn) -> str:
    """What may stand between the brackets of a query, most of which makes a lookup."""
    statements = []
    for _ in range(draw(st.integers(1, 4))):
        said = [
            f"{draw(st.one_of(NAMES, st.just('a')))}{draw(SPACES)}{draw(OBJECTS)}"
            for _ in range(draw(st.integers(1, 2)))
        ]
        whole = f"{draw(st.one_of(NAMES, VARIABLES))} {' ; '.join(said)}{draw(SPACES)}"
        if draw(st.integers(0, 3)) == 0:
            whole += 'FILTER(LANGMATCHES(LANG(?x), "en")) '
        statements.append(f"OPTIONAL {{ {whole} }}" if draw(st.integers(0, 3)) == 0 else whole)
    return " . ".join(statements)


def bound(store: EmbeddedStore, statements: Sequence[Sought]) -> int:
    """The most solutions that a lookup can have, found out by looking at all the statements there are."""
    solutions = 1
    for subject, predicate, object_ in statements:
        solutions *= max(1, sum(1 for _ in store.match(subject, predicate, object_)))
    return solutions


@settings(max_examples=300, deadline=None)
@given(groups())
def test_a_lookup_has_no_more_solutions_than_its_statements_allow(data: EmbeddedStore, group: str) -> None:
    text = f"PREFIX : <{EX}> SELECT * {{ {group} }}"
    statements = lookup(text)
    if statements is None:
        return
    try:
        solutions = len(list(data.query(text).rows()))
    except RealismError:
        assert Lookups(data).answer(Ask(text), statements) is None
        return
    assert solutions <= bound(data, statements)


JUNK = st.sampled_from(
    (
        *(
            "?s ?p ?o .",
            "{ ?s ?p ?o }",
            "GRAPH ?g",
            "UNION",
            "MINUS",
            "SELECT *",
            "ORDER BY ?x",
            "VALUES ?v { 1 }",
            "x:",
        ),
        *("BIND(1 AS ?q)", "FILTER(1)", "a", *"/*|^!()#\\\"'<.;,}{"),
    )
)


@settings(max_examples=500, deadline=None)
@given(groups(), st.lists(st.tuples(JUNK, st.integers(0, 400)), min_size=1, max_size=3))
def test_whatever_stands_in_a_text_it_is_not_taken_for_less_than_it_is(
    data: EmbeddedStore, group: str, junk: list[tuple[str, int]]
) -> None:
    text = f"PREFIX : <{EX}> SELECT * {{ {group} }}"
    for piece, place in junk:
        at = place % len(text)
        text = text[:at] + piece + text[at:]
    statements = lookup(text)
    if statements is None:
        return
    try:
        rows = data.query(text).rows()
        # Beyond the bound it need not be counted to the end.
        most = bound(data, statements)
        assert sum(1 for _, _ in zip(range(most + 1), rows, strict=False)) <= most
    except RealismError:
        return


@settings(max_examples=300, deadline=None)
@given(groups())
def test_answers_to_small_lookups_are_those_of_the_store(data: EmbeddedStore, group: str) -> None:
    text = f"PREFIX : <{EX}> SELECT DISTINCT * {{ {group} }}"
    statements = lookup(text)
    answered = None if statements is None else Lookups(data).answer(Ask(text, formats={"bindings": CSV}), statements)
    if answered is None:
        return
    assert sorted(answered.body.splitlines()) == sorted(data.query(text).serialize(CSV).splitlines())
    assert answered.version == data.version
    assert bound(data, statements or ()) <= SOLUTIONS


@pytest.mark.parametrize(
    ("pattern", "answered"),
    [
        (f"<{EX}mid> <{EX}to> ?o", True),
        (f"<{EX}mid> <{EX}to> ?o, ?p", False),
        (f"<{EX}mid> <{EX}to> ?o OPTIONAL {{ <{EX}mid> <{EX}to> ?p }}", False),
        (f"<{EX}hub> <{EX}to> ?o", False),
        (f"<{EX}hub> <{EX}none> ?o", False),
        (f"?s <{EX}a> <{EX}rim>", False),
        (f"?s <{EX}none> <{EX}rim>", False),
        (f"<{EX}long> <{EX}to> ?o", False),
        (f"<{EX}from1> <{EX}a> ?o", True),
        (f"<{EX}nothing> <{EX}a> ?o", True),
    ],
)
def test_what_may_be_large_is_left_to_others(data: EmbeddedStore, pattern: str, answered: bool) -> None:
    text = f"SELECT * {{ {pattern} }}"
    statements = lookup(text)
    assert statements is not None
    lookups = Lookups(data)
    for _ in range(2):
        assert (lookups.answer(Ask(text), statements) is not None) is answered


def test_what_changes_is_seen_at_once_until_much_was_removed() -> None:
    store = EmbeddedStore()
    lookups, text = Lookups(store), f"SELECT * {{ <{EX}a> <{EX}p> ?o }}"
    ask, statements = Ask(text, formats={"bindings": CSV}), lookup(text)
    assert statements is not None

    def rows() -> int | None:
        answered = lookups.answer(ask, statements)
        return None if answered is None else answered.rows

    one, two = (Quad(Iri(EX + "a"), Iri(EX + "p"), Literal(name)) for name in "xy")
    assert rows() == 0
    store.extend([one, two])
    assert rows() == 2
    store.change([], [one])
    assert rows() == 1
    store.extend(Quad(Iri(EX + "a"), Iri(EX + "q"), Literal(str(n))) for n in range(BESIDE))
    assert rows() is None
    store.replace(b"", "empty")
    # The engine goes through what was removed, too.
    assert rows() is None


def test_graphs_and_formats_that_are_asked_for_are_left_to_others(data: EmbeddedStore) -> None:
    text = f"SELECT * {{ <{EX}mid> <{EX}to> ?o }}"
    statements = lookup(text)
    assert statements is not None
    assert Lookups(data).answer(Ask(text, default_graphs=[EX + "one"]), statements) is None
    assert Lookups(data).answer(Ask(text, formats={"graph": CSV}), statements) is None
