"""Articles linked, a batch at a time: the one function that every engine runs, wherever it runs it."""

import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from realism.corpus.articles import Article, Skip, Tally
from realism.corpus.batches import Batch
from realism.corpus.parts import WRITERS, Line, links
from realism.errors import RealismError
from realism.store.base import Store
from realism.xref.graph import Graph
from realism.xref.lexicon import Lexicon
from realism.xref.linker import Linker

WITHOUT_NUMBER: Final = -1
"""Told instead of the number of an article when none is at hand."""


@dataclass(frozen=True)
class Task:
    """What all batches of a run have in common; small enough to be sent to every process.

    mentions  ``first`` or ``all``
    output    ``jsonl`` or ``parquet``
    base_url  what the IRI of every article begins with
    graph     the IRI of the graph that the links are in
    seconds   how long one article may take
    """

    lexicon: Lexicon
    graph: Graph
    mentions: str
    output: str
    base_url: str
    links_graph: str
    seconds: float

    def linker(self) -> Linker:
        """A linker of the state of the dataset that the run began with."""
        return Linker(self.lexicon, self.graph)


def read_base(store: Store) -> tuple[Lexicon, Graph]:
    """What a linker of the present state of `store` is made from."""
    return Lexicon.from_store(store), Graph.from_store(store)


@dataclass(frozen=True, slots=True)
class Result:
    """What a batch came to: the bytes of its part and of its links, and what is counted."""

    batch: Batch
    part: bytes
    links: bytes
    articles: int
    mentions: int
    statements: int
    skipped: Tally


class _TooSlow(Exception):
    pass


class BatchLinker:
    """Links batches. One in each process."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._linker = task.linker()
        self._titles = titles(self._linker.lexicon)

    def link(
        self,
        batch: Batch,
        begin: Callable[[int], None] = lambda _: None,
        without: Mapping[int, Skip] | None = None,
    ) -> Result:
        """Link the articles of `batch`.

        begin    called with the number in the batch of each article before it is read
        without  articles not to be read, by number, and why
        """
        lines: list[Line] = []
        skipped = Tally()
        skipped.merge(batch.skipped)
        for number, article in enumerate(batch.articles):
            begin(number)
            one = (without or {}).get(number) or self._line(article)
            if isinstance(one, Skip):
                skipped.add([one])
            else:
                lines.append(one)
        begin(WITHOUT_NUMBER)
        statements, text = links(lines, self._task.base_url, self._task.links_graph)
        part = WRITERS[self._task.output](lines)
        # The articles go no further: what a batch came to is told without them.
        told = Batch(batch.number, (), batch.skipped, batch.size, batch.digest, batch.position)
        return Result(told, part, text, len(lines), sum(len(one.mentions) for one in lines), statements, skipped)

    def _line(self, article: Article) -> Line | Skip:
        about = self._titles.get(_first_upper(article.title))
        try:
            with _deadline(self._task.seconds):
                found = self._linker.annotate(article.text, article.format, self._task.mentions, about)
        except _TooSlow:
            return Skip("too-slow", article.id, f"more than {self._task.seconds:g} s")
        except (RealismError, RecursionError, MemoryError) as error:
            return Skip("refused", article.id, str(error) or type(error).__name__)
        return Line(article, about, tuple(found), self._linker.version)


def titles(lexicon: Lexicon) -> dict[str, str]:
    """The entity that an article of a title is about, by slug: those that have a label all to themselves.

    Preferred labels come first, then the same without parentheses, then aliases. As in a wiki, the case of the first
    letter does not count.
    """
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for label in lexicon.labels:
        rank = -1 if label.text == label.entity.label else label.rank
        found[_first_upper(label.text)][rank].add(label.entity.id)
    best = {text: ranks[min(ranks)] for text, ranks in found.items()}
    return {text: next(iter(slugs)) for text, slugs in best.items() if len(slugs) == 1}


def _first_upper(title: str) -> str:
    return title[:1].upper() + title[1:]


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Ends what is in the block with _TooSlow after `seconds`; only in a main thread, and not on Windows."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
