"""Completing what is typed: the entities of which a label, or a word of one, begins so.

For the link dialogs of editors, which ask with every key press: words are looked up in a sorted list, and answers are
kept while the dataset stays as it is.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, Final

from realism.vocab import ID
from realism.web.directory import Entity
from realism.web.folding import fold
from realism.web.labels import Labels
from realism.web.pages import directory
from realism.web.state import Services
from realism.web.succession import succession

_WORD: Final = re.compile(r"\w+")
_WHOLE, _BEGINNING, _IN_ORDER, _WORDS, _ANY_ORDER = 0.95, 0.8, 0.7, 0.6, 0.5
"""How much it counts that a label is what was typed, begins so, begins so but for words left out, holds it from the
beginning of a word on, or holds words that begin as those that were typed."""
_LENGTH: Final = 0.05
"""What the length of a label decides among equals: the closest says most."""
MOST: Final = 1000
"""The most suggestions there ever are."""
_SHORT: Final = 140
"""Characters of a description in a list."""


@dataclass(frozen=True)
class Suggestion:
    """An entity that may be meant: `matched` is the label that matched, `score` is from 0 to 1."""

    entity: Entity
    matched: str
    score: float

    @property
    def alias(self) -> str | None:
        """The label that matched, where it is not what the entity is called anyway."""
        names = (self.entity.label, self.entity.short, self.entity.slug, self.entity.iri)
        return None if fold(self.matched) in map(fold, names) else self.matched

    def as_dict(self, public: str) -> dict[str, Any]:
        """The suggestion as a JSON object; `public` is the address of the service."""
        return {
            **self.entity.as_ref(),
            "definition": self.entity.definition,
            "description": short(self.entity),
            "matched": self.matched,
            "alias": self.alias,
            "iri": self.entity.iri,
            "link": f"{public}/id/{self.entity.slug}",
            "score": round(self.score, 3),
        }


@dataclass(frozen=True)
class _Name:
    words: str
    label: str
    weight: float
    entity: Entity


@dataclass(frozen=True)
class Completer:
    """Every label by every word of it."""

    names: Sequence[_Name]
    entities: Mapping[str, Entity]
    _words: Sequence[tuple[str, int]]
    _order: Mapping[str, int]

    @classmethod
    def of(cls, labels: Labels, entities: Mapping[str, Entity], retired: Collection[str]) -> "Completer":
        """The labels of those of `entities` that are not `retired`."""
        names = [
            _Name(_words(folded), label, weight, entity)
            for folded, label, weight, entity in labels.entries
            if entity.slug not in retired
        ]
        words = {(word, place) for place, name in enumerate(names) for word in name.words.split()}
        known = {slug: one for slug, one in entities.items() if slug not in retired}
        ordered = sorted(known, key=lambda slug: (fold(known[slug].label), slug))
        return cls(names, known, sorted(words), {slug: place for place, slug in enumerate(ordered)})

    def complete(self, typed: str, kinds: Collection[str] | None = None) -> list[Suggestion]:
        """The entities (of `kinds`, if given) that `typed` may become, best first, at most `MOST`.

        Case, accents, hyphens and punctuation do not matter. What is the slug or the IRI of an entity leads to it.
        """
        wanted = _words(fold(typed))
        words = wanted.split()
        best: dict[str, tuple[float, int, str]] = {}
        for place in self._holding(words):
            name = self.names[place]
            if kinds is not None and name.entity.kind not in kinds:
                continue
            score = min(1.0, name.weight * _grade(wanted, words, name.words) + _LENGTH * len(wanted) / len(name.words))
            # Names are in order, so that among equals the first is the same each time.
            best[name.entity.slug] = max(best.get(name.entity.slug, (0.0, 0, "")), (score, -place, name.label))
        named = self.entities.get(typed.removeprefix(ID))
        if named is not None and (kinds is None or named.kind in kinds):
            best[named.slug] = (1.0, 1, typed)
        first = nsmallest(MOST, best, key=lambda slug: (-best[slug][0], self._order[slug]))
        return [Suggestion(self.entities[slug], best[slug][2], best[slug][0]) for slug in first]

    def _holding(self, words: Sequence[str]) -> set[int]:
        """The places of the names that hold a word beginning with each of `words`."""
        found: set[int] | None = None
        # The longest word leaves the fewest.
        for word in sorted(set(words), key=len, reverse=True):
            places = set(self._beginning(word))
            found = places if found is None else found & places
            if not found:
                return set()
        return found or set()

    def _beginning(self, word: str) -> Iterator[int]:
        for index in range(bisect_left(self._words, (word, -1)), len(self._words)):
            known, place = self._words[index]
            if not known.startswith(word):
                return
            yield place


def _words(folded: str) -> str:
    """The words of a folded text, without punctuation."""
    return " ".join(_WORD.findall(folded))


def _grade(wanted: str, typed: Sequence[str], words: str) -> float:
    if words == wanted:
        return _WHOLE
    if words.startswith(wanted):
        return _BEGINNING
    if _abbreviates(typed, words.split()):
        return _IN_ORDER
    return _WORDS if f" {wanted}" in words else _ANY_ORDER


def _abbreviates(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether `wanted` are beginnings of `words` in the same order, the first of the first."""
    rest = iter(words)
    return words[0].startswith(wanted[0]) and all(any(word.startswith(one) for word in rest) for one in wanted)


def completer(shared: Services) -> Completer:
    """The completer of the present dataset."""

    def build() -> Completer:
        found = directory(shared)
        labels = shared.cache.get("labels", lambda: Labels.from_store(shared.store, found))
        return Completer.of(labels, found.entities, succession(shared).retired)

    return shared.cache.get("completer", build)


def suggestions(shared: Services, typed: str, kinds: frozenset[str] | None = None) -> list[Suggestion]:
    """What `typed` may become, kept for the next who types it."""
    typed = typed.strip()
    return shared.cache.get(("suggestions", typed, kinds), lambda: completer(shared).complete(typed, kinds))


def short(entity: Entity) -> str:
    """What an entity is, in a few words: its kind, its year, and the beginning of its definition."""
    kind = f"{entity.kind_label}, {entity.year}" if entity.year is not None else entity.kind_label
    text = entity.definition or ""
    if len(text) > _SHORT:
        text = text[:_SHORT].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return f"{kind}: {text}" if text else kind
