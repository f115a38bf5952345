"""Lint over HTTP: what is wrong with the cross-references an article has already."""

from typing import Final

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from realism.web.parameters import json_only, only
from realism.web.respond import send_json
from realism.web.seealso import linker, ranking
from realism.web.state import Services, Shared
from realism.web.succession import succession
from realism.web.xref_routes import TextFormat, TextRequest, require_article
from realism.xref.lint.article import Options
from realism.xref.lint.linting import Linter
from realism.xref.lint.titles import Titles

router = APIRouter(prefix="/xref", tags=["Cross-references"])
EXAMPLE: Final = """'''Defensive realism''' is a strand of [[neorealism]], see [[Anarchy]].

== See also ==
* [[Offensive realism]]
* [[Balance of powers]]
"""


class LintRequest(TextRequest):
    """An article to lint."""

    text: str = Field(description="The article", examples=[EXAMPLE])
    format: TextFormat = Field("plain", description="What kind of text it is", examples=["wikitext"])
    titles: list[str] | None = Field(
        None,
        description="The articles that the encyclopedia has, each by its title or address, and its redirects, each as "
        "“Old title -> New title”; without them, every entity has an article, under its preferred label",
        examples=[["Anarchy (international relations)", "Offensive realism", "Neorealism -> Structural realism"]],
    )
    pins: list[str] = Field([], description="What the see-also list must have, by slug or title", examples=[["waltz"]])
    do_not_link: list[str] = Field([], description="What is never linked, by slug or title", examples=[["state"]])


@router.post(
    "/lint",
    operation_id="xref_lint",
    summary="What is wrong with the cross-references of an article: dead, wrong sense, twice, missing, see-also",
    response_class=Response,
    dependencies=[Depends(json_only), Depends(only())],
)
def lint(shared: Shared, request: Request, body: LintRequest) -> Response:
    """Every reference with what it denotes, and findings, each with rule, severity (error, warning, info), message,
    place, entity, evidence, and a suggestion to write instead. Offsets are code points into the text as sent; lines and
    columns count from 1. Without ``self``, the title of the article, or else what it mentions, decides on ``subject``;
    ``subject_reason`` says why."""
    require_article(shared, body)
    titles = Titles.read(body.titles) if body.titles is not None else None
    options = Options(titles, tuple(body.pins), tuple(body.do_not_link), shared.public_url(request))
    report = linter(shared).lint(body.text, body.format, body.self_slug, options)
    return send_json(report.as_dict())


def linter(shared: Services) -> Linter:
    """The linter of the present dataset."""
    return shared.cache.get("linter", lambda: Linter(linker(shared), ranking(shared), succession(shared)))
