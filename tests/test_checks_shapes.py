"""Every rule is broken by its example and by that alone; the valid base breaks none."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from realism.checks.knowledge import load_knowledge
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
        assert finding.severity == "violation"
        assert finding.place[0] is not None
        assert finding.statements
        assert "None" not in finding.message
        assert "{" not in finding.message


def test_every_rule_has_an_example() -> None:
    named = {str(shape).rsplit("#", 1)[1] for shape in reporting_shapes(shapes())}
    asked = {rule.name for rule in load_rules(queries_dir() / "checks")}
    assert {path.stem for path in INVALID} == named | asked | {"undefined-name"}


def test_every_shape_says_how_grave_it_is_and_what_is_wrong() -> None:
    graph = shapes()
    for shape in reporting_shapes(graph):
        assert graph.value(shape, SH.severity) == SH.Violation, shape
        message = graph.value(shape, SH.message)
        assert message is not None, shape
        assert "sh:" not in str(message), "a message must be readable without knowing SHACL"
