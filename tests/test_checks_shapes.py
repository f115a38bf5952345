"""Every rule is broken by its example and by that alone; the valid base breaks none."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from rdflib import SH, Graph, URIRef

from realism import checks
from realism.checks.knowledge import load_knowledge
from realism.checks.report import Severity
from realism.checks.rules import load_rules
from realism.checks.run import check
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
    code = "".join(path.read_text("utf-8") for path in Path(checks.__file__).parent.glob("*.py"))
    for one, other in pitfalls():
        for name in re.findall(r"`([a-z-]+)`", other):
            assert name in severities() or f'"{name}"' in code, (one, name)
