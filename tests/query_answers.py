"""What the tests of named queries share: the queries, their answers as short text, and the facts to compare with."""

import csv
from pathlib import Path

from realism.named import load_queries, run
from realism.paths import queries_dir
from realism.store.base import Iri, Literal, Store, Term
from realism.vocab import slug_of

QUERIES = load_queries(queries_dir())


def shown(term: Term | None) -> str:
    """An entity by its slug, a literal by its text."""
    if isinstance(term, Literal):
        return term.value
    return (slug_of(term) or str(term)) if isinstance(term, Iri) else str(term)


def answer(store: Store, name: str, values: dict[str, str], columns: str) -> list[str]:
    """The rows of a query, each as the text of `columns` with spaces between."""
    rows = run(store, QUERIES[name], values).rows()
    return [" ".join(shown(row.get(column)) for column in columns.split()) for row in rows]


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table of facts."""
    with (shared / "facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(cell: str) -> set[str]:
    """The items of a cell that holds several."""
    return {part.strip() for part in cell.split(";") if part.strip()}
