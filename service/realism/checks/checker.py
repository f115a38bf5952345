"""The check of one edit, without loading or changing the base: what it introduces, what it fixes, what was there.

Shapes, rules and logic each judge only what the edit concerns, before it and after it. Where an edit concerns too much
for that, the shapes and rules judge the whole base instead, in a process of its own. What was not checked is said.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from realism.checks import whole
from realism.checks.edits.edit import Asserted, Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.edits.reading import Reading, read_edit
from realism.checks.edits.text import Text
from realism.checks.engines import Engines, Found, Trial
from realism.checks.files import Files
from realism.checks.logic.reasoner import Reasoner
from realism.checks.repairs.judges import Limits
from realism.checks.repairs.repairer import Repairer
from realism.checks.reports.report import Finding
from realism.checks.reports.verdict import EditReport, apart, mark
from realism.checks.words.live import LiveFacts
from realism.errors import Overloaded
from realism.store.base import COPIED_AT_MOST, Store, text_of

_SHORTEST_SEARCH = 0.03


@dataclass(frozen=True)
class Budget:
    """How many seconds an edit may take.

    logic    of the reasoner; `whole`: of shapes and rules when they have to judge the whole base
    repairs  from the beginning until no further repairs are sought
    first    from when repairs begin to be sought until a first one is no longer sought either
    losses   after that, on what would no longer follow with the repairs
    """

    logic: float = 5
    whole: float = 60
    repairs: float = 0.14
    first: float = 0.8
    losses: float = 0.03


INTERACTIVE: Final = Budget()
"""For someone who waits for the answer with every key press."""


@dataclass
class Begun:
    """An edit whose check has begun.

    reading   what was sent; `facts`: words and places; `started`: when, by `time.monotonic`
    """

    reading: Reading
    facts: LiveFacts
    trial: Trial
    started: float

    @property
    def takes_long(self) -> bool:
        """Whether the whole base has to be judged."""
        return self.trial.whole is not None


class Checker:
    """Checks edits of one state of a dataset; safe to share between threads.

    store     the dataset, which is not changed
    version   what reports call its state, if it is a copy of another
    files     what is asked of edits
    reasoner  judges logic; started on first use
    budget    how long what may take
    """

    def __init__(
        self, store: Store, files: Files, reasoner: Reasoner, budget: Budget = INTERACTIVE, version: str | None = None
    ) -> None:
        self.version = version or store.version
        self.base = Asserted(store)
        self.files = files
        self._budget = budget
        self._engines = Engines(self.base, files, reasoner, budget.logic)
        self._repairer = Repairer(self.base, self._engines, files)

    def warm(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Get ready what the first edits would wait for, until `stop` says so.

        Raises Overloaded when the reasoner is stopped meanwhile.
        """
        self._repairer.warm()
        self._engines.reasoner.start()
        self._engines.rules.warm(stop)
        self._engines.logic.warm(stop)
        self.files.places.warm(stop)

    def read(self, add: Text | None = None, remove: Text | None = None, account: str | None = None) -> Reading:
        """An edit as it was sent; see `edit_reading.read_edit`."""
        return read_edit(self.base, self.files.prefixes, add, remove, account)

    def check(self, reading: Reading) -> EditReport:
        """The verdict on an edit."""
        return self.finish(self.start(reading))

    def start(self, reading: Reading) -> Begun:
        """Judge what the edit concerns, as far as it can be told apart from the rest of the base."""
        started = time.monotonic()
        facts = LiveFacts(Edited(self.base, reading.edit), self.files.places)
        return Begun(reading, facts, self._engines.judge(facts), started)

    def finish(self, begun: Begun) -> EditReport:
        """Judge the whole base where that is needed, seek repairs where it is not, and report."""
        reading, trial = begun.reading, begun.trial
        if begun.takes_long:
            self._judge_whole(reading, trial)
        added = {(str(one.subject), str(one.predicate), text_of(one.object)) for one in reading.edit.add}
        before, after = (mark(found, added.__contains__) for found in (trial.before, trial.after))
        introduced, preexisting, fixed = apart(before, after)
        if introduced and not begun.takes_long:
            left = self._budget.repairs - (time.monotonic() - begun.started)
            limits = Limits(
                seconds=max(left, _SHORTEST_SEARCH), patience=self._budget.first, more_seconds=self._budget.losses
            )
            introduced = self._repairer.repaired(begun.facts, trial, introduced, limits)
        no_repairs = ("repairs were not sought, because each would take a check of the whole base",)
        return EditReport(
            introduced,
            preexisting,
            fixed,
            checked=trial.checked,
            account=reading.account,
            notes=(*reading.notes, *(no_repairs if introduced and begun.takes_long else ())),
            version=self.version,
            elapsed_ms=(time.monotonic() - begun.started) * 1000,
        )

    def _judge_whole(self, reading: Reading, trial: Trial) -> None:
        files, quads = self.files, tuple(self.base.find(Pattern(None, None, None)))
        if len(quads) > COPIED_AT_MOST:
            why = f"the base has more than {COPIED_AT_MOST} statements; run realism check on it with the edit made"
        else:
            job = whole.Job(quads, reading.edit, tuple(files.shapes), files.ontology, files.rules_folder)
            try:
                before, after = whole.run(job, self._budget.whole)
            except Overloaded as error:
                why = error.message
            else:
                entries = trial.entries
                trial.entries = Found(before + _of_values(entries.before), after + _of_values(entries.after))
                trial.rules = True
                return
        trial.shacl = False
        trial.not_checked.append(f"the shapes were not all checked, because {trial.whole}, and {why}")


def _of_values(findings: list[Finding]) -> list[Finding]:
    """What neither shapes nor rules say: values of types that the reasoner fails on."""
    return [one for one in findings if one.rule == "datatype"]
