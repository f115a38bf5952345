"""Two theories side by side: what is read from their accounts, and the cruxes that the reasoner proves."""

from collections.abc import Iterator
from typing import Any

import pytest

from realism.checks.logic.reasoner import Reasoner
from realism.compare import Comparison, as_text, compare
from realism.errors import BadInput, NotFound
from realism.store.base import Store

DEFENSIVE, OFFENSIVE = "defensive-realism", "offensive-realism"


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner() as reasoner:
        yield reasoner


@pytest.fixture(scope="module")
def found(store: Store, reasoner: Reasoner) -> Comparison:
    return compare(store, DEFENSIVE, OFFENSIVE, reasoner)


def ids(items: list[dict[str, Any]], **wanted: str) -> set[str]:
    return {item["id"] for item in items if all(item.get(key) == value for key, value in wanted.items())}


def test_they_share_premises(found: Comparison) -> None:
    """Anarchy, survival, self-help and the stability of bipolarity: competency question 8."""
    assert ids(found.agree, kind="claim") >= {"c001", "c002", "c003", "c008"}
    assert ids(found.agree, kind="position") == {"dimension-polarity-stability"}


def test_a_table_in_which_all_differs_would_be_wrong(found: Comparison) -> None:
    positions = ids(found.contradict, kind="position")
    assert len(positions) + len(ids(found.not_stated)) == 12
    assert "dimension-state-aim" in positions


def test_what_one_holds_and_the_other_rejects(found: Comparison) -> None:
    """The claims of defensive realism that offensive realism rejects: competency question 15, and the reply c138."""
    rejected = {"c005", "c006", "c016", "c023", "c024", "c040", "c041", "c042", "c053", "c070", "c114", "s001"}
    assert ids(found.contradict, basis="rejects", a="holds", b="rejects") == rejected | {"c138"}


def test_each_claim_is_on_one_side_or_on_both(found: Comparison) -> None:
    for item in found.only_a:
        assert item["a"] in {"holds", "rejects"}
        assert item["b"] is None
    for item in found.only_b:
        assert item["a"] is None
        assert item["b"] in {"holds", "rejects"}


def test_every_item_about_a_claim_has_a_source(found: Comparison) -> None:
    for items in (found.agree, found.contradict, found.only_a, found.only_b):
        assert all(item["sources"] for item in items if item["kind"] != "position")


def test_the_reasoner_proves_that_security_and_power_maximizing_exclude_each_other(found: Comparison) -> None:
    [crux] = [one for one in found.cruxes if {"c005", "c026"} == set(one["claims"])]
    texts = [statement["text"] for statement in crux["statements"]]
    assert texts[0].startswith("Defensive realism holds: every great power is a security-maximizing state")
    assert texts[1].startswith("Offensive realism holds: every great power is a power-maximizing state")
    assert "Nothing is both a power-maximizing state and a security-maximizing state" in texts
    assert len(texts) == 4
    assert {source["id"] for source in crux["sources"]} == {"waltz-1979-tip", "mearsheimer-2001-tragedy"}


def test_cruxes_speak_in_words_and_cite(found: Comparison) -> None:
    assert len(found.cruxes) >= 10
    for crux in found.cruxes:
        assert crux["sources"]
        assert crux["explanation"].endswith(("cannot both be true.", "cannot all be true."))
        assert all("http" not in statement["text"] for statement in crux["statements"])


def test_sides_can_be_swapped(store: Store, reasoner: Reasoner, found: Comparison) -> None:
    swapped = compare(store, OFFENSIVE, DEFENSIVE, reasoner)
    assert ids(swapped.agree) == ids(found.agree)
    assert ids(swapped.only_a) == ids(found.only_b)
    assert {frozenset(one["claims"]) for one in swapped.cruxes} == {frozenset(one["claims"]) for one in found.cruxes}


def test_a_theory_and_its_parent_share_what_both_hold(store: Store, reasoner: Reasoner) -> None:
    compared = compare(store, DEFENSIVE, "neorealism", reasoner)
    assert "c005" in ids(compared.agree)
    assert compared.cruxes == []


def test_unknown_and_equal_theories_are_refused(store: Store, reasoner: Reasoner) -> None:
    with pytest.raises(NotFound) as caught:
        compare(store, DEFENSIVE, "ofensive-realism", reasoner)
    assert "offensive-realism" in caught.value.detail["suggestions"]
    with pytest.raises(BadInput, match="compared with itself"):
        compare(store, DEFENSIVE, DEFENSIVE, reasoner)


def test_the_text_shows_every_crux_and_item(found: Comparison) -> None:
    text = as_text(found)
    assert all(crux["explanation"] in text for crux in found.cruxes)
    assert "Both hold, or both reject" in text
    assert "[holds / rejects] c005" in text
