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
        asserted = Asserted(store)
        local = LocalLogic(asserted, reasoner)
        local.warm()
        modules = Modules(store)
        owlready = Owlready(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="realism-bench-"))))
        judged = _Judged(local, asserted)
        plain, explained = _Row(), _Row()
        for kind, edits in (
            (f"edits of {SIZE} statements", list(Editor(base, store).edits(_WARM + number))),
            ("edits that contradict the base", list(clashing(Editor(base, store), _WARM + number))),
        ):
            say(f"logic: {kind}")
            for count, edit in enumerate(edits):
                before = len(judged.axioms), judged.explained
                spent, taken = cpu_seconds(os.getpid()), seconds(partial(judged.judge, edit))
                row = explained if judged.explained > before[1] else plain
                if count >= _WARM and len(judged.axioms) > before[0]:
                    row.add(edit, taken, cpu_seconds(os.getpid()) - spent, judged.axioms[-1])
        for kind, row, most in (
            (f"an edit of {SIZE} statements that holds together", plain, 150),
            ("an edit that contradicts the base, explained", explained, 500),
        ):
            peers = [seconds(partial(owlready.consistent, modules.after(one))) for one in row.edits[: options.times(6)]]
            report.row(
                "Logic on the bundled base",
                edit=kind,
                **spread(row.samples),
                cpu_ms=sum(row.cpu) * 1000 / len(row.cpu),
                axioms=percentile(row.axioms, 0.5),
                owlready2_p50_ms=percentile(peers, 0.5) * 1000,
                times_faster=percentile(peers, 0.5) / percentile(row.samples, 0.5),
            )
            p95_ms = percentile(row.samples, 0.95) * 1000
            report.goal(f"logic: p95 of {kind} below {most} ms", f"{p95_ms:.0f} ms", p95_ms < most)
        report.note(f"{judged.incomplete} edits were judged only in part, and {judged.given_up} not at all.")


@dataclass
class _Row:
    """Edits of one kind, and what each took."""

    edits: list[Edit] = field(default_factory=list)
    samples: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    axioms: list[float] = field(default_factory=list)

    def add(self, edit: Edit, taken: float, cpu: float, axioms: float) -> None:
        """Note an edit with its seconds, its seconds of CPU, and the axioms it was judged with."""
        self.edits.append(edit)
        self.samples.append(taken)
        self.cpu.append(cpu)
        self.axioms.append(axioms)


@dataclass
class _Judged:
    """What came of edits judged by logic: axioms looked at, how many were explained, left incomplete, and given up."""

    local: LocalLogic
    asserted: Asserted
    axioms: list[float] = field(default_factory=list)
    explained: int = 0
    incomplete: int = 0
    given_up: int = 0

    def judge(self, edit: Edit) -> None:
        """Judge an edit."""
        try:
            found = self.local.judge(Edited(self.asserted, edit))
        except Overloaded:
            self.given_up += 1
        else:
            self.axioms.append(float(found.module_axioms))
            self.explained += any(one not in found.before for one in found.after)
            self.incomplete += not found.complete
