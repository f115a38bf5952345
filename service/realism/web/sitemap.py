"""All pages for search engines (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Sequence
from typing import Annotated, Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import NotFound
from realism.vocab import ACCOUNT, CORE
from realism.web.pages import directory
from realism.web.state import Services, services
from realism.web.succession import succession

router = APIRouter(tags=["Discovery"])
MOST: Final = 50_000
"""Addresses in one sitemap, by the protocol."""
MEDIA_TYPE: Final = "application/xml"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED: Final = ("/", "/schema", "/queries", "/compare/matrix", "/docs")


@router.get(
    "/sitemap.xml",
    operation_id="sitemap",
    summary="All pages, or the sitemaps that list them where one cannot",
    response_class=Response,
    responses={200: {"description": "The sitemap", "content": {MEDIA_TYPE: {}}}},
)
def sitemap(request: Request) -> Response:
    """A sitemap, or an index of sitemaps."""
    public = services(request).public_url(request)
    paths = _paths(services(request))
    if len(paths) <= MOST:
        return _send("urlset", "url", public, paths)
    numbers = range(1, -(-len(paths) // MOST) + 1)
    return _send("sitemapindex", "sitemap", public, [f"/sitemap-{number}.xml" for number in numbers])


@router.get(
    "/sitemap-{number}.xml",
    operation_id="sitemap_part",
    summary="One of the sitemaps that together list all pages",
    response_class=Response,
    responses={200: {"description": "The sitemap", "content": {MEDIA_TYPE: {}}}},
)
def sitemap_part(
    request: Request, number: Annotated[int, Path(description="Which of them, from 1", examples=[1], ge=1)]
) -> Response:
    """At most 50,000 pages."""
    paths = _paths(services(request))
    part = paths[(number - 1) * MOST : number * MOST]
    if not part:
        raise NotFound(f"There is no sitemap {number}; /sitemap.xml lists those there are")
    return _send("urlset", "url", services(request).public_url(request), part)


def _paths(shared: Services) -> Sequence[str]:
    return shared.cache.get("sitemap", lambda: _found(shared))


def _found(shared: Services) -> Sequence[str]:
    retired = succession(shared).retired
    accounts = [graph for graph in shared.store.graphs() if graph.startswith(ACCOUNT) and graph != CORE]
    entities = [f"/doc/{slug}" for slug in directory(shared).entities if slug not in retired]
    return [*_FIXED, *(f"/account/{graph.removeprefix(ACCOUNT)}" for graph in accounts), *entities]


def _send(root: str, item: str, public: str, paths: Sequence[str]) -> Response:
    lines = "".join(f"<{item}><loc>{escape(public + path)}</loc></{item}>\n" for path in paths)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{lines}</{root}>\n'
    return Response(text, media_type=MEDIA_TYPE)
