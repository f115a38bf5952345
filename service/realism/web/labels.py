"""The label index: all names of all entities, folded, read once per state of the dataset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from realism.store.base import Literal, Store
from realism.vocab import SKOS
from realism.web.binding import PREFIXES
from realism.web.directory import Directory, Entity
from realism.web.folding import fold

_LABELS: Final = (
    PREFIXES
    + """SELECT ?entity ?property ?label WHERE {
  VALUES ?property { skos:prefLabel skos:altLabel skos:hiddenLabel }
  ?entity ?property ?label .
}"""
)
_WEIGHT: Final = {SKOS + "prefLabel": 1.0, SKOS + "altLabel": 0.95, SKOS + "hiddenLabel": 0.85}
"""How much a hit counts by what kind of label it is in."""
_EXACT, _PREFIX, _WORD, _INSIDE = 0.95, 0.8, 0.6, 0.4
_SECONDARY: Final = 0.96
"""What a hit in another kind than these counts: enough to decide among equals, too little to beat a better match."""
_KIND_ORDER: Final = {kind: place for place, kind in enumerate(("concept", "theory", "thinker", "work", "case"))}


@dataclass(frozen=True)
class Hit:
    """An entity found: `matched` is the label that matched, `score` is from 0 to 1."""

    entity: Entity
    matched: str
    score: float

    def as_dict(self) -> dict[str, Any]:
        """The hit as a JSON object."""
        found = {**self.entity.as_ref(), "definition": self.entity.definition, "matched": self.matched}
        return {**found, "score": round(self.score, 3)}


@dataclass(frozen=True)
class Labels:
    """Every label: its folded form, its text, its weight, its entity."""

    entries: Sequence[tuple[str, str, float, Entity]]

    @classmethod
    def from_store(cls, store: Store, directory: Directory) -> "Labels":
        """The labels in `store` of the entities of `directory`."""
        entries = []
        for row in store.query(_LABELS).rows():
            entity, label = directory.find(str(row["entity"])), row["label"]
            if entity is None or not isinstance(label, Literal):
                continue
            weight = _WEIGHT[str(row["property"])] * (1 if entity.kind in _KIND_ORDER else _SECONDARY)
            names = {label.value, entity.short} if label.value == entity.label else {label.value}
            entries += [(fold(name), name, weight, entity) for name in names if fold(name)]
        return cls(sorted(entries, key=lambda entry: (entry[0], entry[3].slug, -entry[2])))

    def search(self, text: str, kind: str | None, limit: int) -> list[Hit]:
        """The entities (of `kind`, if given) with a label that matches `text`, best first."""
        wanted = fold(text)
        best: dict[str, Hit] = {}
        if not wanted:
            return []
        for folded, label, weight, entity in self.entries:
            grade = _grade(wanted, folded)
            if not grade or (kind is not None and entity.kind != kind):
                continue
            # Among equals the label that is closest in length says most.
            score = weight * grade + 0.05 * len(wanted) / max(len(wanted), len(folded))
            if entity.slug not in best or score > best[entity.slug].score:
                best[entity.slug] = Hit(entity, label, min(1.0, score))
        return sorted(best.values(), key=_order)[:limit]


def _grade(wanted: str, folded: str) -> float:
    if folded == wanted:
        return _EXACT
    if folded.startswith(wanted):
        return _PREFIX
    if f" {wanted}" in folded.replace("(", " "):
        return _WORD
    return _INSIDE if wanted in folded else 0.0


def _order(hit: Hit) -> tuple[float, int, str]:
    return -hit.score, _KIND_ORDER.get(hit.entity.kind, len(_KIND_ORDER)), hit.entity.label
