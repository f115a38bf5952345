"""The whole dataset as compressed files, each made once for a state of the dataset."""

import gzip
import os
import tempfile
import weakref
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, cast

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from realism.errors import Overloaded
from realism.reference.void import Download
from realism.store.base import NQUADS, TRIG, TURTLE, Format, Store
from realism.store.serializing import write_dump
from realism.web.state import Services, services

router = APIRouter(tags=["Discovery"])
FORMATS: Final = (NQUADS, TRIG, TURTLE)
GZIP: Final = "application/gzip"
_PIECE: Final = 256 * 1024
_ATTEMPTS: Final = 3
_DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The compressed file", "content": {GZIP: {}}}
}


class DumpFile:
    """A file without a name, which is there as long as somebody reads it or may ask for it."""

    def __init__(self, file: BinaryIO) -> None:
        self._descriptor = os.dup(file.fileno())
        self.size = os.fstat(self._descriptor).st_size
        weakref.finalize(self, os.close, self._descriptor)

    def read(self) -> Iterator[bytes]:
        """Its bytes, piece by piece; any number of readers do not disturb each other."""
        place = 0
        while piece := os.pread(self._descriptor, _PIECE, place):
            place += len(piece)
            yield piece


@router.get(
    "/dump.nq.gz",
    operation_id="dump_nquads",
    summary="The whole dataset, each statement in its graph, as compressed N-Quads",
    response_class=Response,
    responses=_DOCUMENTED,
)
async def nquads(request: Request) -> Response:
    """Core, accounts and what follows from them."""
    return await _dump(request, NQUADS)


@router.get(
    "/dump.trig.gz",
    operation_id="dump_trig",
    summary="The whole dataset, each statement in its graph, as compressed TriG",
    response_class=Response,
    responses=_DOCUMENTED,
)
async def trig(request: Request) -> Response:
    """Core, accounts and what follows from them."""
    return await _dump(request, TRIG)


@router.get(
    "/dump.ttl.gz",
    operation_id="dump_turtle",
    summary="The statements of all graphs together, as compressed Turtle",
    response_class=Response,
    responses=_DOCUMENTED,
)
async def turtle(request: Request) -> Response:
    """Everything without saying who says so: rival theories contradict each other in it."""
    return await _dump(request, TURTLE)


def downloads(public: str) -> list[Download]:
    """The dumps by name, address and what is in them."""
    return [Download(name, f"{public}/{name}", format_.media_type) for format_ in FORMATS for name in [_name(format_)]]


def _name(format_: Format) -> str:
    return f"dump.{format_.extension}.gz"


async def _dump(request: Request, format_: Format) -> Response:
    shared = services(request)
    file = await shared.dump_threads.run(lambda: dump_file(shared, format_))
    name = f"realism-{shared.store.version}.{format_.extension}.gz"
    headers = {"Content-Length": str(file.size), "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(file.read(), media_type=GZIP, headers=headers)


def dump_file(shared: Services, format_: Format) -> DumpFile:
    """The present dataset in `format_`, compressed.

    Raises Overloaded when the dataset changes faster than it can be written.
    """
    return shared.cache.get(("dump", format_.name), lambda: _written(shared.store, format_))


def _written(store: Store, format_: Format) -> DumpFile:
    for _ in range(_ATTEMPTS):
        version = store.version
        with tempfile.TemporaryFile(prefix="realism-") as file:
            # Without a name and a time in it, equal data gives equal bytes.
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as compressed:
                write_dump(store, format_, cast(BinaryIO, compressed))
            file.flush()
            if store.version == version:
                return DumpFile(file)
    raise Overloaded("The dataset changes faster than it can be written out; try again later", retry_after=30)
