"""Proper names and compounds: words that belong to something longer than the term they look like."""

import re
from collections.abc import Set
from enum import Enum, auto
from typing import Final

from realism.xref.fixed import words
from realism.xref.matching import Candidate

_OPENERS: Final = words(
    """
    A About Above According Across After Again Against Albeit All Almost Already Also Although Always Am Amid Among
    An And Another Any Are Around As At Away Be Because Been Before Behind Being Below Beneath Besides Between Beyond
    Both But By Can Could Despite Did Do Does During Each Earlier Early Either Else Even Ever Every Except Few For From
    Further Given Had Has Have He Hence Her Here Hers His How However I If In Indeed Instead Into Is It Its Just Last
    Late Later Less Lest Like Likewise Many May Maybe Meanwhile Might More Moreover Most Much Must My Neither Never
    Nevertheless Next No None Nonetheless Nor Not Nothing Now Of Off Often Old On Once One Only Onto Or Other Others
    Otherwise Our Out Over Per Perhaps Quite Rather See Several Shall She Should Since So Some Sometimes Soon Still Such
    Than That The Their Them Then There Therefore These They This Those Though Three Through Throughout Thus Till To
    Today Together Too Toward Towards Two Under Unless Unlike Until Up Upon Very Via Was We Were What Whatever When
    Whence Where Whereas Whereby Wherever Whether Which While Who Whoever Whom Whose Why Will With Within Without Would
    Yet You Your Thereafter Hereafter Afterwards Afterward Formerly Hitherto Nowadays Like Instead Both Later Sometimes
    Elsewhere Somewhere Anyone Everyone Nobody Everybody Nothing Something Everything Critics Scholars Realists Liberals
    Historians Theorists Writers Students Followers Whereupon Throughout Given Where Per Plus Minus Except Yes
    Professor Dr Mr Mrs Ms Sir Lord Is Are Were Has Had Can Could Should Must Compare Consider Contrast Cite Citing Take
    Recall Read Reading See Add Ask Follow Following Enter Note Think Suppose Imagine Say Call Calling Quoting Using
    Applying Against Rather Cf Two Four Five Six Seven Eight Nine Ten
    """
)
"""Words that are written with a capital only because they begin a sentence, and titles."""
BEFORE: Final = re.compile(r"([\w.'’]*\w\.?)[ \xa0]$")
_HYPHENS: Final = frozenset("-‐‑")
_POSSESSIVE: Final = ("'s", "’s", "s'", "s’")
_AFTER: Final = re.compile(r"[ \xa0](?:of[ \xa0](?:the[ \xa0])?(?=[A-Z]))?(\w+)")
TITLE: Final = re.compile(r"(?:[^a-z\s]\S*|of|the|and|for|to|in)(?:\s+(?:[^a-z\s]\S*|of|the|and|for|to|in))*")
"""Words written as in a title."""
WINDOW: Final = 40


_MODIFIER: Final = re.compile(r"(?:al|ant|ar|ent|ic|ist|ive|[A-Z]{2})$")
_NOT_ADVERBS: Final = words("Holy Italy July Sicily Assembly Family")
_KIND: Final = re.compile(
    r"\b(?!(?:political|international|american|british|european|chinese|german|academic|traditional|theoretical|ideal)\b)"
    r"(?!(?:than|began|can)\b)(?:\w+(?:al|an|ic|ist|ive)|new|old|standpoint)\s$",
    re.IGNORECASE,
)
"""An adjective that makes another doctrine of the one that follows; where and when it is held does not."""


def another_kind(text: str, candidate: Candidate) -> bool:
    """Whether an adjective before the name of a doctrine makes it the name of another: "Christian realism"."""
    return _KIND.search(text, max(0, candidate.start - WINDOW), candidate.start) is not None


def follows_modifier(text: str, end: int, start: int) -> bool:
    """Whether a noun at `start` follows an adjective or an acronym that ends at `end`."""
    return text[end:start].isspace() and _MODIFIER.search(text, max(0, end - 20), end) is not None


class Part(Enum):
    """What a word is part of: nothing longer, a compound or name that goes on after it, a name that began before it."""

    NONE = auto()
    LONGER = auto()
    SURNAME = auto()


def part_of(text: str, candidate: Candidate, begins: Set[int], ends: Set[int]) -> Part:
    """What the words of `candidate` are part of, told by the capitals around them and by hyphens.

    begins, ends   where other names stand: in "After Hegemony Keohane" there are two
    """
    start, end = candidate.start, candidate.end
    if start > 1 and text[start - 1] in _HYPHENS and text[start - 2].isalnum():
        return Part.LONGER
    if end + 1 < len(text) and text[end] in _HYPHENS and text[end + 1].isalnum():
        return Part.LONGER
    if not text[start].isupper() or (candidate.words > 1 and not TITLE.fullmatch(text, start, end)):
        return Part.NONE
    previous = BEFORE.search(text[max(0, start - WINDOW) : start])
    if previous and start - 1 not in ends and names(previous[1]):
        return Part.SURNAME
    following = _AFTER.match(text, end, end + WINDOW)
    own = following is not None and following[1][0].isupper() and following.start(1) not in begins
    return Part.LONGER if own else Part.NONE


def names(word: str) -> bool:
    """Whether `word`, which stands before a capitalised word, is part of a name with it."""
    if not word[0].isupper() or word.endswith(_POSSESSIVE):
        return False
    # "Gulf. Restraint" are two sentences, "J. Snyder" is a name.
    if word.endswith(".") and len(word.rstrip(".").split(".")[-1]) > 1:
        return False
    bare = word.rstrip(".")
    return bare not in _OPENERS and (bare in _NOT_ADVERBS or not bare.endswith("ly"))
