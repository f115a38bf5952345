"""The view of MediaWiki wikitext, by mwparserfromhell.

The parser keeps every character, so offsets are sums of node lengths. A tag whose contents cannot be located for
certain is left out rather than guessed.
"""

import re
from typing import Any, Final

import mwparserfromhell
from mwparserfromhell.nodes import (
    Comment,
    ExternalLink,
    Heading,
    HTMLEntity,
    Tag,
    Template,
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
_TRAIL: Final = re.compile(r"[a-z]+")
"""Letters right after a link, which MediaWiki shows as part of it."""
_LINE_START: Final = re.compile(r"\n( (?=[^\S\n]*\S))?")
_POINTERS: Final = frozenset({"main", "main article", "see", "see also", "further", "further information"})
"""Templates whose parameters are titles of other articles."""


def wikitext(source: str) -> View:
    """The view of `source`: no templates, references, code, tables of files; links and headings only read."""
    builder = Builder(source)
    parsed = mwparserfromhell.parse(source)
    if str(parsed) == source:
        _walk(builder, parsed, 0, Kind.TEXT, lines=True)
    return builder.view()


def _walk(builder: Builder, code: Any, at: int, kind: Kind, *, lines: bool = False) -> None:
    """Show the nodes of `code`, which begins at `at`; with `lines`, those that begin with a blank are only read."""
    after_link = False
    line = kind
    for node in code.nodes:
        length = len(str(node))
        trail = _TRAIL.match(builder.source, at, at + length) if after_link and isinstance(node, Text) else None
        if trail is not None:
            builder.show(at, trail.end(), _linked(line))
        start, at = trail.end() if trail else at, at + length
        after_link = isinstance(node, Wikilink)
        if lines and isinstance(node, Text):
            line = _show_lines(builder, start, at, line)
        else:
            _show(builder, node, start, at, line)


def _show_lines(builder: Builder, start: int, end: int, kind: Kind) -> Kind:
    """Show text line by line; the first is of `kind`. Returns the kind of what follows in the last line.

    What begins with a blank is shown by MediaWiki as it stands, as code is, but for blank lines.
    """
    read = start
    for found in _LINE_START.finditer(builder.source, start):
        if found.start() >= end:
            break
        here = Kind.READ if found[1] else Kind.TEXT
        if here is not kind:
            builder.show(read, found.start(), kind)
            read, kind = found.start(), here
    builder.show(read, end, kind)
    return kind


def _show(builder: Builder, node: Any, at: int, end: int, kind: Kind) -> None:
    if isinstance(node, Text):
        builder.show(at, end, kind)
    elif isinstance(node, HTMLEntity):
        builder.show(at, end, kind, as_text=_character(node))
    elif isinstance(node, Tag):
        _show_tag(builder, node, at, end, kind)
    elif isinstance(node, Heading):
        builder.gap()
        begin = builder.at
        _walk(builder, node.title, at + node.level, Kind.READ)
        builder.heading(begin, node.level, end)
        builder.gap()
    elif isinstance(node, Wikilink):
        _show_link(builder, node, at, end, _linked(kind))
    elif isinstance(node, ExternalLink) and node.brackets and node.title is not None:
        begin, inner = builder.at, (end - 1 - len(str(node.title)), end - 1)
        _walk(builder, node.title, inner[0], _linked(kind))
        builder.link(begin, at, end, inner, str(node.url))
    elif isinstance(node, Template):
        builder.gap()
        _note_pointers(builder, node, at)
    elif not isinstance(node, Comment):
        builder.gap()


def _character(node: HTMLEntity) -> str:
    try:
        return str(node.normalize())
    except (ValueError, OverflowError):
        return "\ufffd"


def _linked(kind: Kind) -> Kind:
    """The kind of a link in what is of `kind`: in a heading it is only read."""
    return Kind.LINK if kind is Kind.TEXT else kind


def _show_link(builder: Builder, node: Wikilink, at: int, end: int, kind: Kind) -> None:
    title = str(node.title)
    if title.strip().casefold().startswith(_NAMESPACES):
        builder.gap()
        return
    begin = builder.at
    if node.text is not None:
        inner = (end - 2 - len(str(node.text)), end - 2)
        _walk(builder, node.text, inner[0], kind)
    else:
        inner = (at + 2, at + 2 + len(title))
        builder.show(*inner, kind)
    builder.link(begin, at, end, inner, title)


def _note_pointers(builder: Builder, node: Template, at: int) -> None:
    """Note the articles that a template such as {{main|…}} sends the reader to."""
    if str(node.name).strip().replace("_", " ").casefold() not in _POINTERS:
        return
    at += 2 + len(str(node.name))
    for parameter in node.params:
        value = str(parameter)
        if not parameter.showkey and value.strip():
            start = at + 1 + len(value) - len(value.lstrip())
            builder.link(builder.at, start, start + len(value.strip()), None, value.strip())
        at += 1 + len(value)


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
        inner = Kind.READ if name in _HEADING_TAGS else _linked(kind) if name == "a" else kind
        _walk(builder, node.contents, start, inner)
    if name not in _INLINE_TAGS:
        builder.gap()
