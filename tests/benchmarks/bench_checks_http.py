"""What a whole POST /check costs on the bundled base, with findings, explanations and repairs."""

import http.client
import json
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bases import Seed
from benchmarks.edits import SIZE, Editor, clashing
from benchmarks.endpoints import Data, realism_memory
from benchmarks.harness import Options, Report, percentile, say, seconds, spread
from benchmarks.load import cpu_seconds
from benchmarks.rdf import trig
from realism.checks.edits.edit import Edit

_WARM = 5
"""Edits that are judged first and not counted."""


def bench(report: Report, options: Options) -> None:
    """Edits as they are made, and edits that contradict the base, one after the other on one connection."""
    base = Seed().grown(20_000)
    number = options.times(200)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="realism-bench-")))
        store = base.store()
        stack.callback(store.close)
        server = stack.enter_context(realism_memory(Data.of(base, folder), folder))
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=300)
        stack.callback(connection.close)
        editor = Editor(base, store)
        first = seconds(partial(_post, connection, next(editor.edits(1))))
        say(f"the first check took {first:.1f} s")
        for kind, edits in (
            (f"an edit of {SIZE} statements", editor.edits(_WARM + number)),
            ("an edit that contradicts the base, explained", clashing(editor, _WARM + number)),
        ):
            say(f"POST /check: {kind}")
            spent = cpu_seconds(server.pid)
            samples, explained = _posted(connection, edits)
            cpu_ms = (cpu_seconds(server.pid) - spent) * 1000 / (_WARM + number)
            report.row(
                "POST /check on the bundled base",
                edit=kind,
                **spread(samples),
                server_cpu_ms=cpu_ms,
                introduce_a_problem=explained,
            )
            p95_ms = percentile(samples, 0.95) * 1000
            report.goal(f"POST /check: p95 of {kind} below 300 ms", f"{p95_ms:.0f} ms", p95_ms < 300)
        report.note(f"The first POST /check after the start of the service took {first:.1f} s.")


def _posted(connection: http.client.HTTPConnection, edits: Iterable[Edit]) -> tuple[list[float], int]:
    """Seconds of each edit but the first few, and how many answers explain a problem."""
    samples: list[float] = []
    explained = 0
    for edit in edits:
        answers: list[dict[str, object]] = []
        samples.append(seconds(lambda edit=edit, answers=answers: answers.append(_post(connection, edit))))  # type: ignore[misc]
        explained += len(samples) > _WARM and bool(answers[0]["introduced"])
    return samples[_WARM:], explained


def _post(connection: http.client.HTTPConnection, edit: Edit) -> dict[str, object]:
    body = json.dumps({"add": trig(edit.add), "remove": trig(edit.remove)})
    connection.request("POST", "/check", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"POST /check answered {answer.status}: {text.decode()[:500]}")
    found: dict[str, object] = json.loads(text)
    return found
