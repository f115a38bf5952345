"""Statements as a reasoner reads them: one a line in N-Triples, found by any of their members."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from realism.checks.edits import footprint
from realism.store.base import BlankNode, Iri, Literal, Quad, Term
from realism.vocab import XSD

_LINE = re.compile(r"(\S+) (\S+) (.*?) ?\.")
_UNUSUAL = re.compile(r"[^A-Za-z0-9_]")
_SHORT = 1000
_ESCAPES = str.maketrans({'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r"})


class Statement(NamedTuple):
    """A statement; its members as N-Triples writes them."""

    subject: str
    predicate: str
    object: str

    @property
    def line(self) -> str:
        """The line of N-Triples."""
        return f"{self.subject} {self.predicate} {self.object} .\n"


Find = Callable[[str | None, str | None, str | None], Iterable[Statement]]
"""Answers subject, predicate and object, None for any, with the statements of one graph that have them."""


class Statements:
    """Statements in memory, each once, in their order."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.all = tuple(dict.fromkeys(statements))
        self._by: tuple[dict[str, list[Statement]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for one in self.all:
            for index, member in zip(self._by, one, strict=True):
                index[member].append(one)

    def find(self, subject: str | None, predicate: str | None, object: str | None) -> Iterator[Statement]:
        """The statements that have the given members; None is any."""
        pattern = (subject, predicate, object)
        found = [index.get(wanted, []) for index, wanted in zip(self._by, pattern, strict=True) if wanted is not None]
        for one in min(found, key=len, default=self.all):
            if all(wanted is None or wanted == has for wanted, has in zip(pattern, one, strict=True)):
                yield one

    @cached_property
    def text(self) -> str:
        """All statements as N-Triples."""
        return "".join(one.line for one in self.all)


def read(ntriples: str) -> Iterator[Statement]:
    """The statements of a text that has one on each line."""
    for line in ntriples.split("\n"):
        match = _LINE.fullmatch(line)
        if match is not None:
            yield Statement(*match.groups())


def graph_of(find: footprint.Find, graph: str) -> Find:
    """The statements of one graph of a dataset."""

    def answer(subject: str | None, predicate: str | None, object: str | None) -> Iterator[Statement]:
        who, what = _resource(subject), _resource(predicate)
        pattern = footprint.Pattern(who, None if what is None else Iri(what), _resource(object))
        return (statement(quad) for quad in find(pattern) if quad.graph == graph)

    return answer


def statement(quad: Quad, blank: str = "") -> Statement:
    """A quad without its graph.

    blank   goes before the name of each blank node, to keep apart those of different sources
    """
    relates = not isinstance(quad.object, Literal)
    short = relates and len(quad.subject) + len(quad.predicate) + len(quad.object) <= _SHORT
    return _remembered(quad, blank) if short else _converted(quad, blank)


def _converted(quad: Quad, blank: str) -> Statement:
    return Statement(_written(quad.subject, blank), _written(quad.predicate, blank), _written(quad.object, blank))


_remembered = lru_cache(maxsize=32_768)(_converted)
"""Relations are looked at again and again; what is long is not kept."""


def _written(term: Term, blank: str) -> str:
    match term:
        case Literal(value, _, language) if language:
            return f'"{value.translate(_ESCAPES)}"@{language}'
        case Literal(value, datatype):
            quoted = f'"{value.translate(_ESCAPES)}"'
            return quoted if datatype == XSD + "string" else f"{quoted}^^<{datatype}>"
        case BlankNode():
            return f"_:{blank}" + _UNUSUAL.sub(lambda found: f"x{ord(found[0]):x}", term)
        case _:
            return f"<{term}>"


def _resource(written: str | None) -> Iri | BlankNode | None:
    if written is None:
        return None
    return BlankNode(written[2:]) if written.startswith("_:") else Iri(written[1:-1])
