"""The page that explains how see-also lists are ranked: ties, weights, diversity, and an example from the base."""

from collections import Counter
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.web.pages import all_axioms, page
from realism.web.parameters import only
from realism.web.seealso import SHOWN, ranking
from realism.web.state import Services, Shared
from realism.xref.already import OFTEN
from realism.xref.explaining import KINDS, account, choices, forms
from realism.xref.ranking import Ranking
from realism.xref.weights import ALLOWANCE, DIRECT, MENTIONED, THROUGH, UNRELATED

router = APIRouter(tags=["Running it"])
_SHARES: Final = 8
"""Ties of an example that are told one by one."""


@router.get(
    "/docs/see-also",
    operation_id="docs_see_also",
    summary="How see-also lists are ranked, as a page, with the list of an entity worked out number by number",
    response_class=Response,
    dependencies=[Depends(only("entity", "entry"))],
)
def ranking_page(
    request: Request,
    shared: Shared,
    entity: Annotated[
        str | None, Query(description="Whose list is the example, by slug", examples=["defensive-realism"])
    ] = None,
    entry: Annotated[
        str | None, Query(description="Which entry's score is worked out, by slug", examples=["balancing"])
    ] = None,
) -> Response:
    """What ties count, what they weigh and why, how a list is kept diverse. Without parameters, the example is the
    theory that most axioms are about, and the entry of its list that most ties speak for."""
    slug = entity if entity is not None else _richest(shared)
    context: dict[str, Any] = {
        "direct": [(tie.sentence.format(s="A", o="B"), tie) for tie in DIRECT.values()],
        "several": [(weight, forms(kind)) for kind, weight in KINDS.items()],
        "through": THROUGH,
        "mentioned": MENTIONED,
        "unrelated": UNRELATED,
        "often": OFTEN,
        "allowance": ALLOWANCE,
        "example": shared.cache.get(
            ("see-also-example", slug, entry), lambda: slug and _example(ranking(shared), slug, entry)
        ),
        "told": _SHARES,
    }
    return page(request, shared, "see_also.html", **context)


def _example(found: Ranking, slug: str, entry: str | None) -> dict[str, Any]:
    """The list of `slug`, and how the score of one entry of it came about."""
    made = choices(found, slug, SHOWN)
    tied = found.scoring.tied(slug)
    listed = [choice.entry.entity.id for choice in made]
    target = entry or max(listed, key=lambda one: len(tied.near.get(one, ())), default=slug)
    worked_out = account(found, slug, target, tied)
    return {
        "subject": found.entities[slug],
        "choices": made,
        "target": found.entities[target],
        "account": worked_out,
    }


def _richest(shared: Services) -> str | None:
    """The theory that most axioms are about, or else any entity; None in an empty base."""
    known = ranking(shared).entities
    slugs = Counter(axiom.account.slug for axiom in all_axioms(shared) if axiom.account.slug in known)
    return max(slugs, key=lambda slug: (slugs[slug], slug), default=min(known, default=None))
