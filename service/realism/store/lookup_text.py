"""Lookups: queries whose text shows that they only ask for what stands beside one named thing.

A lookup consists of statements with a name as predicate and, as subject or object, another name or a text, so that at
most one of the three is sought. Such statements may be optional, and the language of what is found may be asked for.
There are no joins through a thing that is not named, and no paths, groups, orders, functions or subqueries.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from realism.store.base import Iri, Literal
from realism.vocab import RDF

LONGEST: Final = 2000
"""Characters."""
MOST: Final = 8
"""Statements."""

_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*+:[^<>\"{}|^`\\\x00-\x20]*+>"
# The engine takes the longest name there is; a dot belongs to it unless a space or a bracket follows.
_NAME: Final = r"(?:[A-Za-z][A-Za-z0-9_\-]*+)?:[A-Za-z0-9_\-]*+(?=[\s;,})]|\.[\s}])"
_VARIABLE: Final = r"[?$][A-Za-z0-9_]++"
_TEXT: Final = r"\"[^\"\\\n\r]*+\"(?:@[a-z]++(?![A-Za-z0-9\-]))?"
_VERB: Final = rf"(?:{_IRI}|{_NAME}|a(?=[\s<]))"
_SUBJECT: Final = rf"(?:{_IRI}|{_NAME}|{_VARIABLE})"
_OBJECT: Final = rf"(?:{_IRI}|{_NAME}|{_VARIABLE}|{_TEXT})"
_SAID: Final = rf"{_VERB}\s*+{_OBJECT}(?:\s*+,\s*+{_OBJECT})*+"
_STATEMENTS: Final = rf"{_SUBJECT}\s*+{_SAID}(?:\s*+;\s*+{_SAID})*+(?:\s*+;)*+"
_LANGUAGE: Final = rf"(?i:LANG)\s*+\(\s*+{_VARIABLE}\s*+\)"
_MATCH: Final = rf"(?i:LANGMATCHES)\s*+\(\s*+{_LANGUAGE}\s*+,\s*+\"[A-Za-z\-*]*+\"\s*+\)"
_CONDITION: Final = rf"(?:{_MATCH}|{_LANGUAGE}\s*+=\s*+\"[A-Za-z\-]*+\")"
_FILTER: Final = rf"(?i:FILTER)\s*+(?:{_MATCH}|\(\s*+{_CONDITION}(?:\s*+\|\|\s*+{_CONDITION})*+\s*+\))"
_ITEM: Final = rf"(?:{_FILTER}|{_STATEMENTS}|\.)"
_OPTIONAL: Final = r"(?i:OPTIONAL)\s*+\{"
_PREFIX: Final = rf"(?i:PREFIX)\s++((?:[A-Za-z][A-Za-z0-9_\-]*+)?):\s*+({_IRI})"

_LOOKUP = re.compile(
    rf"""\s*+(?P<prefixes>(?:{_PREFIX}\s*+)*+)
    (?:(?i:SELECT)\s++(?:(?i:DISTINCT)\s++)?(?:\*|{_VARIABLE}(?:\s++{_VARIABLE})*+)|(?i:ASK))\s*+
    (?:(?i:WHERE)\s*+)?\{{\s*+(?P<pattern>(?:(?:{_ITEM}|{_OPTIONAL}\s*+(?:{_ITEM}\s*+)*+\}})\s*+)*+)\}}\s*+
    (?:(?i:LIMIT|OFFSET)\s++[0-9]++\s*+)*+""",
    re.VERBOSE,
)
_PART = re.compile(rf"{_FILTER}|{_OPTIONAL}|[.;,}}]|{_OBJECT}|a(?=[\s<])")
_DECLARATION = re.compile(_PREFIX)


class Sought(NamedTuple):
    """A statement of a lookup; what is sought is None."""

    subject: Iri | None
    predicate: Iri
    object: Iri | Literal | None


def lookup(text: str) -> list[Sought] | None:
    """The statements that the query `text` asks for; None when it is no lookup.

    What is said of a text that does not parse is of no use: the engine refuses it.
    """
    # The engine takes dots that are segments of a path out of IRIs, so that they are not what they seem.
    if len(text) > LONGEST or not text.isascii() or "/." in text or ":." in text:
        return None
    found = _LOOKUP.fullmatch(text)
    if found is None:
        return None
    prefixes = {name: iri[1:-1] for name, iri in _DECLARATION.findall(found["prefixes"])}
    try:
        statements = list(_statements(found["pattern"], prefixes))
    except KeyError:
        # A prefix that is not declared.
        return None
    whole = all(one.subject is not None or one.object is not None for one in statements)
    return statements if whole and 0 < len(statements) <= MOST else None


def _statements(pattern: str, prefixes: Mapping[str, str]) -> Iterator[Sought]:
    subject = predicate = ""
    for part in _PART.findall(pattern):
        if part in ".}" or part[-1] in "{)":
            subject = predicate = ""
        elif part == ";":
            predicate = ""
        elif part == ",":
            continue
        elif not subject:
            subject = part
        elif not predicate:
            predicate = part
        else:
            yield Sought(_name(subject, prefixes), _name(predicate, prefixes) or Iri(""), _term(part, prefixes))


def _term(part: str, prefixes: Mapping[str, str]) -> Iri | Literal | None:
    if part[0] != '"':
        return _name(part, prefixes)
    text, _, language = part[1:].rpartition('"')
    return Literal(text, RDF + "langString", language[1:]) if language else Literal(text)


def _name(part: str, prefixes: Mapping[str, str]) -> Iri | None:
    if part[0] in "?$":
        return None
    if part[0] == "<":
        return Iri(part[1:-1])
    if part == "a":
        return Iri(RDF + "type")
    prefix, _, local = part.partition(":")
    return Iri(prefixes[prefix] + local)
