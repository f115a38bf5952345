"""The statements of a file as lines of a difference: whom they are about, what they say, what makes them the same."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF
from rdflib.term import Node

from realism.checks.words.anonymous import anonymous_axiom, argument, axiom, members, starts, tree
from realism.checks.words.lexicon import Lexicon, capital, with_article
from realism.checks.words.wording import Wording
from realism.knowledge.sources import Triple
from realism.store import base
from realism.vocab import BASE, SCHEMA, SKOS, slug_of

_CLAIM = URIRef(SCHEMA + "Claim")
_CARRIED = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
_PARTS = (
    *(OWL.assertionProperty, OWL.sourceIndividual, OWL.targetIndividual, OWL.targetValue),
    *(OWL.members, OWL.distinctMembers),
)


@dataclass(frozen=True)
class Line:
    """One statement in words.

    key     equal for equal statements, however they are written
    focus   the IRI of the entity it is about, None for one about several things
    """

    key: str
    focus: str | None
    text: str


class Words:
    """Puts statements into the words that the base `known` has for things."""

    def __init__(self, known: Iterable[Triple]) -> None:
        readable = [(s, p, o) for s, p, o in known if getattr(o, "language", None) in (None, "en")]
        plain = [(str(s), str(p), str(o)) for s, p, o in readable]
        first = Lexicon(plain)
        foreign = {str(one) for triple in readable for one in triple if isinstance(one, URIRef)}
        # What other vocabularies define has no label here; the end of its name reads better than an address.
        unnamed = {one for one in foreign if not one.startswith(BASE) and first.verb(one) == one and "#" in one}
        self._unworded = {p for _, p, _ in plain} & unnamed
        self.lexicon = Lexicon([*plain, *((one, SKOS + "prefLabel", _spaced(one)) for one in sorted(unnamed))])
        self.wording = Wording(self.lexicon)
        self._claims = {s for s, p, o in readable if p == RDF.type and o == _CLAIM}

    def heading(self, iri: str) -> str:
        """What the entity is called where it stands alone."""
        return capital(self._name(URIRef(iri))) if URIRef(iri) in self._claims else self.lexicon.label(iri)

    def line(self, triple: Triple) -> Line:
        """A statement without blank nodes."""
        graph = Graph(bind_namespaces="none")
        return Line(_key(graph, triple), str(triple[0]), self._sentence(graph, *triple))

    def lines(self, component: Graph) -> Iterator[Line]:
        """The statements of a set connected by blank nodes: those about an IRI, and those nothing leads to."""
        for triple in component:
            if not isinstance(triple[0], BNode):
                yield Line(_key(component, triple), str(triple[0]), self._sentence(component, *triple))
        for node in starts(component):
            yield from self._about(component, node)

    def _about(self, graph: Graph, node: Node) -> Iterator[Line]:
        kinds = set(graph.objects(node, RDF.type))
        focus = graph.value(node, OWL.annotatedSource) or graph.value(node, OWL.sourceIndividual)
        about = str(focus) if isinstance(focus, URIRef) else None
        if OWL.Axiom in kinds:
            said = self._carried(graph, node)
            whole = " ".join(tree(graph, graph.value(node, one) or RDF.nil) for one in _CARRIED)
        elif (expression := anonymous_axiom(graph, node)) is not None:
            said = self.wording.axiom(expression)
            whole = " ".join(tree(graph, value) for one in _PARTS for value in graph.objects(node, one))
            yield Line(whole, about, capital(said))
        else:
            yield from self._class_or_thing(graph, node, about)
            return
        for predicate, value in sorted(graph.predicate_objects(node), key=str):
            if predicate not in (*_CARRIED, *_PARTS, RDF.type):
                remark = f"“{capital(said)}” {self._rest(graph, predicate, value, frozenset())}"
                yield Line(f"{whole} {tree(graph, predicate)} {tree(graph, value)}", about, remark)

    def _class_or_thing(self, graph: Graph, node: Node, about: str | None) -> Iterator[Line]:
        axioms = [(triple, axiom(graph, *triple)) for triple in sorted(graph.triples((node, None, None)), key=str)]
        found = [(triple, expression) for triple, expression in axioms if expression is not None]
        for triple, expression in found:
            yield Line(_key(graph, triple), about, capital(self.wording.axiom(expression)))
        if not found:
            yield Line(tree(graph, node), about, f"There is {self._value(graph, node, frozenset())}")

    def _carried(self, graph: Graph, node: Node) -> str:
        subject, predicate, value = (graph.value(node, one) for one in _CARRIED)
        if subject is None or predicate is None or value is None:
            return "an axiom"
        return self._sentence(graph, subject, predicate, value)

    def _sentence(self, graph: Graph, subject: Node, predicate: Node, value: Node) -> str:
        blank = isinstance(subject, BNode) or isinstance(value, BNode)
        found = axiom(graph, subject, predicate, value) if blank else None
        if found is not None:
            return capital(self.wording.axiom(found))
        odd = {subject, value} & self._claims or str(predicate) in self._unworded
        if blank or odd or isinstance(value, Literal):
            return f"{capital(self._name(subject))}{self._joint(predicate)} {self._rest(graph, predicate, value)}"
        return self.wording.triple(str(subject), str(predicate), base.Iri(str(value)))

    def _joint(self, predicate: Node) -> str:
        return ":" if str(predicate) in self._unworded else ""

    def _rest(self, graph: Graph, predicate: Node, value: Node, above: frozenset[Node] = frozenset()) -> str:
        verb = self.lexicon.verb(str(predicate))
        if predicate == RDF.type and isinstance(value, URIRef):
            return f"is {with_article(self.lexicon.noun(str(value)))}"
        worded = str(predicate) not in self._unworded
        has = "has the " if worded and isinstance(value, Literal) else ""
        return f"{has}{verb} {self._value(graph, value, above)}"

    def _value(self, graph: Graph, node: Node, above: frozenset[Node]) -> str:
        if isinstance(node, Literal):
            language = f" ({node.language})" if node.language not in (None, "en") else ""
            return f"“{node}”{language}"
        if not isinstance(node, BNode) or node in above:
            return self._name(node)
        expression = argument(graph, node)
        if expression is not None:
            return with_article(self.wording.kind(expression))
        if (items := members(graph, node)) is not None:
            return f"({', '.join(self._value(graph, one, above | {node}) for one in items)})"
        inner = above | {node}
        said = (self._rest(graph, p, o, inner) for p, o in sorted(graph.predicate_objects(node), key=str))
        return f"something with ({'; '.join(said)})"

    def _name(self, node: Node) -> str:
        if isinstance(node, BNode):
            return "something"
        if node in self._claims:
            return f"claim {slug_of(str(node)) or node} (“{self.lexicon.label(str(node))}”)"
        return self.lexicon.one(str(node))


def _spaced(iri: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", iri.rpartition("#")[2]).lower()


def _key(graph: Graph, triple: Triple) -> str:
    return " ".join(tree(graph, one) for one in triple)
