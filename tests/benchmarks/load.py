"""Load on an HTTP server: wrk with keep-alive connections, and what it costs the server."""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from servers import program

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE = 0.05
"""The share of a processor that a server without requests may use."""
_runs = count(1)
OWN_NUMBER = 7654321
"""A number that is replaced by another one in every request of a varied load."""


@dataclass(frozen=True)
class Load:
    """What came of it: requests a second, latencies and the server's CPU time a request in milliseconds."""

    requests: int
    failed: int
    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float


def generate(
    url: str, paths: Path, seconds: int, pid: int, *, vary: bool, connections: int = 8, threads: int = 1
) -> Load:
    """Send the requests of the file `paths`, each a line with path and query, in turn for so many `seconds`.

    vary   put another number for OWN_NUMBER in each request, so that no two are equal
    pid    the server's first process; what its descendants cost counts too
    Raises NotInstalled without wrk.
    """
    wrk = program("wrk", "apt-get install wrk")
    script = Path(__file__).with_name("load.lua")
    command: list[str | Path] = [wrk, f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"]
    command += ["-s", script, url]
    command += ["--", paths, "vary" if vary else "repeat", str(next(_runs))]
    if not vary:
        # What is asked again and again was asked before, for as long as it takes to ask all once.
        subprocess.run(command, capture_output=True, check=True)
    before = cpu_seconds(pid)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    spent = cpu_seconds(pid) - before
    found = json.loads(done.stdout.strip().splitlines()[-1])
    requests = found["requests"]
    return Load(
        requests,
        found["failed"],
        requests / (found["microseconds"] / 1e6),
        found["p50_us"] / 1000,
        found["p95_us"] / 1000,
        spent * 1000 / max(requests, 1),
    )


def settle(pid: int, most: float = 120.0) -> None:
    """Wait until a process and its descendants have nothing more to do after their start, for so long at most."""
    until = time.monotonic() + most
    used = cpu_seconds(pid)
    while time.monotonic() < until:
        time.sleep(1)
        before, used = used, cpu_seconds(pid)
        if used - before < _IDLE:
            return


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its descendants, ended children that were waited for included."""
    total = 0
    for one in family(pid):
        fields = _stat(one)
        # utime, stime, cutime, cstime: the 14th to 17th field of the line, of which two are cut off.
        total += sum(int(ticks) for ticks in fields[11:15])
    return total / _TICKS


def memory_mb(pid: int) -> float:
    """Memory of a process and its descendants in MiB, shared pages counted once (PSS)."""
    lines = [line for one in family(pid) for line in _read(f"/proc/{one}/smaps_rollup").splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def family(pid: int) -> Sequence[int]:
    """A process and all its living descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on; none once the process has ended."""
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()


def _read(path: str) -> str:
    """A file of /proc; empty once its process has ended."""
    try:
        return Path(path).read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""
