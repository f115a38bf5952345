"""Which statements a query rule looks at, told from its text: never too few."""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.rules.compiling import compile_rule
from realism.checks.rules.local import LocalRules
from realism.checks.rules.whole import Rule, load_rules
from realism.errors import BadInput, QuerySyntaxError
from realism.paths import queries_dir
from realism.store.base import Iri, Literal, Quad, Term
from realism.store.embedded import EmbeddedStore
from realism.vocab import RDF

NIGHTLY = os.environ.get("REALISM_NIGHTLY") == "1"
PREFIXES = f"PREFIX : <urn:> PREFIX rdf: <{RDF}> "


def rule(where: str, select: str = "?focus") -> Rule:
    return Rule("the-rule", "violation", "{focus}", (), f"{PREFIXES} SELECT DISTINCT {select} WHERE {{ {where} }}")


def test_of_the_bundled_rules_those_that_compare_entries_by_name_or_by_number_are_unbounded() -> None:
    unbounded = {one.name for one in load_rules(queries_dir() / "checks") if compile_rule(one).unbounded is not None}
    assert unbounded == {
        *("alias-shared", "label-unique", "definition-unique"),
        *("axiom-of-coded-claim", "position-on-its-dimension", "term-is-used"),
    }


@pytest.mark.parametrize(
    "where",
    [
        "?focus :p ?a . ?b :q ?a . ?b :r :n0",
        "?a a :n0 . ?focus :p ?a",
        "?focus :p/:q*/^:r ?a",
        "?focus ?path ?a . ?path a :n0",
        "?focus :p ?a . OPTIONAL { ?a :q ?b }",
        "?focus :p ?a . MINUS { ?focus :q ?a }",
        "{ ?focus :p ?a } UNION { ?a :p ?focus } ?a :q ?b",
        "?focus :p ?a . FILTER(NOT EXISTS { ?a :q ?b } || EXISTS { ?focus :q ?b })",
        "GRAPH ?g { ?g :of ?theory . ?focus :p ?a }",
        "{ SELECT ?focus (COUNT(?a) AS ?n) { ?focus :p ?a } GROUP BY ?focus }",
        "?focus :p ?a . BIND(?a AS ?b) ?b :q ?c",
        "VALUES ?a { :n0 :n1 } ?focus :p ?a",
    ],
)
def test_bounded(where: str) -> None:
    assert compile_rule(rule(where)).unbounded is None


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("?focus :p ?a . ?b :q ?c . FILTER(STR(?a) = STR(?c))", "not linked"),
        ("?focus :p ?a . BIND(IRI(STR(?a)) AS ?b) ?b :q ?c", "not linked"),
        ("?focus a ?kind . ?b a ?kind", "all things of a kind"),
        ("?a ?focus ?b . ?focus :p ?c", "all uses of a relation"),
        # What the optional part binds is not always bound.
        ("?focus :p ?a . OPTIONAL { ?focus :q ?b } ?b :r ?c", "not linked"),
        # The optional part is answered before it is joined with what is around it.
        ("?focus :p ?a . { ?focus :q ?b . OPTIONAL { ?a :r ?c } }", "not linked"),
        ("?focus :p ?a . { SELECT ?a (COUNT(?b) AS ?n) { ?b :q ?c } GROUP BY ?a }", "not linked"),
        # What is counted is not narrowed by what is around the count.
        ("?focus :p ?b . { SELECT ?a (COUNT(?b) AS ?n) { ?a :q ?b } GROUP BY ?a }", "not linked"),
        ("?focus :p ?a . { SELECT ?a { ?a :q ?b } LIMIT 1 }", "Slice"),
        ("?focus :p ?a . { ?b :q ?c . FILTER NOT EXISTS { ?a :r ?b } }", "not linked"),
        ("?focus :p* ?a", "no steps"),
        ("?focus :p ?a . GRAPH ?g { ?a :q* ?b }", "no steps"),
        ("?focus :p ?a . GRAPH ?g { }", "which graphs"),
        ("GRAPH ?g { ?g :of ?focus . ?a :p ?b }", "not linked"),
        ("OPTIONAL { ?focus :p ?a }", "not linked|do not always"),
    ],
)
def test_unbounded_with_the_reason(where: str, reason: str) -> None:
    found = compile_rule(rule(where)).unbounded
    assert found is not None
    assert any(one in found for one in reason.split("|")), found


