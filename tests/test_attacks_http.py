"""What is sent to take the service down, or to get more out of it than it offers: it answers, and others never notice.

The service is a process of its own. No test measures time; where one waits for the service to give up on a client, it
waits for as long as it takes, up to the limit of the test run.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from conftest import ROOT, TOKEN
from raw_http import Answer, Raw, parse, request, said
from realism.config import MIB, Settings
from realism.web.bodies import PATIENCE
from servers import realism_server

LOOKUP = "/sparql?query=" + quote("ASK { <https://w3id.org/realism/id/anarchy> ?p ?o }")
WRITER = b"Authorization: Bearer " + TOKEN.encode()
QUERY = b"Content-Type: application/sparql-query"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service whose queries may take two seconds; its log must not tell of failures."""
    folder = tmp_path_factory.mktemp("attacked")
    with realism_server(folder, token=TOKEN, REALISM_DEADLINE_S="2") as url:
        yield url
    log = (folder / "realism.log").read_text("utf-8")
    assert "Traceback" not in log, log[-5000:]


def ask(url: str, *pieces: bytes) -> Answer:
    """The answer to one raw request, after which the service answers another."""
    return asyncio.run(_ask(url, *pieces))


async def _ask(url: str, *pieces: bytes) -> Answer:
    found = await said(url, *pieces)
    await lookup(url)
    return found


async def lookup(url: str, comment: str = "") -> None:
    """Ask what anyone may ask at any time; with a `comment`, what nobody has asked yet."""
    found = await said(url, request(LOOKUP + quote(comment)))
    assert found.status == 200, found
    assert b"true" in found.body


def problem(answer: Answer, *statuses: int) -> dict[str, Any]:
    """The problem document of `answer`, which has one of `statuses`."""
    assert answer.status in statuses, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    found: dict[str, Any] = json.loads(answer.body)
    assert found["status"] == answer.status
    return found


DOORS = [
    ("POST", "/sparql", QUERY, Settings.max_body),
    ("POST", "/sparql", b"Content-Type: application/x-www-form-urlencoded", Settings.max_body),
    ("POST", "/sparql", b"Content-Type: application/sparql-update", Settings.max_body),
    ("PUT", "/rdf-graph-store?graph=urn:x", b"Content-Type: text/turtle", Settings.max_body),
    ("POST", "/rdf-graph-store", b"Content-Type: text/turtle", Settings.max_body),
    ("POST", "/check", b"Content-Type: text/turtle", Settings.max_edit),
    ("POST", "/xref/annotate", b"Content-Type: application/json", Settings.max_body),
    ("POST", "/xref/see-also", b"Content-Type: application/json", Settings.max_body),
]


