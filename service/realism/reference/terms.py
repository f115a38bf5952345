"""The vocabulary for the reference: what the schema says of each class and property."""

from dataclasses import dataclass
from typing import Final

from realism.reference.facts import Facts
from realism.vocab import OWL, RDF, RDFS, SCHEMA, SKOS

_KINDS: Final = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")


@dataclass(frozen=True)
class Term:
    """A class or property of the schema.

    kind     ``Class``, ``ObjectProperty``, ``DatatypeProperty`` or ``AnnotationProperty``
    traits   what OWL says of it, such as ``transitive``
    links    title and IRIs of the terms it is related to, such as ``Domain``; empty ones are left out
    """

    iri: str
    name: str
    label: str
    kind: str
    definition: str
    traits: tuple[str, ...]
    links: tuple[tuple[str, tuple[str, ...]], ...]


def terms(facts: Facts) -> list[Term]:
    """The terms of the schema by kind (classes first) and name."""
    found = [_term(facts, iri, kind) for kind in _KINDS for iri in facts.members(OWL + kind) if iri.startswith(SCHEMA)]
    return sorted(found, key=lambda term: (_KINDS.index(term.kind), term.name.lower()))


def inverses(facts: Facts, iri: str) -> list[str]:
    """The properties declared to be the inverse of a property, in either direction."""
    return sorted({*facts.iris(iri, OWL + "inverseOf"), *facts.subjects(OWL + "inverseOf", iri)})


def _term(facts: Facts, iri: str, kind: str) -> Term:
    name = iri.removeprefix(SCHEMA)
    types = (one.removeprefix(OWL) for one in facts.iris(iri, RDF + "type"))
    traits = tuple(one.removesuffix("Property").lower() for one in types if one not in _KINDS)
    links = (
        ("Subclass of", facts.iris(iri, RDFS + "subClassOf")),
        ("Subclasses", facts.subjects(RDFS + "subClassOf", iri)),
        ("Subproperty of", facts.iris(iri, RDFS + "subPropertyOf")),
        ("Subproperties", facts.subjects(RDFS + "subPropertyOf", iri)),
        ("Domain", facts.iris(iri, RDFS + "domain")),
        ("Range", facts.iris(iri, RDFS + "range")),
        ("Domain of", facts.subjects(RDFS + "domain", iri)),
        ("Range of", facts.subjects(RDFS + "range", iri)),
        ("Inverse of", inverses(facts, iri)),
        ("Disjoint with", facts.iris(iri, OWL + "disjointWith") + facts.iris(iri, OWL + "propertyDisjointWith")),
    )
    return Term(
        iri=iri,
        name=name,
        label=facts.text(iri, SKOS + "prefLabel") or name,
        kind=kind,
        definition=facts.text(iri, SKOS + "definition") or "",
        traits=traits,
        links=tuple((title, tuple(iris)) for title, iris in links if iris),
    )
