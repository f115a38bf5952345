"""What shapes and rules themselves say about how to satisfy them: read once, for proposals of repairs.

A shape says which values it allows; a rule says, in its NOT EXISTS, which statement would have kept it silent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rdflib import Graph, URIRef, Variable
from rdflib.namespace import RDF, SH
from rdflib.paths import AlternativePath
from rdflib.plugins.sparql.algebra import traverse
from rdflib.term import Identifier, Node

from realism.checks.edits.footprint import Step
from realism.checks.rules.algebra import algebra
from realism.checks.rules.whole import Rule
from realism.checks.shapes.telling import rule_name
from realism.checks.words.telling import term
from realism.store.base import Iri, Term

_NESTED = (SH.node, SH.qualifiedValueShape)
_NESTED_LISTS = (SH["and"], SH["or"], SH.xone)
_LISTS = (SH["in"], SH.languageIn)
_DESCRIBING = frozenset(
    (SH.path, SH.message, SH.severity, SH.name, SH.description, SH.order, SH.group, SH.targetClass, SH.targetNode,
     SH.targetSubjectsOf, SH.targetObjectsOf, SH.property, SH.deactivated)
)  # fmt: skip


@dataclass(frozen=True)
class Constraint:
    """One demand of a shape.

    kind    the SHACL parameter, such as ``minCount`` or ``in``
    paths   the properties it is about, by one step; none when it is about the entry itself
    values  the parameter's values: the members of ``in`` and ``languageIn``, else one
    flags   of a ``pattern``
    """

    kind: str
    paths: tuple[Step, ...]
    values: tuple[Term, ...]
    flags: str = ""


Slot = Term | str
"""In a wanted statement: a term, or the name of a variable of the rule."""
Wanted = tuple[Slot, Slot, Slot]


@dataclass(frozen=True)
class RuleHints:
    """What a rule asks for: its patterns of statements that show it, and groups of statements that would satisfy it.

    Each group's statements are about one subject.
    """

    shown: tuple[tuple[str, str, str], ...]
    wanted: tuple[tuple[Wanted, ...], ...]


@dataclass(frozen=True)
class Hints:
    """Constraints by the name of the shape, as findings have it; hints by the name of the rule.

    allowed   property to the values that some shape allows for it, in the shape's order
    """

    constraints: Mapping[str, tuple[Constraint, ...]] = field(default_factory=dict)
    rules: Mapping[str, RuleHints] = field(default_factory=dict)
    allowed: Mapping[Iri, tuple[Term, ...]] = field(default_factory=dict)


def read_hints(shapes: Graph, rules: Iterable[Rule]) -> Hints:
    """What `shapes` and `rules` say about repairs."""
    read: dict[str, tuple[Constraint, ...]] = defaultdict(tuple)
    for shape in sorted(_shapes(shapes), key=str):
        read[rule_name(shape, shapes)] += tuple(_constraints(shapes, shape, ()))
    allowed = {
        step.predicate: one.values
        for found in read.values()
        for one in found
        for step in one.paths
        if one.kind == "in" and step.predicate is not None and not step.inverse
    }
    constraints = {name: tuple(dict.fromkeys(found)) for name, found in read.items()}
    return Hints(constraints, {rule.name: _rule(rule) for rule in rules}, allowed)


def _shapes(shapes: Graph) -> set[Node]:
    typed = {one for kind in (SH.NodeShape, SH.PropertyShape) for one in shapes.subjects(RDF.type, kind)}
    return typed | set(shapes.subjects(SH.path)) | set(shapes.objects(None, SH.property))


def _constraints(shapes: Graph, shape: Node, above: tuple[Step, ...]) -> Iterator[Constraint]:
    path = shapes.value(shape, SH.path)
    if path is not None and above:
        return  # about a value of a value: what to change there is for the shape of that entry to say
    steps = above if path is None else _steps(shapes, path)
    flags = str(shapes.value(shape, SH.flags) or "")
    for parameter, value in sorted(shapes.predicate_objects(shape)):
        if parameter in _NESTED_LISTS:
            for nested in shapes.items(value):
                yield from _constraints(shapes, nested, steps)
        elif parameter in _NESTED:
            yield from _constraints(shapes, value, steps)
        elif parameter in _LISTS:
            yield Constraint(_local(parameter), steps, tuple(term(one) for one in shapes.items(value)))
        elif isinstance(parameter, URIRef) and parameter.startswith(str(SH)) and parameter not in _DESCRIBING:
            yield Constraint(_local(parameter), steps, (term(value),), flags)


def _steps(shapes: Graph, path: Node) -> tuple[Step, ...]:
    """The properties a path leads along when it is one step long, in any of its alternatives."""
    if isinstance(path, URIRef):
        return (Step(Iri(path)),)
    back = shapes.value(path, SH.inversePath)
    if isinstance(back, URIRef):
        return (Step(Iri(back), inverse=True),)
    either = shapes.value(path, SH.alternativePath)
    if either is None:
        return ()
    return tuple(step for one in shapes.items(either) for step in _steps(shapes, one))


def _local(parameter: Node) -> str:
    return str(parameter).removeprefix(str(SH))


def _rule(rule: Rule) -> RuleHints:
    denied: dict[Slot, dict[Wanted, None]] = defaultdict(dict)

    def visit(part: Any) -> None:
        if getattr(part, "name", "") == "Builtin_NOTEXISTS":
            for pattern in _patterns(part.graph):
                denied[pattern[0]][pattern] = None

    traverse(algebra(rule.text), visitPre=visit)
    return RuleHints(rule.statements, tuple(tuple(group) for group in denied.values()))


def _patterns(graph: object) -> Iterator[Wanted]:
    found: list[tuple[Node, Node, Node]] = []

    def visit(part: Any) -> None:
        if getattr(part, "name", "") == "BGP":
            found.extend(part.triples)

    traverse(graph, visitPre=visit)
    for subject, predicate, value in found:
        either = predicate.args if isinstance(predicate, AlternativePath) else [predicate]
        for one in either:
            if isinstance(subject, Identifier) and isinstance(one, Identifier) and isinstance(value, Identifier):
                yield _slot(subject), _slot(one), _slot(value)


def _slot(node: Node) -> Slot:
    # A string that is no term names a variable; every IRI is a string too, but of its own type.
    return str(node) if isinstance(node, Variable) else term(node)
