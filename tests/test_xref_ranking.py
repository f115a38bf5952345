"""See-also lists: the right neighbours, with reasons that the base really states."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.errors import BadInput, NotFound
from realism.store.base import Store
from realism.xref.already import already
from realism.xref.explaining import account, choices
from realism.xref.graph import RELATIONS, Graph
from realism.xref.linker import Linker
from realism.xref.markup import as_json, as_markdown, as_wikitext
from realism.xref.paths import ties
from realism.xref.ranking import NO_WISHES, Ranking, Wishes, see_also, see_also_text
from realism.xref.scoring import rest

ARTICLES = Path(__file__).parent / "articles"


def _ids(store: Store, slug: str, limit: int = 12) -> list[str]:
    return [entry.entity.id for entry in see_also(store, slug, limit)]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("defensive-realism", {"neorealism", "offensive-realism", "security-dilemma", "waltz-1979-tip", "balancing"}),
        (
            "offensive-realism",
            {"defensive-realism", "regional-hegemony", "power-maximization", "mearsheimer-2001-tragedy"},
        ),
        ("security-dilemma", {"defensive-realism", "spiral-model", "offense-defense-balance", "herz"}),
        ("waltz", {"neorealism", "waltz-1979-tip", "defensive-realism", "balancing"}),
        ("balancing", {"bandwagoning", "neorealism", "internal-balancing", "waltz"}),
        ("mearsheimer-2001-tragedy", {"mearsheimer", "offensive-realism", "power-maximization"}),
    ],
)  # fmt: skip
def test_lists_hold_what_a_reader_of_the_field_expects(store: Store, slug: str, expected: set[str]) -> None:
    assert expected <= set(_ids(store, slug))


def test_list_for_the_article_the_base_grew_from(store: Store, shared: Path) -> None:
    with (shared / "facts" / "see_also.csv").open(encoding="utf-8", newline="") as file:
        gold = [row["entity"].partition(":")[2] for row in csv.DictReader(file)][:12]
    assert len(set(gold) & set(_ids(store, "defensive-realism"))) >= 8
    text = (shared / "seed" / "defensive-realism.txt").read_text(encoding="utf-8")
    subject, entries = see_also_text(store, Linker.from_store(store), text)
    assert subject == "defensive-realism"
    assert len(set(gold) & {entry.entity.id for entry in entries}) >= 8


def test_every_entity_gets_an_ordered_list_without_itself(store: Store) -> None:
    ranking = Ranking.from_store(store)
    for slug in ranking.entities:
        entries = ranking.see_also(slug, 12)
        ids = [entry.entity.id for entry in entries]
        assert slug not in ids
        assert len(ids) == len(set(ids))
        assert all(0 < entry.score < 1 and entry.reasons for entry in entries)


def test_lists_are_diverse(store: Store) -> None:
    types = [entry.entity.type for entry in see_also(store, "defensive-realism", 16)]
    assert len(set(types)) >= 4
    assert max(types.count(kind) for kind in types) <= 9
    assert types.count("thinker") <= 4


def test_every_statement_of_a_reason_is_in_the_base(store: Store) -> None:
    graph = Graph.from_store(store)
    for entry in see_also(store, "defensive-realism", 20):
        for reason in entry.reasons:
            assert reason.text
            assert reason.path
            assert reason.sources
            for step in reason.path:
                assert step.o in graph.out(step.s, step.p)
            ends = {reason.path[0].s, reason.path[0].o, reason.path[-1].s, reason.path[-1].o}
            assert {"defensive-realism", entry.entity.id} <= ends


def test_reasons_are_sentences(store: Store) -> None:
    (first,) = see_also(store, "defensive-realism", 1)
    assert first.entity.id == "neorealism"
    assert first.reasons[0].text == "defensive realism is a strand of neorealism"


def test_ties_hold_from_both_sides(store: Store) -> None:
    graph = Graph.from_store(store)
    for slug in ("defensive-realism", "security-dilemma", "waltz", "case-cuban"):
        for tie in ties(graph, slug):
            assert slug in {back.target for back in ties(graph, tie.target)}


def test_symmetric_pairs_are_reported(store: Store) -> None:
    entries = {entry.entity.id: entry for entry in see_also(store, "defensive-realism")}
    assert entries["offensive-realism"].symmetric
    assert "defensive-realism" in _ids(store, "offensive-realism")


def test_text_lists_rank_by_subject_and_mentions(store: Store) -> None:
    linker = Linker.from_store(store)
    text = (ARTICLES / "security-dilemma.txt").read_text(encoding="utf-8")
    subject, entries = see_also_text(store, linker, text)
    assert subject == "security-dilemma"
    assert {"defensive-realism", "jervis"} & {entry.entity.id for entry in entries}
    assert see_also_text(store, linker, "") == (None, [])


WIKITEXT = """The '''security dilemma''' arises under [[anarchy (international relations)|anarchy]], says [[John Herz]].

