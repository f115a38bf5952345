"""The reasoner: verdicts, minimal justifications, clashes of two accounts, and its worker's life."""

from collections.abc import Iterator, Mapping

import pytest

from realism.checks.logic.reasoner import Justification, Reasoner
from realism.errors import BadInput, Overloaded

PREFIXES = """
PREFIX : <http://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX realism: <https://w3id.org/realism/schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
CORE = (
    PREFIXES
    + """
realism:formalizes a owl:AnnotationProperty . dcterms:source a owl:AnnotationProperty .
:State a owl:Class . :Act a owl:Class . :Balancing a owl:Class ; rdfs:subClassOf :Act .
:Bandwagoning a owl:Class ; rdfs:subClassOf :Act ; owl:disjointWith :Balancing .
:Seeker a owl:Class ; rdfs:subClassOf :State . :Hegemon a owl:Class ; rdfs:subClassOf :State .
[] a owl:AllDisjointClasses ; owl:members ( :State :Act :Thing ) . :Thing a owl:Class .
:aims a owl:ObjectProperty ; rdfs:domain :State . :first a owl:ObjectProperty , owl:FunctionalProperty .
:holds a owl:ObjectProperty ; owl:propertyDisjointWith :rejects . :rejects a owl:ObjectProperty .
:part a owl:ObjectProperty , owl:AsymmetricProperty , owl:IrreflexiveProperty .
:year a owl:DatatypeProperty ; rdfs:range xsd:integer .
[] a owl:AllDifferent ; owl:distinctMembers ( :power :safety :glory ) .
"""
)
INCONSISTENT = {
    "an act of two disjoint kinds": ":x a :Balancing , :Bandwagoning .",
    "two kinds far apart": ":x a :Balancing , :Seeker .",
    "two values of a functional relation": ":s :first :power , :safety .",
    "disjoint relations": ":t :holds :c ; :rejects :c .",
    "an asymmetric relation both ways": ":a :part :b . :b :part :a .",
    "a domain that does not fit": ":x a :Act ; :aims :power .",
    "a denied statement": """:s :aims :power . [] a owl:NegativePropertyAssertion ; owl:sourceIndividual :s ;
        owl:assertionProperty :aims ; owl:targetIndividual :power .""",
    "a value of the wrong type": ':w :year "soon" .',
}


@pytest.fixture(scope="module")
def reasoner() -> Iterator[Reasoner]:
    with Reasoner() as one:
        yield one


def part(text: str) -> dict[str, str]:
    return {"core": CORE, "account": PREFIXES + text}


def names(why: Justification) -> set[str]:
    return {axiom.rendered.split("(")[0] for axiom in why.axioms}


def test_what_holds_together_is_consistent(reasoner: Reasoner) -> None:
    verdict = reasoner.check(part(":s a :Seeker ; :aims :power , :safety ; :first :power . :x a :Balancing ."))
    assert verdict.sound
    assert verdict.justifications == ()


@pytest.mark.parametrize("text", INCONSISTENT.values(), ids=INCONSISTENT)
def test_a_contradiction_is_found_and_justified(reasoner: Reasoner, text: str) -> None:
    verdict = reasoner.check(part(text))
    assert not verdict.consistent
    assert verdict.justifications
    assert all(any(axiom.part == "account" for axiom in why.axioms) for why in verdict.justifications)


def test_a_class_that_can_have_no_instance_is_named_and_explained(reasoner: Reasoner) -> None:
    verdict = reasoner.check(part(":Odd a owl:Class ; rdfs:subClassOf :Balancing , :Bandwagoning ."))
    assert verdict.consistent
    assert verdict.unsatisfiable == ("http://example.org/Odd",)
    (why,) = verdict.justifications
    assert why.assumed == "http://example.org/Odd"
    assert len(why.axioms) == 3


def test_the_broadest_empty_class_is_explained(reasoner: Reasoner) -> None:
    text = ":A a owl:Class ; rdfs:subClassOf :Odd . :Odd a owl:Class ; rdfs:subClassOf :Balancing , :Bandwagoning ."
    verdict = reasoner.check(part(text))
    assert verdict.unsatisfiable == ("http://example.org/A", "http://example.org/Odd")
    assert verdict.justifications[0].assumed == "http://example.org/Odd"


def as_part(axioms: Mapping[str, str] | list[str]) -> str:
    """Axioms of the kinds used below, written back as Turtle."""
    turtle = []
    for axiom in axioms:
        name, rest = axiom.rstrip(")").split("(")
        one, two, *more = rest.split()
        if name == "ClassAssertion":
            turtle.append(f"{two} a {one} .")
        elif name == "ObjectPropertyAssertion":
            turtle.append(f"{two} {one} {more[0]} .")
        elif name == "DisjointClasses":
            turtle.append(f"{one} owl:disjointWith {two} .")
        else:
            assert name == "SubClassOf"
            turtle.append(f"{one} rdfs:subClassOf {two} .")
    classes = ":State a owl:Class . :Act a owl:Class . :Seeker a owl:Class . :Balancing a owl:Class ."
    return PREFIXES + classes + "\n".join(turtle)


def test_a_justification_is_minimal(reasoner: Reasoner) -> None:
    (why,) = reasoner.justify(part(":x a :Balancing , :Seeker . :y a :Bandwagoning ."))
    axioms = [axiom.rendered for axiom in why.axioms]
    assert len(axioms) == 5, "two types, two subclass steps, and one pair out of the three-fold disjointness"
    assert not reasoner.check({"core": as_part(axioms)}).consistent
    for axiom in axioms:
        rest = [other for other in axioms if other != axiom]
        assert reasoner.check({"core": as_part(rest)}).consistent, f"{axiom} is not needed"


def test_several_justifications_come_shortest_first(reasoner: Reasoner) -> None:
    text = ":x a :Balancing , :Seeker . :s :first :power , :safety . :t :holds :c ; :rejects :c ."
    found = reasoner.justify(part(text), limit=10)
    assert len(found) == 3
    assert [len(why.axioms) for why in found] == sorted(len(why.axioms) for why in found)
    assert names(found[0]) == {"ObjectPropertyAssertion", "DisjointObjectProperties"}


def test_annotations_of_an_axiom_come_with_it(reasoner: Reasoner) -> None:
    text = """:x a :Balancing , :Bandwagoning .
    [] a owl:Axiom ; owl:annotatedSource :x ; owl:annotatedProperty <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ;
       owl:annotatedTarget :Balancing ; realism:formalizes :c1 ; dcterms:source :w1 ."""
    (why,) = reasoner.justify(part(text))
    noted = next(axiom for axiom in why.axioms if axiom.formalizes)
    assert noted.formalizes == ("http://example.org/c1",)
    assert noted.sources == ("http://example.org/w1",)
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert noted.triple == ("http://example.org/x", kind, "http://example.org/Balancing")


def test_what_carries_an_empty_class_is_tested_with_an_instance_of_it(reasoner: Reasoner) -> None:
    """Another class that is empty without the axioms in question says nothing about them."""
    core = CORE + ":Void a owl:Class ; rdfs:subClassOf :Balancing , :Bandwagoning ."
    parts = {"core": core, "account": PREFIXES + ":Odd a owl:Class ; rdfs:subClassOf :Act , :State ."}
    stated = tuple(axiom for axiom in reasoner.axioms(parts) if axiom.part == "account")
    assert reasoner.carry(parts, Justification(stated, "http://example.org/Odd"))
    assert not reasoner.carry(parts, Justification(stated[:1], "http://example.org/Odd"))


def test_rivals_clash_where_each_says_something_the_other_cannot_accept(reasoner: Reasoner) -> None:
    a = (
        PREFIXES
        + """:Hegemon rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :aims ; owl:hasValue :power ] .
        :s :first :power ."""
    )
    b = (
        PREFIXES
        + """:Hegemon rdfs:subClassOf [ a owl:Class ; owl:complementOf
        [ a owl:Restriction ; owl:onProperty :aims ; owl:hasValue :power ] ] . :s :first :safety ."""
    )
    found = reasoner.clashes({"core": CORE, "a": a, "b": b})
    assert len(found) == 2
    assert {why.assumed for why in found} == {None, "http://example.org/Hegemon"}
    for why in found:
        assert {"a", "b"} <= {axiom.part for axiom in why.axioms}


def test_what_rivals_share_and_what_is_wrong_within_one_is_no_clash(reasoner: Reasoner) -> None:
    shared = ":s :first :power ."
    parts = {"core": CORE, "a": PREFIXES + shared + " :t :holds :c ; :rejects :c .", "b": PREFIXES + shared}
    assert reasoner.clashes(parts) == []


def test_what_is_outside_owl_dl_is_reported(reasoner: Reasoner) -> None:
    verdict = reasoner.check(part(":x a :NeverDeclared ."))
    assert verdict.consistent
    assert any("undeclared class" in violation for violation in verdict.profile_violations)


def test_axioms_the_reasoner_refuses_are_bad_input(reasoner: Reasoner) -> None:
    with pytest.raises(BadInput, match="Non-simple property"):
        reasoner.check(part(":p a owl:ObjectProperty , owl:TransitiveProperty , owl:FunctionalProperty ."))


def test_imports_are_not_followed(reasoner: Reasoner) -> None:
    text = "<http://example.org/o> a owl:Ontology ; owl:imports <http://example.org/elsewhere> . :x a :Balancing ."
    assert reasoner.check(part(text)).sound


def test_turtle_that_does_not_parse_is_bad_input(reasoner: Reasoner) -> None:
    with pytest.raises(BadInput, match="account"):
        reasoner.check({"core": CORE, "account": "this is not Turtle"})
    assert reasoner.check({"core": CORE}).sound


def test_an_unsupported_datatype_is_bad_input(reasoner: Reasoner) -> None:
    with pytest.raises(BadInput, match="gYear"):
        reasoner.check(part(':w :year "1979"^^xsd:gYear .'))


def test_a_question_that_takes_too_long_is_stopped_and_the_next_one_answered() -> None:
    with Reasoner() as reasoner:
        reasoner.start()
        reasoner.timeout_s = 0.001
        with pytest.raises(Overloaded, match="longer than"):
            reasoner.check({"core": CORE})
        reasoner.timeout_s = 60
        assert reasoner.check({"core": CORE}).sound


def test_a_worker_that_dies_is_replaced() -> None:
    with Reasoner() as reasoner:
        reasoner.start()
        assert reasoner._process is not None
        reasoner._process.kill()
        reasoner._process.join()
        assert reasoner.check({"core": CORE}).sound


CHANGED = ":x a :Balancing ; :aims :power . :Odd a owl:Class ; rdfs:subClassOf :Balancing , :Bandwagoning ."


def test_an_edit_is_told_only_what_it_has_part_in(reasoner: Reasoner) -> None:
    before = part(":t :holds :c ; :rejects :c .")
    wrong = reasoner.check(before)
    assert not wrong.consistent
    after: dict[str, str | tuple[str, ...]] = {"core": CORE, "account": (before["account"], PREFIXES + CHANGED)}
    found = reasoner.change(before, after, wrong, explain=5)
    new = [why for why in found.justifications if any(axiom.fresh for axiom in why.axioms)]
    old = [why for why in found.justifications if why not in new]
    assert {why.assumed for why in new} == {None, "http://example.org/Odd"}
    assert [names(why) for why in old] == [{"ObjectPropertyAssertion", "DisjointObjectProperties"}]
    repaired = reasoner.change(before, part(CHANGED), wrong, explain=5)
    assert all(any(axiom.fresh for axiom in why.axioms) for why in repaired.justifications)


def test_an_edit_that_only_takes_away_is_not_searched(reasoner: Reasoner) -> None:
    before = part(":x a :Balancing , :Act .")
    found = reasoner.change(before, part(":x a :Balancing ."), reasoner.check(before))
    assert found.sound
    assert found.axioms > 0


def test_of_several_reasons_the_shortest_is_given(reasoner: Reasoner) -> None:
    long = ":A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class ; rdfs:subClassOf :Balancing . :x a :A , :Balancing ."
    before = part(long)
    after: dict[str, str | tuple[str, ...]] = {
        "core": CORE,
        "account": (before["account"], PREFIXES + ":x a :Bandwagoning ."),
    }
    (why,) = reasoner.change(before, after, reasoner.check(before), explain=5).justifications
    assert len(why.axioms) == 3


def test_pieces_of_a_part_share_its_terms_and_keep_their_blank_nodes_apart(reasoner: Reasoner) -> None:
    negative = "_:n a owl:NegativePropertyAssertion ; owl:sourceIndividual :s ; owl:assertionProperty :aims ; "
    pieces = tuple(f"{PREFIXES} {negative} owl:targetIndividual :{aim} ." for aim in ("power", "safety"))
    assert reasoner.check({"core": CORE, "account": pieces}).sound
    stated = reasoner.axioms({"core": CORE, "account": pieces})
    assert len(stated) == 2


def test_what_follows_only_with_some_statements(reasoner: Reasoner) -> None:
    parts = part(":x a :Balancing , :Seeker ; :part :y .")
    more = "<http://example.org/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/Balancing> .\n"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    disputed = [("http://example.org/x", kind, f"http://example.org/{name}") for name in ("Balancing", "Seeker")]
    found = reasoner.entailed(parts, more, disputed)
    assert [axiom.rendered for axiom in found] == ["ClassAssertion(<http://example.org/Act> <http://example.org/x>)"]
    assert reasoner.entailed(parts, more) == [], "from what cannot all be true nothing is derived"


def test_what_follows_of_kinds_and_relations(reasoner: Reasoner) -> None:
    parts = part(":wants a owl:ObjectProperty . :s a :Hegemon . :back a owl:ObjectProperty ; owl:inverseOf :wants .")
    wider = "http://www.w3.org/2000/01/rdf-schema#"
    more = f"""<http://example.org/aims> <{wider}subPropertyOf> <http://example.org/wants> .
