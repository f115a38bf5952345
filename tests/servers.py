"""Real SPARQL servers, started on this machine for a test or a benchmark and stopped after it.

Virtuoso is Debian's (`apt-get install virtuoso-opensource-7-bin`: the server alone, nothing starts by itself), the
oxigraph server comes from PyPI (`oxigraph`, in the extra `bench`). Each listens on loopback only.
"""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

HOST = "127.0.0.1"


class NotInstalled(Exception):
    """A program that is to be started is not on this machine; the message says how to get it."""


class DidNotStart(Exception):
    """A server ended, or was not ready in time; the message holds the end of what it printed."""


@dataclass(frozen=True)
class SparqlServer:
    """Where a server listens.

    auth       user and password for writing (HTTP digest); None when no one is asked for them
    pid        its process
    start_s    seconds from its start to its first answer
    sql_port   Virtuoso's port for SQL, which takes bulk loads; None for others
    """

    query_url: str
    update_url: str
    gsp_url: str
    auth: tuple[str, str] | None = None
    pid: int = 0
    start_s: float = 0.0
    sql_port: int | None = None


def program(name: str, remedy: str) -> Path:
    """A program beside this Python or on the path; raises NotInstalled with `remedy`."""
    beside = Path(sysconfig.get_path("scripts"), name)
    found = beside if beside.is_file() else shutil.which(name)
    if found is None:
        raise NotInstalled(f"{name} is not installed: {remedy}")
    return Path(found)


def free_port() -> int:
    """A port nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str | Path],
    ready_url: str,
    log: Path,
    *,
    timeout_s: float = 60,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[tuple[int, float]]:
    """A server from when it answers at `ready_url` until the end of the block: its process, and how long it took.

    log   file for all that it prints. Raises DidNotStart.
    """
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=cwd, env=env)
    try:
        while not _answers(ready_url):
            if process.poll() is not None or time.monotonic() - began > timeout_s:
                said = log.read_text("utf-8", "replace")[-2000:]
                raise DidNotStart(f"{Path(command[0]).name} did not answer at {ready_url}:\n{said}")
            time.sleep(0.02)
        yield process.pid, time.monotonic() - began
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def realism_server(folder: Path, *options: str, token: str, **settings: str) -> Iterator[str]:
    """`realism serve` with `options`, which takes writes with `token`, and its log in `folder`: its address.

    settings   further environment variables
    """
    url = f"http://{HOST}:{(port := free_port())}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REALISM_")}
    command = (sys.executable, "-m", "realism", "serve", "--port", str(port), *options)
    with running(command, url + "/healthz", folder / "realism.log", env={**kept, "REALISM_TOKEN": token, **settings}):
        yield url


@contextmanager
def oxigraph_server(
    folder: Path, *, persist: bool = True, union: bool = True, port: int | None = None
) -> Iterator[SparqlServer]:
    """The oxigraph server, with its data and log in `folder`.

    persist   keep the data on disk (RocksDB), which a second start finds again, rather than in memory
    union     whether the default graph of queries is the union of all graphs
    port      where to listen; any free port by default
    """
    server, port = program("oxigraph", "pip install oxigraph"), port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [server, "serve", "--bind", f"{HOST}:{port}"]
    command += ["--location", folder / "data"] if persist else []
    command += ["--union-default-graph"] if union else []
    url = f"http://{HOST}:{port}"
    with running(command, url + "/", folder / "oxigraph.log") as (pid, start_s):
        yield SparqlServer(url + "/query", url + "/update", url + "/store", pid=pid, start_s=start_s)


@contextmanager
def virtuoso(folder: Path, *, memory_mb: int = 512, rows: int = 1_000_000) -> Iterator[SparqlServer]:
    """Virtuoso 7, with its database, settings and log in `folder`; a second start finds the data again.

    memory_mb   for its page buffers
    rows        the most rows of one answer; it cuts off longer ones without an error
    """
    server = program("virtuoso-t", "apt-get install virtuoso-opensource-7-bin")
    folder.mkdir(parents=True, exist_ok=True)
    http, sql = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_virtuoso_settings(folder, http, sql, memory_mb, rows), "utf-8")
    command = (server, "+foreground", "+configfile", settings)
    url = f"http://{HOST}:{http}"
    ready = url + "/sparql?query=ASK%7B%7D"
    with running(command, ready, folder / "output.log", timeout_s=120, cwd=folder) as (pid, start_s):
        yield SparqlServer(
            url + "/sparql",
            url + "/sparql-auth",
            url + "/sparql-graph-crud-auth",
            ("dba", "dba"),
            pid,
            start_s,
            sql,
        )


def virtuoso_sql(server: SparqlServer, statements: str) -> str:
    """Run `statements` as Virtuoso's administrator, each on a line and ended by a semicolon; what was printed."""
    command = program("isql-vt", "apt-get install virtuoso-opensource-7-bin")
    assert server.sql_port is not None
    where = (f"{HOST}:{server.sql_port}", "dba", "dba", "ERRORS=STDOUT", "VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF")
    done = subprocess.run([command, *where], input=statements, capture_output=True, text=True, check=True)
    if "*** Error" in done.stdout:
        raise RuntimeError(f"Virtuoso refused {statements!r}: {done.stdout.strip()}")
    return done.stdout


def virtuoso_load(server: SparqlServer, file: Path, graph: str) -> None:
    """Load a file of N-Triples, or of N-Quads with graphs of its own, in one go; `graph` is for what has none.

    The file must lie in the folder the server was started with, and its ending tells its format.
    """
    found = virtuoso_sql(
        server,
        f"ld_dir('{file.parent}', '{file.name}', '{graph}');\nrdf_loader_run();\ncheckpoint;\n"
        "SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;\n",
    )
    if file.name in found:
        raise RuntimeError(f"Virtuoso could not load {file}: {found.strip()}")


def _answers(url: str) -> bool:
    """Whether something speaks HTTP at `url`, with whatever status below 500."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - an address of ours
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _virtuoso_settings(folder: Path, http: int, sql: int, memory_mb: int, rows: int) -> str:
    # 8 KB a buffer; three quarters of them may wait to be written.
    buffers = memory_mb * 1024 // 8
    template = Template(Path(__file__).with_name("virtuoso.ini").read_text("utf-8"))
    return template.substitute(
        folder=folder, host=HOST, http=http, sql=sql, rows=rows, buffers=buffers, dirty=buffers * 3 // 4
    )
