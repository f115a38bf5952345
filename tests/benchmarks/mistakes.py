"""Mistakes that editors make, put into the statements of an edit whose first subject is a new entry."""

from benchmarks.rdf import english, stated
from realism.store.base import Iri, Literal, Quad
from realism.vocab import SCHEMA, SKOS


def undefined(quads: list[Quad]) -> list[Quad]:
    """Forget the definition."""
    return [quad for quad in quads if quad.predicate != SKOS + "definition"]


def two_labels(quads: list[Quad]) -> list[Quad]:
    """Give a second preferred label."""
    return [stated(Iri(quads[0].subject), SKOS + "prefLabel", english("A second name")), *quads]


def unsure(quads: list[Quad]) -> list[Quad]:
    """Rate the confidence in a word that is not one of the three."""
    return [stated(Iri(quads[0].subject), SCHEMA + "confidence", Literal("certain")), *quads]


def misspelt(quads: list[Quad]) -> list[Quad]:
    """Misspell a property."""
    return [stated(Iri(quads[0].subject), SCHEMA + "aboutConcpet", quads[0].subject), *quads]


def both(quads: list[Quad]) -> list[Quad]:
    """Support and dispute the same claim."""
    claim = Iri(quads[0].subject)
    both = (SCHEMA + "supportsClaim", SCHEMA + "disputesClaim")
    return [*(stated(claim, name, claim) for name in both), *quads]


def far_too_late(quads: list[Quad]) -> list[Quad]:
    """Give a year that is no number."""
    return [stated(Iri(quads[0].subject), SCHEMA + "year", Literal("last year")), *quads]


MISTAKES = (undefined, two_labels, unsure, misspelt, both, far_too_late)
