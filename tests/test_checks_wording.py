"""Axioms and statements in plain words, and the parts those words are made of."""

import contextlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.checks.logic.axioms import Axiom, Justification
from realism.checks.logic.functional import Expression, main_triple, parse_functional
from realism.checks.words.explain import Explainer
from realism.checks.words.lexicon import Lexicon
from realism.checks.words.wording import Wording
from realism.errors import BadInput
from realism.store.base import Iri, Literal
from realism.vocab import ID, OWL, RDF, RDFS, SCHEMA, SKOS

CONCEPT = SCHEMA + "Concept"
LABELS = {
    "great-power": "Great power",
    "power-maximization": "Power maximization",
    "regional-hegemony": "Regional hegemony",
    "conquest": "Conquest",
    "security": "Security (international relations)",
    "balancing": "Balancing",
    "bandwagoning": "Bandwagoning",
    "munich-analogy": "Munich analogy",
    "soviet-union": "Soviet Union",
    "offensive-realism": "Offensive realism",
}
LEXICON = Lexicon(
    [
        *((ID + slug, SKOS + "prefLabel", label) for slug, label in LABELS.items()),
        *((ID + slug, RDF + "type", CONCEPT) for slug in LABELS if slug != "soviet-union"),
        (ID + "munich-analogy", SKOS + "definition", "A lesson drawn from the Munich agreement."),
        (ID + "great-power", SCHEMA + "instanceNoun", "great power"),
        (ID + "power-maximization", SCHEMA + "instanceNoun", "power-maximizing state"),
        (ID + "balancing", SCHEMA + "instanceNoun", "act of balancing"),
        (ID + "bandwagoning", SCHEMA + "instanceNoun", "act of bandwagoning"),
        (SCHEMA + "aimsAt", SKOS + "prefLabel", "aims at"),
        (SCHEMA + "aimsAt", SCHEMA + "negatedLabel", "does not aim at"),
        (SCHEMA + "canBring", SKOS + "prefLabel", "can bring"),
        (SCHEMA + "canBring", SCHEMA + "negatedLabel", "cannot bring"),
        (SCHEMA + "year", SKOS + "prefLabel", "year"),
        (ID + "c026", SKOS + "prefLabel", "Great powers seek to maximize relative power"),
        (ID + "c026", SCHEMA + "assertedBy", ID + "mearsheimer"),
        (ID + "c026", SCHEMA + "advancedIn", ID + "tragedy"),
        (ID + "mearsheimer", SKOS + "prefLabel", "John J. Mearsheimer"),
        (ID + "tragedy", SKOS + "prefLabel", "The Tragedy of Great Power Politics"),
        (ID + "tragedy", SCHEMA + "year", "2001"),
        (ID + "defensive-realism", SCHEMA + "rejectsClaim", ID + "c026"),
    ]
)
AIMS = "ObjectHasValue(<s:aimsAt> <i:regional-hegemony>)"
AXIOMS = [
    ("SubClassOf(<i:great-power> <i:power-maximization>)", "every great power is a power-maximizing state"),
    (f"SubClassOf(<i:great-power> {AIMS})", "every great power aims at regional hegemony"),
    (f"SubClassOf(<i:great-power> ObjectComplementOf({AIMS}))", "no great power aims at regional hegemony"),
    (f"SubClassOf({AIMS} <i:great-power>)", "whatever aims at regional hegemony is a great power"),
    (
        f"SubClassOf(<i:great-power> ObjectUnionOf({AIMS} ObjectComplementOf(<i:power-maximization>)))",
        "every great power aims at regional hegemony or is not a power-maximizing state",
    ),
    (
        f"SubClassOf(<i:great-power> ObjectComplementOf(ObjectIntersectionOf({AIMS} <i:balancing>)))",
        "no great power aims at regional hegemony and is an act of balancing",
    ),
    (
        "SubClassOf(<i:great-power> ObjectSomeValuesFrom(<s:aimsAt> <i:balancing>))",
        "every great power aims at some act of balancing",
    ),
    (
        "SubClassOf(<i:great-power> ObjectAllValuesFrom(<s:aimsAt> <i:balancing>))",
        "every great power aims at nothing but what is an act of balancing",
    ),
    (
        "SubClassOf(<i:great-power> ObjectMaxCardinality(1 <s:aimsAt> owl:Thing))",
        "every great power aims at at most 1 of the kind “thing”",
    ),
    (
        "DisjointClasses(<i:balancing> <i:bandwagoning>)",
        "nothing is both an act of balancing and an act of bandwagoning",
    ),
    (
        "EquivalentClasses(<i:great-power> <i:power-maximization> )",
        "every great power is a power-maximizing state, and whatever is a power-maximizing state is a great power",
    ),
    ("ClassAssertion(<i:great-power> <i:soviet-union>)", "Soviet Union is a great power"),
    ("ObjectPropertyAssertion(<s:canBring> <i:conquest> <i:security>)", "conquest can bring security"),
    ("ObjectPropertyAssertion(<s:aimsAt> <i:great-power> <i:security>)", "a great power aims at security"),
    ("NegativeObjectPropertyAssertion(<s:canBring> <i:conquest> <i:security>)", "conquest cannot bring security"),
    ('DataPropertyAssertion(<s:year> <i:conquest> "1971"^^xsd:integer)', "conquest has the year “1971”"),
    ("FunctionalObjectProperty(<s:aimsAt>)", "nothing aims at more than one thing"),
    ("IrreflexiveObjectProperty(<s:aimsAt>)", "nothing aims at itself"),
    ("AsymmetricObjectProperty(<s:aimsAt>)", "if one thing aims at another, the reverse never holds"),
    (
        "TransitiveObjectProperty(<s:aimsAt>)",
        "if one thing aims at a second and the second aims at a third, the first aims at the third",
    ),
    (
        "InverseObjectProperties(<s:aimsAt> <s:canBring>)",
        "one thing aims at another exactly when the other can bring it",
    ),
    ("SubObjectPropertyOf(<s:aimsAt> <s:canBring>)", "if one thing aims at another, it also can bring it"),
    (
        "SubObjectPropertyOf(ObjectPropertyChain( <s:aimsAt> <s:canBring> ) <s:aimsAt>)",
        "if one thing aims at a second and that one can bring a further thing, the first aims at the last",
    ),
    ("DisjointObjectProperties(<s:aimsAt> <s:canBring> )", "nothing both aims at and can bring the same thing"),
    ("ObjectPropertyDomain(<s:aimsAt> <i:great-power>)", "whatever aims at something is a great power"),
    (
        "ObjectPropertyRange(<s:aimsAt> <i:balancing>)",
        "if something aims at a thing, that thing is an act of balancing",
    ),
    ("DifferentIndividuals(<i:balancing> <i:bandwagoning> )", "balancing and bandwagoning are different things"),
    ("SameIndividual(<i:balancing> <i:conquest> )", "balancing and conquest are one and the same"),
    ("FunctionalDataProperty(<s:year>)", "nothing has more than one “year”"),
]


