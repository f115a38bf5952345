"""The view of plain text."""

import re
from typing import Final

from realism.xref.view import Builder, Kind, View

_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\(((?:https?://|/)[^\s()<>]{1,2000})\)")
"""A link as our own annotation writes it into plain text."""


def plain(source: str) -> View:
    """The view of `source`: everything is text, but for web addresses and the links that we write into plain text."""
    builder = Builder(source)
    read = 0
    for found in _LINK.finditer(source) if "](" in source else ():
        builder.show(read, found.start(), Kind.TEXT)
        at = builder.at
        builder.show(*found.span(1), Kind.LINK)
        builder.link(at, *found.span(), found.span(1), found[2])
        read = found.end()
    builder.show(read, len(source), Kind.TEXT)
    return builder.view()
