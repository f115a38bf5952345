"""Minimal conflicts, tried on families of sets where the answer is known."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from realism.checks.logic.conflicts import all_conflicts, minimal_conflict

ITEMS = list(range(9))
FAMILIES = st.lists(st.frozensets(st.sampled_from(ITEMS), min_size=1, max_size=4), min_size=1, max_size=5)


def minimal(family: Sequence[frozenset[int]]) -> set[frozenset[int]]:
    return {one for one in family if not any(other < one for other in family)}


@given(FAMILIES)
def test_a_conflict_is_one_of_the_minimal_ones(family: list[frozenset[int]]) -> None:
    found = frozenset(minimal_conflict(ITEMS, lambda some: any(one <= set(some) for one in family)))
    assert found in minimal(family)


@given(FAMILIES, st.frozensets(st.sampled_from(ITEMS)))
def test_with_a_background_only_the_rest_is_sought(family: list[frozenset[int]], given_: frozenset[int]) -> None:
    items = [item for item in ITEMS if item not in given_]
    found = frozenset(minimal_conflict(items, lambda some: any(one <= set(some) for one in family), sorted(given_)))
    assert found in minimal([one - given_ for one in family])


@given(FAMILIES)
def test_all_minimal_conflicts_are_found_once(family: list[frozenset[int]]) -> None:
    def find(items: Sequence[int]) -> list[int] | None:
        def clashes(some: Sequence[int]) -> bool:
            return any(one <= set(some) for one in family)

        return minimal_conflict(items, clashes) if clashes(items) else None

    found = list(all_conflicts(ITEMS, find))
    assert len(found) == len(set(found))
    assert set(found) == minimal(family)


def test_patience_ends_the_search_but_keeps_what_overlaps() -> None:
    pairs = [frozenset({2 * n, 2 * n + 1}) for n in range(12)] + [frozenset({0, 3})]

    def find(items: Sequence[int]) -> list[int] | None:
        return next((sorted(one) for one in pairs if one <= set(items)), None)

    assert set(all_conflicts(range(24), find, patience=20)) == set(pairs)
