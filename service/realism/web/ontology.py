"""The ontology as a file, its present version, its vocabulary and its shapes."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import NotFound
from realism.paths import ontology_dir
from realism.store.base import RDFXML, TURTLE, Format, Iri, Quad
from realism.store.embedded import EmbeddedStore
from realism.vocab import BASE, CORE, OWL, SCHEMA
from realism.web.accounts import graph_document
from realism.web.binding import PREFIXES, bind
from realism.web.documents import (
    FORMATS,
    PARTS,
    RDF_FORMATS,
    alternates,
    choose_document,
    quads_of,
    send_document,
    write_document,
)
from realism.web.home import home
from realism.web.negotiation import HTML, choose
from realism.web.pages import page, vocabulary
from realism.web.state import Services, Shared, services

router = APIRouter(tags=["Entities"])
_FILES: Final[tuple[Format, ...]] = (RDFXML, *(format_ for format_ in RDF_FORMATS if format_ != RDFXML))
_SHAPES: Final = BASE + "shapes"
_OF_TERM: Final = f"""{{ ?term ?p ?o . BIND(?term AS ?s) }}
  UNION {{ ?term ?to ?part . FILTER(isBlank(?part)) ?part ({PARTS})* ?s . FILTER(isBlank(?s)) ?s ?p ?o }}"""
_TERMS: Final = f"""{PREFIXES}SELECT DISTINCT ?s ?p ?o WHERE {{
  ?term a ?kind . FILTER(STRSTARTS(STR(?term), "{SCHEMA}"))
  {_OF_TERM}
}}"""
_TERM: Final = f"{PREFIXES}SELECT DISTINCT ?s ?p ?o WHERE {{\n  VALUES ?term {{ UNDEF }}\n  {_OF_TERM}\n}}"


def _documented(*formats: Format) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The document", "content": {format_.media_type: {} for format_ in formats}}}


@router.get(
    "/ontology",
    operation_id="ontology_file",
    summary="The ontology (the core all theories share) as one OWL file, RDF/XML unless asked for another",
    response_class=Response,
    responses=_documented(*_FILES),
)
def ontology(request: Request) -> Response:
    """What ``/`` gives to ontology tools, for whoever has a browser's way of asking."""
    format_ = choose(request, _FILES)
    headers = {
        "Link": alternates(request, "/ontology", _FILES, query=True),
        "Content-Disposition": f'inline; filename="realism.{format_.extension}"',
    }
    return send_document(request, graph_document(request, CORE, format_), format_, headers)


@router.get(
    "/schema",
    operation_id="vocabulary",
    summary="The vocabulary: classes and properties",
    response_class=Response,
    responses=_documented(*FORMATS),
)
def schema(request: Request) -> Response:
    """The terms of the schema namespace, as a page or as RDF."""
    shared = services(request)
    format_ = choose_document(request)
    headers = {"Link": alternates(request, "/schema", query=True)}
    if format_ == HTML:
        return page(request, shared, "schema.html", headers, vocabulary=vocabulary(shared))
    key = ("schema", format_.name)
    body = shared.cache.get(key, lambda: write_document(shared, _in_core(shared, _TERMS), format_))
    return send_document(request, body, format_, headers)


@router.get(
    "/schema/{name}",
    operation_id="vocabulary_term",
    summary="One class or property as RDF; its place on the page of the vocabulary for browsers",
    response_class=Response,
    responses=_documented(*FORMATS[1:]) | {303: {"description": "Where the page tells of it"}},
)
def term(
    request: Request, name: Annotated[str, Path(description="The term's name, its IRI after #", examples=["Theory"])]
) -> Response:
    """What is stated of the term."""
    shared = services(request)
    iri = SCHEMA + name
    if iri not in vocabulary(shared).words:
        raise NotFound(f"There is no class or property {name[:120]!r}; /schema lists those there are")
    format_ = choose_document(request)
    headers = {"Link": alternates(request, f"/schema/{name}", query=True)}
    if format_ == HTML:
        headers["Location"] = f"{shared.public_url(request)}/schema#{name}"
        return Response(status_code=303, headers=headers)
    quads = _in_core(shared, bind(_TERM, "term", [iri]))
    return send_document(request, write_document(shared, quads, format_, first=iri), format_, headers)


def _in_core(shared: Services, query: str) -> list[Quad]:
    return [quad._replace(graph=Iri(CORE)) for quad in quads_of(shared.store, query, [CORE])]


@router.get(
    "/shapes",
    operation_id="shapes",
    summary="The SHACL shapes that the base is checked by",
    response_class=Response,
    responses=_documented(*RDF_FORMATS),
)
def shapes(request: Request) -> Response:
    """All shapes, those that ``/check`` names among them."""
    shared = services(request)
    format_ = choose(request, RDF_FORMATS)
    quads = shared.cache.get("shapes", _shapes)
    headers = {"Link": alternates(request, "/shapes", RDF_FORMATS, query=True)}
    return send_document(request, write_document(shared, quads, format_), format_, headers)


def _shapes() -> list[Quad]:
    store = EmbeddedStore()
    for path in sorted((ontology_dir() / "shapes").glob("*.ttl")):
        store.load(path.read_bytes(), TURTLE, _SHAPES)
    quads = list(store.match())
    store.close()
    return quads


class _Version(Convertor[str]):
    """The part of a path that names a version."""

    regex = r"[0-9]+\.[0-9]+\.[0-9]+(?:[-+.][0-9A-Za-z.+-]+)?"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def version_router() -> APIRouter:
    """The route of the ontology's version IRI, which has no folder of its own."""
    register_url_convertor("version", _Version())
    versions = APIRouter(tags=["Entities"])
    versions.add_api_route(
        "/{version:version}",
        _version,
        operation_id="ontology_version",
        summary="The ontology by its version IRI: the present version as at /",
        response_class=Response,
        responses=_documented(*_FILES, HTML),
    )
    return versions


def _version(
    request: Request, shared: Shared, version: Annotated[str, Path(description="The version", examples=["0.1.0"])]
) -> Response:
    """The same as ``/``; versions before are not kept."""
    rows = shared.store.query(f"SELECT DISTINCT ?iri {{ <{BASE}> <{OWL}versionIRI> ?iri }}").rows()
    present = sorted(str(row["iri"]).removeprefix(BASE) for row in rows)
    if version not in present:
        raise NotFound(f"Version {version[:40]} is not kept here; there is {' and '.join(present) or 'none'}")
    return home(request, shared)
