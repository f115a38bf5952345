"""The wanted see-also lists: well-formed, and met as well as before."""

from collections import Counter

import pytest

from realism.store.base import Store
from realism.xref.ranking import Ranking
from score_see_also import interval, mean, measure, rankers
from see_also_lists import FOLDER, SHOWN, Half, Scores, Wanted, read_lists, scores

LISTS = read_lists()
REACHED: dict[Half, Scores] = {"dev": Scores(0.62, 0.48, 0.68), "heldout": Scores(0.59, 0.46, 0.60)}
"""What the ranking reached when it was last measured, minus a little: the base may grow past a list."""


def test_lists_are_of_many_entities_and_types(store: Store) -> None:
    entities = Ranking.from_store(store).entities
    kinds = Counter(entities[one.entity].type for one in LISTS)
    assert len(LISTS) >= 50
    assert kinds.keys() == {"theory", "concept", "thinker", "work", "case"}
    for half in ("dev", "heldout"):
        assert {entities[one.entity].type for one in LISTS if one.half == half} == kinds.keys()


@pytest.mark.parametrize("wanted", LISTS, ids=lambda one: one.entity)
def test_a_list_names_entities_each_once_and_never_its_own(store: Store, wanted: Wanted) -> None:
    entities = Ranking.from_store(store).entities
    assert len(wanted.wanted) >= 10
    assert len(set(wanted.wanted)) == len(wanted.wanted)
    assert wanted.entity not in wanted.wanted
    assert [slug for slug in (wanted.entity, *wanted.wanted) if slug not in entities] == []


def test_ranks_count_from_one() -> None:
    for path in FOLDER.glob("*.csv"):
        before = ("", 0)
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            entity, rank, _ = line.split(",")
            assert int(rank) == (before[1] + 1 if entity == before[0] else 1), line
            before = (entity, int(rank))


@pytest.mark.parametrize("half", ["dev", "heldout"])
def test_the_ranking_is_as_good_as_it_was_and_better_than_simpler_ones(store: Store, half: Half) -> None:
    lists = [one for one in LISTS if one.half == half]
    found = {name: measure(ranker, lists) for name, ranker in rankers(Ranking.from_store(store)).items()}
    reached = {
        name: Scores(*(mean(column) for column in zip(*map(_row, of), strict=True))) for name, of in found.items()
    }
    ours = reached.pop("ranking")
    assert ours.precision >= REACHED[half].precision
    assert ours.recall >= REACHED[half].recall
    assert ours.ndcg >= REACHED[half].ndcg
    for other in reached.values():
        assert ours.precision > other.precision
        assert ours.ndcg > other.ndcg


def test_scores_of_lists() -> None:
    wanted = [f"w{number}" for number in range(15)]
    assert _row(scores(wanted, wanted)) == pytest.approx((1.0, SHOWN / 15, 1.0))
    assert scores([], wanted) == Scores(0.0, 0.0, 0.0)
    assert scores(["w0", "x"], wanted).precision == pytest.approx(1 / SHOWN)
    assert scores(["w0", "x"], wanted).ndcg > scores(["x", "w0"], wanted).ndcg > scores(["x", "w9"], wanted).ndcg


def test_an_interval_holds_the_mean() -> None:
    values = [0.1, 0.5, 0.6, 0.9, 0.4]
    low, high = interval(values)
    assert low < mean(values) < high


def _row(one: Scores) -> tuple[float, float, float]:
    return one.precision, one.recall, one.ndcg
