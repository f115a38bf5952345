"""Choosing by hand in a table tool: suggestions while typing, and what an entity, a type or a property is."""

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import NotFound
from realism.vocab import ID
from realism.web import pages
from realism.web.directory import Entity
from realism.web.folding import fold
from realism.web.negotiation import HTML
from realism.web.reconcile import Callback
from realism.web.reconcile_answers import answer, directory, index, schema
from realism.web.reconcile_schema import Property, Schema, Type
from realism.web.respond import PAGE_POLICY, send
from realism.web.state import Services, Shared
from realism.web.suggest import short, suggestions
from realism.xref.lexicon import KINDS

router = APIRouter(tags=["Reconciliation"])
_LINKABLE: Final = frozenset(KINDS.values())
_FRAMED: Final = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
_ALIASES: Final = 6
What = Annotated[
    Literal["entity", "type", "property"],
    Path(description="What is chosen: an entity, a type, a property", examples=["entity"]),
]
Id = Annotated[str, Query(max_length=300, description="Its identifier", examples=["waltz"])]


@router.get(
    "/reconcile/suggest/{what}",
    operation_id="reconcile_suggest",
    summary="Entities, types or properties of which the name begins so",
    response_class=Response,
)
def suggest(
    shared: Shared,
    what: What,
    prefix: Annotated[str, Query(max_length=200, description="What was typed so far", examples=["wal"])] = "",
    kind: Annotated[
        str | None, Query(alias="type", description="For entities: the type they should have", examples=["Thinker"])
    ] = None,
    cursor: Annotated[int, Query(ge=0, le=10**6, description="How many suggestions to pass over")] = 0,
    limit: Annotated[int, Query(ge=1, le=100, description="The most suggestions to give")] = 20,
    callback: Callback = None,
) -> Response:
    """Best first. Without a prefix, all types or properties, and no entities."""
    if what == "entity":
        found = _entities(shared, prefix, kind)
    else:
        known: Iterable[Type | Property] = schema(shared).types.values()
        if what == "property":
            known = schema(shared).properties.values()
        found = [_described(schema(shared), one) for one in _beginning(known, prefix)]
    return answer({"result": found[cursor : cursor + limit]}, callback)


def _entities(shared: Services, prefix: str, kind: str | None) -> list[dict[str, Any]]:
    known = schema(shared)
    wanted = known.type(kind) if kind else None
    found = []
    for one in suggestions(shared, prefix, _LINKABLE):
        classes = index(shared).classes.get(one.entity.slug, frozenset())
        if wanted is None or wanted.id in classes:
            also = f" (also called “{one.alias}”)" if one.alias else ""
            name = {"id": one.entity.slug, "name": one.entity.label}
            found.append({**name, "description": short(one.entity) + also, "notable": known.of(classes)})
    return found


def _beginning(known: Iterable[Type | Property], prefix: str) -> list[Type | Property]:
    """Those called so, then those whose name or identifier begins so, then those with a word that does."""
    wanted = fold(prefix)
    graded = []
    for one in known:
        names = (fold(one.name), fold(one.id))
        if wanted in names:
            grade = 0
        elif any(name.startswith(wanted) for name in names):
            grade = 1
        elif any(f" {wanted}" in name for name in names):
            grade = 2
        else:
            continue
        graded.append((grade, names, one))
    return [one for _, _, one in sorted(graded, key=lambda found: found[:2])]


def _described(known: Schema, one: Type | Property) -> dict[str, Any]:
    told = known.whole(one) if isinstance(one, Type) else one.as_dict()
    return {**told, **({"description": one.description} if one.description else {})}


@router.get(
    "/reconcile/flyout/{what}",
    operation_id="reconcile_flyout",
    summary="A few words about an entity, a type or a property, as HTML inside JSON",
    response_class=Response,
)
def flyout(request: Request, shared: Shared, what: What, id: Id, callback: Callback = None) -> Response:
    """For the box beside a suggestion."""
    if what == "entity":
        entity = _entity(shared, id)
        title, kind, text = entity.label, entity.kind_label, entity.definition
    else:
        found = schema(shared).type(id) if what == "type" else schema(shared).property(id)
        if found is None:
            raise NotFound(f"There is no {what} {id[:80]!r}; /reconcile/suggest/{what} lists those there are")
        title, kind, text = found.name, what, found.description
    html = pages.render(request, shared, "reconcile_flyout.html", title=title, kind=kind, text=text)
    return answer({"id": id, "html": html.strip()}, callback)


@router.get(
    "/reconcile/preview",
    operation_id="reconcile_preview",
    summary="A small page about an entity, to be shown in a frame",
    response_class=Response,
    responses={200: {"description": "The page", "content": {HTML.media_type: {}}}},
)
def preview(request: Request, shared: Shared, id: Id) -> Response:
    """The one page here that other sites may frame: it has nothing to press but a link to the entity's page."""
    entity = _entity(shared, id)
    aliases = index(shared).aliases(entity.slug)[:_ALIASES]
    response = send(pages.render(request, shared, "reconcile_preview.html", entity=entity, aliases=aliases), HTML)
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


@router.get(
    "/reconcile/extend/properties",
    operation_id="reconcile_properties",
    summary="The properties that entities of a type have, commonest first",
    response_class=Response,
)
def properties(
    shared: Shared,
    kind: Annotated[
        str | None, Query(alias="type", description="The identifier of a type", examples=["Thinker"])
    ] = None,
    limit: Annotated[int | None, Query(ge=1, le=1000, description="The most properties to give")] = None,
    callback: Callback = None,
) -> Response:
    """Without a type, or for one there is not, all properties by name."""
    known = schema(shared)
    wanted = known.type(kind) if kind else None
    found = known.proposed.get(wanted.id, ()) if wanted is not None else list(known.properties.values())
    told: dict[str, Any] = {"properties": [one.as_dict() for one in found[:limit]]}
    told |= {"type": kind} if kind is not None else {}
    return answer(told | ({"limit": limit} if limit is not None else {}), callback)


def _entity(shared: Services, id: str) -> Entity:
    return directory(shared)[id.strip().removeprefix(ID)]
