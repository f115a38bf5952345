"""What MediaWiki makes of comments and tags that nothing ends.

Its preprocessor (includes/parser/Preprocessor_Hash.php) lets a comment without an end hide the rest of the page, and
``includeonly`` likewise. The tag of an extension, such as ``<nowiki>`` or ``<ref>``, is plain text where nothing ends
it, and so what follows is shown; still, its author meant to hide it, so that nothing is linked in what is left of the
paragraph. Tags of HTML such as ``<code>`` are closed at the end of the page, so that the rest of it is code.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from realism.xref.fixed import words

CODE: Final = words("code tt kbd samp var includeonly")
"""Elements whose content is no running text, and goes on to the end of the page where nothing ends it."""
EXTENSIONS: Final = words(
    """
    ref references nowiki pre syntaxhighlight source math chem ce score timeline gallery templatedata script style
    imagemap inputbox graph mapframe poem-source
    """
)
"""Elements whose content is no running text, and which are plain text themselves where nothing ends them."""

_OPENED: Final = re.compile(rf"<({'|'.join(sorted(CODE | EXTENSIONS))})(?=[\s/>])", re.IGNORECASE)
_COMMENT_OR_TAG: Final = re.compile(rf"<!--|<({'|'.join(sorted(EXTENSIONS))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_PARAGRAPH_END: Final = re.compile(r"\n[^\S\n]*\n")


class Unclosed(NamedTuple):
    """A tag that nothing ends: where it begins, whether it makes the rest code, and else where its paragraph ends."""

    at: int
    is_code: bool
    until: int


def comment_left_open(source: str) -> int:
    """Where the comment begins that nothing ends, or else where `source` ends."""
    last = source.rfind("<!--")
    if last < 0 or source.find("-->", last + 4) >= 0:
        return len(source)
    at = 0
    unended: set[str] = set()
    while found := _COMMENT_OR_TAG.search(source, at):
        at = found.end()
        if found[1] is None:
            end = source.find("-->", at)
            if end < 0:
                return found.start()
            at = end + 3
        elif not found[0].endswith("/>") and (name := found[1].lower()) not in unended:
            # A comment mark in an extension's tag is none.
            ended = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(source, at)
            at = ended.end() if ended else at
            unended.update(() if ended else {name})
    return len(source)


def unclosed(source: str, start: int, end: int) -> Iterator[Unclosed]:
    """The tags that nothing ends in the text from `start` to `end`: those that have an end are no text."""
    at = source.find("<", start, end)
    while at >= 0:
        tag = _OPENED.match(source, at)
        if tag is not None:
            paragraph = _PARAGRAPH_END.search(source, at)
            until = paragraph.start() if paragraph else len(source)
            yield Unclosed(at, tag[1].lower() in CODE, until)
        at = source.find("<", at + 1, end)
