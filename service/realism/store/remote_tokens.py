"""SPARQL texts token by token, written so that every engine reads them alike."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from realism.store.remote_terms import GENID
from realism.store.sparql_tokens import Token

_KIND_TEST = re.compile("is(blank|iri|uri)", re.IGNORECASE)
_CODE_POINT = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_ESCAPED: Final = {'"': r"\"", "'": r"\'", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def plain(every: Iterable[Token]) -> list[Token]:
    """Tokens without comments, with the characters of IRIs written out and kinds of terms tested as we keep them."""
    found = list(every)
    out: list[Token] = []
    code = [place for place, token in enumerate(found) if token.kind not in ("space", "comment")]
    following = {place: code[number + 1 : number + 4] for number, place in enumerate(code)}
    skip = -1
    for place, token in enumerate(found):
        if place <= skip:
            continue
        if token.kind == "comment":
            token = token._replace(kind="space", text=" ")
        elif token.kind == "iri":
            # Virtuoso takes no escapes in IRIs.
            token = token._replace(text=_CODE_POINT.sub(_in_iri, token.text))
        elif token.kind == "string":
            # Where escapes are read before all else (SPARQL 1.1, 19.2), an escaped quotation mark would end the string.
            token = token._replace(text=_CODE_POINT.sub(_in_string, token.text))
        elif token.kind == "word" and _KIND_TEST.fullmatch(token.text):
            argument = [found[other].text for other in following[place]]
            if len(argument) == 3 and argument[0] + argument[2] == "()" and argument[1][0] in "?$":
                token = token._replace(kind="test", text=_kind_test(token.text, argument[1]))
                skip = following[place][2]
        out.append(token)
    return out


def _in_iri(escape: re.Match[str]) -> str:
    character = chr(int(escape[1] or escape[2] or "20", 16))
    return escape[0] if character <= " " or character in '<>"{}|^`\\' else character


def _in_string(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2]
    return _ESCAPED.get(chr(int(number, 16)), escape[0]) if number else escape[0]


def _kind_test(function: str, variable: str) -> str:
    # IF rather than &&: with that, Virtuoso looks through all IRIs it knows.
    stands_for_blank = f'STRSTARTS(STR({variable}), "{GENID}")'
    if function.upper() == "ISBLANK":
        return f"(isBLANK({variable}) || IF(isIRI({variable}), {stands_for_blank}, false))"
    return f"IF(isIRI({variable}), !{stands_for_blank}, false)"


def text_of(every: Sequence[Token]) -> str:
    """The text that the tokens make up."""
    return "".join(token.text for token in every)


def closing(every: Sequence[Token], start: int) -> int:
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for place in range(start, len(every)):
        depth += (every[place].text == "{") - (every[place].text == "}") if every[place].kind == "mark" else 0
        if depth == 0:
            return place
    raise AssertionError("the engine's parser has counted the brackets")
