"""Sections: where in an article its see-also lists stand."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from realism.xref.view import View

_SEE_ALSO: Final = re.compile(r"\W*(?:see also|related (?:articles|topics|pages|concepts))\W*", re.IGNORECASE)
_LINE: Final = re.compile(r"[^\n]+")
_PROSE: Final = re.compile(r"[.!?][\"'”’)\]]*\s*$")
_LONGEST: Final = 160
"""The longest line of a list in plain text, in characters: what is longer is prose."""


class Section(NamedTuple):
    """A see-also list: its span in the view, and where its heading ends in the source."""

    at: int
    until: int
    heading_end: int


def see_also_sections(view: View, format: str) -> list[Section]:
    """The see-also lists of an article."""
    return list(_plain(view) if format == "plain" else _marked(view))


def _marked(view: View) -> Iterator[Section]:
    for index, heading in enumerate(view.headings):
        if _SEE_ALSO.fullmatch(view.text[heading.at : heading.until].strip()):
            after = (one.at for one in view.headings[index + 1 :] if one.level <= heading.level)
            yield Section(heading.until, next(after, len(view.text)), heading.end)


def _plain(view: View) -> Iterator[Section]:
    lines = list(_LINE.finditer(view.text))
    for index, line in enumerate(lines):
        if not _SEE_ALSO.fullmatch(line[0].strip()):
            continue
        end = line.end()
        for entry in lines[index + 1 :]:
            if len(entry[0]) > _LONGEST or _PROSE.search(entry[0]) or _SEE_ALSO.fullmatch(entry[0].strip()):
                break
            end = entry.end()
        place = view.source(line.start(), line.end())
        yield Section(line.end(), end, place[1] if place else len(view.text))