@pytest.mark.parametrize(
    ("where", "given"),
    [
        ("VALUES ?d { :p } ?focus ?d ?b", True),
        ("VALUES ?d { :p } ?focus :q ?a FILTER NOT EXISTS { ?a ?d ?b }", True),
        # A value left out by what is given outside can still make the optional part match, and drop the row.
        ("VALUES ?d { :p } { ?focus :q ?a OPTIONAL { ?a ?d ?b } }", False),
        ("VALUES ?d { :p } { ?focus :q ?a FILTER NOT EXISTS { ?a ?d ?b } }", False),
    ],
)
def test_a_pattern_of_any_relation_is_narrowed_only_by_what_is_sure(where: str, given: bool) -> None:
    among = frozenset({Iri("urn:p")})
    (open_one,) = (one for one in compile_rule(rule(where)).reads if one.pattern.predicate is None)
    assert any(one.among == among for one in open_one.traits) == given


def test_a_rule_that_is_no_query_is_bad_input() -> None:
    with pytest.raises(BadInput, match="not a SPARQL query"):
        compile_rule(rule("?focus :p"))


NODES = [Iri(f"urn:n{number}") for number in range(4)]
RELATIONS = [Iri("urn:p"), Iri("urn:q"), Iri("urn:r"), Iri(RDF + "type")]
GRAPHS = [Iri("urn:g0"), Iri("urn:g1")]
PATHS = (
    *(":p", ":q", ":r", ":p", ":q", "a", "?d", "?d"),
    *(":p*", ":q+", "^:r", ":p/:q?", ":p|:q", "!:p", "(:p/^:q)+", ":p/:q*"),
)
VARIABLES = ("?focus", "?a", "?b", "?c")
PARTS = (
    # What is bound in one place only, and what is bound around a place but not in it, is easily misjudged.
    *("{ $1 } UNION { $2 } $v :q $w .", "OPTIONAL { $1 } $v :p $w .", "{ ?focus :p $v . OPTIONAL { $w :q ?c } }"),
    *("{ ?focus :q $v MINUS { $w :p ?c } }", "{ ?focus :q $v FILTER NOT EXISTS { $w :p ?c } }"),
    "{ SELECT ?focus ?a (COUNT(?c) AS ?n) { ?focus :p ?a . ?a :q ?c OPTIONAL { $v :p $w } } GROUP BY ?focus ?a }",
    *("{ SELECT $v (COUNT(*) AS ?n) { $v :q $w } GROUP BY $v }", "{ SELECT $v { $v :q $w } }"),
    *("VALUES ?d { :p } { ?focus :q $v OPTIONAL { $v ?d $w } }", "{ ?focus :q $v MINUS { $v ?d $w } } ?focus ?d :n1 ."),
    *("OPTIONAL { $1 }", "OPTIONAL { $1 FILTER EXISTS { $2 } }", "{ $1 } UNION { $2 }", "MINUS { $1 }", "{ $1 }"),
    *(
        "FILTER NOT EXISTS { $1 }",
        "FILTER(EXISTS { $1 } || NOT EXISTS { $2 })",
        "FILTER($v != ?c)",
        "FILTER(BOUND($v))",
    ),
    *("GRAPH ?g { $1 }", "GRAPH ?g { ?g :of $v . $1 }", "{ SELECT ?focus ?a { $1 } }", "{ SELECT * { $1 } }"),
    *(
        "{ SELECT $v (COUNT(DISTINCT ?b) AS ?n) { $1 } GROUP BY $v }",
        "{ SELECT ?focus (MIN(?c) AS ?m) { $1 } GROUP BY ?focus }",
    ),
    *("VALUES $v { :n0 :n1 }", "VALUES ?d { :p :q }", "BIND($v AS ?e) ?e :p ?c .", "BIND(:n1 AS ?f) $v :q ?f ."),
    *("FILTER(STRSTARTS(STR($v), STR(:n)))", "FILTER(?d IN (:p, :r))", "BIND($v AS ?a)"),
)


