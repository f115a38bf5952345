"""What a shape or a rule looks at, starting from the entry it judges, and so which entries a change concerns.

A footprint is an automaton over statements. A shape that asks for the type of the author of a work walks from the work
by ``hasAuthor`` and then by ``rdf:type``. Followed forwards from an entry it gives all statements the verdict on that
entry depends on; followed backwards from a changed statement it gives all entries whose verdict may change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from realism.errors import RealismError
from realism.store.base import BlankNode, Iri, Literal, Quad, Term


class Step(NamedTuple):
    """One step along a statement: from subject to object, or back when `inverse`; `predicate` None is any.

    With `naming`, the step leads to the predicate itself, as for a rule about how the relations in use are declared.
    """

    predicate: Iri | None
    inverse: bool = False
    naming: bool = False


class Pattern(NamedTuple):
    """What statements are asked for; None is any."""

    subject: Iri | BlankNode | None
    predicate: Iri | None
    object: Term | None


Find = Callable[[Pattern], Iterable[Quad]]
"""Answers a pattern with the statements of a dataset."""


class TooWide(RealismError):
    """A change concerns, or a verdict needs, more statements than can be looked at in the time of a key press."""


class Footprint:
    """The automaton. States are numbers; each owner (a shape's or a rule's name) has a state to start from."""

    def __init__(self) -> None:
        self.starts: dict[str, int] = {}
        self._onward: list[list[tuple[Step | None, int]]] = []
        self._backward: list[list[tuple[Step | None, int]]] = []
        self._readers: dict[Iri | None, set[tuple[int, bool]]] = defaultdict(set)
        self._owners: dict[int, list[str]] = defaultdict(list)

    def state(self) -> int:
        """A new state."""
        self._onward.append([])
        self._backward.append([])
        return len(self._onward) - 1

    def start(self, owner: str) -> int:
        """The state `owner` starts from, made when it is first asked for."""
        if owner not in self.starts:
            self.starts[owner] = self.state()
            self._owners[self.starts[owner]].append(owner)
        return self.starts[owner]

    def connect(self, source: int, step: Step | None, target: int) -> None:
        """Lead from `source` to `target` by `step`; None leads there without a statement."""
        self._onward[source].append((step, target))
        self._backward[target].append((step, source))
        if step is not None:
            self._readers[step.predicate].add((source, step.inverse))

    def needed(self, foci: Iterable[tuple[str, Term]], find: Find, limit: int) -> set[Quad]:
        """All statements that the owners look at when they judge `foci`, each an owner and an entry.

        Raises TooWide when there are more than `limit`.
        """
        message = f"more than {limit} statements are needed to judge this edit"
        find = _bounded(find, limit, message)
        found: set[Quad] = set()
        asked: dict[Pattern, list[Quad]] = {}
        waiting = [(entry, self.starts[owner]) for owner, entry in foci]
        seen = set(waiting)
        while waiting:
            node, state = waiting.pop()
            for step, target in self._onward[state]:
                reached = self._walk(node, step, False, find, asked, found)
                if self._onward[target]:
                    new = {(one, target) for one in reached} - seen
                    seen |= new
                    waiting += new
            if len(found) > limit:
                raise TooWide(message)
        return found

    def concerned(self, changed: Iterable[Quad], find: Find, limit: int) -> dict[str, set[Term]]:
        """By owner, the entries whose verdict may depend on one of the `changed` statements.

        find   answers from the dataset with all changed statements in it
        Raises TooWide when it has to look at more than `limit` statements.
        """
        return self.leading(self._entered(changed), find, limit)

    def leading(self, entries: Iterable[tuple[Term, int]], find: Find, limit: int) -> dict[str, set[Term]]:
        """By owner, the entries from which one of `entries`, each a term and the state it is looked at in, is reached.

        Raises TooWide when it has to look at more than `limit` statements.
        """
        message = f"this edit concerns more than {limit} statements"
        find = _bounded(find, limit, message)
        found: dict[str, set[Term]] = defaultdict(set)
        looked: set[Quad] = set()
        asked: dict[Pattern, list[Quad]] = {}
        waiting = list(dict.fromkeys(entries))
        seen = set(waiting)
        while waiting:
            node, state = waiting.pop()
            for owner in self._owners.get(state, ()):
                found[owner].add(node)
            for step, source in self._backward[state]:
                new = {(one, source) for one in self._walk(node, step, True, find, asked, looked)} - seen
                seen |= new
                waiting += new
            if len(looked) > limit:
                raise TooWide(message)
        return found

    def _entered(self, changed: Iterable[Quad]) -> Iterator[tuple[Term, int]]:
        for quad in changed:
            for predicate in (quad.predicate, None):
                for state, inverse in self._readers.get(predicate, ()):
                    yield (quad.object if inverse else quad.subject), state

    def _walk(
        self,
        node: Term,
        step: Step | None,
        back: bool,
        find: Find,
        asked: dict[Pattern, list[Quad]],
        found: set[Quad],
    ) -> Iterable[Term]:
        """Where the step leads; what it is found in is added to `found`."""
        if step is None:
            return (node,)
        start, end = (_OBJECT, _SUBJECT) if step.inverse else (_SUBJECT, _OBJECT)
        if step.naming:
            end = _PREDICATE
        if back:
            start, end = end, start
        pattern = _pattern(node, start, step.predicate)
        if pattern is None:
            return ()
        if pattern not in asked:
            asked[pattern] = list(find(pattern))
            found.update(asked[pattern])
        return (quad[end] for quad in asked[pattern])  # type: ignore[misc]


def _bounded(find: Find, limit: int, message: str) -> Find:
    """`find`, which gives up on a pattern that very many statements fit."""

    def bounded(pattern: Pattern) -> list[Quad]:
        found = list(islice(find(pattern), limit + 1))
        if len(found) > limit:
            raise TooWide(message)
        return found

    return bounded


_SUBJECT, _PREDICATE, _OBJECT = 0, 1, 2


def _pattern(node: Term, place: int, predicate: Iri | None) -> Pattern | None:
    """The statements with `node` at `place`; None when it cannot stand there."""
    if place == _OBJECT:
        return Pattern(None, predicate, node)
    if place == _SUBJECT:
        return None if isinstance(node, Literal) else Pattern(node, predicate, None)
    return Pattern(None, node, None) if isinstance(node, Iri) and predicate in (None, node) else None
