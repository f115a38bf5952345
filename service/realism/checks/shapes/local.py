"""The shapes' verdict on an edit, from those statements only that it can depend on.

The footprint of the shapes says which entries an edit concerns and which statements their verdicts rest on; pyshacl
judges these entries on these statements, before the edit and after it. The time this takes does not grow with the base.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import Graph
from rdflib.term import Node

from realism.checks.edits.edit import Edited
from realism.checks.edits.footprint import Footprint, TooWide
from realism.checks.reports.report import Finding
from realism.checks.shapes.compiling import ShapeCompiler, Unbounded
from realism.checks.shapes.graphs import Part
from realism.checks.shapes.targets import kinds_of
from realism.checks.shapes.telling import Findings, Result, rule_name
from realism.checks.shapes.validation import Shapes
from realism.checks.words.live import LiveFacts
from realism.checks.words.telling import Facts, node, term
from realism.knowledge.sources import Triple
from realism.store.base import Quad, Term

LIMIT = 20_000
"""How many statements are looked at for one edit."""
PAIRS = 5_000
"""How many verdicts are asked for one edit."""

Pair = tuple[Node, Node]
"""A shape that has a target, and an entry to be judged by it."""
_Key = tuple[str, Node, Node | None, Node | None]


@dataclass(frozen=True)
class Judgement:
    """What the entries that an edit concerns violate before it and after it.

    not_covered   shapes that were not judged, by IRI, and why
    """

    before: list[Finding] = field(default_factory=list)
    after: list[Finding] = field(default_factory=list)
    not_covered: Mapping[str, str] = field(default_factory=dict)


class LocalShapes:
    """Shapes compiled once, to judge many edits.

    Raises BrokenOntology when the shapes are ill-formed.
    """

    def __init__(self, shapes: Graph, limit: int = LIMIT) -> None:
        self.shapes = Shapes(shapes)
        self.footprint = Footprint()
        self._limit = limit
        self._compiled = ShapeCompiler(self.shapes.graph, self.footprint)
        self._owners = {str(shape): shape for shape in self._compiled.owners}
        self._by_rule: dict[str, list[int]] = {}
        for shape, state in self._compiled.states.items():
            self._by_rule.setdefault(rule_name(shape, self.shapes.graph), []).append(state)

    @property
    def not_covered(self) -> Unbounded:
        """Shapes that cannot be judged without the whole base, and why."""
        return self._compiled.unbounded

    def judge(self, view: Edited, facts: Facts | None = None) -> Judgement:
        """The findings about the entries the edit concerns: the same that a check of the whole base would have.

        facts   words and places; looked up in `view`, without places, if left out
        Raises TooWide when the edit concerns too many entries.
        """
        concerned = self.footprint.concerned(view.edit.changed, view.either, self._limit)
        case = _Case(self, view)
        pairs = case.judge(_pairs(concerned))
        # An entry that is judged as a part of another may be a part of yet another, which the edit does not concern.
        moved = {_key(result, self.shapes.graph) for result in set(case.before) ^ set(case.after)}
        if moved:
            entries = [(term(focus), state) for rule, focus, *_ in moved for state in self._by_rule.get(rule, ())]
            others = self.footprint.leading(entries, view.either, self._limit)
            case.judge(pair for pair in _pairs(others) if pair not in pairs)
        return case.judgement(facts or LiveFacts(view))

    def results(self, pairs: Iterable[Pair], data: Graph) -> list[Result]:
        """What entries violate of shapes by the statements of `data`, those that are no target of theirs left out."""
        foci: dict[Node, list[Node]] = {}
        kinds: dict[Node, set[Node]] = {}
        for shape, focus in pairs:
            if focus not in kinds:
                kinds[focus] = kinds_of(focus, data)
            if self._compiled.owners[shape].holds(focus, data, kinds[focus]):
                foci.setdefault(shape, []).append(focus)
        return [result for shape, nodes in foci.items() for result in self.shapes.judge(shape, nodes, data)]

    def needed(self, pairs: Iterable[tuple[str, Term]], view: Edited) -> set[Quad]:
        """The statements the verdicts rest on, before the edit or after it."""
        return self.footprint.needed(pairs, view.either, self._limit)

    def pair(self, owner: str, focus: Term) -> Pair:
        """The shape and the entry in rdflib's terms."""
        return self._owners[owner], node(focus)


class _Case:
    """One edit under judgement."""

    def __init__(self, local: LocalShapes, view: Edited) -> None:
        self.local = local
        self.view = view
        self.before: dict[Result, Graph] = {}
        self.after: dict[Result, Graph] = {}

    def judge(self, pairs: Iterable[tuple[str, Term]]) -> set[tuple[str, Term]]:
        """Judge each pair before and after the edit; answers with the pairs."""
        asked = set(pairs)
        if len(asked) > PAIRS:
            raise TooWide(f"this edit concerns more than {PAIRS} verdicts on entries")
        before, after = self.view.split(self.local.needed(asked, self.view))
        mapped = [self.local.pair(*pair) for pair in sorted(asked, key=str)]
        known: dict[Term, Node] = {}
        for statements, results in ((before, self.before), (after, self.after)):
            data = Part(_triple(quad, known) for quad in statements)
            for result in self.local.results(mapped, data):
                results.setdefault(result, data)
        return asked

    def judgement(self, facts: Facts) -> Judgement:
        """What was found, in words."""
        telling = Findings(self.local.shapes.graph, self.local.shapes.conforms, facts)
        before, after = (
            list(dict.fromkeys(telling.finding(result, data) for result, data in found.items()))
            for found in (self.before, self.after)
        )
        return Judgement(before, after, self.local.not_covered)


def _pairs(concerned: Mapping[str, Iterable[Term]]) -> set[tuple[str, Term]]:
    return {(owner, focus) for owner, foci in concerned.items() for focus in foci}


def _key(result: Result, shapes: Graph) -> _Key:
    return rule_name(result.shape, shapes), result.focus, result.path, result.value


def _triple(quad: Quad, known: dict[Term, Node]) -> Triple:
    """The statement as rdflib has it; `known` keeps the terms that were made before."""
    for one in quad[:3]:
        if one not in known:
            known[one] = node(one)
    return known[quad.subject], known[quad.predicate], known[quad.object]
