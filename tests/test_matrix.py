"""All theories against all: every pair once, counted as the comparison counts, proved by the same reasoner."""

from collections.abc import Iterator
from itertools import combinations

import pytest

from debate import ACCOUNTS, PREFIXES, debate
from realism.checks.logic.reasoner import Reasoner
from realism.compare import compare
from realism.matrix import MAX_SLOW, Cell, Matrix, matrix, prove
from realism.matrix_text import SIGNS, as_text
from realism.store.base import TURTLE, Store
from realism.store.embedded import EmbeddedStore
from realism.theories import Theories
from realism.vocab import CORE, account_iri

MISTAKE = ACCOUNTS["axiom-right"]


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner() as reasoner:
        yield reasoner


@pytest.fixture
def small() -> Iterator[EmbeddedStore]:
    store = debate()
    yield store
    store.close()


def to_prove(store: Store) -> int:
    found = matrix(store)
    return found.of - found.done


def cell(found: Matrix, a: str, b: str) -> Cell:
    [one] = [cell for cell in found.cells if {cell.a, cell.b} == {a, b}]
    return one


def test_every_pair_stands_once_in_the_order_of_families(store: Store) -> None:
    found = matrix(store)
    order = [theory.id for theory in found.theories]
    assert len(order) == len(set(order)) == 39
    assert [(one.a, one.b) for one in found.cells] == list(combinations(order, 2))
    depth = {theory.id: theory.depth for theory in found.theories}
    assert (depth["realism"], depth["neorealism"], depth["defensive-realism"]) == (0, 1, 2)
    family = order[order.index("realism") : order.index("realism") + 8]
    assert all(depth[slug] > 0 for slug in family[1:])


def test_a_cell_counts_what_the_comparison_lists(store: Store, reasoner: Reasoner) -> None:
    every = [(one.a, one.b) for one in matrix(store).cells]
    for a, b in [*every[::22], ("defensive-realism", "offensive-realism")]:
        compared = compare(store, a, b, reasoner)
        one = cell(matrix(store), a, b)
        assert one.agree == len(compared.agree)
        assert one.contradict == len(compared.contradict)
        assert one.not_stated == len(compared.not_stated)
        assert one.cruxes == len(compared.cruxes)


def test_rivals_contradict_although_they_share_premises(store: Store) -> None:
    one = cell(matrix(store), "defensive-realism", "offensive-realism")
    assert one.verdict == "contradict"
    assert one.agree >= 5


@pytest.mark.parametrize(
    ("a", "b", "verdict", "counts"),
    [
        ("holding", "rejecting", "contradict", (1, 1, 0)),
        ("disputing", "holding", "contradict", (0, 1, 1)),
        ("holding", "kindred", "contradict", (1, 1, 0)),
        ("holding", "open-minded", "not stated", (0, 0, 1)),
        ("disputing", "open-minded", "not comparable", (0, 0, 1)),
        ("holding", "silent", "not comparable", (0, 0, 1)),
        ("disputing", "silent", "not comparable", (0, 0, 0)),
    ],
)
def test_each_verdict_has_its_reason(small: Store, a: str, b: str, verdict: str, counts: tuple[int, int, int]) -> None:
    one = cell(matrix(small), a, b)
    assert one.verdict == verdict
    assert (one.agree, one.contradict, one.not_stated) == counts
    assert one.proved


def test_only_agreement_is_agreement(small: EmbeddedStore) -> None:
    small.load((PREFIXES + "id:silent realism:position id:high .").encode(), TURTLE, account_iri("silent"))
    assert cell(matrix(small), "holding", "silent").verdict == "agree"


