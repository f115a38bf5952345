"""Which names the JSON-LD context gives: to our schema first, then to W3C's vocabularies, then to all else declared.

A name is the last part of an IRI; of two IRIs with one name, the first keeps it and the other is written in full. So a
new term of the schema or of another vocabulary never changes what an older key means, as long as our own names are not
those of W3C's vocabularies.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from realism.store.base import Iri, Store, Term, text_of
from realism.store.base import Literal as Value
from realism.vocab import ID, OWL, RDF, RDFS, SCHEMA, SKOS
from realism.web.binding import PREFIXES

Shape = Literal["iri", "language", "plain"]
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_KEYWORDS: Final = ("id", "type")
_DECLARED: Final = (
    PREFIXES
    + """SELECT DISTINCT ?term ?kind WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:FunctionalProperty }
  ?term a ?kind .
  FILTER(isIRI(?term))
}"""
)
_ANNOTATING: Final = (
    PREFIXES
    + """SELECT DISTINCT ?term ?shape WHERE {
  ?term a owl:AnnotationProperty .
  ?subject ?term ?value .
  BIND(IF(isLiteral(?value), IF(LANG(?value) = "", "plain", "language"), "iri") AS ?shape)
}"""
)
_ONE: Final = frozenset({SKOS + "prefLabel", SKOS + "definition", RDFS + "label", RDF + "first", RDF + "rest"})
"""One value, in each language if it is a text: by SKOS (S14), by the rules of this base, and of lists by RDF."""
_CLASSES: Final = {
    OWL: "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty FunctionalProperty "
    "InverseFunctionalProperty TransitiveProperty SymmetricProperty AsymmetricProperty ReflexiveProperty "
    "IrreflexiveProperty NamedIndividual Restriction Axiom NegativePropertyAssertion AllDifferent AllDisjointClasses",
    SKOS: "ConceptScheme",
}
_PROPERTIES: Final[dict[str, dict[Shape, str]]] = {
    RDF: {"iri": "first rest"},
    RDFS: {"iri": "subClassOf subPropertyOf domain range seeAlso isDefinedBy", "language": "label comment"},
    OWL: {
        "iri": "imports versionIRI inverseOf disjointWith propertyDisjointWith equivalentClass equivalentProperty "
        "sameAs differentFrom onProperty onClass hasValue someValuesFrom allValuesFrom complementOf unionOf "
        "intersectionOf oneOf members distinctMembers propertyChainAxiom annotatedSource annotatedProperty "
        "annotatedTarget sourceIndividual assertionProperty targetIndividual",
        "plain": "versionInfo deprecated targetValue cardinality minCardinality maxCardinality",
    },
    SKOS: {
        "iri": "broader narrower related broadMatch narrowMatch relatedMatch closeMatch exactMatch inScheme "
        "hasTopConcept topConceptOf",
        "language": "prefLabel altLabel hiddenLabel definition scopeNote editorialNote changeNote historyNote example",
    },
}


@dataclass(frozen=True)
class Key:
    """The key of a property: the shape its values have, and whether they stand in a list."""

    name: str
    iri: str
    shape: Shape
    many: bool

    @property
    def definition(self) -> dict[str, Any]:
        """What the context says of it."""
        found: dict[str, Any] = {"@id": self.iri}
        if self.shape == "iri":
            found["@type"] = "@id"
        containers = ["@language"] * (self.shape == "language") + ["@set"] * self.many
        if containers:
            found["@container"] = containers if len(containers) > 1 else containers[0]
        return found

    def takes(self, value: Term) -> bool:
        """Whether `value` has the shape of this key."""
        if self.shape == "iri" or not isinstance(value, Value):
            return self.shape == "iri" and not isinstance(value, Value)
        return bool(value.language) == (self.shape == "language")


def keys_of(store: Store) -> tuple[dict[str, str], dict[str, Key]]:
    """The names of classes and the keys of properties, by IRI, for what `store` declares."""
    kinds: dict[str, set[str]] = {}
    for row in store.query(_DECLARED).rows():
        if isinstance(row["term"], Iri) and not row["term"].startswith(ID):
            kinds.setdefault(row["term"], set()).add(str(row["kind"]).removeprefix(OWL))
    classes = {namespace + name for namespace, names in _CLASSES.items() for name in names.split()}
    classes |= {iri for iri, found in kinds.items() if "Class" in found}
    shapes = _shapes(store, kinds)
    names = _names(classes | shapes.keys())
    keys = {}
    for iri, shape in shapes.items():
        if iri in names:
            many = iri not in _ONE and "FunctionalProperty" not in kinds.get(iri, ())
            keys[iri] = Key(names[iri], iri, shape, many)
    return {iri: names[iri] for iri in sorted(classes) if iri in names}, keys


def _shapes(store: Store, kinds: dict[str, set[str]]) -> dict[str, Shape]:
    """The shape of each property: as W3C says, as it is declared, or as its values are."""
    found: dict[str, Shape] = {}
    annotating: dict[str, set[str]] = {}
    for row in store.query(_ANNOTATING).rows():
        annotating.setdefault(str(row["term"]), set()).add(text_of(row["shape"]))
    for iri, declared in kinds.items():
        if "ObjectProperty" in declared:
            found[iri] = "iri"
        elif "DatatypeProperty" in declared:
            found[iri] = "plain"
        elif "AnnotationProperty" in declared:
            values = annotating.get(iri, ())
            found[iri] = "language" if "language" in values else "iri" if "iri" in values else "plain"
    for namespace, shapes in _PROPERTIES.items():
        found |= {namespace + name: shape for shape, names in shapes.items() for name in names.split()}
    return found


def _names(iris: set[str]) -> dict[str, str]:
    """The name of each IRI that has one to itself or comes first."""
    taken: dict[str, str] = {}
    for iri in sorted(iris, key=lambda iri: (not iri.startswith(SCHEMA), not iri.startswith(tuple(_PROPERTIES)), iri)):
        name = re.split(r"[#/]", iri)[-1]
        if _NAME.fullmatch(name) and name not in _KEYWORDS:
            taken.setdefault(name, iri)
    return {iri: name for name, iri in taken.items()}
