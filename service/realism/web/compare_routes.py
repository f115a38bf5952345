"""Theory against theory over HTTP."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput
from realism.store.base import CSV
from realism.web import pages
from realism.web.grid import Grid
from realism.web.negotiation import HTML, JSON, choose
from realism.web.pages import directory
from realism.web.parameters import only
from realism.web.respond import send, send_json
from realism.web.state import Services, Shared

if TYPE_CHECKING:
    from realism.matrix import Matrix

router = APIRouter(tags=["Comparison"])
_FORMATS: Final = (JSON, HTML, CSV)
_LISTS: Final = ("agree", "contradict", "only_a", "only_b", "not_stated")
_PAUSE_S: Final = 0.02
"""Left between two questions of the background, so that whoever waits for the reasoner comes next."""


@router.get(
    "/compare",
    operation_id="compare",
    summary="Two theories: what they agree on, contradict, leave open, and the cruxes proved by logic",
    response_class=Response,
    dependencies=[Depends(only("a", "b", "format"))],
)
async def compare_theories(
    shared: Shared,
    request: Request,
    a: Annotated[str, Query(description="A theory's slug", examples=["defensive-realism"])],
    b: Annotated[str, Query(description="Another theory's slug", examples=["offensive-realism"])],
) -> Response:
    """The reasoner starts when it is first needed; an answer holds as long as the dataset."""
    for slug in (a, b):
        if directory(shared)[slug].kind != "theory":
            raise BadInput(f"{slug!r} is not a theory; /search?type=theory finds theories", parameter=slug)
    if a == b:
        raise BadInput("a and b are the same theory; name two different ones")
    format_ = choose(request, _FORMATS)
    found = await shared.reasoner_threads.run(lambda: compared(shared, a, b))
    if format_ == HTML:
        return pages.page(request, shared, "compare.html", found=found, a=directory(shared)[a], b=directory(shared)[b])
    return send(as_csv(found), CSV) if format_ == CSV else send_json(found)


@router.get(
    "/compare/matrix",
    operation_id="compare_matrix",
    summary="All theories against all: agree, contradict, not stated, not comparable, and how many cruxes are proved",
    response_class=Response,
    dependencies=[Depends(only("format"))],
)
def compare_all(shared: Shared, request: Request) -> Response:
    """The first request lets the reasoner begin; ``logic`` tells how far it is, and ``proved`` for which pairs."""
    format_ = choose(request, _FORMATS)
    found = _matrix(shared)
    # Until logic is done the next answer is another, though the dataset is the same.
    headers = {} if found.complete else {"Cache-Control": "no-store"}
    if format_ == HTML:
        return pages.page(request, shared, "matrix.html", headers, grid=Grid.of(found), found=found)
    if format_ == JSON:
        return send_json(found.as_dict(), headers)
    return send(_table(_row(cell.as_dict()) for cell in found.cells), CSV, headers)


def _row(cell: dict[str, Any]) -> dict[str, Any]:
    return {"a": cell["a"], "b": cell["b"], "verdict": cell["verdict"], **cell["counts"], "proved": cell["proved"]}


def _matrix(shared: Services) -> "Matrix":
    """The matrix as far as it is proved; what is left goes on being proved in the background."""
    # Imported here as in `compared`.
    from realism.matrix import matrix, prove

    def work(ending: Event) -> None:
        prove(shared.store, shared.reasoner(), wanted=lambda: not ending.wait(_PAUSE_S))

    found = matrix(shared.store)
    if not found.complete:
        shared.in_background("proving the matrix", work)
    return found


def compared(shared: Services, a: str, b: str) -> dict[str, Any]:
    """The comparison of two theories as a JSON object, computed once per state of the dataset."""
    # Imported here because it brings the bridge to Java, which most answers do not need.
    from realism.compare import compare

    return shared.cache.get(("compare", a, b), lambda: compare(shared.store, a, b, shared.reasoner()).as_dict())


def as_csv(found: dict[str, Any]) -> str:
    """The lists of a comparison as rows: verdict, then the members of each entry."""
    return _table({"verdict": name, **entry} for name in _LISTS for entry in found[name])


def _table(entries: Iterable[Mapping[str, Any]]) -> str:
    """CSV with a column for every member that any of `entries` has."""
    rows = [{name: _flat(value) for name, value in entry.items()} for entry in entries]
    names = dict.fromkeys(name for row in rows for name in row)
    out = StringIO()
    writer = csv.DictWriter(out, list(names) or ["verdict"])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("label") or value.get("id") or value)
    if isinstance(value, list):
        return "; ".join(_flat(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
