"""What changed, to be followed: a feed for the whole dataset, and one for each article's cross-references (Atom)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.knowledge.history_changes import Change
from realism.vocab import BASE
from realism.web import pages
from realism.web.changes import page_of
from realism.web.changes_lists import history
from realism.web.changes_words import Part, Sentence, Teller, Told, concerns, legible, teller
from realism.web.parameters import only
from realism.web.state import Services, Shared
from realism.xref.graph import Step

router = APIRouter(tags=["Changes"])
MEDIA_TYPE: Final = "application/atom+xml"
LISTED: Final = 25
"""Statements and list entries that are told of one change."""


@dataclass(frozen=True)
class Listing:
    """A see-also entry that came or went: which, for what reason, and the changed statement that is why."""

    came: bool
    entry: Part
    reason: str
    because: Sentence | None


@dataclass(frozen=True)
class Item:
    """An entry of a feed."""

    id: str
    change: Change
    title: str
    told: Told
    lists: Sequence[Listing]
    more: int


@router.get(
    "/feed",
    operation_id="feed",
    summary="What changed, as an Atom feed; with an entity: which of that article's cross-references, and why",
    response_class=Response,
    responses={200: {"description": "The feed", "content": {MEDIA_TYPE: {}}}},
    dependencies=[Depends(only("entity", "before", "limit"))],
)
def feed(
    request: Request,
    shared: Shared,
    entity: Annotated[
        str | None, Query(description="The slug of the entity that an article is about", examples=["defensive-realism"])
    ] = None,
    before: Annotated[int | None, Query(ge=1, description="Only changes with a lower number than this")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="The most entries to give")] = 20,
) -> Response:
    """Latest first; the link ``next`` leads to older entries (RFC 5005). For an entity, an entry tells which statements
    that tie it to others, which names of it, and which entries of its see-also list came and went, and because of which
    statement; by whom, when and why stands in every entry."""
    changes = history(shared).changes
    found = page_of(shared, entity, before, limit, may_concern)
    words = teller(shared, changes)
    items = [_item(words, change, entity) for change in found.changes]
    context = {
        "items": items,
        "entity": entity,
        "name": words.label(entity) if entity is not None else None,
        "id": BASE + "feed" + (f"?entity={entity}" if entity is not None else ""),
        "updated": items[0].change.time if items else changes[0].time,
        "address": _address(shared, request, entity, before, limit),
        "first": _address(shared, request, entity, None, limit),
        "next": _address(shared, request, entity, found.before, limit) if found.before is not None else None,
    }
    return Response(legible(pages.render(request, shared, "feed.xml", **context)), media_type=MEDIA_TYPE)


def may_concern(change: Change, entity: str) -> bool:
    """Whether a change concerns the cross-references of `entity`, or may, because it is not known what it changed."""
    if not change.complete:
        return change.before is not None
    return entity in change.lists or any(concerns(quad, entity) for quad in (*change.add, *change.remove))


def _address(shared: Services, request: Request, entity: str | None, before: int | None, limit: int) -> str:
    given = {"entity": entity, "before": before, "limit": limit if limit != 20 else None}
    query = "&".join(f"{name}={value}" for name, value in given.items() if value is not None)
    return f"{shared.public_url(request)}/feed{'?' if query else ''}{query}"


def _item(words: Teller, change: Change, entity: str | None) -> Item:
    told = words.tell(change, LISTED, entity)
    address = f"{BASE}changes/{change.id}"
    if entity is None:
        more = len(change.lists)
        return Item(address, change, change.note.message, told, [], more)
    lists = _listings(words, change, entity)
    return Item(f"{address}#{entity}", change, _title(words.label(entity), change, entity), told, lists, 0)


def _listings(words: Teller, change: Change, entity: str) -> list[Listing]:
    kept = change.lists.get(entity, {})
    found = []
    for name in ("came", "went"):
        for one in kept.get(name, ()):
            because = words.step(Step(*one["because"])) if one["because"] is not None else None
            found.append(Listing(name == "came", words.named(one["id"]), one["reason"], because))
    return found


def _title(label: str, change: Change, entity: str) -> str:
    counts = {
        "statement added": sum(concerns(quad, entity) for quad in change.add),
        "statement removed": sum(concerns(quad, entity) for quad in change.remove),
        "see-also entry came": len(change.lists.get(entity, {}).get("came", ())),
        "see-also entry went": len(change.lists.get(entity, {}).get("went", ())),
    }
    told = [f"{count} {_many(name) if count > 1 else name}" for name, count in counts.items() if count]
    return f"{label}: {', '.join(told) or 'what changed is not known'}"


def _many(name: str) -> str:
    return name.replace("statement", "statements").replace("entry", "entries")
