"""Shapes, rules and logic side by side, each judging what an edit concerns, before it and after it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from realism.checks.edits.edit import Asserted
from realism.checks.edits.footprint import TooWide
from realism.checks.files import Files
from realism.checks.logic.local import LocalLogic
from realism.checks.logic.reasoner import Reasoner
from realism.checks.reports.report import Finding
from realism.checks.reports.verdict import Checked
from realism.checks.rules.local import LocalRules
from realism.checks.rules.names import LocalNames
from realism.checks.run import unrepeated
from realism.checks.syntax import UNKNOWN_TO_HERMIT, datatype_finding
from realism.checks.words.live import LiveFacts
from realism.errors import Overloaded
from realism.store.base import Literal, Quad

_MOST_LOCAL = 1000


@dataclass
class Found:
    """Findings without an edit and with it."""

    before: list[Finding] = field(default_factory=list)
    after: list[Finding] = field(default_factory=list)


@dataclass
class Trial:
    """What was found about an edit so far, and what was checked; see `report_edit.Checked`.

    entries  by shapes, rules and names, which judge entries; `axioms`: by logic, which judges what holds together
    whole    why the shapes have to judge the whole base; None when they need not
    """

    entries: Found = field(default_factory=Found)
    axioms: Found = field(default_factory=Found)
    whole: str | None = None
    shacl: bool = True
    rules: bool = True
    logic: bool = True
    complete: bool = True
    module_axioms: int = 0
    not_checked: list[str] = field(default_factory=list)

    @property
    def checked(self) -> Checked:
        """What was checked, for the report."""
        complete = self.complete and self.shacl and self.rules and self.logic
        sentences = tuple(dict.fromkeys(self.not_checked))
        return Checked(self.shacl, self.rules, self.logic, self.module_axioms, complete, sentences)

    @property
    def before(self) -> list[Finding]:
        """Everything found without the edit, of logic what an entry's finding does not say already."""
        return [*self.entries.before, *unrepeated(iter(self.axioms.before), self.entries.before)]

    @property
    def after(self) -> list[Finding]:
        """Everything found with the edit, likewise."""
        return [*self.entries.after, *unrepeated(iter(self.axioms.after), self.entries.after)]


class Engines:
    """What judges edits of one state of a dataset, built once; safe to share between threads.

    files     what is asked of edits
    seconds   how long the reasoner may work on one edit
    """

    def __init__(self, base: Asserted, files: Files, reasoner: Reasoner, seconds: float) -> None:
        self.shapes = files.local_shapes
        self.rules = LocalRules(files.rules, base)
        self.names = LocalNames(base, files.shapes)
        self.logic = LocalLogic(base, reasoner, files.places, seconds)
        self.reasoner = reasoner

    def judge(self, facts: LiveFacts) -> Trial:
        """What the edit of `facts` concerns, judged by everything."""
        trial = Trial()
        # The reasoner works in a process of its own, so that both take no longer than the slower one.
        with ThreadPoolExecutor(1) as aside:
            logic = aside.submit(self.judge_logic, trial, facts)
            self.judge_entries(trial, facts)
            trial.not_checked += logic.result()
        return trial

    def judge_entries(self, trial: Trial, facts: LiveFacts) -> None:
        """Judge by names, rules and shapes."""
        edit = facts.view.edit
        trial.entries.before += _datatypes(edit.remove)
        trial.entries.after += _datatypes(edit.add)
        if len(edit.changed) > _MOST_LOCAL:
            trial.whole = f"the edit has more than {_MOST_LOCAL} statements"
            return
        unnamed = self.names.judge(facts.view, facts.teller)
        trial.entries.before += unnamed[0]
        trial.entries.after += unnamed[1]
        by_rules = self.rules.judge(facts.view, facts.teller)
        trial.entries.before += by_rules.before
        trial.entries.after += by_rules.after
        for rule, reason in by_rules.not_checked.items():
            trial.rules = False
            trial.not_checked.append(f"the rule {rule} was not checked: it {reason}")
        try:
            by_shapes = self.shapes.judge(facts.view, facts)
        except TooWide as error:
            trial.whole = error.message
            return
        trial.entries.before += by_shapes.before
        trial.entries.after += by_shapes.after
        for shape, reason in by_shapes.not_covered.items():
            trial.whole = f"the shape {shape.rsplit('#', 1)[-1]} cannot be judged by parts of the base: {reason}"

    def judge_logic(self, trial: Trial, facts: LiveFacts) -> list[str]:
        """Judge by the reasoner; the answer is what was not checked, in sentences."""
        if _datatypes(facts.view.edit.add):
            trial.logic = False
            return ["logic was not checked, because the reasoner fails on the type of a value"]
        try:
            # Its start counts against no edit: the time an edit may take would hardly be enough for both.
            self.reasoner.start()
            judged = self.logic.judge(facts.view, facts)
        except Overloaded as error:
            trial.logic = False
            return [f"logic was not checked: {error.message}"]
        trial.axioms.before += judged.before
        trial.axioms.after += judged.after
        trial.module_axioms = judged.module_axioms
        trial.complete = judged.complete
        return [] if judged.note is None else [judged.note]


def _datatypes(quads: Iterable[Quad]) -> list[Finding]:
    """A finding for each value of a type on which the reasoner fails."""
    return [
        datatype_finding(str(quad.subject), str(quad.predicate), quad.object.value, quad.object.datatype)
        for quad in quads
        if isinstance(quad.object, Literal) and quad.object.datatype in UNKNOWN_TO_HERMIT
    ]
