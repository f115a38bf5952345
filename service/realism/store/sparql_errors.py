"""What is wrong with a SPARQL text that does not parse, in plain words."""

import re
from string import ascii_letters, digits
from typing import Final

from realism.store.sparql_text import Reading, is_form

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_UPDATES: Final = frozenset(["INSERT", "DELETE", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_SHOWN: Final = 30
"""Characters of a text that its message repeats."""
_NAME_CHARACTERS: Final = ascii_letters + digits + "_-"
_KNOWN: Final = {
    "Duplicated variable name": "a variable is selected twice",
    "The SELECT contains a variable that is unbound": "SELECT names a variable that is neither grouped nor aggregated",
    "IRI parsing failed": "an IRI is not absolute (there is no BASE) or holds a character IRIs may not hold",
    "SELECT overrides an existing variable": "SELECT gives an expression the name of a variable that is taken",
    "SELECT * is not authorized": "SELECT * cannot stand with GROUP BY; name the variables",
    "language tag parsing failed": "a language tag is not valid",
    "Variables are not allowed": "INSERT DATA and DELETE DATA take statements without variables",
}


def explain(reading: Reading, engine_message: str) -> tuple[str, int | None, int | None]:
    """The message for the user and the line and column (from 1, in the text as sent), None where unknown.

    `engine_message` is the engine's own: a position and what its grammar would have taken there.
    """
    found = _POSITION.match(engine_message)
    if found is None:
        return f"the query does not parse: {engine_message}", None, None
    line, column = int(found[1]), int(found[2])
    place = f"line {line}, column {reading.column(line, column)}"
    return (
        f"the query does not parse at {place}: {_reason(reading, line, column, found[3])}",
        line,
        (reading.column(line, column)),
    )


def _reason(reading: Reading, line: int, column: int, expected: str) -> str:
    if reading.undeclared:
        prefix = reading.undeclared[0][:_SHOWN]
        return f"the prefix “{prefix}:” is not declared; add a line PREFIX {prefix}: <…> at the top"
    for phrase, words in _KNOWN.items():
        if phrase in expected:
            return words
    if is_form(reading.keyword) == reading.update or not reading.keyword:
        return _wrong_door(reading)
    if reading.brackets < 0:
        return "there is a closing bracket too many"
    lines = reading.sent.split("\n")
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    rest = "\n".join(lines[line - 1 :])[column - 1 :]
    if not rest.strip():
        cause = "a bracket is not closed" if reading.brackets else "a quotation mark or a pattern is not finished"
        return f"the text ends too early; {cause}"
    word = before[len(before.rstrip(_NAME_CHARACTERS)) :]
    return f"“{' '.join((word + rest).split())[:_SHOWN]}” does not fit here"


def _wrong_door(reading: Reading) -> str:
    if reading.keyword in _UPDATES:
        return f"{reading.keyword} begins an update; send it as an update, not as a query"
    if is_form(reading.keyword):
        return f"{reading.keyword} begins a query; send it as a query, not as an update"
    begin = "INSERT, DELETE, CLEAR or another update" if reading.update else "SELECT, ASK, CONSTRUCT or DESCRIBE"
    found = f"“{reading.keyword[:_SHOWN]}” does not begin anything" if reading.keyword else "there is nothing to do"
    return f"{found}; begin with {begin}"
