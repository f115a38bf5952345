"""Dereferencing: an entity's IRI leads to its document, as a page or as RDF."""

from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import NotFound
from realism.store.base import TRIG, Format
from realism.vocab import entity_iri
from realism.web import pages
from realism.web.binding import PREFIXES, bind
from realism.web.documents import FORMATS, PARTS, alternates, choose_document, quads_of, send_document, write_document
from realism.web.negotiation import HTML
from realism.web.pages import axioms_where, directory, family
from realism.web.seealso import SHOWN, see_also_if_any
from realism.web.state import Services, services
from realism.web.succession import moved
from realism.web.view import view

router = APIRouter(tags=["Entities"])
_STATEMENTS: Final = f"""VALUES ?entity {{ UNDEF }}
  {{ ?entity ?p ?o . BIND(?entity AS ?s) }}
  UNION {{ ?s ?p ?entity . BIND(?entity AS ?o) FILTER(isIRI(?s)) }}
  UNION {{ ?entity ?to ?part . FILTER(isBlank(?part)) ?part ({PARTS})* ?s . FILTER(isBlank(?s)) ?s ?p ?o }}
  UNION {{ ?part ?from ?entity . FILTER(isBlank(?part)) ?part ({PARTS})* ?s . FILTER(isBlank(?s)) ?s ?p ?o }}"""
_ABOUT: Final = f"{PREFIXES}SELECT DISTINCT ?s ?p ?o WHERE {{\n  {_STATEMENTS}\n}}"
_ABOUT_IN_GRAPHS: Final = f"""{PREFIXES}SELECT DISTINCT ?g ?s ?p ?o WHERE {{
  {{ SELECT DISTINCT ?s ?p ?o WHERE {{ {_STATEMENTS} }} }}
  GRAPH ?g {{ ?s ?p ?o }}
}}"""
Slug = Annotated[str, Path(description="The entity's slug", examples=["defensive-realism"])]
_MOVED: Final[dict[int | str, dict[str, Any]]] = {
    301: {"description": "The entity was renamed"},
    410: {"description": "The entity was given up, and no one entity took its place"},
}
_DOCUMENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The document", "content": {format_.media_type: {} for format_ in FORMATS}},
    **_MOVED,
}


@router.get(
    "/id/{slug}",
    operation_id="entity_redirect",
    summary="The IRI of an entity: leads to its document",
    status_code=303,
    response_class=Response,
    responses=_MOVED,
)
def entity_redirect(request: Request, slug: Slug) -> Response:
    """See other: the document of the entity, in the format the client accepts."""
    shared = services(request)
    successor = moved(request, "/id/", slug)
    if successor is not None:
        return successor
    directory(shared)[slug]
    headers = {"Location": f"{shared.public_url(request)}/doc/{slug}", "Link": alternates(request, f"/doc/{slug}")}
    return Response(status_code=303, headers=headers)


@router.get(
    "/doc/{slug}.{extension}",
    operation_id="entity_document_in_format",
    summary="The document of an entity as html, ttl, jsonld, rdf, nt or, by account, as trig",
    response_class=Response,
    responses=_DOCUMENT,
)
def entity_document_in_format(
    request: Request, slug: Slug, extension: Annotated[str, Path(examples=["ttl"], description="File extension")]
) -> Response:
    """The document in one format, whatever the client accepts."""
    found = [format_ for format_ in FORMATS if format_.extension == extension]
    if not found:
        names = ", ".join(format_.extension for format_ in FORMATS)
        raise NotFound(f"A document has no format {extension[:20]!r}; choose one of: {names}")
    return moved(request, "/doc/", slug, f".{extension}") or _document(request, slug, found[0])


@router.get(
    "/doc/{slug}",
    operation_id="entity_document",
    summary="The document of an entity: a page, or all statements about it",
    response_class=Response,
    responses=_DOCUMENT,
)
def entity_document(request: Request, slug: Slug) -> Response:
    """The document in the format the client accepts."""
    successor = moved(request, "/doc/", slug)
    if successor is not None:
        return successor
    directory(services(request))[slug]
    return _document(request, slug, choose_document(request))


def _document(request: Request, slug: str, format_: Format) -> Response:
    shared = services(request)
    directory(shared)[slug]
    public = shared.public_url(request)
    location = f"{urlsplit(public).path}/doc/{slug}.{format_.extension}"
    headers = {"Link": alternates(request, f"/doc/{slug}"), "Content-Location": location}
    key = ("doc", slug, format_.name, public if format_ == HTML else None)
    body = shared.cache.get(key, lambda: _body(request, shared, slug, format_))
    return send_document(request, body, format_, headers)


def _body(request: Request, shared: Services, slug: str, format_: Format) -> bytes:
    if format_ != HTML:
        query = bind(_ABOUT_IN_GRAPHS if format_ == TRIG else _ABOUT, "entity", [entity_iri(slug)])
        return write_document(shared, quads_of(shared.store, query), format_, first=entity_iri(slug))
    related = see_also_if_any(shared, slug)
    near = [entry.entity.id for entry in related]
    context = {
        "view": view(shared.store, directory(shared), family(shared), slug, near),
        "axioms": axioms_where(shared, slug),
        "see_also": related[:SHOWN],
        "known": directory(shared).entities,
    }
    return pages.render(request, shared, "entity.html", **context).encode("utf-8", "replace")
