"""What the tests of named queries share: the queries, their answers as short text, and the facts to compare with."""

from base_facts import ARTICLE, facts, parts
from realism.named import load_queries, run
from realism.paths import queries_dir
from realism.store.base import Iri, Literal, Store, Term
from realism.vocab import slug_of

__all__ = ["ARTICLE", "QUERIES", "answer", "facts", "parts", "shown"]

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
