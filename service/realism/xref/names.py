"""Proper names and compounds: words that belong to something longer than the term they look like."""

import re
from typing import Final

from realism.xref.cues import words
from realism.xref.matching import Candidate

_OPENERS: Final = words(
    """
    The A An In On At By As For From To Of And But Or If When While Since Because Although Though Thus
    Hence After Before Under Unlike Like With Without This That These Those Their Its His Her Our See
    Most Some Many All Both Such Where Whereas Here There Later Following Even Only Not Neither Nor What
    Why How Who Whether Against Professor Dr Mr Mrs Ms Sir Lord
    """
)
_BEFORE: Final = re.compile(r"(\w[\w.'’]*)[ \xa0]$")
_JOINED_BEFORE: Final = re.compile(r"\w[-‐‑]$")
_JOINED_AFTER: Final = re.compile(r"[-‐‑]\w")
_POSSESSIVE: Final = ("'s", "’s", "s'", "s’")
_AFTER: Final = re.compile(r"[ \xa0](\w+)")
_WINDOW: Final = 40


def part_of_name(text: str, candidate: Candidate, *, compounds: bool) -> bool:
    """Whether the single word stands inside a longer proper name or, with `compounds`, a hyphenated compound."""
    if candidate.words > 1:
        return False
    before = text[max(0, candidate.start - _WINDOW) : candidate.start]
    after = text[candidate.end : candidate.end + _WINDOW]
    if compounds and (_JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after)):
        return True
    if not text[candidate.start].isupper():
        return False
    previous, following = _BEFORE.search(before), _AFTER.match(after)
    if following and following[1][0].isupper():
        return True
    if previous is None or not previous[1][0].isupper():
        return False
    return not previous[1].endswith(_POSSESSIVE) and previous[1].rstrip(".") not in _OPENERS
