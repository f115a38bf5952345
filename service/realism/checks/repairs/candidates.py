"""Proposals of repairs for a finding, from what it says, from its shape or rule, and from the base. None is judged."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from realism.checks.edits.edit import Edit
from realism.checks.repairs.axioms import carriers
from realism.checks.repairs.change import Change, Kind, applied, dropped, kept, moved, replaced, shown
from realism.checks.repairs.names import for_names
from realism.checks.repairs.rules import for_rule
from realism.checks.repairs.shapes import for_constraint
from realism.checks.repairs.sources import ACCOUNT_OF, TYPE, Sources
from realism.checks.repairs.values import tidied
from realism.checks.reports.report import Finding, Statement
from realism.store.base import BlankNode, Iri, Literal, Quad, text_of
from realism.vocab import CORE, OWL, RDFS, SCHEMA, account_iri, entity_iri, is_slug, slug_of

_HOLDS, _FORMALIZES, _SHARES = (Iri(SCHEMA + name) for name in ("holdsClaim", "formalizes", "sharesPremise"))
_OF_FORM = frozenset(
    ("minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount", "uniqueLang", "in", "languageIn", "datatype",
     "lessThan", "lessThanOrEquals", "minLength", "maxLength")
)  # fmt: skip
_FEW, _SEVERAL = 3, 8
_SAMPLE = 40


def candidates(sources: Sources, finding: Finding) -> Iterator[Change]:
    """Changes of the edit that may remove the finding, each once, likely ones first."""
    named = [(quad, one) for one in finding.statements for quad in carriers(sources, finding, one)]
    if len(named) == 1 and named[0][0].predicate == TYPE and finding.path != TYPE:
        named = []  # only says what kind of thing it is that lacks something
    proposed = chain(
        _kept(sources, finding),
        _from_shape(sources, finding),
        _tidied(sources, finding, named),
        for_names(sources, finding, [quad for quad, _ in named]) if _may_misname(sources, finding) else (),
        for_rule(sources, finding, [quad for quad, _ in named]),
        _moved(sources, named),
        _dropped(sources, finding, named),
        _left_out(sources, finding),
    )
    seen: set[Edit] = set()
    for change in proposed:
        edit = applied(sources.view, change)
        idle = change.add and all(quad in sources.find(*quad[:3]) for quad in change.add)
        if edit not in seen and edit != sources.view.edit and not idle and not _of_vocabulary(sources, change):
            seen.add(edit)
            yield change


def _may_misname(sources: Sources, finding: Finding) -> bool:
    """Whether another name may help: not where a shape only counts values or asks for their form."""
    constraints = sources.hints.constraints.get(finding.rule)
    return constraints is None or any(one.kind not in _OF_FORM for one in constraints)


def _of_vocabulary(sources: Sources, change: Change) -> bool:
    """Whether it takes from the vocabulary of the base, on which all entries rest: no repair of one edit."""
    return any(quad.subject.startswith(SCHEMA) and not sources.is_yours(quad) for quad in change.remove)


def _kept(sources: Sources, finding: Finding) -> Iterator[Change]:
    """What the edit removes and the finding misses: each statement, or all about the entry."""
    about = {finding.focus, finding.value} - {None}
    gone = sorted(
        (quad for quad in sources.view.edit.remove if about & {text_of(quad.subject), text_of(quad.object)}), key=str
    )
    gone.sort(key=lambda quad: (quad.predicate != finding.path, quad.predicate != TYPE))
    yield from (kept(sources, [quad]) for quad in gone[:_SEVERAL])
    for quad in gone[:_SEVERAL]:
        instead = [one for one in sources.view.edit.add if one[:2] == quad[:2]]
        if instead:
            yield replace(kept(sources, [quad]), remove=frozenset(instead))
    if len(gone) > 1:
        yield kept(sources, gone)


def _from_shape(sources: Sources, finding: Finding) -> Iterator[Change]:
    """By the constraints of the shape that made the finding, or else by those of all shapes on its property."""
    shapes = sources.hints.constraints
    constraints = shapes.get(finding.rule)
    if constraints is None:
        every = (one for found in shapes.values() for one in found if one.kind in ("datatype", "in", "pattern"))
        constraints = tuple(one for one in every if any(step.predicate == finding.path for step in one.paths))
    for constraint in constraints:
        yield from for_constraint(sources, finding, constraint)


def _tidied(sources: Sources, finding: Finding, named: list[tuple[Quad, Statement]]) -> Iterator[Change]:
    quads = [quad for quad, _ in named]
    if finding.focus and finding.path and finding.value is not None:
        quads += [
            quad
            for quad in sources.find(Iri(finding.focus), Iri(finding.path))
            if text_of(quad.object) == finding.value
        ]
    for quad in dict.fromkeys(quads):
        if sources.is_yours(quad) and isinstance(quad.object, Literal):
            others = [
                one.object for one in sources.find(None, quad.predicate, most=_SAMPLE) if not sources.is_yours(one)
            ]
            for value in tidied(quad.object, others):
                yield replaced(sources, [quad], [quad._replace(object=value)], quad.object, value)


def _moved(sources: Sources, named: list[tuple[Quad, Statement]]) -> Iterator[Change]:
    """To the account of the theory it is about, or of those that hold the claim it puts into logic."""
    for quad, said in named:
        if not sources.is_yours(quad):
            continue
        theories = [quad.subject] if sources.find(None, ACCOUNT_OF, quad.subject) else []
        whole = sources.whole(quad)
        for claim in sorted(str(one.object) for one in whole if one.predicate == _FORMALIZES):
            theories += sorted(one.subject for one in sources.find(None, _HOLDS, Iri(claim)))
        graphs = {
            theory: Iri(account_iri(slug))
            for theory in theories
            if isinstance(theory, Iri) and is_slug(slug := slug_of(theory) or "")
        }
        for theory, graph in list(graphs.items())[:_FEW]:
            if graph != quad.graph and sources.find(graph, ACCOUNT_OF, theory):
                yield moved(sources, quad, theory, graph, said.text if isinstance(quad.subject, BlankNode) else None)


def _dropped(sources: Sources, finding: Finding, named: list[tuple[Quad, Statement]]) -> Iterator[Change]:
    """Each of your statements the finding rests on, then each of the base's, then yours it does not name."""
    words = {quad: one.text for quad, one in reversed(named) if _in_words(quad, one)}
    for quad in sorted(dict.fromkeys(quad for quad, _ in named), key=lambda one: not sources.is_yours(one)):
        yield dropped(sources, quad, words.get(quad))
    yield from _unshared(sources, finding, [quad for quad, _ in named])
    paths = [Iri(finding.path)] if finding.path else []
    for constraint in sources.hints.constraints.get(finding.rule, ()):
        paths += [step.predicate for step in constraint.paths if step.predicate is not None and not step.inverse]
    for quad in sorted(sources.view.edit.add, key=str):
        if quad.subject == finding.focus and quad.predicate in paths:
            yield dropped(sources, quad)
    if not any(sources.is_yours(quad) for quad, _ in named):
        about = [
            quad
            for quad in sorted(sources.view.edit.add, key=str)
            if _concerns(quad, finding) and quad.predicate != TYPE
        ]
        yield from (dropped(sources, quad) for quad in about[:_FEW])


