"""Folding: a text made comparable to labels, with a map from every folded position back to the text as sent.

Folding takes away case, accents (composed or not), curly quotes, invisible characters and line breaks inside
a sentence, and turns hyphens inside compounds into spaces. Most characters fold to one character; only where
the length changes is a break point noted, so that the map stays small and the work linear.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Final

_GONE: Final = "\x00"
_MANY: Final = "\x02"
_BREAK: Final = "\x01"
_HYPHENS: Final = frozenset("-‐‑‒–−﹣-")
_APOSTROPHES: Final = frozenset("'‘’ʼ′`´＇")
_MARKS: Final = frozenset({"Mn", "Me", "Cf"})
_NEW_LINES: Final = frozenset("\n\x0b\x0c\x85\u2028\u2029")

# Each begins with a character that the search can jump to; what must stand before it is looked up from there.
_COMPOUND: Final = re.compile(rf"-(?<=[\w{_GONE}]-)(?=\w)")
_IRREGULAR: Final = re.compile(
    rf"(?P<space>[ \n]{{2,}})|(?P<odd>[{_GONE}{_MANY}])|(?P<hyphen>-(?<=[\w{_GONE}]-) *\n *(?=\w))"
)
_LINE_END: Final = re.compile(r"\n(?:(?<=[ -]\n)| )")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
_SEPARATORS: Final = bytes(
    code if code > 127 or chr(code).isalnum() or chr(code) == "_" else ord(" ") for code in range(256)
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    text    what labels are compared with
    length  length of the source in code points
    """

    text: str
    length: int
    _folded: tuple[int, ...]
    _source: tuple[int, ...]

    def source(self, position: int) -> int:
        """The position in the source of the character that `position` of the folded text came from."""
        if len(self._folded) == 1:
            return position
        index = bisect_right(self._folded, position) - 1
        return min(self._source[index] + position - self._folded[index], self.length)

    def span(self, start: int, end: int, source: str) -> tuple[int, int]:
        """The span of `source` that the non-empty folded span from `start` to `end` came from.

        Combining marks that follow belong to the last character.
        """
        stop = self.source(end - 1) + 1
        while stop < self.length and unicodedata.combining(source[stop]):
            stop += 1
        return self.source(start), stop


@cache
def _expansion(character: str) -> str:
    """The folded form of one character: nothing, one character, or several."""
    category = unicodedata.category(character)
    if category in _MARKS:
        return ""
    if character in _NEW_LINES:
        return "\n"
    if character.isspace():
        return " "
    if character in _HYPHENS:
        return "-"
    if character in _APOSTROPHES:
        return "'"
    if not character.isalnum():
        return character if " " < character < "\x7f" else _BREAK
    if category == "Lo":
        return character
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    letters = (part for part in decomposed if not unicodedata.combining(part))
    return "".join(part if part.isalnum() else _BREAK for part in letters) or character


class _Table(dict[int, str]):
    """Code point to one folded character; what has none or several is marked.

    Marks stay as they are, so that a text can be translated again; where the source has one, it is expanded later.
    """

    def __missing__(self, code: int) -> str:
        folded = chr(code) if chr(code) in (_GONE, _MANY) else _expansion(chr(code))
        self[code] = one = folded if len(folded) == 1 else (_MANY if folded else _GONE)
        return one


_TABLE: Final = _Table()


def fold(text: str) -> Folded:
    """Fold `text`; any string of code points is fine, lone surrogates and NUL included."""
    # An ASCII string is translated many times as fast as any other.
    latin = text if text.isascii() else _FOREIGN.sub(lambda run: run[0].translate(_TABLE), text)
    same_length = latin.translate(_TABLE)
    if "-" in same_length:
        same_length = _COMPOUND.sub(" ", same_length)
    # A blank line ends a paragraph, and no term goes on in the next one.
    same_length = same_length.replace("\n\n", _BREAK * 2)
    if not _is_irregular(same_length):
        return Folded(same_length.replace("\n", " "), len(text), (0,), (0,))
    pieces: list[str] = []
    folded, source = [0], [0]
    written = read = 0
    for match in _IRREGULAR.finditer(same_length):
        pieces.append(same_length[read : match.start()])
        written += match.start() - read
        read = match.end()
        replacement = _replacement(match, text)
        pieces.append(replacement)
        for offset in range(len(replacement)):
            folded.append(written + offset)
            source.append(match.start())
        written += len(replacement)
        folded.append(written)
        source.append(read)
    pieces.append(same_length[read:])
    return Folded("".join(pieces).replace("\n", " "), len(text), tuple(folded), tuple(source))


def _is_irregular(text: str) -> bool:
    """Whether anything in `text` will change the length; it is looked for as cheaply as can be."""
    if "  " in text or _GONE in text or _MANY in text:
        return True
    return "\n" in text and _LINE_END.search(text) is not None


def _replacement(match: re.Match[str], text: str) -> str:
    if match["hyphen"]:
        return " "
    if match["odd"]:
        return _expansion(text[match.start()])
    return " " if match["space"].count("\n") < 2 else _BREAK


def separated(folded: str) -> str:
    """The folded text with a space for all that is no part of a word, and one more at either end."""
    return f" {folded.encode(errors='replace').translate(_SEPARATORS).decode()} "


def fold_label(label: str) -> str:
    """`label` as it reads in a folded text."""
    return " ".join(fold(label).text.split())


def without_marks(text: str) -> str:
    """`text` in its case, without invisible characters and without marks that do not compose with a letter."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return composed
    return "".join(one for one in composed if unicodedata.category(one) not in _MARKS)
