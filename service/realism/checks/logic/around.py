"""The part of the core that an edit of some individuals can make contradict itself, when the terminology stays.

Without the edit the core has a model. Put the part with the edit next to that model: they fit together unless something
new passes from an individual inside to one outside. A new relation makes further ones by transitivity and by chains of
relations; two things become one where a relation may have one value only; a new type passes to others along relations
that class axioms speak of. The part grows along these, and otherwise ends at the next individual, with its types.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from realism.checks.logic.modules import TYPE, LogicalCore
from realism.checks.logic.statements import Statement
from realism.vocab import ID, OWL, RDF, RDFS

_END = f"<{RDF}nil>"
_NAMING = tuple(f"<{OWL}{name}>" for name in ("hasValue", "sourceIndividual", "targetIndividual", "sameAs"))
_ENTITY = f"<{ID}"
_PROPERTY = f"<{OWL}ObjectProperty>"


class Directed(NamedTuple):
    """A property, or its inverse."""

    property: str
    inverse: bool


Family = frozenset[Directed]
"""A relation with all that imply it."""


class Chain(NamedTuple):
    """Relations that one after another make a further one."""

    links: tuple[Family, ...]
    made: str


class Surroundings:
    """What of the terminology tells how far an edit reaches.

    named    the individuals that it speaks of; `silent`: relations from which nothing follows
    """

    def __init__(self, core: LogicalCore) -> None:
        self.core = core
        self.named = {*core.instances, *self._named()}
        self.passing = {one.property for name in self._passing() for one in self._below(Directed(name, False))}
        self.single = [self._below(Directed(one, False)) for one in self._of_kind("FunctionalProperty")]
        self.single += [self._below(Directed(one, True)) for one in self._of_kind("InverseFunctionalProperty")]
        self.transitive = [self._below(Directed(one, False)) for one in self._of_kind("TransitiveProperty")]
        self.silent = {name for name in core.properties if not self._says(name)}
        self.chains = [
            Chain(tuple(self._below(Directed(link, False)) for link in self._members(one.object)), one.subject)
            for one in core.terms.find(None, f"<{OWL}propertyChainAxiom>", None)
        ]

    def around(self, core: LogicalCore, edit: Iterable[Statement], limit: int) -> tuple[list[Statement], bool]:
        """The types and relations that the edit can make clash, and whether that is all; at most about `limit`.

        core   the core with the edit; `edit`: the types and relations that the edit adds or removes
        """
        growing = _Growing(self, core, limit)
        for one in edit:
            growing.enter(one.subject)
            if one.predicate != TYPE:
                growing.waiting.append(one)
        return growing.grown()

    def _says(self, name: str) -> bool:
        """Whether anything follows from a relation: whether an axiom speaks of it but as what others imply."""
        terms = self.core.terms
        spoken = (one for one in terms.find(name, None, None) if (one.predicate, one.object) != (TYPE, _PROPERTY))
        implied = (one for one in terms.find(None, None, name) if one.predicate != f"<{RDFS}subPropertyOf>")
        return next(spoken, None) is not None or next(implied, None) is not None

    def _objects(self, predicate: str) -> Iterator[str]:
        return (one.object for one in self.core.terms.find(None, predicate, None))

    def _named(self) -> Iterator[str]:
        """The individuals that axioms of the terminology speak of, but for those only said to differ."""
        for predicate in _NAMING:
            yield from (name for name in self._objects(predicate) if name.startswith("<"))
        for start in self._objects(f"<{OWL}oneOf>"):
            yield from (name for name in self._members(start) if name.startswith("<"))

    def _members(self, start: str) -> Iterator[str]:
        while start != _END:
            yield from (one.object for one in self.core.terms.find(start, f"<{RDF}first>", None))
            start = next((one.object for one in self.core.terms.find(start, f"<{RDF}rest>", None)), _END)

    def _passing(self) -> Iterator[str]:
        """The relations along which a type says something of the other individual."""
        yield from self._objects(f"<{OWL}onProperty>")
        for predicate in ("domain", "range"):
            for one in self.core.terms.find(None, f"<{RDFS}{predicate}>", None):
                if one.object.startswith((_ENTITY, "_:")):
                    yield one.subject

    def _of_kind(self, kind: str) -> Iterator[str]:
        for one in self.core.terms.find(None, TYPE, f"<{OWL}{kind}>"):
            if one.subject in self.core.properties:
                yield one.subject

    def _below(self, top: Directed) -> Family:
        """All relations that imply `top`, itself included."""
        terms, found = self.core.terms, [top]
        for name, inverse in found:
            narrower = [Directed(one.subject, inverse) for one in terms.find(None, f"<{RDFS}subPropertyOf>", name)]
            for one in (*terms.find(None, f"<{OWL}inverseOf>", name), *terms.find(name, f"<{OWL}inverseOf>", None)):
                narrower.append(Directed(one.object if one.subject == name else one.subject, not inverse))
            equal = f"<{OWL}equivalentProperty>"
            narrower += [Directed(one.subject, inverse) for one in terms.find(None, equal, name)]
            narrower += [Directed(one.object, inverse) for one in terms.find(name, equal, None)]
            if next(iter(terms.find(name, TYPE, f"<{OWL}SymmetricProperty>")), None) is not None:
                narrower.append(Directed(name, not inverse))
            found += (one for one in dict.fromkeys(narrower) if one not in found)
        return frozenset(found)


class _Growing:
    """The part while it grows: `waiting` are relations that are new or may mean something new."""

    def __init__(self, terms: Surroundings, core: LogicalCore, limit: int) -> None:
        self.terms = terms
        self.core = core
        self.limit = limit
        self.found: dict[Statement, None] = {}
        self.inside: set[str] = set()
        self.waiting: deque[Statement] = deque()

    def grown(self) -> tuple[list[Statement], bool]:
        """All that belongs to what has entered, and whether the limit left nothing out."""
        for node in sorted(self.terms.named):
            self.enter(node)
        seen: set[Statement] = set()
        while self.waiting and len(self.found) + len(seen) <= self.limit:
            one = self.waiting.popleft()
            if one not in seen:
                seen.add(one)
                self._follow(one)
        ends = {node for one in self.found for node in (one.subject, one.object)} | self.inside
        types = [one for node in sorted(ends) for one in self.core.find(node, TYPE, None) if self.core.matters(one)]
        return sorted([*self.found, *types]), not self.waiting

    def enter(self, node: str) -> None:
        """Take in an individual with its relations."""
        entering = [node]
        while entering:
            node = entering.pop()
            if node in self.inside:
                continue
            self.inside.add(node)
            for one in self._relations(node):
                self.found[one] = None
                if one.predicate in self.terms.passing:
                    entering += (one.subject, one.object)

    def _follow(self, one: Statement) -> None:
        self.enter(one.subject)
        self.enter(one.object)
        for start, family, end in self._read_as(one, self.terms.single):
            values = {value for value, _ in self._step(start, family)} | {end}
            if len(values) > 1:
                # They are one and the same, so what is said of one is said of the others.
                for value in sorted(values):
                    self.waiting.extend(self._relations(value))
        for start, family, end in self._read_as(one, self.terms.transitive):
            self._run_along(start, frozenset(Directed(name, not inverse) for name, inverse in family))
            self._run_along(end, family)
        for chain in self.terms.chains:
            for place, link in enumerate(chain.links):
                for start, _, end in self._read_as(one, [link]):
                    self._complete(chain, place, start, end)

    def _complete(self, chain: Chain, place: int, start: str, end: str) -> None:
        """The relations that a chain makes with a new link from `start` to `end` at `place`."""
        starts, ends = {start}, {end}
        for family in reversed(chain.links[:place]):
            back = frozenset(Directed(name, not inverse) for name, inverse in family)
            starts = {node for one in sorted(starts) for node in self._taken(one, back)}
        for family in chain.links[place + 1 :]:
            ends = {node for one in sorted(ends) for node in self._taken(one, family)}
        self.waiting.extend(Statement(first, chain.made, last) for first in sorted(starts) for last in sorted(ends))

    def _taken(self, node: str, family: Family) -> Iterator[str]:
        for value, one in self._step(node, family):
            self.found[one] = None
            yield value

    def _run_along(self, node: str, family: Family) -> None:
        self.waiting.extend(one for _, one in self._step(node, family))

    def _step(self, node: str, family: Family) -> Iterator[tuple[str, Statement]]:
        for name, inverse in family:
            if inverse:
                yield from ((one.subject, one) for one in self.core.find(None, name, node))
            else:
                yield from ((one.object, one) for one in self.core.find(node, name, None))

    def _relations(self, node: str) -> Iterator[Statement]:
        for one in (*self.core.find(node, None, None), *self.core.find(None, None, node)):
            if one.predicate != TYPE and one.predicate not in self.terms.silent and self.core.matters(one):
                yield one

    @staticmethod
    def _read_as(one: Statement, families: Iterable[Family]) -> Iterator[tuple[str, Family, str]]:
        """The relation as one of a family, from where it starts to where it ends."""
        for family in families:
            if Directed(one.predicate, False) in family:
                yield one.subject, family, one.object
            if Directed(one.predicate, True) in family:
                yield one.object, family, one.subject
