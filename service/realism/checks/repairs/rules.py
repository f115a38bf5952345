"""Proposals from what a rule would have to find in order to be silent: the statements in its NOT EXISTS."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from realism.checks.repairs.change import Change, Kind, added, said_of, shown
from realism.checks.repairs.hints import Slot, Wanted
from realism.checks.repairs.sources import ACCOUNT_OF, TYPE, Sources
from realism.checks.reports.report import Finding
from realism.store.base import BlankNode, Iri, Quad, Term, text_of

_MOST = 4


def for_rule(sources: Sources, finding: Finding, named: Sequence[Quad]) -> Iterator[Change]:
    """Statements that the finding's rule asks for in vain, about what the finding names or about a new axiom."""
    hints = sources.hints.rules.get(finding.rule)
    if hints is None:
        return
    bound = _bound(sources, finding, hints.shown, named)
    for group in hints.wanted:
        if _value(group[0][0], bound) is not None:
            yield from _about(sources, group, bound, named)
        else:
            yield from _anonymous(sources, group, bound, named)


def _bound(
    sources: Sources, finding: Finding, shown: tuple[tuple[str, str, str], ...], named: Sequence[Quad]
) -> Mapping[str, Term]:
    """What the variables of the rule stand for, as far as the finding tells."""
    found: dict[str, Term] = {}
    for name, value in (("focus", finding.focus), ("path", finding.path)):
        if value is not None:
            found[name] = Iri(value)
    for pattern, quad in ((pattern, quad) for quad in named for pattern in shown):
        terms = dict(zip(pattern, quad[:3], strict=True))
        if all(found.get(slot[1:], term) == term if slot[0] == "?" else slot == term for slot, term in terms.items()):
            found |= {slot[1:]: term for slot, term in terms.items() if slot[0] == "?"}
    if finding.value is not None and "value" not in found:
        quads = sources.find(Iri(finding.focus), Iri(finding.path)) if finding.focus and finding.path else []
        fitting = [quad.object for quad in quads if text_of(quad.object) == finding.value]
        found["value"] = fitting[0] if fitting else Iri(finding.value)
    return found


def _about(
    sources: Sources, group: tuple[Wanted, ...], bound: Mapping[str, Term], named: Sequence[Quad]
) -> Iterator[Change]:
    for slots in group:
        subject, predicate, value = _values(slots, bound)
        if predicate is None or not isinstance(subject, Iri | BlankNode):
            continue
        graph = sources.graph_of(subject, named)
        others = () if value is not None else sources.near([subject], predicate)[:_MOST]
        for one in (value,) if value is not None else others:
            yield added(sources, [Quad(subject, predicate, one, graph)])


def _anonymous(
    sources: Sources, group: tuple[Wanted, ...], bound: Mapping[str, Term], named: Sequence[Quad]
) -> Iterator[Change]:
    """What is missing said of an anonymous thing of yours that speaks of the finding's statement, or of a new one."""
    said = [(predicate, value) for _, predicate, value in (_values(slots, bound) for slots in group) if predicate]
    known = [(predicate, value) for predicate, value in said if value is not None]
    open_ = [predicate for predicate, value in said if value is None]
    spoken = {bound[name] for name in ("focus", "value") if name in bound}
    nodes = _speaking_of(sources, spoken)
    if not open_ or (not nodes and len(known) < 2):
        return
    mine = [quad for quad in sorted(sources.view.edit.add, key=str) if quad.subject in (*nodes, bound.get("focus"))]
    graph = next((quad.graph for quad in (*mine, *named)), None)
    node = nodes[0] if nodes else _new(sources)
    about = set() if nodes else {Quad(node, *one, graph) for one in (*known, *_kind(sources, known))}
    starts = list(dict.fromkeys([*sorted(spoken, key=str), *_theory(sources, graph)]))
    what = _spoken(sources, bound)
    for value in sources.near(starts, open_[0])[:_MOST]:
        verb = sources.facts.lexicon.verb(open_[0])
        text = f"Add to “{what}” that it {verb} {shown(sources, value)}"
        yield Change(text, Kind.ADD, add=frozenset((*about, Quad(node, open_[0], value, graph))))


def _speaking_of(sources: Sources, terms: set[Term]) -> list[BlankNode]:
    """The anonymous things of yours that name all of `terms`."""
    named: dict[BlankNode, set[Term]] = {}
    for quad in sorted(sources.view.edit.add, key=str):
        if isinstance(quad.subject, BlankNode):
            named.setdefault(quad.subject, set()).add(quad.object)
    return [node for node, objects in named.items() if terms and terms <= objects]


def _kind(sources: Sources, known: Sequence[tuple[Iri, Term]]) -> list[tuple[Iri, Term]]:
    """What things with the first of the relations are in the base."""
    like = sources.find(None, known[0][0], most=1) if known else []
    return [(TYPE, one.object) for quad in like for one in sources.find(quad.subject, TYPE)]


def _new(sources: Sources) -> BlankNode:
    taken = {quad.subject for quad in sources.view.edit.add}
    return next(node for number in count() if (node := BlankNode(f"note{number}")) not in taken)


def _spoken(sources: Sources, bound: Mapping[str, Term]) -> str:
    subject, predicate, value = (bound.get(name) for name in ("focus", "path", "value"))
    if isinstance(subject, Iri) and isinstance(predicate, Iri) and value is not None:
        return said_of(sources, Quad(subject, predicate, value))
    return shown(sources, subject) if subject is not None else "this"


def _theory(sources: Sources, graph: Iri | None) -> list[Term]:
    return [quad.object for quad in sources.find(graph, ACCOUNT_OF)] if graph is not None else []


def _values(slots: Wanted, bound: Mapping[str, Term]) -> tuple[Term | None, Iri | None, Term | None]:
    subject, predicate, value = (_value(slot, bound) for slot in slots)
    return subject, predicate if isinstance(predicate, Iri) else None, value


def _value(slot: Slot, bound: Mapping[str, Term]) -> Term | None:
    return slot if isinstance(slot, Term) else bound.get(slot)
