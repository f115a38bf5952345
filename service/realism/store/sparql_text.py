"""Reading SPARQL text before the engine does: what it asks for, and what must never be carried out.

The text is cut into the tokens of SPARQL 1.1, section 19.8, so that a word inside a string, a comment or an IRI is not
taken for a keyword. Where the engine could read the same characters differently (it accepts keywords written without
a space between them, and ``<`` may begin an IRI or mean "less than"), the reading here errs on the side of
refusing, and any harmless occurrence of a forbidden word is masked in the text the engine gets: if the two readings
ever differed, the engine would see a syntax error, not a request to fetch something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import urljoin

from realism.errors import Refused
from realism.store.sparql_joining import ADDED, NAME, joining_texts
from realism.store.sparql_tokens import Token, tokens

MAX_NESTING: Final = 100
"""Brackets within brackets. The engine is recursive: at some thousands it overflows its stack and ends the process."""
MAX_STEPS: Final = 2000
"""Keywords and operators, for the same reason: a chain of some thousands BIND, OPTIONAL or ``+`` overflows it too."""

_REMEMBERED_LENGTH: Final = 10_000

_FETCHING = re.compile("service|load", re.IGNORECASE)
_NEEDS_TOKENS: Final = ("service", "load", "from", NAME)
_FROM = re.compile(r"\w*FROM(NAMED)?", re.IGNORECASE)
_GLUED_FROM = re.compile(r"(FROM(?:NAMED)?)(\w*):(.*)", re.IGNORECASE)
_TERMS = frozenset({"a", "true", "false", "undef"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})


@dataclass(frozen=True)
class Reading:
    """What a SPARQL text is about.

    sent         the text as it came
    text         what the engine is given: the same meaning, line for line, with forbidden words masked and
                 GROUP_CONCAT made to join texts
    update       whether it was read as an update
    dataset      whether there is a FROM clause
    masks        line numbers (from 1) and columns in `text` where characters were put in, and how many
    """

    sent: str
    text: str
    update: bool
    dataset: bool = False
    masks: tuple[tuple[int, int, int], ...] = ()

    @cached_property
    def _code(self) -> list[Token]:
        return _without_spaces(list(tokens(self.text)))

    @property
    def keyword(self) -> str:
        """The first keyword after the prologue in upper case, such as SELECT or INSERT; empty if there is none."""
        return _first_keyword(self._code)

    @property
    def undeclared(self) -> tuple[str, ...]:
        """Prefixes used but not declared, in order."""
        prefixes, _ = _prologue(self._code)
        used = dict.fromkeys(t.text.partition(":")[0] for t in self._code if t.kind == "pname")
        return tuple(prefix for prefix in used if prefix not in prefixes)

    @property
    def brackets(self) -> int:
        """How many brackets are opened and not closed; negative when more are closed."""
        return sum((t.text in "([{") - (t.text in ")]}") for t in self._code if t.kind == "mark")

    def column(self, line: int, column: int) -> int:
        """The column in the text as sent of what the engine counts as `column` of `line`."""
        return column - sum(added for at, where, added in self.masks if at == line and where < column)


def read(text: str, *, update: bool) -> Reading:
    """Read a SPARQL query, or with `update` an update.

    LOAD SILENT is taken out: it succeeds and does nothing.
    Raises Refused for SERVICE, LOAD, FROM on a file, and texts beyond MAX_NESTING or MAX_STEPS.
    """
    if _harmless(text):
        return Reading(text, text, update)
    return _remembered(text, update) if len(text) <= _REMEMBERED_LENGTH else _read(text, update)


def _harmless(text: str) -> bool:
    """Whether nothing in `text` can be refused or masked, however it is cut into tokens; most lookups are so."""
    if len(text) > MAX_STEPS or not text.isascii():
        return False
    lowered = text.lower()
    return (
        text.count("(") + text.count("[") + text.count("{") <= MAX_NESTING
        and not any([word in lowered for word in _NEEDS_TOKENS])  # noqa: C419 - a generator costs more
    )


def _without_spaces(every: list[Token]) -> list[Token]:
    return [token for token in every if token.kind not in ("space", "comment")]


def _read(text: str, update: bool) -> Reading:
    every = _without_silent_loads(list(tokens(text))) if update else list(tokens(text))
    code = _without_spaces(every)
    _refuse_overlong(code)
    if _FETCHING.search(text):
        _refuse_fetching(code, update)
    prefixes, base = _prologue(code)
    sources = list(_from_clauses(code, prefixes, base))
    for iri in sources:
        refuse_file(iri)
    masked, masks = _mask(joining_texts(every) if NAME in text.lower() else every)
    return Reading(sent=text, text=masked, update=update, dataset=bool(sources), masks=masks)


_remembered = lru_cache(maxsize=512)(_read)


def refuse_file(iri: str) -> None:
    """Raise Refused when `iri` names a file."""
    if iri.lower().startswith("file:"):
        raise Refused(f"<{iri}> names a file: queries read only the graphs of this dataset; name one of them")


def _without_silent_loads(every: list[Token]) -> list[Token]:
    """LOAD SILENT may fail without an error, and here it always does: it is taken out."""
    out = list(every)
    code = [place for place, token in enumerate(every) if token.kind not in ("space", "comment")]
    for at, place in enumerate(code):
        words = [every[other].text.upper() for other in code[at : at + 5]]
        if words[:2] != ["LOAD", "SILENT"] or every[place].kind != "word":
            continue
        operands = [at + 2, at + 5] if words[3:] == ["INTO", "GRAPH"] else [at + 2]
        if all(other < len(code) and every[code[other]].kind in ("iri", "pname") for other in operands):
            for other in code[at : operands[-1] + 1]:
                out[other] = Token("space", "", every[other].start)
            out[place] = Token("word", "DELETE DATA {}", every[place].start)
    return out


def _refuse_overlong(code: list[Token]) -> None:
    depth = steps = 0
    for token in code:
        steps += token.text in "!+-*/|&^" if token.kind == "mark" else token.kind == "word"
        steps -= token.text.lower() in _TERMS
        if steps > MAX_STEPS:
            raise Refused(f"more than {MAX_STEPS} keywords and operators: split the text into several requests")
        if token.kind == "mark":
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth > MAX_NESTING:
                raise Refused(f"brackets are nested deeper than {MAX_NESTING}: write the query flatter")


def _refuse_fetching(code: list[Token], update: bool) -> None:
    depth = 0
    for before, token, after in zip([None, *code], code, [*code[1:], None], strict=False):
        lowered = token.text.lower()
        if token.kind in ("word", "lang"):
            if "service" in lowered:
                raise Refused("SERVICE is refused: queries run on this dataset only; take the SERVICE clause out")
            if update and "load" in lowered:
                raise Refused("LOAD is refused: nothing is fetched; send the statements with INSERT DATA instead")
        elif token.kind == "pname":
            prefix = lowered.partition(":")[0]
            opens = after is not None and after.text == "{"
            in_graph = before is not None and before.text.upper() == "GRAPH"
            if "service" in prefix and opens and not in_graph:
                raise Refused(f"{token.text} before {{ reads as SERVICE, which is refused: rename the prefix")
            starts = before is None or before.kind == "iri" or before.text == ";"
            if update and prefix.startswith("load") and depth == 0 and starts:
                raise Refused(f"{token.text} here reads as LOAD, which is refused: rename the prefix")
        elif token.kind == "mark":
            depth += (token.text == "{") - (token.text == "}")


def _prologue(code: list[Token]) -> tuple[dict[str, str], str]:
    """The declared prefixes (name without colon to IRI) and the base IRI, empty if there is none."""
    prefixes: dict[str, str] = {}
    base = ""
    for position, token in enumerate(code):
        keyword = token.text.upper() if token.kind == "word" else ""
        following = code[position + 1 : position + 3]
        if keyword == "BASE" and following and following[0].kind == "iri":
            base = urljoin(base, following[0].text[1:-1])
        elif keyword == "PREFIX" and [t.kind for t in following] == ["pname", "iri"]:
            prefixes[following[0].text[:-1]] = urljoin(base, following[1].text[1:-1])
    return prefixes, base


def _from_clauses(code: list[Token], prefixes: dict[str, str], base: str) -> Iterator[str]:
    for position, token in enumerate(code):
        glued = _GLUED_FROM.fullmatch(token.text) if token.kind == "pname" else None
        if glued and glued[1] + glued[2] not in prefixes:
            yield prefixes.get(glued[2], "") + glued[3]
        if token.kind != "word" or _FROM.fullmatch(token.text) is None:
            continue
        named = code[position + 1 : position + 2]
        step = 2 if named and named[0].text.upper() == "NAMED" else 1
        for source in code[position + step : position + step + 1]:
            if source.kind == "iri":
                yield urljoin(base, source.text[1:-1])
            elif source.kind == "pname":
                prefix, _, local = source.text.partition(":")
                yield prefixes.get(prefix, "") + local


def _first_keyword(code: list[Token]) -> str:
    words = (token.text.upper() for token in code if token.kind == "word")
    return next((word for word in words if word not in _PROLOGUE), "")


def _mask(every: list[Token]) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """The text with forbidden words in strings and IRIs written as escapes, and in comments blotted out."""
    out: list[str] = []
    length = 0
    offsets: list[tuple[int, int]] = []
    for token in every:
        piece = token.text
        if token.kind == "comment":
            piece = _FETCHING.sub(lambda match: "*" * len(match.group()), piece)
        elif token.kind in ("string", "iri"):
            found = [match.start() for match in _FETCHING.finditer(piece)]
            offsets += [(length + start + 5 * number, 5) for number, start in enumerate(found)]
            piece = _FETCHING.sub(lambda match: f"\\u{ord(match.group()[0]):04X}{match.group()[1:]}", piece)
        elif token.kind == ADDED:
            offsets.append((length, len(piece)))
        out.append(piece)
        length += len(piece)
    text = "".join(out)
    return text, tuple((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), added) for at, added in offsets)


def is_form(keyword: str) -> bool:
    """Whether `keyword` begins a query (and not an update)."""
    return keyword in _FORMS
