"""Which format to answer in: ``?format=`` first, then the Accept header (RFC 9110, 12.5.1).

The client's order decides among equals, then ours. Old names of a format are understood, its canonical name is sent.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from starlette.requests import Request

from realism.errors import NotAcceptable
from realism.store.base import (
    CSV,
    JSONLD,
    NTRIPLES,
    RDFXML,
    SPARQL_JSON,
    SPARQL_XML,
    TSV,
    TURTLE,
    Format,
)

HTML: Final = Format("text/html", "html", "html")
JSON: Final = Format("application/json", "json", "json")
MARKDOWN: Final = Format("text/markdown", "markdown", "md")
WIKITEXT: Final = Format("text/x-wiki", "wikitext", "wiki")

_MEDIA_ALIASES: Final[dict[Format, frozenset[str]]] = {
    SPARQL_JSON: frozenset({"application/json", "text/json"}),
    SPARQL_XML: frozenset({"application/xml", "text/xml"}),
    CSV: frozenset({"application/csv", "text/x-csv"}),
    TSV: frozenset({"text/tsv"}),
    TURTLE: frozenset({"text/n3", "text/rdf+n3", "application/x-turtle", "application/turtle", "text/x-turtle"}),
    NTRIPLES: frozenset({"text/ntriples", "text/plain"}),
    RDFXML: frozenset({"application/xml", "text/xml"}),
    JSONLD: frozenset({"application/json", "text/json"}),
    HTML: frozenset({"application/xhtml+xml"}),
    MARKDOWN: frozenset({"text/x-markdown"}),
}
_NAME_ALIASES: Final[dict[Format, frozenset[str]]] = {
    SPARQL_JSON: frozenset({"sparql-results+json"}),
    SPARQL_XML: frozenset({"sparql-results+xml"}),
    TURTLE: frozenset({"n3"}),
    NTRIPLES: frozenset({"n-triples"}),
    RDFXML: frozenset({"xml", "rdf+xml", "rdf-xml"}),
    JSONLD: frozenset({"json", "json-ld"}),
}
_PART = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PARAMETER = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_QUALITY = re.compile(r"[01](?:\.[0-9]{0,3})?")


class Range(NamedTuple):
    """One media range of an Accept header: lower-case type without parameters, and its quality from 0 to 1."""

    media: str
    quality: float


def parse_accept(header: str) -> list[Range]:
    """The media ranges of the Accept header `header`, in the client's order.

    Parameters other than ``q`` are left out of account; an unreadable ``q`` counts as 1.
    """
    return list(_ranges(header))


def _ranges(header: str) -> Iterator[Range]:
    for part in _PART.findall(header):
        media, *parameters = [piece.strip() for piece in _PARAMETER.findall(part)] or [""]
        if "/" not in media:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q" and _QUALITY.fullmatch(value.strip()):
                quality = min(1.0, float(value))
        yield Range(media.lower(), quality)


def negotiate(header: str, formats: Sequence[Format]) -> Format | None:
    """The best of `formats` (preferred first) for the Accept header `header`; None when none is accepted.

    An empty header accepts everything.
    """
    ranges = parse_accept(header)
    if not header.strip():
        return formats[0]
    best: tuple[float, int, int] | None = None
    chosen: Format | None = None
    for format_ in formats:
        rank = _rank(format_, ranges)
        if rank is not None and (best is None or rank > best):
            best, chosen = rank, format_
    return chosen


def _rank(format_: Format, ranges: Sequence[Range]) -> tuple[float, int, int] | None:
    """How much a client wants `format_`: quality, specificity, earliness; None when it does not accept it."""
    found: tuple[int, float, int] | None = None
    for position, (media, quality) in enumerate(ranges):
        specificity = _specificity(format_, media)
        if specificity and (found is None or specificity > found[0]):
            found = (specificity, quality, -position)
    if found is None or found[1] == 0:
        return None
    specificity, quality, earliness = found
    return quality, min(specificity, 3), earliness


def _specificity(format_: Format, media: str) -> int:
    """4 the canonical type, 3 an alias, 2 ``type/*``, 1 ``*/*``, 0 no match."""
    if media == format_.media_type:
        return 4
    if media in _MEDIA_ALIASES.get(format_, ()):
        return 3
    if media == format_.media_type.split("/")[0] + "/*":
        return 2
    return int(media == "*/*")


def named(name: str, formats: Sequence[Format]) -> Format | None:
    """The one of `formats` called `name`: its name, file extension or media type, or an old name of it."""
    name = name.strip().lower().replace(" ", "+")  # an unescaped "+" of a media type arrives as a space
    for format_ in formats:
        if name in (format_.name, format_.extension, format_.media_type):
            return format_
    for format_ in formats:
        if name in _NAME_ALIASES.get(format_, ()) or name in _MEDIA_ALIASES.get(format_, ()):
            return format_
    return None


def accept_of(request: Request) -> str:
    """The Accept header of `request`, repeated lines joined (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist("accept"))


def choose(request: Request, formats: Sequence[Format], *, name: str | None = None, lenient: bool = False) -> Format:
    """The format to answer `request` in, one of `formats` (preferred first).

    name: what ``?format=`` says, if not to be read from the URL; with `lenient` an unknown name counts as absent.
    Raises NotAcceptable, listing the formats, when the client accepts none of them.
    """
    wanted = name or request.query_params.get("format")
    if wanted:
        format_ = named(wanted, formats)
        if format_ is not None:
            return format_
        if not lenient:
            raise not_acceptable(f"There is no format {wanted[:40]!r} here", formats)
    chosen = negotiate(accept_of(request), formats)
    if chosen is None:
        raise not_acceptable("None of the formats you accept is available here", formats)
    return chosen


def not_acceptable(reason: str, formats: Sequence[Format]) -> NotAcceptable:
    """The error for a request that accepts none of `formats`, with their list."""
    offers = ", ".join(f"{format_.media_type} (?format={format_.name})" for format_ in formats)
    return NotAcceptable(f"{reason}; choose one of: {offers}", formats=[format_.media_type for format_ in formats])
