"""What it costs to judge an edit of the bundled base by logic, and to explain a contradiction, beside owlready2."""

import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.bases import Seed
from benchmarks.edits import SIZE, Editor, clashing
from benchmarks.harness import Options, Report, percentile, say, seconds, spread
from benchmarks.load import cpu_seconds
from benchmarks.peers import Modules, Owlready
from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.logic.local import LocalLogic
from realism.checks.logic.reasoner import Reasoner
from realism.errors import Overloaded
from realism.store.base import Store

_WARM = 5
"""Edits that are judged first and not counted."""


def bench(report: Report, options: Options) -> None:
    """Edits as they are made, and edits that contradict the base."""
    base = Seed().grown(20_000)
    number = options.times(200)
    with ExitStack() as stack:
        store = base.store()
        stack.callback(store.close)
        reasoner = stack.enter_context(Reasoner())
        local = LocalLogic(store, reasoner)
        local.warm()
        modules = Modules(store)
        owlready = Owlready(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="realism-bench-"))))
        for kind, edits, most in (
            (f"an edit of {SIZE} statements", list(Editor(base, store).edits(_WARM + number)), 150),
            ("an edit that contradicts the base, explained", list(clashing(Editor(base, store), _WARM + number)), 500),
        ):
            say(f"logic: {kind}")
            judged = _Judged(local, store)
            spent = cpu_seconds(os.getpid())
            samples = [seconds(partial(judged.judge, edit)) for edit in edits][_WARM:]
            cpu_ms = (cpu_seconds(os.getpid()) - spent) * 1000 / len(edits)
            peers = [seconds(partial(owlready.consistent, modules.after(edit))) for edit in edits[: options.times(6)]]
            report.row(
                "Logic on the bundled base",
                edit=kind,
                **spread(samples),
                cpu_ms=cpu_ms,
                axioms=percentile(judged.axioms, 0.5) if judged.axioms else None,
                incomplete=judged.incomplete,
                given_up=judged.given_up,
                owlready2_p50_ms=percentile(peers, 0.5) * 1000,
                times_faster=percentile(peers, 0.5) / percentile(samples, 0.5),
            )
            p95_ms = percentile(samples, 0.95) * 1000
            report.goal(f"logic: p95 of {kind} below {most} ms", f"{p95_ms:.0f} ms", p95_ms < most)


@dataclass
class _Judged:
    """What came of edits judged by logic: axioms looked at, how many were left incomplete, and how many given up."""

    local: LocalLogic
    store: Store
    axioms: list[float] = field(default_factory=list)
    incomplete: int = 0
    given_up: int = 0

    def judge(self, edit: Edit) -> None:
        """Judge an edit."""
        try:
            found = self.local.judge(Edited(Asserted(self.store), edit))
        except Overloaded:
            self.given_up += 1
        else:
            self.axioms.append(float(found.module_axioms))
            self.incomplete += not found.complete