<http://example.org/s> <http://example.org/aims> <http://example.org/power> .
<http://example.org/Hegemon> <{wider}subClassOf> <http://example.org/Seeker> .
"""
    found = {axiom.rendered.replace("http://example.org/", "") for axiom in reasoner.entailed(parts, more)}
    assert found == {
        "ClassAssertion(<Seeker> <s>)",
        "ObjectPropertyAssertion(<wants> <s> <power>)",
        "ObjectPropertyAssertion(<back> <power> <s>)",
    }


@pytest.mark.parametrize(
    "few",
    [
        "owl:Thing rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :power :safety ) ] .",
        """:One a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:oneOf ( :power ) ] .
        :Rest a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:complementOf :One ] ;
            rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :safety ) ] .""",
    ],
)
def test_things_only_said_to_differ_count_where_there_are_few_things(reasoner: Reasoner, few: str) -> None:
    different = "[] a owl:AllDifferent ; owl:distinctMembers ( :p :q :r ) ."
    assert not reasoner.check(part(few + different), explain=0).consistent


def test_a_question_over_its_time_is_given_up_and_the_worker_stays(reasoner: Reasoner) -> None:
    reasoner.start()
    worker = reasoner._process
    many = " ".join(f"id:n{number}" for number in range(12))
    pigeons = f"""PREFIX id: <https://w3id.org/realism/id/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        id:sees a owl:ObjectProperty . id:state a owl:NamedIndividual , [ a owl:Restriction ; owl:onProperty id:sees ;
        owl:minQualifiedCardinality "13"^^xsd:nonNegativeInteger ; owl:onClass [ a owl:Class ; owl:oneOf ({many}) ] ] .
        """ + "".join(f"id:n{number} a owl:NamedIndividual . " for number in range(12))
    with pytest.raises(Overloaded, match=r"longer than 0\.5 seconds"):
        reasoner.check({"core": pigeons}, 0, 0.5)
    assert reasoner.check({"core": CORE}, 0, 30).sound
    assert reasoner._process is worker
