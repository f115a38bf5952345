"""The SPARQL servers that are measured, each filled with the same statements."""

import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from benchmarks.bases import Base
from realism.knowledge.loading import bundle_version
from realism.paths import ontology_dir
from realism.store.state import State, write_state
from servers import HOST, SparqlServer, free_port, oxigraph_server, program, running, virtuoso, virtuoso_load

_TESTS = Path(__file__).parents[1]
_GRAPH = "https://w3id.org/realism/"
Command = list[str | Path]


@dataclass(frozen=True)
class Data:
    """A base on disk: as N-Quads, and as N-Triples without repetition for servers that merge graphs."""

    base: Base
    quads: Path
    triples: Path

    @classmethod
    def of(cls, base: Base, folder: Path) -> "Data":
        """Write the base into `folder`."""
        data = cls(base, folder / "base.nq", folder / "base.nt")
        base.write(data.quads)
        with data.triples.open("w", encoding="utf-8") as file:
            file.writelines(base.triples(inferred=True))
        return data


@dataclass(frozen=True)
class Endpoint:
    """A running server: its address, its path for SPARQL, its process and the seconds until it answered with data."""

    url: str
    path: str
    pid: int
    start_s: float


@contextmanager
def realism_memory(data: Data, folder: Path, processes: int = 1) -> Iterator[Endpoint]:
    """`realism serve`; a base that is not the bundled one comes from a file instead of the ontology."""
    port = free_port()
    number = str(processes)
    bundled: Command = [program("realism", "pip install ."), "serve", "--port", str(port), "--processes", number]
    grown: Command = [sys.executable, "-m", "benchmarks.serve", data.quads, str(port), number]
    command = bundled if data.base.bundled else grown
    with _running(command, port, folder, "/sparql") as found:
        yield found


@contextmanager
def realism_disk(data: Data, folder: Path) -> Iterator[Endpoint]:
    """`realism serve --data`, on a folder that was filled before."""
    place = folder / "data"
    if not place.exists():
        place.mkdir(parents=True)
        store = ox.Store(place / "rocksdb")
        store.bulk_load(path=data.quads, format=ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
        del store
        version = bundle_version(ontology_dir())
        write_state(place, State(version, version))
    port = free_port()
    command: Command = [program("realism", "pip install ."), "serve", "--port", str(port), "--data", place]
    with _running(command, port, folder, "/sparql") as found:
        yield found


@contextmanager
def oxigraph_memory(data: Data, folder: Path) -> Iterator[Endpoint]:
    """The oxigraph server in memory; sending it the data counts as starting it."""
    with oxigraph_server(folder, persist=False, union=False) as server:
        began = time.monotonic()
        with data.triples.open("rb") as file:
            headers = {"Content-Type": "application/n-triples", "Content-Length": str(data.triples.stat().st_size)}
            sent = urllib.request.Request(server.gsp_url + "?default", file, headers, method="POST")  # noqa: S310
            urllib.request.urlopen(sent, timeout=3600).close()  # noqa: S310
        yield _endpoint(server, "/query", server.start_s + time.monotonic() - began)


@contextmanager
def oxigraph_disk(data: Data, folder: Path) -> Iterator[Endpoint]:
    """The oxigraph server on disk, on a folder that was filled before."""
    if not (folder / "data").exists():
        folder.mkdir(parents=True)
        store = ox.Store(folder / "data")
        store.bulk_load(path=data.triples, format=ox.RdfFormat.N_TRIPLES)
        store.optimize()
        store.flush()
        del store
    with oxigraph_server(folder, union=False) as server:
        yield _endpoint(server, "/query", server.start_s)


@contextmanager
def virtuoso_disk(data: Data, folder: Path) -> Iterator[Endpoint]:
    """Virtuoso, started again after it was filled."""
    memory_mb = max(512, data.triples.stat().st_size // 2**20 * 2)
    with virtuoso(folder, memory_mb=memory_mb) as server:
        copied = folder / data.triples.name
        copied.hardlink_to(data.triples)
        virtuoso_load(server, copied, _GRAPH)
    with virtuoso(folder, memory_mb=memory_mb) as server:
        yield _endpoint(server, "/sparql", server.start_s)


@contextmanager
def rdflib_endpoint(data: Data, folder: Path) -> Iterator[Endpoint]:
    """rdflib-endpoint on rdflib's own store in memory."""
    port = free_port()
    server = program("rdflib-endpoint", "pip install rdflib-endpoint")
    command: Command = [server, "serve", "--host", HOST, "--port", str(port), data.triples]
    with _running(command, port, folder, "/") as found:
        yield found


@contextmanager
def floor(data: Data, folder: Path) -> Iterator[Endpoint]:
    """uvicorn with a constant answer."""
    port = free_port()
    command: Command = [sys.executable, "-m", "uvicorn", "--host", HOST, "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning", "benchmarks.floor:app"]
    with _running(command, port, folder, "/sparql") as found:
        yield found


SERVERS: dict[str, Callable[[Data, Path], AbstractContextManager[Endpoint]]] = {
    "realism, memory": realism_memory,
    "realism, memory, 2 processes": partial(realism_memory, processes=2),
    "realism, disk": realism_disk,
    "oxigraph server, memory": oxigraph_memory,
    "oxigraph server, disk": oxigraph_disk,
    "Virtuoso 7.2.5": virtuoso_disk,
    "rdflib-endpoint": rdflib_endpoint,
    "uvicorn, constant body": floor,
}
LARGEST = {"rdflib-endpoint": 2_000_000, "realism, memory, 2 processes": 2_000_000}
"""The most statements a server is filled with: rdflib reads 18,000 a second, and each copy in memory has its price."""


@contextmanager
def _running(command: Command, port: int, folder: Path, path: str) -> Iterator[Endpoint]:
    folder.mkdir(parents=True, exist_ok=True)
    url = f"http://{HOST}:{port}"
    ready = f"{url}{path}?query=ASK%7B%7D"
    with running(command, ready, folder / "output.log", timeout_s=1800, cwd=_TESTS) as (pid, start_s):
        yield Endpoint(url, path, pid, start_s)


def _endpoint(server: SparqlServer, path: str, start_s: float) -> Endpoint:
    return Endpoint(server.query_url.removesuffix(path), path, server.pid, start_s)
