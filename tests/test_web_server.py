"""`realism serve` as a user runs it: it says where it is, answers, stops when told, and says plainly why it cannot."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from realism.config import Settings
from realism.errors import StartupError
from realism.web.server import listen, run

SERVE = (sys.executable, "-m", "realism", "serve", "--port")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running service: its address, and its process."""
    port = free_port()
    command = [*SERVE, str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            greeting = process.stdout.readline()
            while "Stop with" not in greeting:
                line = process.stdout.readline()
                assert line, process.communicate()[1]
                greeting += line
            assert f"http://127.0.0.1:{port}/" in greeting
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def test_it_answers_and_stops_cleanly() -> None:
    with serving() as (address, process):
        assert httpx2.get(f"{address}/readyz").json()["status"] == "ok"
        head = httpx2.head(f"{address}/doc/anarchy.html")
        assert head.status_code == 200
        assert int(head.headers["content-length"]) > 0
    assert process.returncode == 0


def test_the_data_folder_is_kept(tmp_path: Path) -> None:
    versions = []
    for _ in range(2):
        with serving("--data", str(tmp_path / "data")) as (address, _):
            versions.append(httpx2.get(f"{address}/readyz").json()["version"])
    assert versions[0] == versions[1]


def test_clients_write_with_the_token_and_not_when_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALISM_TOKEN", "secret")
    headers = {"Authorization": "Bearer secret", "Content-Type": "application/sparql-update"}
    update = b"INSERT DATA { <x:/s> <x:/p> 1 }"
    for options, status in ((["--workers", "1"], 204), (["--workers", "0"], 204), (["--read-only"], 403)):
        with serving("--scratch", *options) as (address, process):
            done = httpx2.post(f"{address}/sparql", content=update, headers=headers)
            assert done.status_code == status
            asked = httpx2.get(f"{address}/sparql", params={"query": "ASK { ?s ?p 1 }"})
            assert asked.json()["boolean"] is (status == 204)
        assert process.returncode == 0


def test_an_update_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALISM_TOKEN", "secret")
    monkeypatch.setenv("REALISM_DEADLINE_S", "1")
    product = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))
    statements = " ".join(f"<x:{n}> <x:p> {n} ." for n in range(60))
    with serving("--scratch") as (address, _), httpx2.Client(base_url=address, timeout=30) as client:

        def update(text: str) -> httpx2.Response:
            headers = {"Authorization": "Bearer secret", "Content-Type": "application/sparql-update"}
            return client.post("/sparql", content=text.encode(), headers=headers)

        assert update(f"INSERT DATA {{ {statements} }}").status_code == 204
        endless = update(f"INSERT {{ <x:s> <x:p> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {product} }} }}")
        assert (endless.status_code, endless.json()["limit"]) == (503, "deadline")
        assert update("PREFIX x: <x:> DELETE { ?s x:p ?o } INSERT { ?s x:q ?o } WHERE { ?s x:p ?o }").status_code == 204
        assert client.get("/sparql", params={"query": "ASK { <x:7> <x:q> 7 }"}).json()["boolean"]


def test_a_graph_that_holds_nothing_can_be_created(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALISM_TOKEN", "secret")
    headers = {"Authorization": "Bearer secret", "Content-Type": "application/sparql-update"}
    with serving("--scratch") as (address, _):
        fill, empty, create = "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }", "CLEAR GRAPH <x:g>", "CREATE GRAPH <x:g>"
        for text, status in (
            *((fill, 204), (create, 400), (empty, 204), (create, 204), (create, 204)),
            (f"{create} ; {create}", 400),
        ):
            done = httpx2.post(f"{address}/sparql", content=text.encode(), headers=headers)
            assert done.status_code == status


def test_without_fork_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(StartupError, match="--workers 0"):
        run("127.0.0.1", free_port(), Settings(scratch=True))


def test_a_setting_that_cannot_be_read_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALISM_WORKERS", "many")
    found = subprocess.run([*SERVE, str(free_port())], capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 2
    assert len(found.stderr.splitlines()) == 1
    assert "REALISM_WORKERS" in found.stderr


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        found = subprocess.run([*SERVE, port], capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 2
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 1
    assert f"127.0.0.1:{port}" in found.stderr
    assert "--port" in found.stderr


def test_a_data_folder_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    command = [*SERVE, str(free_port()), "--data", str(tmp_path / "file" / "data")]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 2
    assert len(found.stderr.splitlines()) == 1
    assert "--data" in found.stderr


def test_an_address_of_no_machine_is_said() -> None:
    with pytest.raises(StartupError, match="--host"):
        listen("no such host", 8000)