@pytest.mark.parametrize("how", ["announced", "with its length", "chunked"])
@pytest.mark.parametrize(("method", "path", "kind", "most"), DOORS)
def test_a_body_over_the_limit_is_refused(
    attacked: str, method: str, path: str, kind: bytes, most: int, how: str
) -> None:
    length = b"Transfer-Encoding: chunked" if how == "chunked" else b"Content-Length: %d" % (most + 1)
    head = request(path, kind, WRITER, length, method=method)
    piece = b" " * MIB
    if how == "chunked":
        piece = b"%x\r\n%s\r\n" % (MIB, piece)
    pieces = [] if how == "announced" else [piece] * (most // MIB) + [piece[:1] if how == "with its length" else piece]
    found = ask(attacked, head, *pieces)
    if found.status or how == "announced":
        assert problem(found, 413)["limit"] == most


LONG = 10 * MIB


@pytest.mark.parametrize(
    "query",
    [
        "ASK { }" + "#" * LONG,
        "ASK { FILTER(" + "(" * LONG,
        "SELECT * {" + "{" * LONG + "}" * LONG + "}",
        "ASK { ?s ?p '" + "\\" * LONG + "' }",
        "ASK { VALUES ?x { " + "1 " * (LONG // 2) + "} }",
        "ASK { ?s " + "!" * LONG + " ?o }",
        "ASK { ?s <urn:a>" + "/<urn:a>" * (LONG // 8) + " ?o }",
        "A" * LONG,
        "PREFIX a: <a>" * (LONG // 13),
        "SELECT " + "?a" * (LONG // 2) + " {}",
        "ASK { <" + "a" * LONG + "> ?p ?o }",
    ],
    ids=lambda query: query[:20],
)
def test_a_query_of_ten_megabytes_is_answered_or_refused(attacked: str, query: str) -> None:
    found = ask(attacked, request("/sparql", QUERY, b"Content-Length: %d" % len(query), method="POST"), query.encode())
    assert found.status == 200 or problem(found, 400, 413, 503)
    assert len(found.body) < 20_000


def test_a_long_url_is_refused(attacked: str) -> None:
    assert problem(ask(attacked, request("/sparql?query=" + "a" * LONG)), 431)["limit"] == 65536
    assert problem(ask(attacked, request("/doc/" + "a" * 60_000)), 404)


def test_the_longest_head_is_taken_and_a_longer_one_refused(attacked: str) -> None:
    assert ask(attacked, request(LOOKUP, b"X-Long: " + b"a" * 64_000)).status == 200
    assert problem(ask(attacked, request(LOOKUP, b"X-Long: " + b"a" * 65_536)), 431)
    assert problem(ask(attacked, request(LOOKUP, *([b"X-Many: a"] * 8_000))), 431)
    # Of the last kind, no end ever comes.
    assert problem(ask(attacked, request(LOOKUP)[:-2] + b"X-Endless: ", *([b"a" * MIB] * 4)), 431)


@pytest.mark.parametrize(
    "path", ["/doc/anarchy", "/sparql?query=ASK%7B%7D", "/search?q=war", "/id/anarchy", "/queries", "/"]
)
def test_many_accept_headers_are_read_as_one(attacked: str, path: str) -> None:
    many = [b"Accept: a/b"] * 4_000
    found = ask(attacked, request(path, *many))
    assert found.status == 303 or problem(found, 406)
    assert problem(ask(attacked, request(path, *many, *many, *many)), 431)
    long = b"Accept: " + b",".join([b"text/turtle;q=0.00"] * 2_500) + b", */*"
    assert ask(attacked, request(path, long)).status in (200, 303)


ODD = [
    b"\xff\xfe",
    b"a\xc3\x28",
    b"\x00",
    b"a\x0bb",
    b"\x7f",
    b"\r",
    "é".encode(),
    "é".encode("latin-1"),
    b"a: b: c",
    b";;;,,,",
]
NAMED = [b"Accept", b"Host", b"If-None-Match", b"If-Match", b"Content-Type", b"Authorization", b"Origin", b"Range"]
NAMED += [b"X-Forwarded-Host", b"X-Forwarded-Proto", b"Forwarded", b"Cookie", b"Accept-Encoding", b"Accept-Language"]


@pytest.mark.parametrize("name", NAMED)
def test_odd_headers_harm_nothing(attacked: str, name: bytes) -> None:
    async def all_of_them() -> None:
        for value in ODD:
            for head in (
                request("/doc/anarchy.ttl", name + b": " + value),
                request("/sparql?query=ASK%7B%7D", name + b": " + value),
                request("/sparql", name + b": " + value),
                request("/sparql", QUERY, name + b": " + value, b"Content-Length: 5", method="POST") + b"ASK{}",
                request("/sparql", name + b": " + value, b"Content-Length: 5", method="POST") + b"ASK{}",
                request("/rdf-graph-store?graph=urn:x", WRITER, name + b": " + value, method="DELETE"),
                request("/id/anarchy", name + b": " + value),
            ):
                found = await said(attacked, head)
                assert 200 <= found.status < 500, (head, found)

    asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK{}",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nASK{}",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nASK{}",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nASK{}",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
)
def test_what_is_no_http_is_answered_with_400(attacked: str, head: bytes) -> None:
    found = ask(attacked, head)
    assert problem(found, 400, 405, 404, 415)


def test_endless_trailers_are_cut_off(attacked: str) -> None:
    head = request("/sparql", QUERY, b"Transfer-Encoding: chunked", method="POST")
    trailer = b"X-Trailer: " + b"a" * 10_000 + b"\r\n"
    found = ask(attacked, head, b"5\r\nASK{}\r\n0\r\n", *([trailer] * 100))
    assert problem(found, 431)
    assert ask(attacked, head, b"5\r\nASK{}\r\n0\r\n", b"X-Authorization: a\r\n\r\n").status == 200


def test_an_upgrade_is_not_followed(attacked: str) -> None:
    found = ask(attacked, request(LOOKUP, b"Upgrade: websocket", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
    assert found.status == 200


@pytest.mark.parametrize(
    "bad", ["%ff", "%00", "%c3%28", "%ed%a0%80", "%0d%0aX-Evil:%20yes", "%e2%80%ae", "%f4%90%80%80", "%", "%zz"]
)
def test_bad_characters_in_a_url_are_not_found_or_refused(attacked: str, bad: str) -> None:
    targets = [
        f"/{bad}",
        f"/id/{bad}",
        f"/id/anarchy{bad}",
        f"/doc/{bad}",
        f"/doc/anarchy.{bad}",
        f"/doc/anarchy{bad}.ttl",
    ]
    targets += [f"/account/{bad}", f"/schema/{bad}", f"/inferred/{bad}", f"/queries/{bad}", f"/static/{bad}"]
    targets += [f"/sparql{bad}", f"/rdf-graph-store/{bad}", f"/sitemap-{bad}.xml", f"/theories/{bad}/strands"]
    for name in ("query", "update", "default-graph-uri", "named-graph-uri", "format", bad):
        targets.append(f"/sparql?{name}={bad}&query=ASK%7B%7D")
    targets += [f"/sparql?{name}={bad}" for name in ("query", "update", bad)]
    targets += [f"/rdf-graph-store?graph={bad}", f"/search?q={bad}", f"/search?type={bad}", f"/suggest?prefix={bad}"]
    targets += [
        f"/compare?a={bad}&b=realism",
        f"/xref/see-also?entity={bad}",
        f"/queries/strands-of-theory?theory={bad}",
    ]
    targets += [f"/doc/anarchy?format={bad}", f"/compare/matrix?{bad}={bad}", f"/queries?{bad}"]

    async def all_of_them() -> None:
        for target in targets:
            for accept in (b"Accept: */*", b"Accept: text/html"):
                found = await said(attacked, request(target, accept))
                assert 200 <= found.status < 500, (target, found)
                assert "x-evil" not in found.headers, target
                if found.status >= 400 and not (target.startswith("/sparql") and b"html" in accept):
                    problem(found, found.status)

    asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "bad", [b"\xff", b"\x00", b"\xed\xa0\x80", b'"\xff"', b'{"text": "\xff"}', b"query=%ff", b"query=\xff"]
)
def test_bad_characters_in_a_body_are_told(attacked: str, bad: bytes) -> None:
    for method, path, kind, _ in DOORS:
        head = request(path, kind, WRITER, b"Content-Length: %d" % len(bad), method=method)
        assert problem(ask(attacked, head, bad), 400, 422)


def test_json_that_nests_deep_is_told(attacked: str) -> None:
    for path in ("/check", "/xref/annotate", "/xref/see-also"):
        for body in (
            b"[" * 100_000,
            b'{"text":' * 50_000,
            b'{"text": ' + b"9" * 100_000 + b"}",
            b'{"text": "\\ud800"}',
        ):
            head = request(path, b"Content-Type: application/json", b"Content-Length: %d" % len(body), method="POST")
            found = ask(attacked, head, body)
            assert found.status == 200 or problem(found, 400, 422)


SECRETS = [ROOT / "pyproject.toml", ROOT / "ontology" / "realism.ttl"]
STEPS = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "..;/",
    "%252e%252e%252f",
    "..%c0%af",
    "....//",
    "./../",
]


@pytest.mark.parametrize("step", STEPS)
def test_no_path_leads_to_a_file(attacked: str, step: str) -> None:
    async def all_of_them() -> None:
        for base in ("/static/", "/doc/", "/id/", "/", "/account/", "/schema/", "/queries/", "/rdf-graph-store/"):
            for depth in (1, 2, 4, 8, 12):
                for end in ("etc/passwd", "pyproject.toml", "web/app.py", "app.py", "config.py"):
                    found = await said(attacked, request(base + step * depth + end))
                    assert found.status in (400, 404, 405), (base, step, found)
                    assert b"root:" not in found.body
                    assert b"import " not in found.body
        for end in ("/etc/passwd", "//etc/passwd", "file:///etc/passwd", "%2fetc%2fpasswd", "app.py%00.css"):
            found = await said(attacked, request("/static/" + end))
            assert found.status in (400, 404), found

    asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "evil", ["%0d%0aX-Evil:%20yes", "\\r\\nX-Evil: yes", "%E5%98%8D%E5%98%8AX-Evil:%20yes", "//evil.example"]
)
def test_no_header_of_an_answer_can_be_written(attacked: str, evil: str) -> None:
    body = b"<urn:x> <urn:y> 1 ."
    turtle = (b"Content-Type: text/turtle", b"Content-Length: %d" % len(body), WRITER)
    asked = [request(f"/id/{quote(evil, safe='%')}"), request(f"/id/anarchy?{quote(evil, safe='%')}")]
    asked += [request(f"/doc/anarchy?format={quote(evil, safe='%')}"), request(f"/{quote(evil, safe='%')}")]
    asked += [request(f"/queries/strands-of-theory?theory=realism&limit=1&offset={quote(evil, safe='%')}")]
    asked += [request("/id/anarchy", name + b": evil.example\\r\\nX-Evil: yes") for name in NAMED]
    asked += [request("/id/anarchy", b"Host: evil.example/<x>"), request("/id/anarchy", b"Host: " + evil.encode())]
    asked += [request(f"/rdf-graph-store/{quote(evil, safe='%')}", *turtle, method="PUT") + body]
    asked += [request(f"/rdf-graph-store?graph=urn:x{quote(evil, safe='%')}", *turtle, method="PUT") + body]
    for data in asked:
        found = ask(attacked, data)
        assert found.status < 500, (data, found)
        assert "x-evil" not in found.headers
        assert not found.headers.get("location", "").startswith("//evil")


def test_a_thousand_idle_connections_keep_nobody_from_asking(attacked: str) -> None:
    async def crowd() -> None:
        crowd = [Raw(attacked) for _ in range(1000)]
        for one in crowd:
            await one.__aenter__()
        for one in crowd[::2]:
            one.writer.write(b"GET /sparql?query=AS")
        await lookup(attacked)
        for one in crowd[1::2]:
            one.writer.write(request(LOOKUP))
        answers = [parse(await one.rest()) for one in crowd[1::2]]
        assert {answer.status for answer in answers} == {200}
        await lookup(attacked)
        for one in crowd:
            await one.__aexit__()

    asyncio.run(crowd())


RUNAWAYS = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?a (<urn:a>|!<urn:a>)* ?b . ?c (<urn:a>|!<urn:a>)* ?d } ORDER BY ?b",
    'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?a), STR(?d)), "(.*a){12}(.*b){12}$")) }',
    "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
]


async def while_running(url: str, queries: list[str], others: Callable[[], Awaitable[None]]) -> list[Answer]:
    """The answers to all of `queries`, sent at once; `others` is what is asked meanwhile, over and over."""
    running = [asyncio.ensure_future(said(url, request("/sparql?query=" + quote(query)))) for query in queries]
    while not all(one.done() for one in running):
        await others()
        await asyncio.sleep(0.05)
    return [await one for one in running]


def is_cut_off(answer: Answer) -> bool:
    """Whether `answer` names the limit that a query ran into."""
    told = problem(answer, 503, 413)
    assert told["limit"] in ("deadline", "queue", "wait", "slow_workers", "rows", "bytes", "memory"), told
    return answer.status == 413 or int(answer.headers["retry-after"]) >= 1


def test_a_few_runaway_queries_end_in_a_named_limit_and_lookups_are_answered(attacked: str) -> None:
    # Each keeps a process for quick queries until it counts as slow: many more, and a lookup waits longer than it may.
    queries = RUNAWAYS

    async def others() -> None:
        await lookup(attacked, f"#{id(object())}")

    assert all(is_cut_off(found) for found in asyncio.run(while_running(attacked, queries, others)))


def test_with_more_runaway_queries_than_may_wait_all_else_is_answered(attacked: str) -> None:
    queries = [f"{query} # {n}" for n in range(20) for query in RUNAWAYS]
    paths = ["/doc/anarchy.ttl", "/queries/strands-of-theory?theory=realism", "/search?q=war", "/healthz"]

    async def others() -> None:
        for path in paths:
            assert (await said(attacked, request(path))).status == 200
        found = await said(attacked, request(LOOKUP + quote(f"#{id(object())}")))
        assert found.status == 200 or is_cut_off(found)

    assert all(is_cut_off(found) for found in asyncio.run(while_running(attacked, queries, others)))
    asyncio.run(lookup(attacked, "# after"))


def test_slow_clients_are_cut_off_and_others_are_not_hurt(attacked: str) -> None:
    big = "/sparql?query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000")

    async def silent() -> Answer:
        async with Raw(attacked) as raw:
            return parse(await raw.rest())

    async def slow_head() -> Answer:
        async with Raw(attacked) as raw:
            return await raw.drip(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Slow: a\r\n" * 100, 1)

    def slow_body(path: str, kind: bytes, *, chunked: bool) -> Callable[[], Coroutine[Any, Any, Answer]]:
        async def send() -> Answer:
            async with Raw(attacked) as raw:
                length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 100000"
                raw.writer.write(request(path, kind, WRITER, length, method="POST"))
                return await raw.drip(b"1\r\na\r\n" if chunked else b"a", 0.3)

        return send

    async def slow_after_an_answer() -> Answer:
        async with Raw(attacked) as raw:
            raw.writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            return await raw.drip(b"\r\n", 1)

    async def slow_after_a_refusal() -> Answer:
        async with Raw(attacked) as raw:
            raw.writer.write(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
            return await raw.drip(b"a", 1)

    async def slow_reader(ended: asyncio.Event) -> tuple[Answer, int]:
        async with Raw(attacked) as raw:
            raw.writer.write(request(big))
            head = await raw.reader.readuntil(b"\r\n\r\n")
            # By the time the others have been cut off, so has this one, or soon after.
            await ended.wait()
            await asyncio.sleep(PATIENCE)
            return parse(head), len(await raw.rest())

    async def others(ended: asyncio.Event) -> None:
        while not ended.is_set():
            await lookup(attacked)
            await asyncio.sleep(0.2)

    async def all_of_them() -> tuple[list[Answer], tuple[Answer, int]]:
        ended = asyncio.Event()
        asking = asyncio.ensure_future(others(ended))
        reading = asyncio.ensure_future(slow_reader(ended))
        check, form = (
            ("/check", b"Content-Type: text/turtle"),
            ("/sparql", b"Content-Type: application/x-www-form-urlencoded"),
        )
        slow: list[Callable[[], Coroutine[Any, Any, Answer]]] = [
            silent,
            slow_head,
            slow_after_an_answer,
            slow_after_a_refusal,
        ]
        slow += [slow_body(*door, chunked=chunked) for door in (check, form) for chunked in (False, True)]
        found = await asyncio.gather(*(one() for one in slow))
        ended.set()
        await asking
        return found, await reading

    (silence, head, answered, refused, *bodies), (unread, length) = asyncio.run(all_of_them())
    assert silence.status == 0
    assert problem(head, 408)
    assert answered.status == 200
    assert problem(refused, 413)
    assert unread.status == 200
    assert length < int(unread.headers["content-length"])
    for body in bodies:
        assert problem(body, 408)
        assert body.headers["connection"] == "close"
