"""What Virtuoso 7 needs said otherwise.

- Where VALUES gives a variable one value, and a path with ``+`` or ``*`` begins there, Virtuoso fails or answers
  wrongly, and it looks through everything where a UNION follows. BIND it understands better, and an IRI in place of
  the variable best. VALUES of one UNDEF says nothing and is left out.
- It has no truth values: a computed one comes back as 1 or 0, and which variables hold such is read off the query.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from realism.store.sparql_tokens import Token, tokens

_TESTS: Final = ("EXISTS", "NOT", "BOUND", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC")
_TRUTHS: Final = frozenset((*_TESTS, "CONTAINS", "STRSTARTS", "STRENDS", "REGEX", "LANGMATCHES", "TRUE", "FALSE"))
_COMPARING: Final = frozenset("=<>!|&")


@lru_cache(maxsize=512)
def for_virtuoso(text: str) -> tuple[str, frozenset[str]]:
    """The query `text` for Virtuoso, and the variables (without ``?``) that it gives 1 and 0 for true and false."""
    every = list(tokens(text))
    code = [place for place, token in enumerate(every) if token.kind not in ("space", "comment")]
    for number in range(len(code)):
        _replace_values(every, code, number)
    return "".join(token.text for token in every), frozenset(_truths([every[place] for place in code]))


def as_subselect(text: str) -> tuple[str, str] | None:
    """The prologue of a SELECT and the rest, to be put into another; None when its solutions are in an order."""
    depth, start = 0, 0
    for token in tokens(text):
        depth += (token.text in "{(") - (token.text in "})") if token.kind == "mark" else 0
        word = token.text.upper() if token.kind == "word" and depth == 0 else ""
        if word == "SELECT" and not start:
            start = token.start + 1
        if word == "ORDER":
            return None
    return (text[: start - 1], text[start - 1 :]) if start else None


def _replace_values(every: list[Token], code: Sequence[int], number: int) -> None:
    """Write BIND where VALUES with one variable and one value begins at `number`."""
    if every[code[number]].text.upper() != "VALUES" or number + 3 >= len(code):
        return
    _, variable, opening = (every[code[number + step]] for step in range(3))
    if variable.kind != "var" or opening.text != "{":
        return
    closing = next((at for at in range(number + 3, len(code)) if every[code[at]].text == "}"), number)
    value = [every[code[at]] for at in range(number + 3, closing)]
    before = [every[code[at]] for at in range(number)]
    if not _is_one_term(value) or not _is_new(variable, before):
        return
    if value[0].kind in ("iri", "pname"):
        _write_out(every, code, number, closing, value[0])
    undefined = value[0].text.upper() == "UNDEF"
    written = "" if undefined else f"BIND({''.join(token.text for token in value)} AS {variable.text})"
    for at in range(number, closing + 1):
        every[code[at]] = every[code[at]]._replace(kind="space", text=" ")
    every[code[number]] = every[code[number]]._replace(text=written)


def _write_out(every: list[Token], code: Sequence[int], number: int, closing: int, value: Token) -> None:
    """Put `value` for the variable of the VALUES at `number` in the rest of its group, where that means the same."""
    variable = every[code[number + 1]].text[1:]
    places = []
    depth = 0
    for at in range(closing + 1, len(code)):
        token, before = every[code[at]], every[code[at - 1]].text.upper()
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if depth < 0:
            break
        if token.text.upper() in ("SELECT", "BOUND"):
            # What is inside may be another variable of that name, and BOUND takes variables only.
            return
        if token.kind == "var" and token.text[1:] == variable:
            if before in ("AS", "VALUES"):
                return
            places.append(code[at])
    for place in places:
        every[place] = value


def _is_one_term(value: Sequence[Token]) -> bool:
    kinds = [token.kind for token in value]
    if kinds in (["iri"], ["pname"], ["string"], ["string", "lang"]):
        return True
    typed = len(kinds) == 3 and kinds[0] == "string" and value[1].text == "^^"
    return typed or (kinds == ["word"] and value[0].text.upper() == "UNDEF")


def _is_new(variable: Token, before: Sequence[Token]) -> bool:
    """Whether `variable` does not occur earlier in the group, as BIND demands; false outside of any group."""
    depth = 0
    for token in reversed(before):
        depth += (token.text == "}") - (token.text == "{") if token.kind == "mark" else 0
        if depth < 0:
            return True
        if token.kind == "var" and token.text[1:] == variable.text[1:]:
            return False
    return False


def _truths(code: Sequence[Token]) -> Iterator[str]:
    openings: list[int] = []
    for place, token in enumerate(code):
        if token.kind != "mark":
            continue
        if token.text == "(":
            openings.append(place)
        elif token.text == ")" and openings:
            start = openings.pop()
            if place - start > 3 and code[place - 2].text.upper() == "AS" and _is_truth(code[start + 1 : place - 2]):
                yield code[place - 1].text[1:]


def _is_truth(expression: Sequence[Token]) -> bool:
    """Whether the expression is a comparison, a test, or several of these joined."""
    if len(expression) > 2 and expression[0].text == "(" and _closed_at(expression) == len(expression) - 1:
        return _is_truth(expression[1:-1])
    if expression[0].kind == "word" and expression[0].text.upper() in _TRUTHS:
        return True
    if expression[0].text.upper() == "IF" and expression[-2].text.upper() in ("TRUE", "FALSE"):
        return True
    depth = 0
    for token in expression:
        if token.kind == "mark":
            depth += (token.text in "({") - (token.text in ")}")
        if depth == 0 and ((token.kind == "mark" and token.text in _COMPARING) or token.text.upper() == "IN"):
            return True
    return False


def _closed_at(expression: Sequence[Token]) -> int:
    depth = 0
    for place, token in enumerate(expression):
        depth += (token.text == "(") - (token.text == ")") if token.kind == "mark" else 0
        if depth == 0:
            return place
    return -1
