"""Proposals from the demands of the shape that a finding is about, by the kind of constraint."""

from collections.abc import Iterator
from dataclasses import replace

from realism.checks.edits.edit import rewritten
from realism.checks.edits.footprint import Step
from realism.checks.repairs.change import Change, Kind, added, dropped, replaced, said_of, shown
from realism.checks.repairs.hints import Constraint
from realism.checks.repairs.sources import Sources
from realism.checks.repairs.values import corrected
from realism.checks.reports.report import Finding
from realism.store.base import BlankNode, Iri, Literal, Quad, Term, text_of
from realism.vocab import RDF

_TOO_FEW = frozenset({"minCount", "qualifiedMinCount"})
_TOO_MANY = frozenset({"maxCount", "qualifiedMaxCount", "uniqueLang"})
_COMPARED = frozenset({"disjoint", "equals", "lessThan", "lessThanOrEquals"})
_MOST_VALUES = 6
_MOST_ADDED = 4


def for_constraint(sources: Sources, finding: Finding, constraint: Constraint) -> Iterator[Change]:
    """Ways to satisfy one constraint of the finding's shape."""
    focus = Iri(finding.focus or "")
    if not constraint.paths:
        yield from _renamed(sources, focus, constraint)
        return
    for step in constraint.paths:
        values = _values(sources, focus, step)
        if constraint.kind in _TOO_FEW and finding.value in (None, focus) and not _enough(values, constraint):
            yield from missing(sources, focus, step)
        elif constraint.kind == "hasValue":
            yield from _with(sources, focus, step, constraint.values)
        elif constraint.kind in _TOO_MANY:
            yield from _one_of(sources, values, constraint)
        elif constraint.kind in _COMPARED:
            yield from _uncompared(sources, focus, values, Iri(text_of(constraint.values[0])), finding)
        else:
            for quad in values:
                if finding.value in (None, focus, text_of(_end(quad, step))):
                    yield from _corrected(sources, quad, step, constraint)


def _enough(values: list[Quad], constraint: Constraint) -> bool:
    wanted = text_of(constraint.values[0])
    return constraint.kind == "minCount" and wanted.isdecimal() and len(values) >= int(wanted)


def missing(sources: Sources, focus: Iri | BlankNode, step: Step) -> Iterator[Change]:
    """Statements that would give `focus` a value: one of those allowed, or entries that stand near."""
    if step.predicate is None:
        return
    allowed = sources.hints.allowed.get(step.predicate, ())
    near: list[Term] = list(allowed)
    if not allowed:
        near += sources.near([focus], step.predicate, not step.inverse)[:_MOST_ADDED]
        near += sources.usual(step.predicate) if not step.inverse else []
    for value in dict.fromkeys(near):
        yield from _with(sources, focus, step, (value,))


def _with(sources: Sources, focus: Iri | BlankNode, step: Step, values: tuple[Term, ...]) -> Iterator[Change]:
    graph = sources.graph_of(focus)
    for value in values:
        if step.predicate is not None and not step.inverse:
            yield added(sources, [Quad(focus, step.predicate, value, graph)])
        elif step.predicate is not None and isinstance(value, Iri):
            yield added(sources, [Quad(value, step.predicate, focus, graph)])


def _values(sources: Sources, focus: Iri, step: Step) -> list[Quad]:
    found = sources.find(None, step.predicate, focus) if step.inverse else sources.find(focus, step.predicate)
    return sorted(found, key=lambda quad: (not sources.is_yours(quad), str(quad)))


def _end(quad: Quad, step: Step) -> Term:
    return quad.subject if step.inverse else quad.object


def _corrected(sources: Sources, quad: Quad, step: Step, constraint: Constraint) -> Iterator[Change]:
    if step.inverse:
        return
    for value in corrected(quad.object, constraint):
        yield replaced(sources, [quad], [quad._replace(object=value)], quad.object, value)


def _one_of(sources: Sources, values: list[Quad], constraint: Constraint) -> Iterator[Change]:
    """Keep one value, of each language where that is what is asked for."""
    by_language: dict[str, list[Quad]] = {}
    for quad in values:
        language = quad.object.language if isinstance(quad.object, Literal) else ""
        by_language.setdefault(language if constraint.kind == "uniqueLang" else "", []).append(quad)
    for same in by_language.values():
        if 2 < len(same) <= _MOST_VALUES:
            for one in reversed(same):
                gone = frozenset(quad for other in same if other != one for quad in sources.whole(other))
                text = f"Keep only {shown(sources, one.object)} in “{said_of(sources, one)}”"
                yield Change(text, Kind.DROP, gone)
        elif len(same) == 2:
            yield from (dropped(sources, quad) for quad in same)


def _uncompared(sources: Sources, focus: Iri, values: list[Quad], other: Iri, finding: Finding) -> Iterator[Change]:
    """Exchange the two values, or drop one."""
    others = sources.find(focus, other)
    for one in values:
        for two in others:
            if isinstance(one.object, Literal) and isinstance(two.object, Literal) and one.object != two.object:
                text = f"Exchange {shown(sources, one.object)} and {shown(sources, two.object)}"
                text += f" in “{said_of(sources, one)}” and “{said_of(sources, two)}”"
                new = frozenset((one._replace(object=two.object), two._replace(object=one.object)))
                yield Change(text, Kind.CORRECT, frozenset((one, two)), new)
    for quad in (*values, *others):
        if finding.value in (None, focus, text_of(quad.object)) or isinstance(quad.object, Literal):
            yield dropped(sources, quad)


def _renamed(sources: Sources, focus: Iri, constraint: Constraint) -> Iterator[Change]:
    """Give an entry that only you name an address of the right form."""
    if constraint.kind == "class":
        graph = sources.graph_of(focus)
        yield added(sources, [Quad(focus, Iri(RDF + "type"), constraint.values[0], graph)])
        return
    for name in corrected(focus, constraint):
        if isinstance(name, Iri):
            yield from renamed(sources, focus, name)


def renamed(sources: Sources, old: Iri, new: Iri) -> Iterator[Change]:
    """`new` instead of `old` wherever your statements name it; nothing when the base names it too."""
    uses = [quad for quad in sources.view.edit.add if old in quad[:3]]
    if uses:
        named = [rewritten(quad, {old: new}) for quad in uses]
        yield replace(replaced(sources, uses, named, old, new), renames=(str(old), str(new)))
