"""Lookups: queries whose text shows that they only ask for what stands beside one named thing.

A lookup consists of statements with a name as predicate and, as subject or object, another name or a text, so that at
most one of the three is sought. Such statements may be optional, and the language of what is found may be asked for.
There are no joins through a thing that is not named, and no paths, groups, orders, functions or subqueries.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from realism.store.base import Iri, Literal
from realism.store.lookup_grammar import END, IRIS
from realism.store.lookup_shape import MOST, Name, Outline, shape_of

__all__ = ["LONGEST", "MOST", "Lookup", "Sought", "lookup"]
LONGEST: Final = 2000
"""Characters."""
_LARGEST: Final = 1 << 63
"""A number for LIMIT or OFFSET that the engine takes, at least up to here."""


class Sought(NamedTuple):
    """A statement of a lookup; what is sought is None."""

    subject: Iri | None
    predicate: Iri
    object: Iri | Literal | None


class Lookup(NamedTuple):
    """A lookup.

    statements   those it asks for
    names        the IRIs in its text
    outline      how its answer is put together; None when that is for the engine to say, or whether there is one
    begin, end   the first and the last but one of the solutions that are wanted, as by OFFSET and LIMIT
    """

    statements: Sequence[Sought]
    names: Sequence[str] = ()
    outline: Outline | None = None
    begin: int = 0
    end: int | None = None


def lookup(text: str) -> Lookup | None:
    """What the query `text` looks up; None when it is no lookup.

    What is said of a text that does not parse is of no use without an outline: the engine refuses it.
    """
    # The engine takes dots that are segments of a path out of IRIs, so that they are not what they seem.
    if len(text) > LONGEST or not text.isascii() or "/." in text or ":." in text:
        return None
    query, bracket, end = text.rpartition("}")
    if END.fullmatch(end) is None:
        return None
    pieces = IRIS.split(query + bracket)
    shape = shape_of(tuple(pieces[::2]))
    if shape is None:
        return None
    names = pieces[1::2]
    statements = [
        Sought(
            None if subject is None else _iri(subject, names),
            _iri(predicate, names),
            _iri(object_, names) if isinstance(object_, Name) else object_,
        )
        for subject, predicate, object_ in shape.statements
    ]
    if shape.outline is None or not end or end.isspace():
        return Lookup(statements, names, shape.outline)
    return _cut(statements, names, shape.outline, end.upper().split())


def _cut(statements: Sequence[Sought], names: Sequence[str], outline: Outline, words: Sequence[str]) -> Lookup:
    """A lookup that ends with the `words`, which say which solutions are wanted."""
    numbers = {word: int(number) for word, number in zip(words[::2], words[1::2], strict=False) if number.isdigit()}
    if len(numbers) * 2 != len(words) or max(numbers.values()) > _LARGEST:
        # Said twice, or without a space between.
        return Lookup(statements, names)
    begin, most = numbers.get("OFFSET", 0), numbers.get("LIMIT")
    return Lookup(statements, names, outline, begin, None if most is None else begin + most)


def _iri(name: Name, names: Sequence[str]) -> Iri:
    return Iri(name.local if name.number is None else names[name.number] + name.local)
