"""Kept answers: the same as fresh ones, never of another state of the dataset, never too many; work done once."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.errors import BadInput, RealismError
from realism.store.base import TURTLE
from realism.store.embedded import EmbeddedStore
from realism.store.frames import Answered, Ask
from realism.web.app import create_app
from realism.web.cache import OVERHEAD, ResultCache

TOKEN = {"Authorization": "Bearer secret", "Content-Type": "application/sparql-update"}


@dataclass(frozen=True)
class Answer:
    """An answer to keep."""

    body: bytes
    version: str = "v1"


async def put(cache: ResultCache[Answer], key: bytes, answer: Answer, version: str = "v1") -> Answer:
    """What the cache has under `key`, or `answer`."""

    async def make() -> Answer:
        return answer

    return cache.get(version, key) or await cache.share(version, key, make)


def test_an_answer_is_kept_until_the_dataset_changes() -> None:
    async def scene() -> None:
        cache: ResultCache[Answer] = ResultCache(100_000)
        first = await put(cache, b"a", Answer(b"1"))
        assert await put(cache, b"a", Answer(b"2")) is first
        assert await put(cache, b"a", Answer(b"2", "v2"), "v2") == Answer(b"2", "v2")
        assert cache.get("v1", b"a") is None
        assert cache.get("v2", b"a") is None

    asyncio.run(scene())


def test_an_answer_of_another_state_is_not_kept() -> None:
    async def scene() -> None:
        cache: ResultCache[Answer] = ResultCache(100_000)
        for version in ("v2", ""):
            await put(cache, b"a", Answer(b"1", version))
            assert cache.get("v1", b"a") is None

    asyncio.run(scene())


def test_the_room_is_bounded_and_what_is_used_stays() -> None:
    async def scene() -> None:
        cache: ResultCache[Answer] = ResultCache(20 * (OVERHEAD + 100))
        for n in range(100):
            await put(cache, b"%d" % n, Answer(b"x" * 100))
            assert cache.get("v1", b"0") is not None
            assert cache.used <= cache.room
        assert cache.get("v1", b"50") is None
        assert cache.get("v1", b"99") is not None
        await put(cache, b"huge", Answer(b"x" * cache.room))
        assert cache.get("v1", b"huge") is None
        assert cache.get("v1", b"99") is not None

    asyncio.run(scene())


def test_those_who_ask_together_share_one_answer() -> None:
    async def scene() -> None:
        for room in (0, 100_000):
            cache: ResultCache[Answer] = ResultCache(room)
            calls: list[int] = []
            go = asyncio.Event()

            async def make(calls: list[int] = calls, go: asyncio.Event = go) -> Answer:
                calls.append(1)
                await go.wait()
                return Answer(b"1")

            cache.get("v1", b"a")
            asked = [asyncio.ensure_future(cache.share("v1", b"a", make)) for _ in range(5)]
            other = asyncio.ensure_future(cache.share("v2", b"a", make))
            await asyncio.sleep(0)
            asked[3].cancel()
            go.set()
            done = await asyncio.gather(*asked, other, return_exceptions=True)
            assert [isinstance(one, asyncio.CancelledError) for one in done] == [n == 3 for n in range(6)]
            assert len(calls) == 2

    asyncio.run(scene())


def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    async def scene() -> None:
        cache: ResultCache[Answer] = ResultCache(100_000)
        go = asyncio.Event()

        async def fail() -> Answer:
            await go.wait()
            raise BadInput("no")

        asked = [asyncio.ensure_future(cache.share("v1", b"a", fail)) for _ in range(3)]
        await asyncio.sleep(0)
        go.set()
        assert [type(one) for one in await asyncio.gather(*asked, return_exceptions=True)] == [BadInput] * 3
        assert await put(cache, b"a", Answer(b"1")) == Answer(b"1")

    asyncio.run(scene())


def test_when_the_first_gives_up_another_who_waits_does_the_work() -> None:
    async def scene() -> None:
        cache: ResultCache[Answer] = ResultCache(100_000)
        calls: list[int] = []

        async def make() -> Answer:
            calls.append(1)
            await asyncio.sleep(0.01)
            return Answer(b"1")

        asked = [asyncio.ensure_future(cache.share("v1", b"a", make)) for _ in range(3)]
        await asyncio.sleep(0)
        asked[0].cancel()
        done = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(one) for one in done] == [asyncio.CancelledError, Answer, Answer]
        assert len(calls) == 2

    asyncio.run(scene())


@pytest.fixture
def changing() -> Iterator[EmbeddedStore]:
    """A small store that the test may change."""
    store = EmbeddedStore()
    store.load(b"<x:/a> <x:/b> 1, 'two', <x:/c> . <x:/c> <x:/b> [] .", TURTLE, "x:/g")
    yield store
    store.close()


@pytest.mark.parametrize("workers", [0, 1])
def test_answers_are_the_same_with_and_without_cache(changing: EmbeddedStore, workers: int) -> None:
    queries = ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p 1 }", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT", "ASK { ?s ?p 9 }"]
    accepts = [
        "application/sparql-results+xml, text/turtle",
        "text/csv, application/n-triples, application/json",
        "*/*",
    ]
    found = []
    for room in (0, 1 << 20):
        with TestClient(create_app(Settings(workers=workers, cache_bytes=room), changing)) as client:
            for accept in accepts * 2:
                for query in queries:
                    get = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
                    post = client.post("/sparql", data={"query": query}, headers={"Accept": accept})
                    assert (get.status_code, get.content) == (post.status_code, post.content)
                    assert get.headers["content-type"] == post.headers["content-type"]
                    assert "etag" not in post.headers
                    kept = {name: value for name, value in get.headers.items() if name not in ("date", "etag")}
                    found.append((get.status_code, get.content, kept))
    half = len(found) // 2
    assert found[:half] == found[half:]


class Counted:
    """Passes queries on and counts them."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.asked: list[str] = []
        self._store = store

    async def ask(self, ask: Ask, client: str = "") -> Answered:
        """The answer, after a while in which others ask the same."""
        self.asked.append(ask.text)
        await asyncio.sleep(0.01)
        results = self._store.query(ask.text)
        return Answered(results.form, ask.formats["bindings"], results.serialize(TURTLE), 0, self._store.version)


