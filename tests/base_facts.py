"""What the base holds beyond the tables of facts, as rows of those tables: read from its files, not from an answer."""

import csv
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from rdflib import RDF, SKOS, Graph, Namespace, URIRef

from realism.paths import ontology_dir
from realism.vocab import SCHEMA, slug_of

REALISM = Namespace(SCHEMA)
ARTICLE = "defensive-realism-article"
"""The work that the facts call “seed”."""
_RELATIONS: Final = {
    "disputes": "disputesClaim",
    "supports": "supportsClaim",
    "refines": "refinesClaim",
    "presupposes": "presupposes",
}
_CELLS: Final[Mapping[str, Mapping[str, str]]] = {
    "claims.csv": {"held_by": "^holdsClaim", "rejected_by": "^rejectsClaim"},
    "concepts.csv": {
        "central": "centralTo",
        "contrasts": "contrastsWith",
        "originator": "originatedBy",
        "work": "introducedIn",
    },
    "thinkers.csv": {"theories": "^hasProponent"},
}
"""Columns of a table that name other entities, and the relation (^: read backwards) that says the same."""
_DIMENSIONS: Final = {
    "domestic-politics": "domestic",
    "nuclear-weapons": "nuclear",
    "offense-defense-balance": "odb",
    "status-quo": "statusquo",
}
"""Dimensions that the table of positions calls otherwise."""

Row = dict[str, str]


def parts(cell: str) -> set[str]:
    """The items of a cell that holds several."""
    return {part.strip() for part in cell.split(";") if part.strip()}


def facts(shared: Path, name: str) -> list[Row]:
    """The rows of a table of facts, with what the base has beyond the facts in its cells and as rows of its own."""
    rows = _table(shared, name)
    known = _known(shared)
    for row in rows:
        for column, relation in _CELLS.get(name, {}).items():
            row[column] = "; ".join(sorted(parts(row[column]) | set(_slugs(_iri(row["id"]), relation)) - known))
    if name not in _ADDED:
        return rows
    kind, of = _ADDED[name]
    added = [(slug, of(URIRef(str(one)))) for one in _core().subjects(RDF.type, REALISM[kind]) if (slug := _slug(one))]
    if name == "case_evidence.csv":
        told = {tuple(row[column] for column in ("case", "claim", "per", "work")) for row in rows}
        return rows + [
            row for _, row in sorted(added) if (row["case"], row["claim"], row["per"], row["work"]) not in told
        ]
    # The facts call the article the base grew from by a name of their own.
    return rows + [row for slug, row in sorted(added) if slug not in known and slug != ARTICLE]


def _table(shared: Path, name: str) -> list[Row]:
    with (shared / "facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _known(shared: Path) -> frozenset[str]:
    tables = ("concepts.csv", "thinkers.csv", "works.csv", "claims.csv", "cases.csv", "theory_positions.csv")
    return frozenset(row.get("id") or row["theory"] for name in tables for row in _table(shared, name))


@cache
def _core() -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in sorted((ontology_dir() / "core").rglob("*.ttl")) + sorted((ontology_dir() / "accounts").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def _iri(slug: str) -> URIRef:
    return URIRef(f"https://w3id.org/realism/id/{slug}")


def _slug(term: object) -> str:
    return slug_of(str(term)) or ""


def _slugs(subject: URIRef, relation: str) -> list[str]:
    predicate = REALISM[relation.removeprefix("^")]
    ends = _core().subjects(predicate, subject) if relation[0] == "^" else _core().objects(subject, predicate)
    return sorted({_slug(end) for end in ends})


def _cell(subject: URIRef, relation: str) -> str:
    return "; ".join(_slugs(subject, relation))


def _cells(subject: URIRef, name: str) -> Row:
    return {column: _cell(subject, relation) for column, relation in _CELLS[name].items()}


def _claim(claim: URIRef) -> Row:
    relations = [f"{short}:{end}" for short, name in _RELATIONS.items() for end in _slugs(claim, name)]
    return {
        "id": _slug(claim),
        "text": str(_core().value(claim, SKOS.prefLabel)),
        "asserters": _cell(claim, "assertedBy"),
        "also_asserted_by": _cell(claim, "alsoAssertedBy"),
        "work": _cell(claim, "advancedIn"),
        "concepts": _cell(claim, "aboutConcept"),
        **_cells(claim, "claims.csv"),
        "relations": "; ".join(relations),
        "debate": _cell(claim, "inDebate").removeprefix("debate-"),
        "confidence": str(_core().value(claim, REALISM.confidence)),
    }


def _work(work: URIRef) -> Row:
    return {
        "id": _slug(work),
        "authors": _cell(work, "hasAuthor"),
        "year": str(_core().value(work, REALISM.year)),
        "doi": str(_core().value(work, REALISM.doi) or ""),
        "evidence": str(_core().value(work, REALISM.verification)),
    }


def _position_columns(theory: URIRef) -> Row:
    taken: Row = {"theory": _slug(theory)}
    for relation, position in _core().predicate_objects(theory):
        if str(relation).startswith(SCHEMA + "position"):
            dimension = _cell(URIRef(str(position)), "onDimension").removeprefix("dimension-")
            value = _slug(position).removeprefix(dimension + "-")
            taken[_DIMENSIONS.get(dimension, dimension.replace("-", "_"))] = value
    return taken


def _evidence(record: URIRef) -> Row:
    supported = _cell(record, "supportedClaim")
    return {
        "case": _cell(record, "evidenceCase"),
        "claim": supported or _cell(record, "challengedClaim"),
        "polarity": "supports" if supported else "challenges",
        "per": _cell(record, "accordingTo"),
        "work": _cell(record, "evidenceIn"),
        "confidence": str(_core().value(record, REALISM.confidence)),
    }


_ADDED: Final[Mapping[str, tuple[str, Callable[[URIRef], Row]]]] = {
    "claims.csv": ("Claim", _claim),
    "works.csv": ("Work", _work),
    "concepts.csv": ("Concept", lambda concept: {"id": _slug(concept), **_cells(concept, "concepts.csv")}),
    "thinkers.csv": ("Thinker", lambda thinker: {"id": _slug(thinker), **_cells(thinker, "thinkers.csv")}),
    "cases.csv": ("HistoricalCase", lambda case: {"id": _slug(case)}),
    "theory_positions.csv": ("Theory", _position_columns),
    "case_evidence.csv": ("CaseEvidence", _evidence),
}
"""The kind of entities that are the rows of a table, and how one of them is read as such a row."""
