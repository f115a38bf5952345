"""Annotating in MB/s of CPU time of one core, beside matchers that only match; memory; one article over HTTP."""

import gc
import http.client
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import ahocorasick_rs
import flashtext2
import spacy
from spacy.matcher import PhraseMatcher

from benchmarks import prose
from benchmarks.bases import Seed
from benchmarks.endpoints import Data, realism_memory
from benchmarks.harness import Options, Report, percentile, say, seconds, spread
from benchmarks.load import cpu_seconds
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.embedded import EmbeddedStore
from realism.xref.graph import Graph
from realism.xref.lexicon import EntityRef, Label, Lexicon
from realism.xref.linker import Linker

LABELS = (600, 5_000, 50_000)
AMBIGUOUS = 1_000
"""Labels that need context among the made-up ones of the largest base."""
GOAL = 20.0
"""MB/s of complete annotating at 5,000 labels on the text of an encyclopedia."""
_SIZE = 2_000_000
_SLOW = 300_000
"""Characters of text, and as many for the matcher that takes minutes otherwise."""

Texts = Sequence[str]


def bench(report: Report, options: Options) -> None:
    """All sizes on both kinds of text, then memory and HTTP."""
    size = _SIZE // (10 if options.quick else 1)
    corpora = {"encyclopedia": list(prose.encyclopedia(size)), "field": list(prose.articles(size))}
    for number in options.sizes or LABELS:
        lexicon, graph = grown(number)
        say(f"{number} labels: building")
        linker = Linker(lexicon, graph)
        works = {"realism, complete": _complete(linker), **_peers([label.text for label in lexicon.labels])}
        for corpus, texts in corpora.items():
            for name, work in works.items():
                say(f"{number} labels, {corpus}: {name}")
                few = texts[: max(1, len(texts) * _SLOW // size)] if name.startswith("spaCy") else texts
                speed, found = _speed(work, few, options.times(5))
                report.row(
                    f"MB/s of CPU time on one core, {corpus} text",
                    labels=number,
                    program=name,
                    mb_s=speed,
                    found_per_kb=found / sum(map(len, few)) * 1000,
                )
                if (number, corpus, name) == (5_000, "encyclopedia", "realism, complete"):
                    wanted = f"complete annotating at 5,000 labels on encyclopedia text: {GOAL:.0f} MB/s"
                    report.goal(wanted, f"{speed:.1f} MB/s", speed >= GOAL)
        report.row("Memory of the linker", labels=number, mb=_memory(lexicon, graph))
    _over_http(report, options)


def grown(number: int) -> tuple[Lexicon, Graph]:
    """A lexicon of `number` labels: those of the bundled base, or as many of them, and made-up ones."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    lexicon, graph = Lexicon.from_store(store), Graph.from_store(store)
    store.close()
    labels = list(lexicon.labels)
    if number < len(labels):
        # The preferred names first, as a small base would have them.
        labels = sorted(labels, key=lambda label: label.rank)[:number]
    chance, vocabulary = random.Random(7), prose.words()  # noqa: S311 - no secret
    entities = dict(lexicon.entities)
    for index in range(number - len(labels)):
        # They begin like the prose and go on like nothing in it.
        text = f"{' '.join(chance.choices(vocabulary, k=chance.choice((1, 1, 2))))} {prose.coined(chance)}"
        entity = EntityRef(f"made-{index}", text.capitalize(), "concept")
        entities[entity.id] = entity
        labels.append(Label(text, entity, 0, index % (number // AMBIGUOUS + 1) == 0))
    return Lexicon(tuple(labels), entities, lexicon.qualifiers, lexicon.version), graph


def _complete(linker: Linker) -> Callable[[str], int]:
    return lambda text: len(linker.annotate(text, mentions="all"))


def _peers(labels: Sequence[str]) -> dict[str, Callable[[str], int]]:
    lower = sorted({label.lower() for label in labels})
    automaton = ahocorasick_rs.AhoCorasick(lower, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    processor = flashtext2.KeywordProcessor(case_sensitive=False)
    for label in lower:
        processor.add_keyword(label)
    blank = spacy.blank("en")
    blank.max_length = 10**9
    phrases = PhraseMatcher(blank.vocab, attr="LOWER")
    phrases.add("label", list(blank.pipe(lower)))
    return {
        "ahocorasick-rs alone, no word boundaries": lambda text: len(automaton.find_matches_as_indexes(text.lower())),
        "flashtext2": lambda text: len(processor.extract_keywords_with_span(text)),
        "spaCy PhraseMatcher, with tokenising": lambda text: len(phrases(blank.make_doc(text))),
    }


def _speed(work: Callable[[str], int], texts: Texts, rounds: int) -> tuple[float, int]:
    """MB/s in the best of some rounds, and how much was found."""
    best, found = float("inf"), 0
    for _ in range(rounds):
        began = time.process_time()
        found = sum(map(work, texts))
        best = min(best, time.process_time() - began)
    return sum(len(text.encode()) for text in texts) / 1e6 / best, found


def _memory(lexicon: Lexicon, graph: Graph) -> float:
    """MB that a linker with these labels takes, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_resident, (lexicon, graph))


def _resident(lexicon: Lexicon, graph: Graph) -> float:
    """How much memory the process has more when the linker is built and used, apart from its lexicon and graph."""
    before = _resident_mb()
    linker = Linker(lexicon, graph)
    linker.annotate("the security dilemma")
    gc.collect()
    return _resident_mb() - before


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _over_http(report: Report, options: Options) -> None:
    """POST /xref/annotate with an article of 5 kB, on one connection."""
    text = next(prose.articles(5_000))
    article = (text * (1 + 5_000 // len(text)))[:5_000]
    other = "".join(prose.encyclopedia(5_000))[:5_000]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="realism-bench-")))
        server = stack.enter_context(realism_memory(Data.of(Seed().grown(20_000), folder), folder))
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        stack.callback(connection.close)
        for name, sent in (("on international relations", article), ("of an encyclopedia", other)):
            body = json.dumps({"text": sent, "mentions": "all"})
            work = partial(_post, connection, body)
            for _ in range(10):
                work()
            spent, number = cpu_seconds(server.pid), options.times(300)
            samples = [seconds(work) for _ in range(number)]
            cpu_ms = (cpu_seconds(server.pid) - spent) * 1000 / number
            report.row("POST /xref/annotate, an article of 5 kB", article=name, **spread(samples), server_cpu_ms=cpu_ms)
            p95_ms = percentile(samples, 0.95) * 1000
            report.goal(f"5 kB {name} over HTTP: p95 below 10 ms", f"{p95_ms:.1f} ms", p95_ms < 10)


def _post(connection: http.client.HTTPConnection, body: str) -> None:
    connection.request("POST", "/xref/annotate", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"POST /xref/annotate answered {answer.status}: {text.decode()[:500]}")
