"""Graphs as pyshacl is given them: one that remembers its answers, and one that is quick to make."""

from collections.abc import Generator, Iterable

from rdflib import Graph
from rdflib.namespace import NamespaceManager
from rdflib.paths import Path
from rdflib.term import Node

from realism.knowledge.sources import Triple


class Constant(Graph):
    """A graph that is not changed any more once it is read, and so remembers its answers."""

    def __init__(self) -> None:
        super().__init__(store="SimpleMemory", bind_namespaces="none")
        self.namespace_manager = _Plain(self, bind_namespaces="none")
        self._answers: dict[tuple[object, ...], list[Node]] = {}

    def objects(
        self, subject: Node | list[Node] | None = None, predicate: Node | Path | None = None, unique: bool = False
    ) -> Generator[Node, None, None]:
        key = ("objects", tuple(subject) if isinstance(subject, list) else subject, predicate)
        if key not in self._answers:
            self._answers[key] = list(super().objects(subject, predicate))
        yield from self._answers[key]

    def subjects(
        self, predicate: Node | Path | None = None, object: Node | list[Node] | None = None, unique: bool = False
    ) -> Generator[Node, None, None]:
        key = ("subjects", predicate, tuple(object) if isinstance(object, list) else object)
        if key not in self._answers:
            self._answers[key] = list(super().subjects(predicate, object))
        yield from self._answers[key]

    def items(self, list: Node) -> Generator[Node, None, None]:
        key = ("items", list)
        if key not in self._answers:
            self._answers[key] = [*super().items(list)]
        yield from self._answers[key]


class _Plain(NamespaceManager):
    """Names in full: pyshacl writes every result as text as well, which nobody reads."""

    def bind(self, *args: object, **options: object) -> None:
        """Keep no prefix."""

    def normalizeUri(self, rdfTerm: str) -> str:  # noqa: N802, N803 (rdflib's names)
        return f"<{rdfTerm}>"


class Part(Graph):
    """A graph to be judged, of few statements, quick to make."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__(store="SimpleMemory", bind_namespaces="none")
        self.namespace_manager = _Plain(self, bind_namespaces="none")
        for triple in triples:
            self.add(triple)

    def __bool__(self) -> bool:
        """True, even when empty: pyshacl asks it for each result, and counting takes long."""
        return True
