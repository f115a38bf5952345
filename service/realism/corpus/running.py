"""A run: a corpus in, mentions and links out, on one machine or on Spark, going on where an earlier one was ended."""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from realism import __version__
from realism.config import MIB
from realism.corpus.articles import Limits
from realism.corpus.batches import Batch, batches
from realism.corpus.bounds import Meter
from realism.corpus.counts import Counts
from realism.corpus.linking import Result, Task, read_base
from realism.corpus.sources import Input
from realism.corpus.writing import Output, output
from realism.errors import BadInput
from realism.store.base import Store
from realism.vocab import BASE

ARTICLES: Final = BASE + "article/"
"""What the IRI of an article begins with when the run is not told."""
GRAPHS: Final = BASE + "links/"
"""What the IRI of the graph of a run's links begins with; the version of the dataset and a digest follow."""
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9/:@!$&'()*+,;=~._?#%\[\]-]+")


@dataclass(frozen=True)
class Options:
    """How a run is done.

    format     that of files and records that do not say theirs
    mentions   ``first`` or ``all``
    output     ``jsonl`` or ``parquet``
    base_url   what the IRI of every article begins with
    part_size  bytes of text, about, in a part
    seconds    how long one article may take
    workers    processes; None takes one for each core
    engine     ``local`` or ``spark``
    master     the address of a Spark master; None leaves it to Spark's own settings
    restart    give up what an earlier run wrote
    """

    format: str = "plain"
    mentions: str = "first"
    output: str = "jsonl"
    base_url: str = ARTICLES
    limits: Limits = field(default_factory=Limits)
    part_size: int = 4 * MIB
    seconds: float = 120.0
    workers: int | None = None
    engine: str = "local"
    master: str | None = None
    restart: bool = False


class Engine(Protocol):
    """What links batches."""

    def results(self, batches: Iterator[Batch], first: int) -> Iterator[Result]:
        """What `batches`, of which `first` is the first, come to, in order."""
        ...


Progress = Callable[[int, int, Counts], None]
"""Called after each part with the bytes of the input that were read, those of all of it, and what came of it."""


def run(store: Store, source: Path, folder: Path, options: Options, progress: Progress) -> dict[str, Any]:
    """Link the corpus `source` into `folder`; the report, which is also written there.

    A run that was ended goes on: the input is read again, and batches that were done are passed over.
    Raises BadInput, TooLarge or Refused for an input that cannot be read, after what comes before has been kept;
    BadInput or Conflict when `folder` holds something else; StartupError when an engine cannot begin.
    """
    if not _ABSOLUTE.fullmatch(options.base_url):
        raise BadInput(f"{options.base_url!r} is no beginning of an IRI: give one such as https://example.org/wiki/")
    given = Input(source, options.format, options.limits)
    lexicon, graph = read_base(store)
    settings = _settings(given, options, lexicon.version)
    links_graph = f"{GRAPHS}{quote(lexicon.version, safe='')}/{_digest(settings)}"
    task = Task(lexicon, graph, options.mentions, options.output, options.base_url, links_graph, options.seconds)
    total = settings["input"]["bytes"]
    with output(folder, settings, options.output, restart=options.restart) as kept:
        began, before = time.monotonic(), kept.counts.bytes
        told = {"version": lexicon.version, "graph": links_graph, "base_url": options.base_url}
        meter = Meter()
        todo = _rest(batches(given.articles(meter), options.part_size, options.limits, meter), kept, progress, total)
        with _engine(task, options) as engine:
            for result in engine.results(todo, len(kept.finished)):
                kept.add(result)
                progress(result.batch.position, total, kept.counts)
        seconds = time.monotonic() - began
        report = {**_counted(kept.counts), **told, **_speed(kept.counts.bytes - before, seconds, options)}
        kept.report(report)
        return report


def _settings(given: Input, options: Options, version: str) -> dict[str, Any]:
    """All that the output depends on, so that a run goes on only as what it was."""
    return {
        "input": given.fingerprint(),
        "format": options.format,
        "mentions": options.mentions,
        "output": options.output,
        "base_url": options.base_url,
        "part_size": options.part_size,
        "max_article": options.limits.max_article,
        "version": version,
        "realism": __version__,
    }


def _digest(settings: Mapping[str, Any]) -> str:
    return blake2b(repr(sorted(settings.items())).encode(), digest_size=6).hexdigest()


def _engine(task: Task, options: Options) -> AbstractContextManager[Engine]:
    if options.engine == "spark":
        from realism.corpus.spark import Cluster

        return Cluster(task, options.master)
    from realism.corpus.workers import Workers

    return Workers(task, options.workers or _cores())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _rest(found: Iterator[Batch], kept: Output, progress: Progress, total: int) -> Iterator[Batch]:
    """The batches that are not done yet. Raises BadInput when those that are done have become others."""
    done = list(kept.finished)
    counts = kept.counts
    passed = 0
    for batch in found:
        if batch.number >= len(done):
            yield batch
            continue
        passed += 1
        if batch.digest != done[batch.number]:
            raise _changed()
        progress(batch.position, total, counts)
    if passed < len(done):
        raise _changed()


def _changed() -> BadInput:
    return BadInput("The input is not what it was when this run began: begin anew with --restart")


def _counted(counts: Counts) -> dict[str, Any]:
    return {
        "articles": counts.articles,
        "mentions": counts.mentions,
        "links": counts.links,
        "skipped": counts.skipped.as_dict(),
        "bytes": counts.bytes,
        "parts": counts.parts,
    }


def _speed(size: int, seconds: float, options: Options) -> dict[str, Any]:
    """What this run, or its last part when it was ended before, took; `size` in bytes of text."""
    return {
        "seconds": round(seconds, 3),
        "bytes_in_these_seconds": size,
        "mb_per_s": round(size / 1e6 / max(seconds, 1e-9), 3),
        "engine": options.engine,
    }
