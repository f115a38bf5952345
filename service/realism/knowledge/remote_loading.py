"""The dataset on a server that several services may share: who loads the ontology into it, and when."""

import logging
import time
from pathlib import Path
from typing import Final

from realism.config import Settings
from realism.errors import StartupError
from realism.knowledge.loading import bundle_version, load_bundle
from realism.store.remote import RemoteStore
from realism.store.remote_addresses import require_address

log = logging.getLogger("realism.store")
PATIENCE: Final = 600.0
"""Seconds to wait while another service loads the dataset."""


def open_remote(settings: Settings, ontology: Path) -> RemoteStore:
    """The store on the server at `settings.store`, with the ontology in it if it was empty or held an older one.

    Raises StartupError when the server cannot be used, or holds changes made to an older ontology.
    """
    assert settings.store is not None
    if settings.data is not None:
        raise StartupError("--data and --store are two places for the data: choose one of them")
    store = RemoteStore(
        require_address(settings.store),
        settings.store_update and require_address(settings.store_update),
        user=settings.store_user,
        password=settings.store_password,
        deadline=settings.deadline_s,
    )
    try:
        _wait_for_others(store)
        if _needs_loading(store, bundle_version(ontology)):
            load_bundle(store, ontology)
    except BaseException:
        store.close()
        raise
    return store


def _wait_for_others(store: RemoteStore) -> None:
    until = time.monotonic() + PATIENCE
    while store.is_loading:
        if time.monotonic() > until:
            raise StartupError(f"another service has been loading the dataset at {store.url} for too long: see to it")
        time.sleep(1)
        store.look()


def _needs_loading(store: RemoteStore, version: str) -> bool:
    if store.is_broken or len(store) == 0:
        return True
    if store.loaded is None:
        log.warning("the dataset at %s was not loaded by realism and is served as it is", store.url)
        return False
    if store.loaded != version and store.loaded != store.version:
        raise StartupError(
            f"the dataset at {store.url} holds changes made to an older ontology: "
            "start with an empty one and make them again there, or run the release that wrote them"
        )
    return store.loaded != version
