"""The view of MediaWiki wikitext, by mwparserfromhell.

The parser keeps every character, so offsets are sums of node lengths. A tag whose contents cannot be located for
certain is left out rather than guessed.
"""

from typing import Any, Final

import mwparserfromhell
from mwparserfromhell.nodes import (
    Comment,
    ExternalLink,
    Heading,
    HTMLEntity,
    Tag,
    Text,
    Wikilink,
)

from realism.xref.cues import words
from realism.xref.view import Builder, Kind, View

_HIDDEN_TAGS: Final = words(
    """
    ref references nowiki pre code syntaxhighlight source math chem ce score timeline gallery
    templatedata tt kbd samp var script style imagemap inputbox graph mapframe poem-source includeonly
    """
)
_INLINE_TAGS: Final = words(
    """
    b i u s em strong small big sub sup span abbr cite dfn q font del ins
    """
)
_HEADING_TAGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NAMESPACES: Final = ("file:", "image:", "category:", "media:")


def wikitext(source: str) -> View:
    """The view of `source`: no templates, references, code, tables of files; links and headings only read."""
    builder = Builder(source)
    parsed = mwparserfromhell.parse(source)
    if str(parsed) == source:
        _walk(builder, parsed, 0, Kind.TEXT)
    return builder.view()


def _walk(builder: Builder, code: Any, at: int, kind: Kind) -> None:
    for node in code.nodes:
        length = len(str(node))
        _show(builder, node, at, at + length, kind)
        at += length


def _show(builder: Builder, node: Any, at: int, end: int, kind: Kind) -> None:
    if isinstance(node, Text):
        builder.show(at, end, kind)
    elif isinstance(node, HTMLEntity):
        builder.show(at, end, kind, as_text=_character(node))
    elif isinstance(node, Tag):
        _show_tag(builder, node, at, end, kind)
    elif isinstance(node, Heading):
        builder.gap()
        _walk(builder, node.title, at + node.level, Kind.READ)
        builder.gap()
    elif isinstance(node, Wikilink):
        _show_link(builder, node, at, end)
    elif isinstance(node, ExternalLink) and node.brackets and node.title is not None:
        _walk(builder, node.title, end - 1 - len(str(node.title)), Kind.LINK)
    elif not isinstance(node, Comment):
        builder.gap()


def _character(node: HTMLEntity) -> str:
    try:
        return str(node.normalize())
    except (ValueError, OverflowError):
        return "\ufffd"


def _show_link(builder: Builder, node: Wikilink, at: int, end: int) -> None:
    title = str(node.title)
    if title.strip().casefold().startswith(_NAMESPACES):
        builder.gap()
    elif node.text is not None:
        _walk(builder, node.text, end - 2 - len(str(node.text)), Kind.LINK)
    else:
        builder.show(at + 2, at + 2 + len(title), Kind.LINK)


def _show_tag(builder: Builder, node: Tag, at: int, end: int, kind: Kind) -> None:
    name = str(node.tag).strip().casefold()
    contents = str(node.contents) if node.contents is not None else ""
    if name in _HIDDEN_TAGS or not contents:
        builder.gap()
        return
    closing = f"</{node.closing_tag}>" if node.wiki_markup is None else node.closing_wiki_markup or ""
    start = end - len(closing) - len(contents)
    if name not in _INLINE_TAGS:
        builder.gap()
    if builder.source[start : end - len(closing)] == contents and builder.source[end - len(closing) : end] == closing:
        inner = Kind.READ if name in _HEADING_TAGS else Kind.LINK if name == "a" else kind
        _walk(builder, node.contents, start, inner)
    if name not in _INLINE_TAGS:
        builder.gap()
