"""What tables can be matched with: the entities that articles may link to, by name, class and property.

Names are compared as the linker compares them, without case, accents, hyphens and punctuation. Which names resemble a
text is told by the groups of three letters they share, looked up in an index that is built once per state of the
dataset: word order hardly counts, and neither does a typing error.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

from realism.store.base import Store
from realism.vocab import ID, SCHEMA
from realism.web.binding import PREFIXES
from realism.web.directory import Directory, Entity
from realism.xref.folding import fold_label
from realism.xref.lexicon import KINDS, Label, Lexicon

_WORD: Final = re.compile(r"\w+")
_CLASSES: Final = (
    PREFIXES
    + f"""SELECT DISTINCT ?entity ?class WHERE {{
  VALUES ?kind {{ {" ".join(f"realism:{kind}" for kind in KINDS)} }}
  ?entity a ?kind, ?class .
  FILTER(STRSTARTS(STR(?class), "{SCHEMA}"))
}}"""
)
MOST_ALIKE: Final = 200
"""Names that are looked at closely, of those that resemble a text."""
COMMON: Final = 0.1
"""Groups of letters in more than this share of all names tell too little to be looked up, if there are others."""


def key_of(text: str) -> str:
    """The words of a name as names are compared."""
    return " ".join(_WORD.findall(fold_label(text)))


def keys_of(text: str) -> tuple[str, ...]:
    """The same, and for a name with its parts the other way round (``Waltz, Kenneth``) also the usual way."""
    key = key_of(text)
    last, comma, first = text.partition(",")
    turned = key_of(f"{first} {last}") if comma and "," not in first else key
    return (key,) if turned == key else (key, turned)


def grams(key: str) -> Counter[str]:
    """The groups of three letters in the words of a name, each word with a blank before and after it."""
    return Counter(word[place : place + 3] for word in _padded(key) for place in range(len(word) - 2))


def _padded(key: str) -> Iterator[str]:
    return (f" {word} " if len(word) > 1 else f" {word}  " for word in key.split())


def alike(one: Counter[str], other: Counter[str]) -> float:
    """How much of two names is the same, from 0 to 1: shared groups of letters twice by all groups (Dice)."""
    whole = one.total() + other.total()
    return 2 * sum((one & other).values()) / whole if whole else 0.0


@dataclass(frozen=True)
class Name:
    """One name of an entity, as it is compared and in groups of letters."""

    key: str
    label: Label
    grams: Counter[str]


@dataclass(frozen=True)
class Index:
    """The names of one state of the dataset.

    entities  by slug; `classes`: the classes of each, by their names in the schema
    """

    entities: Mapping[str, Entity]
    classes: Mapping[str, frozenset[str]]
    names: Sequence[Name]
    _exact: Mapping[str, Sequence[Name]]
    _grams: Mapping[str, Sequence[int]]
    _own: Mapping[str, Sequence[Name]]

    @classmethod
    def from_store(cls, store: Store, lexicon: Lexicon, directory: Directory, retired: Collection[str]) -> "Index":
        """The names in the `lexicon` of `store` of what can be linked to, but for what was given up."""
        known = directory.entities.keys() - set(retired)
        classes: dict[str, set[str]] = defaultdict(set)
        for row in store.query(_CLASSES).rows():
            classes[str(row["entity"]).removeprefix(ID)].add(str(row["class"]).removeprefix(SCHEMA))
        names: list[Name] = []
        exact: dict[str, list[Name]] = defaultdict(list)
        found: dict[str, list[int]] = defaultdict(list)
        own: dict[str, list[Name]] = defaultdict(list)
        for label in lexicon.labels:
            key = key_of(label.text)
            if not key or label.entity.id not in known:
                continue
            name = Name(key, label, grams(key))
            exact[key].append(name)
            own[name.label.entity.id].append(name)
            for gram in name.grams:
                found[gram].append(len(names))
            names.append(name)
        entities = {slug: directory.entities[slug] for slug in sorted(known & lexicon.entities.keys())}
        return cls(entities, {slug: frozenset(classes[slug]) for slug in entities}, names, exact, found, own)

    def exactly(self, keys: Sequence[str]) -> list[Name]:
        """The names that are one of `keys`."""
        return [name for key in keys for name in self._exact.get(key, ())]

    def resembling(self, key: str) -> list[tuple[Name, float]]:
        """The names most like `key`, each with how much it is alike, best first."""
        wanted = grams(key)
        posts = sorted((self._grams[gram] for gram in wanted if gram in self._grams), key=len)
        rare = [places for places in posts if len(places) <= COMMON * len(self.names)]
        shared: Counter[int] = Counter()
        for places in rare or posts[:3]:
            shared.update(places)
        size = wanted.total()

        def share(place: int) -> float:
            return shared[place] / (size + self.names[place].grams.total())

        near = [self.names[place] for place in nlargest(MOST_ALIKE, shared, share)]
        scored = [(name, alike(wanted, name.grams)) for name in near]
        return sorted(scored, key=lambda one: (-one[1], one[0].label.rank, one[0].label.entity.id))

    def keys_for(self, slug: str) -> list[str]:
        """The names of an entity, as names are compared."""
        return [name.key for name in self._own.get(slug, ())]

    def aliases(self, slug: str) -> list[str]:
        """The aliases of an entity that readers are shown."""
        return sorted({name.label.text for name in self._own.get(slug, ()) if name.label.rank == 1})

    def entity(self, text: str) -> Entity | None:
        """The entity whose slug or IRI `text` is."""
        return self.entities.get(text.strip().removeprefix(ID))
