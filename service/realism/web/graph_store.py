"""The SPARQL 1.1 Graph Store HTTP Protocol: whole graphs, read, replaced, added to and removed.

A graph is named by ``?graph=`` or ``?default``, or it is the one whose IRI is the address of the request. Graphs that
hold no statements are not kept: they are as if they had never been.
"""

from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput, MethodNotAllowed
from realism.knowledge.changes import Change, GraphChange
from realism.knowledge.history_changes import GRAPH, Note
from realism.store.base import GRAPH_FORMATS, JSONLD, NTRIPLES, RDFXML, TURTLE
from realism.store.frames import Ask
from realism.vocab import CORE, INFERRED
from realism.web import methods
from realism.web.graph_bodies import MULTIPART, read_graph
from realism.web.graph_target import PATH, Target
from realism.web.negotiation import choose
from realism.web.respond import send
from realism.web.sparql_answers import client_of
from realism.web.state import Services, services
from realism.web.tokens import authorized
from realism.web.writes import Conditions, write

router = APIRouter(tags=["SPARQL"])
_READING: Final = ("GET", "HEAD", "OPTIONS")
_METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
_CONSTRUCT: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"

_EXAMPLE: Final = "https://example.org/people"
EXAMPLES: Final[dict[str, Any]] = {
    TURTLE.media_type: '<https://example.org/ada> <http://xmlns.com/foaf/0.1/name> "Ada" .',
    NTRIPLES.media_type: '<https://example.org/ada> <http://xmlns.com/foaf/0.1/name> "Ada" .',
    RDFXML.media_type: '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:foaf="http://xmlns.com/foaf/0.1/"><rdf:Description rdf:about="https://example.org/ada">'
    "<foaf:name>Ada</foaf:name></rdf:Description></rdf:RDF>",
    JSONLD.media_type: '{"@id": "https://example.org/ada", "http://xmlns.com/foaf/0.1/name": "Ada"}',
}
"""A graph in each format, as OpenAPI shows it."""


def _parameters(graph: str) -> list[dict[str, Any]]:
    return [
        {"name": "graph", "in": "query", "description": "The IRI of the graph.", "example": graph}
        | {"schema": {"type": "string"}},
        {"name": "default", "in": "query", "description": "Instead of graph, without a value: the default graph."}
        | {"schema": {"type": "string"}, "allowEmptyValue": True},
    ]


_SENT: Final = {
    "required": True,
    "content": {media: {"schema": {"type": "string"}, "example": example} for media, example in EXAMPLES.items()},
}
_REFUSED: Final = {
    "401": {"description": "Without the token, or with another one"},
    "403": {"description": "No token is configured, so nothing is written"},
    "405": {"description": "The service is read-only, or the graph is not written to"},
    "412": {"description": "If-Match names another state of the dataset"},
    "422": {"description": "The change would introduce a violation; the findings say which"},
}


def _status(**known: str) -> dict[str, Any]:
    return {status[1:]: {"description": text} for status, text in known.items()} | _REFUSED


@router.get(
    PATH,
    operation_id="graph_get",
    summary="A whole graph",
    response_class=Response,
    openapi_extra={
        "parameters": _parameters(CORE),
        "responses": {
            "200": {"description": "The graph", "content": {format_.media_type: {} for format_ in GRAPH_FORMATS}},
            "404": {"description": "There is no such graph"},
        },
    },
)
async def get_graph(request: Request) -> Response:
    """In Turtle, N-Triples, RDF/XML or JSON-LD, as Accept says."""
    shared = services(request)
    target = Target(request, shared)
    format_ = choose(request, GRAPH_FORMATS, lenient=True)
    graphs = None if target.graph is None else (target.graph,)
    ask = Ask(_CONSTRUCT, graphs, None if graphs is None else (), {"graph": format_})
    answered = await shared.asker.ask(ask, client_of(request.scope))
    if answered.statements == 0 and target.graph is not None:
        raise target.missing()
    return send(answered.body, answered.format)


@router.put(
    PATH,
    operation_id="graph_put",
    summary="Make what is sent all that a graph holds",
    response_class=Response,
    openapi_extra={
        "parameters": _parameters(_EXAMPLE),
        "requestBody": _SENT,
        "responses": _status(_201="The graph is new", _204="The graph was there"),
    },
)
async def put_graph(request: Request) -> Response:
    """The graph is made when it is not there. What follows from the base is inferred anew."""
    return await _write(request, merge=False)


