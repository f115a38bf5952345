"""Ranking: what a reader of one article should see next, and why.

1. `scoring.py` adds up all ties of the entity, close ones (strand, rival, central concept, key work, contrast, a claim
   about both, a case read as evidence …) and those that lead through something close. `weights.py` gives each kind of
   tie a weight and says why.
2. The list is filled greedily by score times an allowance that falls with every entry of the same type already taken,
   so that a list does not become ten thinkers in a row. The score shown is the undiscounted one.
3. What an editor asks for (`Wishes`) comes first: pins, what to leave out, which types.
4. For a text, mentions count as well, and what the text links already is left out.

Every reason is one of the ties: its sentence, its path of statements, and the works those statements are drawn from.
The page /docs/see-also explains all of it with an example.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final
from weakref import WeakKeyDictionary

from realism.errors import BadInput, NotFound
from realism.store.base import Store
from realism.xref.already import already
from realism.xref.entries import NO_WISHES, Reason, SeeAlso, Wishes
from realism.xref.graph import Graph
from realism.xref.lexicon import EntityRef, Lexicon
from realism.xref.linker import Linker, Mention
from realism.xref.scoring import Scoring, Tied, rest
from realism.xref.subject import subject_of
from realism.xref.weights import ALLOWANCE, MENTIONED, UNRELATED

__all__ = ["NO_WISHES", "Ranking", "Reason", "SeeAlso", "Wishes", "see_also", "see_also_text"]

LONGEST: Final = 100
"""As far down every list is remembered, for lists look at the lists of their entries."""
ASKED_FOR: Final = Reason("an editor asked for it", (), ())
"""The reason for a pin that nothing ties to the subject."""


class Ranking:
    """See-also lists of one state of the dataset. Safe to share between threads."""

    def __init__(self, entities: Mapping[str, EntityRef], graph: Graph) -> None:
        self.entities = entities
        self.graph = graph
        self.scoring = Scoring(entities, graph)
        self._orders: dict[str, tuple[str, ...]] = {}

    @classmethod
    def from_store(cls, store: Store) -> "Ranking":
        """The ranking of the present state of `store`, read once per state."""
        known = _CACHE.get(store)
        if known is None or known.graph.version != store.version:
            known = cls(Lexicon.from_store(store).entities, Graph.from_store(store))
            _CACHE[store] = known
        return known

    def see_also(self, slug: str, limit: int = 12, wishes: Wishes = NO_WISHES) -> list[SeeAlso]:
        """The best `limit` entries for the entity `slug`, best first.

        Raises NotFound for an entity that cannot be linked, also among the wishes; BadInput for wishes that contradict
        each other or the limit.
        """
        self.require(slug)
        self._check(slug, limit, wishes)
        tied = self.scoring.tied(slug)
        chosen = self._chosen(tied.scores, limit, {slug, *wishes.leave_out}, wishes)
        return [self._entry(slug, target, tied.scores, tied, limit, wishes) for target in chosen]

    def for_mentions(
        self, mentions: Sequence[Mention], subject: str | None, limit: int = 12, wishes: Wishes = NO_WISHES
    ) -> list[SeeAlso]:
        """The best entries for a text with these `mentions`, about the entity `subject`; none for a text on nothing.

        Raises as `see_also` does.
        """
        if subject is None:
            self._check(None, limit, wishes)
            return []
        self.require(subject)
        self._check(subject, limit, wishes)
        counts = Counter(mention.entity.id for mention in mentions)
        tied = self.scoring.tied(subject)
        scores = dict(tied.scores)
        for target, count in counts.items():
            alone = scores.get(target, 0.0)
            named = 1 - rest(((MENTIONED.value, "") for _ in range(min(count, 8))), 1)
            scores[target] = 1 - (1 - alone) * (1 - named * (alone + UNRELATED.value * (1 - alone)))
        chosen = self._chosen(scores, limit, {subject, *wishes.leave_out}, wishes)
        return [self._entry(subject, target, scores, tied, limit, wishes, counts[target]) for target in chosen]

    def require(self, slug: str) -> None:
        """Raise NotFound, with what may have been meant, when `slug` has no cross-references."""
        if slug not in self.entities:
            near = get_close_matches(slug[:120], self.entities, 3)
            message = f"There is no entity “{slug[:120]}” that has cross-references: use the slug in its address"
            raise NotFound(message, suggestions=near)

    def _check(self, slug: str | None, limit: int, wishes: Wishes) -> None:
        for wished in (*wishes.pins, *sorted(wishes.leave_out)):
            self.require(wished)
        if slug in wishes.pins:
            raise BadInput(f"{slug!r} is what the list is for, so it cannot be pinned in it")
        if both := wishes.leave_out.intersection(wishes.pins):
            raise BadInput(f"{min(both)!r} is both pinned and to be left out; choose one")
        if len(set(wishes.pins)) > limit:
            raise BadInput(f"More entries are pinned than a list of {limit} has room for; raise the limit")
        if unknown := wishes.types - ALLOWANCE.keys():
            raise BadInput(f"{min(unknown)!r} is no type of entry: use {', '.join(ALLOWANCE)}")

    def _entry(
        self,
        subject: str,
        target: str,
        scores: Mapping[str, float],
        tied: Tied,
        limit: int,
        wishes: Wishes,
        times: int = 0,
    ) -> SeeAlso:
        reasons = self.scoring.reasons(tied, target)
        if times:
            said = f"the text mentions it {times} times" if times > 1 else "the text mentions it"
            reasons = (*reasons, Reason(said, (), ()))
        score = round(scores.get(target, 0.0), 3)
        back = subject in self._order(target, limit)
        return SeeAlso(self.entities[target], score, reasons or (ASKED_FOR,), back, target in wishes.pins)

    def _order(self, slug: str, limit: int) -> tuple[str, ...]:
        """The first `limit` of the list of `slug` when nobody wishes anything."""
        if limit > LONGEST:
            return tuple(self._chosen(self.scoring.tied(slug).scores, limit, {slug}, NO_WISHES))
        if slug not in self._orders:
            self._orders[slug] = tuple(self._chosen(self.scoring.tied(slug).scores, LONGEST, {slug}, NO_WISHES))
        return self._orders[slug][:limit]

    def _chosen(self, scores: Mapping[str, float], limit: int, without: set[str], wishes: Wishes) -> list[str]:
        """The pins, and after them the best by score and diversity."""
        chosen = list(dict.fromkeys(wishes.pins))
        factors = dict.fromkeys(ALLOWANCE, 1.0)
        for target in chosen:
            factors[self.entities[target].type] *= ALLOWANCE[self.entities[target].type]
        left: dict[str, list[tuple[float, str]]] = {kind: [] for kind in wishes.types or ALLOWANCE}
        for target, score in scores.items():
            kind = self.entities[target].type
            if kind in left and target not in without and target not in wishes.pins:
                left[kind].append((score, target))
        for one in left.values():
            one.sort()
        while len(chosen) < limit and any(left.values()):
            kind = max((kind for kind in left if left[kind]), key=lambda one: left[one][-1][0] * factors[one])
            factors[kind] *= ALLOWANCE[kind]
            chosen.append(left[kind].pop()[1])
        return chosen


_CACHE: WeakKeyDictionary[Store, Ranking] = WeakKeyDictionary()


def see_also(store: Store, slug: str, limit: int = 12, wishes: Wishes = NO_WISHES) -> list[SeeAlso]:
    """The best `limit` see-also entries for the entity `slug` in the present state of `store`.

    Raises as `Ranking.see_also` does.
    """
    return Ranking.from_store(store).see_also(slug, limit, wishes)


def see_also_text(
    store: Store,
    linker: Linker,
    text: str,
    format: str = "plain",
    self_slug: str | None = None,
    limit: int = 12,
    wishes: Wishes = NO_WISHES,
    public_url: str | None = None,
) -> tuple[str | None, list[SeeAlso]]:
    """The subject of `text` and its best see-also entries, without what the text links already.

    self_slug   the entity the text is about; None: what its title or its mentions say, see `subject_of`
    public_url  the address of the service, for links of the text that lead there
    Raises BadInput as `Linker.annotate` does, and as `Ranking.see_also` does.
    """
    ranking = Ranking.from_store(store)
    found = already(linker, text, format, public_url)
    subject = self_slug
    if subject is None:
        about = subject_of(found.view, text, format, found.mentions, linker.names, ranking.graph.neighbours)
        subject = about.slug if about else None
    return subject, ranking.for_mentions(found.mentions, subject, limit, found.kept_to(wishes))