def _unshared(sources: Sources, finding: Finding, named: list[Quad]) -> Iterator[Change]:
    """That the finding's theory shares the premise which a statement of another account puts into logic."""
    if finding.account is None or not is_slug(finding.account):
        return
    theory, graph = Iri(entity_iri(finding.account)), account_iri(finding.account)
    others = {one for quad in named if quad.graph not in (CORE, graph) for one in sources.whole(quad)}
    for claim in sorted({quad.object for quad in others if quad.predicate == _FORMALIZES}, key=str):
        yield from (dropped(sources, quad) for quad in sources.find(theory, _SHARES, claim))


def _in_words(quad: Quad, statement: Statement) -> bool:
    """Whether a finding words a statement better than its terms alone can be: an axiom, or one of the vocabulary."""
    if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
        return bool(statement.text)
    return any(text_of(term).startswith((OWL, RDFS)) for term in quad[1:3])


def _concerns(quad: Quad, finding: Finding) -> bool:
    about = {finding.focus, finding.value} - {None}
    return not about or not about.isdisjoint(map(text_of, (quad.subject, quad.object)))


def _left_out(sources: Sources, finding: Finding) -> Iterator[Change]:
    """All your statements about an entry that is new with the edit."""
    if finding.focus is None or not any(
        q.subject == finding.focus and q.predicate == TYPE for q in sources.view.edit.add
    ):
        return
    focus = Iri(finding.focus)
    uses = [quad for quad in sorted(sources.view.edit.add, key=str) if focus in quad[:3]]
    gone = frozenset(one for quad in uses for one in sources.whole(quad) if sources.is_yours(one))
    if uses and all(sources.is_yours(quad) for quad in sources.find(focus, TYPE)):
        yield Change(f"Leave out {shown(sources, focus)} altogether: {len(gone)} statements", Kind.DROP_ALL, gone)
