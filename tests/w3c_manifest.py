"""The manifests of the W3C's suites for SPARQL 1.1, and the cases they list."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
PUBLISHED = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
"""Where the suites are published: their files refer to each other and to themselves by relative IRIs."""


def suites(shared: Path) -> Path:
    """The folder that holds a folder for each suite."""
    return shared / "w3c" / "sparql11"


@dataclass(frozen=True)
class Document:
    """A file of a suite."""

    path: Path

    @property
    def iri(self) -> str:
        """Where it is published."""
        return f"{PUBLISHED}{self.path.parent.name}/{self.path.name}"

    @property
    def kind(self) -> str:
        """The ending of its name, without a full stop."""
        return self.path.suffix.removeprefix(".")

    @property
    def data(self) -> bytes:
        """What it holds."""
        return self.path.read_bytes()

    @property
    def text(self) -> str:
        """What it holds."""
        return self.path.read_text("utf-8")


class Manifest:
    """A file that lists cases.

    folder   where it and what it names are
    graph    what it says
    """

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self.graph = Graph().parse(path, format="turtle", publicID=Document(path).iri)

    def cases(self) -> dict[str, Node]:
        """The cases listed, by the local parts of their IRIs, in order."""
        return {str(case).rpartition("#")[2]: case for case in self._listed()}

    def _listed(self) -> Iterator[Node]:
        for head in self.graph.objects(None, MF.entries):
            yield from Collection(self.graph, head)

    def members(self, node: Node | None, predicate: Node) -> Iterator[Node]:
        """The members of the list that is the value of `predicate`; none when there is none."""
        head = self.graph.value(node, predicate)
        yield from Collection(self.graph, head) if head is not None else ()

    def text(self, node: Node | None, predicate: Node) -> str:
        """One literal or IRI; empty when there is none."""
        return str(self.graph.value(node, predicate) or "")

    def kind(self, case: Node) -> str:
        """The kind of test a case is: the local part of its class."""
        return self.text(case, RDF.type).rpartition("#")[2]

    def document(self, node: Node | None) -> Document:
        """The file whose IRI `node` is."""
        assert isinstance(node, URIRef)
        return Document(self.folder / node.rpartition("/")[2])

    def named_graphs(self, node: Node | None) -> dict[str, Document]:
        """The named graphs that the action or the result `node` of a case asks for, with what they hold.

        In tests of updates, and of the protocol, their names are told; in those of queries, they are the files' own.
        """
        named = {self.text(one, RDFS.label): one for one in self.graph.objects(node, UT.graphData)}
        found = {name: self.document(self.graph.value(one, UT.graph)) for name, one in named.items()}
        files = [self.document(one) for one in self.graph.objects(node, QT.graphData)]
        return found | {file.iri: file for file in files}

    def requests(self, case: Node) -> list[Node]:
        """The requests of a case about a protocol, in order."""
        found = list(self.members(self.graph.value(case, MF.action), HT.requests))
        assert found
        return found

    def fields(self, message: Node) -> dict[str, str]:
        """The header fields of a request or of an expected response, names in lower case."""
        headers = self.members(message, HT.headers)
        return {self.text(one, HT.fieldName).lower(): self.text(one, HT.fieldValue) for one in headers}

    def body(self, message: Node) -> bytes:
        """The body of a request or of an expected response; empty when there is none."""
        body = self.graph.value(message, HT.body)
        return self.text(body, CNT.chars).encode(self.text(body, CNT.characterEncoding) or "UTF-8")
