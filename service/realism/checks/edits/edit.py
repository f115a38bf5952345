"""An edit: what someone wants to add to the base and to take from it, and the base as it would be then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from realism.checks.edits.footprint import Pattern
from realism.store.base import Iri, Literal, Quad, Store, Term
from realism.vocab import INFERRED

_MOST_KEPT = 100_000
"""How many statements, and patterns that they answer, are kept in memory."""
_LONGEST_KEPT = 500


@dataclass(frozen=True)
class Edit:
    """Statements to add and to remove, each in the graph of the core or of an account; a blank node is a new thing.

    What is to be removed stands in the base, with the base's own blank nodes. Nothing is in both.
    """

    add: frozenset[Quad] = frozenset()
    remove: frozenset[Quad] = frozenset()

    @property
    def changed(self) -> frozenset[Quad]:
        """All statements added or removed."""
        return self.add | self.remove

    def graphs(self) -> set[str]:
        """The IRIs of the graphs that are changed."""
        return {str(quad.graph) for quad in self.changed}


class Asserted:
    """What a store states itself, without what was inferred; what is asked again and again is looked up once.

    Safe to share between threads.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept = _Kept(store.version)

    def find(self, pattern: Pattern) -> Iterator[Quad]:
        """The asserted statements that fit `pattern`."""
        kept, version = self._kept, self.store.version
        if kept.version != version:
            kept = self._kept = _Kept(version)
        known = kept.answers.get(pattern)
        if known is None:
            found = self._look_up(pattern)
            known = tuple(islice(found, _LONGEST_KEPT + 1))
            if len(known) > _LONGEST_KEPT:
                return chain(known, found)
            kept.keep(pattern, known)
        return iter(known)

    def _look_up(self, pattern: Pattern) -> Iterator[Quad]:
        for quad in self.store.match(*pattern):
            if quad.graph is not None and not quad.graph.startswith(INFERRED):
                yield quad


@dataclass
class _Kept:
    """Answers that hold as long as the dataset has this `version`; all are forgotten when they have become many."""

    version: str
    answers: dict[Pattern, tuple[Quad, ...]] = field(default_factory=dict)
    size: int = 0

    def keep(self, pattern: Pattern, found: tuple[Quad, ...]) -> None:
        """Keep an answer."""
        self.size += 1 + len(found)
        if self.size > _MOST_KEPT:
            self.answers, self.size = {}, 1 + len(found)
        self.answers[pattern] = found


class Edited:
    """The base with an edit, seen without changing the base."""

    def __init__(self, base: Asserted, edit: Edit) -> None:
        self.base = base
        self.edit = edit
        self._added: dict[Term | None, list[Quad]] = {None: list(edit.add)}
        for quad in edit.add:
            for one in {quad.subject, quad.predicate, quad.object}:
                self._added.setdefault(one, []).append(quad)

    def either(self, pattern: Pattern) -> Iterator[Quad]:
        """The statements that fit `pattern` before the edit or after it."""
        given = (one for one in (pattern.subject, pattern.object, pattern.predicate) if one is not None)
        added = self._added.get(next(given, None))
        found = self.base.find(pattern)
        return chain(found, fitting(added, pattern)) if added else found

    def after(self, pattern: Pattern) -> Iterator[Quad]:
        """The statements that fit `pattern` after the edit."""
        for quad in self.either(pattern):
            if quad not in self.edit.remove:
                yield quad

    def split(self, found: Iterable[Quad]) -> tuple[set[Quad], set[Quad]]:
        """Statements from `either`, as they stand before the edit and after it."""
        whole = set(found)
        new = {quad for quad in whole & self.edit.add if not self._stands(quad)}
        return whole - new, whole - self.edit.remove

    def _stands(self, quad: Quad) -> bool:
        return any(one.graph == quad.graph for one in self.base.find(Pattern(*quad[:3])))


def fitting(quads: Iterable[Quad], pattern: Pattern) -> Iterator[Quad]:
    """Those of `quads` that fit `pattern`."""
    for quad in quads:
        if all(wanted is None or wanted == has for wanted, has in zip(pattern, quad[:3], strict=True)):
            yield quad


def rewritten(quad: Quad, terms: Mapping[Term, Term]) -> Quad:
    """`quad` with those of its terms that `terms` names replaced, as far as the new one can stand there."""
    subject, predicate = terms.get(quad.subject, quad.subject), terms.get(quad.predicate, quad.predicate)
    return Quad(
        quad.subject if isinstance(subject, Literal) else subject,
        predicate if isinstance(predicate, Iri) else quad.predicate,
        terms.get(quad.object, quad.object),
        quad.graph,
    )
