"""The base as graphs that know in which file and line each statement stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rdflib import BNode, Graph, Literal
from rdflib.term import Node

from realism.checks.edits.footprint import Pattern
from realism.checks.logic.axioms import Axiom
from realism.checks.logic.carriers import carriers
from realism.checks.words.lexicon import Lexicon
from realism.checks.words.telling import Place, node, quad_of
from realism.errors import BadInput
from realism.knowledge.layout import graph_of_file, turtle_files
from realism.knowledge.sources import Source, Triple, read_turtle
from realism.store.base import Quad
from realism.vocab import CORE, slug_of


@dataclass
class Knowledge:
    """The statements of a folder of Turtle files, by graph.

    core       what all theories share; `accounts`: slug of the theory to its graph; `shapes`: the SHACL shapes
    broken     the errors of files that do not parse and are left out, each with ``file`` and ``line`` in its detail
    """

    ontology: Path
    core: Graph
    accounts: Mapping[str, Graph]
    shapes: Graph
    sources: tuple[Source, ...] = ()
    broken: tuple[BadInput, ...] = ()
    _places: dict[Triple, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for source in self.sources:
            name = self.file(source.path)
            for triple, line in source.lines.items():
                self._places.setdefault(triple, (name, line))

    def file(self, path: Path) -> str:
        """The name of a file of the ontology in messages: relative to the folder that holds the ontology."""
        return path.resolve().relative_to(self.ontology.resolve().parent).as_posix()

    def where(self, triple: Triple) -> Place | None:
        """File and line (1 for the first) of a statement; None when it stands in no file."""
        return self._places.get(triple)

    def where_about(self, node: Node) -> Place | None:
        """The first place where something is said of `node`."""
        return self._first_places.get(node)

    def objects(self, subject: Node, predicate: Node) -> Iterator[Node]:
        """What core or an account says of `subject` by `predicate`."""
        return self.union.objects(subject, predicate)

    def holds(self, triple: Triple) -> bool:
        """Whether the statement stands in the core or in an account."""
        return triple in self.union

    def like(self, triple: Triple) -> Place | None:
        """The place of a statement with the same words: of another type of value, or about another anonymous node."""
        subject, predicate, value = triple
        for found in self.union.triples((None if isinstance(subject, BNode) else subject, predicate, None)):
            if str(found[2]) == str(value):
                return self.where(found)
        return None

    def is_yours(self, triple: Triple) -> bool:
        """Whether the statement is part of an edit under test: never, for all of these stand in files."""
        return False

    def where_axiom(self, axiom: Axiom) -> Place | None:
        """Where an axiom of part ``core`` or of an account stands, found by the IRIs it is made of."""
        graph = self.accounts.get(axiom.part, self.core)
        found: dict[Quad, Triple] = {}

        def find(pattern: Pattern) -> Iterator[Quad]:
            subject, predicate, value = (None if one is None else node(one) for one in pattern)
            for triple in graph.triples((subject, predicate, value)):
                quad = quad_of(triple)
                found[quad] = triple
                yield quad

        places = (self.where(found[quad]) for quad in carriers(find, axiom))
        return next((place for place in places if place is not None), None)

    @cached_property
    def _first_places(self) -> dict[Node, Place]:
        first: dict[Node, Place] = {}
        for (subject, _, _), place in self._places.items():
            first[subject] = min(place, first.get(subject, place))
        return first

    @cached_property
    def union(self) -> Graph:
        """Core and all accounts as one graph."""
        graph = Graph(bind_namespaces="none")
        for part in (self.core, *self.accounts.values()):
            for triple in part:
                graph.add(triple)
        return graph

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the base, in English."""
        return Lexicon((str(s), str(p), str(o)) for s, p, o in self.union if _readable(o))


def load_knowledge(ontology: Path) -> Knowledge:
    """Read all Turtle files of the folder `ontology`; files that do not parse are noted in ``broken``."""
    sources: list[Source] = []
    broken: list[BadInput] = []
    for path in turtle_files(ontology):
        try:
            sources.append(read_turtle(path))
        except BadInput as error:
            broken.append(error)
    core, shapes = Graph(bind_namespaces="none"), Graph(bind_namespaces="none")
    accounts: dict[str, Graph] = {}
    for source in sources:
        name = graph_of_file(source.path, ontology)
        if name is None:
            _add(shapes, source.graph)
        elif name == CORE:
            _add(core, source.graph)
        else:
            _add(accounts.setdefault(slug_of(name) or name, Graph(bind_namespaces="none")), source.graph)
    return Knowledge(ontology, core, accounts, shapes, tuple(sources), tuple(broken))


def _readable(value: Node) -> bool:
    return not isinstance(value, Literal) or value.language in (None, "en")


def _add(graph: Graph, triples: Iterable[Triple]) -> None:
    for triple in triples:
        graph.add(triple)
