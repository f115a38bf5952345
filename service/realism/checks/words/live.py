"""The facts of a served base with an edit, looked up one by one, so that a large base costs no more than a small."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol

from rdflib import BNode
from rdflib.term import Node

from realism.checks.edits.edit import Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.words.lexicon import Lexicon
from realism.checks.words.telling import Place, Teller, node, term
from realism.knowledge.sources import Triple
from realism.store.base import BlankNode, Iri, Literal, Quad, Term, text_of

AnyTriple = Triple | Quad | tuple[Term, Term, Term]
"""A statement, as rdflib or as a store has it."""


class Finder(Protocol):
    """Knows where statements stand in the files."""

    def of(
        self,
        subject: str,
        predicate: str,
        object: Term,
        graph: str | None = None,
        said: Iterable[tuple[str, Term]] = (),
    ) -> Place | None:
        """Where a statement stands, in a file of `graph` if in any; None when in no file.

        said   what else is said of a blank subject
        """

    def about(self, subject: str) -> Place | None:
        """The first place where something is said of `subject`."""


class LiveFacts:
    """What the base says after an edit; of what the edit takes away, what it said before.

    places   finds file and line; without it no statement has a place
    """

    def __init__(self, view: Edited, places: Finder | None = None) -> None:
        self.view = view
        self._places = places
        self._known: dict[Pattern, tuple[Quad, ...]] = {}
        self._added = {_triple(quad) for quad in view.edit.add}

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the base, in English."""
        return Lexicon.asking(self._values)

    @cached_property
    def teller(self) -> Teller:
        """Puts statements into words."""
        return Teller(self)

    def objects(self, subject: Node, predicate: Node) -> list[Node]:
        """What is said of `subject` by `predicate`."""
        return [node(quad.object) for quad in self._find(subject, predicate)]

    def holds(self, triple: AnyTriple) -> bool:
        """Whether the statement stands in the base or is added to it."""
        subject, predicate, value = _triple(triple)
        return any(node(quad.object) == value for quad in self._find(subject, predicate))

    def is_yours(self, triple: AnyTriple) -> bool:
        """Whether the edit adds the statement."""
        return _triple(triple) in self._added

    def where(self, triple: AnyTriple) -> Place | None:
        """Where the statement stands in the files; None when it stands in none."""
        subject, predicate, value = _terms(triple)
        if self._places is None or isinstance(subject, Literal):
            return None
        about = self.view.base.find(Pattern(subject, None, None)) if isinstance(subject, BlankNode) else ()
        said = [(quad.predicate, quad.object) for quad in about]
        graph = triple.graph if isinstance(triple, Quad) else None
        return self._places.of(subject, text_of(predicate), value, graph, said)

    def where_about(self, about: Node) -> Place | None:
        """The first place where something is said of `about`."""
        if self._places is None or isinstance(about, BNode):
            return None
        return self._places.about(str(about))

    def like(self, triple: AnyTriple) -> Place | None:
        """The place of a statement about the same thing with the same words."""
        subject, predicate, value = _triple(triple)
        for quad in self._find(subject, predicate):
            if text_of(quad.object) == str(value) or node(quad.object) == value:
                place = self.place_of(quad)
                if place is not None:
                    return place
        return None

    def place_of(self, quad: Quad) -> Place | None:
        """Where the statement of a graph stands in the files; None when it stands in none or the edit adds it."""
        return None if quad in self.view.edit.add else self.where(quad)

    def _find(self, subject: Node, predicate: Node) -> tuple[Quad, ...]:
        """The statements of the base with the edit, or where there are none, those that the edit removes."""
        about, by = term(subject), term(predicate)
        if isinstance(about, Literal) or not isinstance(by, Iri) or not _askable((about, by)):
            return ()
        pattern = Pattern(about, by, None)
        if pattern not in self._known:
            either = tuple(dict.fromkeys(self.view.either(pattern)))
            after = tuple(quad for quad in either if quad not in self.view.edit.remove)
            self._known[pattern] = after or either
        return self._known[pattern]

    def _values(self, iri: str, predicate: str) -> Sequence[str]:
        found = self._find(node(Iri(iri)), node(Iri(predicate)))
        return list(dict.fromkeys(text_of(quad.object) for quad in found if _readable(quad.object)))


def _readable(value: Term) -> bool:
    return not isinstance(value, Literal) or value.language.lower() in ("", "en")


def _terms(statement: AnyTriple) -> tuple[Term, Term, Term]:
    subject, predicate, value = statement[0], statement[1], statement[2]
    return _term(subject), _term(predicate), _term(value)


def _term(one: Node | Term) -> Term:
    return one if isinstance(one, Term) else term(one)


def _triple(statement: AnyTriple) -> Triple:
    """The statement as rdflib has it, in which numbers are written in one way only."""
    subject, predicate, value = _terms(statement)
    return node(subject), node(predicate), node(value)


def _askable(terms: Iterable[Iri | BlankNode]) -> bool:
    """Whether a store can be asked for these; what a message names may be no IRI at all."""
    return all(isinstance(one, BlankNode) or (":" in one and not set(one) & set(' <>"{}|\\^`')) for one in terms)
