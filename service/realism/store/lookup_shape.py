"""What lookups that differ only in their names, LIMIT and OFFSET have in common: read once for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from realism.store.base import Literal
from realism.store.lookup_grammar import CONDITION, DECLARATION, LOOKUP, PART
from realism.vocab import RDF

MOST: Final = 8
"""Statements."""
_REFUSED: Final = ("service", "load", "from")
"""Words that are refused, or mean something, where the engine's own reading finds them."""


class Name(NamedTuple):
    """An IRI: the one with this number in the text, with `local` after it; without a number, `local` alone."""

    number: int | None
    local: str


class Condition(NamedTuple):
    """On the language of a text: it is `language`, or with `matches`, falls under it, as by LANGMATCHES."""

    matches: bool
    language: str


class Clause(NamedTuple):
    """A statement, for whoever puts the answer together.

    variable     what is sought; empty when nothing is
    optional     the number of its OPTIONAL, from 1; 0 when there is none
    conditions   of each, one has to hold for what is found
    """

    variable: str
    optional: int
    conditions: tuple[tuple[Condition, ...], ...]


class Outline(NamedTuple):
    """How the answer is put together from what is found for each statement, which has a variable of its own."""

    variables: tuple[str, ...]
    distinct: bool
    clauses: tuple[Clause, ...]


class Shape(NamedTuple):
    """A shape: its statements (what is sought is None), and how its answer is put together if that is plain."""

    statements: tuple[tuple[Name | None, Name, Name | Literal | None], ...]
    outline: Outline | None


class _Part(NamedTuple):
    """A statement, or a filter, in the OPTIONAL of this number."""

    optional: int
    statement: tuple[str, str, str] | None
    conditions: Sequence[tuple[str, str, str]]


@lru_cache(maxsize=1024)
def shape_of(pieces: tuple[str, ...]) -> Shape | None:
    """The shape of a query, of which `pieces` are what stands between its IRIs; None when it is no lookup."""
    numbered = pieces[0] + "".join([f"<iri:{number}>{piece}" for number, piece in enumerate(pieces[1:])])
    found = LOOKUP.fullmatch(numbered)
    if found is None:
        return None
    prefixes = {name: _number(iri) for name, iri in DECLARATION.findall(found["prefixes"])}
    parts = list(_parts(found["pattern"]))
    said = [part.statement for part in parts if part.statement is not None]
    try:
        statements = tuple(
            (_name(subject, prefixes), _name(predicate, prefixes) or Name(None, ""), _term(object_, prefixes))
            for subject, predicate, object_ in said
        )
    except KeyError:
        # A prefix that is not declared.
        return None
    # A text with what looks like an IRI would be another text in the next query of this shape.
    whole = all((s is not None or o is not None) and "<" not in str(o) for s, _, o in statements)
    if not (whole and 0 < len(statements) <= MOST):
        return None
    twice = len(prefixes) < len(DECLARATION.findall(found["prefixes"]))
    refused = any(word in piece.lower() for piece in pieces for word in _REFUSED)
    selected = None if twice or refused else found["variables"]
    outline = None if selected is None else _outline(selected, found["distinct"] is not None, parts)
    return Shape(statements, outline)


def _outline(selected: str, distinct: bool, parts: Sequence[_Part]) -> Outline | None:
    """How the answer is put together; None when variables or conditions stand for more than one statement."""
    places = [(part.optional, _variable(part.statement)) for part in parts if part.statement is not None]
    conditions: dict[tuple[int, str], list[tuple[Condition, ...]]] = {place: [] for place in places}
    for part in parts:
        if part.statement is None:
            about = {(part.optional, variable[1:]) for _, variable, _ in part.conditions}
            if len(about) != 1 or not about <= conditions.keys():
                return None
            conditions[about.pop()].append(tuple(Condition(bool(m), language) for m, _, language in part.conditions))
    names = [variable for _, variable in places if variable]
    variables = sorted(names) if selected == "*" else [word[1:] for word in selected.split()]
    if len(set(names)) < len(names) or len(set(variables)) < len(variables):
        return None
    clauses = tuple(Clause(variable, optional, tuple(conditions[optional, variable])) for optional, variable in places)
    return Outline(tuple(variables), distinct, clauses)


def _variable(statement: tuple[str, str, str]) -> str:
    return next((member[1:] for member in statement if member[0] in "?$"), "")


def _parts(pattern: str) -> Iterator[_Part]:
    subject = predicate = ""
    optional = optionals = 0
    for part in PART.findall(pattern):
        if part in ".}" or part[-1] in "{)":
            subject = predicate = ""
            if part[-1] == "{":
                optional = optionals = optionals + 1
            elif part == "}":
                optional = 0
            elif part != ".":
                yield _Part(optional, None, CONDITION.findall(part))
        elif part == ";":
            predicate = ""
        elif part == ",":
            continue
        elif not subject:
            subject = part
        elif not predicate:
            predicate = part
        else:
            yield _Part(optional, (subject, predicate, part), ())


def _term(part: str, prefixes: Mapping[str, int]) -> Name | Literal | None:
    if part[0] != '"':
        return _name(part, prefixes)
    text, _, language = part[1:].rpartition('"')
    return Literal(text, RDF + "langString", language[1:]) if language else Literal(text)


def _name(part: str, prefixes: Mapping[str, int]) -> Name | None:
    if part[0] in "?$":
        return None
    if part[0] == "<":
        return Name(_number(part), "")
    if part == "a":
        return Name(None, RDF + "type")
    prefix, _, local = part.partition(":")
    return Name(prefixes[prefix], local)


def _number(iri: str) -> int:
    return int(iri[len("<iri:") : -1])
