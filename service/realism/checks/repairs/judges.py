"""Who judges repairs, and how much may be spent on them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from realism.checks.edits.edit import Edit
from realism.checks.reports.report import Finding
from realism.store.base import Quad

Judge = Callable[[Edit, float], Iterable[Finding]]
"""Answers an edit, and how many seconds there are, with what the edit introduces in the eyes of one engine."""
Loses = Callable[[frozenset[Quad], Finding, float], Sequence[str]]
"""Answers statements to be removed for the sake of a finding, within so many seconds, with what no longer follows, as
sentences."""


@dataclass(frozen=True)
class Judges:
    """The engines that judged the edit, by name, fastest first.

    maker     the name of the engine that made a finding: its verdict on a repair is asked first
    monotone  the names of those that find nothing new in fewer statements, nor in annotations, as logic does not
    partly    the edits that were not judged in every account that rests on them, for lack of time
    """

    engines: Mapping[str, Judge]
    maker: Callable[[Finding], str]
    monotone: frozenset[str] = frozenset()
    loses: Loses = lambda removed, finding, seconds: ()
    partly: set[Edit] = field(default_factory=set)


@dataclass(frozen=True)
class Limits:
    """How much is spent: repairs and tries for each finding, findings, and seconds on the search for all of them.

    patience      seconds on the search until there is a first repair, if these are more
    more_seconds  how long after that it is still looked into what repairs lose
    statements    how many an edit may have: each try judges it anew
    """

    repairs: int = 4
    tries: int = 12
    findings: int = 20
    seconds: float = 0.12
    patience: float = 0
    more_seconds: float = 0.03
    statements: int = 1000
