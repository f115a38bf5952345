"""The matrix as a picture: a square of cells, each with its sign, its shade and its sentence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from realism.matrix import Cell, Matrix, Theory

SIGNS: Final = {"contradict": "×", "agree": "=", "not stated": "?", "not comparable": "–"}
CRUX: Final = "◆"
"""The sign of a contradiction that has a crux proved by logic."""
_SHADES: Final = (0.5, 0.75, 0.999)
"""Shares of contradiction up to which the first, second and third shade go; the fourth is for nothing but it."""


@dataclass(frozen=True)
class Square:
    """One cell: `name` is its style, `sentence` what it says, `again` whether its mirror image is among the
    links that the keyboard reaches."""

    a: str
    b: str
    sign: str
    name: str
    sentence: str
    again: bool


@dataclass(frozen=True)
class Grid:
    """The theories, and for each a row of squares, None where it would stand against itself."""

    theories: "list[Theory]"
    rows: list[list[Square | None]]

    @classmethod
    def of(cls, found: "Matrix") -> "Grid":
        """The picture of `found`."""
        label = {theory.id: theory.label for theory in found.theories}
        squares: dict[tuple[str, str], Square] = {}
        for cell in found.cells:
            for a, b, again in ((cell.b, cell.a, False), (cell.a, cell.b, True)):
                sentence = f"{label[a]} and {label[b]}: {_counts(cell)}"
                squares[a, b] = Square(a, b, _sign(cell), _style(cell), sentence, again)
        rows = [[squares.get((row.id, column.id)) for column in found.theories] for row in found.theories]
        return cls(found.theories, rows)


def _sign(cell: "Cell") -> str:
    return CRUX if cell.cruxes else SIGNS[cell.verdict]


def _style(cell: "Cell") -> str:
    names = [cell.verdict.replace(" ", "-")]
    if cell.verdict == "contradict":
        share = cell.contradict / (cell.agree + cell.contradict or 1)
        names.append(f"shade-{1 + sum(share > limit for limit in _SHADES)}")
    if not cell.proved:
        names.append("unproved")
    return " ".join(names)


def _counts(cell: "Cell") -> str:
    cruxes = "cruxes not sought yet" if cell.cruxes is None else f"cruxes proved {cell.cruxes}"
    points = f"points of contradiction {cell.contradict}, of agreement {cell.agree}, left open {cell.not_stated}"
    return f"{cell.verdict} ({points}; {cruxes})"
