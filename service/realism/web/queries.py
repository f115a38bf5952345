"""Each named query as an endpoint: typed, documented, paged; rows as JSON, or any SPARQL result format."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput, NotFound
from realism.named import NamedQuery, Parameter, run
from realism.store.base import SPARQL_JSON, Results
from realism.web import pages
from realism.web.negotiation import HTML, JSON, choose
from realism.web.parameters import check_known
from realism.web.respond import json_rows, respond, send_json
from realism.web.state import Services, Shared, services
from realism.web.tables import table

MAX_LIMIT: Final = 10_000
PAGING: Final = ("limit", "offset", "format")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FORMATS: Final = "json, csv, tsv, xml, srj or html; else Accept decides."
Endpoint = Callable[[Request], Awaitable[Response]]


def router_for(named: Mapping[str, NamedQuery]) -> APIRouter:
    """The routes of all queries of `named`: the list, ``/queries/{name}``, and each query's own path."""
    router = APIRouter(tags=["Named queries"])
    router.add_api_route("/queries", list_queries, operation_id="queries_list", summary="The named queries")
    for name, query in sorted(named.items()):
        key = name.replace("-", "_")
        _add(router, query, f"/queries/{name}", f"query_{key}")
        if query.path is not None:
            _add(router, query, query.path, f"path_{key}")
    router.add_api_route("/queries/{name}", no_such_query, include_in_schema=False, response_model=None)
    return router


def list_queries(request: Request, shared: Shared) -> Any:
    """What can be asked: question, parameters, example, addresses."""
    check_known(request, "format")
    items = [_summary(name, query) for name, query in sorted(shared.queries.items())]
    if choose(request, (JSON, HTML)) == HTML:
        return pages.page(request, shared, "queries.html", queries=items)
    return send_json({"queries": items})


def no_such_query(shared: Shared, name: str) -> Response:
    """404 with the names there are."""
    raise NotFound(f"There is no named query {name[:80]!r}; /queries lists them", queries=sorted(shared.queries))


def _summary(name: str, query: NamedQuery) -> dict[str, Any]:
    example = f"/queries/{name}" + (f"?{query.example}" if query.example else "")
    return {
        "name": name,
        "question": query.question,
        "summary": query.summary,
        "path": query.path,
        "parameters": [_declared(parameter) for parameter in query.parameters],
        "example": example,
        "sparql": query.text,
    }


def _declared(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "required": parameter.required,
        "default": parameter.default,
        "description": parameter.description,
    }


def _add(router: APIRouter, query: NamedQuery, path: str, operation: str) -> None:
    in_path = set(_PLACEHOLDER.findall(path))
    router.add_api_route(
        path,
        _endpoint(query, in_path),
        operation_id=operation,
        summary=query.question,
        description=query.summary,
        response_class=Response,
        openapi_extra={"parameters": _openapi(query, in_path)},
    )


def _endpoint(query: NamedQuery, in_path: set[str]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        shared = services(request)
        return await shared.query_threads.run(lambda: _answer(request, shared, query, in_path))

    return endpoint


def _openapi(query: NamedQuery, in_path: set[str]) -> list[dict[str, Any]]:
    found = []
    for parameter in query.parameters:
        schema: dict[str, Any] = {"type": "integer" if parameter.type == "integer" else "string"}
        if parameter.default is not None:
            schema["default"] = parameter.default
        place = "path" if parameter.name in in_path else "query"
        item: dict[str, Any] = {
            "name": parameter.name,
            "in": place,
            "description": parameter.description,
            "schema": schema,
        }
        item["required"] = parameter.required or place == "path"
        if parameter.example is not None:
            item["example"] = parameter.example
        found.append(item)
    own = {parameter.name for parameter in query.parameters}
    for name, text in (("limit", "Rows to give"), ("offset", "Rows to leave out first")):
        if name not in own:
            schema = {"type": "integer", "minimum": 0}
            found.append({"name": name, "in": "query", "description": text, "schema": schema})
    found.append({"name": "format", "in": "query", "description": _FORMATS, "schema": {"type": "string"}})
    return found


def _answer(request: Request, shared: Services, query: NamedQuery, in_path: set[str]) -> Response:
    own = [parameter.name for parameter in query.parameters]
    paging = [name for name in PAGING if name not in own]
    check_known(request, *(name for name in own if name not in in_path), *paging)
    # A form sends a field that was left empty; that is no value.
    values = {name: value for name, value in request.query_params.items() if name in own and value}
    values |= {name: str(request.path_params[name]) for name in in_path}
    limit, offset = (_number(request, name) if name in paging else None for name in ("limit", "offset"))
    if limit is None and offset is None:
        return _whole(request, shared, run(shared.store, query, values), query)
    return _slice(request, run(shared.store, query, values), limit, offset or 0)


def _whole(request: Request, shared: Services, results: Results, query: NamedQuery) -> Response:
    formats = [format_ for format_ in results.formats if format_ != SPARQL_JSON]
    if results.form == "select":
        format_ = choose(request, (JSON, SPARQL_JSON, *formats, HTML))
    else:
        format_ = choose(request, (*results.formats, HTML))
    if format_ == HTML:
        values = {**query.example_values, **request.query_params, **request.path_params}
        return pages.page(request, shared, "query.html", query=query, values=values, table=table(results))
    if format_ == JSON:
        return send_json(json_rows(columns(results.variables), list(results.rows())))
    return respond(results, format_)


def _slice(request: Request, results: Results, limit: int | None, offset: int) -> Response:
    if results.form != "select":
        raise BadInput("limit and offset are for tables; this query gives no table")
    choose(request, (JSON,))
    rows = list(results.rows())
    shown = rows[offset:] if limit is None else rows[offset : offset + limit]
    headers = {"Link": _links(request, limit, offset, len(rows))} if limit else {}
    return send_json(json_rows(columns(results.variables), shown), {k: v for k, v in headers.items() if v})


def columns(variables: Any) -> dict[str, str]:
    """The snake_case column of each variable: ``themeLabel`` is ``theme_label``."""
    return {name: _CAPITAL.sub("_", name).lower() for name in variables}


def _links(request: Request, limit: int, offset: int, total: int) -> str:
    """The pages before and after this one (RFC 8288)."""
    base = services(request).public_url(request) + quote(request.url.path, safe="/:@!$&'()*+,;=~")
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in ("limit", "offset")]
    links = []
    if offset + limit < total:
        links.append(("next", offset + limit))
    if offset > 0:
        links.append(("prev", max(0, offset - limit)))
    return ", ".join(
        f'<{base}?{urlencode([*others, ("limit", limit), ("offset", start)])}>; rel="{rel}"' for rel, start in links
    )


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) <= 9):
        raise BadInput(f"{name} is a whole number from 0, not {value[:40]!r}", parameter=name)
    if name == "limit" and not 1 <= int(value) <= MAX_LIMIT:
        raise BadInput(f"limit is from 1 to {MAX_LIMIT}, not {value}", parameter=name)
    return int(value)