def full(text: str) -> str:
    return text.replace("<i:", f"<{ID}").replace("<s:", f"<{SCHEMA}")


@pytest.mark.parametrize(("axiom", "sentence"), AXIOMS)
def test_an_axiom_is_a_sentence(axiom: str, sentence: str) -> None:
    assert Wording(LEXICON).axiom(parse_functional(full(axiom))) == sentence


def test_an_axiom_of_a_rare_kind_is_shown_as_it_is() -> None:
    assert Wording(LEXICON).axiom(parse_functional("HasKey(<urn:a> <urn:b>)")) == "the axiom HasKey(urn:a urn:b)"


def test_names_keep_their_capitals_and_lose_what_tells_senses_apart() -> None:
    assert LEXICON.name(ID + "munich-analogy") == "Munich analogy"
    assert LEXICON.name(ID + "security") == "security"
    assert LEXICON.name(ID + "soviet-union") == "Soviet Union"
    assert LEXICON.name(ID + "not-in-the-base") == "not-in-the-base"
    assert LEXICON.denial(SCHEMA + "neverDenied") == "by no means never denied"


def test_a_statement_of_an_account_names_theory_claim_and_work() -> None:
    axiom = Axiom("offensive-realism", full(AXIOMS[0][0]), formalizes=(ID + "c026",))
    claim = (
        "claim c026: “Great powers seek to maximize relative power”, Mearsheimer, "
        "The Tragedy of Great Power Politics, 2001"
    )
    explainer = Explainer(LEXICON, place=lambda _: ("ontology/accounts/offensive-realism.ttl", 30))
    statement = explainer.statement(axiom)
    assert statement.text == f"Offensive realism holds: every great power is a power-maximizing state ({claim})"
    assert (statement.file, statement.line) == ("ontology/accounts/offensive-realism.ttl", 30)
    assert statement.p == RDFS + "subClassOf"
    against = explainer.statement(Axiom("defensive-realism", axiom.rendered, axiom.formalizes))
    assert against.text.endswith(f"(against {claim})")


