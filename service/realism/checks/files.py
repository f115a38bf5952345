"""What the files of an ontology ask of every edit: the same for all states of a dataset, so it is read once."""

from pathlib import Path

from rdflib import Graph

from realism.checks.repairs.hints import read_hints
from realism.checks.rules.whole import load_rules
from realism.checks.shapes.local import LocalShapes
from realism.checks.words.places import Places
from realism.knowledge.formatting import declared_prefixes
from realism.knowledge.layout import graph_of_file, turtle_files
from realism.knowledge.sources import read_turtle
from realism.paths import queries_dir


class Files:
    """Prefixes, shapes, rules, and the files that are named as places. Safe to share between threads.

    ontology  the folder of the Turtle files
    rules     the folder of query rules, the bundled one if left out
    Raises BadInput or BrokenOntology when prefixes, rules or shapes are ill-formed.
    """

    def __init__(self, ontology: Path, rules: Path | None = None) -> None:
        self.ontology = ontology
        self.rules_folder = rules or queries_dir() / "checks"
        self.prefixes = declared_prefixes(ontology)
        self.places = Places(ontology)
        self.rules = load_rules(self.rules_folder)
        self.shapes = read_shapes(ontology)
        self.local_shapes = LocalShapes(self.shapes)
        self.hints = read_hints(self.shapes, self.rules)


def read_shapes(ontology: Path) -> Graph:
    """The SHACL shapes of the folder `ontology`. Raises BadInput for a file that does not parse."""
    shapes = Graph(bind_namespaces="none")
    for path in turtle_files(ontology):
        if graph_of_file(path, ontology) is None:
            for triple in read_turtle(path).graph:
                shapes.add(triple)
    return shapes
