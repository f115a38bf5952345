"""Two versions of an ontology: their statements by file, their entities, and which entities were renamed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from rdflib import BNode, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from realism.checks.difference.words import Words
from realism.errors import BadInput
from realism.knowledge.layout import graph_of_file, turtle_files
from realism.knowledge.sources import Triple, read_turtle
from realism.vocab import BASE, CORE

_ALIKE = 0.5
"""From which share of common statements (Jaccard) a vanished entity and a new one count as one that was renamed."""


@dataclass
class Version:
    """One version: the statements of each file, as (named graph or None, file, statements)."""

    files: list[tuple[str | None, str, list[Triple]]]
    known: tuple[Triple, ...] = ()

    @property
    def triples(self) -> Iterator[Triple]:
        """All statements, some perhaps twice."""
        return chain.from_iterable(triples for _, _, triples in self.files)

    @cached_property
    def kinds(self) -> dict[str, frozenset[Node]]:
        """The entities: every IRI of this base that is said to be of a kind, with its kinds."""
        found: dict[str, set[Node]] = defaultdict(set)
        for subject, predicate, value in self.triples:
            if predicate == RDF.type and isinstance(subject, URIRef) and subject.startswith(BASE):
                found[str(subject)].add(value)
        return {entity: frozenset(kinds) for entity, kinds in found.items()}

    @cached_property
    def words(self) -> Words:
        """The words of this version, and those of `known` for what it does not describe."""
        own = list(self.triples)
        described = {triple[:2] for triple in own}
        return Words([*own, *(triple for triple in self.known if triple[:2] not in described)])

    def renamed(self, names: Mapping[str, str]) -> "Version":
        """This version with other IRIs for some entities."""
        new = {URIRef(old): URIRef(name) for old, name in names.items()}

        def swap(triple: Triple) -> Triple:
            subject, predicate, value = (new.get(one, one) if isinstance(one, URIRef) else one for one in triple)
            return subject, predicate, value

        return Version(
            [(graph, file, [swap(one) for one in triples]) for graph, file, triples in self.files], self.known
        )


def read_version(path: Path, ontology: Path) -> Version:
    """The folder of Turtle files or the one file `path`; a file takes the words it lacks from the folder `ontology`.

    Raises BadInput when a file cannot be read or does not parse, or the folder has none.
    """
    if path.is_dir():
        if next(turtle_files(path), None) is None:
            raise BadInput(f"{path} holds no Turtle file: name the folder of an ontology")
        files = [(graph_of_file(one, path), one.relative_to(path).as_posix(), one) for one in turtle_files(path)]
        return Version([(graph, name, list(read_turtle(one).graph)) for graph, name, one in files])
    single = list(read_turtle(path).graph)
    known = chain.from_iterable(read_turtle(one).graph for one in turtle_files(ontology))
    return Version([(CORE, path.name, single)], tuple(known))


def renamed(old: Version, new: Version) -> dict[str, str]:
    """Old to new IRI of each entity that vanished while one of the same kinds came of which much the same is said."""
    lost, found = old.kinds.keys() - new.kinds.keys(), new.kinds.keys() - old.kinds.keys()
    before, after = _said(old, lost), _said(new, found)
    by_fact: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for entity, facts in after.items():
        for fact in facts:
            by_fact[fact].append(entity)
    scored: list[tuple[float, str, str]] = []
    for entity, facts in before.items():
        common = Counter(chain.from_iterable(by_fact.get(fact, ()) for fact in facts))
        for other, shared in common.items():
            share = shared / (len(facts) + len(after[other]) - shared)
            if share >= _ALIKE and old.kinds[entity] == new.kinds[other]:
                scored.append((-share, entity, other))
    names: dict[str, str] = {}
    for _, entity, other in sorted(scored):
        if entity not in names and other not in names.values():
            names[entity] = other
    return names


def _said(version: Version, entities: set[str]) -> dict[str, set[tuple[object, ...]]]:
    """What is said of and with each of `entities`, the entity itself left out."""
    said: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for subject, predicate, value in version.triples:
        if isinstance(subject, URIRef) and str(subject) in entities and not isinstance(value, BNode):
            said[str(subject)].add((predicate, value))
        if isinstance(value, URIRef) and str(value) in entities and not isinstance(subject, BNode):
            said[str(value)].add((subject, predicate, None))
    return said
