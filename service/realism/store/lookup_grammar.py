"""The texts that are lookups, as patterns: a part of SPARQL's grammar, so that what matches is a query.

This does not hold for names that no parser takes, for what is said twice (a prefix, a variable of SELECT, LIMIT), and
for words that are refused wherever they stand.
"""

import re
from typing import Final

_S: Final = r"[ \t\r\n]"
_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*+:[^<>\"{}|^`\\\x00-\x20]*+>"
# The engine takes the longest name there is; a dot belongs to it unless a space or a bracket follows.
_NAME: Final = rf"(?:[A-Za-z][A-Za-z0-9_\-]*+)?:(?!-)[A-Za-z0-9_\-]*+(?={_S}|[;,}})]|\.(?:{_S}|\}}))"
_VARIABLE: Final = r"[?$][A-Za-z0-9_]++"
_TEXT: Final = r"\"[^\"\\\n\r]*+\"(?:@[a-z]++(?![A-Za-z0-9\-]))?"
_VERB: Final = rf"(?:{_IRI}|{_NAME}|a(?={_S}|<))"
_SUBJECT: Final = rf"(?:{_IRI}|{_NAME}|{_VARIABLE})"
_OBJECT: Final = rf"(?:{_IRI}|{_NAME}|{_VARIABLE}|{_TEXT})"
_SAID: Final = rf"{_VERB}{_S}*+{_OBJECT}(?:{_S}*+,{_S}*+{_OBJECT})*+"
_STATEMENT: Final = rf"{_SUBJECT}{_S}*+{_SAID}(?:{_S}*+;{_S}*+{_SAID})*+(?:{_S}*+;)*+"
_STATEMENTS: Final = rf"{_STATEMENT}(?:{_S}*+\.{_S}*+{_STATEMENT})*+(?:{_S}*+\.)?+"
_LANGUAGE: Final = rf"(?i:LANG){_S}*+\({_S}*+{_VARIABLE}{_S}*+\)"
_MATCH: Final = rf"(?i:LANGMATCHES){_S}*+\({_S}*+{_LANGUAGE}{_S}*+,{_S}*+\"[A-Za-z\-*]*+\"{_S}*+\)"
_CONDITION: Final = rf"(?:{_MATCH}|{_LANGUAGE}{_S}*+={_S}*+\"[A-Za-z\-]*+\")"
_CONDITIONS: Final = rf"\({_S}*+{_CONDITION}(?:{_S}*+\|\|{_S}*+{_CONDITION})*+{_S}*+\)"
_FILTER: Final = rf"(?i:FILTER)(?:{_S}++{_MATCH}|{_S}*+{_CONDITIONS})"
_OPTIONAL: Final = rf"(?i:OPTIONAL){_S}*+\{{"
_PREFIX: Final = rf"(?i:PREFIX){_S}++((?:[A-Za-z][A-Za-z0-9_\-]*+)?):{_S}*+({_IRI})"


def _group(other: str) -> str:
    """What may stand in a group: statements, and `other` with statements after it."""
    return rf"(?:{_STATEMENTS}{_S}*+)?+(?:{other}{_S}*+(?:\.{_S}*+)?+(?:{_STATEMENTS}{_S}*+)?+)*+"


_PATTERN: Final = _group(rf"(?:{_FILTER}|{_OPTIONAL}{_S}*+{_group(_FILTER)}\}})")
LOOKUP: Final = re.compile(
    rf"""{_S}*+(?P<prefixes>(?:{_PREFIX}{_S}*+)*+)
    (?:(?i:SELECT){_S}++(?P<distinct>(?i:DISTINCT){_S}++)?(?P<variables>\*|{_VARIABLE}(?:{_S}++{_VARIABLE})*+)
        |(?i:ASK)){_S}*+
    (?:(?i:WHERE){_S}*+)?\{{{_S}*+(?P<pattern>{_PATTERN})\}}""",
    re.VERBOSE,
)
END: Final = re.compile(rf"{_S}*+(?:(?i:LIMIT|OFFSET){_S}++[0-9]++{_S}*+)*+")
IRIS: Final = re.compile(rf"<({_IRI[1:-1]})>")
PART: Final = re.compile(rf"{_FILTER}|{_OPTIONAL}|[.;,}}]|{_OBJECT}|a(?={_S}|<)")
DECLARATION: Final = re.compile(_PREFIX)
CONDITION: Final = re.compile(
    rf"((?i:LANGMATCHES){_S}*+\({_S}*+)?{_LANGUAGE.replace(_VARIABLE, f'({_VARIABLE})')}{_S}*+[,=]{_S}*+\"([^\"]*+)\""
)
