"""Reading Turtle files so that every statement is known by file and line."""

from bisect import bisect_left
from collections.abc import MutableSequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rdflib import Graph
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.term import Node

from realism.errors import BadInput
from realism.knowledge.files import read_text
from realism.knowledge.layout import graph_of_file as graph_of_file
from realism.knowledge.layout import turtle_files as turtle_files

Triple = tuple[Node, Node, Node]


class _NotingGraph(Graph):
    """A graph that notes on which line the parser read the object of each statement it adds."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self.noted: dict[Triple, int] = {}
        self.line = 1

    def add(self, triple: Triple) -> "_NotingGraph":
        self.noted.setdefault(triple, self.line)
        super().add(triple)
        return self


class _LineKeeper(SinkParser):
    """rdflib's own Turtle parser, telling the graph the line of each object.

    It makes the statements of a predicate only after it has read all its objects, so the lines are kept by object.
    """

    def __init__(self, graph: _NotingGraph) -> None:
        super().__init__(RDFSink(graph), baseURI="urn:realism:file", turtle=True)
        self._graph = graph
        self._line_of: dict[int, int] = {}
        self._ends: list[int] = []

    def feed(self, octets: str | bytes) -> None:
        text = octets.decode() if isinstance(octets, bytes) else octets
        self._ends = [at for at, character in enumerate(text) if character == "\n"]
        super().feed(text)

    def line_at(self, offset: int) -> int:
        """The line of the character before `offset`; rdflib's own count counts lines it reads twice."""
        return bisect_left(self._ends, offset) + 1

    def object(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        end: int = super().object(argstr, i, res)
        if end >= 0:
            self._line_of[id(res[-1])] = self.line_at(end)
        return end

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802 (rdflib's name)
        self._graph.line = self._line_of.get(id(quadruple[3]), self.lines + 1)
        super().makeStatement(quadruple)


@dataclass
class Source:
    """One Turtle file: its text, its statements, and the line of each statement (1 for the first line)."""

    path: Path
    text: str
    graph: Graph
    lines: dict[Triple, int] = field(default_factory=dict)


def parse_turtle(text: str, path: Path) -> Source:
    """The statements of the Turtle `text`; `path` is only its name in messages.

    Raises BadInput with ``file``, ``line`` and what was expected when it does not parse.
    """
    graph = _NotingGraph()
    parser = _LineKeeper(graph)
    try:
        parser.startDoc()
        parser.feed(text)
        parser.endDoc()
    except BadSyntax as error:
        line = parser.line_at(error._i)
        raise BadInput(f"{path}:{line}: {error._why}", file=str(path), line=line) from None
    except Exception as error:  # rdflib lets bare ValueError and the like out for some broken input
        line = parser.lines + 1
        raise BadInput(f"{path}:{line}: {error}", file=str(path), line=line) from None
    return Source(path, text, graph, graph.noted)


def read_turtle(path: Path) -> Source:
    """The statements of the Turtle file `path`.

    Raises BadInput when it cannot be read, is not UTF-8, or does not parse.
    """
    return parse_turtle(read_text(path), path)
