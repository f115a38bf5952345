"""Logic of one edit: what it makes contradict itself, told apart from what was wrong before, and in the same words."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.logic.around import Surroundings
from realism.checks.logic.local import LocalLogic, LogicResult
from realism.checks.logic.modules import LogicalCore
from realism.checks.logic.reasoner import Reasoner
from realism.checks.logic.statements import Statement
from realism.checks.reports.report import Finding
from realism.errors import Overloaded
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import NTRIPLES, TURTLE, BlankNode, Iri, Literal, Quad, Store, Term
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE, ID, OWL, RDF, RDFS, SCHEMA, SKOS, account_iri, slug_of

TYPE = RDF + "type"
ACCOUNT = "defensive-realism"


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner() as one:
        yield one


@pytest.fixture(scope="module")
def logic(store: Store, reasoner: Reasoner) -> LocalLogic:
    return LocalLogic(Asserted(store), reasoner, seconds=60)


def of(name: str) -> Iri:
    return Iri(name if ":" in name else ID + name)


def quad(subject: str, predicate: str, value: str | Literal | BlankNode, graph: str = ACCOUNT) -> Quad:
    relation = Iri(predicate if ":" in predicate else SCHEMA + predicate)
    object_ = value if isinstance(value, Literal | BlankNode) else of(value)
    return Quad(of(subject), relation, object_, Iri(account_iri(graph)))


def of_account(theory: Term) -> Iri:
    return Iri(account_iri(slug_of(str(theory)) or ""))


def edited(store: Store, *add: Quad, remove: tuple[Quad, ...] = ()) -> Edited:
    return Edited(Asserted(store), Edit(frozenset(add), frozenset(remove)))


def introduced(found: LogicResult) -> list[Finding]:
    return [one for one in found.after if one not in found.before]


BANDWAGON = quad("great-power", "usualResponseToThreat", "bandwagoning")
ODD = (
    quad("some-act", TYPE, "balancing"),
    quad("some-act", TYPE, "bandwagoning"),
)


def test_an_edit_without_logic_is_not_reasoned_about(store: Store, logic: LocalLogic) -> None:
    found = logic.judge(
        edited(store, quad("balancing", SKOS + "altLabel", Literal("x", RDF + "langString", "en"), "core"))
    )
    assert found == LogicResult()


def test_an_edit_that_fits_introduces_nothing(store: Store, logic: LocalLogic) -> None:
    found = logic.judge(edited(store, quad("anarchy", "rewards", "balancing")))
    assert (found.before, found.after, found.complete, found.note) == ([], [], True, None)
    assert found.module_axioms > 100


def test_a_contradiction_is_told_with_the_statements_that_make_it(store: Store, logic: LocalLogic) -> None:
    found = logic.judge(edited(store, BANDWAGON))
    (one,) = introduced(found)
    assert (one.rule, one.severity, one.account) == ("contradiction", "violation", ACCOUNT)
    assert [statement.yours for statement in one.statements].count(True) == 1
    (yours,) = [statement for statement in one.statements if statement.yours]
    assert (yours.s, yours.p, yours.o) == tuple(map(str, BANDWAGON[:3]))
    assert yours.text.startswith("Defensive realism holds: a great power usually answers a threat by bandwagoning")
    assert len(one.statements) == 4


def test_blank_nodes_of_an_edit_are_new_things(store: Store, logic: LocalLogic) -> None:
    restriction = BlankNode("c14n1")
    found = logic.judge(
        edited(
            store,
            quad("balancing", RDFS + "subClassOf", restriction),
            Quad(restriction, Iri(TYPE), Iri(OWL + "Class"), Iri(account_iri(ACCOUNT))),
            Quad(restriction, Iri(OWL + "complementOf"), of("alignment-strategy"), Iri(account_iri(ACCOUNT))),
        )
    )
    (one,) = introduced(found)
    assert (one.rule, one.focus) == ("empty-kind", ID + "balancing")


def test_each_contradiction_of_an_edit_is_told(store: Store, logic: LocalLogic) -> None:
    found = introduced(logic.judge(edited(store, BANDWAGON, *ODD)))
    assert len(found) == 2
    assert all(any(statement.yours for statement in one.statements) for one in found)


def test_taking_a_statement_away_contradicts_nothing(store: Store, logic: LocalLogic) -> None:
    gone = next(store.match(graph=Iri(account_iri(ACCOUNT)), predicate=Iri(SCHEMA + "usualResponseToThreat")))
    found = logic.judge(edited(store, remove=(gone,)))
    assert found.after == []
    replaced = logic.judge(edited(store, BANDWAGON, remove=(gone,)))
    assert replaced.after == []


def test_a_core_edit_is_judged_near_what_it_changes(store: Store, logic: LocalLogic) -> None:
    strand = quad("realism", "directStrandOf", "c026", "core")
    found = logic.judge(edited(store, strand))
    (one,) = introduced(found)
    assert one.account is None
    assert any(statement.yours for statement in one.statements)
    assert found.module_axioms < 5000


def test_a_shared_premise_is_judged_with_those_who_share_it(store: Store, logic: LocalLogic) -> None:
    """Whatever a tradition puts into logic for a claim, the accounts that share the claim are judged anew."""
    strand, share, note = next(
        (strand, share, BlankNode("note"))
        for strand in store.match(predicate=Iri(SCHEMA + "directStrandOf"), graph=Iri(CORE))
        for share in store.match(strand.subject, Iri(SCHEMA + "sharesPremise"))
        if any(store.match(None, Iri(SCHEMA + "formalizes"), share.object, of_account(strand.object)))
    )
    graph, own = of_account(strand.object), share.graph
    what = {"annotatedSource": of("x-act"), "annotatedProperty": Iri(TYPE), "annotatedTarget": of("balancing")}
    add = [
        Quad(of("x-act"), Iri(TYPE), of("balancing"), graph),
        Quad(note, Iri(TYPE), Iri(OWL + "Axiom"), graph),
        Quad(note, Iri(SCHEMA + "formalizes"), share.object, graph),
        *(Quad(note, Iri(OWL + name), value, graph) for name, value in what.items()),
    ]
    found = introduced(logic.judge(edited(store, *add, Quad(of("x-act"), Iri(TYPE), of("bandwagoning"), own))))
    assert {one.account for one in found} == {slug_of(str(own))}
    assert {one.account for one in introduced(logic.judge(edited(store, *add)))} == set()


@pytest.fixture
def broken() -> Iterator[Store]:
    """The bundled base with an account that contradicts itself."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    store.extend(ODD)
    yield store
    store.close()


