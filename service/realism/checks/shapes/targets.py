"""The targets of SHACL shapes: the entries each is for. See SHACL, https://www.w3.org/TR/shacl/, 2.1.3."""

from collections.abc import Set
from dataclasses import dataclass

from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Node


@dataclass(frozen=True)
class Target:
    """The entries a shape is for."""

    nodes: frozenset[Node]
    classes: frozenset[Node]
    subjects_of: frozenset[Node]
    objects_of: frozenset[Node]

    def holds(self, focus: Node, data: Graph, kinds: Set[Node]) -> bool:
        """Whether `focus`, of the classes `kinds`, is a target by the statements of `data`."""
        return (
            focus in self.nodes
            or any((focus, predicate, None) in data for predicate in self.subjects_of)
            or any((None, predicate, focus) in data for predicate in self.objects_of)
            or not self.classes.isdisjoint(kinds)
        )

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


def target_of(shape: Node, shapes: Graph) -> Target:
    """The target of `shape`: a shape that is a class itself is for its instances."""
    declared = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    nodes, classes, subjects_of, objects_of = (frozenset(shapes.objects(shape, name)) for name in declared)
    class_kinds = {RDFS.Class, OWL.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class)}
    if not class_kinds.isdisjoint(shapes.objects(shape, RDF.type)):
        classes |= {shape}
    return Target(nodes, classes, subjects_of, objects_of)


def kinds_of(focus: Node, data: Graph) -> set[Node]:
    """The classes `focus` belongs to, and their superclasses, by the statements of `data`."""
    found: set[Node] = set()
    waiting = list(data.objects(focus, RDF.type))
    while waiting:
        kind = waiting.pop()
        if kind not in found:
            found.add(kind)
            waiting += data.objects(kind, RDFS.subClassOf)
    return found
