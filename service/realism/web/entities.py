"""Dereferencing: an entity's IRI leads to its document, as a page or as RDF; so do accounts and the vocabulary."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import NotFound
from realism.store.base import GRAPH_FORMATS, JSONLD, NTRIPLES, RDFXML, TURTLE, Format, Results
from realism.vocab import CORE, SCHEMA, account_iri, entity_iri, is_slug
from realism.web import pages
from realism.web.binding import PREFIXES, bind
from realism.web.negotiation import HTML, choose
from realism.web.pages import axioms_where, directory, family, page, vocabulary
from realism.web.respond import send
from realism.web.seealso import SHOWN, see_also_if_any
from realism.web.state import Services, services
from realism.web.view import view

router = APIRouter(tags=["Entities"])
FORMATS: Final[tuple[Format, ...]] = (HTML, TURTLE, JSONLD, RDFXML, NTRIPLES)
_STRUCTURE: Final = (
    "owl:onProperty|owl:someValuesFrom|owl:allValuesFrom|owl:hasValue|owl:complementOf|owl:intersectionOf|owl:unionOf|"
    "owl:oneOf|owl:onClass|owl:members|owl:distinctMembers|owl:annotatedTarget|owl:propertyChainAxiom|"
    "owl:inverseOf|rdf:first|rdf:rest"
)
_ABOUT: Final = (
    PREFIXES
    + f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  VALUES ?entity {{ UNDEF }}
  {{ ?entity ?p ?o . BIND(?entity AS ?s) }}
  UNION {{ ?s ?p ?entity . BIND(?entity AS ?o) FILTER(isIRI(?s)) }}
  UNION {{ ?entity ?to ?part . FILTER(isBlank(?part)) ?part ({_STRUCTURE})* ?s . FILTER(isBlank(?s)) ?s ?p ?o }}
  UNION {{ ?part ?from ?entity . FILTER(isBlank(?part)) ?part ({_STRUCTURE})* ?s . FILTER(isBlank(?s)) ?s ?p ?o }}
}}"""
)
_GRAPH: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_SCHEMA: Final = (
    PREFIXES
    + f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  ?term a ?kind . FILTER(STRSTARTS(STR(?term), "{SCHEMA}"))
  {{ ?term ?p ?o . BIND(?term AS ?s) }}
  UNION {{ ?term ?to ?part . FILTER(isBlank(?part)) ?part ({_STRUCTURE})* ?s . FILTER(isBlank(?s)) ?s ?p ?o }}
}}"""
)
Slug = Annotated[str, Path(description="The entity's slug", examples=["defensive-realism"])]
Account = Annotated[str, Path(description="A theory with an account, or core", examples=["defensive-realism"])]
_RDF_OR_HTML: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The document", "content": {format_.media_type: {} for format_ in FORMATS}}
}


@router.get(
    "/id/{slug}",
    operation_id="entity_redirect",
    summary="The IRI of an entity: leads to its document",
    status_code=303,
    response_class=Response,
)
def entity_redirect(request: Request, slug: Slug) -> Response:
    """See other: the document of the entity, in the format the client accepts."""
    shared = services(request)
    directory(shared)[slug]
    headers = {"Location": f"{shared.public_url(request)}/doc/{slug}", "Link": _alternates(request, f"/doc/{slug}")}
    return Response(status_code=303, headers=headers)


@router.get(
    "/doc/{slug}.{extension}",
    operation_id="entity_document_in_format",
    summary="The document of an entity as html, ttl, jsonld, rdf or nt",
    response_class=Response,
    responses=_RDF_OR_HTML,
)
def entity_document_in_format(
    request: Request, slug: Slug, extension: Annotated[str, Path(examples=["ttl"], description="File extension")]
) -> Response:
    """The document in one format, whatever the client accepts."""
    found = [format_ for format_ in FORMATS if format_.extension == extension]
    if not found:
        names = ", ".join(format_.extension for format_ in FORMATS)
        raise NotFound(f"A document has no format {extension[:20]!r}; choose one of: {names}")
    return _document(request, slug, found[0])


@router.get(
    "/doc/{slug}",
    operation_id="entity_document",
    summary="The document of an entity: a page, or all statements about it",
    response_class=Response,
    responses=_RDF_OR_HTML,
)
def entity_document(request: Request, slug: Slug) -> Response:
    """The document in the format the client accepts."""
    directory(services(request))[slug]
    return _document(request, slug, choose(request, FORMATS))


def _document(request: Request, slug: str, format_: Format) -> Response:
    shared = services(request)
    directory(shared)[slug]
    headers = {"Link": _alternates(request, f"/doc/{slug}"), "Content-Location": f"/doc/{slug}.{format_.extension}"}
    body = _cached(request, ("doc", slug), format_, lambda: _entity_body(request, shared, slug, format_))
    return send(body, format_, headers)


def _entity_body(request: Request, shared: Services, slug: str, format_: Format) -> bytes:
    if format_ != HTML:
        return shared.store.query(bind(_ABOUT, "entity", [entity_iri(slug)])).serialize(format_)
    related = see_also_if_any(shared, slug)
    near = [entry.entity.id for entry in related]
    context = {
        "view": view(shared.store, directory(shared), family(shared), slug, near),
        "axioms": axioms_where(shared, slug),
        "see_also": related[:SHOWN],
        "known": directory(shared).entities,
    }
    return pages.render(request, shared, "entity.html", **context).encode("utf-8", "replace")


@router.get(
    "/account/{theory}",
    operation_id="account",
    summary="The account of a theory: what it alone commits to",
    response_class=Response,
    responses=_RDF_OR_HTML,
)
def account(request: Request, theory: Account) -> Response:
    """The graph of one account; ``core`` is the graph all share."""
    shared = services(request)
    graph = account_iri(theory) if is_slug(theory) else ""
    if graph not in set(shared.cache.get("graphs", lambda: list(shared.store.graphs()))):
        raise directory(shared).unknown(theory, "account")
    if theory == "core":
        return _core(request, shared)
    format_ = choose(request, FORMATS)
    headers = {"Link": _alternates(request, f"/account/{theory}", query=True)}
    body = _cached(request, ("account", theory), format_, lambda: _account_body(request, shared, theory, format_))
    return send(body, format_, headers)


def _account_body(request: Request, shared: Services, theory: str, format_: Format) -> bytes:
    if format_ != HTML:
        return graph_results(shared, account_iri(theory)).serialize(format_)
    found = view(shared.store, directory(shared), family(shared), theory)
    axioms = axioms_where(shared, theory, account=True)
    return pages.render(request, shared, "account.html", view=found, axioms=axioms).encode("utf-8", "replace")


def _core(request: Request, shared: Services) -> Response:
    format_ = choose(request, GRAPH_FORMATS)
    return send(_cached(request, ("core",), format_, lambda: graph_results(shared, CORE).serialize(format_)), format_)


def graph_results(shared: Services, graph: str) -> Results:
    """All statements of one named graph."""
    return shared.store.query(_GRAPH, default_graphs=[graph])


@router.get(
    "/schema",
    operation_id="vocabulary",
    summary="The vocabulary: classes and properties",
    response_class=Response,
    responses=_RDF_OR_HTML,
)
def schema(request: Request) -> Response:
    """The terms of the schema namespace, as a page or as RDF."""
    shared = services(request)
    format_ = choose(request, FORMATS)
    if format_ == HTML:
        return page(request, shared, "schema.html", vocabulary=vocabulary(shared))

    def build() -> bytes:
        return shared.store.query(_SCHEMA, default_graphs=[CORE]).serialize(format_)

    return send(_cached(request, ("schema",), format_, build), format_, {"Link": _alternates(request, "/schema", True)})


def _cached(request: Request, key: tuple[str, ...], format_: Format, build: Callable[[], bytes]) -> bytes:
    shared = services(request)
    return shared.cache.get((*key, format_.name, shared.public_url(request)), build)


def _alternates(request: Request, path: str, query: bool = False) -> str:
    """The Link header that names each format of the document at `path`."""
    public = services(request).public_url(request)
    links = []
    for format_ in FORMATS:
        suffix = f"?format={format_.name}" if query else f".{format_.extension}"
        links.append(f'<{public}{path}{suffix}>; rel="alternate"; type="{format_.media_type}"')
    return ", ".join(links)
