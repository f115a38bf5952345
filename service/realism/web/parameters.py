"""Query parameters: an unknown one is an error that names the known ones."""

from collections.abc import Callable

from starlette.requests import Request

from realism.errors import BadInput, UnsupportedMediaType


def check_known(request: Request, *allowed: str) -> None:
    """Raise BadInput when the URL of `request` has a parameter that is not `allowed`, or has one twice."""
    for name in request.query_params:
        if name not in allowed:
            offers = ", ".join(allowed) or "none"
            raise BadInput(f"There is no parameter {name[:40]!r} here; allowed: {offers}", allowed=list(allowed))
        if len(request.query_params.getlist(name)) > 1:
            raise BadInput(f"The parameter {name!r} is given twice; give it once")


def json_only(request: Request) -> None:
    """Raise UnsupportedMediaType when the body of `request` is not sent as JSON."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMediaType(f"Send the body as application/json, not as {media[:80] or 'an unnamed type'}")


def only(*allowed: str) -> Callable[[Request], None]:
    """A dependency for a route that takes the parameters `allowed` and no others."""

    def check(request: Request) -> None:
        check_known(request, *allowed)

    return check
