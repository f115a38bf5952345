"""The worker's answer about an edit: only clashes that the edit has part in, each with the shortest reason found."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from realism.checks.logic.axioms import Job, Justification, Verdict
from realism.checks.logic.conflicts import all_conflicts, minimal_conflict
from realism.checks.logic.jvm import Engine
from realism.checks.logic.reasoning import SOME, Reasoning
from realism.checks.logic.texts import PAIRWISE, how_far, is_near, names, states

_NEAREST = 24
_OTHERS = 4
_FRUITLESS = 3
_REPAIRS = 10
_SECONDS_OTHERS = 0.08
_SECONDS_SHORTER = 0.05


class Editing(Reasoning):
    """One edit: the axioms after it, of which those not stated before are fresh."""

    def __init__(self, engine: Engine, job: Job) -> None:
        super().__init__(engine, job)
        before = {item.text for pieces in job.before.values() for piece in pieces for item in engine.read(piece).items}
        for text, axiom in self.axioms.items():
            if not _among(before, text):
                self.axioms[text] = replace(axiom, fresh=True)

    def verdict(self) -> Verdict:
        """What clashes after the edit, and why; and all that is outside OWL 2 DL."""
        violations = self.violations()
        fresh = [text for text, axiom in self.axioms.items() if axiom.fresh]
        rest = [text for text, axiom in self.axioms.items() if not axiom.fresh]
        old: list[Justification] = []
        if not self.job.sound:
            old, rest = self._relieved(rest)
        new: list[Justification] = []
        problem = None
        if fresh and not self._sound([*rest, *fresh]):
            new = list(islice(self._reasons(fresh, rest), self.job.limit))
            problem = self.problem([*rest, *fresh]) if not new else None
        reasons = sorted([*new, *old], key=lambda why: len(why.axioms))
        empty = {why.assumed for why in reasons if why.assumed}
        contradictory = any(why.assumed is None for why in reasons)
        if problem is not None and problem.empty:
            empty.add(problem.empty)
        elif problem is not None:
            contradictory = True
        return Verdict(not contradictory, tuple(sorted(empty)), violations, tuple(reasons), len(self.axioms))

    def _sound(self, texts: Sequence[str]) -> bool:
        return self.engine.consistent([*texts, *self.seeds(texts)])

    def _relieved(self, rest: list[str]) -> tuple[list[Justification], list[str]]:
        """The clashes that the edit leaves as they were; and the rest without an axiom of each, so that it is sound."""
        stated = set(rest)
        old = [why for why in self.job.known if all(_among(stated, axiom.rendered) for axiom in why.axioms)]
        for why in old:
            rest = self._without_one(rest, [axiom.rendered for axiom in why.axioms])
        for _ in range(_REPAIRS):
            problem = self.problem(rest)
            if problem is None:
                break
            conflict, why = self.explain(rest, [], problem)
            old.append(why)
            rest = self._without_one(rest, conflict)
        return old, rest

    def _without_one(self, rest: list[str], conflict: Sequence[str]) -> list[str]:
        """`rest` without an axiom of the conflict, of one the account itself states if there is one."""
        order = list(self.job.parts)
        stated = [text for text in rest if text in conflict]
        if not stated:
            return rest
        dropped = max(stated, key=lambda text: order.index(self.axioms[text].part))
        return [text for text in rest if text != dropped]

    def _reasons(self, fresh: Sequence[str], rest: Sequence[str]) -> Iterator[Justification]:
        """For each smallest part of the edit that clashes with the rest, the shortest reason found in a short time."""
        near = self._nearest_first(fresh, rest)
        found: dict[frozenset[str], Justification] = {}
        until = [self.deadline]

        def find(items: Sequence[str]) -> list[str] | None:
            # Most reasons are short walks from what is new, and HermiT is quick with few axioms.
            size = _NEAREST
            while items and time.monotonic() < until[0]:
                problem = self.problem([*items, *near[:size]])
                if problem is not None:
                    # A little more than is needed often holds a shorter reason.
                    given = near[: 2 * size]
                    conflict, why = self.explain(items, given, problem)
                    found[frozenset(conflict)] = self._shortest(conflict, given, why)
                    # One contradiction is enough to refuse the edit: others are told if they are found soon.
                    until[0] = min(until[0], time.monotonic() + _SECONDS_OTHERS)
                    return conflict
                if size >= len(near) or (found and size == _NEAREST and self._sound([*near, *items])):
                    break
                size *= 2
            return None

        for conflict in all_conflicts(fresh, find, _FRUITLESS):
            if conflict and self._verified(found[conflict]):
                yield found[conflict]

    def _nearest_first(self, fresh: Sequence[str], rest: Sequence[str]) -> list[str]:
        """`rest` ordered by how many shared names lie between an axiom and the edit."""
        ordered: list[str] = []
        known = frozenset[str]().union(*map(names, fresh))
        waiting = list(rest)
        while waiting:
            layer = [text for text in waiting if is_near(text, known)]
            if not layer:
                return ordered + waiting
            # Of those equally near, one that speaks of nothing else leads less far afield.
            layer.sort(key=lambda text: how_far(text, known))
            ordered += layer
            taken = set(layer)
            waiting = [text for text in waiting if text not in taken]
            known = known.union(*map(names, layer))
        return ordered

    def _shortest(self, conflict: Sequence[str], given: Sequence[str], first: Justification) -> Justification:
        """The shortest of several reasons why `conflict` clashes with `given`; `first` is one."""
        seed = [self.engine.instance(first.assumed, SOME)] if first.assumed else []
        fixed = [*conflict, *seed]
        relevant = self.engine.module([*given, *fixed])
        items = [item for item in given if item in relevant]
        stated = {axiom.rendered for axiom in first.axioms}
        known = [item for item in items if item in stated or any(states(item, one) for one in stated)]
        until = min(self.deadline, time.monotonic() + _SECONDS_SHORTER)
        best = first

        def find(rest: Sequence[str]) -> list[str] | None:
            if len(rest) == len(items):
                return known
            if time.monotonic() > until or not self.clash([*rest, *fixed]):
                return None
            return minimal_conflict(rest, self.clash, fixed)

        for background in islice(all_conflicts(items, find, _FRUITLESS), _OTHERS):
            if len(background) + len(conflict) < len(best.axioms):
                whole = [*conflict, *(item for item in items if item in background)]
                best = self.reason(whole, seed, first.assumed)
        return best

    def _verified(self, why: Justification) -> bool:
        """Whether the axioms do clash, and no longer when any one is left out: tested by themselves once more."""
        seed = [self.engine.instance(why.assumed, SOME)] if why.assumed else []
        texts = [axiom.rendered for axiom in why.axioms]
        without = ([*seed, *(other for other in texts if other != one)] for one in texts)
        return self.clash([*seed, *texts]) and not any(map(self.clash, without))


def _among(axioms: set[str], text: str) -> bool:
    """Whether the axiom, or one that says the same of more things, is one of `axioms`."""
    return text in axioms or (text.startswith(PAIRWISE) and any(states(one, text) for one in axioms))
