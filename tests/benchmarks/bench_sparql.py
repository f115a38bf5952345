"""SPARQL over HTTP: requests a second, CPU time, memory and start-up beside other servers, in interleaved rounds."""

import json
import tempfile
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bases import Seed
from benchmarks.endpoints import LARGEST, SERVERS, Data, Endpoint
from benchmarks.harness import Options, Report, percentile, say
from benchmarks.load import Load, generate, memory_mb
from benchmarks.plot import dots
from benchmarks.workloads import WORKLOADS, queries, request
from servers import DidNotStart, NotInstalled

_OURS = "realism, memory"
_COMPARED = 20
_GOALS = (
    ("rdflib-endpoint", "L", False, 50),
    ("rdflib-endpoint", "M", False, 200),
    ("Virtuoso 7.2.5", "L", False, 4),
    ("Virtuoso 7.2.5", "M", False, 2),
    ("oxigraph server, memory", "L", False, 0.5),
    ("oxigraph server, memory", "M", False, 0.9),
    ("oxigraph server, memory", "L", True, 1),
    ("oxigraph server, memory", "M", True, 8),
)
Key = tuple[str, str, bool]
"""Server, workload, and whether queries are repeated, which a cache of results answers."""


def bench(report: Report, options: Options) -> None:
    """Measure at each size; goals are judged at the first, by the median of all rounds."""
    sizes = options.sizes or (20_000,)
    seed = Seed()
    drawn: dict[str, dict[str, dict[str, float]]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="realism-bench-") as folder:
            say(f"writing a base of {size:,} statements")
            data = Data.of(seed.grown(size), Path(folder))
            found = _measure(report, options, data, Path(folder))
        for workload in WORKLOADS:
            panel = drawn.setdefault(f"{workload}: {WORKLOADS[workload]}", {})
            for server in SERVERS:
                loads = found.get((server, workload, False), [])
                if loads and _median(loads) > 0:
                    panel.setdefault(server, {})[f"{size:,}"] = _median(loads)
        if size == sizes[0]:
            _judge(report, found)
    report.note(
        "8 keep-alive connections, one query each at a time. Uncached: no two queries are equal. Repeated: the same "
        "ones again and again, which only realism answers from a cache of results. Memory: PSS of all processes. "
        "Start: until the first answer with all data, from a filled folder for servers on disk."
    )
    if options.plots:
        options.plots.mkdir(parents=True, exist_ok=True)
        (options.plots / "sparql.svg").write_text(dots("Requests a second, uncached", drawn), "utf-8")


def _measure(report: Report, options: Options, data: Data, folder: Path) -> dict[Key, list[Load]]:
    found: dict[Key, list[Load]] = {}
    with ExitStack() as stack:
        running = _start(report, stack, data, folder)
        _same_answers(report, running, data)
        seconds, rounds = (2, 1) if options.quick else (5, 3)
        names = list(running)
        for number in range(rounds):
            for name in (*names[number % len(names) :], *names[: number % len(names)]):
                for workload in WORKLOADS:
                    for repeated in (False, True):
                        say(f"{name}, {workload}, {'repeated' if repeated else 'uncached'}: round {number + 1}")
                        one = running[name]
                        paths = _paths(data, folder, one, workload)
                        load = generate(one.url, paths, seconds, one.pid, vary=not repeated)
                        found.setdefault((name, workload, repeated), []).append(load)
        for name, one in running.items():
            _rows(report, data, name, one, found)
    return found


def _start(report: Report, stack: ExitStack, data: Data, folder: Path) -> dict[str, Endpoint]:
    running: dict[str, Endpoint] = {}
    for name, start in SERVERS.items():
        if data.base.statements > LARGEST.get(name, data.base.statements):
            report.note(f"{name} was not filled with {data.base.statements:,} statements: loading them takes too long.")
            continue
        say(f"starting {name}")
        try:
            running[name] = stack.enter_context(start(data, folder / name.replace(" ", "-").replace(",", "")))
        except (NotInstalled, DidNotStart) as error:
            report.note(f"{name} was not measured: {error}")
    return running


def _paths(data: Data, folder: Path, one: Endpoint, workload: str) -> Path:
    file = folder / f"{workload}-{one.path.strip('/')}.txt"
    if not file.exists():
        file.write_text(
            "".join(request(one.path, query) + "\n" for query in queries(data.base, workload, 500)), "utf-8"
        )
    return file


def _same_answers(report: Report, running: dict[str, Endpoint], data: Data) -> None:
    """Note which servers answer differently from the rest, so that no one is fast because it is wrong."""
    ours = running[_OURS]
    for workload in WORKLOADS:
        for query in queries(data.base, workload, _COMPARED, seed=1):
            expected = _rows_of(ours, query)
            for name, one in running.items():
                if name != "uvicorn, constant body" and _rows_of(one, query) != expected:
                    report.note(f"{name} answers otherwise than {_OURS}: {' '.join(query.split())}")
                    return


def _rows_of(one: Endpoint, query: str) -> list[list[str]]:
    asked = urllib.request.Request(  # noqa: S310 - an address of ours
        one.url + request(one.path, query), headers={"Accept": "application/sparql-results+json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        return [[f"HTTP {error.code}"]]
    names = found["head"]["vars"]
    return sorted([row[name]["value"] if name in row else "" for name in names] for row in found["results"]["bindings"])


def _median(loads: list[Load]) -> float:
    return percentile([load.per_second for load in loads], 0.5)


def _rows(report: Report, data: Data, name: str, one: Endpoint, found: dict[Key, list[Load]]) -> None:
    memory = memory_mb(one.pid)
    for workload in WORKLOADS:
        for repeated in (False, True):
            loads = found[name, workload, repeated]
            report.row(
                "SPARQL over HTTP",
                statements=data.base.statements,
                server=name,
                load=f"{workload} {'repeated' if repeated else 'uncached'}",
                requests_per_s=_median(loads),
                cpu_ms_per_request=percentile([load.cpu_ms for load in loads], 0.5),
                p50_ms=percentile([load.p50_ms for load in loads], 0.5),
                p95_ms=percentile([load.p95_ms for load in loads], 0.5),
                failed=sum(load.failed for load in loads),
                memory_mb=memory,
                start_s=one.start_s,
            )


def _judge(report: Report, found: dict[Key, list[Load]]) -> None:
    for peer, workload, repeated, least in _GOALS:
        ours, theirs = found.get((_OURS, workload, repeated)), found.get((peer, workload, repeated))
        if ours and theirs and _median(theirs) > 0:
            ratio = _median(ours) / _median(theirs)
            kind = "repeated" if repeated else "uncached"
            report.goal(f"{workload} {kind}: at least {least:g} times {peer}", f"{ratio:.2f} times", ratio >= least)
