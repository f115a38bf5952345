"""Who is who: every entity of the base with label, kind and year, read once per state of the dataset."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from realism.errors import NotFound
from realism.store.base import Iri, Literal, Row, Store
from realism.vocab import ID, SCHEMA, is_slug, slug_of
from realism.web.binding import PREFIXES
from realism.web.folding import fold

KINDS: Final[Mapping[str, str]] = {
    "Concept": "concept",
    "Theory": "theory",
    "Thinker": "thinker",
    "CollectiveVoice": "voice",
    "Work": "work",
    "Claim": "claim",
    "HistoricalCase": "case",
    "CaseEvidence": "evidence",
    "Dimension": "dimension",
    "Position": "position",
    "Debate": "debate",
    "Actor": "actor",
}
"""Classes of the schema, and the kind that pages and answers give their members."""
OTHER: Final = "entity"
_PARENTHESIS: Final = re.compile(r"\s*\([^()]+\)$")

_ENTITIES: Final = (
    PREFIXES
    + """SELECT ?entity ?class ?class_label ?label ?definition ?year WHERE {
  ?entity skos:prefLabel ?label .
  OPTIONAL { ?entity a ?class . ?class skos:prefLabel ?class_label }
  OPTIONAL { ?entity skos:definition ?definition }
  OPTIONAL { ?entity realism:year ?year }
}"""
)


@dataclass(frozen=True)
class Entity:
    """One entity: `kind` is a value of `KINDS`, `kind_label` what a reader sees (``journal article``).

    short   the label without a closing parenthesis where that tells it from all others within this base
    """

    slug: str
    label: str
    kind: str
    kind_label: str
    short: str
    definition: str | None = None
    year: int | None = None

    @property
    def iri(self) -> str:
        """Its IRI."""
        return ID + self.slug

    @property
    def order(self) -> tuple[bool, int, str]:
        """Where it stands in a list: by year when it has one, then by label."""
        return self.year is None, self.year or 0, fold(self.label)

    def as_ref(self) -> dict[str, str]:
        """The entity as JSON answers name it."""
        return {"id": self.slug, "label": self.label, "type": self.kind}


@dataclass(frozen=True)
class Directory:
    """All entities by slug."""

    entities: Mapping[str, Entity]
    _labels: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_store(cls, store: Store) -> "Directory":
        """The directory of what `store` holds now."""
        rows: dict[str, list[Row]] = {}
        for row in store.query(_ENTITIES).rows():
            iri = row["entity"]
            if isinstance(iri, Iri) and iri.startswith(ID) and is_slug(iri.removeprefix(ID)):
                rows.setdefault(iri.removeprefix(ID), []).append(row)
        entities = _shortened({slug: _entity(slug, found) for slug, found in sorted(rows.items())})
        labels: dict[str, list[str]] = {}
        for entity in entities.values():
            labels.setdefault(fold(entity.label), []).append(entity.slug)
            labels.setdefault(entity.slug, []).append(entity.slug)
        return cls(entities, labels)

    def __getitem__(self, slug: str) -> Entity:
        """The entity `slug`.

        Raises NotFound with ``suggestions`` when there is none.
        """
        entity = self.entities.get(slug)
        if entity is None:
            raise self.unknown(slug)
        return entity

    def find(self, iri: str) -> Entity | None:
        """The entity with the IRI `iri`, if it is one of this base."""
        return self.entities.get(iri.removeprefix(ID)) if iri.startswith(ID) else None

    def of_kind(self, kind: str) -> list[Entity]:
        """The entities of one kind, by label."""
        return sorted((e for e in self.entities.values() if e.kind == kind), key=lambda e: fold(e.label))

    def unknown(self, slug: str, what: str = "entity") -> NotFound:
        """The error for a slug that names no entity, with the nearest slugs and labels."""
        suggestions = self.suggest(slug)
        hint = f"; did you mean {suggestions[0]!r}?" if suggestions else "; /search?q= finds entities by label"
        return NotFound(f"There is no {what} {slug[:120]!r}{hint}", suggestions=suggestions)

    def suggest(self, text: str, limit: int = 5) -> list[str]:
        """The slugs whose own text or label is nearest to `text`, best first."""
        wanted = fold(text[:120])
        near = get_close_matches(wanted, self._labels.keys(), n=limit, cutoff=0.6)
        near += get_close_matches(wanted.replace("-", " "), self._labels.keys(), n=limit, cutoff=0.6)
        found = dict.fromkeys(slug for label in near for slug in self._labels[label])
        return list(found)[:limit]

    def refs(self, iris: Iterable[str]) -> list[Entity]:
        """The entities among `iris`, in list order."""
        found = {entity.slug: entity for iri in iris if (entity := self.find(iri)) is not None}
        return sorted(found.values(), key=lambda entity: entity.order)


def _entity(slug: str, rows: list[Row]) -> Entity:
    classes = {str(row["class"]): _text(row, "class_label") for row in rows if "class" in row}
    known = [name for name in KINDS if SCHEMA + name in classes]
    kind = known[0] if known else None
    # The narrowest class tells a reader most: "journal article" rather than "work".
    narrow = [
        label for iri, label in sorted(classes.items()) if iri.startswith(SCHEMA) and slug_of(iri) is None
        and iri.removeprefix(SCHEMA) not in (*KINDS, "Agent")
    ]  # fmt: skip
    label = narrow[0] if narrow else classes.get(SCHEMA + kind if kind else "")
    year = rows[0].get("year")
    return Entity(
        slug=slug,
        label=_text(rows[0], "label") or slug,
        short=_text(rows[0], "label") or slug,
        kind=KINDS[kind] if kind else OTHER,
        kind_label=label or OTHER,
        definition=_text(rows[0], "definition"),
        year=int(year.value) if isinstance(year, Literal) else None,
    )


def _shortened(entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """The entities with a short label wherever no other entity would be called the same."""
    shorts = {slug: _PARENTHESIS.sub("", entity.label) for slug, entity in entities.items()}
    taken = Counter(fold(short) for short in shorts.values())
    return {
        slug: replace(entity, short=shorts[slug]) if taken[fold(shorts[slug])] == 1 else entity
        for slug, entity in entities.items()
    }


def _text(row: Row, name: str) -> str | None:
    term = row.get(name)
    return term.value if isinstance(term, Literal) else None
