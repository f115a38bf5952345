"""RDF statements of the base as statements of a report: in words, with file and line."""

from collections.abc import Iterable
from typing import Protocol

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from realism.checks.reports.report import Statement
from realism.checks.words.lexicon import Lexicon, capital
from realism.checks.words.wording import Wording
from realism.knowledge.sources import Triple
from realism.store import base
from realism.vocab import DCTERMS, RDF, SCHEMA, XSD, slug_of

_TYPE = URIRef(RDF + "type")
_CLAIM = URIRef(SCHEMA + "Claim")

Place = tuple[str, int]
"""A file and a line in it (1 for the first)."""


class Facts(Protocol):
    """What is to be known of a base to put its statements into words."""

    @property
    def lexicon(self) -> Lexicon:
        """The words of the base, in English."""

    def objects(self, subject: Node, predicate: Node) -> Iterable[Node]:
        """What the base says of `subject` by `predicate`."""

    def holds(self, triple: Triple) -> bool:
        """Whether the statement stands in the base."""

    def where(self, triple: Triple) -> Place | None:
        """Where the statement stands; None when it stands in no file."""

    def where_about(self, node: Node) -> Place | None:
        """The first place where something is said of `node`."""

    def like(self, triple: Triple) -> Place | None:
        """The place of a statement with the same words: of another type of value, or about another anonymous node."""

    def is_yours(self, triple: Triple) -> bool:
        """Whether the statement is part of the edit under test."""


class Teller:
    """Names and statements in the words of one base."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.wording = Wording(facts.lexicon)

    def described(self, node: Node) -> str:
        """A thing as the reader can find it: its label in quotes and its slug, or the value of a literal."""
        iri = str(node)
        if isinstance(node, Literal):
            return iri
        if isinstance(node, BNode):
            return "an axiom"
        if self.facts.holds((node, _TYPE, _CLAIM)):
            return f"claim {slug_of(iri)} (“{self.facts.lexicon.label(iri)}”)"
        label = self.facts.lexicon.label(iri)
        slug = slug_of(iri)
        if label in (slug, iri):
            return label
        return f"“{label}” ({slug})" if slug else self.facts.lexicon.verb(iri)

    def statement(self, triple: Triple) -> Statement:
        """The triple in words with its place; an anonymous subject is found by what is said of it."""
        subject, predicate, value = triple
        yours = self.facts.is_yours(triple)
        file, line = (None if yours else self._place(triple)) or (None, None)
        verb = self.facts.lexicon.verb(str(predicate))
        if isinstance(subject, BNode):
            text = f"An axiom {verb} {self.described(value)}"
        elif isinstance(value, BNode):
            text = f"{capital(self.facts.lexicon.one(str(subject)))} {verb} something without a name"
        else:
            text = self.wording.triple(str(subject), str(predicate), _argument(value))
        source = None if isinstance(value, Literal) else self._source(subject)
        return Statement(str(subject), str(predicate), str(value), text, source, file, line, yours)

    def statements(self, triples: Iterable[Triple]) -> tuple[Statement, ...]:
        """All `triples`, each once."""
        return tuple(self.statement(triple) for triple in dict.fromkeys(triples))

    def about(self, node: Node) -> tuple[Statement, ...]:
        """The statement of what kind of thing `node` is, for findings about something that is missing."""
        kinds = sorted(self.facts.objects(node, _TYPE), key=str)
        return self.statements([(node, _TYPE, kinds[0])]) if kinds else ()

    def _place(self, triple: Triple) -> Place | None:
        return self.facts.where(triple) or self.facts.like(triple) or self.facts.where_about(triple[0])

    def _source(self, subject: Node) -> str | None:
        works = self.facts.objects(subject, URIRef(DCTERMS + "source"))
        return "; ".join(self.facts.lexicon.work(str(work)) for work in sorted(works, key=str)[:3]) or None


def node(term: base.Term) -> Node:
    """A term of a store as rdflib has it, so that its place can be looked up."""
    match term:
        case base.Literal(value, _, language) if language:
            return Literal(value, lang=language)
        case base.Literal(value, datatype):
            return Literal(value, datatype=None if datatype == XSD + "string" else URIRef(datatype))
        case base.BlankNode():
            return BNode(term)
        case _:
            return URIRef(term)


def term(node: Node) -> base.Term:
    """A term of rdflib as a store has it, the reverse of `node`."""
    match node:
        case Literal():
            if node.language:
                return base.Literal(str(node), RDF + "langString", node.language)
            return base.Literal(str(node), str(node.datatype or XSD + "string"))
        case BNode():
            return base.BlankNode(node)
        case _:
            return base.Iri(node)


def quad_of(triple: Triple) -> base.Quad:
    """A statement of rdflib as a store has it, in no graph."""
    subject, predicate, value = map(term, triple)
    assert not isinstance(subject, base.Literal)
    assert isinstance(predicate, base.Iri)
    return base.Quad(subject, predicate, value)


def sentence(subject: str, rest: str) -> str:
    """A message that begins with what it is about."""
    return capital(f"{subject} {rest}")


def _argument(value: Node) -> base.Iri | base.Literal:
    return base.Literal(str(value)) if isinstance(value, Literal) else base.Iri(str(value))
