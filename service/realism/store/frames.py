"""What the service and its query processes say to each other: types, and how they are put into bytes.

Both ends are the same program under the same interpreter, so that `marshal`, the fastest way, is also safe.
"""

import marshal
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from typing import Literal as OneOf

from realism.errors import RealismError
from realism.store.base import SPARQL_JSON, TURTLE, Form, Format
from realism.store.row_counts import count_rows

Kind = OneOf["bindings", "boolean", "graph"]
KIND_OF: Final[dict[Form, Kind]] = {"select": "bindings", "ask": "boolean", "construct": "graph", "describe": "graph"}
DEFAULT_FORMATS: Final[Mapping[Kind, Format]] = {"bindings": SPARQL_JSON, "boolean": SPARQL_JSON, "graph": TURTLE}

REQUEST: Final = struct.Struct("<I")
"""Before a query: its length. After it: text, whether it is an update, base IRI, default graphs, named graphs, the
name of the format by kind."""
REPLY: Final = struct.Struct("<II")
"""Before an answer: the lengths of its head and of its body. The head is a tuple: Done or Failed.

One that answers nothing comes first, when the process is ready."""
COMMAND: Final = struct.Struct("<cI")
"""To the zygote: FORK (with a socket), BURY (a process id), REPEAT (with a file of changes)."""
OUTCOME: Final = struct.Struct("<i")
"""From the zygote, one for each command in order, and one when it is ready."""
FORK, BURY, REPEAT = b"f", b"b", b"r"


class Ask(NamedTuple):
    """A query to answer.

    default_graphs, named_graphs  IRIs that override FROM and FROM NAMED when not None, as in Store.query
    formats                       the format for each kind of answer; one left out is not acceptable
    base                          what relative IRIs are read against, where the query has no BASE
    update                        whether it is not a query but an update, which is only to be tried: whether it is
                                  carried out within the limits
    """

    text: str
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    formats: Mapping[Kind, Format] = DEFAULT_FORMATS
    base: str | None = None
    update: bool = False


class Answered(NamedTuple):
    """A whole answer: `body` in `format`; if it is a graph, of so many `statements`; from the state `version`."""

    form: Form
    format: Format
    body: bytes
    statements: int
    version: str

    @property
    def rows(self) -> int:
        """How many solutions or statements it holds; 1 for ``ask``. Solutions are counted then."""
        if self.form == "select":
            return count_rows(self.body, self.format)
        return 1 if self.form == "ask" else self.statements


@dataclass(frozen=True)
class Limits:
    """What one query may use, and how many may wait.

    deadline      seconds it may run
    rows          solutions or statements in its answer
    bytes         length of its answer
    memory        bytes it may need beyond the dataset
    queue         queries that may wait for a process
    wait          seconds a query may wait for one
    slow          seconds after which it no longer counts among the quick ones
    slow_workers  processes for such queries, besides those for quick ones; beyond them, queries that turn slow while
                  others wait are ended, and begun again when there is room
    """

    deadline: float = 10.0
    rows: int = 1_000_000
    bytes: int = 64 * 1024 * 1024
    memory: int = 512 * 1024 * 1024
    queue: int = 64
    wait: float = 5.0
    slow: float = 0.05
    slow_workers: int = 4


class Done(NamedTuple):
    """Head of an answer; `spent`: the process has grown too much to take another query."""

    spent: bool
    form: Form
    statements: int


class Failed(NamedTuple):
    """Head of an error: its class in errors.py, message and detail."""

    spent: bool
    name: str
    message: str
    detail: dict[str, Any]


def request_frame(ask: Ask) -> bytes:
    """`ask` as bytes; half of a character, which no UTF-8 holds, goes along for the engine to refuse."""
    body = marshal.dumps(
        (
            ask.text,
            ask.update,
            ask.base,
            None if ask.default_graphs is None else tuple(map(str, ask.default_graphs)),
            None if ask.named_graphs is None else tuple(map(str, ask.named_graphs)),
            {kind: format.media_type for kind, format in ask.formats.items()},
        )
    )
    return REQUEST.pack(len(body)) + body


def reply_head(head: Done | Failed, length: int) -> bytes:
    """What goes before a body of `length` bytes."""
    packed = marshal.dumps(tuple(head))
    return REPLY.pack(len(packed), length) + packed


def failed(error: RealismError, spent: bool) -> Failed:
    """The head that carries `error`."""
    return Failed(spent, type(error).__name__, error.message, error.detail)


def receive(source: socket.socket, size: int) -> bytes | None:
    """Exactly `size` bytes from `source`; None when it ended."""
    pieces = []
    while size > 0:
        piece = source.recv(min(size, 1 << 20))
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
