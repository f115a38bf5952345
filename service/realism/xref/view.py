"""Views: what a reader sees of a marked-up text, with the way back to the source.

A view is the visible text without markup. Every piece of it knows where it stands in the source and whether a link
may be written there. Matching and sense work on views, so that the same words get the same links in every format.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

_ADDRESS: Final = re.compile(
    r"\b(?i:https?|ftp)://\S+|\b(?:www|WWW)\.\S+|\b(?:doi|DOI):\S+|\b10\.\d{4,9}/\S+"
    r"|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}"
)
"""Web addresses, DOIs and e-mail addresses: never linked inside, and no evidence either."""

_BLANK: Final = "\x00"
"""Stands for what no term may be found in."""

_GAP: Final = "\n\n"


class Kind(Enum):
    """What may be done with a piece: link it, count it as linked already, or only read it."""

    TEXT = auto()
    LINK = auto()
    READ = auto()


class Piece(NamedTuple):
    """A run of the view and the run of the source it shows.

    `verbatim` pieces show the source code point by code point; others (an entity such as ``&nbsp;``) as a whole.
    """

    at: int
    length: int
    start: int
    end: int
    kind: Kind
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is in the source already.

    at, until    what it shows, as a span of the view; empty for a target that only a template names
    start, end   the whole link in the source, or only the target for one in a template
    inner        what it shows, as a span of the source; None for a target in a template
    target       where it leads, as it stands in the source: a title, or an address
    """

    at: int
    until: int
    start: int
    end: int
    inner: tuple[int, int] | None
    target: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its text as a span of the view, its level, and where its line or element ends in the source."""

    at: int
    until: int
    level: int
    end: int


@dataclass(frozen=True)
class View:
    """The visible text and its pieces, in order, with the links and headings that are there already."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]
    links: tuple[Link, ...] = ()
    headings: tuple[Heading, ...] = ()

    def source(self, start: int, end: int) -> tuple[int, int] | None:
        """The span of the source that the non-empty span of the view shows, None if no link may be written there.

        The span must lie in text, without markup inside.
        """
        first, last = self._index(start), self._index(end - 1)
        if first < 0:
            return None
        for index in range(first, last + 1):
            piece = self.pieces[index]
            if piece.kind is not Kind.TEXT:
                return None
            if index > first and piece.start != self.pieces[index - 1].end:
                return None
        begin, stop = self.pieces[first], self.pieces[last]
        if start >= begin.at + begin.length or end > stop.at + stop.length:
            return None
        return (
            begin.start + (start - begin.at if begin.verbatim else 0),
            stop.start + end - stop.at if stop.verbatim else stop.end,
        )

    def linked(self, start: int, end: int) -> bool:
        """Whether the span is the whole text of a link that is already there."""
        first, last = self._index(start), self._index(end - 1)
        if first < 0:
            return False
        links = all(self.pieces[index].kind is Kind.LINK for index in range(first, last + 1))
        begin, stop = self.pieces[first], self.pieces[last]
        return links and start == begin.at and end == stop.at + stop.length

    def shows(self, place: int) -> bool:
        """Whether what stands at `place` of the source is shown."""
        index = bisect_right(self.pieces, place, key=lambda piece: piece.start) - 1
        return index >= 0 and place < self.pieces[index].end

    def _index(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1


class Builder:
    """Collects the pieces of a view from start to end of the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._links: list[Link] = []
        self._headings: list[Heading] = []
        self._length = 0

    @property
    def at(self) -> int:
        """Where in the view the next piece begins."""
        return self._length

    def show(self, start: int, end: int, kind: Kind, *, as_text: str | None = None) -> None:
        """Show the source from `start` to `end`, or `as_text` in its place."""
        if start >= end:
            return
        if as_text is not None:
            self._add(as_text, start, end, kind, verbatim=False)
            return
        self._add(self.source[start:end], start, end, kind, verbatim=True)

    def link(self, at: int, start: int, end: int, inner: tuple[int, int] | None, target: str) -> None:
        """Note that what is shown from `at` on is a link, see `Link`."""
        self._links.append(Link(at, self._length, start, end, inner, target))

    def heading(self, at: int, level: int, end: int) -> None:
        """Note that what is shown from `at` on is a heading, see `Heading`."""
        self._headings.append(Heading(at, self._length, level, end))

    def gap(self) -> None:
        """Part what follows from what went before, as a new paragraph does; once is enough."""
        if self._parts[-1:] != [_GAP]:
            self._parts.append(_GAP)
            self._length += len(_GAP)

    def _add(self, text: str, start: int, end: int, kind: Kind, *, verbatim: bool) -> None:
        if text:
            self._pieces.append(Piece(self._length, len(text), start, end, kind, verbatim))
            self._parts.append(text)
            self._length += len(text)

    def view(self) -> View:
        """The view of what was shown."""
        return View(
            _without_addresses("".join(self._parts)),
            tuple(self._pieces),
            tuple(piece.at for piece in self._pieces),
            tuple(self._links),
            tuple(self._headings),
        )


def _without_addresses(text: str) -> str:
    """`text` with every address blanked; only lines that can hold one are looked at closely."""
    if not _has_trace(text):
        return text
    return "\n".join(
        _ADDRESS.sub(lambda address: _BLANK * len(address[0]), line) if _has_trace(line) else line
        for line in text.split("\n")
    )


def _has_trace(text: str) -> bool:
    """Whether there may be an address in `text`; what is rare and quickly searched for comes first."""
    return (
        "@" in text
        or ("/" in text and ("://" in text or "10." in text))
        or (":" in text and ("doi:" in text or "DOI:" in text))
        or "www." in text
        or "WWW." in text
    )
