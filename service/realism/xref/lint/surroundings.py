"""Surroundings: whether the text around a place speaks of another field than ours.

The linker says where it would link, but not why it would not: a word may be left alone for want of evidence, which
is no evidence against it. So cue words of other fields are counted here, against those of ours and the entities
mentioned.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Final, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from realism.xref.cues import CUES
from realism.xref.folding import fold, fold_label
from realism.xref.linker import Mention

_T = TypeVar("_T")
_WINDOW: Final = 700
"""How far around a place a text is listened to, in characters."""
_LEAST: Final = 2
"""Cue words of another field that make it believed."""
_AUTOMATON: Final = AhoCorasick([fold_label(word) for word, _ in CUES], matchkind=MatchKind.Standard)


class Surroundings:
    """What a text speaks of, place by place; `mentions` are what the linker found in it."""

    def __init__(self, text: str, mentions: Mapping[tuple[int, int], Mention]) -> None:
        self._text = text
        self._mentions = sorted((start, mention.entity.id) for (start, _), mention in mentions.items())

    def other_field(self, at: int, slug: str) -> tuple[str, tuple[str, ...]] | None:
        """The other field that the text around `at` speaks of, with the words that tell, None if of ours.

        slug   the entity whose mentions are no evidence, since they are what is asked about
        """
        start, end = at - _WINDOW, at + _WINDOW
        near = {CUES[index] for _, index in self._between(self._cues, start, end)}
        counts = Counter(field for _, field in near if field)
        if not counts:
            return None
        field, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        entities = {entity for _, entity in self._between(self._mentions, start, end)} - {slug}
        ours = sum(not other for _, other in near) + len(entities)
        if count < _LEAST or count <= ours:
            return None
        return field, tuple(sorted(word for word, other in near if other == field))

    @cached_property
    def _cues(self) -> list[tuple[int, int]]:
        """Place and index in `CUES` of every cue word, in order."""
        folded = fold(self._text)
        text = f" {folded.text} "
        return [
            (folded.source(start), index)
            for index, start, end in _AUTOMATON.find_matches_as_indexes(folded.text, overlapping=True)
            if not text[start].isalnum() and not text[end + 1].isalnum()
        ]

    def _between(self, items: list[tuple[int, _T]], start: int, end: int) -> list[tuple[int, _T]]:
        first = bisect_left(items, start, key=_place)
        return items[first : bisect_right(items, end, first, key=_place)]


def _place(item: tuple[int, object]) -> int:
    return item[0]