def test_what_was_wrong_before_is_not_laid_to_the_edit(broken: Store, reasoner: Reasoner) -> None:
    logic = LocalLogic(Asserted(broken), reasoner, seconds=60)
    harmless = logic.judge(edited(broken, quad("anarchy", "rewards", "balancing")))
    assert len(harmless.before) == 1
    assert introduced(harmless) == []
    harmful = logic.judge(edited(broken, BANDWAGON))
    (new,) = introduced(harmful)
    assert any(one.yours and one.o == ID + "bandwagoning" for one in new.statements)
    assert set(harmful.before) < set(harmful.after)
    fixing = logic.judge(edited(broken, remove=(ODD[0],)))
    assert (len(fixing.before), fixing.after) == (1, [])


def test_a_new_state_of_the_base_is_read(broken: Store, reasoner: Reasoner) -> None:
    logic = LocalLogic(Asserted(broken), reasoner, seconds=60)
    assert logic.judge(edited(broken, quad("anarchy", "rewards", "balancing"))).before
    broken.update(f"DELETE DATA {{ GRAPH <{account_iri(ACCOUNT)}> {{ <{ID}some-act> a <{ID}balancing> }} }}")
    assert logic.judge(edited(broken, quad("anarchy", "rewards", "balancing"))).before == []


def test_a_value_of_an_unknown_type_is_told(store: Store, logic: LocalLogic) -> None:
    year = Literal("1979", "http://www.w3.org/2001/XMLSchema#gYear")
    (one,) = introduced(logic.judge(edited(store, quad("state", "year", year))))
    assert one.rule == "logic-input"


