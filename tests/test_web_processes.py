"""Several processes serve as one does, and none outlives the service."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from realism.config import Settings
from realism.errors import StartupError
from realism.web.processes import share_of
from test_web_server import serving

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are counted in /proc")
LABEL = "SELECT ?l { <https://w3id.org/realism/id/anarchy> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }"


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()))


def soon(true: Callable[[], bool]) -> None:
    for _ in range(3000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to pass in thirty seconds")


def answer(address: str) -> tuple[str, str, bytes]:
    # Each time another connection, which another process may take.
    found = httpx2.get(f"{address}/sparql", params={"query": LABEL})
    return found.headers["etag"], found.headers["x-dataset-version"], found.content


def test_all_processes_answer_alike_and_one_that_dies_is_replaced() -> None:
    with serving("--processes", "2") as (address, process):
        soon(lambda: len(children(process.pid)) == 2)
        assert len({answer(address) for _ in range(20)}) == 1
        assert httpx2.get(f"{address}/doc/anarchy.ttl").status_code == 200
        lost, kept = children(process.pid)
        os.kill(lost, signal.SIGKILL)
        soon(lambda: len(children(process.pid)) == 2 and lost not in children(process.pid))
        assert kept in children(process.pid)
        assert len({answer(address) for _ in range(20)}) == 1
    assert process.returncode == 0


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_service(ending: signal.Signals) -> None:
    with serving("--processes", "2") as (_, process):
        soon(lambda: len(children(process.pid)) == 2)
        family = children(process.pid)
        process.send_signal(ending)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            pytest.fail("it goes on")
        soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
        assert process.returncode == (-ending if ending == signal.SIGKILL else 0)


def test_what_one_would_use_is_shared() -> None:
    share = share_of(Settings(processes=2, workers=4, cache_bytes=1000))
    assert (share.workers, share.cache_bytes) == (2, 500)
    assert share_of(Settings(processes=4, workers=2)).workers == 1
    assert share_of(Settings(processes=4, workers=0)).workers == 0
    assert share_of(Settings()) == Settings()


@pytest.mark.parametrize(
    "settings",
    [
        Settings(data=Path("data")),
        Settings(store="http://localhost/query"),
        Settings(scratch=True),
        Settings(token="secret"),  # noqa: S106
    ],
)
def test_several_processes_only_serve_what_nobody_changes(settings: Settings) -> None:
    with pytest.raises(StartupError, match="--processes"):
        share_of(replace(settings, processes=2))


def test_a_token_is_of_no_use_to_a_service_that_only_reads() -> None:
    assert share_of(Settings(token="secret", read_only=True, processes=2)).processes == 2  # noqa: S106
