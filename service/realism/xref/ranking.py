"""Ranking: what a reader of one article should see next, and why.

1. All ties of the entity are collected: single statements (strand, rival, central concept, key work, contrast …)
   and short paths (a claim that one theory holds and the other rejects, a claim about two concepts, a case read as
   evidence …). `weights.py` gives each kind of tie a weight and says why.
2. The ties to one target add up as independent chances: score = 1 − Π(1 − weight). So many small ties make a strong
   one, no score passes 1, and the same ties give the same score from either side unless the table says otherwise.
   Of several ties of the same kind the second counts half, the third a third and so on, so that twenty shared
   premises do not drown one open dispute.
   An entity that leads nowhere loses a little (`OBSCURE`).
3. The list is filled greedily by score times an allowance that falls with every entry of the same type already
   taken, so that a list does not become ten thinkers in a row. The score shown is the undiscounted one.
4. For a text, the score of an entity that the text mentions is joined by how often it is mentioned.

Every reason is one of the ties: its sentence, its path of statements, and the works those statements are drawn from.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from weakref import WeakKeyDictionary

from realism.errors import NotFound
from realism.store.base import Store
from realism.xref.entries import Reason, SeeAlso
from realism.xref.graph import Graph, Step
from realism.xref.lexicon import EntityRef, Lexicon
from realism.xref.linker import Linker, Mention
from realism.xref.paths import Found, ties
from realism.xref.weights import ALLOWANCE, OBSCURE, PROMINENT

__all__ = ["Ranking", "Reason", "SeeAlso", "see_also", "see_also_text"]

REASONS = 3
"""Reasons given for one entry."""

MENTIONED = 0.35
"""Weight of being mentioned in the text at all; more mentions count like repeated ties."""

UNRELATED = 0.25
"""What mentions still count when nothing in the base ties the entity to the subject of the text."""


class Ranking:
    """See-also lists of one state of the dataset. Safe to share between threads."""

    def __init__(self, entities: Mapping[str, EntityRef], graph: Graph) -> None:
        self.entities = entities
        self.graph = graph
        self._known: dict[str, dict[str, tuple[float, list[Found]]]] = {}

    @classmethod
    def from_store(cls, store: Store) -> "Ranking":
        """The ranking of the present state of `store`, read once per state."""
        known = _CACHE.get(store)
        if known is None or known.graph.version != store.version:
            known = cls(Lexicon.from_store(store).entities, Graph.from_store(store))
            _CACHE[store] = known
        return known

    def see_also(self, slug: str, limit: int = 12, leave_out: Collection[str] = ()) -> list[SeeAlso]:
        """The best `limit` entries for the entity `slug`, best first, without those in `leave_out`.

        Raises NotFound for an entity that cannot be linked.
        """
        self._require(slug)
        chosen = self._diverse(self._scored(slug), limit, {slug, *leave_out})
        return [
            SeeAlso(self.entities[target], round(score, 3), self._reasons(found), slug in self._top(target, limit))
            for target, score, found in chosen
        ]

    def for_mentions(
        self, mentions: Sequence[Mention], slug: str | None, limit: int = 12, leave_out: Collection[str] = ()
    ) -> list[SeeAlso]:
        """The best entries for a text with these `mentions`, about the entity `slug` (None: the most fitting one)."""
        counts = Counter(mention.entity.id for mention in mentions)
        subject = slug if slug is not None else self.subject(mentions)
        if subject is None:
            return []
        self._require(subject)
        scored = dict(self._scored(subject))
        for target, count in counts.items():
            tied, found = scored.get(target, (0.0, []))
            named = 1 - _rest([MENTIONED] * min(count, 8))
            score = 1 - (1 - tied) * (1 - named * (tied + UNRELATED * (1 - tied)))
            scored[target] = (score, found)
        chosen = self._diverse(scored, limit, {subject, *leave_out})
        result = []
        for target, score, found in chosen:
            times = counts[target]
            said = f"the text mentions it {times} times" if times > 1 else "the text mentions it"
            reasons = (*self._reasons(found), *((Reason(said, (), ()),) if times else ()))
            result.append(SeeAlso(self.entities[target], round(score, 3), reasons, subject in self._top(target, limit)))
        return result

    def subject(self, mentions: Sequence[Mention]) -> str | None:
        """What a text with these `mentions` is about: often named, named early, and tied to the rest."""
        counts = Counter(mention.entity.id for mention in mentions)
        if not counts:
            return None
        first = {mention.entity.id: index for index, mention in reversed(list(enumerate(mentions)))}

        def fit(slug: str) -> tuple[float, str]:
            around = len(self.graph.neighbours.get(slug, frozenset()) & counts.keys()) / len(counts)
            return counts[slug] * (1 + 2 * around) + 3 / (1 + first[slug]), slug

        return max(counts, key=fit)

    def _require(self, slug: str) -> None:
        if slug not in self.entities:
            near = get_close_matches(slug, self.entities, 3)
            raise NotFound(f"There is no entity “{slug}” that has cross-references", suggestions=near)

    def _scored(self, slug: str) -> dict[str, tuple[float, list[Found]]]:
        """Target to its score and its ties, strongest first; kept, for lists look at the lists of their entries."""
        if slug not in self._known:
            self._known[slug] = self._score(slug)
        return self._known[slug]

    def _score(self, slug: str) -> dict[str, tuple[float, list[Found]]]:
        grouped: dict[str, list[Found]] = defaultdict(list)
        for found in ties(self.graph, slug):
            if found.target in self.entities:
                grouped[found.target].append(found)
        return {
            target: (
                self._prominence(target) * (1 - _rest([one.weight for one in found])),
                sorted(found, key=lambda one: -one.weight),
            )
            for target, found in grouped.items()
        }

    def _prominence(self, slug: str) -> float:
        degree = len(self.graph.neighbours.get(slug, ()))
        return OBSCURE + (1 - OBSCURE) * min(1.0, degree / PROMINENT)

    def _top(self, slug: str, limit: int) -> set[str]:
        return {target for target, _, _ in self._diverse(self._scored(slug), limit, {slug})}

    def _diverse(
        self, scored: Mapping[str, tuple[float, list[Found]]], limit: int, without: Collection[str]
    ) -> list[tuple[str, float, list[Found]]]:
        left = {
            kind: sorted(
                (pair for pair in scored.items() if self.entities[pair[0]].type == kind and pair[0] not in without),
                key=lambda pair: (pair[1][0], pair[0]),
            )
            for kind in ALLOWANCE
        }
        factors = dict.fromkeys(ALLOWANCE, 1.0)
        chosen: list[tuple[str, float, list[Found]]] = []
        while len(chosen) < limit and any(left.values()):
            kind = max((kind for kind in left if left[kind]), key=lambda one: left[one][-1][1][0] * factors[one])
            target, (score, found) = left[kind].pop()
            factors[kind] *= ALLOWANCE[kind]
            chosen.append((target, score, found))
        return chosen

    def _reasons(self, found: Sequence[Found]) -> tuple[Reason, ...]:
        distinct = {one.sentence: one for one in reversed(found)}
        best = sorted(distinct.values(), key=lambda one: (-one.weight, one.sentence))[:REASONS]
        return tuple(Reason(one.sentence, one.path, self._sources(one.path)) for one in best)

    def _sources(self, path: Sequence[Step]) -> tuple[str, ...]:
        """The works the statements are drawn from: for claims where they are advanced, else the subject's sources."""
        works: dict[str, None] = {}
        claims = [node for step in path for node in (step.s, step.o) if self.graph.out(node, "advancedIn")]
        if claims:
            works.update((work, None) for claim in claims for work in self.graph.out(claim, "advancedIn"))
        else:
            works.update((work, None) for step in path for work in self.graph.sources.get(step.s, ()))
        return tuple(works)


