"""The service that the W3C's suites are run on: `realism serve --scratch`, a process of its own."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from servers import HOST, free_port, running

TOKEN = "a-token-for-the-suites"  # noqa: S105 - of a service that lives as long as the tests
WRITER = {"Authorization": f"Bearer {TOKEN}"}
GRAPH_STORE = "/rdf-graph-store"
UPDATE = {"Content-Type": "application/sparql-update"}
QUERY = {"Content-Type": "application/sparql-query"}


@contextmanager
def scratch_service(folder: Path) -> Iterator[httpx2.Client]:
    """A client with the token of a new and empty service, whose log is kept in `folder`."""
    port = free_port()
    url = f"http://{HOST}:{port}"
    command = [sys.executable, "-m", "realism", "serve", "--scratch", "--port", str(port)]
    with (
        running(command, url + "/healthz", folder / "log", env={**os.environ, "REALISM_TOKEN": TOKEN}),
        httpx2.Client(base_url=url, headers=WRITER) as client,
    ):
        yield client


def clear(client: httpx2.Client) -> None:
    """Make the dataset empty."""
    answer = client.post("/sparql", content="CLEAR ALL", headers=UPDATE)
    assert answer.status_code == 204, answer.text
