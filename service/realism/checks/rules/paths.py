"""Property paths as steps of a footprint."""

from collections.abc import Callable, Iterator

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.term import Node

from realism.checks.edits.footprint import Step
from realism.errors import RealismError
from realism.store.base import Iri
from realism.vocab import RDF

Edge = tuple[int, Step | None, int]


class Unbounded(RealismError):
    """A rule may look at more statements than those that are reached from the entry it is about."""


def along(source: int, path: Node | Path, target: int, inverse: bool, state: Callable[[], int]) -> Iterator[Edge]:
    """The edges that lead from `source` along `path`, or against it when `inverse`, to `target`.

    state   makes a new state
    Raises Unbounded where it would lead from a kind to all things of that kind.
    """
    match path:
        case URIRef():
            if inverse and str(path) == RDF + "type":
                raise Unbounded("it looks at all things of a kind")
            yield source, Step(Iri(path), inverse), target
        case InvPath(arg=inner):
            yield from along(source, inner, target, not inverse, state)
        case AlternativePath(args=several):
            for one in several:
                yield from along(source, one, target, inverse, state)
        case SequencePath(args=several):
            ordered = list(reversed(several)) if inverse else list(several)
            between = [source, *(state() for _ in ordered[1:]), target]
            for number, one in enumerate(ordered):
                yield from along(between[number], one, between[number + 1], inverse, state)
        case MulPath(path=inner, mod="?"):
            yield source, None, target
            yield from along(source, inner, target, inverse, state)
        case MulPath(path=inner, zero=zero):
            around = state()
            if zero:
                yield source, None, around
            else:
                yield from along(source, inner, around, inverse, state)
            yield from along(around, inner, around, inverse, state)
            yield around, None, target
        case NegatedPath():
            # It may hold inverse parts, which are read from the other side.
            yield source, Step(None, inverse), target
            yield source, Step(None, not inverse), target
        case _:
            raise Unbounded("it has a property path of an unknown form")
