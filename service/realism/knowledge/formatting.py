"""Canonical Turtle: one text for one set of statements, so that a diff shows what changed in meaning.

Written by rdflib's ``longturtle`` with canonical blank nodes; `#` comments are not part of the statements and
are refused rather than dropped (a remark belongs in skos:editorialNote).
"""

import re
from io import BytesIO
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.namespace import NamespaceManager as _Namespaces
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer
from rdflib.term import Node

from realism.errors import BadInput
from realism.knowledge.sources import read_turtle

PREFIXES_FILE = "prefixes.ttl"
_LABEL = re.compile(r"(?<![\w\"])_:cb([0-9a-f]{32,})")


def declared_prefixes(ontology: Path) -> dict[str, str]:
    """The prefixes declared in ``prefixes.ttl`` of the folder `ontology`: prefix to namespace IRI.

    Raises BadInput when that file is missing or does not parse.
    """
    path = ontology / PREFIXES_FILE
    if not path.is_file():
        raise BadInput(f"{path} is missing: it declares the prefixes of all other files")
    graph = read_turtle(path).graph
    found = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    }
    return dict(sorted(found.items()))


def canonical(graph: Graph, prefixes: dict[str, str]) -> str:
    """The canonical Turtle of `graph`, with those of `prefixes` that it uses.

    Equal sets of statements give equal text, whatever their order and blank node labels.
    """
    used = _iris(graph)
    out = Graph(bind_namespaces="none")
    out.namespace_manager = _Namespaces(out, bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        if any(iri.startswith(namespace) for iri in used):
            out.bind(prefix, namespace)
    for triple in graph:
        out.add(triple)
    stream = BytesIO()
    _ByName(out).serialize(stream, canon=True)  # type: ignore[no-untyped-call]
    return _short_labels(stream.getvalue().decode("utf-8").strip() + "\n")


class _ByName(LongTurtleSerializer):
    """rdflib's ``longturtle`` with subjects in the order of their names, so that an entry is easy to find."""

    def orderSubjects(self) -> list[Node]:  # noqa: N802 (rdflib's name)
        # A blank node used once is written where it is used, so those come last and are done by then.
        return sorted(
            self._subjects, key=lambda node: (isinstance(node, BNode), self._references[node] == 1, str(node))
        )


def _short_labels(text: str) -> str:
    """Shorten the 64-digit labels of shared blank nodes to the fewest digits (at least 6) that keep them apart.

    They are hashes of what the node means, so an edit elsewhere leaves them alone.
    """
    labels = set(_LABEL.findall(text))
    size = 6
    while len({label[:size] for label in labels}) < len(labels):
        size += 1
    return _LABEL.sub(lambda match: f"_:n{match[1][:size]}", text)


def _iris(graph: Graph) -> set[str]:
    found: set[str] = set()
    for triple in graph:
        for term in triple:
            if isinstance(term, URIRef):
                found.add(str(term))
            elif isinstance(term, Literal) and term.datatype is not None:
                found.add(str(term.datatype))
    return found


def format_file(path: Path, prefixes: dict[str, str]) -> tuple[str, str]:
    """The present text of the Turtle file `path` and its canonical text.

    Raises BadInput when the file does not parse or holds ``#`` comments.
    """
    source = read_turtle(path)
    for number, line in enumerate(source.text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            raise BadInput(
                f"{path}:{number}: formatting would drop this comment; make it a skos:editorialNote",
                file=str(path),
                line=number,
            )
    return source.text, canonical(source.graph, prefixes)
