"""What can be told of a query rule without running it: what is true of each solution, and what it may read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from realism.checks.edits.footprint import Find, Pattern
from realism.checks.rules.algebra import (
    WRAPPERS,
    Name,
    PatternTriple,
    group_keys,
    is_exists,
    joined,
    may_be_empty,
    outer_parts,
    predicates,
    values,
)
from realism.checks.words.telling import term
from realism.store.base import Iri, Literal, Quad, Term, text_of
from realism.vocab import RDF, XSD


@dataclass(frozen=True)
class Trait:
    """What is true of a variable in every solution: there is a statement about it, its IRI begins so, or it is given.

    object   the value of that statement, None for any; `among`: the values that are given, None for any
    """

    predicate: Iri | None = None
    object: Term | None = None
    prefix: str = ""
    among: frozenset[Term] | None = None

    def fits(self, one: Term, find: Find) -> bool:
        """Whether it is true of `one` in the dataset that `find` asks."""
        if self.among is not None and one not in self.among:
            return False
        if not text_of(one).startswith(self.prefix):
            return False
        if self.predicate is None:
            return True
        if isinstance(one, Literal):
            return False
        return any(True for _ in find(Pattern(one, self.predicate, self.object)))


Traits = dict[Name, frozenset[Trait]]


def traits(part: CompValue) -> Traits:
    """What is true of the variables in every solution of `part`."""
    match part.name:
        case "BGP" | "Join":
            found: Traits = {}
            for one in joined(part):
                _add(found, _of_triple(one) if isinstance(one, tuple) else traits(one))
            return found
        case "Filter":
            found = traits(part.p)
            _add(found, _prefixes(part.expr))
            return found
        case "Union":
            left, right = traits(part.p1), traits(part.p2)
            return {name: left[name] & right[name] for name in left.keys() & right.keys()}
        case "LeftJoin" | "Minus":
            return traits(part.p1)
        case "Extend":
            found = traits(part.p)
            if isinstance(part.expr, Variable) and part.expr in found:
                _add(found, {part.var: found[part.expr]})
            return found
        case "AggregateJoin":
            inner = traits(part.p.p)
            return {name: inner[key] for name, key in group_keys(part).items() if key in inner}
        case "Project":
            return {name: all_ for name, all_ in traits(part.p).items() if name in part.PV}
        case "Graph" | "Slice":
            return traits(part.p)
        case "values":
            return {name: frozenset((Trait(among=given),)) for name, given in values(part).items()}
        case name if name in WRAPPERS:
            return traits(part.p)
        case _:
            return {}


def _add(found: Traits, more: Traits) -> None:
    for name, some in more.items():
        found[name] = found.get(name, frozenset()) | some


def _of_triple(triple: PatternTriple) -> Traits:
    subject, predicate, value = triple
    if isinstance(subject, Name) and isinstance(predicate, URIRef):
        constant = _constant(value)
        return {subject: frozenset((Trait(Iri(predicate), constant),))}
    return {}


def _prefixes(expression: Any) -> Traits:
    """From STRSTARTS(STR(?x), STR(<prefix>)), also as one of several conditions that all must hold."""
    if not isinstance(expression, CompValue):
        return {}
    if expression.name == "ConditionalAndExpression":
        found: Traits = {}
        for one in (expression.expr, *expression.other):
            _add(found, _prefixes(one))
        return found
    if expression.name != "Builtin_STRSTARTS":
        return {}
    of, prefix = (_inside_str(expression[key]) for key in ("arg1", "arg2"))
    if isinstance(of, Variable) and isinstance(prefix, Node) and not isinstance(prefix, Variable):
        return {of: frozenset((Trait(prefix=str(prefix)),))}
    return {}


def _inside_str(expression: Any) -> Any:
    return expression.arg if isinstance(expression, CompValue) and expression.name == "Builtin_STR" else expression


@dataclass(frozen=True)
class Read:
    """What statements a triple pattern can be answered by; `traits` are those of its predicate, if that is open."""

    pattern: Pattern
    traits: frozenset[Trait] = frozenset()

    def may_be(self, quad: Quad, find: Find) -> bool:
        """Whether `quad` can be such a statement in the dataset that `find` asks."""
        parts = zip(self.pattern, quad[:3], strict=True)
        if any(wanted is not None and wanted != has for wanted, has in parts):
            return False
        return all(one.fits(quad.predicate, find) for one in self.traits)


def reads(part: CompValue, known: Traits | None = None) -> Iterator[Read]:
    """What any triple pattern in `part` may read; `known` is what is true of the variables around it.

    What is around an optional part, or one that takes solutions away, has no bearing on it: it is answered before.
    """
    here = dict(known or {})
    own = traits(part.p1 if part.name in ("LeftJoin", "Minus") else part)
    _add(here, own)
    if part.name == "BGP":
        for triple in part.triples:
            yield from _reads_of(triple, here)
        return
    if part.name in ("Project", "AggregateJoin"):
        seen = part.PV if part.name == "Project" else group_keys(part)
        here = {name: here[name] for name in seen if name in here}
    for key, inner in part.items():
        if key in ("p", "p1") or (key == "p2" and part.name in ("Join", "Union")):
            yield from reads(inner, here)
        elif key == "p2":
            yield from reads(inner, own)
        elif key != "_vars":
            for one in outer_parts(inner):
                if is_exists(one):
                    yield from reads(one.graph, own)


def _reads_of(triple: PatternTriple, known: Traits) -> Iterator[Read]:
    subject, path, value = triple
    first, last = _constant(subject), _constant(value)
    first = first if isinstance(first, Iri) else None
    if isinstance(path, Name):
        yield Read(Pattern(first, None, last), known.get(path, frozenset()))
    elif isinstance(path, URIRef):
        yield Read(Pattern(first, Iri(path), last))
    else:
        for predicate in predicates(path):
            yield Read(Pattern(None, predicate, None))
        if may_be_empty(path):
            yield Read(Pattern(None, None, None))


def _constant(one: Node) -> Term | None:
    """The term a pattern asks for; None for any, and for a number or date, which stores may keep in another form."""
    constant = None if isinstance(one, Name) else term(one)
    if isinstance(constant, Literal) and constant.datatype not in (XSD + "string", RDF + "langString"):
        return None
    return constant
