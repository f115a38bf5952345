"""The view of plain text, which gets links as Markdown writes them."""

import re
from typing import Final

from realism.xref.view import Builder, Kind, View

_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\(((?:https?://|/)[^\s()<>]{1,2000})\)")
"""A link as our own annotation writes it into plain text."""
_TAKES: Final = re.compile(r"[!\\](?=\w)")
"""What would take the bracket of a link right after it: an image begins with ``![``, and ``\\[`` is no bracket."""


def plain(source: str) -> View:
    """The view of `source`: everything is text, but for web addresses and the links that we write into plain text."""
    builder = Builder(source)
    read = 0
    for found in _LINK.finditer(source) if "](" in source else ():
        show_text(builder, read, found.start())
        at = builder.at
        builder.show(*found.span(1), Kind.LINK)
        builder.link(at, *found.span(), found.span(1), found[2])
        read = found.end()
    show_text(builder, read, len(source))
    return builder.view()


def show_text(builder: Builder, start: int, end: int) -> None:
    """Show the source from `start` to `end` as text that may get links as Markdown writes them."""
    for mark in _TAKES.finditer(builder.source, max(start - 1, 0), end):
        builder.show(start, mark.end(), Kind.TEXT)
        start = max(start, mark.end())
        builder.show(start, start + 1, Kind.READ)
        start += 1
    builder.show(start, end, Kind.TEXT)
