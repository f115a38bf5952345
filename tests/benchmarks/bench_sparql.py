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
from benchmarks.load import Load, generate, memory_mb, settle
from benchmarks.plot import dots
from benchmarks.workloads import WORKLOADS, queries, request
from servers import DidNotStart, NotInstalled

_OURS = "realism, memory"
_SEVERAL = "realism, memory, 2 processes"
_ONE_CORE = "rdflib-endpoint"
"""The peer that runs on one core only, as our first; the others use all there are, as our second."""
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
Needs = dict[str, tuple[float, float]]
"""Server to its memory in MiB and the seconds it took to start."""
_PICTURES = {
    "Requests a second": "sparql-speed.svg",
    "CPU milliseconds a request": "sparql-cost.svg",
    "Memory and start": "sparql-size.svg",
}


def bench(report: Report, options: Options) -> None:
    """Measure at each size; goals are judged at the first, by the median of all rounds."""
    sizes = options.sizes or (20_000,)
    seed = Seed()
    drawn: dict[str, dict[str, dict[str, dict[str, float]]]] = {title: {} for title in _PICTURES}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="realism-bench-") as folder:
            say(f"writing a base of {size:,} statements")
            data = Data.of(seed.grown(size), Path(folder))
            found, needs = _measure(report, options, data, Path(folder))
        _draw(drawn, f"{size:,}", found, needs)
        if size == sizes[0]:
            _judge(report, found, _seconds(options))
    report.note(
        "L: label and definition of an entry, by name; realism answers what is so small without handing it to another "
        "process. M: joins."
    )
    report.note(
        "8 keep-alive connections, one query each at a time. Uncached: no two queries are equal. Repeated: the same "
        "ones again and again, which only realism answers from a cache of results. Memory: PSS of all processes. "
        "Start: until the first answer with all data, from a filled folder for servers on disk."
    )
    for title, file in _PICTURES.items():
        if options.plots and drawn[title]:
            report.picture(title, options.plots / file, dots(title, drawn[title]))


def _draw(
    drawn: dict[str, dict[str, dict[str, dict[str, float]]]], size: str, found: dict[Key, list[Load]], needs: Needs
) -> None:
    """Add the figures of one size to what is drawn: picture, panel, server, size."""
    speed, cost, room = drawn.values()
    for server in SERVERS:
        for workload, what in WORKLOADS.items():
            for repeated, how in ((False, "uncached"), (True, "repeated")):
                loads = found.get((server, workload, repeated), [])
                panel = f"{workload}, {how}: {what}"
                for picture, value in ((speed, _median(loads)), (cost, _cost(loads))) if loads else ():
                    if value > 0:
                        picture.setdefault(panel, {}).setdefault(server, {})[size] = value
        for panel, one in zip(("memory in MiB", "seconds until the first answer"), needs.get(server, ()), strict=False):
            room.setdefault(panel, {}).setdefault(server, {})[size] = one


def _measure(report: Report, options: Options, data: Data, folder: Path) -> tuple[dict[Key, list[Load]], Needs]:
    found: dict[Key, list[Load]] = {}
    needs: Needs = {}
    with ExitStack() as stack:
        running = _start(report, stack, data, folder)
        _same_answers(report, running, data)
        seconds, rounds = _seconds(options), 1 if options.quick else 3
        for name, one in running.items():
            say(f"waiting until {name} is idle")
            settle(one.pid)
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
            needs[name] = memory_mb(one.pid), one.start_s
            _rows(report, data, name, needs[name], found)
    return found, needs


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
    ours, noted = running[_OURS], {"uvicorn, constant body"}
    for workload in WORKLOADS:
        for query in queries(data.base, workload, _COMPARED, seed=1):
            expected = _rows_of(ours, query)
            for name, one in running.items():
                if name not in noted and _rows_of(one, query) != expected:
                    report.note(f"{name} answers otherwise than {_OURS}: {' '.join(query.split())}")
                    noted.add(name)


def _rows_of(one: Endpoint, query: str) -> list[list[str]]:
    asked = urllib.request.Request(  # noqa: S310 - an address of ours
        one.url + request(one.path, query), headers={"Accept": "application/sparql-results+json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        return [[f"HTTP {error.code}"]]
    except TimeoutError:
        return [["no answer within a minute"]]
    names = found["head"]["vars"]
    return sorted([row[name]["value"] if name in row else "" for name in names] for row in found["results"]["bindings"])


def _median(loads: list[Load]) -> float:
    return percentile([load.per_second for load in loads], 0.5)


def _cost(loads: list[Load]) -> float:
    return percentile([load.cpu_ms for load in loads], 0.5)


def _rows(report: Report, data: Data, name: str, needs: tuple[float, float], found: dict[Key, list[Load]]) -> None:
    memory, start_s = needs
    for workload in WORKLOADS:
        for repeated in (False, True):
            loads = found[name, workload, repeated]
            report.row(
                "SPARQL over HTTP",
                statements=data.base.statements,
                server=name,
                load=f"{workload} {'repeated' if repeated else 'uncached'}",
                requests_per_s=_median(loads),
                cpu_ms_per_request=_cost(loads),
                p50_ms=percentile([load.p50_ms for load in loads], 0.5),
                p95_ms=percentile([load.p95_ms for load in loads], 0.5),
                failed=sum(load.failed for load in loads),
                memory_mb=memory,
                start_s=start_s,
            )


def _seconds(options: Options) -> int:
    return 2 if options.quick else 5


def _judge(report: Report, found: dict[Key, list[Load]], seconds: int) -> None:
    for peer, workload, repeated, least in _GOALS:
        name = _OURS if peer == _ONE_CORE or (_SEVERAL, workload, repeated) not in found else _SEVERAL
        ours, theirs = found.get((name, workload, repeated)), found.get((peer, workload, repeated))
        if ours and theirs:
            # One that answered nothing in its time is taken to have been about to answer once.
            ratio = _median(ours) / max(_median(theirs), 1 / seconds)
            kind = "repeated" if repeated else "uncached"
            report.goal(
                f"{name}, {workload} {kind}: at least {least:g} times {peer}", f"{ratio:.2f} times", ratio >= least
            )
