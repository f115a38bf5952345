"""What it costs to judge an edit by the shapes, on bases of several sizes, beside pyshacl on the whole base."""

from collections.abc import Callable
from functools import partial

from benchmarks.bases import Base, Seed
from benchmarks.edits import SIZE, Editor
from benchmarks.harness import Options, Report, interleaved, percentile, say, seconds, spread
from benchmarks.peers import WholeGraph, shapes
from realism.checks.edits.edit import Asserted, Edited
from realism.checks.edits.footprint import TooWide
from realism.checks.shapes.local import LocalShapes

_WARM = 5
"""Edits that are judged first and not counted."""
_LARGEST_WHOLE = 200_000
"""The largest base that pyshacl is given as a whole: 10,000 statements take it some ten seconds."""


def bench(report: Report, options: Options) -> None:
    """Edits of bases of several sizes, one size after the other in each round."""
    seed, sizes = Seed(), options.sizes or (10_000, 100_000, 1_000_000)
    rounds = options.times(400)
    compiled = LocalShapes(shapes())
    locals_ = {f"{size:,}": _Local(seed.grown(size), compiled, _WARM + rounds) for size in sizes}
    for one in locals_.values():
        for number in range(_WARM):
            one.judge(number)
    works = {name: partial(_shifted, one.judge) for name, one in locals_.items()}
    samples = interleaved(rounds, works, "shapes")
    for size, one in locals_.items():
        whole = _whole(one, 1 if options.quick else 2) if one.base.statements <= _LARGEST_WHOLE else []
        row = spread(samples[size])
        times = percentile(whole, 0.5) / percentile(samples[size], 0.5) if whole else None
        report.row(
            f"Shapes: an edit of {SIZE} statements",
            statements=one.base.statements,
            **row,
            edits_that_change_findings=one.found,
            too_wide=one.too_wide,
            whole_base_with_pyshacl_s=percentile(whole, 0.5) if whole else None,
            times_faster=times,
        )
        if whole and one.base.statements > 50_000 and times is not None:
            report.goal(f"shapes at {size}: 1,000 times faster than pyshacl", f"{times:,.0f} times", times >= 1000)
        one.store.close()
    _judge_growth(report, {name: percentile(found, 0.95) * 1000 for name, found in samples.items()})


class _Local:
    """The shapes' judgement of edits of one base."""

    def __init__(self, base: Base, compiled: LocalShapes, edits: int) -> None:
        say(f"loading a base of {base.statements:,} statements")
        self.base = base
        self.store = base.store()
        self.edits = list(Editor(base, self.store).edits(edits))
        self.asserted = Asserted(self.store)
        self.compiled = compiled
        self.found = self.too_wide = 0

    def judge(self, number: int) -> None:
        """Judge one of the edits."""
        try:
            judged = self.compiled.judge(Edited(self.asserted, self.edits[number]))
        except TooWide:
            self.too_wide += 1
        else:
            self.found += len(judged.after) != len(judged.before)


def _judge_growth(report: Report, p95_ms: dict[str, float]) -> None:
    first, last = min(p95_ms, key=_number), max(p95_ms, key=_number)
    small, large = p95_ms[first], p95_ms[last]
    report.goal(f"shapes: p95 below 30 ms at {last}", f"{large:.1f} ms", large < 30)
    if len(p95_ms) > 1:
        report.goal(f"shapes: p95 at {last} within 1.5 times {first}", f"{large / small:.2f}", large <= 1.5 * small)


def _number(shown: str) -> int:
    return int(shown.replace(",", ""))


def _shifted(judge: Callable[[int], None], number: int) -> None:
    judge(_WARM + number)


def _whole(local: _Local, runs: int) -> list[float]:
    say(f"pyshacl on {local.base.statements:,} statements")
    graph = WholeGraph(local.base)
    return [seconds(partial(graph.validate, edit)) for edit in local.edits[-runs:]]
