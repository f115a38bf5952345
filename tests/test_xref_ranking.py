"""See-also lists: the right neighbours, with reasons that the base really states."""

import csv
from pathlib import Path

import pytest

from realism.errors import NotFound
from realism.store.base import Store
from realism.xref.graph import RELATIONS, Graph
from realism.xref.linker import Linker
from realism.xref.markup import as_json, as_markdown, as_wikitext
from realism.xref.paths import ties
from realism.xref.ranking import Ranking, see_also, see_also_text

ARTICLES = Path(__file__).parent / "articles"


def _ids(store: Store, slug: str, limit: int = 12) -> list[str]:
    return [entry.entity.id for entry in see_also(store, slug, limit)]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("defensive-realism", {"neorealism", "offensive-realism", "security-dilemma", "waltz-1979-tip", "balancing"}),
        (
            "offensive-realism",
            {"defensive-realism", "regional-hegemony", "stopping-power-of-water", "mearsheimer-2001-tragedy"},
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
    mentioned = {one.entity.id for one in linker.annotate(text, mentions="all")}
    _, others = see_also_text(store, linker, text, leave_out_linked=True)
    assert others
    assert not mentioned & {entry.entity.id for entry in others}
    assert see_also_text(store, linker, "") == (None, [])


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
