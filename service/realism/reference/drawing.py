"""What diagrams are made of: boxes, lines and labels with sizes known beforehand, so that nothing overlaps."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

SIZE = 13.0
"""Size of text in pixels."""
LINE = 17.0
"""Distance of two lines of text in pixels."""
_NARROW, _WIDE = set("fijlrtI.,:;'’()[]| -"), set("mwMWQOGD@—…")


@dataclass(frozen=True)
class Line:
    """One line of text, a link to an anchor of the page when `anchor` is given; `style` is a CSS class."""

    text: str
    anchor: str | None = None
    style: str = ""


@dataclass(frozen=True)
class Box:
    """Lines of text in a rectangle; x, y is its upper left corner. `style` ``plain`` draws no frame."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    style: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """Its center."""
        return self.x + self.width / 2, self.y + self.height / 2

    def meets(self, other: "Box", gap: float = 0) -> bool:
        """Whether the two are closer to each other than `gap`."""
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )


@dataclass(frozen=True)
class Edge:
    """A line as SVG path data; `style` is a CSS class, `title` what a pointer resting on it reads."""

    path: str
    style: str
    title: str = ""
    arrow: bool = True


@dataclass
class Diagram:
    """A drawing of `width` × `height` pixels; boxes are drawn over edges, labels over both."""

    title: str
    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    labels: list[Box] = field(default_factory=list)


def width(text: str, size: float = SIZE) -> float:
    """How wide `text` is at most in a sans-serif font of `size` pixels."""
    return size * sum(
        0.4 if one in _NARROW else 0.95 if one in _WIDE else 0.75 if one.isupper() else 0.6 for one in text
    )


def box(lines: Iterable[Line], x: float, y: float, padding: float = 8, style: str = "") -> Box:
    """A box around `lines` with its center at x, y."""
    kept = tuple(lines)
    wide = max((width(line.text) for line in kept), default=0) + 2 * padding
    high = LINE * len(kept) + padding
    return Box(x - wide / 2, y - high / 2, wide, high, kept, style)


def wrapped(text: str, characters: int, anchor: str | None = None, style: str = "") -> list[Line]:
    """`text` as lines of at most so many characters."""
    return [Line(one, anchor, style) for one in textwrap.wrap(text, characters)]


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def path(*parts: str | float) -> str:
    """SVG path data of commands and coordinates."""
    return " ".join(part if isinstance(part, str) else number(part) for part in parts)
