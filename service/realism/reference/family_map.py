"""The family of theories as a drawing: wider theories on the left, their strands to the right."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from realism.reference.drawing import Box, Diagram, Edge, Line, box, path, width

_ROW: Final = 32.0
_GAP: Final = 60.0
_MARGIN: Final = 12.0


def family_map(title: str, parents: Mapping[str, Sequence[str]], lines: Mapping[str, Line]) -> Diagram:
    """Draw who is a strand of whom.

    parents   each theory with the theories it is directly a strand of
    lines     what to write for each theory

    A theory stands to the right of all its parents and in one row range with one of them; the lines to the other
    parents are dashed. A circle in the data is cut where it closes.
    """
    depths: dict[str, int] = {}
    for theory in sorted(parents):
        _depth(theory, parents, depths, ())
    home = {
        theory: max(sorted(above), key=lambda one: depths[one])
        for theory, given in parents.items()
        if (above := [one for one in given if depths[one] < depths[theory]])
    }
    rows = _rows(home, lines)
    lefts = _lefts(depths, {parent for given in parents.values() for parent in given}, lines)
    boxes = {one: _box(lines[one], lefts[depths[one]], _MARGIN + (rows[one] + 0.5) * _ROW) for one in sorted(depths)}
    right = max((one.x + one.width for one in boxes.values()), default=0)
    drawn = Diagram(title, right + _MARGIN, len(rows) and (max(rows.values()) + 1) * _ROW + 2 * _MARGIN)
    drawn.boxes.extend(boxes.values())
    for theory, wider in sorted(parents.items()):
        for parent in wider:
            style = "main" if home.get(theory) == parent else "side"
            what = f"{lines[theory].text} is a strand of {lines[parent].text}"
            drawn.edges.append(Edge(_curve(boxes[parent], boxes[theory]), style, what, arrow=False))
    return drawn


def _lefts(depths: Mapping[str, int], wider: Collection[str], lines: Mapping[str, Line]) -> list[float]:
    """Where each column begins: only theories with strands need room, for nothing stands to the right of others."""
    lefts = [_MARGIN]
    for depth in range(max(depths.values(), default=0)):
        widths = [width(lines[one].text) for one in wider if depths.get(one) == depth]
        lefts.append(lefts[-1] + max(widths, default=0) + _GAP + 16)
    return lefts


def _depth(theory: str, parents: Mapping[str, Sequence[str]], depths: dict[str, int], below: tuple[str, ...]) -> int:
    if theory not in depths:
        above = [one for one in parents.get(theory, ()) if one not in (*below, theory)]
        depths[theory] = max((_depth(one, parents, depths, (*below, theory)) + 1 for one in above), default=0)
    return depths[theory]


def _rows(home: Mapping[str, str], lines: Mapping[str, Line]) -> dict[str, float]:
    """The row of each theory: strands below each other, a theory in the middle of its strands."""
    rows: dict[str, float] = {}
    free = 0

    def place(theory: str) -> None:
        nonlocal free
        strands = [one for one in order if home.get(one) == theory]
        for one in strands:
            place(one)
        if strands:
            rows[theory] = (rows[strands[0]] + rows[strands[-1]]) / 2
        else:
            rows[theory] = free
            free += 1

    order = sorted(lines, key=lambda one: lines[one].text)
    # Theories with strands first: those that stand alone make a plain list below.
    for root in sorted((one for one in order if one not in home), key=lambda one: one not in home.values()):
        place(root)
    return rows


def _box(line: Line, left: float, middle: float) -> Box:
    drawn = box([line], 0, middle)
    return Box(left, drawn.y, drawn.width, drawn.height, drawn.lines)


def _curve(parent: Box, strand: Box) -> str:
    x, y = parent.x + parent.width, parent.middle[1]
    end, low = strand.x, strand.middle[1]
    half = (x + end) / 2
    return path("M", x, y, "C", half, y, half, low, end, low)
