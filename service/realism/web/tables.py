"""Query results as a reader sees them: a table, a yes or no, or Turtle."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from realism.store.base import TURTLE, BlankNode, Form, Iri, Literal, Results, Row, Term
from realism.vocab import ID, SCHEMA
from realism.web.respond import text_of

_DECODER: Final = json.JSONDecoder()
_BINDINGS = re.compile(r'"bindings"\s*:\s*\[\s*(?=\{)')
_COMMA = re.compile(r"\s*,\s*")
SHOWN: Final = 1000
"""Rows on a page; the page says so when there are more, and links to all of them."""


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and where it leads."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Table:
    """An answer for a page: rows under `columns`, or `boolean`, or the Turtle `text` of a graph."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    more: bool = False
    boolean: bool | None = None
    text: str | None = None


def table(results: Results) -> Table:
    """`results` for a page; at most `SHOWN` rows."""
    if results.form == "ask":
        return Table(boolean=results.boolean)
    if results.form != "select":
        return Table(text=results.serialize(TURTLE).decode("utf-8"))
    columns = list(results.variables)
    rows = list(islice(results.rows(), SHOWN + 1))
    return Table(columns, [_cells(columns, row) for row in rows[:SHOWN]], more=len(rows) > SHOWN)


def table_of(form: Form, body: bytes) -> Table:
    """The same of an answer that was written as JSON, or as Turtle when it is a graph."""
    text = body.decode("utf-8")
    if form == "ask":
        return Table(boolean=json.loads(text)["boolean"])
    if form != "select":
        return Table(text=text)
    columns, start = _DECODER.raw_decode(text, text.index("[", text.index('"vars"'))) if '"vars"' in text else ([], 0)
    rows = list(islice(_solutions(text, start), SHOWN + 1))
    return Table(columns, [_cells(columns, row) for row in rows[:SHOWN]], more=len(rows) > SHOWN)


def _solutions(text: str, start: int) -> Iterator[Row]:
    """The solutions in SPARQL JSON, each read when it is asked for: an answer may be far longer than a page."""
    found = _BINDINGS.search(text, start)
    while found is not None:
        cells, end = _DECODER.raw_decode(text, found.end())
        yield {name: _term(cell) for name, cell in cells.items()}
        found = _COMMA.match(text, end)


def _term(cell: dict[str, Any]) -> Term:
    if cell["type"] == "uri":
        return Iri(cell["value"])
    if cell["type"] == "bnode":
        return BlankNode(cell["value"])
    return Literal(str(cell["value"]))


def _cells(columns: list[str], row: Row) -> list[Cell]:
    return [Cell(_short(row.get(name)), _href(row.get(name))) for name in columns]


def _short(term: Term | None) -> str:
    text = text_of(term)
    if isinstance(term, Iri):
        for namespace, prefix in ((ID, "id:"), (SCHEMA, "realism:")):
            if text.startswith(namespace):
                return prefix + text.removeprefix(namespace)
    return text


def _href(term: Term | None) -> str | None:
    if not isinstance(term, Iri):
        return None
    if term.startswith(ID):
        return "/doc/" + term.removeprefix(ID)
    if term.startswith(SCHEMA):
        return "/schema#" + term.removeprefix(SCHEMA)
    return str(term) if term.startswith(("http://", "https://")) else None
