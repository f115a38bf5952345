"""What the worker finds out about the axioms of a question: whether they hold together, and if not, why."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from realism.checks.logic.axioms import Axiom, Job, Justification, Verdict
from realism.checks.logic.conflicts import all_conflicts, minimal_conflict
from realism.checks.logic.jvm import Engine
from realism.checks.logic.texts import names, says_nothing_of_others

SOME = "urn:realism:some-instance"
"""The name of the instance that a class is supposed to have."""
_PATIENCE = 30
_UNDER = re.compile(r"SubClassOf\(<([^<>]*)> <([^<>]*)>\)")


@dataclass(frozen=True)
class Problem:
    """Inconsistency, or (when `empty` is the IRI of a class) that this class can have no instance."""

    empty: str | None = None


class Reasoning:
    """One job's axioms and the questions asked about them."""

    def __init__(self, engine: Engine, job: Job) -> None:
        self.engine = engine
        self.job = job
        self.deadline = time.monotonic() + job.seconds
        self.axioms: dict[str, Axiom] = {}
        for part, pieces in job.parts.items():
            for piece in pieces:
                stated = engine.stated(part, piece)
                repeated = self.axioms.keys() & stated.keys()
                again = {text: _stated_also(stated[text], self.axioms[text]) for text in repeated}
                self.axioms |= stated | again
        self._shorten_differences()

    def _shorten_differences(self) -> None:
        lists = [text for text in self.axioms if text.startswith("DifferentIndividuals(")]
        # Where the axioms limit how many things there are, things of which nothing else is said may be too many.
        if lists and all(map(says_nothing_of_others, self.axioms)):
            used = {iri for text in self.axioms if text not in lists for iri in names(text)}
            for text in lists:
                axiom, shorter = self.axioms.pop(text), self.engine.different(text, used)
                if shorter is not None:
                    self.axioms.setdefault(shorter, replace(axiom, rendered=shorter))

    def carry(self) -> bool:
        """Whether the axioms asked about clash with all of the first part, and no longer when any one is left out."""
        shared = next(iter(self.job.parts))
        base = [text for text, axiom in self.axioms.items() if shared in axiom.parts]
        if self.job.assumed is not None:
            base.append(self.engine.instance(self.job.assumed, SOME))
        asked = self.job.axioms
        without = ([*base, *(other for other in asked if other != one)] for one in asked)
        return self.clash([*base, *asked]) and not any(map(self.clash, without))

    def stated(self) -> list[Axiom]:
        """The axioms that the last part states."""
        last = list(self.job.parts)[-1]
        return [axiom for axiom in self.axioms.values() if last in axiom.parts]

    def verdict(self) -> Verdict:
        """Consistency, empty classes and OWL 2 DL of all parts together."""
        texts = list(self.axioms)
        violations = self.violations()
        if self.problem(texts) is None:
            return Verdict(True, (), violations, (), len(texts))
        empty = self.engine.unsatisfiable(texts, self.engine.classes(texts))
        reasons = tuple(self.justify() if self.job.limit else ())
        return Verdict(empty is not None, empty or (), violations, reasons, len(texts))

    def violations(self) -> tuple[str, ...]:
        """What is outside OWL 2 DL."""
        return self.engine.profile_violations(piece for pieces in self.job.parts.values() for piece in pieces)

    def justify(self) -> list[Justification]:
        """Why the parts clash: sought in the first part with which they do, with the parts before as given."""
        before: list[str] = []
        for part in self.job.parts:
            layer = [text for text, axiom in self.axioms.items() if axiom.part == part]
            together = [*before, *layer]
            if self.problem(together) is not None:
                found = list(islice(self._explanations(layer, before), self.job.limit))
                return sorted(found, key=lambda one: len(one.axioms))
            before = together
        return []

    def clashes(self) -> list[Justification]:
        """Why the last two parts cannot be held together: each answer has axioms that only one of them states."""
        one, other = list(self.job.parts)[-2:]
        alone = {one: {one}, other: {other}}
        disputed = [t for t, axiom in self.axioms.items() if axiom.parts in ({one}, {other})]
        shared = [text for text in self.axioms if text not in set(disputed)]
        crossing = (
            found
            for found in self._explanations(disputed, shared)
            if all(any(axiom.parts == only for axiom in found.axioms) for only in alone.values())
        )
        return sorted(islice(crossing, self.job.limit), key=lambda found: len(found.axioms))

    def _explanations(self, items: Sequence[str], given: Sequence[str]) -> Iterator[Justification]:
        explained: dict[frozenset[str], Justification] = {}
        # What matters to a part of the axioms matters to all of them, so one module serves every test.
        relevant = self.engine.module([*given, *items, *self.seeds([*given, *items])])
        items = [item for item in items if item in relevant]
        given = [item for item in given if item in relevant]

        def find(rest: Sequence[str]) -> list[str] | None:
            if time.monotonic() > self.deadline:
                return None
            problem = self.problem([*given, *rest])
            if problem is None:
                return None
            conflict, why = self.explain(rest, given, problem)
            explained[frozenset(conflict)] = why
            return conflict

        for conflict in all_conflicts(items, find, _PATIENCE):
            yield explained[conflict]

    def problem(self, texts: Sequence[str]) -> Problem | None:
        """What is wrong with the axioms, None when they hold together and every class can have an instance."""
        seeds = self.seeds(texts)
        if self.engine.consistent([*texts, *seeds]):
            return None
        wanted = minimal_conflict(list(seeds), self.clash, texts)
        if len(wanted) <= 1:
            return Problem(*(seeds[seed] for seed in wanted))
        # Instances of several classes clash only with each other: that says nothing against any one of them.
        empty = self.engine.unsatisfiable(texts, list(seeds.values()))
        return Problem(empty[0]) if empty else None

    def seeds(self, texts: Sequence[str]) -> dict[str, str]:
        """For every class an axiom that it has an instance, broadest classes first."""
        classes = _broadest_first(self.engine.classes(texts), texts)
        return {self.engine.instance(name, f"{SOME}-{number}"): name for number, name in enumerate(classes)}

    def explain(self, items: Sequence[str], given: Sequence[str], problem: Problem) -> tuple[list[str], Justification]:
        """The least part of `items` that has the problem together with `given`, and the whole reason."""
        seed = [self.engine.instance(problem.empty, SOME)] if problem.empty else []
        relevant = self.engine.module([*given, *items, *seed])
        # Told to be different is a plainer reason than being related in a way that nothing is to itself.
        background = sorted(
            (item for item in given if item in relevant), key=lambda item: not item.startswith("DifferentIndividuals")
        )
        conflict = minimal_conflict([item for item in items if item in relevant], self.clash, [*background, *seed])
        whole = [*conflict, *minimal_conflict(background, self.clash, [*conflict, *seed])]
        return conflict, self.reason(whole, seed, problem.empty)

    def reason(self, whole: list[str], seed: list[str], assumed: str | None) -> Justification:
        """The axioms of a minimal clash as a justification, those about many things cut down to the pairs needed."""
        for text in whole:
            whole = self._in_pairs(text, whole, seed)
        return Justification(tuple(self.axioms[text] for text in whole), assumed)

    def _in_pairs(self, text: str, whole: list[str], seed: list[str]) -> list[str]:
        pairs = self.engine.pairs(text)
        if len(pairs) == 1:
            return whole
        for pair in pairs:
            self.axioms.setdefault(pair, replace(self.axioms[text], rendered=pair))
        others = [item for item in whole if item != text]
        # Most often it is two things that the other axioms speak of.
        spoken_of = frozenset[str]().union(*map(names, others))
        likely = [pair for pair in pairs if names(pair) <= spoken_of]
        if self.clash([*others, *seed, *likely]):
            pairs = likely
        return [*others, *minimal_conflict(pairs, self.clash, [*others, *seed])]

    def clash(self, texts: Sequence[str]) -> bool:
        """Whether the axioms cannot all be true."""
        return not self.engine.consistent(texts)


def _stated_also(axiom: Axiom, known: Axiom) -> Axiom:
    """What is known of an axiom, and what `axiom` says of it that stands in a later part, or again in the same."""
    return replace(
        known,
        formalizes=tuple(sorted({*axiom.formalizes, *known.formalizes})),
        sources=tuple(sorted({*axiom.sources, *known.sources})),
        also_in=known.also_in if axiom.part in known.parts else (*known.also_in, axiom.part),
    )


def _broadest_first(classes: Sequence[str], texts: Iterable[str]) -> list[str]:
    """`classes` ordered so that one stands before those stated to be under it: the broadest empty one explains best."""
    above: dict[str, set[str]] = {name: set() for name in classes}
    for match in filter(None, map(_UNDER.fullmatch, texts)):
        if match[1] in above and match[2] in above:
            above[match[1]].add(match[2])
    ordered: dict[str, None] = {}

    def place(name: str, trail: frozenset[str]) -> None:
        for other in sorted(above[name]):
            if other not in trail:
                place(other, trail | {name})
        ordered.setdefault(name)

    for name in classes:
        place(name, frozenset({name}))
    return list(ordered)
