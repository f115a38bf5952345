"""The field of a text: whether it is about international relations, told by all of its words.

Each word speaks for the field or against it by how much more often it stands in texts of the field than in others (the
logarithm of the ratio, `field_words.tsv`); words that are as common in both say nothing. The weights are learned from
the passages in `tests/passages` by `python tests/learn_field.py`, which tells how; a word that was never seen weighs
nothing. This is naive Bayes with the presence of words (McCallum and Nigam 1998), divided by their number, because
words that stand together repeat each other's evidence.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from realism.xref.folding import separated

BLOCK: Final = 350
"""Characters of a part of the text that is looked at as one."""
REACH: Final = 4
"""How many parts on either side belong to the surroundings of a part."""
CLEAR: Final = -1.0
"""What the nearest parts say is all that is asked if it is less, so that most texts are not read as a whole."""
FEW: Final = 60
"""So many words that say nothing are added to those that are there, so that a few are not believed much."""
SCALE: Final = 12.0
"""What an average word says, times this, is 2 in a passage of the field as they mostly are, and -2 in another."""
TOLD: Final = 3
"""How many words a reason names."""
FILE: Final = Path(__file__).with_name("field_words.tsv")


@cache
def weights() -> Mapping[str, float]:
    """Word to its weight: above 0 for the field, below 0 against it."""
    lines = FILE.read_text("ascii").splitlines()
    return {word: float(weight) for word, _, weight in (line.partition("\t") for line in lines)}


def words(text: str) -> list[str]:
    """The words of `text` in order, in small letters."""
    return separated(text.lower()).split()


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
            for reach in (0, 1, REACH):
                value = self._within(number, reach)
                if value < CLEAR:
                    break
            self._last = (number, value)
        return self._last[1]

    def _within(self, number: int, reach: int) -> float:
        total, count = 0.0, FEW
        for part in range(max(0, number - reach), min(number + reach, len(self._text) // BLOCK) + 1):
            value, known = self._part(part)
            total += value
            count += known
        return SCALE * total / count

    def _part(self, number: int) -> tuple[float, int]:
        """The sum of the weights of a part's words, and how many have one."""
        found = self._parts.get(number)
        if found is None:
            here = self._known.keys() & words(self._text[number * BLOCK : (number + 1) * BLOCK])
            found = self._parts[number] = (sum(map(self._known.__getitem__, here)), len(here))
        return found

    def telling(self, position: int, sign: int) -> list[str]:
        """The words around `position` that speak most for the field, or with `sign` -1 against it."""
        number = position // BLOCK
        near = self._known.keys() & words(self._text[max(0, number - REACH) * BLOCK : (number + REACH + 1) * BLOCK])
        most = sorted((-self._known[word] * sign, word) for word in near)[:TOLD]
        return sorted(word for weight, word in most if weight < 0)
