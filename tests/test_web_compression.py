"""Long answers come in fewer bytes to those who accept it, under ETags of their own."""

import gzip

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from realism.store.base import CSV
from realism.web.compression import SMALLEST, accepts_gzip

LONG = ["/doc/anarchy.html", "/doc/anarchy.ttl", "/schema", "/openapi.json", "/static/style.css"]


def test_long_answers_are_compressed_for_those_who_accept_it(client: TestClient) -> None:
    for path in LONG:
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
        assert {"Accept", "Accept-Encoding"} <= set(packed.headers["vary"].split(", "))
        assert packed.headers["vary"] == plain.headers["vary"]
        assert packed.headers["etag"] != plain.headers["etag"]
        for one, coding in ((plain, "identity"), (packed, "gzip")):
            known = {"If-None-Match": one.headers["etag"], "Accept-Encoding": coding}
            assert client.get(path, headers=known).status_code == 304
        head = client.head(path, headers={"Accept-Encoding": "gzip"})
        assert head.headers["content-length"] == packed.headers["content-length"]
        assert head.headers["etag"] == packed.headers["etag"]


@pytest.mark.parametrize("path", ["/healthz", "/dump.nq.gz", "/sparql?query=ASK{}", "/id/anarchy"])
def test_short_and_packed_answers_stay_as_they_are(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "gzip"}, follow_redirects=False)
    assert "content-encoding" not in answer.headers


def test_answers_to_queries_of_programs_are_not_compressed_and_pages_with_them_are(client: TestClient) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100"}
    headers = {"Accept-Encoding": "gzip"}
    rows = client.get("/sparql", params=query, headers={**headers, "Accept": CSV.media_type})
    assert len(rows.content) > SMALLEST
    assert "content-encoding" not in rows.headers
    page = client.get("/sparql", params=query, headers={**headers, "Accept": "text/html"})
    assert page.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*", True),
        ("*;q=0", False),
        ("*;q=0, gzip", True),
        ("br, x-gzip", True),
        ("identity", False),
        ("gzipped", False),
        ("gzip;q=2", False),
    ],
)
def test_what_is_accepted_is_read_with_its_weight(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


@given(st.text(st.sampled_from("gzip*;q=01.,- x"), max_size=40))
def test_any_header_can_be_read(header: str) -> None:
    assert accepts_gzip(header) in (True, False)


def test_the_same_bytes_are_compressed_alike(client: TestClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    with client.stream("GET", LONG[1], headers=headers) as one, client.stream("GET", LONG[1], headers=headers) as two:
        first, second = b"".join(one.iter_raw()), b"".join(two.iter_raw())
    assert first == second
    assert gzip.decompress(first)