def triple(rnd: Random) -> str:
    subject = rnd.choice(("?focus", *VARIABLES, ":n0"))
    return f"{subject} {rnd.choice(PATHS)} {rnd.choice((*VARIABLES, *VARIABLES, ':n1', ':x'))} ."


def group(rnd: Random, depth: int = 2) -> str:
    simple = f"?focus {rnd.choice(PATHS[:5])} {rnd.choice(VARIABLES)} ."
    parts = [simple if rnd.random() < 0.7 else triple(rnd)]
    for _ in range(rnd.randint(0, 3)):
        if depth == 0 or rnd.random() < 0.3:
            parts.append(triple(rnd))
            continue
        part = rnd.choice(PARTS).replace("$v", rnd.choice(VARIABLES)).replace("$w", rnd.choice(VARIABLES))
        parts.append(part.replace("$1", group(rnd, depth - 1)).replace("$2", group(rnd, depth - 1)))
    return " ".join(parts)


def statement(rnd: Random) -> Quad:
    graph = rnd.choice(GRAPHS)
    if rnd.random() < 0.15:
        return Quad(rnd.choice(GRAPHS), Iri("urn:of"), rnd.choice(NODES), graph)
    subject = rnd.choice((*NODES, *NODES, *RELATIONS[:2], GRAPHS[0]))
    ends: list[Term] = [*NODES, *NODES, *NODES, RELATIONS[0], Literal("x")]
    last = rnd.choice(ends)
    return Quad(subject, rnd.choice(RELATIONS), last, graph)


def bounded_rule(rnd: Random) -> Rule:
    """A rule made at random that the engine takes and that is found to be bounded."""
    empty = EmbeddedStore()
    while True:
        one = rule(group(rnd), "?focus ?a ?b ?c ?n ?m")
        try:
            empty.query(one.text)
        except QuerySyntaxError:
            continue
        if compile_rule(one).unbounded is None:
            return one


def asked(store: EmbeddedStore, one: Rule) -> frozenset[frozenset[tuple[str, Term]]]:
    return frozenset(frozenset(row.items()) for row in store.query(one.text).rows())


@settings(max_examples=5000 if NIGHTLY else 120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_after_any_edit_any_bounded_rule_finds_what_it_finds_in_the_whole_base(seed: int) -> None:
    rnd = Random(seed)  # noqa: S311
    one = bounded_rule(rnd)
    store = EmbeddedStore()
    local = LocalRules([one], Asserted(store))
    assert local.compiled[0].unbounded is None
    for _ in range(12):
        store.remove(list(store.match()))
        base = {statement(rnd) for _ in range(rnd.randint(4, 24))}
        store.extend(base)
        add = {statement(rnd) for _ in range(rnd.randint(0, 3))} - base
        edit = Edit(frozenset(add), frozenset(rnd.sample(sorted(base, key=str), rnd.randint(0, 3))))
        if any(quad.predicate == "urn:of" for quad in edit.changed):
            local = LocalRules([one], Asserted(store))
        before = asked(store, one)
        around, _ = local.rows(Edited(Asserted(store), edit))
        store.remove(edit.remove)
        store.extend(edit.add)
        after = asked(store, one)
        found = around.get(one.name)
        if found is None:
            assert before == after
        else:
            assert found.before <= before
            assert found.after <= after
            assert found.after - found.before == after - before
            assert found.before - found.after == before - after
