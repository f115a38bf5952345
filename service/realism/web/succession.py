"""Entities that were given up: where their addresses lead now."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from realism.knowledge.succession import Succession
from realism.web.state import Services, services

_KEPT_SECONDS: Final = 3600
"""How long a client may go by a renaming without asking again, should it be taken back."""


def succession(shared: Services) -> Succession:
    """The succession in the present dataset."""
    return shared.cache.get("succession", lambda: Succession.from_store(shared.store))


def moved(request: Request, before: str, slug: str, after: str = "") -> Response | None:
    """The answer for an entity that was renamed: moved for good, to the same address of its successor.

    before, after   what stands around the slug in the path
    Raises Gone when it was given up without one successor; None when it was not given up.
    """
    shared = services(request)
    successor = succession(shared).successor(slug)
    if successor is None:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    location = f"{shared.public_url(request)}{before}{successor}{after}{query}"
    return Response(status_code=301, headers={"Location": location, "Cache-Control": f"max-age={_KEPT_SECONDS}"})
