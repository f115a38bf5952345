"""A dot plot as SVG: one row for each server, one dot for each size, on a logarithmic axis."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 860, 190, 40, 26, 60
_COLOURS = ("#1f77b4", "#d95f02", "#7570b3", "#1b9e77")
_STYLE = """<style>
text { font: 12px sans-serif; fill: #222 } .head { font-weight: bold } .grid { stroke: #ccc } .row { stroke: #e8e8e8 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .grid { stroke: #555 } .row { stroke: #333 } }
</style>"""
Rows = Mapping[str, Mapping[str, float]]


def dots(title: str, panels: Mapping[str, Rows]) -> str:
    """The picture; `panels` is name of panel to name of row to number of statements to a value above zero."""
    values = [value for rows in panels.values() for series in rows.values() for value in series.values()]
    series = list(dict.fromkeys(name for rows in panels.values() for one in rows.values() for name in one))
    low = math.floor(math.log10(min(values)))
    axis = _Axis(low, max(low + 1, math.ceil(math.log10(max(values)))), series)
    height = _TOP + sum((len(rows) + 3) * _ROW for rows in panels.values())
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        _STYLE,
        f'<text class="head" x="10" y="22">{escape(title)}</text>',
        *_legend(axis),
    ]
    top = _TOP
    for panel, rows in panels.items():
        out.append(f'<text class="head" x="10" y="{top + 18}">{escape(panel)}</text>')
        out += axis.grid(top + _ROW, top + _ROW * (len(rows) + 1))
        for number, (row, found) in enumerate(rows.items(), start=1):
            out += _row(axis, row, found, top + _ROW * number + _ROW // 2)
        top += _ROW * (len(rows) + 3)
    return "\n".join([*out, "</svg>"]) + "\n"


@dataclass(frozen=True)
class _Axis:
    """From one power of ten to another, and the series that are told apart by colour."""

    low: int
    high: int
    series: Sequence[str]

    def across(self, value: float) -> float:
        """Where a value is drawn."""
        return _LEFT + (math.log10(value) - self.low) / (self.high - self.low) * (_WIDTH - _LEFT - _RIGHT)

    def colour(self, name: str) -> str:
        """The colour of a series."""
        return _COLOURS[self.series.index(name) % len(_COLOURS)]

    def grid(self, top: int, bottom: int) -> Iterator[str]:
        """A line for each power of ten, with its number below."""
        for power in range(self.low, self.high + 1):
            x = self.across(10.0**power)
            yield f'<line class="grid" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}"/>'
            yield f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{10.0**power:,g}</text>'


def _legend(axis: _Axis) -> Iterator[str]:
    for index, name in enumerate(axis.series):
        x = _LEFT + 160 * index
        yield f'<circle cx="{x}" cy="40" r="5" fill="{axis.colour(name)}"/>'
        yield f'<text x="{x + 10}" y="44">{escape(name)} statements</text>'


def _row(axis: _Axis, row: str, found: Mapping[str, float], y: int) -> Iterator[str]:
    yield f'<line class="row" x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}"/>'
    yield f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(row)}</text>'
    for name, value in found.items():
        hint = escape(f"{row}, {name} statements: {value:,.0f}")
        x, colour = axis.across(value), axis.colour(name)
        yield f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{colour}"><title>{hint}</title></circle>'
