"""What tests share: the bundled base in a store, a client on it, and the material outside the project."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import npm_clients
from realism.config import Settings
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import Store
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from servers import NotInstalled, SparqlServer, oxigraph_server, realism_server, virtuoso

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-for-clients"  # noqa: S105 - of services that live as long as the tests
OFFLINE = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts, the seed article and the W3C suites; it is not part of the project."""
    folder = Path(os.environ.get("REALISM_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("REALISM_SHARED names no folder: the shared facts and suites are not here")
    return folder


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """The bundled base, loaded and inferred, in memory; tests only read it."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    yield store
    store.close()


@pytest.fixture(scope="session")
def client(store: Store) -> Iterator[TestClient]:
    """A client of the service on the bundled base."""
    with TestClient(create_app(Settings(), store), base_url="http://testserver") as client:
        yield client


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlServer]:
    """An oxigraph server for the whole session, in memory."""
    with _skipping(), oxigraph_server(tmp_path_factory.mktemp("oxigraph"), persist=False, union=False) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlServer]:
    """A Virtuoso for the whole session, which gives at most 10,000 rows at once, as Debian sets it up."""
    with _skipping(), virtuoso(tmp_path_factory.mktemp("virtuoso"), memory_mb=200, rows=10_000) as server:
        yield server


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `realism serve` on the bundled base, which takes writes with TOKEN."""
    with realism_server(tmp_path_factory.mktemp("served"), token=TOKEN) as url:
        yield url


@pytest.fixture(scope="session")
def scratch_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `realism serve --scratch`, which takes writes with TOKEN."""
    with realism_server(tmp_path_factory.mktemp("scratch"), "--scratch", token=TOKEN) as url:
        yield url


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder where the clients from npm are installed."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        pytest.skip("no Node.js with npm on this machine: apt-get install nodejs npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(map(int, version.removeprefix("v").split(".")[:2])) < (20, 18):
        pytest.skip(f"Comunica needs Node.js 20.18 or later, this is {version}")
    try:
        return npm_clients.installed()
    except subprocess.CalledProcessError as error:
        if OFFLINE.search(error.stderr):
            pytest.skip("the clients from npm are not installed yet, and its registry cannot be reached")
        raise AssertionError(error.stderr) from None


@contextmanager
def _skipping() -> Iterator[None]:
    try:
        yield
    except NotInstalled as reason:
        pytest.skip(str(reason))
