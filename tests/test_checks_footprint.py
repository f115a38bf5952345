"""Footprints: what a verdict looks at forwards, and whom a change concerns backwards."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.checks.edits.footprint import Find, Footprint, Pattern, Step, TooWide
from realism.store.base import Iri, Literal, Quad, Term

P, Q = Iri("urn:p"), Iri("urn:q")
A, B, C, D = (Iri(f"urn:{name}") for name in "abcd")


def finder(quads: Iterable[Quad]) -> Find:
    known = list(quads)

    def find(pattern: Pattern) -> Iterator[Quad]:
        return (
            quad for quad in known if all(wanted in (None, has) for wanted, has in zip(pattern, quad[:3], strict=True))
        )

    return find


def chain(*steps: Step | None) -> Footprint:
    """A footprint of one owner that takes `steps` one after the other."""
    footprint = Footprint()
    state = footprint.start("owner")
    for step in steps:
        following = footprint.state()
        footprint.connect(state, step, following)
        state = following
    return footprint


def concerned(footprint: Footprint, changed: Quad, quads: Iterable[Quad], limit: int = 100) -> set[Term]:
    return footprint.concerned([changed], finder(quads), limit).get("owner", set())


def test_a_change_concerns_the_entries_from_which_it_is_looked_at() -> None:
    first, second = Quad(A, P, B), Quad(B, Q, C)
    footprint = chain(Step(P), Step(Q))
    assert concerned(footprint, second, [first, second]) == {A}
    assert concerned(footprint, first, [first, second]) == {A}
    assert concerned(footprint, Quad(D, Q, C), [first, second]) == set()
    assert concerned(footprint, Quad(A, Iri("urn:other"), C), [first, second]) == set()


def test_what_is_needed_is_what_is_looked_at_and_no_more() -> None:
    quads = [Quad(A, P, B), Quad(B, Q, C), Quad(B, P, D), Quad(D, Q, C)]
    assert chain(Step(P), Step(Q)).needed([("owner", A)], finder(quads), 100) == set(quads[:2])


def test_a_step_back_leads_from_object_to_subject_even_from_a_literal() -> None:
    word = Literal("word")
    quads = [Quad(A, P, word), Quad(A, Q, C)]
    footprint = chain(Step(P, inverse=True), Step(Q))
    assert footprint.needed([("owner", word)], finder(quads), 100) == set(quads)
    assert concerned(footprint, quads[1], quads) == {word}


def test_nothing_is_said_of_a_literal() -> None:
    word = Literal("word")
    assert chain(Step(P)).needed([("owner", word)], finder([Quad(A, P, B)]), 100) == set()


def test_any_predicate_is_a_step_of_its_own() -> None:
    quads = [Quad(A, P, B), Quad(A, Q, C), Quad(B, Q, C)]
    footprint = chain(Step(None))
    assert footprint.needed([("owner", A)], finder(quads), 100) == set(quads[:2])
    assert concerned(footprint, quads[1], quads) == {A}


def test_a_loop_is_followed_to_its_end_in_both_directions() -> None:
    quads = [Quad(A, P, B), Quad(B, P, C), Quad(C, P, A), Quad(C, Q, D)]
    footprint = Footprint()
    start, end = footprint.start("owner"), footprint.state()
    footprint.connect(start, Step(P), start)
    footprint.connect(start, Step(Q), end)
    assert footprint.needed([("owner", A)], finder(quads), 100) == set(quads)
    assert concerned(footprint, quads[3], quads) == {A, B, C}


def test_a_step_without_a_statement_joins_two_owners() -> None:
    footprint = Footprint()
    shared, end = footprint.state(), footprint.state()
    footprint.connect(shared, Step(Q), end)
    footprint.connect(footprint.start("one"), None, shared)
    footprint.connect(footprint.start("two"), Step(P), shared)
    quads = [Quad(A, P, B), Quad(B, Q, C)]
    assert footprint.concerned([quads[1]], finder(quads), 100) == {"one": {B}, "two": {A}}


def test_entries_are_found_from_a_state_in_the_middle() -> None:
    footprint = Footprint()
    middle = footprint.state()
    footprint.connect(footprint.start("owner"), Step(P), middle)
    quads = [Quad(A, P, B), Quad(C, P, B), Quad(C, P, D)]
    assert footprint.leading([(B, middle)], finder(quads), 100) == {"owner": {A, C}}


def test_an_owner_has_one_start() -> None:
    footprint = Footprint()
    assert footprint.start("owner") == footprint.start("owner") == footprint.starts["owner"]


def test_a_change_that_concerns_too_much_is_given_up() -> None:
    quads = [Quad(Iri(f"urn:{number}"), P, B) for number in range(20)]
    footprint = chain(Step(P), Step(Q))
    with pytest.raises(TooWide, match="more than 10 statements"):
        concerned(footprint, Quad(B, Q, C), quads, limit=10)
    with pytest.raises(TooWide, match="more than 10 statements"):
        chain(Step(P, inverse=True)).needed([("owner", B)], finder(quads), 10)


def test_no_more_statements_are_read_than_there_may_be() -> None:
    read: list[Quad] = []

    def endless(pattern: Pattern) -> Iterator[Quad]:
        while True:
            read.append(Quad(A, P, B))
            yield read[-1]

    with pytest.raises(TooWide):
        chain(Step(P)).needed([("owner", A)], endless, 10)
    assert len(read) == 11


TERMS = st.sampled_from([A, B, C, D])
QUADS = st.frozensets(st.builds(Quad, TERMS, st.sampled_from([P, Q]), TERMS), max_size=12)
STEPS = st.none() | st.builds(Step, st.sampled_from([P, Q, None]), st.booleans())
EDGES = st.lists(st.tuples(st.integers(0, 3), STEPS, st.integers(0, 3)), max_size=8)


@given(EDGES, QUADS, st.builds(Quad, TERMS, st.sampled_from([P, Q]), TERMS))
def test_a_change_concerns_an_entry_exactly_when_the_entry_needs_it(
    edges: list[tuple[int, Step | None, int]], quads: frozenset[Quad], changed: Quad
) -> None:
    footprint = Footprint()
    states = [footprint.start("owner"), *(footprint.state() for _ in range(3))]
    for source, step, target in edges:
        footprint.connect(states[source], step, states[target])
    find = finder(quads | {changed})
    asked = {term for term in (A, B, C, D) if changed in footprint.needed([("owner", term)], find, 1000)}
    assert footprint.concerned([changed], find, 1000).get("owner", set()) == asked
