"""The SHACL shapes of ``ontology/shapes``: what every entry must have."""

from collections.abc import Iterator

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from realism.checks.knowledge import Knowledge
from realism.checks.report import Finding, Severity
from realism.checks.telling import Teller, sentence
from realism.errors import BrokenOntology
from realism.knowledge.sources import Triple

_SEVERITIES: dict[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_COMPARED = (SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.equals)


def shape_findings(knowledge: Knowledge) -> Iterator[Finding]:
    """What the base violates of its shapes.

    A finding's rule is the end of the shape's IRI; its message is the shape's ``sh:message`` said of the entry.
    Raises BrokenOntology when the shapes themselves are ill-formed.
    """
    if not knowledge.shapes:
        return
    try:
        _, report, text = pyshacl.validate(
            knowledge.union, shacl_graph=knowledge.shapes, inference="none", advanced=False, meta_shacl=False
        )
    except pyshacl.errors.ShapeLoadError as error:
        raise BrokenOntology(f"a SHACL shape is ill-formed: {error}") from None
    if not isinstance(report, Graph):
        raise BrokenOntology(f"the SHACL shapes could not be applied: {text}")
    teller = Teller(knowledge)
    for result in report.objects(None, SH.result):
        yield _finding(teller, report, result)


def _finding(teller: Teller, report: Graph, result: Node) -> Finding:
    shapes = teller.knowledge.shapes
    focus, path, value, shape, severity = (
        report.value(result, name)
        for name in (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.resultSeverity)
    )
    assert focus is not None
    assert shape is not None
    message = shapes.value(shape, SH.message) or report.value(result, SH.resultMessage)
    return Finding(
        rule=str(shape).rsplit("#", 1)[-1],
        severity=_SEVERITIES.get(severity or SH.Violation, "violation"),
        message=sentence(teller.described(focus), str(message)),
        focus=str(focus),
        path=str(path) if isinstance(path, URIRef) else None,
        value=str(value) if value is not None else None,
        statements=teller.statements(_concerned(teller.knowledge, focus, shape, value)) or teller.about(focus),
    )


def _concerned(knowledge: Knowledge, focus: Node, shape: Node, value: Node | None) -> list[Triple]:
    """The statements the shape looks at: those of its path and of the property it is compared with."""
    found: list[Triple] = []
    for predicate in _predicates(knowledge.shapes, shape):
        triples = list(knowledge.union.triples((focus, predicate, None)))
        about_value = [triple for triple in triples if triple[2] == value]
        found += about_value or sorted(triples, key=str)
    compares = any(knowledge.shapes.value(shape, name) for name in _COMPARED)
    return found if compares or value is None else [one for one in found if one[2] == value] or found


def _predicates(shapes: Graph, shape: Node) -> list[URIRef]:
    path = shapes.value(shape, SH.path)
    listed = shapes.value(path, SH.alternativePath) if path is not None else None
    paths = list(shapes.items(listed)) if listed is not None else [path]
    compared = (shapes.value(shape, name) for name in _COMPARED)
    return [one for one in (*paths, *compared) if isinstance(one, URIRef)]
