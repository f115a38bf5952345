"""The view of Markdown (CommonMark), by markdown-it-py.

The parser says on which lines a block stands but not where its inline parts begin, so its inline rules are wrapped
to note where each began and ended.
"""

import html as entities
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from realism.xref.view import Builder, Kind, View

_Rule = Callable[[StateInline, bool], bool]
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_TAG: Final = re.compile(r"<(/?)(a|code|kbd|samp|pre|script|style|sup)\b", re.IGNORECASE)


class _Note(NamedTuple):
    """What an inline rule consumed; for a link, where it leads and where its text ends, too."""

    rule: str
    start: int
    end: int
    target: str = ""
    text_end: int = 0


def markdown(source: str) -> View:
    """The view of `source`: no code, no HTML blocks, no link targets; links and headings only read."""
    builder = Builder(source)
    parser = _Parser()
    lines = [0, *(match.end() for match in _LINE_END.finditer(source)), len(source) + 1]
    heading, level = False, 0
    for token in parser.blocks(source):
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        if token.type == "inline" and token.map is not None:
            begin = builder.at
            _Inline(builder, token, lines, Kind.READ if heading else Kind.TEXT).show(parser.notes(token.content))
            if heading:
                builder.heading(begin, level, min(lines[token.map[1]], len(source)))
        elif token.type == "heading_open":
            level = int(token.tag[1:])
        builder.gap()
    return builder.view()


class _Parser:
    """A CommonMark parser whose inline rules note what they consumed."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark")
        self._markdown.core.ruler.enableOnly(["normalize", "block"])
        self._state: StateInline | None = None
        self._notes: list[_Note] = []
        for rule in self._markdown.inline.ruler.__rules__:
            self._markdown.inline.ruler.at(rule.name, self._noting(rule.name, rule.fn))

    def _noting(self, name: str, rule: _Rule) -> _Rule:
        def noting(state: StateInline, silent: bool) -> bool:
            start, before = state.pos, len(state.tokens)
            consumed = rule(state, silent)
            if consumed and not silent and state is self._state:
                note = _Note(name, start, state.pos)
                self._notes.append(_with_target(note, state, before) if name == "link" else note)
            return consumed

        return noting

    def blocks(self, source: str) -> list[Token]:
        self._env: dict[str, object] = {}
        return self._markdown.parse(source, self._env)

    def notes(self, content: str) -> list[_Note]:
        """What the inline rules consumed of `content`, outermost before innermost, in order."""
        self._notes = []
        self._state = StateInline(content, self._markdown, self._env, [])
        self._markdown.inline.tokenize(self._state)
        return sorted(self._notes, key=lambda note: (note[1], -note[2]))


def _with_target(note: _Note, state: StateInline, before: int) -> _Note:
    opened = next((token for token in state.tokens[before:] if token.type == "link_open"), None)
    target = opened.attrGet("href") if opened else None
    return note._replace(target=str(target or ""), text_end=parseLinkLabel(state, note.start, True))


class _Inline:
    """Shows one block of inline content; `lines` are the offsets at which the lines of the source begin."""

    def __init__(self, builder: Builder, token: Token, lines: list[int], kind: Kind) -> None:
        self._builder = builder
        self._content = token.content
        self._kind = kind
        self._hidden: str | None = None
        first = token.map[0] if token.map else 0
        self._offsets: list[tuple[int, int, int]] = []
        at = 0
        for number, line in enumerate(token.content.split("\n"), first):
            self._offsets.append((at, at + len(line), self._line_offset(line, lines, number)))
            at += len(line) + 1
        self._row = 0
        self._link: tuple[int, _Note] | None = None

    def _line_offset(self, line: str, lines: list[int], number: int) -> int:
        """Where `line` of the content stands in the source, -1 if that is not certain."""
        if number + 1 >= len(lines):
            return -1
        start, end = lines[number], min(lines[number + 1], len(self._builder.source))
        text = self._builder.source[start:end]
        index = text.rfind(line.rstrip())
        return start + index if index >= 0 and text.count(line.rstrip()) == 1 else -1

    def show(self, notes: list[_Note]) -> None:
        at = link_end = 0
        for note in notes:
            rule, start, end = note[:3]
            inside = start < link_end
            if not inside:
                self._end_link()
                self._verbatim(max(at, link_end), start, self._kind)
                at = end
            kind = Kind.LINK if inside and self._kind is Kind.TEXT else self._kind
            if rule == "link":
                self._link = self._link if inside else (self._builder.at, note)
                link_end = max(link_end, end)
            elif rule == "text":
                self._verbatim(start, end, kind)
            elif rule in {"escape", "entity", "newline"}:
                self._whole(rule, start, end, kind)
            elif rule == "html_inline":
                self._tag(self._content[start:end])
            elif rule != "emphasis":
                self._builder.gap()
        self._end_link()
        self._verbatim(max(at, link_end), len(self._content), self._kind)

    def _end_link(self) -> None:
        """Note the link whose contents have been shown, if there is one and it stands in the source for certain."""
        if self._link is None:
            return
        (begin, note), self._link = self._link, None
        spots = [self._offset(spot) for spot in (note.start, note.end, note.start + 1, note.text_end)]
        if note.target and self._hidden is None and all(spot is not None for spot in spots):
            start, end, text, text_end = (spot or 0 for spot in spots)
            self._builder.link(begin, start, end, (text, text_end), note.target)

    def _offset(self, position: int) -> int | None:
        """Where `position` of the content stands in the source, None if that is not certain."""
        first, _, offset = self._line(position)
        return offset + position - first if offset >= 0 else None

    def _tag(self, text: str) -> None:
        match = _TAG.match(text)
        if match is None:
            return
        name = match[2].casefold()
        if not match[1] and self._hidden is None:
            self._hidden = name
        elif match[1] and self._hidden == name:
            self._hidden = None

    def _verbatim(self, start: int, end: int, kind: Kind) -> None:
        if self._hidden is not None:
            return
        while start < end:
            first, last, offset = self._line(start)
            stop = min(end, last)
            if offset >= 0 and stop > start:
                shown = offset + start - first
                if self._builder.source[shown : shown + stop - start] == self._content[start:stop]:
                    self._builder.show(shown, shown + stop - start, kind)
            start = stop + 1

    def _whole(self, rule: str, start: int, end: int, kind: Kind) -> None:
        if self._hidden is not None:
            return
        (first, _, offset), (last_first, _, last_offset) = self._line(start), self._line(end)
        text = self._content[start:end]
        shown = "\n" if rule == "newline" else text[1:] if rule == "escape" else entities.unescape(text)
        begin, stop = offset + start - first, last_offset + end - last_first
        if offset >= 0 and last_offset >= 0 and (rule != "newline" or not self._builder.source[begin:stop].strip()):
            self._builder.show(begin, stop, kind, as_text=shown)
        else:
            self._builder.gap()

    def _line(self, position: int) -> tuple[int, int, int]:
        """Start, end and source offset of the line of content that `position` lies in."""
        while self._row + 1 < len(self._offsets) and self._offsets[self._row + 1][0] <= position:
            self._row += 1
        while self._row and self._offsets[self._row][0] > position:
            self._row -= 1
        return self._offsets[self._row]