@router.post(
    PATH,
    operation_id="graph_post",
    summary="Add what is sent to a graph",
    response_class=Response,
    openapi_extra={
        "parameters": _parameters(_EXAMPLE),
        "requestBody": _SENT,
        "responses": _status(_201="The graph is new; Location names it", _204="The graph was there"),
    },
)
async def post_graph(request: Request) -> Response:
    """Without ?graph= or ?default, a new graph is made, whose IRI is in the header Location. Several documents are sent
    as the parts of a form (multipart/form-data), each with a Content-Type of its own."""
    return await _write(request, merge=True)


@router.delete(
    PATH,
    operation_id="graph_delete",
    summary="Remove a graph",
    response_class=Response,
    openapi_extra={
        "parameters": _parameters(_EXAMPLE),
        "responses": _status(_204="It was removed", _404="There is no such graph"),
    },
)
async def delete_graph(request: Request) -> Response:
    """Every statement of the graph. What follows from the base is inferred anew."""
    shared, target = _writable(request)
    conditions = Conditions.of(request.scope["headers"])

    def change() -> Change:
        exists = target.exists
        conditions.require(shared.store.version, exists)
        if not exists:
            raise target.missing()
        return GraphChange(target.graph)

    await write(shared, change, _note(target, "removed"))
    return _done(shared, 204)


async def _write(request: Request, merge: bool) -> Response:
    shared, target = _writable(request)
    content_type = request.headers.get("content-type", "")
    if not merge and content_type.strip().lower().startswith(MULTIPART):
        raise BadInput("A form is added to a graph by POST; send one document to replace a graph by PUT")
    body = await request.body()
    conditions = Conditions.of(request.scope["headers"])
    new = False

    def change() -> Change:
        nonlocal new
        statements = read_graph(content_type, body, target.graph, target.graph or target.base)
        exists = target.exists
        conditions.require(shared.store.version, exists)
        new = bool(statements) and not exists
        return GraphChange(target.graph, statements, merge)

    await write(shared, change, _note(target, "added to" if merge else "replaced"))
    response = _done(shared, 201 if new else 204)
    if new and target.graph is not None:
        response.headers["Location"] = target.graph
    return response


def _note(target: Target, what: str) -> Note:
    """What the history says of a write."""
    return Note(GRAPH, None, f"The graph <{target.graph}> was {what}")


def _writable(request: Request) -> tuple[Services, Target]:
    """What a write is about. Raises MethodNotAllowed where nobody may write, Forbidden, Unauthorized."""
    shared = services(request)
    if shared.settings.read_only:
        raise MethodNotAllowed("This service is read-only: graphs are read, not written", allow=list(_READING))
    authorized(request.scope["headers"], shared.settings)
    target = Target(request, shared)
    if target.graph is not None and target.graph.startswith(INFERRED) and not shared.settings.scratch:
        raise MethodNotAllowed(
            "An inferred graph holds what follows from the others; write to those", allow=list(_READING)
        )
    if target.graph is None and not shared.settings.scratch:
        raise MethodNotAllowed(
            "The default graph is the union of the others; write to the core or to an account", allow=list(_READING)
        )
    return shared, target


def _done(shared: Services, status: int) -> Response:
    # The version that the write led to, for the If-Match of the next one.
    return Response(status_code=status, headers={"X-Dataset-Version": shared.store.version})


async def options(request: Request) -> Response:
    """The methods a graph takes."""
    return methods.options(request, _READING if services(request).settings.read_only else _METHODS)


_DIRECT: Final = PATH + "/{path:path}"
router.add_api_route(PATH, options, methods=["OPTIONS"], include_in_schema=False, response_class=Response)
router.add_api_route(_DIRECT, options, methods=["OPTIONS"], include_in_schema=False, response_class=Response)
router.add_api_route(_DIRECT, get_graph, methods=["GET"], include_in_schema=False, response_class=Response)
router.add_api_route(_DIRECT, put_graph, methods=["PUT"], include_in_schema=False, response_class=Response)
router.add_api_route(_DIRECT, post_graph, methods=["POST"], include_in_schema=False, response_class=Response)
router.add_api_route(_DIRECT, delete_graph, methods=["DELETE"], include_in_schema=False, response_class=Response)