def test_a_shared_statement_stands_alone_and_a_supposition_is_said() -> None:
    explainer = Explainer(LEXICON)
    why = Justification((Axiom("core", full(AXIOMS[0][0])),), assumed=ID + "great-power")
    texts = [one.text for one in explainer.statements(why)]
    assert texts == ["Suppose there is a great power", "Every great power is a power-maximizing state"]
    assert explainer.sentence(why) == "by this statement there can be no such thing as a great power"


def test_the_statement_that_carries_an_axiom() -> None:
    triple = main_triple(parse_functional(full("ObjectPropertyAssertion(<s:canBring> <i:conquest> <i:security>)")))
    assert triple == (ID + "conquest", SCHEMA + "canBring", ID + "security")
    assert main_triple(parse_functional(full(f"SubClassOf(<i:great-power> {AIMS})"))) == (
        ID + "great-power",
        RDFS + "subClassOf",
        None,
    )
    assert main_triple(parse_functional("FunctionalDataProperty(<urn:p>)")) == (
        "urn:p",
        RDF + "type",
        OWL + "FunctionalProperty",
    )
    assert main_triple(parse_functional(full(f"SubClassOf({AIMS} {AIMS})"))) is None


LEAVES = st.one_of(
    st.from_regex(r"urn:[a-z]{1,5}", fullmatch=True).map(Iri),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(Literal),
    st.integers(0, 99),
)
NAMES = st.from_regex(r"[A-Z][A-Za-z]{0,8}", fullmatch=True)
EXPRESSIONS = st.recursive(
    st.builds(Expression, NAMES, st.lists(LEAVES, max_size=3).map(tuple)),
    lambda inner: st.builds(Expression, NAMES, st.lists(LEAVES | inner, max_size=3).map(tuple)),
    max_leaves=6,
)


def written(value: object) -> str:
    match value:
        case Expression(name, arguments):
            return f"{name}({' '.join(written(one) for one in arguments)})"
        case Literal(text):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case int():
            return str(value)
        case _:
            return f"<{value}>"


@given(EXPRESSIONS)
def test_what_is_written_is_read_back(expression: Expression) -> None:
    assert parse_functional(written(expression)) == expression


@given(st.text(max_size=30))
def test_anything_else_is_bad_input(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert isinstance(parse_functional(text), Expression)


def test_what_answers_requests_imports_no_heavy_library() -> None:
    code = (
        "import sys, realism.checks.logic.reasoner, realism.checks.words.explain;"
        "import realism.checks.logic.modules, realism.checks.reports.report;"
        "print(sorted({'rdflib', 'pyshacl', 'jpype', 'owlready2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
