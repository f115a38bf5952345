"""RDF statements of the base as statements of a report: in words, with file and line."""

from collections.abc import Iterable

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from realism.checks.knowledge import Knowledge
from realism.checks.lexicon import capital
from realism.checks.report import Statement
from realism.checks.wording import Wording
from realism.knowledge.sources import Triple
from realism.store import base
from realism.vocab import DCTERMS, RDF, SCHEMA, XSD, slug_of

_TYPE = URIRef(RDF + "type")
_CLAIM = URIRef(SCHEMA + "Claim")


class Teller:
    """Names and statements in the words of one base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.wording = Wording(knowledge.lexicon)

    def described(self, node: Node) -> str:
        """A thing as the reader can find it: its label in quotes and its slug, or the value of a literal."""
        iri = str(node)
        if isinstance(node, Literal):
            return iri
        if isinstance(node, BNode):
            return "an axiom"
        if (node, _TYPE, _CLAIM) in self.knowledge.union:
            return f"claim {slug_of(iri)} (“{self.knowledge.lexicon.label(iri)}”)"
        label = self.knowledge.lexicon.label(iri)
        slug = slug_of(iri)
        if label in (slug, iri):
            return label
        return f"“{label}” ({slug})" if slug else self.knowledge.lexicon.verb(iri)

    def statement(self, triple: Triple) -> Statement:
        """The triple in words with its place; an anonymous subject is found by what is said of it."""
        subject, predicate, value = triple
        place = self.knowledge.where(triple) or self._like(triple) or self.knowledge.where_about(subject)
        if isinstance(subject, BNode):
            verb = self.knowledge.lexicon.verb(str(predicate))
            text = f"An axiom {verb} {self.described(value)}"
        else:
            text = self.wording.triple(str(subject), str(predicate), _argument(value))
        source = None if isinstance(value, Literal) else self._source(subject)
        file, line = place if place else (None, None)
        return Statement(str(subject), str(predicate), str(value), text, source, file, line)

    def statements(self, triples: Iterable[Triple]) -> tuple[Statement, ...]:
        """All `triples`, each once."""
        return tuple(self.statement(triple) for triple in dict.fromkeys(triples))

    def about(self, node: Node) -> tuple[Statement, ...]:
        """The statement of what kind of thing `node` is, for findings about something that is missing."""
        kinds = sorted(self.knowledge.union.objects(node, _TYPE), key=str)
        return self.statements([(node, _TYPE, kinds[0])]) if kinds else ()

    def _like(self, triple: Triple) -> tuple[str, int] | None:
        subject, predicate, value = triple
        pattern = (None if isinstance(subject, BNode) else subject, predicate, None)
        for found in self.knowledge.union.triples(pattern):
            if str(found[2]) == str(value):
                return self.knowledge.where(found)
        return None

    def _source(self, subject: Node) -> str | None:
        works = self.knowledge.union.objects(subject, URIRef(DCTERMS + "source"))
        return "; ".join(self.knowledge.lexicon.work(str(work)) for work in sorted(works, key=str)[:3]) or None


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


def sentence(subject: str, rest: str) -> str:
    """A message that begins with what it is about."""
    return capital(f"{subject} {rest}")


def _argument(value: Node) -> base.Iri | base.Literal:
    return base.Literal(str(value)) if isinstance(value, Literal) else base.Iri(str(value))
