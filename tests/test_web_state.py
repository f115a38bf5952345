"""What routes share: values computed once per state of the dataset, and threads that cannot all be taken."""

import asyncio
import threading
from collections.abc import Iterator

import httpx2
import pytest

from realism.config import Settings
from realism.errors import BadInput, Overloaded
from realism.store.base import TURTLE
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from realism.web.state import QUERY_THREADS, Services
from realism.web.threads import QUEUE
from realism.web.version_cache import VersionCache


@pytest.fixture
def changing() -> Iterator[EmbeddedStore]:
    """A small store that the test may change."""
    store = EmbeddedStore()
    store.load(b"<http://example.org/a> <http://example.org/b> 1 .", TURTLE, "http://example.org/g")
    yield store
    store.close()


def test_a_value_is_computed_once_per_state(changing: EmbeddedStore) -> None:
    cache, calls = VersionCache(changing), []
    for _ in range(3):
        assert cache.get("size", lambda: calls.append(1) or len(changing)) == 1  # type: ignore[func-returns-value]
    assert len(calls) == 1
    changing.load(b"<http://example.org/a> <http://example.org/b> 2 .", TURTLE, "http://example.org/g")
    assert cache.get("size", lambda: len(changing)) == 2


def test_the_cache_is_bounded(changing: EmbeddedStore) -> None:
    cache = VersionCache(changing, limit=2)
    made = []

    def make(key: str) -> str:
        made.append(key)
        return key

    for key in ("a", "b", "c", "a"):
        assert cache.get(key, lambda key=key: make(key)) == key  # type: ignore[misc]
    assert made == ["a", "b", "c", "a"]


def test_a_failure_is_not_kept(changing: EmbeddedStore) -> None:
    cache = VersionCache(changing)

    def fail() -> str:
        raise BadInput("no")

    with pytest.raises(BadInput):
        cache.get("key", fail)
    assert cache.get("key", lambda: "yes") == "yes"


def test_threads_that_ask_together_share_one_computation(changing: EmbeddedStore) -> None:
    cache, calls, go = VersionCache(changing), [], threading.Event()
    found: list[int] = []

    def build() -> int:
        calls.append(1)
        go.wait()
        return 7

    threads = [threading.Thread(target=lambda: found.append(cache.get("key", build))) for _ in range(5)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join()
    assert found == [7] * 5
    assert len(calls) == 1


def test_queries_that_hang_leave_the_other_routes_alone(changing: EmbeddedStore) -> None:
    app = create_app(Settings(), changing)
    shared: Services = app.state.services

    async def scene() -> None:
        release = threading.Event()
        hanging = [asyncio.ensure_future(shared.query_threads.run(release.wait)) for _ in range(QUERY_THREADS + QUEUE)]
        try:
            await asyncio.sleep(0)
            while shared.query_threads.limiter.statistics().tasks_waiting < QUEUE:
                await asyncio.sleep(0.01)
            with pytest.raises(Overloaded):
                await shared.query_threads.run(lambda: None)
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
                assert (await client.get("/readyz")).status_code == 200
                assert (await client.get("/search?q=a")).status_code == 200
                refused = await client.get("/sparql?query=ASK{}")
                assert refused.status_code == 503
                assert refused.headers["retry-after"] == "5"
        finally:
            release.set()
            await asyncio.gather(*hanging)

    asyncio.run(scene())


def test_changes_are_made_one_at_a_time(changing: EmbeddedStore) -> None:
    shared: Services = create_app(Settings(), changing).state.services
    running, most = [], []

    def work() -> None:
        running.append(1)
        most.append(len(running))
        changing.update("INSERT DATA { <http://example.org/a> <http://example.org/at> 1 }")
        running.pop()

    async def scene() -> None:
        await asyncio.gather(*(shared.update_threads.run(work) for _ in range(20)))

    asyncio.run(scene())
    assert most == [1] * 20
