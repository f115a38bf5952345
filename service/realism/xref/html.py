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
from collections.abc import Collection

from realism.xref.html_elements import (
    ATTRIBUTES,
    CLASS,
    COMMENT_END,
    ENTITY,
    FORMATTING,
    HEADINGS,
    HIDDEN,
    HIDDEN_CLASSES,
    HREF,
    INLINE,
    NAME,
    PLAIN_TAG,
    RAW,
    VOID,
)
from realism.xref.view import Builder, Kind, View


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
        self._hidden = self._read = self._linked = 0
        self._kind: Kind | None = Kind.TEXT
        """What may be done here; None: nothing is shown."""
        self._link: tuple[int, int, int, str] | None = None
        """The link that is open: where it begins in the view and the source, where its text begins, its target."""
        self._heading: tuple[int, int] | None = None
        """The heading that is open: where it begins in the view, and its level."""

    def _count(self, role: _Role, number: int) -> None:
        """Count the elements of `role` that are open, `number` more."""
        if role is None:
            self._hidden += number
        elif role is Kind.READ:
            self._read += number
        elif role is Kind.LINK:
            self._linked += number
        shown = Kind.READ if self._read else Kind.LINK if self._linked else Kind.TEXT
        self._kind = None if self._hidden else shown

    def step(self, at: int) -> int:
        """Read the text or tag that begins at `at` and say where the next one begins."""
        source = self._source
        if source[at] != "<":
            end = source.find("<", at)
            return self._text(at, end if end >= 0 else len(source))
        plain = PLAIN_TAG.match(source, at)
        if plain is not None:
            return self._tag(plain[1] == "/", plain[2].lower(), "", at, plain.end())
        if source.startswith("<!--", at):
            comment = COMMENT_END.search(source, at + 2)
            return comment.end() if comment else len(source)
        if source.startswith(("<!", "<?"), at):
            return self._skip_past(">", at)
        name = NAME.match(source, at + 1)
        if name is None and source.startswith("</", at) and at + 2 < len(source):
            return self._skip_past(">", at + 2)
        if name is None:
            return self._text(at, at + 1)
        attributes = ATTRIBUTES.match(source, name.end())
        end = attributes.end() if attributes else name.end()
        if end >= len(source):
            return end
        return self._tag(source[at + 1] == "/", name[1].lower(), source[name.end() : end], at, end + 1)

    def _tag(self, closing: bool, tag: str, attributes: str, at: int, end: int) -> int:
        """Read the tag from `at` to `end` and say where what follows begins."""
        if closing:
            self._close(tag, at, end)
            return end
        self._start(tag, attributes)
        if self._kind is not None:
            self._note(tag, attributes, at, end)
        return self._raw(tag, end) if tag in RAW else end

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
        some = self._source.find("&", start, end) >= 0
        for entity in ENTITY.finditer(self._source, start, end) if some else ():
            self.builder.show(at, entity.start(), kind)
            self.builder.show(entity.start(), entity.end(), kind, as_text=entities.unescape(entity[0]))
            at = entity.end()
        self.builder.show(at, end, kind)
        return end

    def _start(self, tag: str, attributes: str) -> None:
        if tag not in INLINE:
            self.builder.gap()
        if tag in VOID:
            return
        found = CLASS.search(attributes) if attributes else None
        classes = " ".join(part for part in found.groups() if part).lower().split() if found else []
        role: _Role = Kind.TEXT
        if tag in HIDDEN or not HIDDEN_CLASSES.isdisjoint(classes):
            role = None
        elif tag in HEADINGS:
            role = Kind.READ
        elif tag == "a":
            role = Kind.LINK
            self._end_formatting(tag)
        if role is not Kind.TEXT or self._names[tag]:
            self._names[tag] += 1
            self._count(role, 1)
            if tag in FORMATTING:
                self._formatting[tag].append(role)
            else:
                self._blocks.append((tag, role))

    def _note(self, tag: str, attributes: str, at: int, end: int) -> None:
        """Remember where a link or heading begins."""
        if tag == "a":
            found = HREF.search(attributes)
            target = entities.unescape(next((part for part in found.groups() if part), "")) if found else ""
            self._link = (self.builder.at, at, end, target) if target else None
        elif tag in HEADINGS:
            self._heading = (self.builder.at, int(tag[1]))

    def _close(self, tag: str, at: int, end: int) -> None:
        if tag == "a" and self._link is not None:
            begin, start, inner, target = self._link
            self.builder.link(begin, start, end, (inner, at), target)
            self._link = None
        elif tag in HEADINGS and self._heading is not None:
            self.builder.heading(*self._heading, end)
            self._heading = None
        if tag in FORMATTING:
            self._end_formatting(tag)
        elif tag in HEADINGS:
            if any(self._names[one] for one in HEADINGS):
                self._end_block(HEADINGS)
        elif self._names[tag]:
            self._end_block((tag,))
        if tag not in INLINE:
            self.builder.gap()

    def _end_formatting(self, tag: str) -> None:
        if self._formatting[tag]:
            self._names[tag] -= 1
            self._count(self._formatting[tag].pop(), -1)

    def _end_block(self, tags: Collection[str]) -> None:
        """End the innermost of the open elements `tags`, one of which is open, and what is open inside."""
        while True:
            tag, role = self._blocks.pop()
            self._names[tag] -= 1
            self._count(role, -1)
            if tag in tags:
                return
