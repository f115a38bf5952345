"""Logic of one edit: what the edit makes contradict itself in the core, in its account, and in those that share of it.

The parts that the edit does not touch are not looked at again. Those it touches are judged as the whole check judges
them: an account with its module of the core, and of the core what belongs to the individuals of the edit.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Final

from realism.checks.edits.edit import Asserted, Edited
from realism.checks.logic.axioms import Axiom, Parts, Verdict
from realism.checks.logic.base import Changed, LogicalBase
from realism.checks.logic.carriers import carrier
from realism.checks.logic.findings import findings, unreadable
from realism.checks.logic.reasoner import Reasoner
from realism.checks.reports.report import Finding
from realism.checks.words.explain import Explainer
from realism.checks.words.lexicon import capital
from realism.checks.words.live import LiveFacts
from realism.checks.words.places import Places
from realism.checks.words.wording import Wording
from realism.errors import BadInput, Overloaded
from realism.store.base import Quad
from realism.vocab import entity_iri

_EXPLAINED: Final = 3
_AROUND: Final = 3_000
_PAUSE_S: Final = 0.02
SOUND: Final = Verdict(True, (), (), ())
"""The verdict on parts of what is known to hold together."""


@dataclass
class LogicResult:
    """What logic says of an edit.

    before, after   findings without the edit and with it, about the parts that the edit touches
    module_axioms   how many axioms were looked at
    complete        whether all parts that the edit touches were judged, and judged whole
    note            what was not checked, None when everything was
    """

    before: list[Finding] = field(default_factory=list)
    after: list[Finding] = field(default_factory=list)
    module_axioms: int = 0
    complete: bool = True
    note: str | None = None

    def leave_out(self, what: str) -> None:
        """Note that something was not checked."""
        self.complete = False
        self.note = what if self.note is None else f"{self.note}; {what}"


class LocalLogic:
    """Judges edits of one base by logic; safe to share between threads.

    seconds   how long the reasoner may work on one edit that leaves the terminology as it is
    """

    def __init__(self, base: Asserted, reasoner: Reasoner, places: Places | None = None, seconds: float = 5.0) -> None:
        self.reasoner = reasoner
        self.seconds = seconds
        self._asserted = base
        self._places = places
        self._lock = RLock()
        self._base: LogicalBase | None = None

    def warm(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Judge every account as it stands, until `stop` says so, so that the first edit does not wait for it."""
        base = self._current()
        # What holds together as a whole does so in each part, so no edit has to ask for the core as it was.
        verdict = self.standing({"core": (base.core.whole,)}, None)
        base.sound_core = isinstance(verdict, Verdict) and verdict.sound
        for slug in base.slugs:
            if stop():
                return
            with self._lock:
                parts = base.parts(slug)
            self.standing(parts, None)
            # Whoever waits for the reasoner comes next.
            time.sleep(_PAUSE_S)

    def judge(
        self,
        view: Edited,
        facts: LiveFacts | None = None,
        seconds: float | None = None,
        seconds_others: float | None = None,
    ) -> LogicResult:
        """What cannot be true together after the edit, and what could not before it.

        facts           words and places; looked up in the base and the places of this object if left out
        seconds         how long the reasoner may work, if less than usual
        seconds_others  how long of that on accounts that are not edited but rest on what is, if less
        Raises Overloaded when the reasoner takes too long for the core or an account that is edited, or runs out of
        memory; the next edit is not affected.
        """
        words = facts or LiveFacts(view, self._places)
        explainer = Explainer(words.lexicon, place=lambda axiom: _place(words, view, axiom))
        with self._lock:
            base = self._current()
            changed = Changed(base, view)
            # A change of the terminology is one of everything.
            run = _Run(self, explainer, seconds or (self.reasoner.timeout_s if changed.terms_change else self.seconds))
            core = changed.core_parts(_AROUND)
            edited, others = changed.accounts()
        if core is not None:
            before, after, enough = core
            run.compare(before, after, None, SOUND if base.sound_core else None)
            if not enough:
                run.result.leave_out("the core was checked only near what the edit changes")
            if any(one.rule in ("contradiction", "empty-kind") for one in run.introduced()):
                if edited or others:
                    run.result.leave_out("the accounts were not checked, because the core contradicts itself")
                return run.result
        for slug in edited:
            run.compare(*self._parts(changed, slug), slug)
        run.limit(seconds_others)
        self._judge_others(run, changed, others)
        return run.result

    def _judge_others(self, run: "_Run", changed: Changed, others: Sequence[str]) -> None:
        for number, slug in enumerate(others):
            try:
                run.compare(*self._parts(changed, slug), slug)
            except Overloaded as error:
                names = ", ".join(run.explainer.lexicon.label(entity_iri(one)) for one in others[number:])
                run.result.leave_out(f"of the accounts that rest on what is changed, some were not checked ({names}): "
                                     f"{error.message}")  # fmt: skip
                return

    def _parts(self, changed: Changed, slug: str) -> tuple[Parts, Parts]:
        with self._lock:
            return changed.parts(slug)

    def loses(self, view: Edited, removed: Iterable[Quad], finding: Finding, seconds: float | None = None) -> list[str]:
        """What no longer follows when `removed` is taken from the base with the edit, as sentences.

        Counted from the statements that are not in dispute: without those that `finding` rests on.
        Raises Overloaded as `judge` does.
        """
        slug = finding.account
        with self._lock:
            changed = Changed(self._current(), view)
            parts = changed.parts(slug)[1] if slug is not None else changed.core_around(removed, _AROUND)
        disputed = frozenset((one.s, one.p, one.o) for one in finding.statements)
        found = self.reasoner.entailed(parts, changed.written(removed), disputed, seconds or self.seconds)
        wording = Wording(LiveFacts(view, self._places).lexicon)
        return [capital(wording.axiom(axiom.expression)) for axiom in found]

    def standing(self, parts: Parts, seconds: float | None) -> Verdict | BadInput:
        """The verdict on parts as the base has them."""
        return self.reasoner.standing(parts, _EXPLAINED, seconds)

    def _current(self) -> LogicalBase:
        if self._base is None or self._base.version != self._asserted.store.version:
            self._base = LogicalBase(self._asserted)
        return self._base


