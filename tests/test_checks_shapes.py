"""Every rule is broken by its example and by that alone; the valid base breaks none."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from rdflib import SH, Graph, URIRef

from realism import checks
from realism.checks.knowledge import Knowledge, load_knowledge
from realism.checks.reports.report import Finding, Severity
from realism.checks.rules.whole import load_rules
from realism.checks.run import check
from realism.checks.shapes.validation import shape_findings
from realism.errors import BrokenOntology
from realism.paths import ontology_dir, queries_dir

EXAMPLES = Path(__file__).parent / "shapes"
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))


def shapes() -> Graph:
    return load_knowledge(ontology_dir() / "shapes").core


def reporting_shapes(graph: Graph) -> Iterator[URIRef]:
    """The shapes that can report: property shapes, and node shapes with constraints of their own."""
    for shape in graph.subjects(SH.path):
        if isinstance(shape, URIRef):
            yield shape
    yield from (shape for shape in graph.subjects(SH.message) if (shape, SH.path, None) not in graph)  # type: ignore[misc]


def severities() -> dict[str, Severity]:
    """Rule to severity, as shapes and query rules declare it."""
    graph = shapes()
    declared = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
    of_shapes = {str(one).rsplit("#", 1)[1]: declared[graph.value(one, SH.severity)] for one in reporting_shapes(graph)}  # type: ignore[index]
    of_rules = {rule.name: rule.severity for rule in load_rules(queries_dir() / "checks")}
    return cast(dict[str, Severity], {**of_shapes, **of_rules, "undefined-name": "violation"})


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A small base that conforms: the bundled vocabulary and shapes, one entry of each kind, one account."""
    folder = tmp_path / "ontology"
    for name in ("core", "accounts"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(ontology_dir() / "shapes", folder / "shapes")
    shutil.copy(ontology_dir() / "core" / "schema.ttl", folder / "core")
    shutil.copy(EXAMPLES / "valid" / "core.ttl", folder / "core")
    shutil.copy(EXAMPLES / "valid" / "account.ttl", folder / "accounts" / "alpha-theory.ttl")
    return folder


def test_the_valid_base_conforms(base: Path) -> None:
    assert check(base, logic=False) == []


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.stem)
def test_an_example_breaks_its_rule_and_nothing_else(base: Path, example: Path) -> None:
    place = "accounts/beta-theory.ttl" if "realism:accountOf" in example.read_text("utf-8") else "core/example.ttl"
    shutil.copy(example, base / place)
    found = check(base, logic=False)
    assert {finding.rule for finding in found} == {example.stem}, found
    for finding in found:
        assert finding.severity == severities()[example.stem]
        assert finding.place[0] is not None
        assert finding.statements
        assert "None" not in finding.message
        assert "{" not in finding.message


def test_every_rule_has_an_example() -> None:
    assert {path.stem for path in INVALID} == set(severities())


def test_every_shape_says_how_grave_it_is_and_what_is_wrong() -> None:
    graph = shapes()
    for shape in reporting_shapes(graph):
        assert graph.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info), shape
        message = graph.value(shape, SH.message)
        assert message is not None, shape
        assert "sh:" not in str(message), "a message must be readable without knowing SHACL"


ROBOT = [
    "annotation_whitespace", "deprecated_boolean_datatype", "deprecated_class_reference",
    "deprecated_property_reference", "duplicate_definition", "duplicate_exact_synonym", "duplicate_label",
    "duplicate_label_synonym", "duplicate_scoped_synonym", "equivalent_class_axiom_no_genus", "equivalent_pair",
    "illegal_use_of_built_in_vocabulary", "invalid_entity_uri", "invalid_xref", "label_formatting",
    "label_whitespace", "lowercase_definition", "missing_definition", "missing_label", "missing_obsolete_label",
    "missing_ontology_description", "missing_ontology_license", "missing_ontology_title",
    "missing_subset_declaration", "missing_superclass", "missing_synonymtype_declaration", "misused_obsolete_label",
    "misused_replaced_by", "multiple_asserted_superclasses", "multiple_definitions",
    "multiple_equivalent_class_definitions", "multiple_equivalent_classes", "multiple_labels",
    "multiple_logical_definitions",
]  # fmt: skip
"""The queries of ROBOT's report (robot-core/src/main/resources/report_queries)."""
OOPS = [f"P{number:02}" for number in range(1, 42)]
"""The catalogue of OOPS!, http://oops.linkeddata.es/catalogue.jsp."""


