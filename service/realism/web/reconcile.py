"""Reconciliation for tables: the Reconciliation Service API 0.2 of the W3C Entity Reconciliation Community Group.

OpenRefine sends batches of ten queries as a form and waits five seconds. Parameters that are not known are passed over,
because clients add their own: jQuery a ``_`` against caches, OpenRefine the types that it narrows suggestions to.
https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput, UnsupportedMediaType
from realism.web.protocol import FORM, decode
from realism.web.reconcile_answers import answer, directory, manifest, matcher, schema
from realism.web.reconcile_extend import extend
from realism.web.reconcile_query import read_batch, read_extension, read_query
from realism.web.state import Services, Shared

router = APIRouter(tags=["Reconciliation"])
BATCH: Final = {
    "q0": {"query": "Waltz, Kenneth", "type": "Thinker", "type_strict": "should", "limit": 3},
    "q1": {"query": "security dilema", "properties": [{"pid": "centralTo", "v": {"id": "defensive-realism"}}]},
}
"""Queries as OpenRefine sends them."""
EXTENSION: Final = {"ids": ["waltz", "jervis"], "properties": [{"id": "birthYear"}, {"id": "proponentOf"}]}
_SENT: Final = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("queries", "query", "extend", "callback")},
            },
            "example": {"queries": json.dumps(BATCH)},
        }
    },
}
Callback = Annotated[str | None, Query(description="The name of a function to hand the answer to, as a script (JSONP)")]


@router.get(
    "/reconcile",
    operation_id="reconcile",
    summary="Reconciliation API 0.2: what the service offers; with queries or extend, the answer",
    response_class=Response,
)
async def reconcile_get(
    request: Request,
    shared: Shared,
    queries: Annotated[
        str | None, Query(description="A batch of queries: a JSON object of them", examples=[json.dumps(BATCH)])
    ] = None,
    query: Annotated[str | None, Query(description="One query, as JSON or as text, as clients of 2012 send it")] = None,
    extend: Annotated[str | None, Query(description="Entities and properties to extend a table with, as JSON")] = None,
    callback: Callback = None,
) -> Response:
    """Each key of the batch is answered by a ``result``, a list of candidates with score, ``match`` and features; for a
    query that cannot be read the list is empty and ``error`` says why."""
    asked = {"queries": queries, "query": query, "extend": extend}
    return await _answer(request, shared, asked, callback)


@router.post(
    "/reconcile",
    operation_id="reconcile_post",
    summary="Reconciliation API 0.2: match the cells of a table, or extend it",
    response_class=Response,
    openapi_extra={"requestBody": _SENT},
)
async def reconcile_post(request: Request, shared: Shared) -> Response:
    """As the GET, in a form. ``match`` is true only where nothing else can be meant."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != FORM:
        raise UnsupportedMediaType(f"Queries are sent as a form ({FORM}), not as {media[:80] or 'an unnamed type'}")
    sent = dict(decode(request.scope["query_string"], "The URL") + decode(await request.body(), "The form"))
    asked = {name: sent.get(name) for name in ("queries", "query", "extend")}
    if all(value is None for value in asked.values()):
        raise BadInput("The form has no field 'queries' or 'extend'; send one of them")
    return await _answer(request, shared, asked, sent.get("callback"))


async def _answer(request: Request, shared: Services, asked: dict[str, str | None], callback: str | None) -> Response:
    def work() -> Any:
        if asked["queries"] is not None:
            return _matched(shared, read_batch(asked["queries"]))
        if asked["extend"] is not None:
            return extend(schema(shared), directory(shared), read_extension(asked["extend"]))
        if asked["query"] is not None:
            return _matched(shared, {"query": _single(asked["query"])})["query"]
        return manifest(request, shared)

    return answer(await shared.query_threads.run(work), callback)


def _single(text: str) -> Any:
    """A query by itself, which older clients send as a text or as JSON."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, dict) else text


def _matched(shared: Services, batch: dict[str, Any]) -> dict[str, Any]:
    found = matcher(shared)
    answers: dict[str, Any] = {}
    for key, sent in batch.items():
        try:
            answers[key] = {"result": found.candidates(read_query(sent))}
        except BadInput as error:
            answers[key] = {"result": [], "error": f"This query is passed over: {error.message}"}
    return answers
