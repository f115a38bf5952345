"""Asks HermiT what follows about given terms."""

from collections.abc import Iterator
from typing import Any


class Following:
    """What a reasoner derives about the terms of some axioms, as OWL API axioms.

    reasoner   of consistent axioms
    """

    def __init__(self, reasoner: Any, factory: Any, about: list[Any]) -> None:
        self.reasoner = reasoner
        self.factory = factory
        self._about = about
        self._classes = self._named("getClassesInSignature")
        self._individuals = self._named("getIndividualsInSignature")
        self._properties = self._named("getObjectPropertiesInSignature")

    def axioms(self) -> Iterator[Any]:
        """Subclasses and superclasses, types, and relations."""
        if any(not axiom.getIndividualsInSignature() for axiom in self._about):
            # An axiom about kinds tells something of every instance.
            for kind in self._classes:
                self._individuals |= set(self.reasoner.getInstances(kind, False).getFlattened())
            yield from self._subclasses()
        for individual in self._individuals:
            for kind in self.reasoner.getTypes(individual, False).getFlattened():
                if not kind.isBuiltIn():
                    yield self.factory.getOWLClassAssertionAxiom(kind, individual)
        yield from self._relations()

    def _named(self, signature: str) -> set[Any]:
        found = {entity for axiom in self._about for entity in getattr(axiom, signature)()}
        return {entity for entity in found if not entity.isBuiltIn() and not entity.isAnonymous()}

    def _subclasses(self) -> Iterator[Any]:
        for kind in self._classes:
            for above in self.reasoner.getSuperClasses(kind, False).getFlattened():
                if not above.isBuiltIn():
                    yield self.factory.getOWLSubClassOfAxiom(kind, above)
            for below in self.reasoner.getSubClasses(kind, False).getFlattened():
                if not below.isBuiltIn():
                    yield self.factory.getOWLSubClassOfAxiom(below, kind)

    def _relations(self) -> Iterator[Any]:
        wider = set(self._properties)
        for relation in self._properties:
            wider |= set(self.reasoner.getSuperObjectProperties(relation, False).getFlattened())
        for relation in wider:
            if relation.isBottomEntity() or relation.isTopEntity():
                continue
            for individual in self._individuals:
                for value in self.reasoner.getObjectPropertyValues(individual, relation).getFlattened():
                    yield self._relation(relation.getSimplified(), individual, value)

    def _relation(self, relation: Any, one: Any, other: Any) -> Any:
        if relation.isAnonymous():
            return self.factory.getOWLObjectPropertyAssertionAxiom(relation.getNamedProperty(), other, one)
        return self.factory.getOWLObjectPropertyAssertionAxiom(relation, one, other)
