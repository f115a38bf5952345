"""The W3C SHACL test suite, run on pyshacl with the options of `realism.checks.shapes.validation`."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from conftest import ROOT

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = Path(os.environ.get("REALISM_SHARED", ROOT.parent / "shared")) / "w3c" / "shacl"
BASE = "https://w3c.github.io/data-shapes/data-shapes-test-suite/tests/"
COMPARED = (
    SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity
)  # fmt: skip

UNLISTED = ("sparql/component/nodeValidator-001.ttl",)
"""In the suite's folders, but in none of its manifests."""

FAILING = {
    BASE + "core/property/uniqueLang-002": (
        'pyshacl reads sh:uniqueLang "1"^^xsd:boolean by its value; the recommendation means the term true only'
    ),
    BASE + "sparql/pre-binding/shapesGraph-001": (
        "pyshacl does not bind $shapesGraph, which a processor need not support (SHACL 5.3.1)"
    ),
}
"""IRI of a case that pyshacl does not pass, and why."""


@dataclass(frozen=True)
class Case:
    """One sht:Validate of the suite and the file it stands in."""

    iri: URIRef
    file: Path

    @cached_property
    def graph(self) -> Graph:
        """The file the case stands in."""
        return read(self.file)

    def input(self, role: URIRef) -> Graph:
        """The data or the shapes: `role` is sht:dataGraph or sht:shapesGraph."""
        action = self.graph.value(self.iri, MF.action)
        return read(file_of(self.graph.value(action, role)))

    @property
    def expected(self) -> Node:
        """A validation report, or sht:Failure for what must be refused."""
        result = self.graph.value(self.iri, MF.result)
        assert result is not None
        return result


def read(file: Path) -> Graph:
    """The file, its relative IRIs resolved against the place it is published at."""
    return Graph().parse(file, format="turtle", publicID=BASE + file.relative_to(SUITE).as_posix())


def file_of(iri: Node | None) -> Path:
    return SUITE / str(iri).removeprefix(BASE)


def cases(file: Path) -> Iterator[Case]:
    """The cases of a manifest and of those it includes."""
    graph = read(file)
    (manifest,) = graph.subjects(RDF.type, MF.Manifest)
    for entries in graph.objects(manifest, MF.entries):
        yield from (Case(URIRef(str(entry)), file) for entry in graph.items(entries))
    for included in graph.objects(manifest, MF.include):
        yield from cases(file_of(included))


def all_cases() -> list[Case]:
    if not SUITE.is_dir():
        return []
    found = [*cases(SUITE / "manifest.ttl"), *(case for name in UNLISTED for case in cases(SUITE / name))]
    return sorted(found, key=lambda case: case.iri)


def name(case: Case) -> str:
    return case.iri.removeprefix(BASE)


def results(graph: Graph, report: Node) -> Graph:
    """What is compared of a report: whether it conforms, and what each of its results says."""
    found = Graph()
    conforms = graph.value(report, SH.conforms)
    assert isinstance(conforms, Literal)
    found.add((BNode(), SH.conforms, Literal(bool(conforms.toPython()))))
    for result in graph.objects(report, SH.result):
        for predicate in COMPARED:
            for value in graph.objects(result, predicate):
                # Whether results share the node of a path says nothing, so paths are compared as text.
                path = predicate == SH.resultPath
                found.add((result, predicate, Literal(written(graph, value)) if path else value))
    return found


def written(graph: Graph, path: Node) -> str:
    """A SHACL property path as text, in which equal paths are equal."""
    if not isinstance(path, BNode):
        return path.n3()
    if (path, RDF.first, None) in graph:
        return f"({' '.join(written(graph, step) for step in graph.items(path))})"
    return (
        f"[{' ; '.join(sorted(f'{kind.n3()} {written(graph, step)}' for kind, step in graph.predicate_objects(path)))}]"
    )


CASES = all_cases()
MARKED = [
    pytest.param(case, marks=pytest.mark.xfail(reason=FAILING[str(case.iri)], strict=True))
    if str(case.iri) in FAILING
    else case
    for case in CASES
]


def test_the_suite_is_complete(shared: Path) -> None:
    assert sum(name(case).startswith("core/") for case in CASES) == 98
    assert sum(name(case).startswith("sparql/") for case in CASES) == 23
    assert len({case.iri for case in CASES}) == len(CASES)
    assert FAILING.keys() <= {str(case.iri) for case in CASES}


@pytest.mark.parametrize("case", MARKED, ids=[name(case) for case in CASES])
def test_a_case_of_the_suite(case: Case) -> None:
    data, shapes = case.input(SHT.dataGraph), case.input(SHT.shapesGraph)
    _, graph, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False)
    if case.expected == SHT.Failure:
        assert isinstance(graph, pyshacl.errors.ValidationFailure), "this must be refused"
        return
    assert isinstance(graph, Graph), text
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    found, expected = results(graph, report), results(case.graph, case.expected)
    assert isomorphic(found, expected), f"{found.serialize()}\nshould be\n{expected.serialize()}"
