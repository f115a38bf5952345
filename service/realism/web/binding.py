"""Queries of the web layer itself: IRIs are bound into ``VALUES ?name { UNDEF }``, never pasted from outside."""

import re
from collections.abc import Iterable
from typing import Final

from realism.errors import BadInput
from realism.vocab import DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS

PREFIXES: Final = f"""PREFIX realism: <{SCHEMA}>
PREFIX skos: <{SKOS}>
PREFIX dcterms: <{DCTERMS}>
PREFIX owl: <{OWL}>
PREFIX rdf: <{RDF}>
PREFIX rdfs: <{RDFS}>
"""
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*")


def bind(query: str, name: str, iris: Iterable[str]) -> str:
    """`query` with its line ``VALUES ?name { UNDEF }`` holding `iris`.

    Raises BadInput for an IRI that could not stand between angle brackets.
    """
    terms = []
    for iri in iris:
        if _IRI.fullmatch(iri) is None:
            raise BadInput(f"{iri[:200]!r} is not an absolute IRI")
        terms.append(f"<{iri}>")
    line = f"VALUES ?{name} {{ UNDEF }}"
    assert line in query
    return query.replace(line, f"VALUES ?{name} {{ {' '.join(terms)} }}")
