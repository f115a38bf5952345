"""Cross-references over HTTP: annotate a text, see-also of an entity or of a text."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from realism.web.negotiation import JSON, MARKDOWN, WIKITEXT, choose
from realism.web.pages import directory
from realism.web.parameters import json_only, only
from realism.web.respond import send, send_json
from realism.web.seealso import MOST, SHOWN, linker, ranking, see_also, see_also_of_text
from realism.web.state import Services, Shared
from realism.xref.linker import Mentions, link, require_text
from realism.xref.markup import as_json, as_markdown, as_wikitext
from realism.xref.ranking import SeeAlso, Wishes

router = APIRouter(prefix="/xref", tags=["Cross-references"])
EXAMPLE: Final = "Under anarchy, the security dilemma makes great powers wary of one another, writes Kenneth Waltz."
_FORMATS: Final = (JSON, MARKDOWN, WIKITEXT)
TextFormat = Literal["plain", "wikitext", "html", "markdown"]
EntryType = Literal["theory", "concept", "work", "thinker", "case"]
_PINS: Final = "What comes first, in this order, by slug"
_LEAVE_OUT: Final = "What is not to be listed, by slug"
_TYPES: Final = "Of which types the entries may be (theory, concept, work, thinker, case); of all if left out"


class TextRequest(BaseModel):
    """A text to read."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    text: str = Field(description="The article", examples=[EXAMPLE])
    format: TextFormat = Field("plain", description="What kind of text it is")
    self_slug: str | None = Field(None, alias="self", description="The entity the text is about, by slug")


class AnnotateRequest(TextRequest):
    """A text to annotate."""

    mentions: Mentions = Field(
        "first", description="Each entity once, every mention, or also the terms inside longer ones"
    )
    output: Literal["mentions", "linked"] = Field("mentions", description="linked: also the text with links")


class SeeAlsoRequest(TextRequest):
    """A text to find see-also entries for."""

    limit: int = Field(SHOWN, ge=1, le=MOST, description="The most entries to give")
    pins: list[str] = Field([], max_length=MOST, description=_PINS, examples=[["relative-gains"]])
    leave_out: list[str] = Field([], max_length=1000, description=_LEAVE_OUT, examples=[["balancing"]])
    types: list[EntryType] = Field([], description=_TYPES)
    include_linked: bool = Field(
        False, description="List also what the text links already, or lists under a heading such as “See also”"
    )
    prominent: bool = Field(
        False,
        description="Leave out also what the text names in its lead, or more than three times: where it is linked",
    )


@router.post(
    "/annotate",
    operation_id="xref_annotate",
    summary="What a text mentions, each with place, entity, score and reason",
    response_class=Response,
    dependencies=[Depends(json_only), Depends(only())],
)
def annotate(shared: Shared, request: Request, body: AnnotateRequest) -> Response:
    """Offsets are code points into the text as sent."""
    require_article(shared, body)
    public_url = shared.public_url(request)
    found = linker(shared).annotate(body.text, body.format, body.mentions, body.self_slug, public_url)
    answer: dict[str, Any] = {"mentions": [mention.as_dict() for mention in found]}
    if body.output == "linked":
        answer["linked"] = link(body.text, found, body.format, public_url)
    return send_json({**answer, "version": shared.store.version})


@router.get(
    "/see-also",
    operation_id="xref_see_also",
    summary="See-also entries of an entity, each with score and reasons",
    response_class=Response,
    dependencies=[Depends(only("entity", "limit", "pins", "leave_out", "types", "format"))],
)
def see_also_of_entity(
    shared: Shared,
    request: Request,
    entity: Annotated[str, Query(description="The entity's slug", examples=["defensive-realism"])],
    limit: Annotated[int, Query(ge=1, le=MOST, description="The most entries to give")] = SHOWN,
    pins: Annotated[str, Query(description=f"{_PINS}, with commas between", examples=["relative-gains"])] = "",
    leave_out: Annotated[str, Query(description=f"{_LEAVE_OUT}, with commas between", examples=["waltz"])] = "",
    types: Annotated[str, Query(description=f"{_TYPES}, with commas between", examples=["theory,concept"])] = "",
) -> Response:
    """As JSON, Markdown or wikitext (``?format=`` or Accept). An entry is `symmetric` when its own list holds the
    entity, too. How entries are ranked is explained at /docs/see-also."""
    directory(shared)[entity]
    wishes = Wishes(_split(pins), frozenset(_split(leave_out)), frozenset(_split(types)))
    _require_known(shared, wishes)
    return _listed(request, shared, entity, see_also(shared, entity, limit, wishes))


@router.post(
    "/see-also",
    operation_id="xref_see_also_text",
    summary="See-also entries for a text",
    response_class=Response,
    dependencies=[Depends(json_only), Depends(only("format"))],
)
def see_also_of_a_text(shared: Shared, request: Request, body: SeeAlsoRequest) -> Response:
    """The entity in the answer is the one the text is about: ``self``, or else the most fitting mention, or null. What
    the text links already is left out, unless it is asked for or pinned."""
    require_article(shared, body)
    wishes = Wishes(
        tuple(body.pins), frozenset(body.leave_out), frozenset(body.types), body.include_linked, body.prominent
    )
    _require_known(shared, wishes)
    public_url = shared.public_url(request)
    subject, entries = see_also_of_text(shared, body.text, body.format, body.self_slug, body.limit, wishes, public_url)
    return _listed(request, shared, subject, entries)


def _split(listed: str) -> tuple[str, ...]:
    return tuple(part for one in listed.split(",") if (part := one.strip()))


def _require_known(shared: Services, wishes: Wishes) -> None:
    """Raise NotFound, with what may have been meant, when an entity that is wished for or away is none."""
    for slug in (*wishes.pins, *sorted(wishes.leave_out)):
        directory(shared)[slug]


def _listed(request: Request, shared: Services, subject: str | None, entries: list[SeeAlso]) -> Response:
    """See-also entries in the format the client accepts."""
    format_ = choose(request, _FORMATS)
    if format_ == MARKDOWN:
        return send(as_markdown(entries, shared.public_url(request)), format_)
    if format_ == WIKITEXT:
        return send(as_wikitext(entries), format_)
    entity = ranking(shared).entities[subject] if subject is not None else None
    labels = {slug: found.label for slug, found in directory(shared).entities.items()}
    return send_json(as_json(entity, entries, labels))


def require_article(shared: Services, body: TextRequest) -> None:
    """Refuse what is no article, or is said to be about nothing we know.

    Raises BadInput, TooLarge or NotFound.
    """
    require_text(body.text, shared.settings.max_text)
    if body.self_slug is not None:
        directory(shared)[body.self_slug]
