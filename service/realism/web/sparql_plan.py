"""What a request at ``/sparql`` comes to, worked out once for requests that are alike."""

import hashlib
import re
from collections import OrderedDict
from typing import Final, NamedTuple

from realism.store.frames import Ask, Kind
from realism.store.lookup_text import Lookup, lookup
from realism.vocab import BASE
from realism.web.negotiation import HTML
from realism.web.protocol import Operation, read_get, read_post
from realism.web.sparql_formats import formats_for

_REMEMBERED: Final = 4096
_LONGEST: Final = 4096
"""Requests that are remembered, and the length of the longest of them in bytes."""
_KINDS: Final[tuple[Kind, ...]] = ("bindings", "boolean", "graph")
_CHANGING: Final = ("now", "rand", "uuid", "bnode", "\\u")
_CHANGING_CALL = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)(?:\s|\#[^\n]*\n)*\(|\\u")
"""What makes two answers to one query differ; an escape may hide it."""


class Plan(NamedTuple):
    """What to do.

    operation  what the request says
    ask        the query, for whoever answers queries; None for an update, the service description, and answers that
               are, or may be, pages
    sought     what it looks up, if it is no more than a lookup
    key        stands for all that decides the answer besides the dataset
    lasting    whether the answer stays the same as long as the dataset does
    """

    operation: Operation
    ask: Ask | None = None
    sought: Lookup | None = None
    key: bytes = b""
    lasting: bool = False


class Plans:
    """Makes plans, and remembers those of late; `build` names what answers depend on besides request and dataset."""

    def __init__(self, build: str) -> None:
        self._build = hashlib.sha256(build.encode()).digest()
        self._known: OrderedDict[tuple[bytes, bytes, bytes, bytes | None], Plan] = OrderedDict()

    def plan(self, query_string: bytes, accept: bytes, content_type: bytes, body: bytes | None) -> Plan:
        """The plan for a POST, or with `body` None for a GET.

        Raises what read_get and read_post raise, and NotAcceptable.
        """
        request = (query_string, accept, content_type, body)
        found = self._known.get(request)
        if found is None:
            found = self._make(query_string, accept.decode("latin-1"), content_type.decode("latin-1"), body)
            if len(query_string) + len(accept) + len(content_type) + len(body or b"") <= _LONGEST:
                self._known[request] = found
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return found

    def _make(self, query_string: bytes, accept: str, content_type: str, body: bytes | None) -> Plan:
        operation = read_get(query_string) if body is None else read_post(query_string, content_type, body)
        if operation.query is None:
            return Plan(operation)
        formats = formats_for(operation.format, accept)
        if HTML in formats.values():
            return Plan(operation)
        ask = Ask(operation.query, operation.default_graphs, operation.named_graphs, formats, BASE)
        return Plan(operation, ask, lookup(operation.query), self.key(ask), is_lasting(operation.query))

    def key(self, ask: Ask) -> bytes:
        """What stands for `ask`, whose base is always the same, among kept answers and in ETags, in hexadecimal."""
        formats = [ask.formats.get(kind) for kind in _KINDS]
        names = "".join([f"{format_.name if format_ else ''} " for format_ in formats])
        graphs = repr((ask.default_graphs, ask.named_graphs))
        # The line break is in no name and no IRI, and the text is all that comes after the second.
        text = f"{names}\n{graphs}\n{ask.text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=16, key=self._build).hexdigest().encode()


def is_lasting(query: str) -> bool:
    """Whether the answer to `query` stays the same as long as the dataset does."""
    lowered = query.lower()
    # The short way first: it is a tenth of the cost.
    return not any([word in lowered for word in _CHANGING]) or _CHANGING_CALL.search(lowered) is None  # noqa: C419
