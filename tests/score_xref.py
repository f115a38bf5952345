"""Score the linker against a gold file: strict span and entity, every mention.

    python tests/score_xref.py TEXT GOLD.csv [REFERENCES.csv] [--errors]

GOLD has the columns start, end, surface, concept_id (kind:slug); REFERENCES start, end, surface, denotes.
Without arguments the article and the gold file of ../shared are taken. Scores are printed with 95 % intervals
(Wilson); the run fails when a reference is missed or F1 is below 0.90.
"""

import argparse
import csv
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from realism.config import Settings
from realism.knowledge.loading import open_store
from realism.xref.linker import Linker

SHARED = Path(os.environ.get("REALISM_SHARED", Path(__file__).parents[2] / "shared"))
LEAST_F1 = 0.90
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Score:
    """Spans found and right, found but not in the gold, in the gold but not found."""

    right: frozenset[Span]
    wrong: frozenset[Span]
    missed: frozenset[Span]

    @property
    def precision(self) -> float:
        found = len(self.right) + len(self.wrong)
        return len(self.right) / found if found else 0.0

    @property
    def recall(self) -> float:
        gold = len(self.right) + len(self.missed)
        return len(self.right) / gold if gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(found: Iterable[Span], gold: Iterable[Span]) -> Score:
    """Compare strictly: start, end and entity must all agree."""
    found, gold = frozenset(found), frozenset(gold)
    return Score(found & gold, found - gold, gold - found)


def spans(path: Path, column: str) -> set[Span]:
    """The annotated spans of the CSV file `path`, whose `column` names the entity as kind:slug."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(int(row["start"]), int(row["end"]), row[column].partition(":")[2]) for row in csv.DictReader(file)}


def interval(part: int, whole: int) -> str:
    """The 95 % Wilson interval of part/whole."""
    if not whole:
        return "–"
    z, rate = 1.96, part / whole
    middle = (rate + z * z / (2 * whole)) / (1 + z * z / whole)
    width = z * math.sqrt(rate * (1 - rate) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return f"{middle - width:.3f}–{middle + width:.3f}"


def annotated(linker: Linker, text: str) -> set[Span]:
    """All mentions the linker finds in plain `text`, the article's own entity included."""
    return {(one.start, one.end, one.entity.id) for one in linker.annotate(text, mentions="all")}


def main() -> int:
    """Print the scores; 0 when every reference is found and F1 is high enough, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, nargs="?", default=SHARED / "seed" / "defensive-realism.txt")
    parser.add_argument("gold", type=Path, nargs="?", default=SHARED / "facts" / "seed_gold.csv")
    parser.add_argument("references", type=Path, nargs="?", default=SHARED / "facts" / "seed_references.csv")
    parser.add_argument("--errors", action="store_true", help="list what was wrong and what was missed")
    arguments = parser.parse_args()
    text = arguments.text.read_text(encoding="utf-8")
    found = annotated(Linker.from_store(open_store(Settings())), text)
    result = score(found, spans(arguments.gold, "concept_id"))
    right = len(result.right)
    print(f"precision {result.precision:.3f}  ({interval(right, right + len(result.wrong))})")
    print(f"recall    {result.recall:.3f}  ({interval(right, right + len(result.missed))})")
    print(f"F1        {result.f1:.3f}")
    lost = spans(arguments.references, "denotes") - found if arguments.references.is_file() else set()
    print(f"references missed: {len(lost)}")
    if arguments.errors:
        for name, group in (("wrong", result.wrong), ("missed", result.missed), ("reference", lost)):
            for start, end, slug in sorted(group):
                print(f"{name}\t{start}\t{end}\t{text[start:end]!r}\t{slug}")
    return 1 if lost or result.f1 < LEAST_F1 else 0


if __name__ == "__main__":
    raise SystemExit(main())
