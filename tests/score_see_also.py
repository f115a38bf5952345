"""Score see-also lists against lists that editors want, beside simpler rankings.

    python tests/score_see_also.py [FOLDER] [--half dev|heldout] [--errors]

FOLDER (tests/see_also if left out) holds CSV files with the columns entity, rank, wanted; see the README there. The
list for the article the base grew from is scored too, where ../shared or REALISM_SHARED is at hand. Printed are
precision, recall and nDCG of the first 12 entries, for each entity and in all, with 95 % intervals by a bootstrap over
entities, and beside them what simpler rankings reach:

    related     only what skos:related, skos:broader and skos:narrower name, then nothing
    neighbours  all that one statement joins, what is joined with most first
    shared      what has the most neighbours in common with the entity (Jaccard), whatever joins them

Such a run only reports.
"""

import argparse
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from realism.config import Settings
from realism.knowledge.loading import open_store
from realism.xref.ranking import Ranking
from see_also_lists import FOLDER, SHOWN, Scores, Wanted, read_lists, read_ranked, scores

SHARED = Path(os.environ.get("REALISM_SHARED", Path(__file__).parents[2] / "shared"))
ARTICLE = "defensive-realism"
RESAMPLES = 2000
Ranker = Callable[[str], Sequence[str]]


def rankers(ranking: Ranking) -> dict[str, Ranker]:
    """The ranking and the simpler ones, by name; each gives slugs, best first."""
    graph, entities = ranking.graph, ranking.entities

    def degree(slug: str) -> int:
        return len(graph.neighbours.get(slug, ()))

    def best(slugs: set[str], value: Callable[[str], float]) -> Sequence[str]:
        return sorted(slugs & entities.keys(), key=lambda one: (-value(one), one))[:SHOWN]

    def ours(slug: str) -> Sequence[str]:
        return [entry.entity.id for entry in ranking.see_also(slug, SHOWN)]

    def related(slug: str) -> Sequence[str]:
        names = ("skos:related", "skos:broader")
        return best({one for name in names for one in (*graph.out(slug, name), *graph.into(slug, name))}, degree)

    def neighbours(slug: str) -> Sequence[str]:
        return best(set(graph.neighbours.get(slug, ())), degree)

    def shared(slug: str) -> Sequence[str]:
        own = graph.neighbours.get(slug, frozenset())

        def alike(other: str) -> float:
            theirs = graph.neighbours.get(other, frozenset())
            return len(own & theirs) / max(len(own | theirs), 1)

        return best({other for other in entities if other != slug and alike(other)}, alike)

    return {"ranking": ours, "related": related, "neighbours": neighbours, "shared": shared}


def measure(ranker: Ranker, lists: Sequence[Wanted]) -> list[Scores]:
    """How `ranker` does on each of the lists."""
    return [scores(ranker(one.entity), one.wanted) for one in lists]


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean, by drawing the values with replacement."""
    draw = random.Random(0)  # noqa: S311 - the same interval at every run
    drawn = sorted(mean(draw.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES) - 1]


def show(title: str, found: Sequence[Scores]) -> None:
    """Print the means with their intervals."""
    columns = [[one.precision for one in found], [one.recall for one in found], [one.ndcg for one in found]]
    parts = [f"{mean(column):.3f} ({interval(column)[0]:.3f}–{interval(column)[1]:.3f})" for column in columns]
    print(f"{title:22} {parts[0]:22} {parts[1]:22} {parts[2]}")


def show_each(lists: Sequence[Wanted], ranker: Ranker, errors: bool) -> None:
    """Print the scores of each list, and what is missing and unasked for when `errors`."""
    for one in lists:
        found = ranker(one.entity)
        result = scores(found, one.wanted)
        print(f"{one.entity:30} {one.half:8} {result.precision:.2f}  {result.recall:.2f}  {result.ndcg:.2f}")
        if errors:
            print("    missing ", *(slug for slug in one.wanted if slug not in found))
            print("    unasked ", *(slug for slug in found if slug not in one.wanted))


def report(ranking: Ranking, lists: Sequence[Wanted], errors: bool) -> None:
    """Print the scores of every list, and of all together for each ranking."""
    made = rankers(ranking)
    print(f"{'entity':30} half     P@{SHOWN}  R@{SHOWN}  nDCG@{SHOWN}")
    show_each(lists, made["ranking"], errors)
    print(f"\n{'in all':22} {f'precision@{SHOWN}':22} {f'recall@{SHOWN}':22} nDCG@{SHOWN}   (95 % intervals)")
    for half in ("dev", "heldout"):
        some = [one for one in lists if one.half == half]
        for name, ranker in made.items() if some else ():
            show(f"{half} ({len(some)}) {name}", measure(ranker, some))


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--half", choices=("dev", "heldout"), help="only these lists")
    parser.add_argument("--errors", action="store_true", help="list what is missing and what nobody asked for")
    arguments = parser.parse_args()
    lists = [one for one in read_lists(arguments.folder) if arguments.half in (None, one.half)]
    if not lists:
        parser.error(f"{arguments.folder} holds no lists")
    ranking = Ranking.from_store(open_store(Settings()))
    report(ranking, lists, arguments.errors)
    article = SHARED / "facts" / "see_also.csv"
    if article.is_file() and arguments.half is None:
        one = read_ranked(ARTICLE, article)
        found = [entry.entity.id for entry in ranking.see_also(ARTICLE, SHOWN)]
        result = scores(found, one.wanted)
        hits = len(set(found) & set(one.wanted[:SHOWN]))
        print(f"\nthe article the base grew from: {hits} of its first {SHOWN}; ", end="")
        print(f"P {result.precision:.2f}, R {result.recall:.2f}, nDCG {result.ndcg:.2f} of all {len(one.wanted)}")


if __name__ == "__main__":
    main()
