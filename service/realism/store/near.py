"""Datasets near at hand: what asks hundreds of small questions asks a copy in this process, not another server."""

from realism.store.base import COPIED_AT_MOST, SharedStore, Store
from realism.store.embedded import EmbeddedStore


def near(store: Store) -> Store:
    """`store` as it is now: a copy in memory if another server keeps it and it is not too large, or else itself.

    Blank nodes have the names that they have in `store`.
    """
    if not isinstance(store, SharedStore) or len(store) > COPIED_AT_MOST:
        return store
    copy = EmbeddedStore()
    copy.extend(store.match())
    return copy
