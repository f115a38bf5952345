"""Names that VALUES gives to several variables, written where the variables stand: so the engine's joins begin there.

The engine begins with one table of VALUES and goes on to what shares a variable with it. So where two things are
compared, it finds all that could be compared with the first, and the second comes last. For a query whose WHERE
begins with ``VALUES ?a { <iri> } VALUES ?b { <iri> }``, as those that bind parameters do, each such variable but the
first is replaced in the triple patterns of WHERE itself. VALUES stays, and with it the value of the variable for all
the rest: in groups inside WHERE, in expressions, and in the result. As each solution has that value from the
beginning, the solutions remain the same. The first stays a variable because the engine's own order is the better one
from there: a name in its place would often make another table look smaller.

Queries with paths of no length are left alone: from a variable, they lead only to terms of the data; from a name,
always to itself. So are those with GRAPH, in which the engine's EXISTS depends on the order of its joins.
"""

import re
from collections.abc import Mapping
from typing import Final

_IRI: Final = r"<[^<>\"{}|^`\\\x00-\x20]*+>"
_GAP: Final = r"(?:\s++|\#[^\n\r]*+[\n\r])*+"
_TABLE: Final = (
    rf"(?i:VALUES){_GAP}[?$](?P<variable>\w++){_GAP}\{{{_GAP}"
    rf"(?:(?P<iri>{_IRI}){_GAP}|[^{{}}<>\"'\#]*+)\}}{_GAP}(?:\.{_GAP})?+"
)
_BEGINNING: Final = re.compile(
    rf"""{_GAP}(?:(?i:PREFIX)\s++(?:\w[\w.\-]*+)?+:\s*+{_IRI}{_GAP})*+
    (?:(?i:SELECT)\b[^{{}}<>"'\#]*+|(?i:ASK)\s*+(?:(?i:WHERE)\s*+)?+)\{{{_GAP}
    (?P<tables>(?:{re.sub(r"[(][?]P<[a-z]+>", "(?:", _TABLE)})++)""",
    re.VERBOSE,
)
_TABLES: Final = re.compile(_TABLE)
# Not the tokens of `sparql_tokens`: to cut a comparison into all of them takes .27 ms, as much as is gained here.
_PART: Final = re.compile(
    rf"""(?P<skipped>{_IRI}|"{{3}}|'{{3}}|"(?:[^"\\\n\r]++|\\.)*+"|'(?:[^'\\\n\r]++|\\.)*+'|\#[^\n\r]*+)
    |[?$](?P<variable>\w++)|(?P<mark>[(){{}}*?]|(?i:\bGRAPH\b))""",
    re.VERBOSE,
)


def with_names_in_place(text: str) -> str:
    """The query `text` with names for variables as said above; the same text where that cannot be told to be right."""
    found = _BEGINNING.match(text)
    if found is None:
        return text
    tables = _TABLES.findall(found["tables"])
    names = {variable: iri for variable, iri in tables if iri}
    if len(names) < 2 or len({variable for variable, _ in tables}) < len(tables):
        return text
    return _replaced(text, found.end(), dict(list(names.items())[1:]))


def _replaced(text: str, start: int, names: Mapping[str, str]) -> str:
    out: list[str] = []
    written, groups, brackets = 0, 1, 0
    for part in _PART.finditer(text, start):
        kind = part.lastgroup
        if kind == "variable":
            if groups == 1 and not brackets and (iri := names.get(part[kind])):
                out += text[written : part.start()], " ", iri, " "
                written = part.end()
        elif kind == "mark":
            mark = part[kind]
            if mark in "{}":
                groups += 1 if mark == "{" else -1
                if not groups:
                    break
            elif mark in "()":
                brackets += 1 if mark == "(" else -1
            elif groups == 1 or mark not in "*?":
                return text
        elif part[0][:3] in ('"""', "'''"):
            return text
    return "".join([*out, text[written:]]) if out else text
