"""Blank nodes of two versions of a graph, told to be the same by what is said of them and by them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from realism.store.base import BlankNode, Quad, Term

_ROUNDS: Final = 16
"""How far a blank node looks to tell itself from others; those further apart are taken for alike."""


def blank_nodes(quad: Quad) -> list[BlankNode]:
    """The blank nodes of a statement."""
    return [term for term in (quad.subject, quad.object) if isinstance(term, BlankNode)]


def renamed(quad: Quad, names: Mapping[BlankNode, BlankNode]) -> Quad:
    """`quad` with other names for the blank nodes that have one in `names`."""
    subject, value = quad.subject, quad.object
    if isinstance(subject, BlankNode):
        subject = names.get(subject, subject)
    if isinstance(value, BlankNode):
        value = names.get(value, value)
    return quad._replace(subject=subject, object=value)


def parts(quads: Iterable[Quad]) -> Iterator[set[BlankNode]]:
    """The blank nodes of `quads`, those that hang together by statements in one set each."""
    beside = _beside(quads)
    return _parts(beside, beside)


def connected(quads: Iterable[Quad], start: Iterable[BlankNode]) -> set[BlankNode]:
    """The blank nodes of `start` and all that hang together with them by statements of `quads`."""
    return set().union(*_parts(_beside(quads), start))


def as_before(new: Collection[Quad], old: Collection[Quad]) -> frozenset[Quad]:
    """`new` with its blank nodes called as those of `old` that look the same, so that less seems to have changed.

    No two get one name, so the meaning stays, if `old` holds every statement about its blank nodes.
    """
    known, colours = _colours(old), _colours(new)
    free: dict[tuple[int, ...], list[list[BlankNode]]] = defaultdict(list)
    for part in _ordered_parts(old, known):
        free[tuple(known[node] for node in part)].append(part)
    names: dict[BlankNode, BlankNode] = {}
    for part in _ordered_parts(new, colours):
        alike = free[tuple(colours[node] for node in part)]
        if alike:
            names.update(zip(part, alike.pop(), strict=True))
    return frozenset(renamed(quad, names) for quad in new)


def _ordered_parts(quads: Collection[Quad], colours: Mapping[BlankNode, int]) -> list[list[BlankNode]]:
    """What hangs together, each part in the order of its colours."""
    return [sorted(part, key=lambda node: (colours[node], node)) for part in _parts(_beside(quads), sorted(colours))]


def _beside(quads: Iterable[Quad]) -> Mapping[BlankNode, set[BlankNode]]:
    beside: dict[BlankNode, set[BlankNode]] = defaultdict(set)
    for quad in quads:
        blank = blank_nodes(quad)
        for one in blank:
            beside[one].update(blank)
    return beside


def _parts(beside: Mapping[BlankNode, set[BlankNode]], start: Iterable[BlankNode]) -> Iterator[set[BlankNode]]:
    done: set[BlankNode] = set()
    for first in start:
        part: set[BlankNode] = set()
        waiting = [] if first in done else [first]
        while waiting:
            node = waiting.pop()
            if node not in part:
                part.add(node)
                waiting += beside.get(node, ())
        done |= part
        if part:
            yield part


def _colours(quads: Iterable[Quad]) -> dict[BlankNode, int]:
    """A number for each blank node: equal for those of equal surroundings, as far as the rounds reach.

    Always as many rounds, so that the numbers of two graphs can be compared.
    """
    around: dict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        for node in set(blank_nodes(quad)):
            around[node].append(quad)
    colours = dict.fromkeys(around, 0)
    for _ in range(_ROUNDS):
        colours = {node: _colour(node, said, colours) for node, said in around.items()}
    return colours


def _colour(node: BlankNode, said: Iterable[Quad], colours: Mapping[BlankNode, int]) -> int:
    def seen(term: Term) -> object:
        return (term == node, colours[term]) if isinstance(term, BlankNode) else term

    return hash(frozenset((seen(one.subject), one.predicate, seen(one.object), one.graph) for one in said))
