"""Reading the patterns of a query rule in an order in which each is reached from one read before.

The reading follows SPARQL 1.1, section 18: patterns are answered from the inside, so that what is bound around an
OPTIONAL, a MINUS or a GROUP BY does not narrow it, except by the variables they share for certain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rdflib import URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from realism.checks.edits.footprint import Footprint, Step
from realism.checks.rules.algebra import (
    WRAPPERS,
    Name,
    PatternTriple,
    group_keys,
    is_exists,
    joined,
    may_be_empty,
    outer_parts,
    values,
)
from realism.checks.rules.paths import Edge, Unbounded, along
from realism.checks.words.telling import term
from realism.store.base import Iri, Term

_UNREPEATABLE = ("Builtin_RAND", "Builtin_NOW", "Builtin_UUID", "Builtin_STRUUID", "Builtin_BNODE")


@dataclass(frozen=True)
class Values:
    """Where the values of a variable come from.

    state       the state of the footprint that reaches them all; None when they are computed or given
    constants   the values, when they are given
    rank        0 for the focus, 1 for what is reached from it, 2 for relations, of which there are many statements
    graphs      the GRAPH clauses in which they are certainly subject or object of a statement, None for outside of one
    """

    state: int | None = None
    constants: frozenset[Term] = frozenset()
    rank: int = 1
    graphs: frozenset[Any] = frozenset()


Known = Mapping[Name, Values]
Bound = dict[Name, Values]


class Reader:
    """Reads the parts of a rule; `edges` are those of its footprint, `always` what is read without being reached."""

    def __init__(self, footprint: Footprint) -> None:
        self.edges: list[Edge] = []
        self.always: set[Iri] = set()
        self._state = footprint.state
        self._graph: Any = None
        self._read = 0

    def read(self, part: CompValue, known: Known) -> Bound:
        """Read `part` and return the variables that each of its solutions binds.

        known   the variables that are bound around it and that its solutions must agree with
        Raises Unbounded.
        """
        match part.name:
            case "BGP" | "Join":
                return self._join(list(joined(part)), known)
            case "Filter":
                bound = self.read(part.p, known)
                self._expression(part.expr, bound)
                return bound
            case "LeftJoin":
                bound = self.read(part.p1, known)
                self._expression(part.expr, {**self.read(part.p2, bound), **bound})
                return bound
            case "Minus":
                bound = self.read(part.p1, known)
                self.read(part.p2, bound)
                return bound
            case "Union":
                return self._either(self.read(part.p1, known), self.read(part.p2, known))
            case "Extend":
                return self._extend(part, known)
            case "Graph":
                return self._in_graph(part, known)
            case "AggregateJoin":
                return self._groups(part, known)
            case "Project":
                bound = self.read(part.p, _through({name: known[name] for name in part.PV if name in known}))
                return _through({name: bound[name] for name in part.PV if name in bound})
            case "values":
                return {name: Values(constants=given) for name, given in values(part).items()}
            case name if name in WRAPPERS:
                self._expression(part.expr, {})
                return self.read(part.p, known)
            case name:
                raise Unbounded(f"it has a part of the kind {name}")

    def _join(self, parts: list[PatternTriple | CompValue], known: Known) -> Bound:
        bound: Bound = {}
        while parts:
            around = {**known, **bound}
            reason: Unbounded | None = None
            for part in sorted(parts, key=lambda one: _cost(one, around)):
                before, read = len(self.edges), self._read
                try:
                    new = self._triple(part, around) if isinstance(part, tuple) else self.read(part, around)
                except Unbounded as error:
                    del self.edges[before:]
                    self._read, reason = read, reason or error
                    continue
                parts = [one for one in parts if one is not part]
                bound = _agreed(bound, new)
                break
            else:
                raise reason or Unbounded("it is joined of nothing")
        return bound

    def _triple(self, triple: PatternTriple, known: Known) -> Bound:
        subject, path, value = triple
        inverse = not _reached(subject, known)
        end, other = (value, subject) if inverse else (subject, value)
        source = known[end] if isinstance(end, Name) and _reached(end, known) else None
        if source is None or source.state is None:
            return self._of_graph(triple, known)
        empty = not isinstance(path, Name) and may_be_empty(path)
        if empty and self._graph not in source.graphs and not (self._graph is None and source.graphs):
            raise Unbounded("it has a path that may have no steps, from something that may be in no statement")
        here = frozenset((self._graph,))
        target = self._state()
        bound: Bound = {}
        if isinstance(end, Name):
            bound[end] = replace(source, graphs=source.graphs | (frozenset() if empty else here))
        if isinstance(other, Name):
            reached = known.get(other)
            if reached is None or not (reached.constants or reached.state is not None):
                reached = Values(target)
            bound[other] = replace(reached, graphs=reached.graphs | here)
        if isinstance(path, Variable):
            bound.setdefault(path, self._relations(source.state, path, target, inverse, known))
        else:
            self.edges += along(source.state, path, target, inverse, self._state)
        self._read += 1
        return bound

    def _relations(self, source: int, path: Variable, target: int, inverse: bool, known: Known) -> Values:
        """Read all statements, or those with the relations that `path` can be, and return the values of `path`."""
        given = known.get(path)
        if given is not None and given.state is None and given.constants:
            for one in given.constants:
                if isinstance(one, Iri):
                    self.edges += along(source, URIRef(one), target, inverse, self._state)
            return given
        self.edges.append((source, Step(None, inverse), target))
        if given is not None and given.state is not None:
            return given
        named = self._state()
        self.edges.append((source, Step(None, inverse, naming=True), named))
        return Values(named, rank=2)

    def _of_graph(self, triple: PatternTriple, known: Known) -> Bound:
        """Read a statement about the graph it stands in, of which there are as few as graphs."""
        subject, predicate, value = triple
        if isinstance(predicate, Variable) and predicate in known:
            raise Unbounded("it asks for all uses of a relation")
        if not (isinstance(subject, Variable) and subject == self._graph and isinstance(predicate, URIRef)):
            raise Unbounded("it compares entries that are not linked by statements")
        self.always.add(Iri(predicate))
        self._read += 1
        return {name: Values() for name in (subject, value) if isinstance(name, Name)}

    def _expression(self, expression: Any, bound: Known) -> None:
        for part in outer_parts(expression):
            if is_exists(part):
                self.read(part.graph, bound)
            elif part.name in _UNREPEATABLE:
                raise Unbounded("it has not the same rows every time")

    def _either(self, left: Bound, right: Bound) -> Bound:
        bound: Bound = {}
        for name in left.keys() & right.keys():
            one, other = left[name], right[name]
            graphs, rank = one.graphs & other.graphs, max(one.rank, other.rank)
            if one.state is None and other.state is None:
                given = one.constants | other.constants if one.constants and other.constants else frozenset()
                bound[name] = Values(constants=given, rank=rank, graphs=graphs)
            elif one.state is None or other.state is None:
                bound[name] = Values(rank=rank, graphs=graphs)
            elif one.state == other.state:
                bound[name] = Values(one.state, rank=rank, graphs=graphs)
            else:
                both = self._state()
                self.edges += ((one.state, None, both), (other.state, None, both))
                bound[name] = Values(both, rank=rank, graphs=graphs)
        return bound

    def _extend(self, part: CompValue, known: Known) -> Bound:
        alias = part.expr if isinstance(part.expr, Variable) else None
        inner = dict(known)
        if alias is not None and alias not in known and part.var in known:
            inner[alias] = known[part.var]
        bound = self.read(part.p, inner)
        self._expression(part.expr, bound)
        if alias is not None:
            return {**bound, part.var: bound[alias]} if alias in bound else bound
        if isinstance(part.expr, CompValue):
            return bound
        return {**bound, part.var: Values(constants=frozenset((term(part.expr),)))}

    def _in_graph(self, part: CompValue, known: Known) -> Bound:
        outer, self._graph = self._graph, part.term
        read = self._read
        try:
            bound = self.read(part.p, known)
        finally:
            self._graph = outer
        if self._read == read:
            raise Unbounded("it asks which graphs there are")
        return bound

    def _groups(self, part: CompValue, known: Known) -> Bound:
        self._expression([part.A, part.p.expr], {})
        keys = group_keys(part)
        inner: Bound = {key: known[name] for name, key in keys.items() if name in known}
        bound = self.read(part.p.p, _through(inner))
        return _through({name: bound[key] for name, key in keys.items() if key in bound})


def _agreed(bound: Bound, new: Bound) -> Bound:
    """The variables of two parts that are joined; where both bind one, its values are those of either."""
    both = {**new, **bound}
    for name in bound.keys() & new.keys():
        one, other = bound[name], new[name]
        better = one if one.state is not None or (other.state is None and one.constants) else other
        both[name] = replace(better, graphs=one.graphs | other.graphs)
    return both


def _through(known: Known) -> Bound:
    """Variables as they are seen through a SELECT, outside of which another graph may have the same name."""
    outside = frozenset((None,))
    return {name: replace(one, graphs=outside) if one.graphs else one for name, one in known.items()}


def _cost(part: PatternTriple | CompValue, known: Known) -> int:
    """Which part to read first: given values, then what says few things of what is known."""
    if isinstance(part, CompValue):
        return -1 if part.name == "ToMultiSet" and part.p.name == "values" else 3
    subject, path, value = part
    empty = not isinstance(path, Name) and may_be_empty(path)
    if _reached(subject, known):
        return 2 if empty else 0
    if isinstance(value, Name) and _reached(value, known):
        rank = known[value].rank
        return 4 + rank if isinstance(path, Name) or rank > 1 else 1 + rank
    return 9


def _reached(one: Node, known: Known) -> bool:
    return isinstance(one, Name) and one in known and known[one].state is not None
