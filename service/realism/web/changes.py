"""What changed, one by one: who changed it, when and why, as JSON and as pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import NotFound
from realism.knowledge.history_changes import Change
from realism.store.base import NQUADS
from realism.store.serializing import serialize
from realism.web import pages
from realism.web.changes_lists import ends, history
from realism.web.changes_words import teller
from realism.web.negotiation import HTML, JSON, choose
from realism.web.pages import directory
from realism.web.parameters import only
from realism.web.respond import send_json
from realism.web.state import Services, Shared

if TYPE_CHECKING:
    pass

router = APIRouter(tags=["Changes"])
LISTED: Final = 50
"""Statements that are told in words, and entities that are named."""
_READ: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "What is recorded", "content": {format_.media_type: {} for format_ in (JSON, HTML)}}
}


@router.get(
    "/changes",
    operation_id="changes",
    summary="What changed, latest first: who, when, why",
    response_class=Response,
    responses=_READ,
    dependencies=[Depends(only("entity", "before", "limit", "format"))],
)
def listed(
    request: Request,
    shared: Shared,
    entity: Annotated[str | None, Query(description="Only what concerns the entity with this slug")] = None,
    before: Annotated[int | None, Query(ge=1, description="Only changes with a lower number than this")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="The most changes to give")] = 20,
) -> Response:
    """As JSON, or as a page for browsers. ``next`` leads to older ones, as does the Link header."""
    found = page_of(shared, entity, before, limit, concerns)
    told: dict[str, Any] = {"changes": [summary(shared, change) for change in found.changes], "next": None}
    headers = {}
    if found.before is not None:
        about = f"entity={entity}&" if entity is not None else ""
        told["next"] = f"{shared.public_url(request)}/changes?{about}before={found.before}&limit={limit}"
        headers["Link"] = f'<{told["next"]}>; rel="next"'
    if choose(request, (JSON, HTML)) == HTML:
        return pages.page(request, shared, "changes.html", headers, entity=entity, **told)
    return send_json(told, headers)


class Page:
    """Some changes, latest first, and the number before which there are more, if there are."""

    def __init__(self, changes: list[Change], limit: int) -> None:
        self.changes = changes[:limit]
        self.before = self.changes[-1].number if len(changes) > limit else None


def page_of(
    shared: Services, entity: str | None, before: int | None, limit: int, concerning: Callable[[Change, str], bool]
) -> Page:
    """The latest `limit` changes with numbers lower than `before`, `concerning` the `entity` if one is given.

    Raises NotFound for an entity that there neither is nor was.
    """
    known = history(shared).changes
    found = [change for change in reversed(known) if before is None or change.number < before]
    if entity is not None:
        if entity not in directory(shared).entities and not any(concerns(change, entity) for change in known):
            raise directory(shared).unknown(entity)
        found = [change for change in found if concerning(change, entity)]
    return Page(found, limit)


def concerns(change: Change, entity: str) -> bool:
    """Whether a change says something else about `entity`, or changes its see-also list."""
    return entity in change.lists or entity in ends(change.add | change.remove)


@router.get(
    "/changes/{id}",
    operation_id="change_record",
    summary="One change: its statements, in words and as N-Quads, and what it did to see-also lists",
    response_class=Response,
    responses=_READ,
    dependencies=[Depends(only("format"))],
)
def one(
    request: Request,
    shared: Shared,
    id: Annotated[str, Path(description="The change's identifier, or its number", examples=["1"])],
) -> Response:
    """As JSON, or as a page for browsers. Changes are kept as long as the data is."""
    known = history(shared)
    found = known.find(id)
    if found is None and id.isascii() and id.isdigit():
        found = next((change for change in known.changes if str(change.number) == id), None)
    if found is None:
        raise NotFound(f"There is no change {id[:80]!r}; /changes lists those there are")
    told = teller(shared, known.changes).tell(found, LISTED)
    if choose(request, (JSON, HTML)) == HTML:
        context: dict[str, Any] = {"change": summary(shared, found), "told": told, "lists": found.lists}
        return pages.page(request, shared, "change.html", known=directory(shared).entities, **context)
    words = {
        "added": [sentence.text for sentence in told.added],
        "removed": [sentence.text for sentence in told.removed],
        "more": told.more,
    }
    quads = {name: _lines(getattr(found, name)) for name in ("add", "remove")}
    return send_json({**summary(shared, found), "words": words, **quads, "see_also": found.lists})


def _lines(quads: frozenset[Any]) -> list[str]:
    return serialize(quads, NQUADS, {}).decode().splitlines()


def summary(shared: Services, change: Change) -> dict[str, Any]:
    known = directory(shared).entities
    slugs = sorted(ends(change.add | change.remove))
    return {
        "id": change.id,
        "number": change.number,
        "kind": change.note.kind,
        "time": change.time,
        "author": change.note.author,
        "message": change.note.message,
        "previous": change.before,
        "version": change.version,
        "complete": change.complete,
        "added": len(change.add),
        "removed": len(change.remove),
        "entities": [known[slug].as_ref() for slug in slugs if slug in known][:LISTED],
    }
