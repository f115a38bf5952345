"""Answers that need no waiting leave by a shorter way, and nobody can tell by what they get."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest

from conftest import TOKEN
from raw_http import Raw, parse, said
from realism.vocab import ID, SKOS
from realism.web.prompt import IN_A_ROW
from servers import realism_server

LABEL = f"SELECT ?label {{ <{ID}anarchy> <{SKOS}prefLabel> ?label }}"
OTHER = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service on the bundled base."""
    with realism_server(tmp_path_factory.mktemp("served"), token=TOKEN) as address:
        yield address


def path(query: str, **more: str) -> str:
    return f"/sparql?{urlencode({'query': query, **more})}"


def head(query: str, *lines: str, version: str = "1.1", method: str = "GET") -> bytes:
    return "\r\n".join((f"{method} {path(query)} HTTP/{version}", "Host: here", *lines, "", "")).encode()


def pieces(data: bytes, number: int) -> list[tuple[int, bytes]]:
    """Status and body of so many answers that follow each other."""
    found = []
    for _ in range(number):
        start, _, rest = data.partition(b"\r\n\r\n")
        length = int(parse(start + b"\r\n\r\n").headers["content-length"])
        found.append((int(start.split()[1]), rest[:length]))
        data = rest[length:]
    assert data == b""
    return found


@pytest.mark.parametrize("accept", ["*/*", "text/csv", "application/sparql-results+xml", "text/html, */*;q=0.1", "x/y"])
@pytest.mark.parametrize("query", [LABEL, OTHER, f"# changed {{}}\n{LABEL}", "SELECT *", "ASK {"])
def test_head_and_get_and_post_agree(url: str, query: str, accept: str) -> None:
    headers = {"Accept": accept}
    for text in (query, query + " "):
        first, again = (httpx2.get(url + path(text), headers=headers) for _ in range(2))
        asked = httpx2.head(url + path(text), headers=headers)
        posted = httpx2.post(url + "/sparql", data={"query": text}, headers=headers)
        ignored = {"date", "etag", "cache-control"}
        common = [{k: v for k, v in one.headers.items() if k not in ignored} for one in (first, again, asked, posted)]
        assert all(one == common[0] for one in common)
        assert {one.status_code for one in (first, again, asked, posted)} == {first.status_code}
        assert first.content == again.content == posted.content
        assert (first.headers.get("etag"), first.headers.get("cache-control")) == (
            asked.headers.get("etag"),
            asked.headers.get("cache-control"),
        )
        assert "date" in first.headers


def test_what_a_client_holds_is_not_sent_again(url: str) -> None:
    first = httpx2.get(url + path(LABEL))
    again = httpx2.get(url + path(LABEL), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "line", ["Connection: close", "Expect: 100-continue", "Upgrade: websocket\r\nConnection: Upgrade, close", "X: y"]
)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_whatever_else_is_asked_the_answer_is_the_same(url: str, line: str, version: str) -> None:
    async def scene() -> None:
        closing = head(LABEL, *([] if "close" in line else ["Connection: close"]), line, version=version)
        answer = await said(url, closing)
        assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert answer.body == httpx2.get(url + path(LABEL)).content

    asyncio.run(scene())


@pytest.mark.parametrize(
    "target", ["/sparql?%zz", "/sparql?query=%ff", "/sparql?query=ASK{}#x", "/sparql?", "/sparql?query=a&query=b"]
)
def test_odd_targets_are_answered_as_by_the_framework(url: str, target: str) -> None:
    async def scene() -> None:
        rest = f" {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        assert (await said(url, b"GET" + rest)).status == (await said(url, b"HEAD" + rest)).status

    asyncio.run(scene())


@pytest.mark.parametrize("queries", [[LABEL] * 3, [LABEL, OTHER, LABEL, OTHER + " #"], [LABEL] * (3 * IN_A_ROW)])
def test_requests_sent_in_one_go_are_answered_in_their_order(url: str, queries: Sequence[str]) -> None:
    async def scene() -> None:
        async with Raw(url) as raw:
            whole = [head(query, *(["Connection: close"] if last else [])) for query, last in ends(queries)]
            raw.writer.write(b"".join(whole))
            answers = pieces(await raw.rest(), len(queries))
        assert answers == [(200, httpx2.get(url + path(query)).content) for query in queries]

    asyncio.run(scene())


def ends(queries: Sequence[str]) -> Iterator[tuple[str, bool]]:
    for number, query in enumerate(queries, 1):
        yield query, number == len(queries)


def test_a_body_that_nobody_asked_for_is_left_alone(url: str) -> None:
    async def scene() -> None:
        async with Raw(url) as raw:
            raw.writer.write(head(LABEL, "Content-Length: 5") + b"12345" + head(LABEL, "Connection: close"))
            (one, first), (two, second) = pieces(await raw.rest(), 2)
        assert (one, two, first) == (200, 200, second)

    asyncio.run(scene())


def test_what_was_written_is_seen_at_once(tmp_path: Path) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    with realism_server(tmp_path, "--scratch", token=TOKEN) as url, httpx2.Client(base_url=url) as client:
        for number in range(20):
            change = f"DELETE WHERE {{ <x:s> <x:p> ?o }} ; INSERT DATA {{ <x:s> <x:p> {number} }}"
            assert client.post("/sparql", content=change.encode(), headers=headers).status_code == 204
            for _ in range(2):
                found = client.get(path("SELECT ?o { <x:s> <x:p> ?o }"), headers={"Accept": "text/csv"})
                assert found.text == f"o\r\n{number}\r\n"
