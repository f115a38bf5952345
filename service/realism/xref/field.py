"""The field of a text: whether it is about international relations, told by all of its words.

Each word speaks for the field or against it by how much more often it stands in texts of the field than in others (the
logarithm of the ratio, `field_words.tsv`); words that are as common in both say nothing. The weights are learned from
the passages in `tests/passages` by `python tests/learn_field.py`, which tells how; a word that was never seen weighs
nothing. This is naive Bayes with the presence of words (McCallum and Nigam 1998), divided by the root of their number,
because words that stand together repeat each other's evidence.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

BLOCK: Final = 350
"""Characters of a part of the text that is looked at as one."""
REACH: Final = 8
"""How many parts on either side belong to the surroundings of a part."""
WORD: Final = re.compile(r"[a-z]{3,}(?:-[a-z]+)*")
"""A word in small letters; shorter ones tell nothing."""
FEW = 60
"""Words that say nothing are added to those that are there, so that a few words are not believed much."""
TOLD: Final = 3
"""How many words a reason names."""
FILE: Final = Path(__file__).with_name("field_words.tsv")


@cache
def weights() -> Mapping[str, float]:
    """Word to its weight: above 0 for the field, below 0 against it."""
    lines = FILE.read_text("ascii").splitlines()
    return {word: float(weight) for word, _, weight in (line.partition("\t") for line in lines)}


class FieldWords:
    """What the words of `text` say about its field, part by part; `known` are their weights."""

    def __init__(self, text: str, known: Mapping[str, float] | None = None) -> None:
        self._text = text
        self._known = weights() if known is None else known
        self._parts: dict[int, tuple[float, int]] = {}
        self._last: tuple[int, float] | None = None

    def around(self, position: int) -> float:
        """How much the words around `position` speak for the field; below 0 they speak for another."""
        number = position // BLOCK
        if self._last is None or self._last[0] != number:
            total, count = 0.0, FEW
            for part in range(max(0, number - REACH), min(number + REACH, len(self._text) // BLOCK) + 1):
                value, known = self._part(part)
                total += value
                count += known
            self._last = (number, total / count**0.5)
        return self._last[1]

    def _part(self, number: int) -> tuple[float, int]:
        """The sum of the weights of a part's words, and how many have one."""
        found = self._parts.get(number)
        if found is None:
            known = self._known
            start = number * BLOCK
            here = [
                known[word] for word in set(WORD.findall(self._text[start : start + BLOCK].lower())) if word in known
            ]
            found = self._parts[number] = (sum(here), len(here))
        return found

    def telling(self, position: int, sign: int) -> list[str]:
        """The words of the parts nearest to `position` that speak most for the field, or with `sign` -1 against it."""
        number = position // BLOCK
        near = self._text[max(0, number - 1) * BLOCK : (number + 2) * BLOCK].lower()
        words = {word for word in WORD.findall(near) if self._known.get(word, 0.0) * sign > 0}
        return sorted(sorted(words, key=lambda word: (-self._known[word] * sign, word))[:TOLD])
