"""Weighing: the points that speak for and against one sense of a mention, added up.

What counts, and why, is told in `sense`. The numbers were set by hand on `tests/passages/dev` and the seed article.
"""

from collections.abc import Mapping, Set
from typing import Final

from realism.xref.evidence import PERSONS, Scene
from realism.xref.forms import PROPER, Sense
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
CUE_NEAR, CUES_MOST = 0.4, 1.6
NAMED, NAMED_PERSON = 3.0, 4.5
PERSON_NEAR, PERSONS_MOST = 0.5, 1.5
OTHER_NEAR, OTHER_FAR = 1.0, 0.3
FOR_ONE, CUES_FOR_ONE, ISOLATED = 2, 3, 4.0
"""How many terms, and how many cue words of the field, make up for one cue word of another; what a term loses that
nothing in a longer text backs."""
MADE_UP_MOST: Final = 3
"""How many cue words of another field ours can make up for."""
STRAY: Final = 2
"""Up to how many cue words of another field around a mention may be chance."""
SURE_MOST: Final = 1
"""How many cue words of another field count against the full name of a thinker, a title, or a notion of theirs."""

NOTHING: Final[frozenset[str]] = frozenset()
COMMON: Final = frozenset({"concept", "theory"})
"""Types whose labels are common nouns."""


class Scales:
    """Weighs senses, with the relations of the base as `graph` has them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._related = graph.neighbours

    def points(self, sense: Sense, candidate: Candidate, scene: Scene, long: bool) -> float:
        """How many points `candidate` has in `sense`; `long` says whether the text is of some length."""
        own = sense.entity.id
        related = self._related.get(own, NOTHING)
        near, around = scene.near, scene.around
        close = len(near.terms) - (own in near.terms)
        far = len(around.terms) - (own in around.terms) - close
        against, against_far = self._against(sense, candidate, scene, close, far) if around.rival[1] else (0, 0)
        close_related = len(near.terms & related)
        persons = len(scene.persons - {own})
        weak = sense.weak
        points = PRIOR[weak, candidate.words > 1]
        points += TERM_NEAR * close + RELATED_NEAR * close_related
        points += min(PERSON_NEAR * persons, PERSONS_MOST)
        if not against:
            points += min(TERM_FAR * far, TERM_FAR_MOST)
            points += min(RELATED_FAR * (len(around.terms & related) - close_related), TERM_FAR_MOST)
        if close or persons >= PERSONS or (far and not against):
            # Words that every history of a war uses tell nothing by themselves.
            points += min(CUE_NEAR * len(near.cues), CUES_MOST)
            points += min(HINT_NEAR * (len(scene.hints) - (own in scene.hints)), HINTS_MOST) if not against else 0
        if sense.weak and own in scene.named:
            points += NAMED_PERSON if sense.entity.type == "thinker" else NAMED
        elif not close and (against or not far) and not around.cues and (weak or long):
            points -= ISOLATED if sense.entity.type in COMMON or weak else 0
        return points - OTHER_NEAR * against - OTHER_FAR * against_far

    def _against(self, sense: Sense, candidate: Candidate, scene: Scene, close: int, far: int) -> tuple[int, int]:
        """How many cue words near and around speak for another field, less those that ours make up for."""
        near, around = scene.near, scene.around
        # One or two stray words do not make another field of a passage full of terms and words of ours.
        backing = (close + far) // FOR_ONE + len(around.cues) // CUES_FOR_ONE + len(scene.persons) // PERSONS
        backing = min(backing, MADE_UP_MOST)
        stray = backing if around.rival[1] <= STRAY else 0
        against = max(near.rival[1] - max(stray, min(close // FOR_ONE, MADE_UP_MOST)), 0)
        if candidate.words > 1 and self._sure(sense, around.terms):
            return min(against, SURE_MOST), 0
        return against, max(around.rival[1] - backing, 0)

    def _sure(self, sense: Sense, terms: Set[str]) -> bool:
        """Whether a name means its entity in a text of any field: a person's, a book's, that of a notion of theirs."""
        if sense.entity.type in PROPER and not sense.weak and not sense.namesakes:
            return True
        known = self._related.get(sense.entity.id, NOTHING) & terms
        return any(self._graph.out(one, "hasAuthor") or self._graph.into(one, "hasAuthor") for one in known)

    def authored(self, work: str, scene: Scene) -> bool:
        """Whether an author of the work is named."""
        authors = self._graph.out(work, "hasAuthor")
        return any(author in scene.around.terms or author in scene.hints for author in authors)
