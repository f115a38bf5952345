"""Results of SHACL validation as findings: in plain words, with the statements they rest on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from realism.checks.reports.report import Finding, Severity
from realism.checks.shapes.compiling import COMPARED, LISTED
from realism.checks.shapes.failures import ShapeFailures
from realism.checks.shapes.wording import ShapeWording
from realism.checks.words.telling import Facts, Teller, sentence
from realism.knowledge.sources import Triple

Conforms = Callable[[Node, Node, Graph], bool]
"""Whether by the statements of a graph a node conforms to a shape: called with shape, node and graph."""

_SHOWN = 10
"""How many statements a finding shows at most."""


@dataclass(frozen=True)
class Result:
    """One result of a validation report: SHACL 3.6.2, without its message unless a query of the shape gives it."""

    focus: Node
    shape: Node
    component: Node
    severity: Severity
    path: Node | None = None
    value: Node | None = None
    message: str | None = None


class Findings:
    """Results by the shapes of the graph `shapes` as findings, in the words of `facts`."""

    def __init__(self, shapes: Graph, conforms: Conforms, facts: Facts) -> None:
        self.shapes = shapes
        self.conforms = conforms
        self.teller = Teller(facts)
        self.wording = ShapeWording(shapes, self.teller)

    def finding(self, result: Result, data: Graph) -> Finding:
        """The result in plain words, with the statements of `data` it rests on."""
        return Finding(
            rule=rule_name(result.shape, self.shapes),
            severity=result.severity,
            message=sentence(self.teller.described(result.focus), self._message(result, data)),
            focus=result.focus.n3() if isinstance(result.focus, Literal) else str(result.focus),
            path=str(result.path) if isinstance(result.path, URIRef) else None,
            value=str(result.value) if result.value is not None else None,
            statements=self.teller.statements(self._concerned(result, data)) or self.teller.about(result.focus),
        )

    def _message(self, result: Result, data: Graph) -> str:
        said = result.message or message_of(result.shape, self.shapes)
        if said is None:
            said = f"breaks a rule: {self.wording.said(result.shape)}"
        values = [result.value] if result.value is not None else self._trace(result.shape, result.focus, data)[1]
        failures = ShapeFailures(self.wording, lambda shape, value: self.conforms(shape, value, data))
        explained = failures.explained(result.shape, result.component, values)
        return said if explained is None else f"{said.rstrip('.')}: {explained}"

    def _concerned(self, result: Result, data: Graph) -> list[Triple]:
        """The statements the shape looks at: those of its path and of the property it is compared with.

        For a shape made of shapes, those that these look at.
        """
        stated = _stated(result, data)
        if any((result.shape, name, None) in self.shapes for name in COMPARED):
            own = stated or self._trace(result.shape, result.focus, data)[0]
            return list(dict.fromkeys([*own, *self._compared(result, data)]))[:_SHOWN]
        if stated:
            return stated
        found = [one for shape in self._parts(result.shape) for one in self._trace(shape, result.focus, data)[0]]
        about_value = [one for one in found if one[2] == result.value]
        return list(dict.fromkeys(about_value or found))[:_SHOWN]

    def _compared(self, result: Result, data: Graph) -> list[Triple]:
        """The values of the other properties: the offending value if they have it, or else all."""
        found: list[Triple] = []
        for name in COMPARED:
            for other in self.shapes.objects(result.shape, name):
                triples = _along(other, [result.focus], data, self.shapes)[0]
                found += [one for one in triples if one[2] == result.value] or triples
        return found

    def _parts(self, shape: Node) -> Iterator[Node]:
        """The shape, and if it is no property shape, the property shapes it consists of."""
        graph = self.shapes
        yield shape
        if (shape, SH.path, None) not in graph:
            for name in LISTED:
                for listed in graph.objects(shape, name):
                    yield from graph.items(listed)
            for name in (SH["not"], SH.node):
                for inner in graph.objects(shape, name):
                    yield inner
                    yield from graph.objects(inner, SH.property)

    def _trace(self, shape: Node, focus: Node, data: Graph) -> tuple[list[Triple], list[Node]]:
        """The statements on the path of `shape` from `focus`, and the value nodes."""
        path = self.shapes.value(shape, SH.path)
        return ([], [focus]) if path is None else _along(path, [focus], data, self.shapes)


def _along(path: Node, nodes: Iterable[Node], data: Graph, shapes: Graph) -> tuple[list[Triple], list[Node]]:
    """The statements on a path from `nodes`, in an order that does not change, and the nodes it leads to."""
    if isinstance(path, URIRef):
        found = [one for node in nodes for one in sorted(data.triples((node, path, None)), key=str)]
        return found, list(dict.fromkeys(one[2] for one in found))
    if (path, RDF.first, None) in shapes:
        triples, reached = [], list(nodes)
        for step in shapes.items(path):
            more, reached = _along(step, reached, data, shapes)
            triples += more
        return triples, reached
    listed = shapes.value(path, SH.alternativePath)
    if listed is not None:
        ways = [_along(one, nodes, data, shapes) for one in shapes.items(listed)]
        return [one for way, _ in ways for one in way], list(dict.fromkeys(one for _, way in ways for one in way))
    inner = shapes.value(path, SH.inversePath)
    if isinstance(inner, URIRef):
        found = [one for node in nodes for one in sorted(data.triples((None, inner, node)), key=str)]
        return found, list(dict.fromkeys(one[0] for one in found))
    repeated = (shapes.value(path, name) for name in (SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath))
    once = next((one for one in repeated if one is not None), None)
    return ([], []) if once is None else _along(once, nodes, data, shapes)


def _stated(result: Result, data: Graph) -> list[Triple]:
    if not isinstance(result.path, URIRef) or result.value is None:
        return []
    triple = (result.focus, result.path, result.value)
    return [triple] if triple in data else []


def rule_name(shape: Node, shapes: Graph) -> str:
    """The name of a rule: the end of the shape's IRI, or that of the shape it is a part of."""
    seen: set[Node] = set()
    waiting = [shape]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, URIRef):
            return one.rsplit("#", 1)[-1]
        if one not in seen:
            seen.add(one)
            waiting += sorted(shapes.subjects(None, one), key=str)
    return "shape"


def message_of(shape: Node, shapes: Graph) -> str | None:
    """The shape's ``sh:message``, in English if there are several."""
    messages = [one for one in shapes.objects(shape, SH.message) if isinstance(one, Literal)]
    return min(((one.language not in (None, "en"), str(one)) for one in messages), default=(False, None))[1]
