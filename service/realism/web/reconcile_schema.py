"""What entities are told apart by in tables: the classes they belong to and the properties that have values."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from realism.store.base import Literal, Store, Term
from realism.vocab import DCTERMS, ID, OWL, SCHEMA, SKOS
from realism.web.binding import PREFIXES, bind
from realism.web.folding import fold
from realism.web.reconcile_index import Index
from realism.web.terms import Vocabulary
from realism.web.version_cache import VersionCache

_SHORT: Final = {SCHEMA: "", SKOS: "skos:", DCTERMS: "dcterms:"}
"""How the identifiers of properties begin, by namespace."""
_COUNTED: Final = (
    PREFIXES
    + """SELECT ?class ?p (COUNT(DISTINCT ?entity) AS ?n) WHERE {
  VALUES ?class { UNDEF }
  ?entity a ?class ; ?p ?value .
} GROUP BY ?class ?p"""
)
_DECLARED: Final = (
    PREFIXES
    + """SELECT DISTINCT ?p ?type WHERE {
  VALUES ?type { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?p a ?type .
}"""
)
_VALUES: Final = (
    PREFIXES
    + """SELECT DISTINCT ?entity ?value WHERE {
  VALUES ?property { UNDEF }
  ?entity ?property ?value .
  FILTER(!isBlank(?value))
}"""
)
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Type:
    """A class of entities; `broader` are the identifiers of the classes it is part of."""

    id: str
    name: str
    description: str
    broader: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The type as answers name it."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Property:
    """A property; `values` is the type of the entities that are its values, if the vocabulary says so."""

    id: str
    iri: str
    name: str
    description: str
    values: Type | None = None

    def as_dict(self) -> dict[str, Any]:
        """The property as answers name it."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Schema:
    """Types and properties by identifier, and for each type which properties its members have, commonest first."""

    types: Mapping[str, Type]
    properties: Mapping[str, Property]
    proposed: Mapping[str, Sequence[Property]]
    _store: Store = field(repr=False)
    _cache: VersionCache = field(repr=False)

    @classmethod
    def from_store(cls, store: Store, cache: VersionCache, index: Index, vocabulary: Vocabulary) -> "Schema":
        """Those of what `store` holds now."""
        used = {name for classes in index.classes.values() for name in classes}
        types = {name: _type(vocabulary, name, used) for name in sorted(used)}
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for row in store.query(bind(_COUNTED, "class", [SCHEMA + name for name in types])).rows():
            number = row["n"]
            assert isinstance(number, Literal)
            counts[str(row["class"]).removeprefix(SCHEMA)][str(row["p"])] = int(number.value)
        properties = {
            iri: _property(vocabulary, iri)
            for iri in _declared(store)
            if any(counted[iri] for counted in counts.values())
        }
        proposed = {
            name: [
                properties[iri]
                for iri, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
                if iri in properties
            ]
            for name, counted in counts.items()
        }
        by_id = {one.id: one for one in sorted(properties.values(), key=lambda one: (fold(one.name), one.id))}
        return cls(types, by_id, proposed, store, cache)

    def of(self, names: Collection[str]) -> list[dict[str, Any]]:
        """Types as answers name them, those that are part of another of `names` before it."""

        def order(name: str) -> tuple[bool, str]:
            return not any(one in names for one in self.types[name].broader), name

        return [self.types[name].as_dict() for name in sorted(names, key=order)]

    def whole(self, one: Type) -> dict[str, Any]:
        """A type with those that it is a part of."""
        broader = [self.types[name].as_dict() for name in one.broader]
        return {**one.as_dict(), **({"broader": broader} if broader else {})}

    def type(self, text: str) -> Type | None:
        """The type whose identifier or IRI `text` is."""
        return self.types.get(text.strip().removeprefix(SCHEMA))

    def property(self, text: str) -> Property | None:
        """The property whose identifier or IRI `text` is."""
        text = text.strip()
        for namespace, short in _SHORT.items():
            if text.startswith(namespace):
                text = short + text.removeprefix(namespace)
        return self.properties.get(text)

    def values(self, wanted: Property) -> Mapping[str, Sequence[Term]]:
        """The values of a property, by the slug of the entity that has them."""
        return self._cache.get(("values", wanted.iri), lambda: self._read(wanted))

    def _read(self, wanted: Property) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = defaultdict(list)
        for row in self._store.query(bind(_VALUES, "property", [wanted.iri])).rows():
            if str(row["entity"]).startswith(ID):
                found[str(row["entity"]).removeprefix(ID)].append(row["value"])
        return {slug: sorted(terms, key=str) for slug, terms in found.items()}


def _type(vocabulary: Vocabulary, name: str, used: set[str]) -> Type:
    word = vocabulary.words.get(SCHEMA + name)
    if word is None:
        return Type(name, name, "")
    broader = tuple(one for one in word.get("subClassOf") if one in used)
    return Type(name, word.label, next(iter(word.get("definition")), ""), broader)


def _property(vocabulary: Vocabulary, iri: str) -> Property:
    namespace = next(known for known in _SHORT if iri.startswith(known))
    name = iri.removeprefix(namespace)
    word = vocabulary.words.get(iri)
    if word is None:
        return Property(_SHORT[namespace] + name, iri, _CAPITAL.sub(" ", name).lower(), "")
    values = [_type(vocabulary, one, set()) for one in word.get("range") if SCHEMA + one in vocabulary.words]
    definition = next(iter(word.get("definition")), "")
    return Property(_SHORT[namespace] + name, iri, word.label, definition, values[0] if values else None)


def _declared(store: Store) -> list[str]:
    """The properties that say something of an entity: relations and data of ours, and whatever SKOS and DC terms say.

    Annotations of our own are notes for editors and for the linker.
    """
    found = set()
    for row in store.query(_DECLARED).rows():
        iri, annotates = str(row["p"]), str(row["type"]) == OWL + "AnnotationProperty"
        if iri.startswith((SKOS, DCTERMS)) or (iri.startswith(SCHEMA) and not annotates):
            found.add(iri)
    return sorted(found)
