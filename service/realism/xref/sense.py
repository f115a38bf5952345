"""Sense: whether a mention is meant in the sense of international relations, decided mention by mention.

Points are added up (see `weighing`), and the logistic function makes them a score between 0 and 1; a link needs
`THRESHOLD`.
Everything is counted as distinct words, so that saying one thing often proves nothing.

- A start that depends on the label (`PRIOR`): a clear term of several words starts high; a word that the base marks as
  needing context starts low, and so does the name of a war, which every field may speak of.
- For: clear terms near the mention and around it, terms that the base relates to the entity, the full name of the
  same entity elsewhere in the text, surnames of several thinkers.
- Ambiguous terms count only where a clear term or several thinkers stand, too: war, power and army together make a
  history, and no article on international relations.
- For or against: all other words around, by how much more often each stands in texts of the field than in others (see
  `field`). Most texts of other fields are told by this alone, also those that speak in the field's figures of speech.
- The full name of a thinker, the title of a book, and a notion of a thinker or book that is named hardly lose by the
  words of another field: they mean the same there. Not so the names that many people have.
- In a text of some length, a term that no other supports loses, the less the more the words around are of the field:
  "climate change" alone is no IR article.
- What is part of a longer name ("Bank of England", "Christoph Waltz"), of a hyphenated compound ("state-run") or of
  another doctrine ("Christian realism") is never linked. A surname that many have needs the full name before it, or
  something near that the base relates to the thinker; where a namesake was named, it needs the full name.
- Nor is what the words beside it show to be none (see `phrases`), nor an ambiguous title whose author is not named.
- A parenthesis "(international relations)" in the text settles the matter.

When two entities share a name, the better supported one is taken; when neither is better, none is.

Deterministic and offline. All that is learned are the weights of words in `field`; the other numbers were set by hand
on `tests/passages/dev` and the seed article.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from realism.xref.evidence import Evidence, Scene
from realism.xref.forms import Sense
from realism.xref.graph import Graph
from realism.xref.lexicon import EntityRef
from realism.xref.matching import Candidate
from realism.xref.names import Part, another_kind, follows_modifier, part_of
from realism.xref.phrases import counted, familiar, named_otherwise, other_phrase
from realism.xref.reasons import reason
from realism.xref.weighing import COMMON, NOTHING, Scales

THRESHOLD: Final = 0.7
CERTAIN: Final = 0.98
"""The highest score there is: no sense is beyond doubt."""
SLOPE: Final = 1.0
"""How fast points turn into certainty."""
LEAST: Final = math.log((THRESHOLD - 0.0005) / (1 - THRESHOLD + 0.0005)) / SLOPE
"""The fewest points that make a score, rounded to three digits, of `THRESHOLD`."""

RANK, DERIVED, TITLE = 0.4, 1.0, 6.0
"""When entities share a name: what a label loses for each rank below the preferred label, and what a work gains when
its title is written with capitals and its author is named, and loses else."""

_SECOND: Final[Mapping[str, float]] = {"theory": 3.0, "case": 1.0}
"""Ranks that a theory or an event stands behind a concept of the same name."""


class Verdict(NamedTuple):
    """A link: the entity, a score from 0 to 1, and why."""

    entity: EntityRef
    score: float
    reason: str


def _is_weak(candidate: Candidate) -> bool:
    return all([sense.weak for sense in candidate.senses])  # noqa: C419 - a generator costs more


class Judge:
    """Decides senses, with the relations of the base as `graph` has them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._scales = Scales(graph)
        self._related = graph.neighbours

    def decide(self, text: str, candidate: Candidate, evidence: Evidence, before: int | None = None) -> Verdict | None:
        """The verdict on `candidate` of `text` under `evidence`; None is no link.

        before  where the term that was linked last ends, if there was one
        """
        if candidate.qualified:
            sense = min(counted(text, candidate), key=lambda one: (one.rank, one.entity.id))
            return Verdict(sense.entity, CERTAIN, f"“{evidence.words(candidate)}” says itself which sense is meant")
        if self._scales.outweighed(evidence, candidate.start) and _is_weak(candidate):
            return None
        senses = counted(text, candidate)
        scene = evidence.scene(candidate.start)
        points = [self._scales.points(sense, candidate, scene, evidence.long) for sense in senses]
        best = 0 if len(senses) == 1 else self._best(senses, points, scene)
        if best is None or points[best] < LEAST:
            return None
        sense = senses[best]
        if sense.echo and sense.entity.id not in scene.named:
            return None
        related = self._related.get(sense.entity.id, NOTHING)
        if not scene.near & related and familiar(text, candidate) and sense.entity.id not in scene.named:
            return None
        if self._other_name(text, candidate, sense, evidence):
            return None
        common = sense.needs_context and sense.entity.type in COMMON and candidate.words == 1
        if common and before is not None and follows_modifier(text, before, candidate.start):
            # In "compellent threats" and "NATO expansion" the term is the first word, and the noun is no term.
            return None
        score = round(min(1 / (1 + math.exp(-points[best] * SLOPE)), CERTAIN), 3)
        return Verdict(sense.entity, score, reason(candidate, sense, scene, related))

    def _other_name(self, text: str, candidate: Candidate, sense: Sense, evidence: Evidence) -> bool:
        """Whether the words are part of another name, or the name of somebody else."""
        own = sense.entity
        part = part_of(text, candidate, evidence.begins, evidence.ends)
        scene = evidence.scene(candidate.start)
        if (
            own.type == "work"
            and sense.needs_context
            and not (own.id in scene.named or self._scales.authored(own.id, scene))
        ):
            return True
        if own.type == "thinker" and candidate.words == 1:
            named = evidence.named.get(own.id)
            before = named is not None and named.start < candidate.start
            if part is Part.SURNAME:
                evidence.namesakes.add(own.id)
            elif not before and own.id in evidence.namesakes:
                return True
            elif not before and sense.derived:
                return not self._graph.acquainted(own.id) & (scene.around | scene.hints)
        if own.type in COMMON and text[candidate.start].isupper():
            if named_otherwise(text, candidate):
                evidence.namesakes.add(own.id)
            if own.id in evidence.namesakes:
                return True
        if own.type == "theory" and candidate.words == 1 and another_kind(text, candidate):
            return True
        if other_phrase(text, candidate, sense):
            return True
        if part is Part.NONE:
            return False
        if sense.exact is not None:
            return part is Part.LONGER
        if sense.needs_context:
            return True
        return own.type in COMMON and text[candidate.start].isupper()

    def _best(self, senses: Sequence[Sense], points: Sequence[float], scene: Scene) -> int | None:
        """The index of the sense that the name belongs to, None if two have the same right to it."""
        worth = [
            (-value - self._standing(sense, scene), self._company(sense, scene), index)
            for index, (value, sense) in enumerate(zip(points, senses, strict=True))
        ]
        first, second = heapq.nsmallest(2, worth)
        return None if first[:2] == second[:2] else first[2]

    def _company(self, sense: Sense, scene: Scene) -> tuple[int, int]:
        """How much of what a thinker is known by is spoken of around, and how much there is: it tells apart two of one
        surname, of whom the better known is meant where nothing else tells."""
        if sense.entity.type != "thinker":
            return 0, 0
        known = self._graph.acquainted(sense.entity.id)
        return -len(known & (scene.around | scene.hints)), -len(known)

    def _standing(self, sense: Sense, scene: Scene) -> float:
        """How well the name belongs to this entity among those that share it."""
        if sense.entity.type != "work":
            # Who names an entity "Hegemony (Gramscian)" says that "hegemony" is first of all something else.
            second = _SECOND.get(sense.entity.type, 0.0) + sense.entity.label.endswith(")")
            return -RANK * (sense.rank + second) - DERIVED * sense.derived
        return TITLE if self._scales.authored(sense.entity.id, scene) and len(sense.capitals) > 1 else -TITLE
