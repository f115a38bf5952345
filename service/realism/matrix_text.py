"""The matrix for a terminal: one sign a pair, in a triangle whose rows end with the name of the theory."""

from collections.abc import Iterable
from typing import Final

from realism.matrix import Cell, Matrix

SIGNS: Final = {
    "#": "contradict, with cruxes proved by logic",
    "×": "contradict",
    "±": "contradict, but agree on as much or more",
    "=": "agree",
    "?": "not stated: one or both leave open what they could be compared on",
    "·": "not comparable: nothing in common",
}
"""What each sign says."""
_GROUP: Final = 10


def as_text(found: Matrix) -> str:
    """The matrix with its signs explained; column numbers are those of the rows."""
    cells = {(cell.b, cell.a): sign(cell) for cell in found.cells}
    slugs = [theory.id for theory in found.theories]
    rows = []
    for number, theory in enumerate(found.theories, 1):
        signs = _spaced(cells[theory.id, other] for other in slugs[: number - 1])
        rows.append(f"{number:2} {signs}{'  ' * theory.depth}{theory.id}")
    numbers = range(1, len(slugs))
    ruler = ["   " + _spaced(f"{number:2}"[place] for number in numbers).rstrip() for place in (0, 1)]
    used = {sign(cell) for cell in found.cells}
    legend = [f"{mark} {meaning}" for mark, meaning in SIGNS.items() if mark in used]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in found.verdicts.items())
    logic = f"Logic: {found.done} of {found.of} pairs with axioms on both sides proved"
    if not found.complete:
        logic += "; it gave up on the others, which stand as their accounts state them"
    lines = [f"{len(slugs)} theories, {len(found.cells)} pairs: {counts}", "", *rows, *ruler, "", *legend, "", logic]
    return "\n".join([*lines, "realism compare A B shows one pair"]) + "\n"


def sign(cell: Cell) -> str:
    """The sign of a pair, one of `SIGNS`."""
    if cell.cruxes:
        return "#"
    if cell.verdict == "contradict":
        return "×" if cell.contradict > cell.agree else "±"
    return {"agree": "=", "not stated": "?", "not comparable": "·"}[cell.verdict]


def _spaced(signs: Iterable[str]) -> str:
    """The signs with a gap after every tenth, so that columns can be counted; and a space at the end."""
    text = "".join(signs)
    groups = [text[start : start + _GROUP] for start in range(0, len(text), _GROUP)]
    return "".join(f"{group} " for group in groups)
