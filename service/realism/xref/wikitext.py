"""The view of MediaWiki wikitext."""

import html as entities
import re
from typing import Final

from realism.xref.fixed import words
from realism.xref.view import Builder, Kind, View
from realism.xref.wikitext_nodes import parsed
from realism.xref.wikitext_tree import Form, Node, Part
from realism.xref.wikitext_unclosed import CODE, EXTENSIONS, comment_left_open, unclosed

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
    shown = _Shown(source)
    whole = parsed(source[: comment_left_open(source)])
    if whole is not None:
        shown.walk(whole, Kind.TEXT, lines=True)
    return shown.builder.view()


class _Shown:
    """Shows nodes. Where code begins that nothing ends, the rest is code."""

    def __init__(self, source: str) -> None:
        self.builder = Builder(source)
        self._source = source
        self._over = False
        self._only_read = 0
        """Up to where text is only read, since a tag that nothing ends was meant to hide it."""

    def walk(self, part: Part, kind: Kind, *, lines: bool = False) -> None:
        """Show the nodes of `part`; with `lines`, those that begin with a blank are only read."""
        after_link = False
        line = kind
        for node in part.nodes:
            start, end = node.start, node.end
            is_text = node.form is Form.TEXT
            if after_link and is_text and (trail := _TRAIL.match(self._source, start, end)):
                start = trail.end()
                self.builder.show(node.start, start, _linked(line))
            after_link = node.form is Form.LINK
            if is_text:
                line = self._text(start, end, line, lines=lines)
            else:
                self._node(node, line)
            if self._over:
                return

    def _text(self, start: int, end: int, kind: Kind, *, lines: bool) -> Kind:
        """Show text, and return the kind of what follows in the last line."""
        for tag in unclosed(self._source, start, end):
            kind = self._lines(start, tag.at, kind) if lines else self._run(start, tag.at, kind)
            if tag.is_code:
                self._over = True
                return kind
            start, self._only_read = tag.at, max(self._only_read, tag.until)
        return self._lines(start, end, kind) if lines else self._run(start, end, kind)

    def _lines(self, start: int, end: int, kind: Kind) -> Kind:
        """Show text line by line; the first is of `kind`. Returns the kind of what follows in the last line.

        What begins with a blank is shown by MediaWiki as it stands, as code is, but for blank lines.
        """
        read = start
        for found in _LINE_START.finditer(self._source, start):
            if found.start() >= end:
                break
            here = Kind.READ if found[1] else Kind.TEXT
            if here is not kind:
                self._run(read, found.start(), kind)
                read, kind = found.start(), here
        return self._run(read, end, kind)

    def _run(self, start: int, end: int, kind: Kind) -> Kind:
        if start < self._only_read and kind is Kind.TEXT:
            until = min(end, self._only_read)
            self.builder.show(start, until, Kind.READ)
            start = until
        self.builder.show(start, end, kind)
        return kind

    def _node(self, node: Node, kind: Kind) -> None:
        builder = self.builder
        if node.form is Form.TAG:
            self._tag(node, kind)
        elif node.form is Form.LINK:
            self._link(node, _linked(kind))
        elif node.form is Form.ENTITY:
            text = entities.unescape(self._source[node.start : node.end])
            builder.show(node.start, node.end, kind, as_text=text)
        elif node.form is Form.HEADING:
            builder.gap()
            begin = builder.at
            self.walk(node.parts[0], Kind.READ)
            builder.heading(begin, node.level, node.end)
            builder.gap()
        elif node.form is Form.ADDRESS and node.level and len(node.parts) > 1:
            begin, (target, said) = builder.at, node.parts
            self.walk(said, _linked(kind))
            inner = (said.start, said.end)
            builder.link(begin, node.start, node.end, inner, self._source[target.start : target.end])
        elif node.form is not Form.COMMENT:
            builder.gap()
            if node.form is Form.TEMPLATE:
                self._note_pointers(node)

    def _link(self, node: Node, kind: Kind) -> None:
        title, shown = node.parts[0], node.parts[-1]
        target = self._source[title.start : title.end]
        if target.strip().casefold().startswith(_NAMESPACES):
            self.builder.gap()
            return
        begin = self.builder.at
        if shown is title:
            self.builder.show(shown.start, shown.end, kind)
        else:
            self.walk(shown, kind)
        self.builder.link(begin, node.start, node.end, (shown.start, shown.end), target)

    def _note_pointers(self, node: Node) -> None:
        """Note the articles that a template such as {{main|…}} sends the reader to."""
        name, *parameters = node.parts
        if self._source[name.start : name.end].strip().replace("_", " ").casefold() not in _POINTERS:
            return
        for one in parameters:
            value = self._source[one.start : one.end]
            if not one.keyed and (target := value.strip()):
                start = one.start + len(value) - len(value.lstrip())
                self.builder.link(self.builder.at, start, start + len(target), None, target)

    def _tag(self, node: Node, kind: Kind) -> None:
        name = node.name.strip().casefold()
        contents = node.parts[0] if node.parts else None
        if contents is None or contents.start == contents.end or name in CODE or name in EXTENSIONS:
            self.builder.gap()
            return
        if name not in _INLINE_TAGS:
            self.builder.gap()
        self.walk(contents, Kind.READ if name in _HEADING_TAGS else _linked(kind) if name == "a" else kind)
        if name not in _INLINE_TAGS:
            self.builder.gap()


def _linked(kind: Kind) -> Kind:
    """The kind of a link in what is of `kind`: in a heading it is only read."""
    return Kind.LINK if kind is Kind.TEXT else kind
