"""Questions beyond the competency questions are answered as the facts answer them.

The expected rows were worked out from the facts by hand or by code that reads the facts, not copied from an answer.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from query_answers import ARTICLE, answer, facts, parts
from realism.paths import ontology_dir
from realism.store.base import Store

OPEN = {"agnostic", "bracketed", "not-in-core", "not-theorised", "varies"}
"""Values of the table of positions by which a theory says nothing definite, on every dimension."""
OPEN_ON = {("alignment", "secondary"), ("polarity_stability", "secondary")}
"""The same for one dimension; that institutions or domestic politics are secondary is an answer."""
READINGS = {"supports": "support", "challenges": "challenge"}

GOLDEN: list[tuple[str, dict[str, str], str, list[str]]] = [
    (
        "works-of-years",
        {"from": "1940", "to": "1949"},
        "year work authors",
        [
            "1942 wright-1942-study-of-war Quincy Wright",
            "1943 mitrany-1943-working-peace David Mitrany",
            "1944 fox-1944-superpowers William T. R. Fox",
            "1946 brodie-1946-absolute-weapon Bernard Brodie",
            "1947 kennan-1947-x George F. Kennan",
            "1948 morgenthau-1948-politics-among-nations Hans J. Morgenthau",
        ],
    ),
    (
        "claims-by-confidence",
        {"confidence": "medium"},
        "claim",
        [
            "c021",
            "c022",
            "c039",
            "c046",
            "c048",
            "c049",
            "c051",
            "c074",
            "c088",
            "c093",
            "c111",
            "c113",
            "c115",
            "c134",
            "c137",
            "c145",
            "c147",
            "s007",
        ],
    ),
    (
        "theory-thinkers",
        {"theory": "offensive-realism"},
        "thinker claims",
        [
            "mearsheimer 14",
            "labs 1",
            "rosato 1",
            "elman 0",
            "layne 0",
        ],
    ),
    (
        "most-disputed-claims",
        {"least": "3"},
        "claim disputes holders rejecters",
        [
            "c004 8 2 3",
            "c058 5 0 1",
            "c007 4 3 1",
            "c028 4 1 2",
            "c033 4 2 2",
            "c026 3 1 1",
            "c034 3 2 1",
            "c036 3 3 1",
        ],
    ),
    (
        "claim-cases",
        {"claim": "c012"},
        "reading case reader work",
        [
            "support case-middle-east-alliances walt walt-1987-origins",
            "challenge case-interwar-germany schweller schweller-1994-profit",
        ],
    ),
    (
        "case-readings",
        {"case": "case-unipolarity"},
        "reading claim reader theory",
        [
            "support c079 wohlforth neoclassical-realism",
            "support c081 pape None",
            "challenge c080 wohlforth neorealism",
        ],
    ),
    (
        "work-contributions",
        {"work": "jervis-1978-cooperation"},
        "contribution entity",
        [
            *("case read case-cold-war-arms", "case read case-detente-abm"),
            *("claim advanced c015", "claim advanced c016", "claim advanced c017"),
            *("concept introduced offense-defense-balance", "concept introduced offense-defense-differentiation"),
            *("theory stated defensive-realism", "theory stated offense-defense-theory"),
        ],
    ),
    (
        "like-minded-theories",
        {"theory": "offensive-realism"},
        "other shared",
        [
            *("neorealism 3", "balance-of-power-theory 2", "dynamic-differentials-theory 2"),
            *("balance-of-interests-theory 1", "classical-realism 1", "defensive-realism 1"),
            *("neoclassical-realism 1", "power-transition-theory 1", "realism 1"),
        ],
    ),
    (
        "open-questions",
        {"theory": "realism"},
        "dimension",
        [
            "dimension-domestic-politics",
            "dimension-nuclear-weapons",
            "dimension-offense-defense-balance",
            "dimension-polarity-stability",
            "dimension-power-enough",
        ],
    ),
    (
        "concepts-of-thinker",
        {"thinker": "jervis"},
        "year concept",
        [
            "1976 deterrence-model",
            "1976 misperception",
            "1976 spiral-model",
            "1978 offense-defense-balance",
            "1978 offense-defense-differentiation",
            "1982 security-regime",
            "1989 nuclear-revolution",
        ],
    ),
    (
        "concept-stances",
        {"concept": "relative-gains"},
        "claim stance theory",
        [
            "c036 holds defensive-realism",
            "c036 holds neorealism",
            "c036 holds offensive-realism",
            "c036 rejects liberal-institutionalism",
            "c037 holds bargaining-theory-of-war",
            "c037 rejects neorealism",
            "c038 holds liberal-institutionalism",
            "c038 rejects neorealism",
            "c039 holds defensive-realism",
            "c039 holds rational-theory",
            "c126 holds offensive-realism",
            "c126 rejects liberal-institutionalism",
            "c137 holds neorealism",
            "c137 rejects liberal-institutionalism",
            "s002 holds liberal-institutionalism",
            "s002 rejects defensive-realism",
        ],
    ),
    (
        "debates-by-size",
        {"least": "8"},
        "debate claims works first last",
        [
            "debate-dr-or 12 8 1979 2008",
            "debate-paradigm 12 11 1996 2003",
            "debate-critical 11 10 1974 2006",
            "debate-balancing 10 8 1979 2007",
            "debate-offense-defense 10 10 1984 2001",
            "debate-policy 8 8 1987 2020",
            "debate-security-dilemma 8 6 1951 2009",
            "debate-seed-controversies 8 1 None None",
        ],
    ),
    ("co-authors", {"thinker": "walt"}, "coauthor work year", ["mearsheimer mearsheimer-walt-2003 2003"]),
    ("described-entities", {"words": "Label Defensive Realism"}, "entity", ["snyder-j"]),
    ("described-entities", {"words": "no entity is described so"}, "entity", []),
]


@pytest.mark.parametrize(("name", "values", "columns", "expected"), GOLDEN, ids=lambda value: str(value)[:40])
def test_golden_answers(store: Store, name: str, values: dict[str, str], columns: str, expected: list[str]) -> None:
    assert answer(store, name, values, columns) == expected


def test_claims_by_confidence_agree_with_the_facts(store: Store, shared: Path) -> None:
    for confidence in ("high", "medium", "low"):
        expected = [row["id"] for row in facts(shared, "claims.csv") if row["confidence"] == confidence]
        assert answer(store, "claims-by-confidence", {"confidence": confidence}, "claim") == sorted(expected)


def test_thinkers_of_every_theory_agree_with_the_facts(store: Store, shared: Path) -> None:
    claims, thinkers = facts(shared, "claims.csv"), facts(shared, "thinkers.csv")
    for theory in [row["theory"] for row in facts(shared, "theory_positions.csv")]:
        held = [row for row in claims if theory in parts(row["held_by"])]
        expected = {
            f"{row['id']} {sum(row['id'] in parts(claim['asserters']) for claim in held)}"
            for row in thinkers
            if theory in parts(row["theories"])
        }
        assert set(answer(store, "theory-thinkers", {"theory": theory}, "thinker claims")) == expected, theory


def test_most_disputed_claims_agree_with_the_facts(store: Store, shared: Path) -> None:
    disputes = Counter(
        other for row in facts(shared, "claims.csv") for other in re.findall(r"disputes:(\w+)", row["relations"])
    )
    rows = answer(store, "most-disputed-claims", {"least": "1"}, "claim disputes")
    assert sorted(rows) == sorted(f"{claim} {number}" for claim, number in disputes.items())
    assert answer(store, "most-disputed-claims", {}, "claim disputes") == [row for row in rows if row[-2:] != " 1"]


def test_readings_agree_with_the_facts_for_every_claim_and_case(store: Store, shared: Path) -> None:
    evidence = facts(shared, "case_evidence.csv")
    held = {row["id"]: parts(row["held_by"]) or {"None"} for row in facts(shared, "claims.csv")}
    for claim in held:
        expected = {
            f"{READINGS[row['polarity']]} {row['case']} {row['per']} {row['work']}"
            for row in evidence
            if row["claim"] == claim
        }
        assert set(answer(store, "claim-cases", {"claim": claim}, "reading case reader work")) == expected
    for case in {row["case"] for row in evidence}:
        expected = {
            f"{READINGS[row['polarity']]} {row['claim']} {row['per']} {row['work']} {theory}"
            for row in evidence
            if row["case"] == case
            for theory in held[row["claim"]]
        }
        assert set(answer(store, "case-readings", {"case": case}, "reading claim reader work theory")) == expected


def test_contributions_agree_with_the_facts_for_every_work(store: Store, shared: Path) -> None:
    expected: dict[str, set[str]] = {}
    for row in facts(shared, "concepts.csv"):
        for work in parts(row["work"]):
            expected.setdefault(work, set()).add(f"concept introduced {row['id']}")
    for row in facts(shared, "claims.csv"):
        work = ARTICLE if row["work"] == "seed" else row["work"]
        expected.setdefault(work, set()).add(f"claim advanced {row['id']}")
    for row in facts(shared, "case_evidence.csv"):
        expected.setdefault(row["work"], set()).add(f"case read {row['case']}")
    for work, contributions in expected.items():
        rows = answer(store, "work-contributions", {"work": work}, "contribution entity")
        assert {row for row in rows if not row.startswith("theory stated ")} == contributions, work


def test_opposed_concepts_agree_with_the_facts_for_every_two_theories(store: Store, shared: Path) -> None:
    concepts = {row["id"]: row for row in facts(shared, "concepts.csv")}
    contrasts = {(one, other) for one, row in concepts.items() for other in parts(row["contrasts"])}
    contrasts |= {(other, one) for one, other in contrasts}
    central = {concept: parts(row["central"]) for concept, row in concepts.items()}
    theories = [row["theory"] for row in facts(shared, "theory_positions.csv")]
    for a in theories:
        for b in theories:
            expected = {f"{one} {other}" for one, other in contrasts if a in central[one] and b in central[other]}
            rows = answer(store, "opposed-concepts", {"a": a, "b": b}, "concept_a concept_b")
            assert set(rows) == expected, (a, b)
    rows = answer(
        store, "opposed-concepts", {"a": "defensive-realism", "b": "offensive-realism"}, "concept_a concept_b"
    )
    assert "security-maximization power-maximization" in rows


def test_shared_and_open_positions_agree_with_the_facts(store: Store, shared: Path) -> None:
    taken = {row.pop("theory"): row for row in facts(shared, "theory_positions.csv")}

    def is_open(dimension: str, value: str) -> bool:
        return value in OPEN or (dimension, value) in OPEN_ON

    for theory, own in taken.items():
        left_open = [dimension for dimension, value in own.items() if is_open(dimension, value)]
        assert len(answer(store, "open-questions", {"theory": theory}, "dimension")) == len(left_open), theory
        shared_with = {
            other: sum(own[dimension] == value and not is_open(dimension, value) for dimension, value in row.items())
            for other, row in taken.items()
            if other != theory
        }
        rows = answer(store, "like-minded-theories", {"theory": theory}, "other shared")
        expected = sorted((-number, other) for other, number in shared_with.items() if number)
        assert rows == [f"{other} {-number}" for number, other in expected], theory


def test_unverified_works_are_those_of_the_file(store: Store, shared: Path) -> None:
    text = (ontology_dir() / "core" / "works.ttl").read_text("utf-8")
    blocks = [block for block in text.split("\n.\n") if 'realism:verification "unverified"' in block]
    expected = [subject for block in blocks for subject in re.findall(r"^id:(\S+)\n", block, re.MULTILINE)]
    rows = answer(store, "unverified-works", {}, "work")
    assert rows == sorted(expected)
    assert set(rows) <= {row["id"] for row in facts(shared, "works.csv") if row["evidence"] == "unverified"}


def test_kinds_are_counted_as_in_the_facts(store: Store, shared: Path) -> None:
    tables = {
        "Concept": "concepts.csv",
        "Theory": "theory_positions.csv",
        "Thinker": "thinkers.csv",
        "Work": "works.csv",
        "Claim": "claims.csv",
        "HistoricalCase": "cases.csv",
        "CaseEvidence": "case_evidence.csv",
    }
    rows = {row.rpartition("#")[2] for row in answer(store, "entity-kinds", {}, "kind entities")}
    assert {f"{kind} {len(facts(shared, table))}" for kind, table in tables.items()} <= rows
    assert "Dimension 13" in rows


def test_concepts_of_every_thinker_agree_with_the_facts(store: Store, shared: Path) -> None:
    concepts = facts(shared, "concepts.csv")
    for thinker in facts(shared, "thinkers.csv"):
        expected = {row["id"] for row in concepts if thinker["id"] in parts(row["originator"])}
        assert set(answer(store, "concepts-of-thinker", {"thinker": thinker["id"]}, "concept")) == expected


def test_stances_agree_with_the_facts_for_every_concept(store: Store, shared: Path) -> None:
    claims = facts(shared, "claims.csv")
    for concept in facts(shared, "concepts.csv"):
        expected = {
            f"{row['id']} {stance} {theory}"
            for row in claims
            if concept["id"] in parts(row["concepts"])
            for stance, column in (("holds", "held_by"), ("rejects", "rejected_by"))
            for theory in parts(row[column])
        }
        assert set(answer(store, "concept-stances", {"concept": concept["id"]}, "claim stance theory")) == expected


def test_co_authors_agree_with_the_facts(store: Store, shared: Path) -> None:
    expected = {
        f"{one} {other} {row['id']}"
        for row in facts(shared, "works.csv")
        for one in parts(row["authors"])
        for other in parts(row["authors"]) - {one}
    }
    assert set(answer(store, "co-authors", {}, "thinker coauthor work")) == expected


def test_labels_in_other_languages(store: Store) -> None:
    german = answer(store, "labels-in-language", {"language": "de"}, "entity label")
    assert {"security-dilemma Sicherheitsdilemma", "balance-of-power Gleichgewicht der Kräfte"} <= set(german)
    assert "deterrence Dissuasion" in answer(store, "labels-in-language", {"language": "fr"}, "entity label")
    assert answer(store, "labels-in-language", {"language": "en"}, "entity label") == []
    named = {
        row.split()[0]
        for tag in ("de", "fr", "es")
        for row in answer(store, "labels-in-language", {"language": tag}, "entity")
    }
    assert len(named) >= 60
