"""SHACL shapes in words: what a shape asks for."""

from collections.abc import Iterator, Sequence

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from realism.checks.shapes.compiling import LISTED
from realism.checks.words.lexicon import with_article
from realism.checks.words.telling import Teller

_DEPTH = 3
_COUNTS = (SH.minCount, SH.maxCount)
_KINDS: dict[Node, str] = {
    SH.IRI: "an address (IRI)",
    SH.Literal: "a plain value",
    SH.BlankNode: "a thing without a name",
    SH.BlankNodeOrIRI: "an address (IRI) or a thing without a name",
    SH.BlankNodeOrLiteral: "a plain value or a thing without a name",
    SH.IRIOrLiteral: "an address (IRI) or a plain value",
}
_DATATYPES: dict[Node, str] = {
    XSD.integer: "a whole number",
    XSD.string: "plain text",
    XSD.boolean: "true or false",
    XSD.date: "a date",
    XSD.gYear: "a year",
    XSD.anyURI: "a web address",
    RDF.langString: "text marked with its language",
}
_BOUNDS = {
    SH.minInclusive: "is at least {}",
    SH.maxInclusive: "is at most {}",
    SH.minExclusive: "is more than {}",
    SH.maxExclusive: "is less than {}",
    SH.minLength: "has at least {} characters",
    SH.maxLength: "has at most {} characters",
    SH.pattern: "has the form {}",
    SH.hasValue: "is {}",
}
_COMPARISONS = {
    SH.equals: "is just what “{}” is",
    SH.disjoint: "is none of those of “{}”",
    SH.lessThan: "is less than “{}”",
    SH.lessThanOrEquals: "is not more than “{}”",
}
WHOLE: dict[Node, str] = {
    SH["and"]: "all of these",
    SH["or"]: "at least one of these",
    SH.xone: "exactly one of these",
}
"""How many of a list of shapes have to be met."""


class ShapeWording:
    """The shapes of one graph, in the words of a base."""

    def __init__(self, shapes: Graph, teller: Teller) -> None:
        self.shapes = shapes
        self.teller = teller

    def said(self, shape: Node, depth: int = 0) -> str:
        """What `shape` asks for, as a clause: ``it has “is narrower than” at least once``."""
        if depth > _DEPTH:
            return f"it keeps the rule “{str(shape).rsplit('#', 1)[-1]}”" if isinstance(shape, URIRef) else "…"
        phrases = [*self._values(shape), *self._nested(shape, depth)]
        path = self.shapes.value(shape, SH.path)
        if path is None:
            return joined([one if one.startswith("it ") else f"it {one}" for one in phrases]) or "anything goes"
        name = self.path(path)
        clauses = list(self._counts(shape, f"it has {name}"))
        if phrases:
            clauses.append(f"whatever {name} it has {joined([one.removeprefix('it ') for one in phrases])}")
        if any(_true(one) for one in self.shapes.objects(shape, SH.uniqueLang)):
            clauses.append(f"it has {name} at most once in each language")
        return joined(clauses) or f"it has any {name}"

    def path(self, path: Node) -> str:
        """A path as a name in quotes: of a property, or of several one after the other."""
        if isinstance(path, URIRef):
            return f"“{self.teller.facts.lexicon.verb(str(path))}”"
        if (path, RDF.first, None) in self.shapes:
            return " then ".join(self.path(one) for one in self.shapes.items(path))
        listed = self.shapes.value(path, SH.alternativePath)
        if listed is not None:
            return " or ".join(self.path(one) for one in self.shapes.items(listed))
        for name, words in ((SH.inversePath, "{} in reverse"), (SH.zeroOrOnePath, "{} or itself")):
            inner = self.shapes.value(path, name)
            if inner is not None:
                return words.format(self.path(inner))
        for name in (SH.zeroOrMorePath, SH.oneOrMorePath):
            inner = self.shapes.value(path, name)
            if inner is not None:
                return f"{self.path(inner)} in any number of steps"
        return "a path"

    def _counts(self, shape: Node, has: str) -> Iterator[str]:
        least, most = (self.shapes.value(shape, name) for name in _COUNTS)
        if least is not None and least == most:
            yield f"{has} exactly {_times(least)}"
            return
        if least is not None:
            yield f"{has} at least {_times(least)}"
        if most is not None:
            yield f"{has} at most {_times(most)}" if str(most) != "0" else has.replace("it has", "it does not have")

    def _values(self, shape: Node) -> Iterator[str]:
        """What is asked of each value, as predicates: ``is a whole number``."""
        lexicon = self.teller.facts.lexicon
        for kind in self._sorted(shape, SH["class"]):
            yield f"is {with_article(lexicon.noun(str(kind)))}"
        for datatype in self._sorted(shape, SH.datatype):
            yield f"is {_DATATYPES.get(datatype, f'of the type {lexicon.label(str(datatype))}')}"
        for kind in self._sorted(shape, SH.nodeKind):
            yield f"is {_KINDS.get(kind, 'of a known kind')}"
        for name, words in _BOUNDS.items():
            for bound in self._sorted(shape, name):
                yield words.format(self.teller.described(bound))
        for name, words in _COMPARISONS.items():
            for other in self._sorted(shape, name):
                yield words.format(lexicon.verb(str(other)))
        for name, words in ((SH["in"], "is one of {}"), (SH.languageIn, "is in one of the languages {}")):
            for listed in self._sorted(shape, name):
                yield words.format(", ".join(self.teller.described(one) for one in self.shapes.items(listed)))
        if any(_true(one) for one in self.shapes.objects(shape, SH.closed)):
            yield "says nothing but what its rule names"

    def _nested(self, shape: Node, depth: int) -> Iterator[str]:
        for name in (SH.property, SH.node):
            for part in self._sorted(shape, name):
                yield self.said(part, depth + 1)
        for part in self._sorted(shape, SH["not"]):
            yield f"is not such that {self.said(part, depth + 1)}"
        for name in LISTED:
            for listed in self._sorted(shape, name):
                told = "; ".join(self.said(part, depth + 1) for part in self.shapes.items(listed))
                yield f"is such that {WHOLE[name]} is so ({told})"
        for part in self._sorted(shape, SH.qualifiedValueShape):
            yield f"is counted when {self.said(part, depth + 1)}"

    def _sorted(self, shape: Node, name: Node) -> list[Node]:
        return sorted(self.shapes.objects(shape, name), key=str)


def _true(value: Node) -> bool:
    return isinstance(value, Literal) and bool(value.value)


def _times(number: Node) -> str:
    return {"1": "once", "2": "twice"}.get(str(number), f"{number} times")


def joined(clauses: Sequence[str]) -> str:
    """Clauses as one."""
    return " and ".join(clauses)