def test_logic_adds_what_no_claim_says(small: Store, reasoner: Reasoner) -> None:
    before = cell(matrix(small), "axiom-left", "axiom-right")
    assert (before.verdict, before.cruxes, before.proved) == ("not comparable", None, False)
    assert to_prove(small) == 1
    asked: list[str] = []
    prove(small, reasoner, asked.append)
    found = matrix(small)
    after = cell(found, "axiom-left", "axiom-right")
    assert (after.verdict, after.cruxes, after.proved) == ("contradict", 1, True)
    assert found.complete
    prove(small, reasoner, asked.append)
    assert asked == ["axiom-left and axiom-right"], "what is proved is not asked again"


def test_a_pair_that_is_compared_counts_as_proved(small: Store, reasoner: Reasoner) -> None:
    Theories.of(small).cruxes("axiom-right", "axiom-left", reasoner)
    assert matrix(small).complete


def test_another_dataset_is_proved_anew(small: EmbeddedStore, reasoner: Reasoner) -> None:
    prove(small, reasoner)
    assert matrix(small).complete
    small.update(PREFIXES + f"DELETE DATA {{ GRAPH <{account_iri('axiom-right')}> {{ {MISTAKE} }} }}")
    assert cell(matrix(small), "axiom-left", "axiom-right").verdict == "not comparable"
    assert to_prove(small) == 0


def test_proving_ends_when_it_is_no_longer_wanted(small: EmbeddedStore, reasoner: Reasoner) -> None:
    prove(small, reasoner, wanted=lambda: False)
    assert to_prove(small) == 1

    def meanwhile(pair: str) -> None:
        small.load((PREFIXES + "id:silent realism:holdsClaim id:first .").encode(), TURTLE, account_iri("silent"))

    old = Theories.of(small)
    prove(small, reasoner, meanwhile)
    assert old.known_cruxes("axiom-left", "axiom-right"), "the question that was put is answered for the old state"
    assert to_prove(small) == 1


def test_what_takes_too_long_stays_unproved_and_does_not_go_on_for_ever(small: EmbeddedStore) -> None:
    for number in range(3):
        axiom = f"id:war rdfs:subClassOf id:kind-{number} . id:kind-{number} a owl:Class ."
        small.load((PREFIXES + axiom).encode(), TURTLE, account_iri(list(ACCOUNTS)[number + 2]))
    asked: list[str] = []
    with Reasoner(timeout_s=0.01) as hurried:
        prove(small, hurried, asked.append)
    found = matrix(small)
    assert len(asked) == found.given_up == MAX_SLOW
    assert (found.done, found.of) == (0, 10)
    assert not found.complete
    assert "it gave up on the others" in as_text(found)


def test_a_circle_of_strands_still_has_every_theory(small: EmbeddedStore) -> None:
    small.load((PREFIXES + "id:holding realism:directStrandOf id:kindred .").encode(), TURTLE, CORE)
    assert {theory.id for theory in matrix(small).theories} == set(ACCOUNTS)


def test_the_text_is_a_triangle_that_fits_a_terminal(store: Store) -> None:
    found = matrix(store)
    lines = as_text(found).splitlines()
    for number, theory in enumerate(found.theories, 1):
        line = lines[number + 1]
        assert line.startswith(f"{number:2} ")
        assert line.endswith(theory.id)
        assert sum(line.count(sign) for sign in SIGNS) == number - 1
    assert all(len(line) <= 80 for line in lines[2 : len(found.theories) + 4])


def test_the_text_explains_the_signs_it_uses(small: Store, reasoner: Reasoner) -> None:
    prove(small, reasoner)
    text = as_text(matrix(small))
    grid = text.partition("\n\n")[2].partition("\n\n")[0]
    for sign, meaning in SIGNS.items():
        assert (sign in grid) == (f"{sign} {meaning}" in text)
    assert "8 theories, 28 pairs" in text
    assert "Logic: 1 of 1 pairs" in text


def test_an_empty_base_has_an_empty_matrix() -> None:
    found = matrix(EmbeddedStore())
    assert (found.as_dict()["cells"], found.complete) == ([], True)
    assert as_text(found).startswith("0 theories, 0 pairs")
