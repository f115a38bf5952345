"""A debate as a drawing: its claims one below the other, arcs for what disputes, supports or builds on what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from realism.reference.drawing import LINE, Box, Diagram, Edge, path, wrapped

_TEXT: Final = 84
_WIDTH: Final = 640.0
_GAP: Final = 10.0
_LANE: Final = 16.0


@dataclass(frozen=True)
class Node:
    """A claim on the map; `guest` marks one of another debate."""

    iri: str
    text: str
    anchor: str
    guest: bool = False


@dataclass(frozen=True)
class Tie:
    """A relation between two claims: `verb` says it in words, `style` is a CSS class."""

    source: str
    target: str
    verb: str
    style: str


def debate_map(title: str, nodes: Sequence[Node], ties: Sequence[Tie]) -> Diagram:
    """Draw `nodes` in their order, with an arrow on the left for each of `ties` (between nodes that are there).

    Each arc has a lane of its own as far as it runs beside others, short arcs nearer to the text.
    """
    texts = {node.iri: wrapped(node.text, _TEXT, node.anchor, "guest" if node.guest else "") for node in nodes}
    place = {node.iri: at for at, node in enumerate(nodes)}
    lanes = _lanes(ties, place)
    left = (max(lanes, default=0) + 2) * _LANE
    drawn = Diagram(title, left + _WIDTH, _GAP)
    for node in nodes:
        high = LINE * len(texts[node.iri]) + 8
        drawn.boxes.append(Box(left, drawn.height, _WIDTH - 8, high, tuple(texts[node.iri]), "row"))
        drawn.height += high + _GAP
    ends = _ends(ties, place, drawn.boxes)
    names = {node.iri: node.text for node in nodes}
    for at, (tie, lane) in enumerate(zip(ties, lanes, strict=True)):
        start, end = ends[at]
        far = left - (lane + 1) * _LANE
        words = f"“{names[tie.source]}” {tie.verb} “{names[tie.target]}”"
        arc = path("M", left, start, "C", far - 6, start, far - 6, end, left - 4, end)
        drawn.edges.append(Edge(arc, tie.style, words))
    return drawn


def _lanes(ties: Sequence[Tie], place: dict[str, int]) -> list[int]:
    spans = [sorted((place[tie.source], place[tie.target])) for tie in ties]
    lanes = [0] * len(ties)
    taken: list[list[list[int]]] = []
    for at in sorted(range(len(ties)), key=lambda one: (spans[one][1] - spans[one][0], spans[one])):
        low, high = spans[at]
        free = (n for n, lane in enumerate(taken) if all(high < other[0] or other[1] < low for other in lane))
        lanes[at] = next(free, len(taken))
        if lanes[at] == len(taken):
            taken.append([])
        taken[lanes[at]].append(spans[at])
    return lanes


def _ends(ties: Sequence[Tie], place: dict[str, int], boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """The heights at which each tie leaves and arrives: spread over the side of a box, in the order of the far ends."""
    sides: dict[int, list[tuple[int, int, int]]] = {}
    for at, tie in enumerate(ties):
        source, target = place[tie.source], place[tie.target]
        sides.setdefault(source, []).append((target, at, 0))
        sides.setdefault(target, []).append((source, at, 1))
    heights: list[list[float]] = [[0.0, 0.0] for _ in ties]
    for row, met in sides.items():
        for order, (_, at, end) in enumerate(sorted(met), 1):
            heights[at][end] = boxes[row].y + boxes[row].height * order / (len(met) + 1)
    return [(start, end) for start, end in heights]
