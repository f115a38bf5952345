"""What is read from a corpus: articles, and what is left out with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

REASONS: Final[Mapping[str, str]] = {
    "namespace": "a page outside the namespace of articles",
    "redirect": "a page that only leads to another one",
    "model": "a page that holds no wikitext, such as a style sheet",
    "no-text": "a page or record without text",
    "incomplete": "a page without id or title",
    "record": "a line or row that is no article: broken JSON, or members of the wrong type",
    "encoding": "a file that is not UTF-8 text",
    "kind": "a file of a kind that holds no article",
    "unreadable": "a file that cannot be read",
    "too-long": "an article longer than --max-article",
    "nul": "an article with NUL characters, which is no text",
    "refused": "an article that cannot be linked; the detail says why",
    "too-slow": "an article that took longer than --article-seconds",
    "crash": "an article at which the process ended, twice",
}
"""Why something was left out: the words of reports, explained."""

SHOWN: Final = 5
"""How many of those left out for one reason a report names."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read.

    id      what the corpus calls it: the page's id, the record's ``id``, the path of the file in its folder
    path    what is put after the base URL to make its IRI, before escaping
    format  one of the formats of `realism.xref.formats`
    """

    id: str
    title: str
    text: str
    format: str
    path: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Something left out: a word of `REASONS`, which article or where in the input, and what else is to be said."""

    reason: str
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken.

    max_article  characters of an article
    max_ratio    times that a stretch of a compressed file may be larger than the bytes it was made from
    """

    max_article: int = 4 * 1024 * 1024
    max_ratio: int = 250


@dataclass
class Tally:
    """How many were left out for each reason, and the first of them."""

    counts: dict[str, int] = field(default_factory=dict)
    first: dict[str, list[list[str]]] = field(default_factory=dict)

    def add(self, skips: Iterable[Skip]) -> "Tally":
        """Count `skips`, too; the tally itself."""
        for skip in skips:
            self.counts[skip.reason] = self.counts.get(skip.reason, 0) + 1
            shown = self.first.setdefault(skip.reason, [])
            if len(shown) < SHOWN:
                shown.append([skip.what, skip.detail])
        return self

    def merge(self, other: "Tally") -> None:
        """Count what `other` counted, too."""
        for reason, count in other.counts.items():
            self.counts[reason] = self.counts.get(reason, 0) + count
            shown = self.first.setdefault(reason, [])
            shown += other.first[reason][: SHOWN - len(shown)]

    def as_dict(self) -> dict[str, object]:
        """The tally as a JSON object, by reason."""
        return {
            reason: {
                "count": count,
                "meaning": REASONS[reason],
                "first": [{"what": what, "detail": detail} for what, detail in self.first[reason]],
            }
            for reason, count in sorted(self.counts.items())
        }


def utf8(text: str) -> bytes:
    """`text` as bytes, whatever it holds: lone surrogates become three bytes each, as if they were characters."""
    return text.encode("utf-8", "surrogatepass")
