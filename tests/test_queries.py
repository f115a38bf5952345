"""Every named query answers its competency question as the facts do.

The expected rows were worked out from the facts by hand, not copied from an answer. Each case is a query, its values,
the columns to look at, and the rows: entities by slug, literals by their text.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from query_answers import QUERIES, answer, facts, parts
from realism.knowledge.formatting import declared_prefixes
from realism.named import NamedQuery, run
from realism.paths import ontology_dir, queries_dir
from realism.store.base import Store
from realism.store.sparql_tokens import tokens

NO_ROW = {"self-contradictions", "rival-proponents", "contradictory-kinds"}
"""Queries that find nothing in a sound base."""
MAY_BE_EMPTY = {"unverified-works"}
"""Queries that find less and less as the base gets surer."""

COMPETENCY = {
    "CQ01": "/xref/see-also",
    "CQ02": "/xref/annotate",
    "CQ03": "unmatched-entities",
    "CQ04": "shared-labels",
    "CQ05": "/xref/annotate",
    "CQ06": "wider-theories",
    "CQ07": "strands-of-theory",
    "CQ08": "compared-positions",
    "CQ09": "theories-by-position",
    "CQ10": "compared-concepts",
    "CQ11": "concept-origin",
    # The base records originators of concepts, not of names of theories: the text on the author says it.
    "CQ12": "theory-names",
    "CQ13": "claim-concepts",
    "CQ14": "levels-of-analysis",
    "CQ15": "rejected-claims",
    "CQ16": "claim-disputers",
    "CQ17": "work-answers",
    "CQ18": "debate-exchanges",
    "CQ19": "dependent-claims",
    "CQ20": "lost-premises",
    "CQ21": "contested-claims",
    "CQ22": "two-sided-cases",
    "CQ23": "challenged-theories",
    "CQ24": "theories-by-position",
    "CQ25": "claim-relations",
    "CQ26": "works-of-thinker",
    "CQ27": "works-outside-lifetimes",
    "CQ28": "tradition-thinkers",
    "CQ29": "rival-proponents",
    "CQ30": "shared-claims",
    "CQ31": "broader-concepts",
    # The base records no evidence for a match, only how close it is.
    "CQ32": "external-matches",
    "CQ33": "recorded-dois",
    "CQ34": "entity-labels",
    "CQ35": "thinkers-without-death-year",
    "CQ36": "attributed-claims",
    "CQ37": "claim-relations",
    # In part: which claims rest on no scholarship; that the article leaves out authors, an editor has to note.
    "CQ38": "editorial-remarks",
    "CQ39": "concept-contrasts",
    "CQ40": "compared-concepts",
    "CQ41": "effective-institutions",
    "CQ42": "shared-concepts",
    "CQ43": "theory-paths",
    "CQ44": "debate-works",
    "CQ45": "self-contradictions",
    "CQ46": "contradictory-kinds",
    "CQ47": "self-contradictions",
    "CQ48": "/xref/see-also",
}
"""What answers each competency question: a named query, or a path of the service where the article’s text is asked."""

DEFENSIVE, OFFENSIVE = "defensive-realism", "offensive-realism"
PAIR = {"a": DEFENSIVE, "b": OFFENSIVE}

GOLDEN: list[tuple[str, dict[str, str], str, list[str]]] = [
    ("wider-theories", {"theory": DEFENSIVE}, "wider direct", ["neorealism true", "realism false"]),
    (
        "strands-of-theory",
        {"theory": DEFENSIVE},
        "strand direct",
        ["balance-of-threat-theory true", "offense-defense-theory true", "rational-theory true"],
    ),
    (
        "strands-of-theory",
        {"theory": "neorealism"},
        "strand direct",
        [
            "defensive-realism true",
            "offensive-realism true",
            "balance-of-threat-theory false",
            "offense-defense-theory false",
            "rational-theory false",
        ],
    ),
    (
        "compared-positions",
        PAIR,
        "dimension same",
        [
            "dimension-alignment false",
            "dimension-anarchy-effect false",
            "dimension-cooperation false",
            "dimension-domestic-politics false",
            "dimension-gains false",
            "dimension-institutions false",
            "dimension-nuclear-weapons false",
            "dimension-offense-defense-balance false",
            "dimension-polarity-stability true",
            "dimension-power-enough false",
            "dimension-power-value false",
            "dimension-state-aim false",
            "dimension-status-quo false",
        ],
    ),
    (
        "theories-by-position",
        {"dimension": "dimension-state-aim", "position": "state-aim-security"},
        "theory",
        ["balance-of-threat-theory", "defensive-realism", "dynamic-differentials-theory", "offense-defense-theory"],
    ),
    (
        "theories-by-position",
        {"dimension": "dimension-state-aim", "position": "state-aim-power-for-security"},
        "theory",
        ["offensive-realism"],
    ),
    (
        "theories-by-position",
        {"dimension": "dimension-nuclear-weapons", "position": "nuclear-weapons-taboo"},
        "theory",
        ["constructivism"],
    ),
    (
        "theories-by-position",
        {"dimension": "dimension-nuclear-weapons", "position": "nuclear-weapons-not-decisive"},
        "theory",
        ["dynamic-differentials-theory", "offensive-realism", "power-transition-theory"],
    ),
    (
        "theories-by-position",
        {"dimension": "dimension-nuclear-weapons", "position": "nuclear-weapons-stabilising"},
        "theory",
        ["defensive-realism", "neorealism"],
    ),
    (
        "concept-origin",
        {"concept": "security-dilemma"},
        "originator work year",
        ["herz herz-1950-security-dilemma 1950"],
    ),
    (
        "claim-concepts",
        {"claim": "c011"},
        "concept",
        ["aggregate-power", "balance-of-threat", "geography", "offensive-capability", "offensive-intentions"],
    ),
    (
        "rejected-claims",
        {"theory": DEFENSIVE, "critic": OFFENSIVE},
        "claim asserter work",
        [
            "c005 waltz waltz-1979-tip",
            "c006 waltz waltz-1988-origins",
            "c016 jervis jervis-1978-cooperation",
            "c023 glaser glaser-1995-optimists",
            "c024 glaser glaser-1995-optimists",
            "c040 snyder-j snyder-j-1991-myths",
            "c041 snyder-j snyder-j-1991-myths",
            "c042 vanevera vanevera-1998-offense",
            "c053 taliaferro taliaferro-2000-security",
            "c070 jervis jervis-1989-nuclear-revolution",
            "c114 tang tang-2008-fear",
            "c138 glaser glaser-kydd-2015-discern",
            "c138 kydd glaser-kydd-2015-discern",
            "s001 seed-article defensive-realism-article",
        ],
    ),
    (
        "claim-disputers",
        {"claim": "c012"},
        "disputing asserter work year",
        ["c013 schweller schweller-1994-profit 1994", "c031 mearsheimer mearsheimer-2001-tragedy 2001"],
    ),
    (
        "debate-exchanges",
        {"debate": "debate-paradigm"},
        "year work claim disputed",
        [
            "1996 elman-1996-horses c060 c059",
            "1997 vasquez-1997-degenerative c058 c007",
            "1997 waltz-1997-evaluating c129 c058",
            "1997 christensen-snyder-1997-progressive c130 c058",
            "1997 elman-1997-lakatos c131 c058",
            "1997 schweller-1997-refining c132 c058",
            "1997 walt-1997-progressive c133 c058",
            "1999 legro-moravcsik-1999 c056 c010",
            "1999 legro-moravcsik-1999 c056 c041",
            "1999 legro-moravcsik-1999 c056 c054",
            "2000 feaver-2000-paradigm c057 c056",
            "2000 feaver-2000-paradigm c135 c057",
            "2003 vasquez-elman-2003-debate c134 c129",
            "2003 vasquez-elman-2003-debate c134 c130",
            "2003 vasquez-elman-2003-debate c134 c132",
            "2003 vasquez-elman-2003-debate c134 c133",
        ],
    ),
    (
        "dependent-claims",
        {"claim": "c001"},
        "dependent direct",
        [
            *("c002 true", "c003 true", "c004 true", "c007 true", "c015 true", "c028 true"),
            *("c005 false", "c033 false", "c080 false", "c121 false"),
        ],
    ),
    (
        "lost-premises",
        {"theory": DEFENSIVE, "claim": "c001"},
        "dependent",
        ["c002", "c003", "c005", "c007", "c015"],
    ),
    (
        "two-sided-cases",
        PAIR,
        "case claim_a claim_b",
        [
            "case-interwar-germany c064 c026",
            "case-japan c040 c026",
            "case-japan c041 c026",
            "case-wilhelmine c040 c030",
            "case-wilhelmine c041 c030",
        ],
    ),
    (
        "works-of-thinker",
        {"thinker": "waltz"},
        "year work",
        [
            "1959 waltz-1959-mtsw",
            "1964 waltz-1964-bipolar",
            "1979 waltz-1979-tip",
            "1981 waltz-1981-more-better",
            "1986 waltz-1986-response",
            "1988 waltz-1988-origins",
            "1990 waltz-1990-nuclear-myths",
            "1993 waltz-1993-emerging",
            "1995 sagan-waltz-1995-spread",
            "1996 waltz-1996-not-fp",
            "1997 waltz-1997-evaluating",
            "2000 waltz-2000-structural",
        ],
    ),
    (
        "broader-concepts",
        {"concept": "second-strike"},
        "distance broader",
        ["1 nuclear-deterrence", "2 deterrence", "3 strategy", "4 international-relations"],
    ),
    ("labelled-entities", {"label": "Bandwagon"}, "entity", ["bandwagoning"]),
    ("labelled-entities", {"label": "no such label"}, "entity", []),
    (
        "concept-contrasts",
        {"concept": "balancing"},
        "first second",
        [
            "balancing bandwagoning",
            "balancing bandwagoning-for-profit",
            "balancing hiding",
            "balancing underbalancing",
        ],
    ),
    (
        "shared-concepts",
        {"a": DEFENSIVE, "b": "deterrence-theory"},
        "concept",
        [
            *("arms-control", "deterrence", "deterrence-by-denial", "minimum-deterrence"),
            *("nuclear-deterrence", "nuclear-revolution", "second-strike"),
        ],
    ),
    ("self-contradictions", {}, "theory claim other", []),
    (
        "levels-of-analysis",
        {"theory": "classical-realism"},
        "theory level",
        ["classical-realism first-image", "classical-realism second-image"],
    ),
    ("levels-of-analysis", {"theory": OFFENSIVE}, "theory level", ["offensive-realism third-image"]),
    (
        "tradition-thinkers",
        {"tradition": OFFENSIVE},
        "thinker",
        [],
    ),
    (
        "tradition-thinkers",
        {"tradition": DEFENSIVE},
        "thinker strand",
        [
            "biddle offense-defense-theory",
            "glaser offense-defense-theory",
            "glaser rational-theory",
            "jervis offense-defense-theory",
            "kaufmann offense-defense-theory",
            "kydd rational-theory",
            "lynn-jones offense-defense-theory",
            "quester offense-defense-theory",
            "vanevera offense-defense-theory",
            "walt balance-of-threat-theory",
        ],
    ),
    (
        "debate-works",
        {"debate": "debate-status-quo-bias", "from": "1994", "to": "1999"},
        "year work claim",
        [
            "1996 schweller-1996-bias c019",
            "1997 glaser-1997-sd c136",
            "1997 kydd-1997-sheep c020",
        ],
    ),
    ("debate-works", {"debate": "debate-status-quo-bias", "to": "1996"}, "year", ["1996"]),
    (
        "claim-relations",
        {"work": "glaser-1995-optimists"},
        "claim relation other",
        [
            "c023 disputes c033",
            "c023 refines c003",
            "c024 supports c023",
            "c025 refines c024",
            "c039 refines c036",
            "c050 refines c023",
            "c052 supports c023",
        ],
    ),
    ("shared-claims", {"a": "security-dilemma", "b": "offense-defense-balance"}, "claim", ["c016"]),
    (
        "work-answers",
        {"work": "mearsheimer-1994-false-promise"},
        "answer claim disputed",
        [
            "axelrod-1984-evolution c124 c033",
            "glaser-1995-optimists c023 c033",
            "keohane-martin-1995 c034 c033",
            "ikenberry-2001-after-victory c091 c033",
        ],
    ),
    (
        "disputed-claims",
        PAIR,
        "claim_a claim_b disputer",
        [
            "c005 c026 b",
            "c006 c026 b",
            "c012 c031 b",
            "c023 c033 a",
            "c040 c030 b",
            "c053 c026 a",
            "c070 c074 b",
            "c114 c028 a",
            "c138 c028 a",
            "c138 c029 a",
        ],
    ),
    (
        "account-claims",
        {"theory": OFFENSIVE},
        "stance claim",
        [
            "holds c001",
            "holds c002",
            "holds c003",
            "holds c004",
            "holds c008",
            "holds c026",
            "holds c027",
            "holds c028",
            "holds c029",
            "holds c030",
            "holds c031",
            "holds c032",
            "holds c033",
            "holds c036",
            "holds c074",
            "holds c092",
            "holds c111",
            "holds c113",
            "holds c121",
            "holds c122",
            "holds c125",
            "holds c126",
            "holds c128",
            "rejects c005",
            "rejects c006",
            "rejects c016",
            "rejects c020",
            "rejects c023",
            "rejects c024",
            "rejects c025",
            "rejects c034",
            "rejects c040",
            "rejects c041",
            "rejects c042",
            "rejects c045",
            "rejects c052",
            "rejects c053",
            "rejects c065",
            "rejects c070",
            "rejects c091",
            "rejects c107",
            "rejects c114",
            "rejects c138",
            "rejects s001",
        ],
    ),
    (
        "account-positions",
        {"theory": OFFENSIVE},
        "position",
        [
            "alignment-buck-passing-first",
            "anarchy-effect-compels-expansion",
            "cooperation-rare-and-temporary",
            "domestic-politics-excluded-by-design",
            "gains-relative-strong",
            "institutions-instruments-of-power",
            "nuclear-weapons-not-decisive",
            "offense-defense-balance-minor-or-rejected",
            "polarity-stability-bipolar-stable",
            "power-enough-regional-hegemony",
            "power-value-instrument-maximised",
            "state-aim-power-for-security",
            "status-quo-revisionist-default",
        ],
    ),
]

CONTESTED_AMONG_REALISTS = (
    "c001 c005 c006 c007 c010 c012 c013 c016 c018 c019 c020 c022 c023 c024 c025 c026 c027 c028 c029 c030 c031 c040 "
    "c041 c042 c045 c052 c053 c061 c062 c063 c070 c074 c076 c078 c079 c103 c107 c114 c138 s001"
)


@pytest.mark.parametrize(("name", "values", "columns", "expected"), GOLDEN, ids=lambda value: str(value)[:40])
def test_golden_answers(store: Store, name: str, values: dict[str, str], columns: str, expected: list[str]) -> None:
    assert answer(store, name, values, columns) == expected


def test_claims_contested_among_realists(store: Store) -> None:
    rows = answer(store, "contested-claims", {"tradition": "realism"}, "claim")
    assert list(dict.fromkeys(rows)) == CONTESTED_AMONG_REALISTS.split()
    assert len(rows) == 60


def test_contrasting_pairs_stand_once(store: Store) -> None:
    rows = answer(store, "concept-contrasts", {}, "first second")
    assert len(rows) == len(set(rows)) == 69
    assert {
        "balancing bandwagoning",
        "external-balancing internal-balancing",
        "absolute-gains relative-gains",
        "deterrence-model spiral-model",
        "abandonment entrapment",
        "collective-defense collective-security",
    } <= set(rows)


def test_labels_of_anarchy(store: Store) -> None:
    rows = answer(store, "entity-labels", {"entity": "anarchy"}, "kind label")
    assert rows[0] == "preferred Anarchy (international relations)"
    aliases = {row.removeprefix("alias ").lower() for row in rows if row.startswith("alias ")}
    assert {"anarchy", "international anarchy", "anarchic system", "anarchic structure"} <= aliases


def test_recorded_dois(store: Store, shared: Path) -> None:
    rows = answer(store, "recorded-dois", {}, "work doi verification")
    expected = {f"{row['id']} {row['doi']} {row['evidence']}" for row in facts(shared, "works.csv") if row["doi"]}
    assert len(expected) == 34
    assert expected <= set(rows)
    text = (ontology_dir() / "core" / "works.ttl").read_text("utf-8")
    assert len(rows) == len(re.findall(r"^    realism:doi ", text, re.MULTILINE))
    assert "jervis-1978-cooperation 10.2307/2009958 verified" in rows


def test_thinkers_of_the_realist_tradition(store: Store) -> None:
    rows = answer(store, "tradition-thinkers", {"tradition": "realism"}, "thinker")
    assert (len(rows), len(set(rows))) == (77, 54)
    assert {"waltz", "jervis", "walt", "snyder-j", "vanevera", "mearsheimer", "schweller"} <= set(rows)


def test_rejected_claims_agree_with_the_facts_for_every_two_theories(store: Store, shared: Path) -> None:
    claims = facts(shared, "claims.csv")
    theories = [row["theory"] for row in facts(shared, "theory_positions.csv")]
    for a in theories:
        for b in theories:
            expected = {row["id"] for row in claims if a in parts(row["held_by"]) and b in parts(row["rejected_by"])}
            assert set(answer(store, "rejected-claims", {"theory": a, "critic": b}, "claim")) == expected, (a, b)


def test_dependent_claims_agree_with_the_facts_for_every_claim(store: Store, shared: Path) -> None:
    claims = facts(shared, "claims.csv")
    direct = {row["id"]: set(re.findall(r"presupposes:(\w+)", row["relations"])) for row in claims}

    def premises(start: Iterable[str]) -> set[str]:
        found = set(start)
        return found | {deeper for claim in found for deeper in premises(direct[claim])}

    for claim in direct:
        expected = {
            f"{each} {str(claim in direct[each]).lower()}" for each in direct if claim in premises(direct[each])
        }
        assert set(answer(store, "dependent-claims", {"claim": claim}, "dependent direct")) == expected


def test_works_of_every_thinker_agree_with_the_facts(store: Store, shared: Path) -> None:
    works = facts(shared, "works.csv")
    for thinker in facts(shared, "thinkers.csv"):
        expected = {
            (row["year"].replace("-0", "-"), row["id"]) for row in works if thinker["id"] in parts(row["authors"])
        }
        rows = answer(store, "works-of-thinker", {"thinker": thinker["id"]}, "year work")
        assert {tuple(row.split()) for row in rows} == expected


def test_every_competency_question_has_a_query_or_a_path(client: TestClient, shared: Path) -> None:
    assert [row["id"] for row in facts(shared, "competency_questions.csv")] == list(COMPETENCY)
    assert {place for place in COMPETENCY.values() if not place.startswith("/")} <= set(QUERIES)
    paths = client.get("/openapi.json").json()["paths"]
    assert {place for place in COMPETENCY.values() if place.startswith("/")} <= set(paths)


def test_every_query_has_a_golden_answer() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_queries*.py"))
    assert [name for name in QUERIES if not re.search(rf'"{name}",\s+(\{{|PAIR)', source)] == []


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_every_query_runs_as_it_stands_and_on_its_example(store: Store, query: NamedQuery) -> None:
    as_it_stands = store.query(query.text)
    assert as_it_stands.form == "select"
    rows = list(run(store, query, query.example_values).rows())
    assert query.name in MAY_BE_EMPTY or (query.name in NO_ROW) == (not rows)


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_every_query_is_short_sorted_and_shows_labels(query: NamedQuery) -> None:
    assert len(query.text.splitlines()) <= 40
    assert "ORDER BY" in query.text
    assert re.search(r"\?\w*(label|text|title)", query.text)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", query.name)


def test_prefixes_agree_with_the_one_place_that_declares_them() -> None:
    declared = declared_prefixes(ontology_dir())
    for path in sorted(queries_dir().rglob("*.rq")):
        code = [token for token in tokens(path.read_text("utf-8")) if token.kind not in ("space", "comment")]
        for keyword, name, iri in zip(code, code[1:], code[2:], strict=False):
            if keyword.text == "PREFIX":
                assert declared.get(name.text.removesuffix(":")) == iri.text[1:-1], f"{path}: {name.text}"
