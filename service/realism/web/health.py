"""Whether the service runs and can answer."""

from fastapi import APIRouter

from realism.errors import Overloaded
from realism.web.state import Shared

router = APIRouter(tags=["Running it"])


@router.get("/healthz", operation_id="health_live", summary="Whether the process answers")
async def live() -> dict[str, str]:
    """Always ``{"status": "ok"}``."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="health_ready", summary="Whether the dataset is loaded and answers queries")
def ready(shared: Shared) -> dict[str, str | int]:
    """The dataset's version and size; 503 while there is nothing in it."""
    if not shared.store.query("ASK { ?s ?p ?o }").boolean:
        raise Overloaded("The dataset is empty: it is still being loaded", retry_after=5)
    return {"status": "ok", "version": shared.store.version, "quads": len(shared.store)}
