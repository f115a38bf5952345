"""Which graph a request of the Graph Store Protocol is about (SPARQL 1.1 Graph Store HTTP Protocol, 4)."""

from secrets import token_hex
from typing import Final

from starlette.requests import Request

from realism.errors import BadInput, NotFound, Refused
from realism.store.base import Iri
from realism.web.protocol import decode, is_iri
from realism.web.state import Services

PATH: Final = "/rdf-graph-store"


class Target:
    """The graph that a request is about; `graph` None is the default graph, `base` the address of the request."""

    def __init__(self, request: Request, shared: Services) -> None:
        """Raises BadInput when the request names no graph, several, or one by something that is no IRI; Refused."""
        self.store = shared.store
        self.base = shared.public_url(request) + _own_path(request)
        self.graph: Iri | None = None
        parameters = decode(request.scope["query_string"], "The URL")
        names = [value for name, value in parameters if name == "graph"]
        default = any(name == "default" for name, _ in parameters)
        direct = _own_path(request).rstrip("/") != PATH
        if len(names) + default + direct > 1:
            raise BadInput("The request names several graphs; name one, with ?graph=, ?default or the path")
        if names or direct:
            self.graph = _named(names[0] if names else self.base)
        elif not default and request.method == "POST":
            self.graph = Iri(f"{shared.public_url(request)}{PATH}/{token_hex(12)}")
        elif not default:
            raise BadInput("The request names no graph; name one with ?graph=, or the default graph with ?default")

    @property
    def exists(self) -> bool:
        """Whether there is such a graph; the default graph always exists."""
        return self.graph is None or self.graph in self.store.graphs()

    def missing(self) -> NotFound:
        """The error for a graph that is not there."""
        return NotFound(f"There is no graph <{self.graph}>; the service description at /sparql lists those there are")


def _own_path(request: Request) -> str:
    """The path as it was sent, percent-encoded, below the place where the application is mounted."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    root = str(request.scope.get("root_path", ""))
    return raw.partition(b"?")[0].decode("latin-1").removeprefix(root)


def _named(graph: str) -> Iri:
    if not is_iri(graph):
        raise BadInput(f"The graph is not named by an absolute IRI: {graph[:200]!r}")
    if graph.lower().startswith("file:"):
        raise Refused("A graph is never a file; name a graph of this dataset")
    return Iri(graph)
