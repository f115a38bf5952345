"""Cross-references over HTTP: annotate a text, see-also of an entity or of a text."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from realism.vocab import is_slug
from realism.web.negotiation import JSON, MARKDOWN, WIKITEXT, choose
from realism.web.pages import directory
from realism.web.parameters import json_only, only
from realism.web.respond import send, send_json
from realism.web.seealso import MOST, SHOWN, linker, ranking, see_also, see_also_of_text
from realism.web.state import Services, Shared
from realism.xref.linker import link, require_text
from realism.xref.markup import as_json, as_markdown, as_wikitext
from realism.xref.ranking import SeeAlso

router = APIRouter(prefix="/xref", tags=["Cross-references"])
EXAMPLE: Final = "Under anarchy, the security dilemma makes great powers wary of one another, writes Kenneth Waltz."
_FORMATS: Final = (JSON, MARKDOWN, WIKITEXT)


class TextRequest(BaseModel):
    """A text to read."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    text: str = Field(description="The article", examples=[EXAMPLE])
    format: Literal["plain", "wikitext", "html", "markdown"] = Field("plain", description="What kind of text it is")
    self_slug: str | None = Field(None, alias="self", description="The entity the text is about, by slug")


class AnnotateRequest(TextRequest):
    """A text to annotate."""

    mentions: Literal["first", "all"] = Field("first", description="Each entity once, or every mention")
    output: Literal["mentions", "linked"] = Field("mentions", description="linked: also the text with links")


class SeeAlsoRequest(TextRequest):
    """A text to find see-also entries for."""

    limit: int = Field(SHOWN, ge=1, le=MOST, description="The most entries to give")


@router.post(
    "/annotate",
    operation_id="xref_annotate",
    summary="What a text mentions, each with place, entity, score and reason",
    response_class=Response,
    dependencies=[Depends(json_only), Depends(only())],
)
def annotate(shared: Shared, request: Request, body: AnnotateRequest) -> Response:
    """Offsets are code points into the text as sent."""
    _check(shared, body)
    found = linker(shared).annotate(body.text, body.format, body.mentions, body.self_slug)
    answer: dict[str, Any] = {"mentions": [mention.as_dict() for mention in found]}
    if body.output == "linked":
        answer["linked"] = link(body.text, found, body.format, shared.public_url(request))
    return send_json({**answer, "version": shared.store.version})


@router.get(
    "/see-also",
    operation_id="xref_see_also",
    summary="See-also entries of an entity, each with score and reasons",
    response_class=Response,
    dependencies=[Depends(only("entity", "limit", "format"))],
)
def see_also_of_entity(
    shared: Shared,
    request: Request,
    entity: Annotated[str, Query(description="The entity's slug", examples=["defensive-realism"])],
    limit: Annotated[int, Query(ge=1, le=MOST, description="The most entries to give")] = SHOWN,
) -> Response:
    """As JSON, Markdown or wikitext (``?format=`` or Accept)."""
    directory(shared)[entity]
    return _listed(request, shared, entity, see_also(shared, entity, limit))


@router.post(
    "/see-also",
    operation_id="xref_see_also_text",
    summary="See-also entries for a text",
    response_class=Response,
    dependencies=[Depends(json_only), Depends(only("format"))],
)
def see_also_of_a_text(shared: Shared, request: Request, body: SeeAlsoRequest) -> Response:
    """The entity in the answer is the one the text is about: ``self``, or else the most fitting mention, or null."""
    _check(shared, body)
    subject, entries = see_also_of_text(shared, body.text, body.format, body.self_slug, body.limit)
    return _listed(request, shared, subject, entries)


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


def _check(shared: Services, body: TextRequest) -> None:
    require_text(body.text, shared.settings.max_text)
    if body.self_slug is not None and (not is_slug(body.self_slug) or body.self_slug not in directory(shared).entities):
        raise directory(shared).unknown(body.self_slug)
