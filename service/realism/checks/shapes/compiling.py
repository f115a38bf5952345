"""SHACL shapes compiled to footprints: from which statements pyshacl judges an entry by a shape.

The compiled automaton may look at more than pyshacl does, never at less: then a verdict on the statements it needs is
the verdict on the whole base. See SHACL, https://www.w3.org/TR/shacl/, 2.1.3 for targets, 2.3.1 for paths, and 4 for
the constraints.
"""

from collections.abc import Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from realism.checks.edits.footprint import Footprint, Step
from realism.checks.shapes.targets import Target, target_of
from realism.errors import BrokenOntology
from realism.store.base import Iri

Unbounded = dict[str, str]
"""Shapes with a target whose verdicts may depend on any statement, and why."""

COMPARED = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
"""Constraints that compare the values with those of another property of the same entry."""
LISTED = (SH["and"], SH["or"], SH.xone)
"""Constraints that are a list of shapes."""
NESTED = (SH.node, SH["not"], SH.property, SH.qualifiedValueShape)
"""Constraints that are a shape."""
_REPEATED = {SH.zeroOrMorePath: (True, True), SH.oneOrMorePath: (False, True), SH.zeroOrOnePath: (True, False)}
"""Whether the path may be left out, and whether it may be taken again."""


class ShapeCompiler:
    """Adds to a footprint each shape of a graph that has a target, as an owner named by the shape's IRI.

    owners      each shape that has a target and is bounded, and its target
    states      the state in which an entry is judged by a shape, with a target or without
    unbounded   the shapes that cannot be bounded and are left out, and why
    Raises BrokenOntology for an ill-formed path.
    """

    def __init__(self, shapes: Graph, footprint: Footprint) -> None:
        self.shapes = shapes
        self.footprint = footprint
        self.owners: dict[Node, Target] = {}
        self.states: dict[Node, int] = {}
        self.unbounded: Unbounded = {}
        self._end = footprint.state()
        self._kinds = footprint.state()
        footprint.connect(self._kinds, _step(RDFS.subClassOf), self._kinds)
        self._own_parameters = frozenset(self._parameters())
        for shape in sorted(set(self._targeted()), key=str):
            self._owner(shape)

    def _targeted(self) -> Iterator[Node]:
        for predicate in (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target):
            yield from self.shapes.subjects(predicate)
        for kind in (SH.NodeShape, SH.PropertyShape):
            yield from self.shapes.subjects(RDF.type, kind)
        yield from self.shapes.subjects(SH.property)
        yield from self.shapes.subjects(SH.node)

    def _owner(self, shape: Node) -> None:
        target = target_of(shape, self.shapes)
        by_query = (shape, SH.target, None) in self.shapes
        if not (target or by_query) or self._deactivated(shape):
            return
        reasons = (self._reason(part) for part in self._reached(shape))
        reason = "its entries are found by a query" if by_query else next(filter(None, reasons), None)
        if reason is not None:
            self.unbounded[str(shape)] = reason
            return
        self.owners[shape] = target
        start = self.footprint.start(str(shape))
        self.footprint.connect(start, None, self._shape(shape))
        if target.classes:
            self.footprint.connect(start, _step(RDF.type), self._kinds)
        for predicate in target.subjects_of:
            self.footprint.connect(start, _step(predicate), self._end)
        for predicate in target.objects_of:
            self.footprint.connect(start, _step(predicate, inverse=True), self._end)

    def _deactivated(self, shape: Node) -> bool:
        return self._is(shape, SH.deactivated)

    def _is(self, shape: Node, name: Node) -> bool:
        values = self.shapes.objects(shape, name)
        return any(isinstance(value, Literal) and bool(value.value) for value in values)

    def _parts(self, shape: Node) -> Iterator[Node]:
        """The shapes that the value nodes of `shape` are judged by."""
        for name in NESTED:
            yield from self.shapes.objects(shape, name)
        for name in LISTED:
            for listed in self.shapes.objects(shape, name):
                yield from self.shapes.items(listed)
        if self._is(shape, SH.qualifiedValueShapesDisjoint):
            for parent in self.shapes.subjects(SH.property, shape):
                for sibling in self.shapes.objects(parent, SH.property):
                    yield from self.shapes.objects(sibling, SH.qualifiedValueShape)

    def _reached(self, shape: Node) -> Iterator[Node]:
        """`shape`, and all shapes it is made of."""
        waiting, seen = [shape], {shape}
        while waiting:
            one = waiting.pop()
            yield one
            new = set(self._parts(one)) - seen
            seen |= new
            waiting += new

    def _reason(self, shape: Node) -> str | None:
        if (shape, SH.sparql, None) in self.shapes:
            return "it is written as a query"
        if not self._own_parameters.isdisjoint(self.shapes.predicates(shape)):
            return "it uses a constraint that is written as a query"
        return None

    def _parameters(self) -> Iterator[Node]:
        """The properties that call for a constraint component of the shapes' own."""
        kinds = [SH.ConstraintComponent, *self.shapes.subjects(RDFS.subClassOf, SH.ConstraintComponent)]
        for component in (one for kind in kinds for one in self.shapes.subjects(RDF.type, kind)):
            for parameter in self.shapes.objects(component, SH.parameter):
                yield from self.shapes.objects(parameter, SH.path)

    def _shape(self, shape: Node) -> int:
        """The state in which a focus node is judged by `shape`."""
        if shape in self.states:
            return self.states[shape]
        state = self.states[shape] = self.footprint.state()
        if self._deactivated(shape):
            return state
        path = self.shapes.value(shape, SH.path)
        values = state if path is None else self._path(path, state)
        for part in self._parts(shape):
            self.footprint.connect(values, None, self._shape(part))
        if (shape, SH["class"], None) in self.shapes:
            self.footprint.connect(values, _step(RDF.type), self._kinds)
        if (shape, SH.closed, None) in self.shapes:
            self.footprint.connect(values, Step(None), self._end)
        for name in COMPARED:
            for other in self.shapes.objects(shape, name):
                self.footprint.connect(state, _step(other), self._end)
        return state

    def _path(self, path: Node, source: int, inverse: bool = False) -> int:
        """The state that `path` leads to from `source`."""
        target = self.footprint.state()
        if isinstance(path, URIRef):
            self.footprint.connect(source, _step(path, inverse), target)
        elif (path, RDF.first, None) in self.shapes:
            steps = list(self.shapes.items(path))
            # pyshacl 0.40 reads the inverse of a sequence in the order of the sequence, the recommendation in reverse.
            for order in (steps, steps[::-1]) if inverse else (steps,):
                state = source
                for step in order:
                    state = self._path(step, state, inverse)
                self.footprint.connect(state, None, target)
        elif (inner := self.shapes.value(path, SH.inversePath)) is not None:
            return self._path(inner, source, not inverse)
        elif (listed := self.shapes.value(path, SH.alternativePath)) is not None:
            for one in self.shapes.items(listed):
                self.footprint.connect(self._path(one, source, inverse), None, target)
        else:
            self._repeated(path, source, target, inverse)
        return target

    def _repeated(self, path: Node, source: int, target: int, inverse: bool) -> None:
        for name, (optional, again) in _REPEATED.items():
            inner = self.shapes.value(path, name)
            if inner is None:
                continue
            self.footprint.connect(self._path(inner, source, inverse), None, target)
            if optional:
                self.footprint.connect(source, None, target)
            if again:
                self.footprint.connect(self._path(inner, target, inverse), None, target)
            return
        shape = self.shapes.value(None, SH.path, path)
        raise BrokenOntology(f"a SHACL shape is ill-formed: the sh:path of {shape} is no path")


def _step(predicate: Node, inverse: bool = False) -> Step:
    return Step(Iri(predicate), inverse)
