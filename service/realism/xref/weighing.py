"""Weighing: the points that speak for and against one sense of a mention, added up.

What counts, and why, is told in `sense`. The numbers were set by hand on `tests/passages/dev` and the seed article.
"""

from collections.abc import Mapping, Set
from typing import Final

from realism.xref.evidence import PERSONS, Evidence, Scene
from realism.xref.forms import Sense
from realism.xref.graph import Graph
from realism.xref.matching import Candidate

PRIOR: Final[Mapping[tuple[bool, bool], float]] = {
    (False, True): 3.0,
    (False, False): 1.6,
    (True, True): -1.0,
    (True, False): -2.4,
}
"""Points to start from, by (needs context, several words)."""

TERM_NEAR, TERM_FAR, TERM_FAR_MOST = 1.6, 0.8, 2.4
RELATED_NEAR, RELATED_FAR = 0.7, 0.35
HINT_NEAR, HINTS_MOST = 0.3, 1.2
NAMED, NAMED_PERSON = 3.0, 4.5
PERSON_NEAR, PERSONS_MOST = 0.5, 1.5
ISOLATED, BACKED = 4.0, 2.0
"""What a term loses that no other backs, in a longer text whose words speak less than so much for the field."""
FIELD, FIELD_LEAST, FIELD_MOST = 5.0, -8.0, 5.0
"""What the words around give or take, for each point that they speak for the field or against it."""
SLACK: Final = 0.1
"""How much against the field may be chance."""
SURE_LEAST: Final = -1.0
"""The most that they take from a notion whose author is named, or a book that has the notion in its title."""

_AT_BEST: Final = PRIOR[True, True] + NAMED_PERSON + PERSONS_MOST + HINTS_MOST + FIELD * SLACK
"""What an ambiguous name can have, but for the terms around it."""
NOTHING: Final[frozenset[str]] = frozenset()
COMMON: Final = frozenset({"concept", "theory"})
"""Types whose labels are common nouns."""


class Scales:
    """Weighs senses, with the relations of the base as `graph` has them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._related = graph.neighbours

    def outweighed(self, evidence: Evidence, position: int) -> bool:
        """Whether the words around `position` speak more for another field than all that is clear in the text for ours.

        For ambiguous names only: most stand in texts of other fields, and cost no more than this. It is stricter than
        `points`, in which words take no more than FIELD_LEAST or SURE_LEAST.
        """
        if not evidence.long:
            return False
        clear = len(evidence.named)
        most = (_AT_BEST + clear * (TERM_NEAR + RELATED_NEAR)) if clear else 0.0
        return evidence.field.around(position) * FIELD < -most

    def points(self, sense: Sense, candidate: Candidate, scene: Scene, long: bool) -> float:
        """How many points `candidate` has in `sense`; `long` says whether the text is of some length."""
        own = sense.entity.id
        related = self._related.get(own, NOTHING)
        close = len(scene.near) - (own in scene.near)
        far = len(scene.around) - (own in scene.around) - close
        close_related = len(scene.near & related)
        persons = len(scene.persons - {own})
        weak = sense.weak
        points = PRIOR[weak, candidate.words > 1]
        points += TERM_NEAR * close + RELATED_NEAR * close_related
        points += min(PERSON_NEAR * persons, PERSONS_MOST)
        points += min(TERM_FAR * far, TERM_FAR_MOST)
        points += min(RELATED_FAR * (len(scene.around & related) - close_related), TERM_FAR_MOST)
        if close or far or persons >= PERSONS:
            # Words that every history of a war uses tell nothing by themselves.
            points += min(HINT_NEAR * (len(scene.hints) - (own in scene.hints)), HINTS_MOST)
        if weak and own in scene.named:
            points += NAMED_PERSON if sense.entity.type == "thinker" else NAMED
        elif not close and not far and (weak or (long and sense.entity.type in COMMON)):
            points -= ISOLATED * min(max(1 - scene.field / BACKED, 0), 1)
        if weak or sense.namesakes or sense.entity.type in COMMON:
            least = SURE_LEAST if candidate.words > 1 and self._sure(related & scene.around) else FIELD_LEAST
            leaning = scene.field if scene.field > 0 else min(scene.field + SLACK, 0)
            points += min(max(FIELD * leaning, least), FIELD_MOST)
        return points

    def _sure(self, known: Set[str]) -> bool:
        """Whether a notion means its entity in a text of any field, because its author or book is among the `known`."""
        return any(self._graph.out(one, "hasAuthor") or self._graph.into(one, "hasAuthor") for one in known)

    def authored(self, work: str, scene: Scene) -> bool:
        """Whether an author of the work is named."""
        authors = self._graph.out(work, "hasAuthor")
        return any(author in scene.around or author in scene.hints for author in authors)