== Causes ==
The spiral model explains it. It was refined by Robert Jervis: the spiral model, again the spiral model, and once more
the spiral model, lead to an [[arms race]].

== See also ==
* Deterrence model
"""


def _listed(store: Store, wishes: Wishes, text: str = WIKITEXT, format: str = "wikitext") -> set[str]:
    _, entries = see_also_text(store, Linker.from_store(store), text, format, "security-dilemma", 90, wishes)
    return {entry.entity.id for entry in entries}


def test_what_a_text_links_or_lists_already_is_left_out(store: Store) -> None:
    linked = {"anarchy", "herz", "arms-race", "deterrence-model"}
    assert not linked & _listed(store, NO_WISHES)
    assert linked | {"spiral-model", "jervis"} <= _listed(store, Wishes(include_linked=True))


def test_what_a_text_names_prominently_is_left_out_on_request(store: Store) -> None:
    assert {"spiral-model", "jervis"} <= _listed(store, NO_WISHES)
    found = _listed(store, Wishes(prominent=True))
    assert "spiral-model" not in found
    assert "jervis" in found
    assert "herz" not in _listed(store, Wishes(prominent=True), "John Herz wrote on the security dilemma.", "plain")


def test_pins_outweigh_what_is_linked(store: Store) -> None:
    assert "herz" in _listed(store, Wishes(pins=("herz",)))


@pytest.mark.parametrize("format", ["plain", "wikitext", "html", "markdown"])
def test_a_text_without_links_has_nothing_linked(store: Store, format: str) -> None:
    text = "The security dilemma arises under anarchy, says John Herz."
    found = already(Linker.from_store(store), text, format)
    assert found.linked == set()
    assert {"anarchy", "herz"} <= found.prominent


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("wikitext", "By [[Kenneth Waltz|him]]."),
        ("html", '<p>By <a href="/id/waltz">him</a>.</p>'),
        ("markdown", "By [him](https://example.org/id/waltz)."),
        ("markdown", "By [him](https://w3id.org/realism/id/waltz)."),
        ("markdown", "By [Kenneth Waltz](https://elsewhere.example/1)."),
    ],
)
def test_links_are_known_by_title_by_address_or_by_their_words(store: Store, format: str, text: str) -> None:
    assert already(Linker.from_store(store), text, format, "https://example.org").linked == {"waltz"}


def test_pins_come_first_in_the_order_given(store: Store) -> None:
    pins = ("case-cuba", "relative-gains", "anarchy")
    entries = see_also(store, "security-dilemma", 6, Wishes(pins=pins))
    assert [entry.entity.id for entry in entries[:3]] == list(pins)
    assert [entry.pinned for entry in entries] == [True] * 3 + [False] * 3
    assert "relative gains" in entries[1].reasons[0].text
    assert all(entry.reasons for entry in entries)


def test_an_unrelated_pin_is_there_because_an_editor_asked(store: Store) -> None:
    ranking = Ranking.from_store(store)
    tied = ranking.scoring.tied("loss-aversion").scores
    pin = next(slug for slug in sorted(ranking.entities) if slug not in tied and slug != "loss-aversion")
    first = ranking.see_also("loss-aversion", 3, Wishes(pins=(pin,)))[0]
    assert (first.entity.id, first.score) == (pin, 0)
    assert [reason.text for reason in first.reasons] == ["an editor asked for it"]


def test_what_is_to_be_left_out_stays_out(store: Store) -> None:
    without = frozenset(_ids(store, "waltz", 5))
    found = see_also(store, "waltz", 12, Wishes(leave_out=without))
    assert len(found) == 12
    assert not without & {entry.entity.id for entry in found}


def test_types_are_kept_to(store: Store) -> None:
    found = see_also(store, "waltz", 8, Wishes(types=frozenset({"work", "case"}), pins=("anarchy",)))
    assert {entry.entity.type for entry in found[1:]} <= {"work", "case"}
    assert found[0].entity.id == "anarchy"


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (Wishes(pins=("waltz",)), "cannot be pinned"),
        (Wishes(pins=("anarchy",), leave_out=frozenset({"anarchy"})), "both pinned and to be left out"),
        (Wishes(pins=("anarchy", "self-help", "security-dilemma")), "raise the limit"),
        (Wishes(types=frozenset({"claim"})), "no type of entry"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(store: Store, wishes: Wishes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        see_also(store, "waltz", 2, wishes)


@pytest.mark.parametrize("wishes", [Wishes(pins=("anarchi",)), Wishes(leave_out=frozenset({"anarchi"}))])
def test_unknown_wishes_are_refused_with_what_may_be_meant(store: Store, wishes: Wishes) -> None:
    with pytest.raises(NotFound) as raised:
        see_also(store, "waltz", 12, wishes)
    assert raised.value.detail["suggestions"][0] == "anarchy"


def test_symmetric_says_whether_the_other_list_holds_this_one(store: Store) -> None:
    for slug in ("deterrence", "case-cuba", "wendt"):
        for entry in see_also(store, slug, 12):
            assert entry.symmetric == (slug in _ids(store, entry.entity.id, 12))


def test_a_longer_list_begins_like_a_shorter_one(store: Store) -> None:
    assert _ids(store, "waltz", 150)[:12] == _ids(store, "waltz", 12)


def test_scores_are_what_their_account_says(store: Store) -> None:
    ranking = Ranking.from_store(store)
    for choice in choices(ranking, "defensive-realism", 12):
        told = account(ranking, "defensive-realism", choice.entry.entity.id)
        assert round(told.score, 3) == choice.entry.score
        assert told.score == pytest.approx(1 - (1 - told.close) * (1 - told.through))
        assert choice.worth <= choice.entry.score


def test_no_reason_leads_through_a_rival(store: Store) -> None:
    ranking = Ranking.from_store(store)
    rivals = {*ranking.graph.out("neorealism", "rivalOf"), *ranking.graph.into("neorealism", "rivalOf")}
    assert rivals
    tied = ranking.scoring.tied("neorealism")
    assert not rivals & {detour.middle for detours in tied.further.values() for detour in detours}


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.sampled_from("ab")), max_size=20), st.integers(1, 2))
def test_more_ties_never_count_less(weights: list[tuple[float, str]], power: int) -> None:
    left = [rest(weights[:count], power) for count in range(len(weights) + 1)]
    assert left == sorted(left, reverse=True)
    assert all(0 <= one <= 1 for one in left)


def test_unknown_entity_is_refused(store: Store) -> None:
    with pytest.raises(NotFound, match="nobody"):
        see_also(store, "nobody")


def test_limits_are_kept(store: Store) -> None:
    assert _ids(store, "waltz", 0) == []
    assert len(_ids(store, "waltz", 3)) == 3


def test_relations_are_declared_in_the_vocabulary(store: Store) -> None:
    declared = {
        str(row["p"]).rpartition("#")[2]
        for row in store.query("SELECT ?p WHERE { ?p a <http://www.w3.org/2002/07/owl#ObjectProperty> }").rows()
    }
    assert set(RELATIONS) <= declared


def test_markup(store: Store) -> None:
    ranking = Ranking.from_store(store)
    entries = ranking.see_also("defensive-realism", 2)
    assert as_wikitext(entries).splitlines()[:2] == [
        "== See also ==",
        "* [[Neorealism (international relations)]] – defensive realism is a strand of neorealism",
    ]
    assert as_markdown(entries, "https://example.org").splitlines()[2] == (
        "- [Neorealism (international relations)](https://example.org/id/neorealism)"
        " – defensive realism is a strand of neorealism"
    )
    document = as_json(ranking.entities["defensive-realism"], entries, ranking.graph.labels)
    assert document["entity"] == {"id": "defensive-realism", "label": "Defensive realism", "type": "theory"}
    listed = document["see_also"]
    assert isinstance(listed, list)
    step = listed[0]["reasons"][0]["path"][0]
    assert step == {
        "s": {"id": "defensive-realism", "label": "Defensive realism"},
        "p": "directStrandOf",
        "o": {"id": "neorealism", "label": ranking.graph.labels["neorealism"]},
    }
