"""Where things stand on a ring around the busiest of them, and the lines between them."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from realism.reference.drawing import Box, path

_MARGIN, _BEND = 14.0, 90.0
_NEAR = 110.0
Point = tuple[float, float]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Arc:
    """A quadratic curve from `start` to `end`, drawn towards `pull`; straight when that is between the two."""

    start: Point
    pull: Point
    end: Point

    @property
    def path(self) -> str:
        """The curve as SVG path data."""
        return path("M", *self.start, "Q", *self.pull, *self.end)

    @property
    def length(self) -> float:
        """How far its ends are apart."""
        return math.dist(self.start, self.end)

    def at(self, share: float) -> Point:
        """The point at a share of the way, from 0 to 1."""
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
        x, y = (a * self.start[n] + b * self.pull[n] + c * self.end[n] for n in (0, 1))
        return x, y


def ring(things: Collection[str], pairs: Sequence[Pair], width: float, height: float) -> dict[str, Point]:
    """A place for each of `things`: the one in most of `pairs` in the middle, the others so that few lines cross.

    The order is found by exchanging two at a time as long as that helps, so it is the same every time.
    """
    degree = Counter(end for pair in pairs for end in pair)
    hub, *order = sorted(things, key=lambda one: (-degree[one], one))
    best = _cost(hub, order, pairs, width, height)
    better = True
    while better:
        better = False
        for a, b in combinations(range(len(order)), 2):
            order[a], order[b] = order[b], order[a]
            cost = _cost(hub, order, pairs, width, height)
            if cost < best:
                best, better = cost, True
            else:
                order[a], order[b] = order[b], order[a]
    return _spots(hub, order, width, height)


def inside(one: Box, width: float, height: float) -> Box:
    """A box moved so far that it is wholly on a drawing of that size."""
    x = min(max(one.x, _MARGIN), width - _MARGIN - one.width)
    y = min(max(one.y, _MARGIN), height - _MARGIN - one.height)
    return Box(x, y, one.width, one.height, one.lines, one.style)


def arc(start: Box, end: Box, bent: bool) -> Arc:
    """The line between two boxes; `bent` to the left of its way, so that one the other way does not cover it."""
    (x, y), (u, v) = start.middle, end.middle
    far = math.dist((x, y), (u, v)) or 1.0
    bend = _BEND if bent else 0.0
    pull = (x + u) / 2 + (v - y) / far * bend, (y + v) / 2 - (u - x) / far * bend
    return Arc(_border(start, pull), pull, _border(end, pull))


def _spots(hub: str, order: Sequence[str], width: float, height: float) -> dict[str, Point]:
    spots = {hub: (width / 2, height / 2)}
    for at, one in enumerate(order):
        angle = 2 * math.pi * at / len(order) - math.pi / 2
        spots[one] = width / 2 * (1 + 0.86 * math.cos(angle)), height / 2 * (1 + 0.9 * math.sin(angle))
    return spots


def _cost(hub: str, order: Sequence[str], pairs: Sequence[Pair], width: float, height: float) -> float:
    spots = _spots(hub, order, width, height)
    lines = [(spots[a], spots[b]) for a, b in pairs]
    crossings = sum(_cross(*one, *other) for one, other in combinations(lines, 2))
    through = sum(
        _distance(spots[hub], *line) < _NEAR for pair, line in zip(pairs, lines, strict=True) if hub not in pair
    )
    return crossings + 8 * through + sum(math.dist(*line) for line in lines) / 1000


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    if len({a, b, c, d}) < 4:
        return False
    return _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b)


def _side(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])


def _distance(point: Point, a: Point, b: Point) -> float:
    """How near a line from a to b comes to `point`."""
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / math.dist(a, b) ** 2
    at = min(1.0, max(0.0, along))
    return math.dist(point, (a[0] + at * (b[0] - a[0]), a[1] + at * (b[1] - a[1])))


def _border(one: Box, towards: Point) -> Point:
    """Where the line from the middle of a box towards a point leaves the box."""
    x, y = one.middle
    dx, dy = towards[0] - x, towards[1] - y
    share = min(one.width / 2 / abs(dx) if dx else math.inf, one.height / 2 / abs(dy) if dy else math.inf)
    return x + dx * share, y + dy * share