def test_an_edit_that_takes_too_long_harms_no_other(store: Store) -> None:
    with Reasoner() as reasoner:
        logic = LocalLogic(Asserted(store), reasoner, seconds=0.001)
        with pytest.raises(Overloaded):
            logic.judge(edited(store, BANDWAGON))
        logic.seconds = 60
        assert introduced(logic.judge(edited(store, BANDWAGON)))


def test_many_edits_at_once_are_each_answered(store: Store, logic: LocalLogic) -> None:
    views = [
        edited(store, BANDWAGON if number % 2 else quad("anarchy", "rewards", "balancing")) for number in range(12)
    ]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(logic.judge, views))
    assert [len(introduced(one)) for one in answers] == [number % 2 for number in range(12)]


def test_a_repair_is_told_with_what_no_longer_follows(store: Store, logic: LocalLogic) -> None:
    act = quad("some-act", TYPE, "balancing")
    view = edited(store, act, quad("some-act", TYPE, "bandwagoning"))
    (finding,) = introduced(logic.judge(view))
    assert "Some-act is an act of alignment" in logic.loses(view, [act], finding)


TERMS = """
PREFIX : <https://w3id.org/realism/id/>
PREFIX s: <https://w3id.org/realism/schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
s:A a owl:Class . s:B a owl:Class ; owl:disjointWith s:A . s:C a owl:Class ; rdfs:subClassOf s:A .
s:one a owl:ObjectProperty , owl:FunctionalProperty . s:narrow a owl:ObjectProperty ; rdfs:subPropertyOf s:one .
s:over a owl:ObjectProperty , owl:TransitiveProperty . s:direct a owl:ObjectProperty ; rdfs:subPropertyOf s:over .
s:under a owl:ObjectProperty ; owl:inverseOf s:over .
s:odd a owl:ObjectProperty , owl:AsymmetricProperty , owl:IrreflexiveProperty .
s:made a owl:ObjectProperty ; owl:propertyChainAxiom ( s:odd s:link ) ; rdfs:domain s:A ; rdfs:range s:A .
s:link a owl:ObjectProperty ; owl:propertyDisjointWith s:odd .
s:key a owl:ObjectProperty , owl:InverseFunctionalProperty .
s:typed a owl:ObjectProperty ; rdfs:domain s:A ; rdfs:range s:B .
s:like a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:domain s:B .
s:chosen a owl:ObjectProperty . s:D a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty s:chosen ;
  owl:allValuesFrom s:B ] .
[] a owl:AllDifferent ; owl:distinctMembers ( :i0 :i1 :i2 ) .
"""
INDIVIDUALS = [f"<{ID}i{number}>" for number in range(9)]
NAMES = "one narrow over direct under odd made link key typed like chosen"
RELATIONS = [f"<{SCHEMA}{name}>" for name in NAMES.split()]
STATEMENTS = st.one_of(
    st.builds(Statement, st.sampled_from(INDIVIDUALS), st.sampled_from(RELATIONS), st.sampled_from(INDIVIDUALS)),
    st.builds(
        Statement, st.sampled_from(INDIVIDUALS), st.just(f"<{TYPE}>"),
        st.sampled_from([f"<{SCHEMA}{name}>" for name in "ABCD"]),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def terms() -> str:
    store = EmbeddedStore()
    store.load(TERMS.encode(), TURTLE, CORE)
    text = store.dump(NTRIPLES, CORE).decode()
    store.close()
    return text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STATEMENTS, max_size=14), st.lists(STATEMENTS, min_size=1, max_size=3))
def test_what_is_near_an_edit_decides_as_the_whole_core_does(
    terms: str, reasoner: Reasoner, base: list[Statement], edit: list[Statement]
) -> None:
    def holds(*texts: str) -> bool:
        return reasoner.check({"core": texts}, explain=0).consistent

    old = "".join(one.line for one in base)
    if not holds(terms, old):
        return
    core = LogicalCore(terms + old + "".join(one.line for one in edit))
    near, enough = Surroundings(core).around(core, edit, 1000)
    assert enough
    assert holds(terms, "".join(one.line for one in near)) == holds(core.whole)
