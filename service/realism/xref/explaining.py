"""Explaining: how a score and a list came about, number by number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from realism.xref.entries import SeeAlso
from realism.xref.paths import PATTERNS, Hop, Pattern, sentence
from realism.xref.ranking import Ranking
from realism.xref.scoring import Tied
from realism.xref.weights import ALLOWANCE, CASE, CLAIM, KIN, STANCE, Weight

KINDS: Final[dict[str, Weight]] = {"kin": KIN, "case": CASE, "claim": CLAIM, "stance": STANCE}
"""The close ties of several statements, by kind."""


class Share(NamedTuple):
    """One tie of a score: its sentence, its weight, and how much of that counts."""

    text: str
    weight: float
    counts: float


@dataclass(frozen=True)
class Account:
    """How a score came about.

    near, further   the close ties and those that lead through something close, what counts most first
    close, through  the chance that at least one of them matters
    score           both together: 1 − (1 − close)(1 − through)
    """

    near: tuple[Share, ...]
    further: tuple[Share, ...]
    close: float
    through: float
    score: float


class Choice(NamedTuple):
    """An entry of a list, the factor that the entries before it left to its type, and what it was worth then."""

    entry: SeeAlso
    factor: float
    worth: float


def account(ranking: Ranking, slug: str, target: str, tied: Tied | None = None) -> Account:
    """How the score of `target` in the list of `slug` came about.

    tied   what is tied to `slug`, where that is known already
    Raises NotFound for an entity that has no cross-references.
    """
    for one in (slug, target):
        ranking.require(one)
    tied = tied or ranking.scoring.tied(slug)
    counted: Counter[str] = Counter()
    near = []
    for found in tied.near.get(target, ()):
        counted[found.kind] += 1
        near.append(Share(sentence(ranking.graph, found), found.weight, found.weight / counted[found.kind] ** 2))
    further = [
        Share(sentence(ranking.graph, ranking.scoring.through(tied, one)), one.weight, one.weight / number)
        for number, one in enumerate(tied.further.get(target, ()), 1)
    ]
    near.sort(key=lambda share: -share.counts)
    parts = (_any(near), _any(further))
    return Account(tuple(near), tuple(further), *parts, tied.scores.get(target, 0.0))


def choices(ranking: Ranking, slug: str, limit: int = 12) -> list[Choice]:
    """The list of `slug`, entry by entry as it was filled.

    Raises NotFound for an entity that has no cross-references.
    """
    factors = dict.fromkeys(ALLOWANCE, 1.0)
    made = []
    for entry in ranking.see_also(slug, limit):
        kind = entry.entity.type
        made.append(Choice(entry, factors[kind], entry.score * factors[kind]))
        factors[kind] *= ALLOWANCE[kind]
    return made


def forms(kind: str) -> list[str]:
    """The ties of a kind in words, with A and B for what they join; each once, for both directions."""
    seen: set[frozenset[tuple[Hop, ...]]] = set()
    said = []
    for pattern in PATTERNS:
        ends = frozenset((pattern.hops, _reversed(pattern)))
        if pattern.kind == kind and ends not in seen:
            seen.add(ends)
            said.append(pattern.words.format(a="A", b="B", m="…", n="…"))
    return said


def _reversed(pattern: Pattern) -> tuple[Hop, ...]:
    return tuple(Hop(hop.property, not hop.forward) for hop in reversed(pattern.hops))


def _any(shares: Sequence[Share]) -> float:
    none = 1.0
    for share in shares:
        none *= 1 - share.counts
    return 1 - none
