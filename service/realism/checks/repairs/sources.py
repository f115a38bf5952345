"""Where repairs are drawn from: the base with the edit, its statements whole, and what stands near an entry."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from realism.checks.edits.edit import Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.repairs.hints import Hints
from realism.checks.rules.similar import closest, parted
from realism.checks.words.live import LiveFacts
from realism.store.base import BlankNode, Iri, Literal, Quad, Term
from realism.vocab import CORE, ID, OWL, RDF, RDFS, SCHEMA

TYPE, ACCOUNT_OF = Iri(RDF + "type"), Iri(SCHEMA + "accountOf")
_SUBCLASS, _DOMAIN, _RANGE = Iri(RDFS + "subClassOf"), Iri(RDFS + "domain"), Iri(RDFS + "range")
_SOURCE, _PROPERTY, _TARGET = (Iri(OWL + name) for name in ("annotatedSource", "annotatedProperty", "annotatedTarget"))
_NOTE = Iri(OWL + "AnnotationProperty")
_SAMPLE = 40
_NEAR = 60
_WIDE = 400

Similar = Callable[[str, int], Sequence[str]]
"""Answers an IRI and a number with at most so many defined IRIs of the same namespace, most similar first."""


@dataclass(frozen=True)
class Sources:
    """What proposals for one edit are drawn from."""

    facts: LiveFacts
    hints: Hints
    names: Similar

    @property
    def view(self) -> Edited:
        """The base with the edit."""
        return self.facts.view

    @cached_property
    def _found(self) -> dict[tuple[Pattern, int], list[Quad]]:
        return {}

    @cached_property
    def _kinds(self) -> dict[Term, frozenset[Term]]:
        return {}

    @cached_property
    def _expected(self) -> dict[tuple[Iri, bool], frozenset[Term]]:
        return {}

    def find(
        self, subject: Term | None = None, predicate: Iri | None = None, value: Term | None = None, most: int = _WIDE
    ) -> list[Quad]:
        """At most `most` statements as they are with the edit."""
        if isinstance(subject, Literal):
            return []
        pattern = Pattern(subject, predicate, value)
        if (pattern, most) not in self._found:
            self._found[pattern, most] = list(islice(self.view.after(pattern), most))
        return self._found[pattern, most]

    def similar(self, iri: str, number: int) -> list[str]:
        """At most `number` defined names of the same namespace that are like `iri`, yours first."""
        space, name = parted(iri)
        mine = (quad.subject for quad in self.view.edit.add if quad.predicate == TYPE)
        ends = [one.removeprefix(space) for one in mine if isinstance(one, Iri) and one.startswith(space)]
        found = [*(space + one for one in closest(name, ends, number)), *self.names(iri, number)]
        return [one for one in dict.fromkeys(found) if self.find(Iri(one), TYPE, most=1)][:number]

    def is_yours(self, quad: Quad) -> bool:
        """Whether the edit adds the statement."""
        return quad in self.view.edit.add

    def is_logical(self, quad: Quad) -> bool:
        """Whether something may follow from it: it is no annotation, and no value in the core (see `modules`)."""
        value = isinstance(quad.object, Literal) and quad.graph == CORE
        return not value and not self.find(quad.predicate, TYPE, _NOTE)

    def whole(self, quad: Quad) -> frozenset[Quad]:
        """A statement with what makes no sense without it: its annotations, and anonymous things only it names."""
        found: set[Quad] = set()
        found.add(quad)
        if isinstance(quad.subject, BlankNode):
            self._gather(quad.subject, found)
            annotated = self._annotated(quad.subject)
            found.update(*(self.whole(one) for one in annotated if one.graph == quad.graph))
        for note in self._annotations(quad):
            self._gather(note, found)
        if isinstance(quad.object, BlankNode) and all(one in found for one in self.find(None, None, quad.object)):
            self._gather(quad.object, found)
        return frozenset(one for one in found if one.graph == quad.graph)

    def _annotated(self, note: BlankNode) -> list[Quad]:
        says = {one.predicate: one.object for one in self.find(note)}
        subject, predicate, value = (says.get(name) for name in (_SOURCE, _PROPERTY, _TARGET))
        return self.find(subject, predicate, value) if isinstance(predicate, Iri) and subject and value else []

    def _annotations(self, quad: Quad) -> Iterator[BlankNode]:
        if isinstance(quad.subject, BlankNode):
            return
        for one in self.find(None, _TARGET, quad.object):
            node = one.subject
            if not isinstance(node, BlankNode) or one.graph != quad.graph:
                continue
            if self.find(node, _SOURCE, quad.subject) and self.find(node, _PROPERTY, quad.predicate):
                yield node

    def _gather(self, node: BlankNode, found: set[Quad]) -> None:
        for quad in self.find(node):
            if quad not in found:
                found.add(quad)
                # An annotation names its statement's anonymous value, which stays when the statement does.
                if isinstance(quad.object, BlankNode) and quad.predicate != _TARGET:
                    self._gather(quad.object, found)

    def kinds(self, entry: Term) -> frozenset[Term]:
        """The kinds an entry is of, wider ones included."""
        if entry not in self._kinds:
            found: set[Term] = set()
            waiting = [quad.object for quad in self.find(entry, TYPE)]
            while waiting:
                kind = waiting.pop()
                if kind not in found:
                    found.add(kind)
                    waiting += [quad.object for quad in self.find(kind, _SUBCLASS) if isinstance(quad.object, Iri)]
            self._kinds[entry] = frozenset(found)
        return self._kinds[entry]

    def expected(self, predicate: Iri, ends: bool = True) -> frozenset[Term]:
        """The kinds that values of `predicate` are of (subjects, unless `ends`): as declared, or else as in use.

        In use: what a sample of them has in common; nothing when there is none.
        """
        key = (predicate, ends)
        if key not in self._expected:
            declared = frozenset(one.object for one in self.find(predicate, _RANGE if ends else _DOMAIN))
            self._expected[key] = declared or self._common(
                quad.object if ends else quad.subject for quad in self.find(None, predicate, most=_SAMPLE)
            )
        return self._expected[key]

    def _common(self, terms: Iterable[Term]) -> frozenset[Term]:
        kinds = [found for one in dict.fromkeys(terms) if isinstance(one, Iri) and (found := self.kinds(one))]
        return frozenset.intersection(*kinds) if kinds else frozenset()

    def fits(self, entry: Term, predicate: Iri, ends: bool = True) -> bool:
        """Whether an entry is of the kinds that values (or subjects) of `predicate` are of; False if that is open."""
        wanted = self.expected(predicate, ends)
        return bool(wanted) and wanted <= self.kinds(entry)

    def usual(self, predicate: Iri) -> list[Iri]:
        """What most of the entries that have a value of `predicate` have, in a sample of the base."""
        found = [one.object for one in self.find(None, predicate, most=_SAMPLE) if not self.is_yours(one)]
        first = Counter(one for one in found if isinstance(one, Iri)).most_common(1)
        return [value for value, number in first if 2 * number > len(found)]

    def near(self, starts: Sequence[Term], predicate: Iri, ends: bool = True) -> list[Iri]:
        """Entries that may be values (or subjects) of `predicate` and stand nearest to all of `starts`, nearest first.

        Nearest: what one of `starts` points to, then what points to it, then what its neighbours have as `predicate`,
        then what else they point to; of equally near ones, what is reached in more ways.
        """
        reached: Counter[Term] = Counter()
        ways: Counter[Term] = Counter()
        for start in starts:
            best: dict[Term, int] = {}
            for weight, one in self._around(start, predicate):
                best[one] = max(weight, best.get(one, 0))
                ways[one] += 1
            reached.update(best)
        known = set(starts) | {quad.object for start in starts for quad in self.find(start, predicate)}
        ranked = sorted(reached, key=lambda one: (-reached[one], -ways[one], str(one)))
        entries = (one for one in ranked if isinstance(one, Iri) and one.startswith(ID) and one not in known)
        return [one for one in islice(entries, _NEAR) if self.fits(one, predicate, ends)]

    def _around(self, start: Term, predicate: Iri) -> Iterator[tuple[int, Term]]:
        ahead = [quad.object for quad in self.find(start, most=_NEAR) if quad.predicate != TYPE]
        behind = [quad.subject for quad in self.find(None, None, start, most=_NEAR)]
        yield from ((5, one) for one in ahead)
        yield from ((4, one) for one in behind)
        for one in islice(dict.fromkeys((*ahead, *behind)), _NEAR // 2):
            if isinstance(one, Iri) and one.startswith(ID):
                for quad in self.find(one, most=_NEAR // 2):
                    if isinstance(quad.object, Iri):
                        yield (3 if quad.predicate == predicate else 1), quad.object

    def graph_of(self, entry: Term, otherwise: Iterable[Quad] = ()) -> Iri | None:
        """The graph to put a new statement about `entry` into: that of your statements about it, or of the base's."""
        mine = sorted((quad for quad in self.view.edit.add if quad.subject == entry), key=str)
        for quad in (*mine, *otherwise, *self.find(entry, TYPE), *self.find(entry, most=1)):
            return quad.graph
        return next((quad.graph for quad in sorted(self.view.edit.changed, key=str)), None)
