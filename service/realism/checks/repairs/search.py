"""Repairs: changes of an edit that remove a finding, each judged anew by what made the finding before it is offered."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from realism.checks.edits.edit import Edit
from realism.checks.edits.footprint import TooWide
from realism.checks.repairs.candidates import candidates
from realism.checks.repairs.change import Change, Kind, applied, as_line
from realism.checks.repairs.judges import Judges, Limits
from realism.checks.repairs.sources import Sources
from realism.checks.reports.report import Finding, Repair
from realism.checks.reports.verdict import identity
from realism.errors import Overloaded

_UNKNOWN = "What would no longer follow was not worked out in time."
_PARTLY = "Not every account that rests on it was checked in time."
_LOGICAL = frozenset(("contradiction", "empty-kind"))


def repaired(
    sources: Sources,
    introduced: Sequence[Finding],
    judges: Judges,
    limits: Limits | None = None,
    hidden: Iterable[Finding] = (),
) -> list[Finding]:
    """`introduced`, in order, each with the repairs found for it, the one that changes least first.

    hidden   what the edit introduces besides and the report leaves out
    A repair is offered only if all engines say that the finding is gone with it and that it makes no violation.
    Findings take turns, so that each has its best repair before time is spent on others.
    """
    limits = limits or Limits()
    if len(sources.view.edit.changed) > limits.statements:
        return list(introduced)
    return _Search(sources, introduced, judges, limits, hidden).run()


class _Search:
    def __init__(
        self,
        sources: Sources,
        introduced: Sequence[Finding],
        judges: Judges,
        limits: Limits,
        hidden: Iterable[Finding],
    ) -> None:
        self.sources = sources
        self.introduced = introduced
        self.judges = judges
        self.limits = limits
        started = time.monotonic()
        self.deadline = started + limits.seconds
        self.patience = started + max(limits.patience, limits.seconds)
        self.end = self.patience
        self.found: dict[int, list[Change]] = {number: [] for number in range(len(introduced))}
        self.judged: dict[tuple[Edit, str], list[Finding]] = {}
        self.tired: set[str] = set()
        self.violations = [identity(one) for one in (*introduced, *hidden) if one.severity == "violation"]

    def run(self) -> list[Finding]:
        waiting = {number: self._proposals(one) for number, one in enumerate(self.introduced[: self.limits.findings])}
        while waiting and time.monotonic() < self.end:
            for number in list(waiting):
                change = next(waiting[number], None)
                if change is None or len(self.found[number]) >= self.limits.repairs:
                    del waiting[number]
                elif time.monotonic() < self.end and self._removes(change, self.introduced[number]):
                    self.found[number].append(change)
                    self.end = self.deadline
        # What asks for a verdict of logic is waited for only where nothing else would be left.
        waited = any(found and all(map(self._adds_logic, found)) for found in self.found.values())
        self.end = self.patience if waited else self.deadline
        for name in self.judges.monotone & self.judges.engines.keys():
            self._settle(name)
        self.end = self.deadline
        return [
            replace(one, repairs=tuple(self._offers(one, self.found[number])))
            for number, one in enumerate(self.introduced)
        ]

    def _settle(self, name: str) -> None:
        """Drop the changes that a monotone engine finds fault with.

        Fewer statements have no fault that more do not have, so that one verdict on all that the changes add, with
        nothing of the edit taken away, acquits them all. Only where it does not, each is judged by itself.
        """
        open_ = [number for number, one in enumerate(self.introduced) if self.judges.maker(one) != name]
        waiting = [(number, one) for number in open_ for one in self.found[number] if self._adds_logic(one)]
        if not waiting:
            return
        edits = [applied(self.sources.view, one) for _, one in waiting]
        edit = self.sources.view.edit
        whole = Edit(
            edit.add.union(*(one.add for one in edits)), edit.remove.intersection(*(one.remove for one in edits))
        )
        if self._only_known([one for _, one in waiting], self._judge(whole, name)):
            if whole in self.judges.partly:
                self.judges.partly.update(edits)
            return
        for (number, change), one in zip(waiting, edits, strict=True):
            if self._late() or not self._only_known([change], self._judge(one, name)):
                self.found[number].remove(change)

    def _offers(self, finding: Finding, changes: Sequence[Change]) -> list[Repair]:
        offers = [(self._worth(change), self._offer(change, finding)) for change in changes]
        return [offer for _, offer in sorted(offers, key=lambda ranked: (ranked[0], len(ranked[1].loses)))]

    def _worth(self, change: Change) -> tuple[int, ...]:
        """The less, the better: yours before the base's, what solves more of what was found, what keeps more."""
        edit = applied(self.sources.view, change)
        judged = [found for (one, _), found in self.judged.items() if one == edit]
        left = sum(one.severity == "violation" for found in judged for one in found)
        based, kind, size = self._rank(change)
        return based, change.kind == Kind.DROP_ALL, left, kind, size

    def _proposals(self, finding: Finding) -> Iterator[Change]:
        if time.monotonic() < self.end:
            # Whether another account can hold a statement takes the reasoner longest, so that is tried last.
            ranked = sorted(candidates(self.sources, finding), key=lambda one: (one.kind == Kind.MOVE, self._rank(one)))
            yield from islice(ranked, self.limits.tries)

    def _rank(self, change: Change) -> tuple[int, int, int]:
        based = sum(not self.sources.is_yours(quad) for quad in change.remove)
        return based, change.kind, change.size

    def _removes(self, change: Change, finding: Finding) -> bool:
        """Whether the finding is gone with the change, and no violation is new; monotone engines are asked later."""
        edit = applied(self.sources.view, change)
        maker = self.judges.maker(finding)
        asked = (name for name in self.judges.engines if name == maker or name not in self.judges.monotone)
        names = sorted(asked, key=lambda name: name != maker)
        return not edit.changed or all(self._passes(change, finding, self._judge(edit, name)) for name in names)

    def _adds_logic(self, change: Change) -> bool:
        return any(map(self.sources.is_logical, change.add))

    def _late(self) -> bool:
        return self._left() < 0

    def _left(self) -> float:
        return self.end + self.limits.more_seconds - time.monotonic()

    def _judge(self, edit: Edit, name: str) -> list[Finding] | None:
        """What the edit introduces; None when the engine cannot say, and is not asked again if it took too long."""
        if (edit, name) not in self.judged and name not in self.tired and not self._late():
            try:
                self.judged[edit, name] = list(self.judges.engines[name](edit, self._left()))
            except TooWide:
                return None
            except Overloaded:
                self.tired.add(name)
        return self.judged.get((edit, name))

    def _passes(self, change: Change, finding: Finding, found: Sequence[Finding] | None) -> bool:
        gone = change.renamed(identity(finding)) not in map(identity, found or ())
        return gone and self._only_known([change], found)

    def _only_known(self, changes: Sequence[Change], found: Sequence[Finding] | None) -> bool:
        """Whether no violation is new in what was `found` with the changes; None, for no verdict, does not count."""
        known = {change.renamed(one) for one in self.violations for change in changes}
        return found is not None and all(one.severity != "violation" or identity(one) in known for one in found)

    def _offer(self, change: Change, finding: Finding) -> Repair:
        based = any(not self.sources.is_yours(quad) for quad in change.remove)
        asks = (based or finding.rule in _LOGICAL) and any(map(self.sources.is_logical, change.remove))
        lost = self._lost(change, finding) if asks else ()
        partly = applied(self.sources.view, change) in self.judges.partly
        text = " ".join((f"{change.text}.", *[_UNKNOWN] * (lost is None), *[_PARTLY] * partly))
        gone, come = (tuple(sorted(map(as_line, quads))) for quads in (change.remove, change.add))
        return Repair(text, gone, come, tuple(lost or ()))

    def _lost(self, change: Change, finding: Finding) -> Sequence[str] | None:
        """What no longer follows with the change; None when there is no time to find out."""
        if self._late():
            return None
        try:
            return self.judges.loses(change.remove, finding, self._left())
        except Overloaded:
            return None
