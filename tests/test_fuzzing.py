"""Every route of the OpenAPI, with what its description allows and what it does not: no answer is a failure.

REALISM_NIGHTLY=1 goes on for ten minutes, with other requests each time.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from conftest import TOKEN
from servers import realism_server
from test_web_openapi import SPECIFICATION

Fuzzed = tuple[str, httpx2.Client]
Operation = schemathesis.APIOperation[Any, Any, Any, Any]
NIGHTLY = os.environ.get("REALISM_NIGHTLY") == "1"
SECONDS = 600
EXAMPLES = 5
"""Requests to a route that keep to its description, and as many that do not."""
SCHEMA = schemathesis.openapi.from_dict(SPECIFICATION)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    """A service, whose log must not tell of failures, and a client that may write."""
    folder = tmp_path_factory.mktemp("fuzzed")
    with (
        realism_server(folder, token=TOKEN) as url,
        httpx2.Client(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as client,
    ):
        yield url, client
    log = (folder / "realism.log").read_text("utf-8")
    assert "Traceback" not in log, log[-5000:]


def documented(operation: dict[str, Any], answer: httpx2.Response) -> set[str]:
    """The media types that an answer of this status may have; empty when its description names none."""
    responses = operation["responses"]
    described = responses.get(str(answer.status_code), responses["default"] if answer.status_code >= 400 else {})
    return set(described.get("content", {}))


def send(fuzzed: Fuzzed, case: schemathesis.Case[Any]) -> None:
    """Send one request and look at the answer."""
    url, client = fuzzed
    sent = case.as_transport_kwargs(base_url=url)
    sent["headers"] = {name: value for name, value in dict(sent["headers"]).items() if name != "Authorization"}
    if isinstance(sent.get("data"), bytes | str):
        sent["content"] = sent.pop("data")
    try:
        request = client.build_request(**{name: value for name, value in sent.items() if name != "cookies"})
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        # What no client can send is nothing to test the service with.
        return
    answer = client.send(request)
    told = f"{case.method} {answer.url}: {answer.status_code} {answer.text[:500]}"
    if answer.status_code >= 500:
        assert answer.status_code == 503, told
        assert int(answer.headers["retry-after"]) >= 1, told
    kind = answer.headers.get("content-type", "").partition(";")[0]
    allowed = documented(case.operation.definition.raw, answer)
    if answer.status_code >= 400 and case.path.startswith("/sparql") and kind == "text/html":
        return
    if answer.content and allowed and request.method != "HEAD":
        assert kind in allowed, told
    if answer.status_code >= 400:
        assert answer.json()["status"] == answer.status_code, told


def run(fuzzed: Fuzzed, operation: Operation, mode: GenerationMode, first: int) -> None:
    """Send `EXAMPLES` requests to `operation`; `first` decides which."""

    @seed(first)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case[Any]) -> None:
        send(fuzzed, case)

    # Some routes take nothing that could be wrong.
    with suppress(Unsatisfiable):
        check()


def test_every_route_is_tried() -> None:
    assert len(OPERATIONS) == sum(len(methods) for methods in SPECIFICATION["paths"].values())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_request_makes_a_route_fail(fuzzed: Fuzzed, operation: Operation) -> None:
    for mode in GenerationMode:
        run(fuzzed, operation, mode, 0)


@pytest.mark.skipif(not NIGHTLY, reason="REALISM_NIGHTLY=1 is not set: ten minutes of requests are for the night")
def test_no_request_of_ten_minutes_makes_a_route_fail(fuzzed: Fuzzed) -> None:
    until = time.monotonic() + SECONDS
    first = time.time_ns()
    while time.monotonic() < until:
        first += 1
        print(f"seed {first}")
        for operation in OPERATIONS:
            for mode in GenerationMode:
                run(fuzzed, operation, mode, first)
