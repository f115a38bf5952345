"""The statements of the base that carry an axiom a finding names."""

from collections.abc import Iterable, Iterator

from realism.checks.logic.functional import Expression, parse_functional
from realism.checks.repairs.sources import Sources
from realism.checks.reports.report import Finding, Statement
from realism.errors import BadInput
from realism.store.base import BlankNode, Iri, Quad, Term, text_of
from realism.vocab import BASE, CORE, OWL, account_iri, is_slug

_INDIVIDUAL, _RELATION = Iri(OWL + "sourceIndividual"), Iri(OWL + "assertionProperty")
_VALUES = (Iri(OWL + "targetIndividual"), Iri(OWL + "targetValue"))
_SYMMETRIC = frozenset(
    OWL + name
    for name in ("disjointWith", "equivalentClass", "equivalentProperty", "propertyDisjointWith", "inverseOf", "sameAs",
                 "differentFrom")
)  # fmt: skip


def carriers(sources: Sources, finding: Finding, statement: Statement) -> list[Quad]:
    """The statements that `statement` of `finding` stands for, yours first; of the base only those of the finding's
    account and the core, where there are any. Several when the same words are stated in several graphs."""
    found = list(dict.fromkeys(_carriers(sources, statement)))
    mine = [quad for quad in found if sources.is_yours(quad)]
    if mine:
        return mine
    near = {CORE}
    if finding.account is not None and is_slug(finding.account):
        near.add(account_iri(finding.account))
    return [quad for quad in found if quad.graph in near] or found


def _carriers(sources: Sources, statement: Statement) -> Iterator[Quad]:
    expression = _expression(statement.o)
    if statement.s and statement.p:
        subject, predicate = _subject(statement.s), Iri(statement.p)
        for quad in sources.find(subject, predicate):
            if _is_value(sources, quad.object, statement, expression):
                yield quad
        if statement.p in _SYMMETRIC and ":" in statement.o:
            yield from sources.find(Iri(statement.o), predicate, subject)
    elif expression is not None:
        yield from _anonymous(sources, expression)


def _is_value(sources: Sources, value: Term, statement: Statement, expression: Expression | None) -> bool:
    if expression is None:
        return text_of(value) == statement.o
    return isinstance(value, BlankNode) and _ours(expression.iris()) - {statement.s} <= _named(sources, value)


def _anonymous(sources: Sources, expression: Expression) -> Iterator[Quad]:
    """One statement of each anonymous thing that is about just what the axiom is about."""
    if expression.name.startswith("Negative"):
        relation, subject, value = expression.arguments
        for quad in sources.find(None, _INDIVIDUAL, subject if isinstance(subject, Iri) else None):
            says = {one.predicate: one.object for one in sources.find(quad.subject)}
            target = next((says[one] for one in _VALUES if one in says), None)
            if says.get(_RELATION) == relation and target is not None and text_of(target) == _text(value):
                yield quad
        return
    wanted = _ours(expression.iris())
    for quad in sorted(sources.view.edit.add, key=str):
        if isinstance(quad.subject, BlankNode) and wanted and wanted <= _named(sources, quad.subject):
            yield quad


def _text(value: object) -> str:
    return text_of(value) if isinstance(value, Term) else str(value)


def _subject(name: str) -> Iri | BlankNode:
    return Iri(name) if ":" in name and not name.startswith("_:") else BlankNode(name.removeprefix("_:"))


def _expression(text: str) -> Expression | None:
    if not text[:1].isupper() or not text.endswith(")"):
        return None
    try:
        return parse_functional(text)
    except BadInput:
        return None


def _ours(iris: Iterable[str]) -> set[str]:
    return {iri for iri in iris if iri.startswith(BASE)}


def _named(sources: Sources, start: BlankNode) -> set[str]:
    found: set[str] = set()
    waiting, seen = [start], {start}
    while waiting:
        for quad in sources.find(waiting.pop()):
            if isinstance(quad.object, Iri):
                found.add(quad.object)
            elif isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return found
