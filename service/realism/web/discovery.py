"""How machines find what is here: the dataset described, the JSON-LD context, what crawlers may and should read."""

from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from realism.reference.void import PREFIXES, Service, access, contents
from realism.store.base import JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from realism.store.serializing import prefixes_of, serialize
from realism.web.documents import alternates, context
from realism.web.dumps import downloads
from realism.web.negotiation import JSON, choose
from realism.web.respond import json_bytes, send
from realism.web.state import Services, services

router = APIRouter(tags=["Discovery"])
FORMATS: Final[tuple[Format, ...]] = (TURTLE, JSONLD, RDFXML, NTRIPLES)
_CLOSED: Final = (
    "/sparql",
    "/rdf-graph-store",
    "/check",
    "/search",
    "/suggest",
    "/reconcile",
    "/xref/",
    "/compare?a=",
    "/dump.",
)
"""Paths that cost work, or hold nothing to be read page by page."""
_RDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The description", "content": {format_.media_type: {} for format_ in FORMATS}}
}


@router.get(
    "/void",
    operation_id="void",
    summary="The dataset described in VoID and DCAT: counts, graphs, files, SPARQL endpoint",
    response_class=Response,
    responses=_RDF,
)
async def void(request: Request) -> Response:
    """What is in the dataset now, and where to get it."""
    shared = services(request)
    format_ = choose(request, FORMATS)
    body = await shared.dump_threads.run(lambda: _description(shared, shared.public_url(request), format_))
    return send(body, format_, {"Link": alternates(request, "/void", FORMATS, query=True)})


def _description(shared: Services, public: str, format_: Format) -> bytes:
    # Kept without the public address, which a request may make up.
    told = shared.cache.get("void", lambda: contents(shared.store))
    where = access(downloads(public), Service(public, f"{public}/sparql"))
    return serialize([*told, *where], format_, {**prefixes_of(shared.store), **PREFIXES})


@router.get(
    "/.well-known/void",
    operation_id="well_known_void",
    summary="Leads to the description of the dataset",
    status_code=302,
    response_class=Response,
)
def well_known_void(request: Request) -> Response:
    """Found: the description, in the format the client accepts (VoID, 7.2)."""
    location = f"{services(request).public_url(request)}/void"
    return Response(
        status_code=302, headers={"Location": location, "Link": alternates(request, "/void", FORMATS, query=True)}
    )


@router.get(
    "/context.jsonld",
    operation_id="jsonld_context",
    summary="The JSON-LD context of the JSON-LD documents here",
    response_class=Response,
    responses={200: {"description": "The context", "content": {JSONLD.media_type: {}}}},
)
def jsonld_context(request: Request) -> Response:
    """Short keys for classes and properties."""
    shared = services(request)
    format_ = choose(request, (JSONLD, JSON))
    body = shared.cache.get("context.jsonld", lambda: json_bytes(context(shared).document(), indent=1) + b"\n")
    # Processors may keep it: a new version of the dataset adds names, but changes none.
    return send(body, format_, {"Cache-Control": "max-age=3600"})


@router.get(
    "/robots.txt",
    operation_id="robots",
    summary="What crawlers may read",
    response_class=PlainTextResponse,
)
async def robots(request: Request) -> PlainTextResponse:
    """Pages, but nothing that costs work."""
    public = services(request).public_url(request)
    root = urlsplit(public).path
    closed = "\n".join(f"Disallow: {root}{path}" for path in _CLOSED)
    # No line that allows the rest: old readers go by the first line that fits, not by the longest.
    return PlainTextResponse(f"User-agent: *\n{closed}\n\nSitemap: {public}/sitemap.xml\n")
