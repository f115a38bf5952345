"""Batches: what is linked at once and written to one part, the same in every run over the same input."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from realism.corpus.articles import Article, Limits, Skip, Tally, utf8
from realism.corpus.bounds import Meter
from realism.errors import RealismError

_MOST: Final = 5_000
"""Articles of a batch, however short they are."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles in a row.

    number    from 0, without a gap
    skipped   what was left out between its articles
    size      bytes of its texts, as UTF-8
    digest    of all of it, so that the same batch can be told again
    position  bytes of the input that had been read when it was complete, as they lie on the disk
    """

    number: int
    articles: tuple[Article, ...]
    skipped: Tally
    size: int
    digest: str
    position: int


class _Growing:
    """The batch that is being filled."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.articles: list[Article] = []
        self.skipped = Tally()
        self.size = 0
        self._digest = blake2b(digest_size=16)

    def add(self, one: Article | Skip) -> None:
        if isinstance(one, Skip):
            self.skipped.add([one])
            self._digest.update(utf8(f"{one.reason}\0{one.what}\0"))
            return
        text = utf8(one.text)
        self.size += len(text)
        self.articles.append(one)
        self._digest.update(utf8(f"{one.id}\0{one.title}\0{one.format}\0{one.path}\0{len(text)}\0"))
        self._digest.update(text)

    def done(self, meter: Meter) -> Batch:
        articles, digest = tuple(self.articles), self._digest.hexdigest()
        return Batch(self.number, articles, self.skipped, self.size, digest, meter.read)


def batches(articles: Iterable[Article | Skip], size: int, limits: Limits, meter: Meter) -> Iterator[Batch]:
    """The articles in batches of about `size` bytes of text.

    When the input turns out to be broken, what was read before is a last, shorter batch; then the error is raised.
    """
    growing = _Growing(0)
    try:
        for one in articles:
            growing.add(_usable(one, limits))
            if growing.size >= size or len(growing.articles) >= _MOST:
                yield growing.done(meter)
                growing = _Growing(growing.number + 1)
    except RealismError:
        if growing.articles or growing.skipped.counts:
            yield growing.done(meter)
        raise
    if growing.articles or growing.skipped.counts:
        yield growing.done(meter)


def _usable(one: Article | Skip, limits: Limits) -> Article | Skip:
    if isinstance(one, Skip):
        return one
    if not one.text.strip():
        return Skip("no-text", one.id)
    if len(one.text) > limits.max_article:
        return Skip("too-long", one.id, f"{len(one.text)} characters")
    if "\x00" in one.text:
        return Skip("nul", one.id)
    return one
