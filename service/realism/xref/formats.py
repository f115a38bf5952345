"""Formats: how to read a text of each, and how to write a link in it."""

import html as entities
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from realism.errors import BadInput
from realism.vocab import ID
from realism.xref.html import html
from realism.xref.lexicon import EntityRef
from realism.xref.markdown import markdown
from realism.xref.plain import plain
from realism.xref.view import View
from realism.xref.wikitext import wikitext

Format = Literal["plain", "wikitext", "html", "markdown"]

READERS: Final[Mapping[str, Callable[[str], View]]] = {
    "plain": plain,
    "wikitext": wikitext,
    "html": html,
    "markdown": markdown,
}
"""Format to the function that reads it."""

_NO_TITLE: Final = re.compile(r"[\[\]{}|#<>\x00-\x1f\x7f]+")


def read(text: str, format: str) -> View:
    """The view of `text`.

    Raises BadInput when `format` is none of `READERS`.
    """
    reader = READERS.get(format)
    if reader is None:
        raise BadInput(f"{format!r} is no text format: use one of {', '.join(READERS)}")
    return reader(text)


def address(entity: EntityRef, public_url: str | None) -> str:
    """The address of `entity`: on the service at `public_url`, or else its permanent IRI."""
    return f"{public_url.rstrip('/')}/id/{entity.id}" if public_url else ID + entity.id


def wiki_link(entity: EntityRef, surface: str) -> str:
    """A wikitext link to the article named like the preferred label of `entity`."""
    return title_link(entity.label, surface)


def title_link(title: str, surface: str) -> str:
    """A wikitext link to the article `title`, which reads `surface`."""
    title = _NO_TITLE.sub(" ", title).strip()
    if surface == title or surface[:1].upper() + surface[1:] == title:
        return f"[[{surface}]]"
    return f"[[{title}|{surface}]]"


def write_link(format: str, entity: EntityRef, surface: str, public_url: str | None) -> str:
    """The link that stands for `surface`, as it stands in the source; plain text gets Markdown links."""
    if format == "wikitext":
        return wiki_link(entity, surface)
    return address_link(format, address(entity, public_url), surface)


def address_link(format: str, target: str, surface: str) -> str:
    """The link in HTML or Markdown that leads to the address `target` and reads `surface`; plain text gets Markdown."""
    if format == "html":
        return f'<a href="{entities.escape(target)}">{surface}</a>'
    return f"[{surface}]({target.replace('(', '%28').replace(')', '%29').replace(' ', '%20')})"


def insert(text: str, parts: Sequence[tuple[int, int, str]]) -> str:
    """`text` with each span (start, end) replaced; spans in order, without overlap."""
    pieces: list[str] = []
    read_to = 0
    for start, end, replacement in parts:
        pieces += (text[read_to:start], replacement)
        read_to = end
    pieces.append(text[read_to:])
    return "".join(pieces)
