"""Spans: which parts of a text are taken."""

from bisect import bisect_right
from collections.abc import Iterable


class Spans:
    """Spans that do not overlap, in order, looked up in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            self.add(start, end)

    def add(self, start: int, end: int) -> bool:
        """Take the span, unless it is empty or part of it is taken; say whether it is taken now."""
        if start >= end or self.meets(start, end):
            return False
        index = bisect_right(self._starts, start)
        self._starts.insert(index, start)
        self._ends.insert(index, end)
        return True

    def meets(self, start: int, end: int) -> bool:
        """Whether anything from `start` to `end` is taken."""
        index = bisect_right(self._starts, start)
        before = index > 0 and self._ends[index - 1] > start
        return before or (index < len(self._starts) and self._starts[index] < end)

    def holding(self, start: int, end: int) -> int | None:
        """The number of the span that holds all from `start` to `end`."""
        index = bisect_right(self._starts, start) - 1
        return index if index >= 0 and end <= self._ends[index] else None
