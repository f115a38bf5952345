"""The application: everything is built here, nothing when the module is imported."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from realism import __version__
from realism.config import Settings
from realism.errors import RealismError
from realism.knowledge.history import History
from realism.knowledge.layout import turtle_files
from realism.named import NamedQuery, load_queries
from realism.paths import ontology_dir, queries_dir
from realism.store.base import Store
from realism.web import (
    accounts,
    changes,
    changes_making,
    check_routes,
    compare_routes,
    discovery,
    docs,
    dumps,
    entities,
    feed,
    feed_stream,
    graph_store,
    health,
    home,
    lint_routes,
    ontology,
    problems,
    queries,
    ranking_page,
    reconcile,
    reconcile_choosing,
    search,
    sitemap,
    sparql,
    xref_routes,
)
from realism.web.bodies import Bodies
from realism.web.changes_lists import history
from realism.web.envelope import Envelope
from realism.web.pages import STATIC, TEMPLATES
from realism.web.sparql_answers import Answers
from realism.web.sparql_asking import workers_for
from realism.web.sparql_door import METHODS, PATHS, SparqlDoor
from realism.web.state import Services
from realism.web.version_cache import VersionCache

DESCRIPTION = """Theory of international relations as an ontology: SPARQL, dereferenceable entities, named queries,
search, cross-references for texts, theory against theory. Every answer has an ETag and the dataset's version; errors
are problem documents (RFC 9457)."""


class Application(FastAPI):
    """The framework, with the door for SPARQL in front of it."""

    door: SparqlDoor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] in METHODS and _path(scope) in PATHS:
            await self.door(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _path(scope: Scope) -> str:
    """The path below the place where the application is mounted."""
    path: str = scope["path"]
    root = scope.get("root_path")
    return path.removeprefix(root) if root else path


def create_app(settings: Settings, store: Store) -> Application:
    """The service on `store`. While its lifespan runs, queries of clients run in processes of their own.

    Raises BadInput when a named query is broken.
    """
    named = load_queries(queries_dir())
    app = Application(
        title="realism",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        responses={"default": problems.DOCUMENTED},
        license_info={"name": "Apache-2.0 (code), CC BY 4.0 (ontology)"},
    )
    past = History(settings.data / "history" if settings.data is not None else None, began=_made())
    shared = app.state.services = Services(settings, store, named, VersionCache(store), past)
    build = _build(settings, named)
    answers = app.state.answers = Answers(shared, build)
    bodies = Bodies()
    app.door = SparqlDoor(shared, answers, super(Application, app).__call__, bodies)
    limits = {"/check": settings.max_edit, "/changes": settings.max_edit}
    app.add_middleware(Envelope, store=store, max_body=settings.max_body, build=build, limits=limits, bodies=bodies)
    app.add_exception_handler(RealismError, problems.on_error)
    app.add_exception_handler(HTTPException, problems.on_http)
    app.add_exception_handler(RequestValidationError, problems.on_validation)
    for module in (home, sparql, graph_store, entities, search, xref_routes, compare_routes, check_routes, health):
        app.include_router(module.router)
    for module in (lint_routes, reconcile, reconcile_choosing, changes_making, changes, feed, feed_stream):
        app.include_router(module.router)
    for module in (accounts, ontology, discovery, dumps, sitemap, docs, ranking_page):
        app.include_router(module.router)
    app.include_router(ontology.version_router())
    app.include_router(queries.router_for(named))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    shared: Services = app.state.services
    shared.workers = workers_for(shared.store, shared.settings)
    if shared.workers is not None:
        # The service is up meanwhile: queries wait, and hear of it if this fails, as the log does.
        starting = asyncio.create_task(shared.workers.start())
        starting.add_done_callback(lambda done: done.cancelled() or done.exception())
        # From here on they know their event loop, and queries may come.
        await asyncio.sleep(0)
        if not shared.settings.scratch:
            shared.in_background("getting ready to check", shared.get_ready)
    shared.in_background("reading the history", lambda _: _remember(shared))
    try:
        yield
    finally:
        workers, shared.workers = shared.workers, None
        if workers is not None:
            await workers.close()
        shared.close()


def _remember(shared: Services) -> None:
    """Note the state of the dataset in its history, before anyone asks."""
    history(shared)


def _made() -> datetime:
    """When the files of the bundled ontology were last changed."""
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in turtle_files(ontology_dir())), UTC)


def _build(settings: Settings, named: dict[str, NamedQuery]) -> str:
    """A hash of all that answers depend on besides the dataset."""
    parts = [__version__, repr(settings), *(query.text for _, query in sorted(named.items()))]
    parts += [path.read_text("utf-8") for path in sorted(TEMPLATES.iterdir())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
