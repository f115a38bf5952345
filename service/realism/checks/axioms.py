"""What the reasoner is asked and what it answers: axioms, sets of them that cannot hold together, verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from realism.checks.functional import Expression, main_triple, parse_functional
from realism.errors import RealismError


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
    """

    part: str
    rendered: str
    formalizes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()

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
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    profile_violations: tuple[str, ...]
    justifications: tuple[Justification, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return self.consistent and not self.unsatisfiable and not self.profile_violations


@dataclass(frozen=True)
class Job:
    """One question: `task` is ``check``, ``justify``, ``clashes``, ``carry``, ``axioms`` or ``ready``.

    parts         name to N-Triples, the shared part first
    declarations  N-Triples declaring the terms of all parts
    limit         how many justifications are wanted at most
    seconds       when to stop looking for further justifications
    axioms        for ``carry``: the axioms in question, in functional syntax
    """

    task: str
    parts: Mapping[str, str] = field(default_factory=dict)
    declarations: str = ""
    limit: int = 1
    seconds: float = 30.0
    axioms: tuple[str, ...] = ()


Answer = bool | Verdict | list[Justification] | list[Axiom] | RealismError | str
"""A string is the message of a failure after which the worker ends."""
