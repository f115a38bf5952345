"""All theories against all: for every pair one verdict, with how often they agree, contradict, and stay silent.

What the accounts state is counted for all pairs at once. What logic adds is proved pair by pair (`prove`), which takes
the reasoner a while; until then a cell says that it is not proved yet, so that unknown never passes for no.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Literal

from realism.checks.logic.reasoner import Reasoner
from realism.errors import BadInput, Overloaded
from realism.store.base import Store
from realism.theories import Theories
from realism.vocab import entity_iri

Verdict = Literal["contradict", "agree", "not stated", "not comparable"]
VERDICTS: Final[tuple[Verdict, ...]] = ("contradict", "agree", "not stated", "not comparable")
MAX_SLOW: Final = 3
"""So many pairs may take the reasoner too long; then it is asked about no more pairs of this state of the dataset."""


@dataclass(frozen=True)
class Theory:
    """A row of the matrix. depth: 0 for a theory that is a strand of none, 1 for its strands, and so on."""

    id: str
    label: str
    depth: int


@dataclass(frozen=True)
class Cell:
    """Two theories against each other, counted as `realism.compare` counts.

    agree, contradict, not_stated   numbers of claims and dimensions
    cruxes                          proved by logic; None as long as the reasoner was not asked
    meet                            whether any claim or dimension is in both accounts, or a claim disputes a claim
    """

    a: str
    b: str
    agree: int
    contradict: int
    not_stated: int
    cruxes: int | None
    meet: bool

    @property
    def verdict(self) -> Verdict:
        """One contradiction outweighs any agreement; before logic is asked, what the accounts state decides."""
        if self.contradict or self.cruxes:
            return "contradict"
        if self.agree:
            return "agree"
        return "not stated" if self.meet else "not comparable"

    @property
    def proved(self) -> bool:
        """Whether logic is done with the pair, or has nothing to do."""
        return self.cruxes is not None

    def as_dict(self) -> dict[str, Any]:
        """The cell as JSON."""
        counts = {name: getattr(self, name) for name in ("agree", "contradict", "not_stated", "cruxes")}
        return {"a": self.a, "b": self.b, "verdict": self.verdict, "counts": counts, "proved": self.proved}


@dataclass(frozen=True)
class Matrix:
    """The matrix as far as it is proved.

    theories     by family: every theory is followed by its strands
    cells        every pair once, in the order of `theories`
    done, of     pairs that the reasoner is done with, of those whose accounts both have axioms
    given_up     pairs on which it was asked in vain
    """

    version: str
    theories: list[Theory]
    cells: list[Cell]
    done: int
    of: int
    given_up: int

    @property
    def complete(self) -> bool:
        """Whether logic is done with all pairs."""
        return self.done == self.of

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many pairs have each verdict."""
        found = Counter(cell.verdict for cell in self.cells)
        return {verdict: found[verdict] for verdict in VERDICTS}

    def as_dict(self) -> dict[str, Any]:
        """The matrix as the JSON of ``GET /compare/matrix``."""
        return {
            "version": self.version,
            "logic": {"done": self.done, "of": self.of, "given_up": self.given_up},
            "verdicts": self.verdicts,
            "theories": [vars(theory) for theory in self.theories],
            "cells": [cell.as_dict() for cell in self.cells],
        }


def matrix(store: Store) -> Matrix:
    """The matrix of the present state of `store`, with as much logic as was proved so far; asks no reasoner."""
    theories = Theories.of(store)
    ordered = _by_family(theories)
    cells = [_cell(theories, one.id, other.id) for one, other in combinations(ordered, 2)]
    pairs = _clashing(theories)
    done = sum(theories.known_cruxes(a, b) is not None for a, b in pairs)
    return Matrix(theories.version, ordered, cells, done, len(pairs), len(theories.given_up))


def prove(
    store: Store,
    reasoner: Reasoner,
    step: Callable[[str], None] = lambda pair: None,
    wanted: Callable[[], bool] = lambda: True,
) -> None:
    """Ask the reasoner about every pair it was not asked about in the present state of `store`, one after the other.

    step     called with the names of the pair before each question
    wanted   asked before each question; when it gives false, no more are put
    Ends early when the dataset changes. A pair that takes too long, or that the reasoner cannot read, is left unproved;
    after `MAX_SLOW` that take too long no more are asked about, so that other questions do not wait for ever.
    """
    theories = Theories.of(store)
    for a, b in _clashing(theories):
        slow = sum(isinstance(error, Overloaded) for error in list(theories.given_up.values()))
        if slow >= MAX_SLOW or theories.version != store.version:
            return
        pair = frozenset((a, b))
        if theories.known_cruxes(a, b) is not None or pair in theories.given_up:
            continue
        if not wanted():
            return
        step(f"{a} and {b}")
        try:
            theories.cruxes(a, b, reasoner)
        except (Overloaded, BadInput) as error:
            # A reasoner that was ended with the service is no sign that the pair is hard.
            if not wanted():
                return
            theories.given_up[pair] = error


def _clashing(theories: Theories) -> list[tuple[str, str]]:
    return [pair for pair in combinations(theories.slugs, 2) if theories.can_clash(*pair)]


def _cell(theories: Theories, a: str, b: str) -> Cell:
    claims_a, claims_b = theories.claims[a], theories.claims[b]
    shared = claims_a.keys() & claims_b.keys()
    agree = sum(claims_a[claim] == claims_b[claim] for claim in shared)
    disputes = _disputes(theories, a, b) + _disputes(theories, b, a)
    contradict = len(shared) - agree + disputes
    taken_a, taken_b = theories.positions[a], theories.positions[b]
    open_ = 0
    for dimension in taken_a.keys() | taken_b.keys():
        one, other = taken_a.get(dimension), taken_b.get(dimension)
        if one is None or other is None:
            open_ += 1
        elif one == other:
            agree += 1
        else:
            contradict += 1
    cruxes = theories.known_cruxes(a, b)
    meet = bool(shared or disputes or taken_a.keys() & taken_b.keys())
    return Cell(a, b, agree, contradict, open_, None if cruxes is None else len(cruxes), meet)


def _disputes(theories: Theories, a: str, b: str) -> int:
    """How many claims that `b` holds are disputed by claims that `a` holds, counted by pairs of claims."""
    held = {claim for claim, stance in theories.claims[b].items() if stance == "holds"}
    return sum(
        len(held & theories.disputes[claim])
        for claim, stance in theories.claims[a].items()
        if stance == "holds" and claim in theories.disputes
    )


def _by_family(theories: Theories) -> list[Theory]:
    """Every theory once, under the first theory that leads to it; those within a circle last."""
    label = {slug: theories.lexicon.label(entity_iri(slug)) for slug in theories.slugs}
    inside = {slug: [wider for wider in theories.wider[slug] if wider in label] for slug in label}
    ordered = sorted(label, key=lambda slug: label[slug].casefold())
    placed: dict[str, int] = {}

    def place(slug: str, depth: int) -> None:
        if slug not in placed:
            placed[slug] = depth
            for strand in ordered:
                if slug in inside[strand]:
                    place(strand, depth + 1)

    for slug in [*(slug for slug in ordered if not inside[slug]), *ordered]:
        place(slug, 0)
    return [Theory(slug, label[slug], depth) for slug, depth in placed.items()]
