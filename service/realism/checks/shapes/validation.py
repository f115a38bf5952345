"""The SHACL shapes of ``ontology/shapes``: what every entry must have."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product

import pyshacl
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)
from pyshacl.monkey import apply_patches
from pyshacl.pytypes import RDFNode, SHACLExecutor
from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl.shapes_graph import ShapesGraph
from rdflib import BNode, Graph
from rdflib.namespace import SH
from rdflib.term import Node

from realism.checks.knowledge import Knowledge
from realism.checks.reports.report import Finding, Severity
from realism.checks.shapes.graphs import Constant
from realism.checks.shapes.telling import Findings, Result
from realism.errors import BrokenOntology
from realism.knowledge.sources import Triple

_SEVERITIES: dict[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}

_Report = tuple[str, Node, list[Triple]]
_Verdict = tuple[bool, list[_Report]]
"""Whether a constraint is violated, and pyshacl's reports on it."""


class Shapes:
    """Shapes read once, and pyshacl's judgement by them.

    Raises BrokenOntology when the shapes are ill-formed.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = Constant()
        for triple in graph:
            self.graph.add(triple)
        apply_patches()  # type: ignore[no-untyped-call]
        with _broken():
            self._engine = _Engine(self.graph)
            self._known = {shape.node: shape for shape in self._engine.shapes}
        self._executor = SHACLExecutor()

    def judge(self, shape: Node, foci: Iterable[Node], data: Graph) -> list[Result]:
        """What each of `foci` violates of `shape`, whether it is a target of it or not.

        data   may be a part of the base that holds all that the shape looks at; best a `shape_graphs.Part`
        """
        with _broken():
            _, reports = self._known[shape].validate(self._executor, data, focus=list(foci))
        # pyshacl keeps the words of each blank node by the address of its graph, beyond the life of the graph.
        stringify_blank_node.dict_cache.clear()
        return [_result(dict(_said(node, triples))) for _, node, triples in reports]

    def conforms(self, shape: Node, focus: Node, data: Graph) -> bool:
        """Whether `focus` violates nothing of `shape`."""
        return shape not in self._known or not self.judge(shape, [focus], data)

    def whole(self, data: Graph) -> list[Result]:
        """What the graph `data` violates, by pyshacl's own validation of all targets."""
        with _broken():
            _, report, text = pyshacl.validate(
                data, shacl_graph=self.graph, inference="none", advanced=False, meta_shacl=False
            )
        if not isinstance(report, Graph):
            raise BrokenOntology(f"the SHACL shapes could not be applied: {text}")
        return [_result(dict(report.predicate_objects(result))) for result in report.objects(None, SH.result)]


class _Engine(ShapesGraph):
    """pyshacl's shapes, which tell a shape what it asks of them, its constraint parameters, without searching again."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._parameters: dict[Node, list[tuple[Node, Node]]] = {}

    def predicate_objects(self, s: Node) -> list[tuple[Node, Node]]:
        """The constraint parameters of a shape and their values."""
        if s not in self._parameters:
            said = self.graph.predicate_objects(s)
            self._parameters[s] = [pair for pair in said if pair[0] in CONSTRAINT_PARAMETERS_MAP]
        return self._parameters[s]


class _LessThan(LessThanConstraintComponent):
    """sh:lessThan by which what cannot be compared is not less (SHACL 4.5.3); pyshacl gives up on it."""

    def _compare_lt(self, values: set[RDFNode], others: set[RDFNode], data: Graph, focus: RDFNode) -> _Verdict:
        return _compared(self, super()._compare_lt, values, others, data, focus)


class _LessThanOrEquals(LessThanOrEqualsConstraintComponent):
    """sh:lessThanOrEquals likewise."""

    def _compare_ltoe(self, values: set[RDFNode], others: set[RDFNode], data: Graph, focus: RDFNode) -> _Verdict:
        return _compared(self, super()._compare_ltoe, values, others, data, focus)


def _compared(
    component: ConstraintComponent,
    compare: Callable[[set[RDFNode], set[RDFNode], Graph, RDFNode], _Verdict],
    values: set[RDFNode],
    others: set[RDFNode],
    data: Graph,
    focus: RDFNode,
) -> _Verdict:
    violated, reports = False, list[_Report]()
    for value, other in product(values, others):
        try:
            if isinstance(value, BNode) or isinstance(other, BNode):
                raise TypeError
            failed, more = compare({value}, {other}, data, focus)
        except TypeError:
            failed, more = True, [component.make_v_result(data, focus, value_node=value)]
        violated, reports = violated or failed, reports + more
    return violated, reports


CONSTRAINT_PARAMETERS_MAP[SH.lessThan] = _LessThan
CONSTRAINT_PARAMETERS_MAP[SH.lessThanOrEquals] = _LessThanOrEquals


def shape_findings(knowledge: Knowledge) -> Iterator[Finding]:
    """What the base violates of its shapes.

    A finding's rule is the end of the shape's IRI; its message is the shape's ``sh:message`` said of the entry, and
    for a shape made of shapes which of them are not met.
    Raises BrokenOntology when the shapes themselves are ill-formed.
    """
    if not knowledge.shapes:
        return
    shapes = Shapes(knowledge.shapes)
    telling = Findings(shapes.graph, shapes.conforms, knowledge)
    for result in shapes.whole(knowledge.union):
        yield telling.finding(result, knowledge.union)


def _said(node: Node, triples: Iterable[tuple[Node, Node, object]]) -> Iterator[tuple[Node, Node]]:
    """What one of pyshacl's unfinished reports says of `node`: some values come with the graph they are from."""
    for subject, predicate, value in triples:
        if subject == node:
            yield predicate, value[1] if isinstance(value, tuple) else value  # type: ignore[misc]


def _result(said: dict[Node, Node]) -> Result:
    by_query = said[SH.sourceConstraintComponent] == SH.SPARQLConstraintComponent
    return Result(
        focus=said[SH.focusNode],
        shape=said[SH.sourceShape],
        component=said[SH.sourceConstraintComponent],
        severity=_SEVERITIES.get(said.get(SH.resultSeverity, SH.Violation), "violation"),
        path=said.get(SH.resultPath),
        value=said.get(SH.value),
        message=str(said[SH.resultMessage]) if by_query and SH.resultMessage in said else None,
    )


@contextmanager
def _broken() -> Iterator[None]:
    """Turn pyshacl's complaints about shapes into ours."""
    try:
        yield
    except (pyshacl.errors.ReportableRuntimeError, pyshacl.errors.ConstraintLoadWarning) as error:
        raise BrokenOntology(f"a SHACL shape is ill-formed: {error}") from None
    except NotImplementedError as error:
        raise BrokenOntology(f"a SHACL shape asks for what pyshacl does not know: {error}") from None
