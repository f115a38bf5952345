"""Proper names and compounds: words that belong to something longer than the term they look like."""

import re
from enum import Enum, auto
from typing import Final

from realism.xref.cues import words
from realism.xref.matching import Candidate
from realism.xref.variants import NO_PLURAL

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
    Yet You Your Professor Dr Mr Mrs Ms Sir Lord
    """
)
"""Words that are written with a capital only because they begin a sentence, and titles."""
_BEFORE: Final = re.compile(r"([\w.'’]*\w\.?)[ \xa0]$")
_HYPHENS: Final = frozenset("-‐‑")
_POSSESSIVE: Final = ("'s", "’s", "s'", "s’")
_AFTER: Final = re.compile(r"[ \xa0](?:of[ \xa0](?:the[ \xa0])?(?=[A-Z]))?(\w+)")
_TITLE: Final = re.compile(r"(?:[^a-z\s]\S*|of|the|and|for|to|in)(?:\s+(?:[^a-z\s]\S*|of|the|and|for|to|in))*")
"""Words written as in a title."""
_WINDOW: Final = 40


_MODIFIER: Final = re.compile(r"(?:al|ant|ar|ent|ic|ist|ive|[A-Z]{2})$")
_INDEFINITE: Final = re.compile(r"\b[Aa]n?\s$")
_KIND: Final = re.compile(
    r"\b(?!(?:political|international|american|british|european|chinese|german|academic|traditional|theoretical|ideal)\b)"
    r"(?:\w+(?:al|an|ic|ist|ive|ed)|new|old|standpoint)\s$",
    re.IGNORECASE,
)
"""An adjective that makes another doctrine of the one that follows; where and when it is held does not."""


def another_kind(text: str, candidate: Candidate) -> bool:
    """Whether an adjective before the name of a doctrine makes it the name of another: "Christian realism"."""
    return _KIND.search(text, max(0, candidate.start - _WINDOW), candidate.start) is not None


def counted(text: str, candidate: Candidate) -> bool:
    """Whether an article makes a single thing of what is none: "with a restraint", but not "with restraint"."""
    start, end = candidate.start, candidate.end
    return text[start:end].lower() in NO_PLURAL and _INDEFINITE.search(text, max(0, start - 3), start) is not None


def follows_modifier(text: str, end: int, start: int) -> bool:
    """Whether a noun at `start` follows an adjective or an acronym that ends at `end`."""
    return text[end:start].isspace() and _MODIFIER.search(text, max(0, end - 20), end) is not None


class Part(Enum):
    """What a word is part of: nothing longer, a compound or name that goes on after it, a name that began before it."""

    NONE = auto()
    LONGER = auto()
    SURNAME = auto()


def part_of(text: str, candidate: Candidate) -> Part:
    """What the words of `candidate` are part of, told by the capitals around them and by hyphens."""
    start, end = candidate.start, candidate.end
    if start > 1 and text[start - 1] in _HYPHENS and text[start - 2].isalnum():
        return Part.LONGER
    if end + 1 < len(text) and text[end] in _HYPHENS and text[end + 1].isalnum():
        return Part.LONGER
    if not text[start].isupper() or (candidate.words > 1 and not _TITLE.fullmatch(text, start, end)):
        return Part.NONE
    previous = _BEFORE.search(text[max(0, start - _WINDOW) : start])
    if previous and _names(previous[1]):
        return Part.SURNAME
    following = _AFTER.match(text, end, end + _WINDOW)
    return Part.LONGER if following and following[1][0].isupper() else Part.NONE


def _names(word: str) -> bool:
    """Whether `word`, which stands before a capitalised word, is part of a name with it."""
    if not word[0].isupper() or word.endswith(_POSSESSIVE):
        return False
    # "Gulf. Restraint" are two sentences, "J. Snyder" is a name.
    if word.endswith(".") and len(word.rstrip(".").split(".")[-1]) > 1:
        return False
    bare = word.rstrip(".")
    return bare not in _OPENERS and not bare.endswith("ly")
