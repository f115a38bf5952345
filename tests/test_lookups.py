"""Lookups are told from all other queries, and what they cost is known before they are answered."""

import random
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realism.errors import RealismError
from realism.store.base import CSV, SPARQL_JSON, BlankNode, Iri, Literal, Quad, Term
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_lookups import BESIDE, LENGTH, SOLUTIONS, Lookups
from realism.store.frames import Ask
from realism.store.lookup_text import LONGEST, MOST, Sought, lookup
from realism.vocab import RDF, XSD

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
        Literal("5", XSD + "integer"),
        BlankNode("b"),
    ]
    graphs = [None, Iri(EX + "one"), Iri(EX + "two")]
    everything = [Quad(s, p, o, g) for s, p, o, g in product(names, names, objects, graphs)]
    store.extend(chance.sample(everything, 150))
    store.extend(Quad(Iri(EX + "hub"), Iri(EX + "to"), Literal(str(n))) for n in range(HUB))
    store.extend(Quad(Iri(f"{EX}from{n}"), Iri(EX + "a"), Iri(EX + "rim")) for n in range(HUB))
    store.extend(Quad(Iri(EX + "mid"), Iri(EX + "to"), Literal(str(n))) for n in range(SOLUTIONS // 4))
    store.extend([Quad(Iri(EX + "long"), Iri(EX + "to"), Literal("x" * LENGTH))])
    return store


def sought(text: str) -> Sequence[Sought] | None:
    found = lookup(text)
    return None if found is None else found.statements


@pytest.mark.parametrize("text", LOOKUPS)
def test_lookups_are_known(text: str) -> None:
    assert sought(text) == LOOKUPS[text]


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
    found = lookup(text)
    if found is None:
        return
    try:
        solutions = len(list(data.query(text).rows()))
    except RealismError:
        assert Lookups(data).answer(Ask(text), found) is None
        return
    assert solutions <= bound(data, found.statements)


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
    statements = sought(text)
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
    found = lookup(text)
    answered = None if found is None else Lookups(data).answer(Ask(text, formats={"bindings": CSV}), found)
    if found is None or answered is None:
        return
    assert sorted(answered.body.splitlines()) == sorted(data.query(text).serialize(CSV).splitlines())
    assert answered.version == data.version
    assert bound(data, found.statements) <= SOLUTIONS


TAGS = st.sampled_from(["en", "EN", "de", "de-at", "*", "", "x-*", "-"])
CONDITIONS = st.one_of(
    st.builds('LANGMATCHES(LANG({}), "{}")'.format, VARIABLES, TAGS),
    st.builds('lang( {} )= "{}"'.format, VARIABLES, TAGS.filter(lambda tag: "*" not in tag)),
)
FILTERS = st.one_of(
    st.builds("FILTER {}".format, CONDITIONS),
    st.lists(CONDITIONS, min_size=1, max_size=2).map(lambda some: f"Filter({' || '.join(some)})"),
)
SAID = st.lists(st.builds("{} {}".format, NAMES, OBJECTS), min_size=1, max_size=2).map(" ; ".join)
STATEMENTS = st.builds(
    "{} {}{}".format, st.one_of(NAMES, NAMES, VARIABLES), SAID, st.sampled_from([" ", " . ", " .", ";"])
)
INSIDE = st.lists(st.one_of(STATEMENTS, FILTERS), max_size=2).map("".join)
PATTERNS = st.lists(st.one_of(STATEMENTS, FILTERS, st.builds("OPTIONAL {{ {} }} ".format, INSIDE)), max_size=4)
UNITS = st.builds(
    "{}{} {}".format,
    st.one_of(st.builds("{} {} ?v".format, NAMES, NAMES), st.builds('?v {} "x"'.format, NAMES)),
    st.sampled_from([" .", ""]),
    st.sampled_from(["", "", 'FILTER(LANG(?v) = "en")', 'FILTER LANGMATCHES(LANG(?v), "*")']),
)
APART = st.lists(st.one_of(UNITS, UNITS.map("OPTIONAL {{ {} }} ".format)), min_size=1, max_size=4).map(
    lambda units: [unit.replace("?v", f"?v{number}") for number, unit in enumerate(units)]
)
"""Statements that have a variable of their own each."""
SELECTED = st.one_of(
    st.sampled_from(["*", "?v0", "?v1 ?v0"]), st.lists(VARIABLES, min_size=1, max_size=3).map(" ".join)
)
MODIFIERS = "LIMIT 3/OFFSET 1/limit 2 offset 1/OFFSET 1 LIMIT 1/LIMIT 0/LIMIT 1 LIMIT 2/LIMIT 1OFFSET 1/LIMIT/LIMIT 007"
ENDS = st.sampled_from(["", *MODIFIERS.split("/"), f"LIMIT {1 << 70}"])
QUERIES = st.builds(
    f"PREFIX : <{EX}> SELECT {{}}{{}} {{{{ {{}}}}}} {{}}".format,
    st.sampled_from(["", "", "DISTINCT "]),
    SELECTED,
    st.one_of(PATTERNS, APART).map("".join),
    ENDS,
)
BITS = st.sampled_from(
    [*' .;,{}()<>:?$"@a-\\\t\n\v\f\x1c', "FILTER", "OPTIONAL", "<x:[>", "@service", "LIMIT 1", "?x", "PREFIX "]
)


def agrees(store: EmbeddedStore, text: str) -> bool:
    """Whether `text` is answered without the engine's reading it; the answer is then the one of the engine."""
    found = lookup(text)
    if found is None or found.outline is None:
        return False
    answered = Lookups(store).answer(Ask(text), found)
    try:
        expected = store.query(text).serialize(SPARQL_JSON)
    except RealismError:
        assert answered is None
        return False
    assert answered is None or answered.body == expected
    return answered is not None


@settings(max_examples=500, deadline=None)
@given(QUERIES)
def test_answers_are_those_of_the_engine_byte_by_byte(data: EmbeddedStore, text: str) -> None:
    agrees(data, text)


@settings(max_examples=500, deadline=None)
@given(QUERIES, st.lists(st.tuples(BITS, st.integers(0, 300), st.integers(0, 3)), min_size=1, max_size=3))
def test_what_the_engine_refuses_is_not_answered(
    data: EmbeddedStore, text: str, changes: list[tuple[str, int, int]]
) -> None:
    for piece, place, left_out in changes:
        at = place % len(text)
        text = text[:at] + piece + text[at + left_out :]
    agrees(data, text)


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        (f"SELECT ?o {{ <{EX}a> <{EX}p> ?o }}", True),
        (f"PREFIX : <{EX}> SELECT * {{ :mid :to ?o . :a :none ?x }} LIMIT 5 OFFSET 2", True),
        (f'PREFIX : <{EX}> SELECT * {{ :mid :to ?o OPTIONAL {{ :none :b ?n FILTER(LANG(?n) = "en") }} }}', True),
        (f"PREFIX : <{EX}> SELECT DISTINCT ?none {{ :mid :to ?o }}", True),
        (f'PREFIX : <{EX}> SELECT ?s {{ ?s :b "x" . :mid a :a }}', True),
        (f"PREFIX : <{EX}> SELECT ?o {{ :mid :to ?o, ?o }}", False),
        (f"PREFIX : <{EX}> PREFIX : <{EX}other> SELECT ?o {{ :mid :to ?o }}", False),
        (f'PREFIX : <{EX}> SELECT ?s {{ ?s :p "x"@service }}', False),
        (f"PREFIX : <{EX}> PREFIX x: <http://[> SELECT ?o {{ :mid :to ?o }}", False),
        (f"SELECT\v?o {{ <{EX}a> <{EX}p> ?o }}", False),
        (f"SELECT ?o {{ <{EX}a> <{EX}p> ?o <{EX}a> <{EX}p> <{EX}b> }}", False),
    ],
)
def test_plain_lookups_need_no_engine(data: EmbeddedStore, query: str, plain: bool) -> None:
    assert agrees(data, query) is plain


def test_every_character_is_written_as_by_the_engine() -> None:
    for start in (0, 0x2000, 0xFF00, 0x1F600):
        store, written = EmbeddedStore(), "".join(map(chr, range(start, start + 0x100)))
        store.extend([Quad(Iri(EX + "a"), Iri(EX + "p"), Literal(written))])
        assert agrees(store, f"SELECT ?o {{ <{EX}a> <{EX}p> ?o }}")


def test_queries_of_one_shape_are_told_apart(data: EmbeddedStore) -> None:
    for name, other in product(("a", "b", "mid", "none"), repeat=2):
        assert agrees(data, f"SELECT ?o ?n {{ <{EX}mid> <{EX}{name}> ?o OPTIONAL {{ <{EX}{other}> <{EX}to> ?n }} }}")
    for text in (f"<{EX}a>", f"<{EX}b>", "x"):
        assert sought(f'SELECT ?s {{ ?s <{EX}p> "{text}" }}') == (
            None if "<" in text else [Sought(None, Iri(EX + "p"), Literal(text))]
        )


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
