"""RDF documents: statements in the format a client accepts, and the links to their other formats."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from realism.store.base import JSONLD, NTRIPLES, RDFXML, TRIG, TURTLE, Format, Iri, Quad, Row, Store
from realism.store.base import BlankNode as Blank
from realism.store.serializing import prefixes_of, serialize
from realism.web.jsonld import Context
from realism.web.negotiation import HTML, accept_of, choose, negotiate, parse_accept
from realism.web.respond import json_bytes, send
from realism.web.state import Services, services

RDF_FORMATS: Final[tuple[Format, ...]] = (TURTLE, JSONLD, RDFXML, NTRIPLES)
FORMATS: Final[tuple[Format, ...]] = (HTML, *RDF_FORMATS, TRIG)
"""All formats of a document, the one for clients that do not say first."""
_CONTEXT: Final = "/context.jsonld"
PARTS: Final = (
    "owl:onProperty|owl:someValuesFrom|owl:allValuesFrom|owl:hasValue|owl:complementOf|owl:intersectionOf|owl:unionOf|"
    "owl:oneOf|owl:onClass|owl:members|owl:distinctMembers|owl:annotatedTarget|owl:propertyChainAxiom|"
    "owl:inverseOf|rdf:first|rdf:rest"
)
"""The properties that lead from one blank node of an axiom to the next, as a path."""


def choose_document(request: Request, formats: Sequence[Format] = FORMATS) -> Format:
    """The format of a document for the client, one of `formats`.

    TriG, in which no statement is in the default graph, goes only to clients that name no other RDF: of the others many
    name all they can read, and then look into the default graph only.
    Raises NotAcceptable.
    """
    found = choose(request, formats)
    if found != TRIG or request.query_params.get("format"):
        return found
    named_only = ", ".join(f"{r.media};q={r.quality:g}" for r in parse_accept(accept_of(request)) if "*" not in r.media)
    return negotiate(named_only, [one for one in formats if one not in (TRIG, HTML)]) or TRIG


def alternates(request: Request, path: str, formats: Sequence[Format] = FORMATS, *, query: bool = False) -> str:
    """The Link header that names each format of the document at `path`.

    query   whether the format is said by ``?format=`` rather than by a file extension
    """
    public = services(request).public_url(request)
    links = []
    for format_ in formats:
        suffix = f"?format={format_.name}" if query else f".{format_.extension}"
        links.append(f'<{public}{path}{suffix}>; rel="alternate"; type="{format_.media_type}"')
    return ", ".join(links)


def context(shared: Services) -> Context:
    """The JSON-LD context of the present dataset."""
    return shared.cache.get("context", lambda: Context.from_store(shared.store))


def write_document(shared: Services, quads: Sequence[Quad], format_: Format, first: str | None = None) -> bytes:
    """`quads` in `format_`, of which only TriG tells the graphs; JSON-LD is our own, and begins with `first`.

    It goes out by `send_document`, which knows the public address: that comes from the request, so that documents are
    not kept once for each.
    """
    if format_ == JSONLD:
        return context(shared).compact(quads, _CONTEXT, first)
    prefixes = shared.cache.get("prefixes", lambda: prefixes_of(shared.store))
    return serialize(quads, format_, prefixes)


def send_document(request: Request, body: bytes, format_: Format, headers: Mapping[str, str]) -> Response:
    """The response with what `write_document` wrote."""
    if format_ == JSONLD:
        address = f"{services(request).public_url(request)}{_CONTEXT}"
        # The first occurrence is ours: the context stands before all data.
        body = body.replace(json_bytes(_CONTEXT), json_bytes(address), 1)
    return send(body, format_, headers)


def quads_of(store: Store, query: str, default_graphs: Sequence[str] | None = None) -> list[Quad]:
    """The statements that the SELECT `query` finds in ?s, ?p, ?o, and in which graph if it says so in ?g."""
    return [_quad(row) for row in store.query(query, default_graphs=default_graphs).rows()]


def _quad(row: Row) -> Quad:
    subject, predicate, graph = row["s"], row["p"], row.get("g")
    assert isinstance(subject, Iri | Blank)
    assert isinstance(predicate, Iri)
    assert graph is None or isinstance(graph, Iri)
    return Quad(subject, predicate, row["o"], graph)
