"""What tests share: the bundled base in a store, a client on it, and the material outside the project."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import Store
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app

ROOT = Path(__file__).parents[1]


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
