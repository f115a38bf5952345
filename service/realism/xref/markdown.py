"""The view of Markdown (CommonMark), by markdown-it-py; of its dialects, front matter and footnotes are known, too."""

import html as entities
import re
from string import punctuation
from typing import Final

from markdown_it.token import Token

from realism.xref.markdown_parser import Note, Parser
from realism.xref.plain import show_text
from realism.xref.view import Builder, Kind, View

_FOOTNOTE: Final = re.compile(r"\[\^[^\s\]]+\]:")
_ESCAPED: Final = punctuation + "\n"
"""What a backslash means something before; before anything else it stands for itself."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_TAG: Final = re.compile(r"<(/?)(a|code|kbd|samp|pre|script|style|sup)\b", re.IGNORECASE)


def markdown(source: str) -> View:
    """The view of `source`: no code, HTML blocks, link targets, footnotes; links and headings only read."""
    builder = Builder(source)
    parser = Parser()
    lines = [0, *(match.end() for match in _LINE_END.finditer(source)), len(source) + 1]
    heading, level = False, 0
    for token in parser.blocks(source):
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        if token.type == "inline" and token.map is not None and not _FOOTNOTE.match(token.content):
            begin = builder.at
            _Inline(builder, token, lines, Kind.READ if heading else Kind.TEXT).show(parser.notes(token.content))
            if heading:
                builder.heading(begin, level, min(lines[token.map[1]], len(source)))
        elif token.type == "heading_open":
            level = int(token.tag[1:])
        builder.gap()
    return builder.view()


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
        self._link: tuple[int, Note] | None = None

    def _line_offset(self, line: str, lines: list[int], number: int) -> int:
        """Where `line` of the content stands in the source, -1 if that is not certain."""
        if number + 1 >= len(lines):
            return -1
        start, end = lines[number], min(lines[number + 1], len(self._builder.source))
        text = self._builder.source[start:end]
        index = text.rfind(line.rstrip())
        return start + index if index >= 0 and text.count(line.rstrip()) == 1 else -1

    def show(self, notes: list[Note]) -> None:
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
            elif rule == "text" or (rule == "escape" and self._content[start + 1] not in _ESCAPED):
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
                    self._show(shown, shown + stop - start, kind)
            start = stop + 1

    def _show(self, start: int, end: int, kind: Kind) -> None:
        if kind is Kind.TEXT:
            show_text(self._builder, start, end)
        else:
            self._builder.show(start, end, kind)

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