_CACHE: WeakKeyDictionary[Store, Ranking] = WeakKeyDictionary()


def _rest(weights: Sequence[float]) -> float:
    """The chance that none of the ties matters; of equal ties the second counts half, the third a third."""
    seen: Counter[float] = Counter()
    rest = 1.0
    for weight in weights:
        seen[weight] += 1
        rest *= 1 - weight / seen[weight]
    return rest


def see_also(store: Store, slug: str, limit: int = 12) -> list[SeeAlso]:
    """The best `limit` see-also entries for the entity `slug` in the present state of `store`.

    Raises NotFound for an entity that cannot be linked.
    """
    return Ranking.from_store(store).see_also(slug, limit)


def see_also_text(
    store: Store,
    linker: Linker,
    text: str,
    format: str = "plain",
    self_slug: str | None = None,
    limit: int = 12,
    leave_out_linked: bool = False,
) -> tuple[str | None, list[SeeAlso]]:
    """The subject of `text` and its best see-also entries.

    self_slug         the entity the text is about; None: the most fitting mention
    leave_out_linked  leave out what the text itself already links or mentions
    Raises BadInput as `Linker.annotate` does.
    """
    ranking = Ranking.from_store(store)
    mentions = linker.annotate(text, format, "all")
    subject = self_slug if self_slug is not None else ranking.subject(mentions)
    left_out = {mention.entity.id for mention in mentions} if leave_out_linked else set()
    return subject, ranking.for_mentions(mentions, subject, limit, left_out)
