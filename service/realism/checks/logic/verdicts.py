"""Verdicts that are remembered: what is the same in several states of a dataset is judged once."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from realism.checks.logic.axioms import Parts, Verdict
from realism.errors import BadInput

_REMEMBERED: Final = 128


class Verdicts:
    """What was said of parts; those least used are forgotten. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[int, tuple[Parts, Verdict | BadInput]] = OrderedDict()

    def on(self, parts: Parts, judge: Callable[[], Verdict]) -> Verdict | BadInput:
        """The verdict on `parts`, or why they cannot be read; `judge` is asked when it is not known."""
        key = hash(tuple(parts.items()))
        with self._lock:
            known = self._known.get(key)
            if known is not None and known[0] == parts:
                self._known.move_to_end(key)
                return known[1]
        verdict: Verdict | BadInput
        try:
            verdict = judge()
        except BadInput as error:
            verdict = error
        with self._lock:
            self._known[key] = parts, verdict
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return verdict
