"""Which methods a path takes: for 405 answers, for OPTIONS, and for CORS preflights."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount

from realism.web.protocol import accept_post

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PREFLIGHT_HEADERS: Final = "Accept, Authorization, Content-Type, If-Match, If-None-Match"


def allowed(request: Request) -> list[str]:
    """The methods that the path of `request` takes."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    found = [
        method
        for method in _METHODS
        if any(route.matches(dict(request.scope) | {"method": method})[0] is Match.FULL for route in routes)
    ]
    if "GET" in found:
        found.insert(1, "HEAD")
    return [*found, "OPTIONS"]


def options(request: Request, taken: Sequence[str] | None = None) -> Response:
    """The answer to OPTIONS: what the path takes, for programs and for browsers that ask before they post.

    taken   the methods, where routes alone do not tell them
    """
    methods = ", ".join(allowed(request) if taken is None else taken)
    headers = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _PREFLIGHT_HEADERS,
        "Access-Control-Max-Age": "86400",
    }
    if request.url.path.rstrip("/") == "/sparql":
        headers["Accept-Post"] = accept_post(request.app.state.services.settings.writable)
    return Response(status_code=204, headers=headers)
