"""Where statements stand in the Turtle files, looked up when asked: only files that mention the subject are read."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock

from rdflib import BNode, URIRef
from rdflib.term import Node

from realism.checks.words.telling import Place, node
from realism.errors import BadInput
from realism.knowledge.layout import graph_of_file, turtle_files
from realism.knowledge.sources import Triple, parse_turtle
from realism.store.base import BlankNode, Term

_WORD = re.compile(r"[\w-]+")
_FIRST = re.compile(r"^\S+", re.MULTILINE)

Said = tuple[str, Term]
"""Something said of a thing: predicate and object."""


@dataclass(eq=False)
class _File:
    """One file of the ontology; `name` is what messages call it, `graph` the named graph it belongs to."""

    name: str
    path: Path
    text: str
    graph: str | None
    _by_subject: dict[Node, list[tuple[Triple, int]]] | None = field(default=None, repr=False)

    def subjects(self) -> dict[Node, list[tuple[Triple, int]]]:
        """By subject, the statements with their lines; none in a file that does not parse."""
        if self._by_subject is None:
            self._by_subject = {}
            try:
                noted = parse_turtle(self.text, self.path).lines
            except BadInput:
                noted = {}
            for triple, line in noted.items():
                self._by_subject.setdefault(triple[0], []).append((triple, line))
        return self._by_subject


class Places:
    """File and line of the statements in the folder `ontology`; each file is parsed once, if at all.

    Safe to share between threads. A blank node, which has another name in the base, is found by what is said of it.
    """

    def __init__(self, ontology: Path) -> None:
        self.ontology = ontology
        self._lock = RLock()

    def warm(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Parse all files now, one after the other, until `stop` says so."""
        for file in self._files:
            if stop():
                return
            with self._lock:
                file.subjects()
        with self._lock:
            _ = self._index

    def of(
        self, subject: str, predicate: str, object: Term, graph: str | None = None, said: Iterable[Said] = ()
    ) -> Place | None:
        """The file, relative to the folder that holds the ontology, and the line (1 for the first) of a statement.

        subject   an IRI, or a BlankNode, of which `said` is what else the base says: predicates and objects
        graph     the graph whose files are preferred
        None when the statement stands in no file.
        """
        wanted = None if isinstance(object, BlankNode) else node(object)
        if isinstance(subject, BlankNode):
            return self._of_blank(predicate, wanted, graph, [*said, (predicate, object)])
        with self._lock:
            for file in self._mentioning(subject, graph):
                line = _line(file.subjects().get(URIRef(subject), ()), predicate, wanted)
                if line is not None:
                    return file.name, line
        return None

    def _of_blank(self, predicate: str, wanted: Node | None, graph: str | None, said: Iterable[Said]) -> Place | None:
        """Where a blank node is told of all that is `said`, if it is in one place."""
        pairs = {(verb, node(value)) for verb, value in said if not isinstance(value, BlankNode)}
        names = [str(value) if isinstance(value, URIRef) else verb for verb, value in pairs] or [predicate]
        with self._lock:
            for file in min((self._mentioning(name, graph) for name in names), key=len):
                for about, noted in file.subjects().items():
                    if isinstance(about, BNode) and pairs <= {(str(verb), value) for (_, verb, value), _ in noted}:
                        line = _line(noted, predicate, wanted)
                        if line is not None:
                            return file.name, line
        return None

    def about(self, subject: str) -> Place | None:
        """The first place where something is said of the IRI `subject`; None when nowhere."""
        with self._lock:
            for file in self._mentioning(subject):
                lines = [line for _, line in file.subjects().get(URIRef(subject), ())]
                if lines:
                    return file.name, min(lines)
        return None

    def _mentioning(self, iri: str, graph: str | None = None) -> list[_File]:
        """The files in which the end of `iri` occurs, those of `graph` first, then those where it begins a line."""
        words = _WORD.findall(re.split(r"[/#]", iri)[-1]) or _WORD.findall(iri)
        files = self._index.get(max(words, key=len, default=""), {})
        return sorted(files, key=lambda file: (graph is not None and file.graph != graph, not files[file]))

    @cached_property
    def _index(self) -> dict[str, dict[_File, bool]]:
        """By word, the files it occurs in, and whether it stands in the first term of a line there."""
        found: dict[str, dict[_File, bool]] = {}
        for file in self._files:
            for word in _WORD.findall(file.text):
                found.setdefault(word, {})[file] = False
            for term in _FIRST.findall(file.text):
                for word in _WORD.findall(term):
                    found[word][file] = True
        return found

    @cached_property
    def _files(self) -> list[_File]:
        found: list[_File] = []
        folder = self.ontology.resolve().parent
        for path in turtle_files(self.ontology):
            try:
                text = path.read_bytes().decode("utf-8-sig")
            except (OSError, UnicodeDecodeError):
                continue
            name, graph = path.resolve().relative_to(folder).as_posix(), graph_of_file(path, self.ontology)
            found.append(_File(name, path, text, graph))
        return found


def _line(noted: Iterable[tuple[Triple, int]], predicate: str, wanted: Node | None) -> int | None:
    """The line of the first of the statements with this predicate and object; None is any blank node."""
    for (_, verb, value), line in noted:
        if str(verb) == predicate and (value == wanted or (wanted is None and isinstance(value, BNode))):
            return line
    return None
