"""The view of HTML.

A tokenizer of our own after the HTML standard (section 13.2.5), because offsets into the source are what matters here
and no parser gives them: lxml knows the line of an element at most, selectolax (lexbor) nothing of its place; justhtml
knows where an element or text begins, but joins texts that a table parts, and takes longer. The tests hold it against
selectolax. Every character is read a bounded number of times. Elements are known by name and, for footnote marks and
reference lists, by class; unknown elements part the text like blocks.
"""

import html as entities
import re
from collections import Counter, defaultdict
from typing import Final

from realism.xref.cues import words
from realism.xref.view import Builder, Kind, View

_HIDDEN: Final = words(
    """
    script style code pre kbd samp tt var textarea title svg math button select option iframe object
    template noscript canvas audio video xmp listing plaintext noembed noframes
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
_FORMATTING: Final = words("a b big code em font i nobr s small strike strong tt u")
"""Elements that go on, by the standard, where one around them ends before them."""
_RAW: Final = words("script style textarea title iframe noscript xmp plaintext noembed noframes")
"""Elements whose content is no markup: it ends at their end tag only."""

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_COMMENT_END: Final = re.compile(r"-->|(?<!<!)--!>")
_NAME: Final = re.compile(r"/?([A-Za-z][^\s/>]*)")
_ATTRIBUTES: Final = re.compile(r"""(?:=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s"'>][^\s>]*)|[^=>]+|=)*+""")
_CLASS: Final = re.compile(r"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HREF: Final = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def html(source: str) -> View:
    """The view of `source`: no code, scripts, references; links and headings only read."""
    reader = _Reader(source)
    at = 0
    while at < len(source):
        at = reader.step(at)
    return reader.builder.view()


_Role = Kind | None


class _Reader:
    def __init__(self, source: str) -> None:
        self.builder = Builder(source)
        self._source = source
        # Only elements that change the kind are kept, and others of their names, so that unclosed <p> and <li> do no
        # harm. A role is the kind that an element gives what is in it.
        self._formatting: dict[str, list[_Role]] = defaultdict(list)
        self._blocks: list[tuple[str, _Role]] = []
        self._names: Counter[str] = Counter()
        self._roles: Counter[_Role] = Counter()
        self._link: tuple[int, int, int, str] | None = None
        """The link that is open: where it begins in the view and the source, where its text begins, its target."""
        self._heading: tuple[int, int] | None = None
        """The heading that is open: where it begins in the view, and its level."""

    @property
    def _kind(self) -> Kind | None:
        """What may be done here; None: nothing is shown."""
        if self._roles[None]:
            return None
        return Kind.READ if self._roles[Kind.READ] else Kind.LINK if self._roles[Kind.LINK] else Kind.TEXT

    def step(self, at: int) -> int:
        """Read the text or tag that begins at `at` and say where the next one begins."""
        source = self._source
        if source[at] != "<":
            end = source.find("<", at)
            return self._text(at, end if end >= 0 else len(source))
        if source.startswith("<!--", at):
            comment = _COMMENT_END.search(source, at + 2)
            return comment.end() if comment else len(source)
        if source.startswith(("<!", "<?"), at):
            return self._skip_past(">", at)
        name = _NAME.match(source, at + 1)
        if name is None and source.startswith("</", at) and at + 2 < len(source):
            return self._skip_past(">", at + 2)
        if name is None:
            return self._text(at, at + 1)
        attributes = _ATTRIBUTES.match(source, name.end())
        end = attributes.end() if attributes else name.end()
        if end >= len(source):
            return end
        tag = name[1].lower()
        if source[at + 1] == "/":
            self._close(tag, at, end + 1)
            return end + 1
        self._start(tag, source[name.end() : end])
        if self._kind is not None:
            self._note(tag, source[name.end() : end], at, end + 1)
        return self._raw(tag, end + 1) if tag in _RAW else end + 1

    def _skip_past(self, mark: str, at: int) -> int:
        end = self._source.find(mark, at)
        return end + len(mark) if end >= 0 else len(self._source)

    def _raw(self, tag: str, at: int) -> int:
        if tag == "plaintext":
            return len(self._source)
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
        found = _CLASS.search(attributes)
        classes = " ".join(part for part in found.groups() if part).lower().split() if found else []
        role: _Role = Kind.TEXT
        if tag in _HIDDEN or not _HIDDEN_CLASSES.isdisjoint(classes):
            role = None
        elif tag in _HEADINGS:
            role = Kind.READ
        elif tag == "a":
            role = Kind.LINK
            self._end_formatting(tag)
        if role is not Kind.TEXT or self._names[tag]:
            self._names[tag] += 1
            self._roles[role] += 1
            if tag in _FORMATTING:
                self._formatting[tag].append(role)
            else:
                self._blocks.append((tag, role))

    def _note(self, tag: str, attributes: str, at: int, end: int) -> None:
        """Remember where a link or heading begins."""
        if tag == "a":
            found = _HREF.search(attributes)
            target = entities.unescape(next((part for part in found.groups() if part), "")) if found else ""
            self._link = (self.builder.at, at, end, target) if target else None
        elif tag in _HEADINGS:
            self._heading = (self.builder.at, int(tag[1]))

    def _close(self, tag: str, at: int, end: int) -> None:
        if tag == "a" and self._link is not None:
            begin, start, inner, target = self._link
            self.builder.link(begin, start, end, (inner, at), target)
            self._link = None
        elif tag in _HEADINGS and self._heading is not None:
            self.builder.heading(*self._heading, end)
            self._heading = None
        if tag in _FORMATTING:
            self._end_formatting(tag)
        elif tag in _HEADINGS:
            self._end_block(_HEADINGS)
        else:
            self._end_block(frozenset({tag}))
        if tag not in _INLINE:
            self.builder.gap()

    def _end_formatting(self, tag: str) -> None:
        if self._formatting[tag]:
            self._names[tag] -= 1
            self._roles[self._formatting[tag].pop()] -= 1

    def _end_block(self, tags: frozenset[str]) -> None:
        """End the innermost of the open elements `tags`, and what is open inside."""
        while any(self._names[tag] for tag in tags):
            tag, role = self._blocks.pop()
            self._names[tag] -= 1
            self._roles[role] -= 1
            if tag in tags:
                return
