"""The view of HTML.

A tokenizer of our own after the HTML standard (section 13.2.5), for two reasons: offsets into the source are what
matters here, and the standard library's parser takes quadratic time on some broken input before Python 3.11.13.
Every character is read a bounded number of times. Elements are known by name and, for footnote marks and reference
lists, by class; unknown elements part the text like blocks.
"""

import html as entities
import re
from typing import Final

from realism.xref.cues import words
from realism.xref.view import Builder, Kind, View

_HIDDEN: Final = words(
    """
    script style code pre kbd samp tt var textarea title svg math button select option iframe object
    template noscript canvas
    """
)
_HIDDEN_CLASSES: Final = words(
    """
    reference references reflist citation mw-editsection toc
    """
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID: Final = words(
    """
    area base br col embed hr img input link meta source track wbr
    """
)
_INLINE: Final = words(
    """
    a abbr b bdi bdo big cite del dfn em font i ins mark q s small span strong sub sup time u wbr
    """
)


_RAW: Final = frozenset({"script", "style", "textarea", "title", "iframe", "noscript"})
"""Elements whose content is no markup: it ends at their end tag only."""

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NAME: Final = re.compile(r"/?([A-Za-z][^\s/>]*)")
_ATTRIBUTES: Final = re.compile(r"""(?:=\s*(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*)|[^=>]+|=)*+""")
_CLASS: Final = re.compile(r"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def html(source: str) -> View:
    """The view of `source`: no code, scripts, references; links and headings only read."""
    reader = _Reader(source)
    at = 0
    while at < len(source):
        at = reader.step(at)
    return reader.builder.view()


class _Reader:
    def __init__(self, source: str) -> None:
        self.builder = Builder(source)
        self._source = source
        self._open: list[tuple[str, Kind | None]] = []

    @property
    def _kind(self) -> Kind | None:
        """What may be done here; None: nothing is shown."""
        return self._open[-1][1] if self._open else Kind.TEXT

    def step(self, at: int) -> int:
        """Read the text or tag that begins at `at` and say where the next one begins."""
        source = self._source
        if source[at] != "<":
            end = source.find("<", at)
            return self._text(at, end if end >= 0 else len(source))
        if source.startswith("<!--", at):
            return self._skip_past("-->", at + 4)
        if source.startswith(("<!", "<?"), at):
            return self._skip_past(">", at)
        name = _NAME.match(source, at + 1)
        if name is None:
            return self._text(at, at + 1)
        attributes = _ATTRIBUTES.match(source, name.end())
        end = attributes.end() if attributes else name.end()
        if end >= len(source):
            return end
        tag = name[1].lower()
        if source[at + 1] == "/":
            self._close(tag)
            return end + 1
        self._start(tag, source[name.end() : end])
        return self._raw(tag, end + 1) if tag in _RAW else end + 1

    def _skip_past(self, mark: str, at: int) -> int:
        end = self._source.find(mark, at)
        return end + len(mark) if end >= 0 else len(self._source)

    def _raw(self, tag: str, at: int) -> int:
        end = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(self._source, at)
        return end.start() if end else len(self._source)

    def _text(self, start: int, end: int) -> int:
        kind = self._kind
        if kind is None:
            return end
        at = start
        for entity in _ENTITY.finditer(self._source, start, end):
            self.builder.show(at, entity.start(), kind)
            self.builder.show(entity.start(), entity.end(), kind, as_text=entities.unescape(entity[0]))
            at = entity.end()
        self.builder.show(at, end, kind)
        return end

    def _start(self, tag: str, attributes: str) -> None:
        if tag not in _INLINE:
            self.builder.gap()
        if tag in _VOID:
            return
        kind = self._kind
        found = _CLASS.search(attributes)
        classes = " ".join(part for part in found.groups() if part).lower().split() if found else []
        if kind is None or tag in _HIDDEN or not _HIDDEN_CLASSES.isdisjoint(classes):
            kind = None
        elif tag in _HEADINGS:
            kind = Kind.READ
        elif tag == "a" and kind is Kind.TEXT:
            kind = Kind.LINK
        # Only what changes the kind is kept, so that unclosed <p> and <li> do no harm.
        if kind is not self._kind or (self._open and tag == self._open[-1][0]):
            self._open.append((tag, kind))

    def _close(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
        if tag not in _INLINE:
            self.builder.gap()
