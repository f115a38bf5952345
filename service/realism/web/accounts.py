"""The named graphs: what all theories share, what each of them commits to, and what follows from it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from realism.store.base import JSONLD, Format, Iri
from realism.vocab import ACCOUNT, BASE, CORE, INFERRED, is_slug
from realism.web import pages
from realism.web.documents import FORMATS, alternates, choose_document, send_document, write_document
from realism.web.negotiation import HTML
from realism.web.pages import axioms_where, directory, family
from realism.web.state import Services, services
from realism.web.succession import moved
from realism.web.view import view

router = APIRouter(tags=["Entities"])
Account = Annotated[str, Path(description="A theory with an account, or core", examples=["defensive-realism"])]
Inferred = Annotated[
    str, Path(description="A theory with an account, core, or across for what follows from several", examples=["core"])
]
_DOCUMENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The document", "content": {format_.media_type: {} for format_ in FORMATS}}
}
_RENAMED: Final[dict[int | str, dict[str, Any]]] = {
    301: {"description": "The theory was renamed"},
    410: {"description": "The theory was given up"},
}


@router.get(
    "/account/{theory}",
    operation_id="account",
    summary="The account of a theory: what it alone commits to",
    response_class=Response,
    responses=_DOCUMENT | _RENAMED,
)
def account(request: Request, theory: Account) -> Response:
    """The graph of one account; ``core`` is the graph all share."""
    shared = services(request)
    if not _known(shared, ACCOUNT, theory):
        successor = moved(request, "/account/", theory)
        if successor is not None:
            return successor
        raise directory(shared).unknown(theory, "account")
    return _graph(request, ACCOUNT, theory)


@router.get(
    "/inferred/{theory}",
    operation_id="inferred",
    summary="What follows from the core, or from the core and an account, without being stated there",
    response_class=Response,
    responses=_DOCUMENT,
)
def inferred(request: Request, theory: Inferred) -> Response:
    """The graph of inferred statements."""
    if not _known(services(request), INFERRED, theory):
        raise directory(services(request)).unknown(theory, "graph of inferred statements")
    return _graph(request, INFERRED, theory)


def _known(shared: Services, namespace: str, name: str) -> bool:
    graphs = shared.cache.get("graphs", lambda: frozenset(shared.store.graphs()))
    return is_slug(name) and namespace + name in graphs


def _graph(request: Request, namespace: str, name: str) -> Response:
    graph = namespace + name
    format_ = choose_document(request)
    headers = {"Link": alternates(request, f"/{graph.removeprefix(BASE)}", query=True)}
    return send_document(request, graph_document(request, graph, format_), format_, headers)


def graph_document(request: Request, graph: str, format_: Format) -> bytes:
    """The statements of the named graph `graph` in `format_`, or its page; to go out by `send_document`."""
    shared = services(request)

    def build() -> bytes:
        if format_ == HTML:
            return _page(request, shared, graph).encode("utf-8", "replace")
        if format_ == JSONLD:
            return write_document(shared, list(shared.store.match(graph=Iri(graph))), format_, first=graph)
        return shared.store.dump(format_, graph)

    address = shared.public_url(request) if format_ == HTML else None
    return shared.cache.get(("graph", graph, format_.name, address), build)


def _page(request: Request, shared: Services, graph: str) -> str:
    slug = graph.rpartition("/")[2]
    if graph.startswith(ACCOUNT) and graph != CORE and slug in directory(shared).entities:
        found = view(shared.store, directory(shared), family(shared), slug)
        return pages.render(
            request, shared, "account.html", view=found, axioms=axioms_where(shared, slug, account=True)
        )
    return pages.render(
        request,
        shared,
        "graph.html",
        graph=graph,
        path="/" + graph.removeprefix(BASE),
        inferred=graph.startswith(INFERRED),
        theory=directory(shared).entities.get(slug),
        statements=sum(1 for _ in shared.store.match(graph=Iri(graph))),
    )
