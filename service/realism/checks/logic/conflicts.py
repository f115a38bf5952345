"""Minimal sets of statements that cannot hold together, found with nothing but a yes/no test.

The test says whether a set clashes; it must be monotone (a superset of a clashing set clashes), as OWL is.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from heapq import heappop, heappush
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
Test = Callable[[Sequence[T]], bool]


def minimal_conflict(items: Sequence[T], clashes: Test[T], background: Sequence[T] = ()) -> list[T]:
    """A smallest-by-inclusion part of `items` that clashes together with `background`.

    `items` with `background` must clash. Empty when `background` clashes by itself. Earlier items are preferred.
    QuickXplain: U. Junker, "QuickXplain: Preferred Explanations and Relaxations for Over-Constrained Problems",
    AAAI 2004; about k·log(n/k) tests for k of n items.
    """
    if not items or clashes(background):
        return []
    return _narrow(list(background), False, list(items), clashes)


def _narrow(background: list[T], grown: bool, items: list[T], clashes: Test[T]) -> list[T]:
    if grown and clashes(background):
        return []
    if len(items) == 1:
        return items
    half = len(items) // 2
    first, second = items[:half], items[half:]
    late = _narrow(background + first, True, second, clashes)
    early = _narrow(background + late, bool(late), first, clashes)
    return early + late


def all_conflicts(
    items: Sequence[T], find: Callable[[Sequence[T]], list[T] | None], patience: int | None = None
) -> Iterator[frozenset[T]]:
    """The minimal conflicts among `items`, each once; stop reading whenever enough.

    find       a minimal conflict within the items it is given, or None when they hold together
    patience   give up after so many calls of `find` in a row that found nothing new; None searches to the end,
               which takes exponentially many calls when conflicts are many and disjoint
    Reiter's hitting-set tree (R. Reiter, "A theory of diagnosis from first principles", Artificial Intelligence 32,
    1987) with reuse of conflicts, searched from the paths that differ least from the first one (limited discrepancy:
    W. Harvey, M. Ginsberg, IJCAI 1995), so that conflicts that overlap known ones are found early.
    """
    known: list[frozenset[T]] = []
    consistent: list[frozenset[T]] = []
    seen: set[frozenset[T]] = set()
    fruitless = 0
    paths: list[tuple[int, int, int, frozenset[T]]] = [(0, 0, 0, frozenset())]
    while paths and (patience is None or fruitless < patience):
        deviations, _, _, removed = heappop(paths)
        if removed in seen or any(done <= removed for done in consistent):
            continue
        seen.add(removed)
        conflict = next((one for one in known if not one & removed), None)
        if conflict is None:
            found = find([item for item in items if item not in removed])
            if found is None:
                consistent.append(removed)
                fruitless += 1
                continue
            conflict, fruitless = frozenset(found), 0
            known.append(conflict)
            yield conflict
        for turn, item in enumerate(item for item in items if item in conflict):
            # The counter of seen paths breaks ties, as sets have no order.
            entry = (deviations + (turn > 0), -len(removed), len(seen) * len(items) + turn, removed | {item})
            heappush(paths, entry)
