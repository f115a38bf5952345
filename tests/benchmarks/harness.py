"""Timing in interleaved rounds, percentiles, and a report as Markdown and JSON."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

Cell = str | int | float | None


@dataclass(frozen=True)
class Options:
    """How much to measure.

    quick   a small fraction of all repetitions, to see that everything runs
    sizes   numbers of statements to measure at; None leaves the choice to each benchmark
    plots   folder for pictures; None draws none
    """

    quick: bool = False
    sizes: tuple[int, ...] | None = None
    plots: Path | None = None

    def times(self, number: int) -> int:
        """`number` of repetitions, or a tenth of them (three at least) in a quick run."""
        return max(3, number // 10) if self.quick else number


@dataclass
class Report:
    """Tables of results, and goals with whether they were met."""

    tables: dict[str, list[dict[str, Cell]]] = field(default_factory=dict)
    goals: list[tuple[str, str, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: list[tuple[str, Path]] = field(default_factory=list)

    def row(self, table: str, **cells: Cell) -> None:
        """One more row of `table`; underscores in names of columns are shown as spaces. Numbers are plain."""
        self.tables.setdefault(table, []).append(cells)

    def goal(self, wanted: str, found: str, met: bool) -> None:
        """What was to be reached, and what was."""
        self.goals.append((wanted, found, met))

    def note(self, text: str) -> None:
        """Something the reader of the tables must know, such as a peer that is not installed."""
        say(text)
        self.notes.append(text)

    def picture(self, title: str, file: Path, text: str) -> None:
        """Write an SVG to `file`, to be shown with the tables."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        self.pictures.append((title, file))

    def as_page(self, folder: Path) -> str:
        """The report as a page that stands in `folder`, with its pictures."""
        shown = [f"![{title}]({file.relative_to(folder)})" for title, file in self.pictures]
        head = "# What it costs\n\nWritten by `make bench`; each figure stands beside its peers' from the same run."
        return "\n\n".join([head, *shown, self.as_markdown()])

    def as_markdown(self) -> str:
        """The tables, the goals and the notes."""
        parts = [_markdown(title, rows) for title, rows in self.tables.items()]
        if self.goals:
            goals = [{"goal": goal, "found": found, "met": "yes" if met else "no"} for goal, found, met in self.goals]
            parts.append(_markdown("Goals", goals))
        return "\n\n".join([*parts, *self.notes, _machine_line()]) + "\n"

    def as_json(self) -> str:
        """The same for programs."""
        goals = [{"goal": goal, "found": found, "met": met} for goal, found, met in self.goals]
        whole = {"machine": machine(), "tables": self.tables, "goals": goals, "notes": self.notes}
        return json.dumps(whole, ensure_ascii=False, indent=1)


def say(text: str) -> None:
    """Progress, on stderr."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def interleaved(rounds: int, works: Mapping[str, Callable[[int], object]], label: str) -> dict[str, list[float]]:
    """Seconds of each of `works` in every round, by name.

    Each round calls all of them with its number, beginning with another one each time, so that what else the machine
    does falls on all alike.
    """
    found: dict[str, list[float]] = {name: [] for name in works}
    names = list(works)
    shown = time.monotonic()
    for number in range(rounds):
        for name in (*names[number % len(names) :], *names[: number % len(names)]):
            found[name].append(seconds(partial(works[name], number)))
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            say(f"{label}: round {number + 1} of {rounds}")
    return found


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least `share` (0 to 1) of all samples do not exceed (nearest rank)."""
    if not samples:
        raise ValueError("no samples")
    rank = max(1, -(-len(samples) * share // 1))
    return sorted(samples)[int(rank) - 1]


def spread(samples: Sequence[float]) -> dict[str, Cell]:
    """Columns for a table: how many samples (in seconds) there are, and their p50, p95 and maximum in ms."""
    return {
        "n": len(samples),
        "p50_ms": percentile(samples, 0.5) * 1000,
        "p95_ms": percentile(samples, 0.95) * 1000,
        "max_ms": max(samples) * 1000,
    }


def shown(value: Cell) -> str:
    """A cell as text: floats with three significant digits, and thousands apart."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else value


def machine() -> dict[str, Cell]:
    """What the figures were measured on."""
    packages = ("realism", "pyoxigraph", "pyshacl", "owlready2", "rdflib", "uvicorn", "fastapi")
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "date": time.strftime("%Y-%m-%d"),
        **{name: version(name) for name in packages},
    }


def _machine_line() -> str:
    return "Measured with " + ", ".join(f"{name} {value}" for name, value in machine().items()) + "."


def _markdown(title: str, rows: Sequence[Mapping[str, Cell]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    numeric = {name for name in columns if all(isinstance(row.get(name), int | float | None) for row in rows)}
    lines = [
        f"## {title}",
        "",
        "| " + " | ".join(name.replace("_", " ") for name in columns) + " |",
        "|" + "|".join("---:" if name in numeric else "---" for name in columns) + "|",
    ]
    lines += ["| " + " | ".join(shown(row.get(name)) for name in columns) + " |" for row in rows]
    return "\n".join(lines)
