"""The cruxes of the field: what a scholar would name is what the reasoner derives, and each axiom carries its part.

The pairs and claims below are the debates of the literature; where more cruxes are found than named, all is well.
"""

from collections.abc import Iterator

import pytest

from realism.checks.logic.axioms import Justification
from realism.checks.logic.modules import LogicalCore, rivals
from realism.checks.logic.reasoner import Reasoner
from realism.store.base import NTRIPLES, Store
from realism.vocab import account_iri, slug_of

CRUXES = [
    # how much power is enough, and what states want
    ("defensive-realism", "offensive-realism", "c005 c026"),
    ("defensive-realism", "offensive-realism", "c006 c026"),
    ("neorealism", "offensive-realism", "c005 c026"),
    ("classical-realism", "neorealism", "c005"),
    ("classical-realism", "defensive-realism", "c005"),
    # balancing, bandwagoning, passing the buck
    ("defensive-realism", "offensive-realism", "c012 c031"),
    ("balance-of-threat-theory", "offensive-realism", "c012 c031"),
    ("balance-of-interests-theory", "balance-of-threat-theory", "c012"),
    ("balance-of-interests-theory", "defensive-realism", "c010"),
    ("balance-of-power-theory", "neoclassical-realism", "c063"),
    # the status quo bias
    ("balance-of-interests-theory", "defensive-realism", "c005 c019"),
    ("defensive-realism", "rational-theory", "c018 c020"),
    # what can be known of intentions
    ("defensive-realism", "offensive-realism", "c028 c114"),
    ("offensive-realism", "rational-theory", "c029"),
    ("offensive-realism", "offense-defense-theory", "c016"),
    # anarchy as given, anarchy as made
    ("constructivism", "neorealism", "c003 c065"),
    ("constructivism", "defensive-realism", "c003 c065"),
    ("constructivism", "offensive-realism", "c003 c065"),
    ("english-school", "neorealism", "c094"),
    ("english-school", "defensive-realism", "c003"),
    ("english-school", "offensive-realism", "c003"),
    # relative and absolute gains
    ("liberal-institutionalism", "neorealism", "c036"),
    ("liberal-institutionalism", "offensive-realism", "c036"),
    ("bargaining-theory-of-war", "neorealism", "c037"),
    # institutions as instruments, institutions with effects of their own
    ("liberal-institutionalism", "neorealism", "c033"),
    ("neorealism", "regime-theory", "c033"),
    ("offensive-realism", "regime-theory", "c033"),
    ("liberal-internationalism", "offensive-realism", "c091"),
    ("liberal-internationalism", "neorealism", "c111"),
    ("defensive-realism", "liberal-institutionalism", "s011"),
    # causes in the structure, causes in the unit
    ("neorealism", "new-liberalism", "c004 c090"),
    ("new-liberalism", "offensive-realism", "c004 c090"),
    ("democratic-peace-theory", "neorealism", "c086"),
    ("democratic-peace-theory", "offensive-realism", "c004"),
    ("neoclassical-realism", "new-liberalism", "c061 c090"),
    ("classical-realism", "constructivism", "c103"),
    ("classical-realism", "new-liberalism", "c090 c104"),
    # trade and war
    ("commercial-liberalism", "neorealism", "c087 c088"),
    # balance and preponderance, rise and decline
    ("balance-of-power-theory", "power-transition-theory", "c076"),
    ("neorealism", "power-transition-theory", "c007"),
    ("dynamic-differentials-theory", "power-transition-theory", "c076 c078"),
    ("hegemonic-stability-theory", "liberal-institutionalism", "c035"),
    ("hegemonic-stability-theory", "regime-theory", "c035"),
    ("neoclassical-realism", "neorealism", "c079 c080"),
    # nuclear weapons, war as bargaining failure, policy
    ("deterrence-theory", "offensive-realism", "c070 c074"),
    ("bargaining-theory-of-war", "neorealism", "c084"),
    ("bargaining-theory-of-war", "prospect-theory-ir", "c055"),
    ("defensive-realism", "liberal-internationalism", "c118"),
    ("classical-realism", "offensive-realism", "c107"),
    ("classical-realism", "liberal-internationalism", "c106"),
]
PAIRS = sorted({(a, b) for a, b, _ in CRUXES})


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner(120) as reasoner:
        yield reasoner


@pytest.fixture(scope="module")
def core(store: Store) -> LogicalCore:
    return LogicalCore(store.dump(NTRIPLES, account_iri("core")).decode())


def parts(store: Store, core: LogicalCore, *theories: str) -> dict[str, str]:
    one, other = ((name, store.dump(NTRIPLES, account_iri(name)).decode()) for name in theories)
    return rivals(core, one, other)


def claims(found: Justification) -> str:
    return " ".join(sorted({slug_of(claim) or "" for axiom in found.axioms for claim in axiom.formalizes}))


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_reasoner_derives_what_scholars_dispute(
    store: Store, core: LogicalCore, reasoner: Reasoner, a: str, b: str
) -> None:
    given = parts(store, core, a, b)
    found = reasoner.clashes(given)
    assert {wanted for one, other, wanted in CRUXES if (one, other) == (a, b)} <= {claims(one) for one in found}
    for crux in found:
        assert all(axiom.formalizes for axiom in crux.axioms if "core" not in axiom.parts)
        assert reasoner.carry(given, crux), f"{claims(crux)}: an axiom could be left out"


def test_enough_pairs_are_known() -> None:
    assert len(PAIRS) >= 30


@pytest.mark.parametrize(
    ("a", "b"), [("defensive-realism", "neorealism"), ("balance-of-threat-theory", "defensive-realism")]
)
def test_a_strand_does_not_clash_with_what_it_shares(
    store: Store, core: LogicalCore, reasoner: Reasoner, a: str, b: str
) -> None:
    assert reasoner.clashes(parts(store, core, a, b)) == []


def test_what_carries_nothing_is_told(store: Store, core: LogicalCore, reasoner: Reasoner) -> None:
    given = parts(store, core, "defensive-realism", "offensive-realism")
    first, second = reasoner.clashes(given, 2)
    both = Justification((*first.axioms, *second.axioms))
    assert not reasoner.carry(given, both)


def test_enough_axioms_each_cite_a_claim(store: Store) -> None:
    """Axioms by account: at least 150 in at least 15 accounts."""
    rows = store.query(
        """PREFIX realism: <https://w3id.org/realism/schema#>
        SELECT ?account (COUNT(?axiom) AS ?axioms)
        WHERE { GRAPH ?account { ?axiom realism:formalizes ?claim } } GROUP BY ?account"""
    ).rows()
    counts = {str(row["account"]): int(getattr(row["axioms"], "value", 0)) for row in rows}
    assert len(counts) >= 15
    assert sum(counts.values()) >= 150
