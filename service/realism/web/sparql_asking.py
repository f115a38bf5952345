"""Where the queries of clients are answered: in processes of their own, or in threads where that is not possible."""

from typing import TYPE_CHECKING, Protocol

from realism.config import Settings
from realism.store.base import Store
from realism.store.bounded import not_acceptable, too_many_bytes, too_many_rows, write_bounded
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_rdf import Answer
from realism.store.frames import KIND_OF, Answered, Ask, Limits
from realism.store.row_counts import count_rows
from realism.store.workers import QueryWorkers
from realism.web.threads import Threads

if TYPE_CHECKING:
    from realism.store.remote_queries import RemoteQueries


class Asker(Protocol):
    """Whoever answers queries."""

    async def ask(self, ask: Ask, client: str = "") -> Answered:
        """The answer to a query; its version is empty when it is not known which state of the dataset it tells of.

        client: who asks, where clients take turns
        """


class ThreadAsker:
    """Answers queries in threads of this process, where nothing can end one that has begun."""

    def __init__(self, store: Store, threads: Threads, settings: Settings) -> None:
        self._store = store
        self._threads = threads
        self._settings = settings

    async def ask(self, ask: Ask, client: str = "") -> Answered:
        """The answer to a query; raises what Store.query and Results.serialize raise, TooLarge and Overloaded."""
        return await self._threads.run(lambda: self._answer(ask))

    def _answer(self, ask: Ask) -> Answered:
        before = self._store.version
        results = self._store.query(
            ask.text, default_graphs=ask.default_graphs, named_graphs=ask.named_graphs, base_iri=ask.base
        )
        format_ = ask.formats.get(KIND_OF[results.form])
        if format_ is None:
            raise not_acceptable(results)
        rows, size = self._settings.max_rows, self._settings.max_bytes
        if isinstance(results, Answer):
            body, statements = write_bounded(results, format_, rows, size)
        else:
            body = results.serialize(format_)
            statements = count_rows(body, format_) if results.form == "select" else 1
            _check(len(body), size, statements, rows)
        return Answered(results.form, format_, body, statements, before if before == self._store.version else "")


def _check(length: int, size: int, found: int, rows: int) -> None:
    if length > size:
        raise too_many_bytes(size)
    if found > rows:
        raise too_many_rows(rows)


def workers_for(store: Store, settings: Settings) -> "QueryWorkers | RemoteQueries | None":
    """What answers queries on `store` within limits, not yet started; None when threads are to answer them.

    Raises StartupError on systems that cannot fork.
    """
    limits = Limits(deadline=settings.deadline_s, rows=settings.max_rows, bytes=settings.max_bytes)
    if settings.store is not None:
        # Imported here because it brings an HTTP client, which a service with a store of its own does not need.
        from realism.store.remote import RemoteStore
        from realism.store.remote_queries import RemoteQueries

        if isinstance(store, RemoteStore):
            return RemoteQueries(store, limits)
    if settings.workers == 0 or not isinstance(store, EmbeddedStore):
        return None
    return QueryWorkers(store, settings.workers, limits)
