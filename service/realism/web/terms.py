"""The vocabulary in words: classes and properties of the schema, for the schema page and for axioms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from realism.store.base import Literal, Store
from realism.vocab import OWL, SCHEMA
from realism.web.binding import PREFIXES

_TERMS: Final = (
    PREFIXES
    + f"""SELECT ?term ?predicate ?value WHERE {{
  VALUES ?predicate {{
    skos:prefLabel skos:definition realism:negatedLabel
    rdf:type rdfs:domain rdfs:range rdfs:subClassOf rdfs:subPropertyOf owl:inverseOf
  }}
  ?term ?predicate ?value .
  FILTER(STRSTARTS(STR(?term), "{SCHEMA}"))
  FILTER(!isBlank(?value))
}}"""
)


@dataclass
class Word:
    """A class or property: its short name, and the values of what describes it, by short property name."""

    name: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def get(self, predicate: str) -> list[str]:
        """The values of one predicate, sorted; IRIs of the schema by their short names."""
        return sorted(value.removeprefix(SCHEMA) for value in self.values.get(predicate, ()))

    @property
    def label(self) -> str:
        """Its label, or its name when it has none."""
        return next(iter(self.get("prefLabel")), self.name)

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return OWL + "Class" in self.values.get("type", ())

    @property
    def traits(self) -> list[str]:
        """What OWL says of it, such as ``Transitive``."""
        names = [value.removeprefix(OWL).removesuffix("Property") for value in self.values.get("type", ())]
        return sorted(name for name in names if name not in ("Class", "Object", "Datatype", "Annotation"))


@dataclass(frozen=True)
class Vocabulary:
    """All terms of the schema by IRI."""

    words: Mapping[str, Word]

    @classmethod
    def from_store(cls, store: Store) -> "Vocabulary":
        """The vocabulary in `store`."""
        words: dict[str, Word] = {}
        for row in store.query(_TERMS).rows():
            iri, value = str(row["term"]), row["value"]
            word = words.setdefault(iri, Word(iri.removeprefix(SCHEMA)))
            short = str(row["predicate"]).rpartition("#")[2]
            text = value.value if isinstance(value, Literal) else str(value)
            values = word.values.setdefault(short, [])
            if text not in values:
                values.append(text)
        return cls(dict(sorted(words.items())))

    @property
    def classes(self) -> list[Word]:
        """The classes, by name."""
        return [word for word in self.words.values() if word.is_class]

    @property
    def properties(self) -> list[Word]:
        """All that is no class, by name."""
        return [word for word in self.words.values() if not word.is_class]
