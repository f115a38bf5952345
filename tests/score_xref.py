"""Score the linker against gold files: strict span and entity, every mention.

    python tests/score_xref.py [TEXT GOLD.csv [REFERENCES.csv]] [--errors]
    python tests/score_xref.py --passages tests/passages/dev [--errors]

GOLD has the columns start, end, surface, concept_id (kind:slug, or none:words where the base holds no such entity)
and perhaps optional ("yes": neither asked for nor wrong); REFERENCES start, end, surface, denotes. Without arguments
the article and the gold file of ../shared are taken; the run fails when a reference is missed or F1 is below 0.90.

--passages takes a folder of NAME.txt beside NAME.csv; names that begin with "other-" are of other fields. Links into
the base are scored in-base (none: ignored) and overall (none: counts as missed), with 95 % intervals: Wilson's for
precision and recall, a bootstrap over passages for F1. Such a run only reports.
"""

import argparse
import csv
import math
import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from realism.config import Settings
from realism.knowledge.loading import open_store
from realism.xref.linker import Linker
from xref_passages import Passage, Span, read_passages

SHARED = Path(os.environ.get("REALISM_SHARED", Path(__file__).parents[2] / "shared"))
LEAST_F1 = 0.90
RESAMPLES = 2000


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
        return f1(len(self.right), len(self.wrong), len(self.missed))


@dataclass(frozen=True)
class Scored:
    """A passage and how the linker did on it; `score` is in-base, with optional mentions left out."""

    passage: Passage
    score: Score


def f1(right: int, wrong: int, missed: int) -> float:
    """The harmonic mean of precision and recall; 0 when nothing was found or asked for."""
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


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


def f1_interval(counts: Sequence[tuple[int, int, int]]) -> str:
    """The 95 % interval of F1 by drawing passages, given as (right, wrong, missed), with replacement."""
    draw = random.Random(0)  # noqa: S311 - the same interval at every run
    drawn = sorted(f1(*map(sum, zip(*draw.choices(counts, k=len(counts)), strict=True))) for _ in range(RESAMPLES))
    return f"{drawn[int(0.025 * RESAMPLES)]:.3f}–{drawn[int(0.975 * RESAMPLES) - 1]:.3f}"


def annotated(linker: Linker, text: str) -> set[Span]:
    """All mentions the linker finds in plain `text`, the article's own entity included."""
    return {(one.start, one.end, one.entity.id) for one in linker.annotate(text, mentions="all")}


def score_passages(linker: Linker, passages: Iterable[Passage]) -> list[Scored]:
    """How the linker does on each of the passages."""
    return [Scored(one, score(annotated(linker, one.text) - one.optional, one.required)) for one in passages]


def show(title: str, counts: Sequence[tuple[int, int, int]]) -> None:
    """Print precision, recall and F1 of passages given as (right, wrong, missed)."""
    right, wrong, missed = map(sum, zip(*counts, strict=True))
    print(f"{title}: {len(counts)} passages, {right + missed} mentions, {right + wrong} links")
    print(f"  precision {right / max(right + wrong, 1):.3f}  ({interval(right, right + wrong)})")
    print(f"  recall    {right / max(right + missed, 1):.3f}  ({interval(right, right + missed)})")
    print(f"  F1        {f1(right, wrong, missed):.3f}  ({f1_interval(counts)})")


def report(results: Sequence[Scored], errors: bool) -> None:
    """Print the scores of passages of the field and of other fields, and every error when asked."""
    field = [one for one in results if not one.passage.other_field]
    other = [one for one in results if one.passage.other_field]
    if field:
        counts = [(len(one.score.right), len(one.score.wrong), len(one.score.missed)) for one in field]
        show("in-base", counts)
        absent = [len(one.passage.absent) for one in field]
        show(
            "overall",
            [(right, wrong, missed + none) for (right, wrong, missed), none in zip(counts, absent, strict=True)],
        )
    if other:
        words = sum(len(one.passage.text.split()) for one in other)
        wrong = sum(len(one.score.wrong) for one in other)
        right = sum(len(one.score.right) for one in other)
        asked = sum(len(one.passage.required) for one in other)
        clean = sum(not one.score.wrong for one in other)
        print(f"other fields: {len(other)} passages, {words} words")
        print(f"  wrong links {wrong}, {1000 * wrong / words:.2f} per 1000 words; none in {clean} passages")
        print(f"  mentions of the field found {right} of {asked}")
    for one in results if errors else ():
        show_errors(one.passage.text, {"wrong": one.score.wrong, "missed": one.score.missed}, one.passage.name + "\t")


def show_errors(text: str, groups: dict[str, Iterable[Span]], prefix: str = "") -> None:
    """Print one line for each span of the named groups."""
    for name, group in groups.items():
        for start, end, slug in sorted(group):
            print(f"{prefix}{name}\t{start}\t{end}\t{text[start:end]!r}\t{slug}")


def main() -> int:
    """Print the scores; of the article 0 when every reference is found and F1 is high enough, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, nargs="?", default=SHARED / "seed" / "defensive-realism.txt")
    parser.add_argument("gold", type=Path, nargs="?", default=SHARED / "facts" / "seed_gold.csv")
    parser.add_argument("references", type=Path, nargs="?", default=SHARED / "facts" / "seed_references.csv")
    parser.add_argument("--passages", type=Path, help="score this folder of passages instead")
    parser.add_argument("--errors", action="store_true", help="list what was wrong and what was missed")
    arguments = parser.parse_args()
    passages = read_passages(arguments.passages) if arguments.passages else []
    if arguments.passages and not passages:
        parser.error(f"{arguments.passages} holds no .txt files")
    linker = Linker.from_store(open_store(Settings()))
    if passages:
        report(score_passages(linker, passages), arguments.errors)
        return 0
    text = arguments.text.read_text(encoding="utf-8")
    found = annotated(linker, text)
    result = score(found, spans(arguments.gold, "concept_id"))
    right = len(result.right)
    print(f"precision {result.precision:.3f}  ({interval(right, right + len(result.wrong))})")
    print(f"recall    {result.recall:.3f}  ({interval(right, right + len(result.missed))})")
    print(f"F1        {result.f1:.3f}")
    lost = spans(arguments.references, "denotes") - found if arguments.references.is_file() else set()
    print(f"references missed: {len(lost)}")
    if arguments.errors:
        show_errors(text, {"wrong": result.wrong, "missed": result.missed, "reference": lost})
    return 1 if lost or result.f1 < LEAST_F1 else 0


if __name__ == "__main__":
    raise SystemExit(main())
