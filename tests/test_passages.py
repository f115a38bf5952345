"""The passages that linking is developed on are well-formed: right offsets, known entities, enough other fields."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

from realism.store.base import Store, text_of
from realism.vocab import slug_of
from score_xref import f1_interval, score
from xref_passages import OTHER_FIELD, Passage, Span, read_passage, read_passages

DEV = Path(__file__).parent / "passages" / "dev"
TEXTS = sorted(DEV.glob("*.txt"))
COLUMNS = ["start", "end", "surface", "concept_id", "optional"]
CLASSES = {"concept": "Concept", "theory": "Theory", "thinker": "Thinker", "work": "Work", "case": "HistoricalCase"}
KNOWN = """
PREFIX realism: <https://w3id.org/realism/schema#>
SELECT ?entity { ?entity a realism:%s FILTER(STRSTARTS(STR(?entity), "https://w3id.org/realism/id/")) }
"""


@pytest.fixture(scope="module")
def known(store: Store) -> set[str]:
    """All entities of the base a passage may name, as kind:slug."""
    return {
        f"{kind}:{slug_of(text_of(row['entity']))}"
        for kind, name in CLASSES.items()
        for row in store.query(KNOWN % name).rows()
    }


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def test_there_are_enough_passages_and_a_third_are_of_other_fields() -> None:
    other = [path for path in TEXTS if path.name.startswith(OTHER_FIELD)]
    assert len(TEXTS) >= 40
    assert len(other) * 3 >= len(TEXTS)
    assert {path.with_suffix(".csv") for path in TEXTS} == set(DEV.glob("*.csv"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_passages_are_of_one_size_and_annotated_where_they_say(path: Path, known: set[str]) -> None:
    text = path.read_bytes().decode("utf-8")
    assert 50 <= len(text.split()) <= 320
    rows = rows_of(path)
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        assert text[start:end] == row["surface"] == row["surface"].strip() != ""
        assert row["concept_id"] in known or re.fullmatch(r"none:\S.*", row["concept_id"], re.DOTALL)
        assert row["optional"] in ("", "yes")
    assert all(int(one["end"]) <= int(other["start"]) for one, other in pairwise(rows))


def test_few_passages_of_other_fields_speak_of_the_field() -> None:
    other = [one for one in read_passages(DEV) if one.other_field]
    assert 0 < sum(bool(one.required) for one in other) < len(other) / 3


def test_optional_and_absent_mentions_are_kept_apart(tmp_path: Path) -> None:
    text = tmp_path / "other-one.txt"
    text.write_bytes(b"Waltz, war\r\nand Strange")
    text.with_suffix(".csv").write_text(
        "start,end,surface,concept_id,optional\n0,5,Waltz,thinker:waltz,\n7,10,war,concept:war,yes\n"
        "16,23,Strange,none:Strange,\n",
        encoding="utf-8",
    )
    assert read_passage(text) == Passage(
        "other-one",
        "Waltz, war\r\nand Strange",
        frozenset({(0, 5, "waltz")}),
        frozenset({(16, 23, "Strange")}),
        frozenset({(7, 10, "war")}),
    )


def test_span_and_entity_must_both_agree() -> None:
    gold: set[Span] = {(0, 5, "waltz"), (7, 10, "war")}
    result = score({(0, 5, "walt"), (7, 10, "war"), (7, 11, "war")}, gold)
    assert (len(result.right), len(result.wrong), len(result.missed)) == (1, 2, 1)
    assert (result.precision, result.recall, result.f1) == (1 / 3, 1 / 2, 2 / 5)


def test_the_interval_of_f1_comes_from_whole_passages() -> None:
    assert f1_interval([(3, 1, 1)] * 5) == "0.750–0.750"
    assert f1_interval([(1, 0, 0), (0, 1, 1)]) == "0.000–1.000"
