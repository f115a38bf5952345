"""Finding entities by label."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput
from realism.web import pages
from realism.web.directory import KINDS
from realism.web.labels import Hit, Labels
from realism.web.negotiation import HTML, JSON, choose
from realism.web.parameters import only
from realism.web.respond import send_json
from realism.web.state import Services, Shared
from realism.web.suggest import suggestions

router = APIRouter(tags=["Search"])
MAX_QUERY = 200
Text = Annotated[
    str, Query(max_length=MAX_QUERY, description="What to look for in labels", examples=["security dilemma"])
]
Kind = Annotated[
    str | None, Query(alias="type", description=f"One of {', '.join(KINDS.values())}", examples=["concept"])
]
Limit = Annotated[int, Query(ge=1, le=100, description="The most results to give")]


@router.get(
    "/search",
    operation_id="search",
    summary="Entities by label: exact, prefix, word prefix, then anywhere in the label",
    dependencies=[Depends(only("q", "type", "limit", "format"))],
    response_class=Response,
)
def search(request: Request, shared: Shared, q: Text = "", kind: Kind = None, limit: Limit = 20) -> Response:
    """Results best first; case, accents and dashes do not matter."""
    kind = kind or None  # a form without a choice sends an empty value
    _check_kind(kind)
    hits = labels(shared).search(q, kind, limit)
    if choose(request, (JSON, HTML)) == HTML:
        return pages.page(request, shared, "search.html", q=q, kind=kind, hits=hits, suggestions=_near(shared, q, hits))
    return send_json({"query": q, "results": [hit.as_dict() for hit in hits]})


@router.get(
    "/suggest",
    operation_id="suggest",
    summary="Entities of which a label, or a word of it, begins as typed; for search boxes and link dialogs",
    dependencies=[Depends(only("prefix", "type", "limit"))],
    response_class=Response,
)
def suggest(
    request: Request,
    shared: Shared,
    prefix: Annotated[str, Query(max_length=MAX_QUERY, description="What was typed so far", examples=["secur"])],
    kind: Kind = None,
    limit: Limit = 10,
) -> Response:
    """Best first: the label itself, labels that begin so, labels with words that begin so. Case, accents, hyphens and
    punctuation do not matter. ``alias`` is the label that matched where it is not the name, ``link`` the address to
    link to."""
    kind = kind or None
    _check_kind(kind)
    found = suggestions(shared, prefix, frozenset({kind}) if kind else None)[:limit]
    public = shared.public_url(request)
    return send_json({"prefix": prefix, "results": [one.as_dict(public) for one in found]})


def labels(shared: Services) -> Labels:
    """The labels of the present dataset."""
    return shared.cache.get("labels", lambda: Labels.from_store(shared.store, pages.directory(shared)))


def _check_kind(kind: str | None) -> None:
    if kind is not None and kind not in KINDS.values():
        allowed = sorted(KINDS.values())
        raise BadInput(f"There is no type {kind[:40]!r}; choose one of: {', '.join(allowed)}", allowed=allowed)


def _near(shared: Services, q: str, hits: list[Hit]) -> list[Any]:
    if hits or not q.strip():
        return []
    directory = pages.directory(shared)
    return [directory[slug] for slug in directory.suggest(q)]
