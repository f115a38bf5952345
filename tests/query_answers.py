"""What the tests of named queries share: the queries, their answers as short text, and the facts to compare with."""

import csv
from functools import cache
from pathlib import Path

from rdflib import RDF, SKOS, Graph, Namespace, URIRef

from realism.named import load_queries, run
from realism.paths import ontology_dir, queries_dir
from realism.store.base import Iri, Literal, Store, Term
from realism.vocab import SCHEMA, slug_of

QUERIES = load_queries(queries_dir())
REALISM = Namespace(SCHEMA)
ARTICLE = "defensive-realism-article"
"""The work that the facts call “seed”."""
_RELATIONS = {
    "disputes": "disputesClaim",
    "supports": "supportsClaim",
    "refines": "refinesClaim",
    "presupposes": "presupposes",
}


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
    """The rows of a table of facts; claims and works that the base has beyond them are read from its files."""
    with (shared / "facts" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {row.get("id") for row in rows}
    added = {"claims.csv": _claims, "works.csv": _works}.get(name, dict)()
    return rows + [row for slug, row in sorted(added.items()) if slug not in known]


@cache
def _core() -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in sorted((ontology_dir() / "core").rglob("*.ttl")) + sorted((ontology_dir() / "accounts").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def _slugs(subject: URIRef, name: str) -> str:
    return "; ".join(sorted(slug_of(str(value)) or "" for value in _core().objects(subject, REALISM[name])))


def _claims() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for claim in _core().subjects(RDF.type, REALISM.Claim):
        assert isinstance(claim, URIRef)
        relations = [
            f"{short}:{slug_of(str(other))}"
            for short, name in _RELATIONS.items()
            for other in _core().objects(claim, REALISM[name])
        ]
        found[slug_of(str(claim)) or ""] = {
            "id": slug_of(str(claim)) or "",
            "text": str(_core().value(claim, SKOS.prefLabel)),
            "asserters": _slugs(claim, "assertedBy"),
            "also_asserted_by": _slugs(claim, "alsoAssertedBy"),
            "work": _slugs(claim, "advancedIn"),
            "concepts": _slugs(claim, "aboutConcept"),
            "held_by": "; ".join(slug_of(str(one)) or "" for one in _core().subjects(REALISM.holdsClaim, claim)),
            "rejected_by": "; ".join(slug_of(str(one)) or "" for one in _core().subjects(REALISM.rejectsClaim, claim)),
            "relations": "; ".join(relations),
            "debate": _slugs(claim, "inDebate").removeprefix("debate-"),
            "confidence": str(_core().value(claim, REALISM.confidence)),
        }
    # The facts call the article the base grew from by a name of their own.
    found.pop("", None)
    return found


def _works() -> dict[str, dict[str, str]]:
    works = (work for work in _core().subjects(RDF.type, REALISM.Work) if isinstance(work, URIRef))
    return {
        slug: {
            "id": slug,
            "authors": _slugs(work, "hasAuthor"),
            "year": str(_core().value(work, REALISM.year)),
            "doi": str(_core().value(work, REALISM.doi) or ""),
            "evidence": str(_core().value(work, REALISM.verification)),
        }
        for work in works
        if (slug := slug_of(str(work)) or "") and slug != ARTICLE
    }


def parts(cell: str) -> set[str]:
    """The items of a cell that holds several."""
    return {part.strip() for part in cell.split(";") if part.strip()}
