"""Wanted see-also lists of tests/see_also, and how well a list that was made does against a wanted one."""

import csv
import hashlib
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "see_also"
SHOWN = 12
"""How many entries a reader sees, and a list is judged by."""
Half = Literal["dev", "heldout"]


@dataclass(frozen=True)
class Wanted:
    """What an editor wants to see under "See also" in the article of `entity`, best first."""

    entity: str
    wanted: tuple[str, ...]

    @property
    def half(self) -> Half:
        """Weights are changed by what `dev` shows only; decided by the name alone, before anything was measured."""
        return "dev" if hashlib.sha256(self.entity.encode()).digest()[-1] % 2 else "heldout"


@dataclass(frozen=True)
class Scores:
    """How a list of `SHOWN` entries does.

    precision  the part of the `SHOWN` places that hold something wanted
    recall     the part of what is wanted that is shown: less than 1 when more is wanted than there are places
    ndcg       like precision, but what is wanted most counts most and what is shown first counts most; 1 is the wish
    """

    precision: float
    recall: float
    ndcg: float


def read_lists(folder: Path = FOLDER) -> list[Wanted]:
    """The lists of all CSV files in `folder` (columns entity, rank, wanted), by file and place."""
    lists: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                lists[row["entity"]].append((int(row["rank"]), row["wanted"]))
    return [Wanted(entity, tuple(wanted for _, wanted in sorted(rows))) for entity, rows in lists.items()]


def read_ranked(entity: str, path: Path) -> Wanted:
    """The one list of `path` (columns rank and entity, the latter as kind:slug) for the article of `entity`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted((int(row["rank"]), row["entity"].partition(":")[2]) for row in csv.DictReader(file))
    return Wanted(entity, tuple(slug for _, slug in rows))


def scores(shown: Sequence[str], wanted: Sequence[str]) -> Scores:
    """How the entries `shown` do against those `wanted`, both best first.

    The gain of an entry falls evenly from 1 for what is wanted most to 1/n for the last of n, and is divided by the
    logarithm of the place it is shown at (Järvelin and Kekäläinen 2002).
    """
    top = list(shown)[:SHOWN]
    gains = {slug: 1 - index / len(wanted) for index, slug in enumerate(wanted)}
    hits = sum(slug in gains for slug in top)
    best = _discounted([gains[slug] for slug in wanted[:SHOWN]])
    return Scores(hits / SHOWN, hits / len(wanted), _discounted([gains.get(slug, 0) for slug in top]) / best)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))
