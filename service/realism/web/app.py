"""The application: everything is built here, nothing when the module is imported."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from realism import __version__
from realism.config import Settings
from realism.errors import RealismError
from realism.named import NamedQuery, load_queries
from realism.paths import queries_dir
from realism.store.base import Store
from realism.web import compare_routes, docs, entities, health, home, problems, queries, search, sparql, xref_routes
from realism.web.envelope import Envelope
from realism.web.pages import STATIC, TEMPLATES
from realism.web.state import Services, VersionCache

DESCRIPTION = """Theory of international relations as an ontology: SPARQL, dereferenceable entities, named queries,
search, cross-references for texts, theory against theory. Every answer has an ETag and the dataset's version; errors
are problem documents (RFC 9457)."""


def create_app(settings: Settings, store: Store) -> FastAPI:
    """The service on `store`.

    Raises BadInput when a named query is broken.
    """
    named = load_queries(queries_dir())
    app = FastAPI(
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
    app.state.services = Services(settings, store, named, VersionCache(store))
    app.add_middleware(Envelope, store=store, max_body=settings.max_body, build=_build(settings, named))
    app.add_exception_handler(RealismError, problems.on_error)
    app.add_exception_handler(HTTPException, problems.on_http)
    app.add_exception_handler(RequestValidationError, problems.on_validation)
    for module in (home, sparql, entities, search, xref_routes, compare_routes, health, docs):
        app.include_router(module.router)
    app.include_router(queries.router_for(named))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.services.close()


def _build(settings: Settings, named: dict[str, NamedQuery]) -> str:
    """A hash of all that answers depend on besides the dataset."""
    parts = [__version__, repr(settings), *(query.text for _, query in sorted(named.items()))]
    parts += [path.read_text("utf-8") for path in sorted(TEMPLATES.iterdir())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