def test_identical_queries_in_flight_run_once(changing: EmbeddedStore) -> None:
    async def scene() -> None:
        app = create_app(Settings(), changing)
        counted = Counted(changing)
        app.state.services.workers = counted
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            one, other = "CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p 1 }"
            await asyncio.gather(*(client.get("/sparql", params={"query": q}) for q in [one, other] * 10))
            assert sorted(counted.asked) == sorted([one, other])
            first = await client.get("/sparql", params={"query": one})
            known = {"If-None-Match": f'"other", W/{first.headers["etag"]}'}
            again = await client.get("/sparql", params={"query": one}, headers=known)
            assert again.status_code == 304
            assert again.content == b""
            assert again.headers["etag"] == first.headers["etag"]
            assert again.headers["vary"] == "Accept"
            assert len(counted.asked) == 2
            changing.update("INSERT DATA { <x:/new> <x:/b> 1 }")
            assert (await client.get("/sparql", params={"query": one}, headers=known)).status_code == 200
            assert len(counted.asked) == 3

    asyncio.run(scene())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (UUID() AS ?x) {}",
        "SELECT (struuid( ) AS ?x) {}",
        "SELECT (RAND # really\n () AS ?x) {}",
        "SELECT (BNODE() AS ?x) {}",
    ],
)
def test_what_is_new_each_time_is_neither_kept_nor_tagged(changing: EmbeddedStore, query: str) -> None:
    with TestClient(create_app(Settings(workers=1), changing)) as client:
        one, two = (client.get("/sparql", params={"query": query}) for _ in range(2))
        assert one.status_code == 200
        assert one.content != two.content
        assert "etag" not in one.headers
        assert one.headers["cache-control"] == "no-store"
        page = client.get("/sparql", params={"query": query, "format": "html"})
        assert "etag" not in page.headers


def test_words_that_only_look_so_do_not_matter(changing: EmbeddedStore) -> None:
    with TestClient(create_app(Settings(workers=1), changing)) as client:
        answer = client.get("/sparql", params={"query": "SELECT ?known { ?known <x:/brand> 'uuid' } # now"})
        assert "etag" in answer.headers


@pytest.mark.parametrize("workers", [0, 1])
def test_each_write_is_seen_at_once(workers: int) -> None:
    store = EmbeddedStore()
    with TestClient(create_app(Settings(workers=workers, token="secret", scratch=True), store)) as client:  # noqa: S106
        count = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
        for n in range(1, 6):
            done = client.post("/sparql", content=f"INSERT DATA {{ <x:/s> <x:/p> {n} }}", headers=TOKEN)
            for _ in range(2):
                seen = client.get("/sparql", params=count)
                assert seen.text.split() == ["n", str(n)]
                assert seen.headers["x-dataset-version"] == done.headers["x-dataset-version"]


def test_errors_are_not_kept(changing: EmbeddedStore) -> None:
    async def scene() -> None:
        app = create_app(Settings(), changing)
        counted = Counted(changing)
        app.state.services.workers = counted
        for _ in range(2):
            with pytest.raises(RealismError):
                await app.state.answers.ask(Ask("nonsense"))
        assert len(counted.asked) == 2

    asyncio.run(scene())
