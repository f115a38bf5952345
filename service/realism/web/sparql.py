"""What browsers and OpenAPI see of ``/sparql``: the editor page with answers, the service description.

What programs ask is answered by `sparql_door` before it comes here, except where a page may be the answer.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput, Overloaded, TooLarge
from realism.store.base import (
    BINDINGS_FORMATS,
    GRAPH_FORMATS,
    JSONLD,
    NTRIPLES,
    RDFXML,
    SPARQL_JSON,
    TURTLE,
)
from realism.store.frames import KIND_OF, Ask
from realism.vocab import BASE
from realism.web import pages, problems
from realism.web.description import describe
from realism.web.negotiation import HTML, accept_of, choose
from realism.web.protocol import FORM, QUERY, UPDATE, Operation, accept_post, read_get, read_post
from realism.web.respond import respond, send
from realism.web.sparql_answers import Answers, client_of
from realism.web.sparql_formats import formats_for, without_pages
from realism.web.sparql_plan import is_lasting
from realism.web.state import Services, services
from realism.web.tables import table_of

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
_USING: Final = [
    _parameter("using-graph-uri", "For updates: a graph of the default graph of each WHERE, as by USING.", many=True),
    _parameter("using-named-graph-uri", "For updates: a named graph of each WHERE, as by USING NAMED.", many=True),
]
_ANSWERS: Final = {
    "200": {
        "description": "The answer, in the format the client accepts",
        "content": {format_.media_type: {} for format_ in (*BINDINGS_FORMATS, *GRAPH_FORMATS, HTML)},
    }
}
_OUTCOMES: Final = {
    **_ANSWERS,
    "204": {"description": "The update was carried out"},
    "401": {"description": "An update without the token, or with another one"},
    "403": {"description": "An update, and the service is read-only"},
    "412": {"description": "An update, and If-Match names another state of the dataset"},
    "422": {"description": "An update that would introduce a violation; the findings say which"},
}
_TEXT: Final = {"schema": {"type": "string"}, "example": EXAMPLE}
_CHANGE: Final = {
    "schema": {"type": "string"},
    "example": "INSERT DATA { GRAPH <https://example.org/g> { <https://example.org/s> <https://example.org/p> 1 } }",
}
_FORM: Final = {
    "schema": {"type": "object", "properties": {"query": {"type": "string"}, "update": {"type": "string"}}},
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
    summary="Answer a SPARQL 1.1 query sent in the body, or carry out an update",
    response_class=Response,
    openapi_extra={
        "parameters": [*_DATASET, *_USING],
        "requestBody": {"required": True, "content": {QUERY: _TEXT, FORM: _FORM, UPDATE: _CHANGE}},
        "responses": _OUTCOMES,
    },
)
async def query_by_post(request: Request) -> Response:
    """Queries and updates in the body, bare or as a form; the dataset of a bare one stands in the URL.

    An update needs the token of the service, as `Authorization: Bearer`.
    """
    content_type = request.headers.get("content-type", "")
    return await _answer(request, read_post(request.scope["query_string"], content_type, await request.body()))


router.add_api_route("/sparql/", query_by_get, methods=["GET"], include_in_schema=False, response_class=Response)
router.add_api_route("/sparql/", query_by_post, methods=["POST"], include_in_schema=False, response_class=Response)


async def _answer(request: Request, operation: Operation) -> Response:
    shared = services(request)
    if operation.query is None:
        response = await shared.query_threads.run(_description(request, shared, operation))
    else:
        response = await _query(request, shared, operation, operation.query)
    response.headers["Accept-Post"] = accept_post(shared.settings.writable)
    return response


def _description(request: Request, shared: Services, operation: Operation) -> Callable[[], Response]:
    def work() -> Response:
        format_ = choose(request, DESCRIPTION_FORMATS, name=operation.format, lenient=True)
        if format_ == HTML:
            return pages.editor(request, shared, EXAMPLE)
        endpoint = f"{shared.public_url(request)}/sparql"
        described = describe(
            shared.store, endpoint, updates=shared.settings.writable, union=not shared.settings.scratch
        )
        return respond(described, format_)

    return work


async def _query(request: Request, shared: Services, operation: Operation, text: str) -> Response:
    formats = formats_for(operation.format, accept_of(request))
    ask = Ask(text, operation.default_graphs, operation.named_graphs, without_pages(formats), BASE)
    try:
        answered = await answers(request).ask(ask, client_of(request.scope))
    except (BadInput, TooLarge, Overloaded) as error:
        # Whoever typed the query into the page gets it back there, with what is wrong.
        if choose(request, (SPARQL_JSON, *GRAPH_FORMATS, HTML), name=operation.format, lenient=True) != HTML:
            raise
        problem = error
        response = await shared.query_threads.run(lambda: pages.editor(request, shared, text, problem=problem))
        response.headers.update(problems.headers_of(error))
        return response
    if formats[KIND_OF[answered.form]] == HTML:
        response = await shared.query_threads.run(
            lambda: pages.editor(request, shared, text, table_of(answered.form, answered.body))
        )
    else:
        response = send(answered.body, answered.format)
    if not is_lasting(text):
        response.headers["Cache-Control"] = "no-store"
    return response


def answers(request: Request) -> Answers:
    """Where the application that answers `request` gets answers to queries."""
    return cast(Answers, request.app.state.answers)
