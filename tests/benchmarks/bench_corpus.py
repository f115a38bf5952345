"""What it costs to link a whole corpus: MB/s and articles/s on all cores and on one, and the memory of all processes.

The corpus is a MediaWiki dump of generated articles of some 6 kB: one in ten is made of paragraphs of articles of the
field and of definitions of the base, the others of the words of an article on painting, in any order.
"""

import os
import random
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import corpora
from benchmarks.harness import Cell, Options, Report, say
from conftest import ROOT
from realism.paths import ontology_dir
from realism.store.base import Literal
from realism.store.embedded import EmbeddedStore

_LENGTH = 6_000
_FIELD = 10
"""One in so many articles is of the field."""
_DEFINITIONS = "SELECT ?text { ?s <http://www.w3.org/2004/02/skos/core#definition> ?text }"


def bench(report: Report, options: Options) -> None:
    """Dumps of one size (in bytes of text) and of a tenth of it, to see whether memory grows."""
    [size, *_] = options.sizes or ((50_000_000,) if options.quick else (1_000_000_000,))
    peaks: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for bytes_ in (size // 10, size):
            path = Path(folder, f"{bytes_}.xml")
            say(f"writing a dump of {bytes_ / 1e6:,.0f} MB")
            _write(path, bytes_)
            for workers in (1, os.cpu_count() or 1) if bytes_ == size // 10 else (os.cpu_count() or 1,):
                say(f"linking {bytes_ / 1e6:,.0f} MB with {workers} processes")
                row = _run(path, Path(folder, f"out-{bytes_}-{workers}"), workers)
                report.row("Corpus: a MediaWiki dump, first mentions, JSONL and N-Quads out", **row)
                peaks[bytes_] = float(str(row["peak_rss_of_all_mb"]))
    growth = peaks[size] / peaks[size // 10]
    report.goal(
        f"memory of {size / 1e6:,.0f} MB at most 1.3 times that of a tenth", f"{growth:.2f} times", growth <= 1.3
    )


def _run(path: Path, out: Path, workers: int) -> dict[str, Cell]:
    """Link the dump in processes of its own, watched."""
    began, used = time.monotonic(), _children()
    command = corpora.command(path, out, "--workers", str(workers))
    process = subprocess.Popen(command, env=corpora.environment(), stdout=subprocess.DEVNULL)
    together, largest = 0, 0
    while process.poll() is None:
        sizes = [_resident(pid) for pid in _tree(process.pid)]
        together, largest = max(together, sum(sizes)), max(largest, *sizes, 0)
        time.sleep(0.1)
    if process.returncode:
        raise RuntimeError(f"realism corpus ended with {process.returncode}")
    seconds = time.monotonic() - began
    told: dict[str, Any] = corpora.report(out)
    return {
        "MB_of_text": told["bytes"] / 1e6,
        "articles": told["articles"],
        "mentions": told["mentions"],
        "processes": workers,
        "seconds_with_start": seconds,
        "MB_per_s": told["bytes"] / 1e6 / seconds,
        "MB_per_CPU_s": told["bytes"] / 1e6 / (_children() - used),
        "articles_per_s": told["articles"] / seconds,
        "peak_rss_of_all_mb": together / 1e6,
        "of_the_largest_mb": largest / 1e6,
    }


def _tree(pid: int) -> Iterator[int]:
    """The process `pid` and all that descend from it (Linux)."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _children() -> float:
    """CPU seconds of all processes that were waited for, and of those they waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _write(path: Path, size: int) -> None:
    """A dump with about `size` bytes of text; the same each time."""
    chance = random.Random(size)  # noqa: S311 - articles, not secrets
    field = [paragraph for paragraph in (*corpora.articles(), *_definitions()) if len(paragraph) > 60]
    words = (ROOT / "tests" / "articles" / "painting-realism.txt").read_text("utf-8").split()
    head, _, tail = corpora.dump("@").partition(b"@")
    written = number = 0
    with path.open("wb") as file:
        file.write(head)
        while written < size:
            number += 1
            drawn = _joined(field, "\n\n", chance) if number % _FIELD == 0 else _joined(words, " ", chance)
            file.write(corpora.page(f"Article {number}", drawn, number).encode())
            written += len(drawn)
        file.write(tail)


def _joined(pieces: list[str], by: str, chance: random.Random) -> str:
    """Pieces drawn by chance, as many as make an article."""
    mean = sum(map(len, pieces)) / len(pieces) + len(by)
    return by.join(chance.choices(pieces, k=round(_LENGTH / mean)))


def _definitions() -> list[str]:
    from realism.knowledge.loading import load_bundle

    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    found = {term.value for row in store.query(_DEFINITIONS).rows() if isinstance(term := row["text"], Literal)}
    store.close()
    return sorted(found)
