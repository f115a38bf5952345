"""What the finished batches of a run came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from realism.corpus.articles import Tally


@dataclass
class Counts:
    """What all finished batches came to."""

    parts: int
    articles: int
    mentions: int
    links: int
    bytes: int
    skipped: Tally

    @classmethod
    def none(cls) -> "Counts":
        """Nothing yet."""
        return cls(0, 0, 0, 0, 0, Tally())

    def add(self, line: Mapping[str, Any]) -> None:
        """Count a line of the manifest."""
        self.parts += 1
        self.articles += line["articles"]
        self.mentions += line["mentions"]
        self.links += line["links"]
        self.bytes += line["bytes"]
        self.skipped.merge(Tally(line["skipped"], line["first_skipped"]))
