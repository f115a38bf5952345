"""Linker and see-also entries, computed once per state of the dataset."""

from typing import Final

from realism.web.state import Services
from realism.xref.lexicon import Lexicon
from realism.xref.linker import Linker
from realism.xref.ranking import NO_WISHES, Ranking, SeeAlso, Wishes, see_also_text

SHOWN: Final = 12
"""Entries on a page, and the default of the routes."""
MOST: Final = 50
"""The most entries that may be asked for."""


def see_also(shared: Services, slug: str, limit: int = SHOWN, wishes: Wishes = NO_WISHES) -> list[SeeAlso]:
    """The first `limit` entries for the entity `slug`; lists that nobody wishes anything of are kept.

    Raises as `Ranking.see_also` does.
    """
    if wishes != NO_WISHES:
        return ranking(shared).see_also(slug, limit, wishes)
    return shared.cache.get(("see-also", slug, limit), lambda: ranking(shared).see_also(slug, limit))


def see_also_if_any(shared: Services, slug: str) -> list[SeeAlso]:
    """Many entries, for a page; none for an entity of a kind that has no cross-references, such as a claim."""
    return see_also(shared, slug, MOST) if slug in ranking(shared).entities else []


def see_also_of_text(
    shared: Services,
    text: str,
    format: str,
    self_slug: str | None,
    limit: int,
    wishes: Wishes = NO_WISHES,
    public_url: str | None = None,
) -> tuple[str | None, list[SeeAlso]]:
    """The subject of `text` and its entries.

    Raises as `see_also_text` does.
    """
    return see_also_text(shared.store, linker(shared), text, format, self_slug, limit, wishes, public_url)


def ranking(shared: Services) -> Ranking:
    """The ranking of the present dataset."""
    return shared.cache.get("ranking", lambda: Ranking.from_store(shared.store))


def linker(shared: Services) -> Linker:
    """The linker of the present dataset."""
    return shared.cache.get("linker", lambda: Linker(Lexicon.from_store(shared.store), ranking(shared).graph))
