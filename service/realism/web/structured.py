"""schema.org in JSON-LD inside the pages, for search engines (https://schema.org/DefinedTerm and others)."""

import json
from collections.abc import Iterable
from typing import Any, Final

from markupsafe import Markup

from realism.store.base import Store, text_of
from realism.vocab import BASE, DCTERMS, OWL, SCHEMA
from realism.web.directory import Entity
from realism.web.dumps import GZIP, downloads
from realism.web.view import EntityView

_VOCABULARY: Final = "https://schema.org"
_TERM: Final = "DefinedTerm"
_KINDS: Final = {"thinker": "Person", "voice": "Organization", "work": "CreativeWork", "claim": "Claim"}
_WORKS: Final = {
    "Book": "Book",
    "EditedBook": "Book",
    "Monograph": "Book",
    "JournalArticle": "ScholarlyArticle",
    "Chapter": "Chapter",
    "EncyclopediaArticle": "Article",
}
_YEARS: Final = {"born": "birthDate", "died": "deathDate", "year": "datePublished"}
_AUTHORS: Final = ("hasAuthor", "assertedBy")
_HEADER: Final = {"name": "title", "description": "description", "license": "license"}
_DOI: Final = "https://doi.org/"


def script_json(value: Any) -> Markup:
    """`value` as JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 (every character that HTML could read as markup is a JSON escape by now)


def structured(view: EntityView, public: str) -> Markup:
    """What the page of an entity says of it: a person, a work, a claim, or else a term of this base."""
    entity = view.entity
    kind = _type(view)
    found: dict[str, Any] = {
        "@context": _VOCABULARY,
        "@type": kind,
        "@id": entity.iri,
        "name": entity.label,
        "description": entity.definition,
        "alternateName": view.aliases,
        "url": f"{public}/doc/{entity.slug}",
        "sameAs": [*view.matches, *([_DOI + view.doi] if view.doi else [])],
        "author": [_reference(author) for author in _authors(view)],
    }
    if kind == _TERM:
        found["inDefinedTermSet"] = {"@type": "DefinedTermSet", "@id": BASE, "url": f"{public}/"}
    for name, value in view.details:
        if name in _YEARS and value is not None and value.isdecimal():
            found[_YEARS[name]] = value.zfill(4)
    return script_json({key: value for key, value in found.items() if value})


def term_set(store: Store, public: str) -> Markup:
    """What the home page says of the base: a set of terms, and a dataset to download."""
    found: dict[str, Any] = {
        "@context": _VOCABULARY,
        "@type": ["DefinedTermSet", "Dataset"],
        "@id": BASE,
        "url": f"{public}/",
        "distribution": [
            {"@type": "DataDownload", "name": one.name, "contentUrl": one.url, "encodingFormat": [one.media_type, GZIP]}
            for one in downloads(public)
        ],
    }
    for name, property_ in (
        *((name, DCTERMS + one) for name, one in _HEADER.items()),
        ("version", OWL + "versionInfo"),
    ):
        rows = store.query(f"SELECT DISTINCT ?value {{ <{BASE}> <{property_}> ?value }}").rows()
        values = sorted(text_of(row["value"]) for row in rows)
        found |= {name: values[0]} if values else {}
    return script_json(found)


def _type(view: EntityView) -> str:
    narrow = [_WORKS[name] for name in _WORKS if SCHEMA + name in view.classes]
    return narrow[0] if narrow else _KINDS.get(view.entity.kind, _TERM)


def _authors(view: EntityView) -> Iterable[Entity]:
    """Who wrote the work, or asserts the claim."""
    for block in view.blocks:
        if any(name in _AUTHORS for name in block.section.out):
            yield from (item.entity for item in (*block.items, *block.rest))


def _reference(entity: Entity) -> dict[str, str]:
    return {"@type": _KINDS.get(entity.kind, _TERM), "@id": entity.iri, "name": entity.label}
