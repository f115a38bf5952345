"""GROUP_CONCAT as SPARQL 1.1 (18.5.1.7) has it: it joins what STR gives for each value.

The engine joins strings only, keeps a language tag that all of them share, and gives nothing at all for numbers or
dates. So ``STR(…)`` is written around what is joined. With DISTINCT, terms that differ in datatype or language only are
then joined once.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from realism.store.sparql_tokens import Token

NAME: Final = "group_concat"
ADDED: Final = "added"
"""The kind of token that stands in no text that was sent."""
_OPENING: Final = "([{"
_ENDING: Final = ")]};"


def joining_texts(every: Sequence[Token]) -> list[Token]:
    """The tokens of a query with ``STR(`` and ``)``, as tokens of the kind ADDED, around what GROUP_CONCAT joins."""
    before: dict[int, str] = {}
    for start, end in _joined(every):
        before[start] = before.get(start, "") + "STR("
        before[end] = before.get(end, "") + ")"
    out: list[Token] = []
    for at, token in enumerate(every):
        if at in before:
            out.append(Token(ADDED, before[at], token.start))
        out.append(token)
    return out


def _joined(every: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where what is joined begins, and where it has ended: at ``;`` or the closing bracket."""
    code = [at for at, token in enumerate(every) if token.kind not in ("space", "comment")]
    # For each open bracket, where the expression begins if it is that of a call.
    opened: list[int | None] = []
    for before, at, *following in zip([-1, *code], code, [*code[1:], -1], [*code[2:], -1, -1], strict=False):
        text = every[at].text if every[at].kind == "mark" else ""
        if text and text in _OPENING:
            called = text == "(" and before >= 0 and every[before].text.lower() == NAME
            distinct = every[following[0]].text.upper() == "DISTINCT"
            opened.append(following[distinct] if called else None)
        elif opened and text and text in _ENDING:
            start = opened.pop()
            if start is not None and 0 <= start < at:
                yield start, at
            if text == ";":
                opened.append(None)