class _Run:
    """The judgement of one edit, part by part, until its time is over."""

    def __init__(self, logic: LocalLogic, explainer: Explainer, seconds: float) -> None:
        self.logic = logic
        self.explainer = explainer
        self.result = LogicResult()
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def compare(self, before: Parts, after: Parts, account: str | None, known: Verdict | None = None) -> None:
        """Add what is wrong with the parts before the edit, unless that is known, and after it."""
        standing = known or self.logic.standing(before, self._left())
        if _same(before, after):
            self._add(standing, standing, account)
            return
        try:
            if isinstance(standing, BadInput):
                now = self.logic.reasoner.check(after, _EXPLAINED, self._left())
            else:
                now = self.logic.reasoner.change(before, after, standing, _EXPLAINED, self._left())
        except BadInput as error:
            self._add(standing, error, account)
            return
        if isinstance(standing, Verdict):
            # A clash that was there before but is found only now is not to seem new.
            old = (why for why in now.justifications if not any(axiom.fresh for axiom in why.axioms))
            both = tuple(dict.fromkeys((*standing.justifications, *old)))
            standing = replace(standing, justifications=both)
        self._add(standing, now, account)

    def limit(self, seconds: float | None) -> None:
        """Let the time be over in so many seconds, if that is before it would be."""
        if seconds is not None:
            self._until = min(self._until, time.monotonic() + seconds)

    def introduced(self) -> list[Finding]:
        """What is found only after the edit."""
        return [finding for finding in self.result.after if finding not in self.result.before]

    def _add(self, before: Verdict | BadInput, after: Verdict | BadInput, account: str | None) -> None:
        for found, verdict in ((self.result.before, before), (self.result.after, after)):
            if isinstance(verdict, BadInput):
                found.append(unreadable(verdict, account))
            else:
                found += (one for one in findings(self.explainer, verdict, account) if one not in found)
        if isinstance(after, Verdict):
            self.result.module_axioms += after.axioms

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Overloaded(
                f"the reasoner worked {self._seconds:g} seconds on this edit and was stopped; check a smaller edit"
            )
        return left


def _same(before: Parts, after: Parts) -> bool:
    def texts(parts: Parts) -> dict[str, str]:
        return {name: "".join(text) for name, text in parts.items()}

    return texts(before) == texts(after)


def _place(words: LiveFacts, view: Edited, axiom: Axiom) -> tuple[str, int] | None:
    quad = carrier(view.either, axiom)
    return None if quad is None else words.place_of(quad)
