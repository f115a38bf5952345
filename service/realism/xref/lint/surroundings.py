"""Surroundings: whether the text around a place speaks of another field than ours.

The linker says where it would link, but not why it would not: a word may be left alone for want of evidence, which
is no evidence against it. So what the words around it say is asked here, unless entities of ours stand near.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from realism.xref.field import FieldWords
from realism.xref.linker import Mention

_WINDOW: Final = 700
"""How far around a place entities are looked for, in characters."""
_LEAST: Final = 0.5
"""How much the words around must speak against the field, and what each entity near makes up for."""


class Surroundings:
    """What a text speaks of, place by place; `mentions` are what the linker found in it."""

    def __init__(self, text: str, mentions: Mapping[tuple[int, int], Mention]) -> None:
        self._field = FieldWords(text)
        self._mentions = sorted((start, mention.entity.id) for (start, _), mention in mentions.items())

    def other_field(self, at: int, slug: str) -> Sequence[str] | None:
        """The words around `at` by which the text speaks of another field; None if it speaks of ours.

        slug   the entity whose mentions are no evidence, since they are what is asked about
        """
        first = bisect_left(self._mentions, at - _WINDOW, key=_place)
        near = self._mentions[first : bisect_right(self._mentions, at + _WINDOW, first, key=_place)]
        entities = {entity for _, entity in near} - {slug}
        if self._field.around(at) > -_LEAST * (1 + len(entities)):
            return None
        return self._field.telling(at, -1)


def _place(item: tuple[int, str]) -> int:
    return item[0]