def pitfalls() -> list[tuple[str, str]]:
    """The rows of the tables of pitfalls in the ontology's README."""
    text = (ontology_dir() / "README.md").read_text("utf-8")
    section = text.split("## Which known pitfalls are covered", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [(one.strip(), other.strip()) for one, other in rows if one.strip(" -") and other.strip() != "here"]


def test_every_known_pitfall_is_covered_or_said_not_to_apply() -> None:
    assert [name for one, _ in pitfalls() for name in re.findall(r"\bP\d\d\b", one)] == OOPS
    assert sorted(name for one, _ in pitfalls() for name in re.findall(r"[a-z]+(?:_[a-z]+)+", one)) == sorted(ROBOT)
    for one, other in pitfalls():
        assert "`" in other or other.startswith("does not apply"), one


def test_every_rule_named_for_a_pitfall_exists() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(checks.__file__).parent.rglob("*.py"))
    for one, other in pitfalls():
        for name in re.findall(r"`([a-z-]+)`", other):
            assert name in severities() or f'"{name}"' in code, (one, name)


# What a finding says

VOCABULARY = """
PREFIX : <https://example.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
DATA = """:x a :Thing ; :p 1 , "word" ; :q :y , :z . :y a :Other ; skos:prefLabel "The other"@en ."""


def told(shapes: str, data: str = DATA) -> list[Finding]:
    """The findings of a base of a few statements."""
    graphs = [Graph().parse(data=VOCABULARY + text, format="turtle") for text in (data, shapes)]
    return list(shape_findings(Knowledge(ontology_dir(), graphs[0], {}, graphs[1])))


def said(constraints: str, data: str = DATA) -> str:
    """What is said of the one thing that a shape without a message finds."""
    (finding,) = told(f":s a sh:NodeShape ; sh:targetNode :x ; sh:message 'is wrong.' ; {constraints} .", data)
    return finding.message.removeprefix("Https://example.org/x is wrong")


HAS_P = "[ sh:path :p ; sh:minCount 1 ]"
HAS_R = "[ sh:path :r ; sh:minCount 1 ]"
P, Q, R = (f"“https://example.org/{name}”" for name in "pqr")


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        (
            f"sh:xone ( {HAS_P} [ sh:path :q ; sh:maxCount 2 ] )",
            f": exactly one of these must be so, but both are: it has {P} at least once (this is so); "
            f"it has {Q} at most twice (this is so)",
        ),
        (
            f"sh:xone ( {HAS_R} [ sh:path :p ; sh:maxCount 0 ] )",
            f": exactly one of these must be so, but neither is: it has {R} at least once (this is not so); "
            f"it does not have {P} (this is not so)",
        ),
        (
            f"sh:or ( {HAS_R} [ sh:class :Other ] [ sh:nodeKind sh:Literal ] )",
            f": at least one of these must be so, but none is: it has {R} at least once (this is not so); "
            "it is a https://example.org/Other (this is not so); it is a plain value (this is not so)",
        ),
        (
            f"sh:and ( {HAS_P} {HAS_R} )",
            f": all of these must be so, but only one is: it has {P} at least once (this is so); "
            f"it has {R} at least once (this is not so)",
        ),
        (
            f"sh:or ( {HAS_P} {HAS_R} ) , ( {HAS_R} [ sh:class :Other ] )",
            f": at least one of these must be so, but neither is: it has {R} at least once (this is not so); "
            "it is a https://example.org/Other (this is not so)",
        ),
        (f"sh:not {HAS_P}", f": this must not be so, but it is: it has {P} at least once"),
        (
            f"sh:node [ sh:property {HAS_P} , {HAS_R} ]",
            f": this must be so, but is not: it has {R} at least once",
        ),
        (
            "sh:node [ sh:class :Other ]",
            ": this must be so, but is not: it is a https://example.org/Other",
        ),
    ],
)
def test_a_shape_made_of_shapes_says_which_of_them_fail(constraints: str, message: str) -> None:
    assert said(constraints) == message


def test_a_counted_shape_says_how_many_values_meet_it() -> None:
    shapes = """:s a sh:NodeShape ; sh:targetNode :x ; sh:property :counted .
        :counted sh:path :q ; sh:message "is wrong" ; sh:qualifiedMinCount 2 ;
            sh:qualifiedValueShape [ sh:class :Other ] ."""
    (finding,) = told(shapes)
    assert finding.message.endswith(
        "is wrong: at least 2 of its 2 values must be such that it is a https://example.org/Other; one is"
    )
    assert [one.o for one in finding.statements] == ["https://example.org/y", "https://example.org/z"]


@pytest.mark.parametrize(
    ("constraint", "rule"),
    [
        ("sh:path :r ; sh:minCount 1", f"it has {R} at least once"),
        ("sh:path :r ; sh:minCount 3 ; sh:maxCount 3", f"it has {R} exactly 3 times"),
        ("sh:path :p ; sh:maxCount 1", f"it has {P} at most once"),
        ("sh:path :p ; sh:datatype xsd:integer", f"whatever {P} it has is a whole number"),
        ("sh:path :q ; sh:class :Other", f"whatever {Q} it has is a https://example.org/Other"),
        ("sh:path :q ; sh:in ( :y 'no' )", f"whatever {Q} it has is one of The other, no"),
        ("sh:path ( :q :r ) ; sh:minCount 1", f"it has {Q} then {R} at least once"),
        ("sh:path [ sh:inversePath :q ] ; sh:minCount 1", f"it has {Q} in reverse at least once"),
        ("sh:path [ sh:alternativePath ( :r [ sh:zeroOrOnePath :t ] ) ] ; sh:maxCount 0", None),
        ("sh:path :r ; sh:hasValue :y", None),
        ("sh:path :p ; sh:minInclusive 2", None),
        ("sh:path :p ; sh:pattern '^word$'", None),
        ("sh:path :p ; sh:languageIn ( 'en' )", None),
        ("sh:path :p ; sh:disjoint :p", None),
        ("sh:path :p ; sh:lessThan :p", None),
        ("sh:path :q ; sh:equals :p", None),
        ("sh:path :q ; sh:node [ sh:closed true ]", None),
        ("sh:path [ sh:zeroOrMorePath :q ] ; sh:maxCount 1", None),
        ("sh:path [ sh:oneOrMorePath :q ] ; sh:maxCount 1", None),
    ],
)
def test_a_shape_without_a_message_says_what_it_asks_for(constraint: str, rule: str | None) -> None:
    found = told(f":s a sh:NodeShape ; sh:targetNode :x ; sh:property [ {constraint} ] .")
    assert found
    for finding in found:
        assert "breaks a rule: " in finding.message
        assert "…" not in finding.message
        if rule is not None:
            assert finding.message.split("breaks a rule: ")[1] == rule


def test_a_rule_without_a_name_has_that_of_the_shape_it_is_part_of() -> None:
    (finding,) = told(f"<https://example.org/shapes#named> sh:targetNode :x ; sh:property {HAS_R} .")
    assert finding.rule == "named"


def test_an_english_message_is_preferred() -> None:
    (finding,) = told(":s sh:targetNode :x ; sh:nodeKind sh:Literal ; sh:message 'ist falsch'@de , 'is wrong'@en .")
    assert finding.message.endswith("is wrong")


def test_the_statements_are_those_on_the_path_to_the_value() -> None:
    data = ":x :p :y , :z . :y :q 1 . :z :q 2 ."
    shapes = ":s a sh:NodeShape ; sh:targetNode :x ; sh:property [ sh:path ( :p :q ) ; sh:maxInclusive 1 ] ."
    (finding,) = told(shapes, data)
    assert [(one.s, one.o) for one in finding.statements] == [("https://example.org/z", "2")]
    (finding,) = told(":s sh:targetNode :x ; sh:property [ sh:path :p ; sh:maxCount 1 ] .", data)
    assert [one.o for one in finding.statements] == ["https://example.org/y", "https://example.org/z"]


def test_both_sides_of_a_comparison_are_shown() -> None:
    shapes = ":s sh:targetNode :x ; sh:property [ sh:path :p ; sh:%s :q ] ."
    (finding,) = told(shapes % "disjoint", ":x :p :y ; :q :y , :z .")
    assert [(one.p[-1], one.o[-1]) for one in finding.statements] == [("p", "y"), ("q", "y")]
    (finding,) = told(shapes % "lessThan", ":x :p 3 ; :q 2 .")
    assert [(one.p[-1], one.o) for one in finding.statements] == [("p", "3"), ("q", "2")]


@pytest.mark.parametrize(
    "shapes",
    [
        ":s a sh:NodeShape ; sh:path :p .",
        ":s sh:targetNode :x ; sh:property [ sh:path [ :p :q ] ; sh:minCount 1 ] .",
        ":s sh:targetNode :x ; sh:property [ sh:path :p ; sh:minCount 'one' ] .",
        ":s sh:targetNode :x ; sh:node [ sh:path :p ] .",
    ],
)
def test_ill_formed_shapes_are_reported_as_such(shapes: str) -> None:
    with pytest.raises(BrokenOntology, match="SHACL shape"):
        told(shapes)
