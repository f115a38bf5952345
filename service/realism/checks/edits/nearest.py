"""The statement of the base that is nearest to one that is not there."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from realism.checks.edits.edit import Asserted
from realism.checks.edits.footprint import Pattern
from realism.store.base import BlankNode, Quad, text_of

_MOST_LOOKED_AT = 2000
_MOST_COMPARED = 500
_ALIKE = 0.6


def nearest(base: Asserted, missing: Quad) -> Quad | None:
    """The nearest statement to `missing` in `base`: the same in another graph, or else one with two terms the same
    and the third alike, preferring another value to another property to another subject; None without one.

    What is alike has a `likeness` of at least 0.6, unless there is only one candidate value.
    """
    subject, predicate, value = missing[:3]
    same = sorted(base.find(Pattern(subject, predicate, value)), key=str)
    if same:
        return same[0]
    values = list(_some(base, Pattern(subject, predicate, None)))
    near = _most_alike(values, missing, 2)
    if near is not None:
        return near
    if len(values) == 1:
        return values[0]
    for pattern, place in ((Pattern(subject, None, value), 1), (Pattern(None, predicate, value), 0)):
        near = _most_alike(list(_some(base, pattern)), missing, place)
        if near is not None:
            return near
    return values[0] if values else None


def _some(base: Asserted, pattern: Pattern) -> Iterator[Quad]:
    return islice(base.find(pattern), _MOST_LOOKED_AT)


def _most_alike(found: list[Quad], missing: Quad, place: int) -> Quad | None:
    wanted = text_of(missing[:3][place])
    best: tuple[float, Quad] | None = None
    for quad in sorted(found, key=str):
        term = quad[:3][place]
        if isinstance(term, BlankNode):
            continue
        alike = likeness(text_of(term), wanted) + 0.01 * (quad.graph == missing.graph)
        if alike >= _ALIKE and (best is None or alike > best[0]):
            best = alike, quad
    return best[1] if best else None


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1, whatever their case (Ratcliff and Obershelp), by how they begin if long."""
    first, second = (text.casefold()[:_MOST_COMPARED] for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
