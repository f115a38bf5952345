"""Sense: whether a mention is meant in the sense of international relations, decided mention by mention.

Points are added up, and the logistic function makes them a score between 0 and 1; a link needs `THRESHOLD`.
Everything is counted as distinct words, so that saying one thing often proves nothing.

- A start that depends on the label: an unambiguous term of several words starts high, a word that the base marks
  as needing context starts low (`PRIOR`).
- For: other unambiguous terms near the mention and around it, terms that the base relates to the entity,
  the full name of the same entity elsewhere in the text, ambiguous terms and cue words of the field near it.
- Against: cue words of another field near the mention and around it. The strongest other field counts, and where
  there is one near the mention, ambiguous terms and what is farther away no longer speak for it.
- A capitalised ambiguous word beside another capitalised word is part of a name ("Security Council", "Christoph
  Waltz") and is never linked. An ambiguous word in a hyphenated compound ("state-run") is not linked either.
- In a text of some length, a term that nothing else supports loses: "climate change" alone is no IR article.
- A parenthesis "(international relations)" in the text settles the matter.

When two entities share a name, the better supported one is taken; when neither is better, none is.
Deterministic, offline, without a learned model. The numbers were set by hand on articles of the field and on
passages of other fields; `tests/test_xref_sense.py` keeps what they promise.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from realism.xref.evidence import Evidence, Nearby
from realism.xref.graph import Graph
from realism.xref.lexicon import EntityRef
from realism.xref.matching import Candidate, Sense
from realism.xref.names import part_of_name

THRESHOLD: Final = 0.5
CERTAIN: Final = 0.99
"""The highest score there is: no sense is beyond doubt."""
SLOPE: Final = 0.5
"""How fast points turn into certainty."""

PRIOR: Final[Mapping[tuple[bool, bool], float]] = {
    (False, True): 3.0,
    (False, False): 1.6,
    (True, True): -1.0,
    (True, False): -2.4,
}
"""Points to start from, by (needs context, several words)."""

TERM_NEAR, TERM_FAR, TERM_FAR_MOST = 1.1, 0.25, 2.0
RELATED_NEAR, RELATED_FAR = 0.7, 0.35
HINT_NEAR, HINTS_MOST = 0.3, 1.2
CUE_NEAR, CUES_MOST = 0.4, 1.6
NAMED = 3.0
OTHER_NEAR, OTHER_FAR = 1.0, 0.3
ISOLATED, LONG = 4.0, 200
"""What a term loses when nothing else in a text of more than LONG characters speaks of the field."""
RANK, TITLE = 0.4, 6.0
"""When entities share a name: what a label loses for each rank below the preferred label, and what a work gains when
its title is written with capitals and its author is named, and loses else."""

_COMMON: Final = frozenset({"concept", "theory"})
"""Types whose labels are common nouns."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about a candidate: the entity (None: no link), a score from 0 to 1, and why."""

    entity: EntityRef | None
    score: float
    reason: str


class Judge:
    """Decides senses, with the relations of the base as `graph` has them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._related = graph.neighbours

    def decide(self, text: str, candidate: Candidate, evidence: Evidence) -> Verdict:
        """The verdict on `candidate` of `text` under `evidence`."""
        surface = " ".join(text[candidate.start : candidate.end].split())
        if candidate.qualified:
            sense = min(candidate.senses, key=lambda one: (one.rank, one.entity.id))
            return Verdict(sense.entity, CERTAIN, f"“{surface}” says itself which sense is meant")
        scene = _Scene(
            evidence.near(candidate.start), evidence.around(candidate.start), evidence.whole.terms, len(text)
        )
        points = {sense: self._points(candidate, sense, scene) for sense in candidate.senses}
        worth = {sense: points[sense] + self._standing(sense, scene) for sense in candidate.senses}
        ranked = sorted(worth, key=lambda one: (-worth[one], one.entity.id))
        sense = ranked[0]
        common = sense.needs_context or (sense.entity.type in _COMMON and sense.exact is None)
        if common and part_of_name(text, candidate, compounds=sense.needs_context):
            return Verdict(None, 0.05, f"“{surface}” is part of a longer name or compound")
        if len(ranked) > 1 and worth[sense] == worth[ranked[1]]:
            other = ranked[1].entity.label
            return Verdict(None, 0.4, f"“{surface}” may mean {sense.entity.label} or {other}")
        score = round(min(1 / (1 + math.exp(-points[sense] * SLOPE)), CERTAIN), 3)
        reason = self._reason(surface, sense, scene, score)
        return Verdict(sense.entity if score >= THRESHOLD else None, score, reason)

    def _points(self, candidate: Candidate, sense: Sense, scene: "_Scene") -> float:
        own = sense.entity.id
        related = self._related.get(own, frozenset())
        near, around = scene.near, scene.around
        close = near.terms.keys() - {own}
        quiet = not near.rival()[1]
        far = around.terms.keys() - close - {own} if quiet else set()
        hints = near.hints.keys() - {own} if quiet else set()
        points = PRIOR[sense.needs_context, candidate.words > 1]
        points += TERM_NEAR * len(close) + min(TERM_FAR * len(far), TERM_FAR_MOST)
        points += RELATED_NEAR * len(close & related) + min(RELATED_FAR * len(far & related), TERM_FAR_MOST)
        points += min(HINT_NEAR * len(hints), HINTS_MOST)
        points += min(CUE_NEAR * len(near.cues), CUES_MOST)
        if sense.needs_context and own in scene.named:
            points += NAMED
        elif not close and not far and not around.cues and (sense.needs_context or scene.length > LONG):
            points -= ISOLATED if sense.entity.type in _COMMON or sense.needs_context else 0
        return points - OTHER_NEAR * near.rival()[1] - OTHER_FAR * around.rival()[1]

    def _standing(self, sense: Sense, scene: "_Scene") -> float:
        """How well the name belongs to this entity among those that share it."""
        if sense.entity.type != "work":
            return -RANK * sense.rank
        authors = self._graph.out(sense.entity.id, "hasAuthor")
        named = any(author in scene.around.terms or author in scene.near.hints for author in authors)
        return TITLE if named and len(sense.capitals) > 1 else -TITLE

    def _reason(self, surface: str, sense: Sense, scene: "_Scene", score: float) -> str:
        own = sense.entity
        near, around = scene.near, scene.around
        if score < THRESHOLD:
            field, count = around.rival()
            why = f"the text speaks of {field}" if count else "too little speaks of international relations"
            return f"“{surface}” is not linked: {why}"
        if not sense.needs_context:
            return f"“{surface}” names {own.label}, and the base marks no other meaning of it"
        if own.id in scene.named:
            return f"“{surface}” is ambiguous; linked because the text also names {scene.named[own.id]}"
        related = self._related.get(own.id, frozenset())
        terms = [*near.terms.items(), *around.terms.items()]
        first = [word for slug, word in terms if slug in related]
        others = [word for slug, word in terms if slug != own.id]
        spoken = _distinct([*first, *others, *sorted(near.cues), *near.hints.values()], surface)
        return f"“{surface}” is ambiguous; linked because the text also speaks of {_listed(spoken[:3])}"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a decision rests on: evidence near the mention and around it, entities named clearly, length of the text."""

    near: Nearby
    around: Nearby
    named: Mapping[str, str]
    length: int


def _distinct(words: list[str], surface: str) -> list[str]:
    found = {word.casefold(): word for word in reversed(words)}
    found.pop(surface.casefold(), None)
    return list(reversed(found.values()))


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]
