"""Names: the IRIs of this base, and how they map to slugs and back."""

import re
from typing import Final

BASE: Final = "https://w3id.org/realism/"
SCHEMA: Final = BASE + "schema#"
ID: Final = BASE + "id/"
ACCOUNT: Final = BASE + "account/"
INFERRED: Final = BASE + "inferred/"
CORE: Final = ACCOUNT + "core"
"""The graph of what all theories share."""
ACROSS: Final = INFERRED + "across"
"""The graph of statements inferred from more than one account."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether `text` is a kebab-case slug such as ``security-dilemma`` (at most 120 characters)."""
    return len(text) <= 120 and _SLUG.fullmatch(text) is not None


def entity_iri(slug: str) -> str:
    """The IRI of the entity `slug`.

    Raises ValueError when `slug` is not kebab-case, so that no untrusted text becomes part of an IRI.
    """
    if not is_slug(slug):
        raise ValueError(f"{slug!r} is not a slug: use lower-case letters, digits and single hyphens")
    return ID + slug


def slug_of(iri: str) -> str | None:
    """The slug of an entity or account IRI of this base, None for any other IRI."""
    for base in (ID, ACCOUNT):
        if iri.startswith(base):
            return iri.removeprefix(base)
    return None


def account_iri(slug: str) -> str:
    """The IRI of the account (named graph) of the theory `slug`; ``core`` is the shared part.

    Raises ValueError when `slug` is not kebab-case.
    """
    return ACCOUNT + entity_iri(slug).removeprefix(ID)
