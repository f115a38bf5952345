"""The lexicon: every label of the base that a text may be linked by, read from the store once.

Labels are skos:prefLabel (with and without a closing parenthesis), skos:altLabel and skos:hiddenLabel; the data
says which labels are ambiguous (realism:needsContext) and which must be met in the same case
(realism:caseSensitiveLabel).
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from realism.store.base import Literal, Store
from realism.vocab import SCHEMA, SKOS, slug_of

KINDS: Final[Mapping[str, str]] = {
    "Concept": "concept",
    "Theory": "theory",
    "Thinker": "thinker",
    "Work": "work",
    "HistoricalCase": "case",
}
"""Classes whose members can be linked, and the type that answers give for each."""

LABELS: Final = f"""PREFIX realism: <{SCHEMA}>
PREFIX skos: <{SKOS}>
SELECT DISTINCT ?entity ?kind ?property ?label WHERE {{
  VALUES ?kind {{ {" ".join("realism:" + kind for kind in KINDS)} }}
  VALUES ?property {{
    skos:prefLabel skos:altLabel skos:hiddenLabel realism:needsContext realism:caseSensitiveLabel
  }}
  ?entity a ?kind ; ?property ?label .
  FILTER(LANGMATCHES(LANG(?label), "en"))
}}"""
"""All English labels and label flags of the entities that can be linked."""

_PARENTHESIS = re.compile(r"\s*\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class EntityRef:
    """An entity as answers name it: its slug, its preferred label, its type (a value of `KINDS`)."""

    id: str
    label: str
    type: str

    def as_dict(self) -> dict[str, str]:
        """The entity as a JSON object."""
        return {"id": self.id, "label": self.label, "type": self.type}


@dataclass(frozen=True, slots=True)
class Label:
    """One name of one entity.

    needs_context    the name means other things outside international relations
    case_sensitive   the name counts only in exactly this case
    rank             0 preferred label, 1 alias shown to readers, 2 alias that is only recognised
    """

    text: str
    entity: EntityRef
    rank: int = 0
    needs_context: bool = False
    case_sensitive: bool = False


@dataclass(frozen=True)
class Lexicon:
    """All labels of one state of the dataset.

    entities     slug to entity
    qualifiers   what stands in the parentheses of preferred labels, such as ``international relations``;
                 after a label in a text it settles the sense
    version      the state of the dataset the labels were read from
    """

    labels: tuple[Label, ...]
    entities: Mapping[str, EntityRef]
    qualifiers: frozenset[str]
    version: str

    @classmethod
    def from_store(cls, store: Store) -> "Lexicon":
        """Read the lexicon of the present state of `store`."""
        found: dict[str, _Found] = defaultdict(_Found)
        for row in store.query(LABELS).rows():
            slug = slug_of(str(row["entity"]))
            term = row["label"]
            if slug is None or not isinstance(term, Literal):
                continue
            entry = found[slug]
            entry.kinds.add(str(row["kind"]).removeprefix(SCHEMA))
            entry.texts[str(row["property"])].add(term.value.strip())
        entities: dict[str, EntityRef] = {}
        labels: list[Label] = []
        qualifiers: set[str] = set()
        for slug, entry in sorted(found.items()):
            entity = entry.entity(slug)
            if entity is None:
                continue
            entities[slug] = entity
            labels.extend(entry.labels(entity))
            if parenthesis := _PARENTHESIS.search(entity.label):
                qualifiers.add(parenthesis[1].casefold())
        return cls(tuple(labels), entities, frozenset(qualifiers), store.version)


@dataclass
class _Found:
    kinds: set[str] = field(default_factory=set)
    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def entity(self, slug: str) -> EntityRef | None:
        preferred = sorted(self.texts[SKOS + "prefLabel"])
        kind = next((name for name in KINDS if name in self.kinds), None)
        return EntityRef(slug, preferred[0], KINDS[kind]) if preferred and kind else None

    def labels(self, entity: EntityRef) -> list[Label]:
        context = {text.casefold() for text in self.texts[SCHEMA + "needsContext"]}
        case = self.texts[SCHEMA + "caseSensitiveLabel"]
        bare = _PARENTHESIS.sub("", entity.label)
        if bare != entity.label:
            # An editor who needed a parenthesis says that the bare name is taken by something else, too.
            context.add(bare.casefold())
        ranks = {entity.label: 0, bare: 0}
        for rank, name in ((1, "altLabel"), (2, "hiddenLabel")):
            for text in self.texts[SKOS + name]:
                ranks.setdefault(text, 0 if text.casefold() == bare.casefold() else rank)
        return [
            Label(text, entity, rank, text.casefold() in context, text in case)
            for text, rank in sorted(ranks.items())
            if any(character.isalnum() for character in text)
        ]
