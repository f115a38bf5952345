"""Query rules asked of the whole base: as it stands, and with an edit those that are not bounded to a few entries."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from threading import Lock

from realism.checks.edits.edit import Asserted, Edit
from realism.checks.edits.footprint import Pattern
from realism.checks.rules.whole import Rule
from realism.store.base import Row, Term
from realism.store.embedded import EmbeddedStore

_PAUSE_S = 0.01


class WholeRules:
    """A copy in memory of what one state of the base states, made when it is first needed, on which edits are tried.

    most   how many statements the copy may have
    """

    def __init__(self, base: Asserted, most: int) -> None:
        self._base = base
        self._most = most
        self._lock = Lock()
        self._copy: EmbeddedStore | None = None
        self._too_large = False
        self._before: dict[str, list[Row]] = {}
        self._by_focus: dict[str, dict[Term, list[Row]]] = {}

    def warm(self, rules: Iterable[Rule], stop: Callable[[], bool]) -> None:
        """Ask `rules` of the base as it stands, until `stop` says so, so that no edit has to."""
        for rule in rules:
            if stop():
                return
            with self._lock:
                copy = self._copied()
                if copy is None:
                    return
                by_focus: dict[Term, list[Row]] = defaultdict(list)
                for row in self._standing(copy, rule):
                    by_focus[row["focus"]].append(row)
                self._by_focus[rule.name] = dict(by_focus)
            # Whoever waits to try an edit comes next.
            time.sleep(_PAUSE_S)

    def about(self, rule: Rule, foci: Iterable[Term]) -> Iterator[Row] | None:
        """The rows of `rule` about `foci` before any edit; None when it was not asked yet."""
        known = self._by_focus.get(rule.name)
        return None if known is None else (row for focus in foci for row in known.get(focus, ()))

    def rows(self, rule: Rule, edit: Edit) -> tuple[list[Row], list[Row]] | str:
        """The rows of `rule` before and after `edit`, or why it was not asked."""
        with self._lock:
            copy = self._copied()
            if copy is None:
                return (
                    f"compares many entries with each other, which takes too long beyond {self._most} statements; "
                    "it is part of the whole check"
                )
            before = self._standing(copy, rule)
            with _tried(copy, edit):
                return before, list(copy.query(rule.text).rows())

    def _standing(self, copy: EmbeddedStore, rule: Rule) -> list[Row]:
        if rule.name not in self._before:
            self._before[rule.name] = list(copy.query(rule.text).rows())
        return self._before[rule.name]

    def _copied(self) -> EmbeddedStore | None:
        if self._copy is None and not self._too_large:
            quads = list(islice(self._base.find(Pattern(None, None, None)), self._most + 1))
            self._too_large = len(quads) > self._most
            if not self._too_large:
                self._copy = EmbeddedStore()
                self._copy.extend(quads)
        return self._copy


@contextmanager
def _tried(copy: EmbeddedStore, edit: Edit) -> Iterator[None]:
    """Change `copy` inside this block only."""
    gone = [quad for quad in edit.remove if any(True for _ in copy.match(*quad))]
    copy.remove(gone)
    new = [quad for quad in edit.add if not any(True for _ in copy.match(*quad))]
    copy.extend(new)
    try:
        yield
    finally:
        copy.remove(new)
        copy.extend(gone)
