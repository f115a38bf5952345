"""Markdown (CommonMark) parsed by markdown-it-py so that it can be told where in the source things stand.

The parser says on which lines a block stands but not where its inline parts begin, so its inline rules are wrapped
to note where each began and ended.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_Rule = Callable[[StateInline, bool], bool]
_FRONT_MATTER: Final = re.compile(
    r"\A(?:---[ \t]*\r?\n(?=[\w-]+:\s)|\+\+\+[ \t]*\r?\n(?=[\w.-]+[ \t]*=)).*?^(?:---|\+\+\+|\.\.\.)[ \t]*\r?$",
    re.DOTALL | re.MULTILINE,
)
"""What site generators read at the top of a file, in YAML or TOML; CommonMark would take it for text."""
_NOT_LINE_END: Final = re.compile(r"[^\r\n]")


class Note(NamedTuple):
    """What an inline rule consumed; for a link, where it leads and where its text ends, too."""

    rule: str
    start: int
    end: int
    target: str = ""
    text_end: int = 0


class Parser:
    """A CommonMark parser whose inline rules note what they consumed."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark")
        self._markdown.core.ruler.enableOnly(["normalize", "block"])
        self._state: StateInline | None = None
        self._notes: list[Note] = []
        for rule in self._markdown.inline.ruler.__rules__:
            self._markdown.inline.ruler.at(rule.name, self._noting(rule.name, rule.fn))

    def _noting(self, name: str, rule: _Rule) -> _Rule:
        def noting(state: StateInline, silent: bool) -> bool:
            start, before = state.pos, len(state.tokens)
            consumed = rule(state, silent)
            if consumed and not silent and state is self._state:
                note = Note(name, start, state.pos)
                self._notes.append(_with_target(note, state, before) if name == "link" else note)
            return consumed

        return noting

    def blocks(self, source: str) -> list[Token]:
        """The blocks of `source`, without its front matter; lines keep their numbers."""
        self._env: dict[str, object] = {}
        visible = _FRONT_MATTER.sub(lambda found: _NOT_LINE_END.sub("", found[0]), source, count=1)
        return self._markdown.parse(visible, self._env)

    def notes(self, content: str) -> list[Note]:
        """What the inline rules consumed of `content`, outermost before innermost, in order."""
        self._notes = []
        self._state = StateInline(content, self._markdown, self._env, [])
        self._markdown.inline.tokenize(self._state)
        return sorted(self._notes, key=lambda note: (note[1], -note[2]))


def _with_target(note: Note, state: StateInline, before: int) -> Note:
    opened = next((token for token in state.tokens[before:] if token.type == "link_open"), None)
    target = opened.attrGet("href") if opened else None
    return note._replace(target=str(target or ""), text_end=parseLinkLabel(state, note.start, True))
