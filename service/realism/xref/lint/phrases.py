"""Phrases: references that plain words make, such as "See anarchy (international relations) and survival".

What stands after the words that send a reader elsewhere ("see", "cf.", "main article:", "discussed in relation to") is
read as a list of names, joined by commas or "and", each with a remark perhaps ("as a foil"). A name is the longest run
of words that is called something in the base or among the titles; after words that are always followed by a title, what
reads like one is a reference even if nothing is called so.

These are facts about English, not about the base, so they stand here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from realism.xref.fixed import words

_LEADS: Final = re.compile(
    r"(?P<also>\bsee also:?|\brelated articles?:)"
    r"|(?P<see>\b(?:see|cf\.|compare)(?=\s)|\b(?:main articles?|further information)(?: on)?:)"
    r"|(?P<about>\b(?:discussed|treated|covered|explained) in (?:relation to|connection with)(?!\s+(?:the|an?)\b))",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(r"(?:^|[.!?:;,(\[\n—–\-•*\"“‘\x00]|^[\s#>]+)\s*$")
"""What may stand before an invitation to see something: nothing that has a subject."""
_SPACE: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"[^\s]+")
_JOINT: Final = re.compile(
    r"(?:\s*,\s*(?:and\s+|or\s+)?|\s*[;/]\s*|\s+(?:and|or|&|as well as|versus|vs\.)\s+)"
    r"(?:(?:also|especially|particularly|then|see|its relation(?:ship)? (?:to|with)|the (?:concept|idea) of)\s+)*"
)
_REMARK: Final = re.compile(r"\s+(?:as|for|on|in|which|where|when)\b[^.;!?()\n]{0,120}?(?=,?\s+(?:and|or)\s)")
_ARTICLE: Final = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_UNKNOWN: Final = re.compile(
    r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’-]*){0,5}?(?: \([^()\n]{2,60}\))?"
    r"(?=\s*(?:[.,;)\]\n]|$)|,? (?:and|or|as|for|on|in|which|where|when)\b)"
)
_OTHER_SENSE: Final = re.compile(r" \(([a-z]+)(?: [a-z]+){0,2}\)")
"""A parenthesis as titles have it; where it belongs to a known name, it is part of that."""
_NO_TITLE: Final = words(
    """
    a an the this that these those it its his her their our my your how what why when where who whom whose which
    whether if in on at by for from to of with as below above next previous chapter chapters section sections part
    table figure fig figures page pages p pp note notes appendix box equation eq for also e.g i.e every each some any
    all both many most ibid op here there so too him them us me fit for
    """
)
_MOST_WORDS: Final = 12
_TRAILING: Final = ".,;:!?\"'”’»"
_CLOSING: Final = ";:!?)"
"""After these, no name goes on."""

Known = Callable[[str], bool]
"""Whether something is called so."""


class Phrase(NamedTuple):
    """A name that a text refers to, as a span of the text; `also`: it belongs to a "see also"."""

    start: int
    end: int
    also: bool = False


def phrases(text: str, known: Known) -> Iterator[Phrase]:
    """The references of `text`, in order."""
    end = 0
    for lead in _LEADS.finditer(text):
        surely = lead["about"] is None
        if lead.start() < end or (surely and not _OPEN.search(text, max(0, lead.start() - 3), lead.start())):
            continue
        at = _past_space(text, lead.end())
        for found in listed(text, at, known, surely=surely):
            yield Phrase(found.start, found.end, lead["also"] is not None)
            end = found.end


def listed(text: str, at: int, known: Known, *, surely: bool) -> Iterator[Phrase]:
    """The names of the list that begins at `at`; `surely`: it begins with a title, even if nothing is called so."""
    found = name_at(text, at, known) or (_unknown_at(text, at) if surely else None)
    while found is not None:
        yield found
        found = _next(text, found.end, known, surely=surely)


def _next(text: str, at: int, known: Known, *, surely: bool) -> Phrase | None:
    """The next name of a list of which a name ended at `at`."""
    joint = _JOINT.match(text, at)
    if joint is not None:
        found = name_at(text, joint.end(), known)
        written = surely and text[joint.end() : joint.end() + 1].isupper()
        return found or (_unknown_at(text, joint.end()) if written else None)
    remark = _REMARK.match(text, at)
    joint = _JOINT.match(text, remark.end()) if remark else None
    found = name_at(text, joint.end(), known) if joint else None
    # After a remark, "and" may go on with the remark: only what is written as a title is another name.
    written = found is not None and (text[found.start].isupper() or text[found.end - 1] == ")")
    return found if written else None


def name_at(text: str, at: int, known: Known) -> Phrase | None:
    """The longest name that begins at `at`, after an article perhaps."""
    article = _ARTICLE.match(text, at)
    for start in (at, article.end()) if article else (at,):
        found, closed = None, False
        for number, word in enumerate(_WORD.finditer(text, start, min(len(text), start + 200))):
            end = word.end()
            while end > start and text[end - 1] in _TRAILING:
                end -= 1
            if text[end - 1] == ")" and "(" not in text[start:end]:
                end -= 1
            if number >= _MOST_WORDS or closed or "\n\n" in text[start:end]:
                break
            possessive = next((mark for mark in ("'s", "’s") if text.endswith(mark, start, end)), "")
            for stop in {end, end - len(possessive)}:
                if stop > start and known(text[start:stop]):
                    found = Phrase(start, stop)
            closed = text[word.end() - 1] in _CLOSING
        if found is not None:
            other = _OTHER_SENSE.match(text, found.end)
            return found._replace(end=other.end()) if other and other[1] not in _NO_TITLE else found
    return None


def _unknown_at(text: str, at: int) -> Phrase | None:
    """What reads like a title at `at`, although nothing is called so."""
    found = _UNKNOWN.match(text, at)
    if found is None or found[0].split()[0].rstrip(".").casefold() in _NO_TITLE or "\n" in found[0]:
        return None
    return Phrase(*found.span())


def _past_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
