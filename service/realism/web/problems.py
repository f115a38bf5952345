"""Errors as problem documents (RFC 9457): one table from what went wrong to what the client reads."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import Overloaded, RealismError, RequestTimeout, Unauthorized
from realism.web.methods import allowed, options
from realism.web.respond import json_bytes
from realism.web.tokens import CHALLENGE

MEDIA_TYPE: Final = "application/problem+json"
DOCUMENTED: Final[dict[str, Any]] = {
    "description": "A problem document (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "format": "uri-reference"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
                "required": ["type", "title", "status", "detail"],
            }
        }
    },
}
"""How OpenAPI describes every answer that is not a success."""
LONGEST: Final = 4000
"""Characters of a `detail`: however long the text is that it repeats, the answer stays short."""
SHAPE: Final = "invalid-request"
SHAPE_TITLE: Final = "Request does not have the documented shape"
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def kind(error: type[RealismError]) -> str:
    """The name of a class of errors in the `type` of its problem documents, such as ``not-acceptable``."""
    return _WORD.sub("-", error.__name__).lower()


def document(
    status: int, title: str, detail: str, kind: str | None = None, members: Mapping[str, Any] | None = None
) -> bytes:
    """A problem document; `kind` names a section of ``/docs``, `members` are what else a client may use."""
    if len(detail) > LONGEST:
        detail = detail[:LONGEST] + "…"
    problem = {
        **(members or {}),
        "type": f"/docs#{kind}" if kind else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    ordered = {key: problem[key] for key in ("type", "title", "status", "detail")} | problem
    return json_bytes(ordered, indent=2) + b"\n"


def respond(
    status: int,
    title: str,
    detail: str,
    kind: str | None = None,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response that carries the problem document of these members."""
    body = document(status, title, detail, kind, members)
    return Response(body, status, dict(headers or {}), MEDIA_TYPE)


def from_error(error: RealismError) -> Response:
    """The response for one of our own errors."""
    return respond(error.status, error.title, error.message, kind(type(error)), error.detail, headers_of(error))


def headers_of(error: RealismError) -> dict[str, str]:
    """The headers that tell programs what to do about `error`."""
    headers: dict[str, str] = {}
    if isinstance(error, Overloaded):
        headers["Retry-After"] = str(error.detail.get("retry_after", 5))
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = CHALLENGE
    if isinstance(error, RequestTimeout):
        # What is still to come would be taken for the next request.
        headers["Connection"] = "close"
    if "allow" in error.detail:
        headers["Allow"] = ", ".join(error.detail["allow"])
    return headers


def unexpected() -> Response:
    """The response when the service itself is at fault; what happened stands in its log only."""
    return respond(500, "Internal error", "The service failed on this request; the failure was logged", "realism-error")


async def on_error(request: Request, error: Exception) -> Response:
    """Answer a RealismError."""
    assert isinstance(error, RealismError)
    return from_error(error)


async def on_http(request: Request, error: Exception) -> Response:
    """Answer an error of the framework: no such route, a method the route does not have, an unreadable body."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        if request.method == "OPTIONS":
            return options(request)
        headers["Allow"] = ", ".join(allowed(request))
    status = HTTPStatus(error.status_code)
    details = {
        404: f"There is nothing at {request.url.path}; / lists what there is",
        405: f"{request.url.path} does not take {request.method}",
        400: "The body cannot be read as JSON; it is broken or nested too deep",
    }
    detail = details.get(error.status_code, str(error.detail))
    names = {404: "not-found", 405: "method-not-allowed", 400: "bad-input"}
    name = names.get(error.status_code)
    return respond(error.status_code, status.phrase.capitalize(), detail, name, headers=headers)


async def on_validation(request: Request, error: Exception) -> Response:
    """Answer a request whose parameters or JSON body do not have the documented shape."""
    assert isinstance(error, RequestValidationError)
    found = [{"field": _field(item["loc"]), "message": _message(item)} for item in error.errors()]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in found)
    return respond(422, SHAPE_TITLE, detail, SHAPE, {"errors": found})


def _field(path: Sequence[Any]) -> str:
    """``body.text`` for a member of the body, ``limit`` for a parameter."""
    places = [str(step) for step in path]
    return ".".join(places if places[:1] == ["body"] else places[1:]) or "request"


def _message(item: Mapping[str, Any]) -> str:
    if item["type"] == "json_invalid":
        return f"the body is not JSON: {item.get('ctx', {}).get('error', 'it cannot be parsed')}"
    return str(item["msg"])
