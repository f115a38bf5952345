"""What the reasoner is asked and what it answers: axioms, sets of them that cannot hold together, verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from realism.checks.logic.functional import Expression, main_triple, parse_functional
from realism.errors import Overloaded, RealismError


@dataclass(frozen=True)
class Item:
    """A logical axiom without annotations, and what its annotations say."""

    text: str
    formalizes: frozenset[str]
    sources: frozenset[str]


@dataclass(frozen=True)
class Axiom:
    """One logical axiom and where it comes from.

    part        the name of the first part that states it; `also_in` are the others
    rendered    OWL functional-style syntax with full IRIs
    formalizes  IRIs of the claims it puts into logic; `sources`: IRIs of the works it rests on
    fresh       whether only the edit under test states it
    """

    part: str
    rendered: str
    formalizes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    fresh: bool = False

    @cached_property
    def expression(self) -> Expression:
        """The axiom as a nested expression."""
        return parse_functional(self.rendered)

    @property
    def triple(self) -> tuple[str, str, str | None] | None:
        """The RDF statement that carries it: subject, predicate, object (None when anonymous); see `main_triple`."""
        return main_triple(self.expression)

    @property
    def parts(self) -> frozenset[str]:
        """The names of all parts that state it."""
        return frozenset((self.part, *self.also_in))


@dataclass(frozen=True)
class Justification:
    """A minimal set of axioms that cannot hold together: take any away and the rest can.

    assumed   None, or the IRI of a class: then the axioms hold together only as long as that class has no instance
    """

    axioms: tuple[Axiom, ...]
    assumed: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What the reasoner says about the parts taken together.

    consistent          whether they can all be true
    unsatisfiable       IRIs of the classes that can have no instance, empty when inconsistent
    profile_violations  what is outside OWL 2 DL, in the OWL API's words
    justifications      shortest first; empty unless something is wrong
    axioms              how many axioms were looked at
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    profile_violations: tuple[str, ...]
    justifications: tuple[Justification, ...]
    axioms: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return self.consistent and not self.unsatisfiable and not self.profile_violations


Parts = Mapping[str, str | tuple[str, ...]]
"""What is reasoned about: the name of each part and its Turtle, the shared part first.

A part may come in pieces, so that those that stay the same from one question to the next are read only once; blank
nodes belong to their piece.
"""


class Piece(NamedTuple):
    """A text to be read: N-Triples, and N-Triples declaring the terms it uses."""

    text: str
    declarations: str


Pieces = Mapping[str, tuple[Piece, ...]]


@dataclass(frozen=True)
class Job:
    """One question: `task` is ``check``, ``change``, ``justify``, ``clashes``, ``carry``, ``axioms``, ``follow`` or
    ``ready``.

    parts    name to pieces, the shared part first
    limit    how many justifications are wanted at most
    seconds  when to stop looking for further justifications
    axioms   for ``carry``: the axioms in question, in functional syntax; `assumed`: the class they keep empty
    before   for ``change``: the parts before the edit; `sound` when nothing clashes in them, else `known` has some
             of the clashes
    until    seconds after which the worker stops by itself; None leaves that to whoever waits
    more     for ``follow``: the statements whose consequences are wanted; `disputed`: statements left out of account
    """

    task: str
    parts: Pieces = field(default_factory=dict)
    limit: int = 1
    seconds: float = 30.0
    until: float | None = None
    axioms: tuple[str, ...] = ()
    assumed: str | None = None
    before: Pieces = field(default_factory=dict)
    sound: bool = True
    known: tuple[Justification, ...] = ()
    more: tuple[Piece, ...] = ()
    disputed: frozenset[tuple[str, str, str]] = frozenset()


Answer = bool | Verdict | list[Justification] | list[Axiom] | RealismError | str
"""A string is the message of a failure after which the worker ends."""


def too_long(seconds: float) -> Overloaded:
    """The error for a question that was not answered within so many seconds."""
    return Overloaded(
        f"the reasoner took longer than {seconds:.3g} seconds and was stopped; check fewer statements at a time"
    )
