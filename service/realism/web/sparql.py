"""The door for any query: the SPARQL 1.1 Protocol at ``/sparql``, with an editor page for browsers."""

from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput, QuerySyntaxError
from realism.store.base import (
    BINDINGS_FORMATS,
    GRAPH_FORMATS,
    JSONLD,
    NTRIPLES,
    RDFXML,
    SPARQL_JSON,
    TURTLE,
    Format,
    Results,
)
from realism.vocab import BASE
from realism.web import pages
from realism.web.description import describe
from realism.web.negotiation import HTML, choose
from realism.web.protocol import ACCEPT_POST, FORM, QUERY, Operation, read_get, read_post
from realism.web.respond import respond, send
from realism.web.state import Services, services
from realism.web.tables import table

router = APIRouter(tags=["SPARQL"])
DESCRIPTION_FORMATS: Final = (TURTLE, RDFXML, JSONLD, NTRIPLES, HTML)
EXAMPLE: Final = """PREFIX realism: <https://w3id.org/realism/schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?theory ?label WHERE { ?theory a realism:Theory ; skos:prefLabel ?label } ORDER BY ?label"""


def _parameter(name: str, text: str, example: str | None = None, many: bool = False) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if many:
        schema = {"type": "array", "items": schema}
    found: dict[str, Any] = {"name": name, "in": "query", "description": text, "schema": schema}
    return found if example is None else {**found, "example": example}


_DATASET: Final = [
    _parameter("default-graph-uri", "A graph of the default graph; overrides FROM. May be repeated.", many=True),
    _parameter("named-graph-uri", "A named graph; overrides FROM NAMED. May be repeated.", many=True),
]
_ANSWERS: Final = {
    "200": {
        "description": "The answer, in the format the client accepts",
        "content": {format_.media_type: {} for format_ in (*BINDINGS_FORMATS, *GRAPH_FORMATS, HTML)},
    }
}
_TEXT: Final = {"schema": {"type": "string"}, "example": EXAMPLE}
_FORM: Final = {
    "schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
    "example": {"query": EXAMPLE},
}


@router.get(
    "/sparql",
    operation_id="sparql_query_get",
    summary="Answer a SPARQL 1.1 query; without one, describe the service",
    response_class=Response,
    openapi_extra={
        "parameters": [
            _parameter("query", "The query; without it the answer is the service description.", EXAMPLE),
            *_DATASET,
            _parameter("format", "json, xml, csv, tsv, turtle, ntriples, rdfxml, jsonld or html; else Accept decides."),
        ],
        "responses": _ANSWERS,
    },
)
async def query_by_get(request: Request) -> Response:
    """Queries in the URL."""
    return await _answer(request, read_get(request.scope["query_string"]))


@router.post(
    "/sparql",
    operation_id="sparql_query_post",
    summary="Answer a SPARQL 1.1 query sent in the body",
    response_class=Response,
    openapi_extra={
        "parameters": _DATASET,
        "requestBody": {"required": True, "content": {QUERY: _TEXT, FORM: _FORM}},
        "responses": _ANSWERS,
    },
)
async def query_by_post(request: Request) -> Response:
    """Queries in the body, bare or as a form; the dataset of a bare one stands in the URL."""
    content_type = request.headers.get("content-type", "")
    return await _answer(request, read_post(request.scope["query_string"], content_type, await request.body()))


router.add_api_route("/sparql/", query_by_get, methods=["GET"], include_in_schema=False, response_class=Response)
router.add_api_route("/sparql/", query_by_post, methods=["POST"], include_in_schema=False, response_class=Response)


async def _answer(request: Request, operation: Operation) -> Response:
    shared = services(request)
    work: Callable[[], Response]
    if operation.query is None:
        work = _description(request, shared, operation)
    else:
        work = _query(request, shared, operation, operation.query)
    response = await shared.in_query_thread(work)
    response.headers["Accept-Post"] = ACCEPT_POST
    return response


def _description(request: Request, shared: Services, operation: Operation) -> Callable[[], Response]:
    def work() -> Response:
        format_ = choose(request, DESCRIPTION_FORMATS, name=operation.format, lenient=True)
        if format_ == HTML:
            return pages.editor(request, shared, EXAMPLE)
        return respond(describe(shared.store, f"{shared.public_url(request)}/sparql"), format_)

    return work


def _query(request: Request, shared: Services, operation: Operation, text: str) -> Callable[[], Response]:
    def work() -> Response:
        try:
            results = _ask(shared, operation, text)
        except BadInput as error:
            # Whoever typed the query into the page gets it back there, with what is wrong.
            if choose(request, (SPARQL_JSON, *GRAPH_FORMATS, HTML), name=operation.format, lenient=True) != HTML:
                raise
            return pages.editor(request, shared, text, problem=error)
        return answer(request, shared, results, text, operation.format)

    return work


def _ask(shared: Services, operation: Operation, text: str) -> Results:
    """The answer to the query `text`; relative IRIs are read against the base's own namespace (RFC 3986, 5.1.4)."""
    graphs = (operation.default_graphs, operation.named_graphs)
    try:
        return shared.store.query(text, default_graphs=graphs[0], named_graphs=graphs[1])
    except QuerySyntaxError as error:
        try:
            return shared.store.query(f"BASE <{BASE}>\n{text}", default_graphs=graphs[0], named_graphs=graphs[1])
        except QuerySyntaxError:
            # The first error counts lines and columns in the text as it was sent.
            raise error from None


def answer(request: Request, shared: Services, results: Results, text: str, wanted: str | None) -> Response:
    """The `results` of the query `text` as a response: in a result format, or as a page with the editor above."""
    formats: tuple[Format, ...] = (*results.formats, HTML)
    format_ = choose(request, formats, name=wanted, lenient=True)
    if format_ == HTML:
        return pages.editor(request, shared, text, table(results))
    return send(results.serialize(format_), format_)
