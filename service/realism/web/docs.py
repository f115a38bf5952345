"""The description of the API as a page of our own: no script, no foreign host."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import RealismError
from realism.web import problems
from realism.web.pages import page
from realism.web.state import Shared

router = APIRouter(tags=["Running it"])


@router.get("/docs", operation_id="docs", summary="This description as a page", response_class=Response)
def docs(request: Request, shared: Shared) -> Response:
    """Every route with its parameters and an example; every kind of problem."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in request.app.openapi()["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append({"path": path, "method": method.upper(), **operation})
    return page(request, shared, "docs.html", groups=groups, problems=_problems(RealismError))


def _problems(base: type[RealismError]) -> list[dict[str, Any]]:
    """The kinds of problem, by status."""
    found = [
        {"kind": problems.kind(error), "title": error.title, "status": error.status}
        for error in _family(base)
        if error.exit_code == 2 or error.status >= 500
    ]
    found.append({"kind": problems.SHAPE, "title": problems.SHAPE_TITLE, "status": 422})
    return sorted(found, key=lambda problem: (problem["status"], problem["kind"]))


def _family(base: type[RealismError]) -> list[type[RealismError]]:
    return [base, *(error for child in base.__subclasses__() for error in _family(child))]
