"""Statements: how they are made, and how they are written."""

from collections.abc import Iterable

from realism.store.base import Iri, Literal, Quad, Term
from realism.vocab import CORE, RDF, XSD


def stated(subject: Iri, predicate: str, value: Term) -> Quad:
    """A statement of the core."""
    return Quad(subject, Iri(predicate), value, Iri(CORE))


def english(text: str) -> Literal:
    """A text in English."""
    return Literal(text, RDF + "langString", "en")


def ntriples(quads: Iterable[Quad]) -> str:
    """Statements as N-Triples."""
    return "".join(f"{term(quad.subject)} <{quad.predicate}> {term(quad.object)} .\n" for quad in quads)


def nquads(quads: Iterable[Quad]) -> str:
    """Statements with their graphs as N-Quads."""
    return "".join(f"{term(quad.subject)} <{quad.predicate}> {term(quad.object)} <{quad.graph}> .\n" for quad in quads)


def term(value: Term) -> str:
    """A term as N-Triples."""
    if not isinstance(value, Literal):
        return f"<{value}>" if isinstance(value, Iri) else f"_:{value}"
    text = value.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if value.language:
        return f'"{text}"@{value.language}'
    # rdflib takes a string whose datatype is written out for another value than one without.
    return f'"{text}"' if value.datatype == XSD + "string" else f'"{text}"^^<{value.datatype}>'


def trig(quads: Iterable[Quad]) -> str:
    """Statements with their graphs as TriG."""
    return "".join(
        f"<{quad.graph}> {{ {term(quad.subject)} <{quad.predicate}> {term(quad.object)} . }}\n" for quad in quads
    )
