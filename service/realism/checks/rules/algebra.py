"""The SPARQL algebra of a query rule, as rdflib has it, and what can be told from it without running it."""

import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pyparsing import ParseBaseException
from rdflib import BNode, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from realism.checks.words.telling import term
from realism.errors import BadInput
from realism.store.base import Iri, Term

Name = Variable | BNode
"""What stands for any term in a pattern; an anonymous node does so too."""
PatternTriple = tuple[Node, Node | Path, Node]
WRAPPERS = ("SelectQuery", "Distinct", "Reduced", "OrderBy", "ToMultiSet")
"""Parts of the algebra that neither bind nor drop a variable."""
_PARSING = threading.Lock()
"""rdflib's parser keeps state between calls: two threads in it at once get each other's results, or errors."""


@lru_cache(maxsize=256)
def algebra(text: str) -> CompValue:
    """The algebra of the SELECT query `text`, with the patterns of EXISTS in it translated as well; not to be changed.

    Raises BadInput when it does not parse.
    """
    try:
        with _PARSING:
            query = prepareQuery(text).algebra
    except ParseBaseException as error:
        raise BadInput(f"a rule is not a SPARQL query: {error}") from None
    for part in all_parts(query):
        if is_exists(part) and part.graph.name == "GroupGraphPatternSub":
            part["graph"] = translateGroupGraphPattern(part.graph)
    return query


def is_exists(part: CompValue) -> bool:
    """Whether this is EXISTS or NOT EXISTS."""
    return part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS")


def all_parts(value: Any) -> Iterator[CompValue]:
    """Every part of the algebra, outer ones first."""
    if isinstance(value, CompValue):
        yield value
        for key, inner in list(value.items()):
            if key != "_vars":
                yield from all_parts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from all_parts(inner)


def outer_parts(value: Any) -> Iterator[CompValue]:
    """The parts of an expression, those of EXISTS as a whole."""
    if isinstance(value, CompValue):
        yield value
        if not is_exists(value):
            for key, inner in value.items():
                if key != "_vars":
                    yield from outer_parts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from outer_parts(inner)


def joined(part: CompValue) -> Iterator[PatternTriple | CompValue]:
    """What a group is joined of: single triple patterns and other parts."""
    if part.name == "BGP":
        yield from part.triples
    elif part.name == "Join":
        yield from joined(part.p1)
        yield from joined(part.p2)
    else:
        yield part


def values(part: CompValue) -> dict[Variable, frozenset[Term]]:
    """The constants of a VALUES block by variable, without the variables that a row leaves open."""
    names = {name for row in part.res for name in row}
    return {
        name: frozenset(term(row[name]) for row in part.res)
        for name in names
        if all(isinstance(row.get(name), Node) for row in part.res)
    }


def group_keys(part: CompValue) -> dict[Variable, Variable]:
    """Of an AggregateJoin, the variables it is grouped by, each also under the name rdflib gives to it outside."""
    keys = [one for one in part.p.expr or () if isinstance(one, Variable)]
    samples = {one.res: one.vars for one in part.A if one.name == "Aggregate_Sample" and one.vars in keys}
    return {**{key: key for key in keys}, **samples}


def predicates(path: Node | Path) -> Iterator[Iri | None]:
    """The predicates a path may go along, None for any."""
    match path:
        case URIRef():
            yield Iri(path)
        case InvPath(arg=inner) | MulPath(path=inner):
            yield from predicates(inner)
        case SequencePath(args=inner) | AlternativePath(args=inner):
            for one in inner:
                yield from predicates(one)
        case _:
            yield None


def may_be_empty(path: Node | Path) -> bool:
    """Whether a path leads from every node to itself."""
    match path:
        case MulPath(path=inner, zero=zero):
            return bool(zero) or may_be_empty(inner)
        case InvPath(arg=inner):
            return may_be_empty(inner)
        case SequencePath(args=inner):
            return all(map(may_be_empty, inner))
        case AlternativePath(args=inner):
            return any(map(may_be_empty, inner))
        case _:
            return False
