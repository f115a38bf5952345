"""A query process: answers one query after the other on its socket, within limits that the kernel keeps.

It is forked by the zygote with the dataset in its memory, and killed by the service when a query takes too long.
"""

import contextlib
import ctypes
import marshal
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Final

from realism.errors import RealismError
from realism.store.base import BINDINGS_FORMATS, GRAPH_FORMATS, Format
from realism.store.bounded import not_acceptable, too_much_memory, write_bounded
from realism.store.embedded import EmbeddedStore
from realism.store.frames import KIND_OF, REQUEST, Done, Failed, Limits, failed, receive, reply_head
from realism.store.sparql_update import carry_out

_PR_SET_PDEATHSIG: Final = 1
_FORMATS: Final[dict[str, Format]] = {known.media_type: known for known in (*BINDINGS_FORMATS, *GRAPH_FORMATS)}
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None
_ONE_PIECE: Final = 1 << 16


def confine(memory: int, parent: int) -> None:
    """Bind this process to its limits and to the life of its parent, the process `parent`.

    memory: bytes it may take beyond what it has
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _LIBC is None:
        return
    die_with(parent, signal.SIGKILL)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    room = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    with contextlib.suppress(OSError):
        # If the machine itself runs out of memory, this process goes first.
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def die_with(parent: int, how: signal.Signals) -> None:
    """Have this process sent the signal `how` when its parent, the process `parent`, dies; only on Linux."""
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:
        # The parent died before its death could be noticed.
        os._exit(0)


def serve(store: EmbeddedStore, source: socket.socket, limits: Limits) -> None:
    """Tell that this process is ready, then answer the queries that come through `source` until it ends."""
    source.sendall(reply_head(Done(False, "ask", 0), 0))
    enough = _memory_used() + limits.memory // 4
    while True:
        request = _next_request(source)
        if request is None:
            return
        head: Done | Failed
        try:
            head, body = _answer(store, marshal.loads(request), limits)  # noqa: S302 - from our own parent only
        except RealismError as error:
            head, body = failed(error, False), b""
        except MemoryError:
            head, body = failed(too_much_memory(limits.memory), True), b""
        start = reply_head(head._replace(spent=head.spent or _memory_used() > enough), len(body))
        if len(body) < _ONE_PIECE:
            source.sendall(start + body)
        else:
            source.sendall(start)
            source.sendall(body)


def _answer(store: EmbeddedStore, request: tuple[Any, ...], limits: Limits) -> tuple[Done, bytes]:
    text, is_update, base_iri, default_graphs, named_graphs, formats = request
    if is_update:
        carry_out(store.update, text, base_iri or "")
        # It has changed the copy of this process.
        return Done(True, "ask", 0), b""
    answer = store.query(text, default_graphs=default_graphs, named_graphs=named_graphs, base_iri=base_iri)
    wanted = formats.get(KIND_OF[answer.form])
    if wanted is None:
        raise not_acceptable(answer)
    body, statements = write_bounded(answer, _FORMATS[wanted], limits.rows, limits.bytes)
    return Done(False, answer.form, statements), body


def _next_request(source: socket.socket) -> bytes | memoryview | None:
    """The next query; nearly always it comes in one piece."""
    data = source.recv(_ONE_PIECE)
    while 0 < len(data) < REQUEST.size:
        more = source.recv(_ONE_PIECE)
        data = data + more if more else b""
    if not data:
        return None
    (size,) = REQUEST.unpack_from(data)
    missing = REQUEST.size + size - len(data)
    if missing <= 0:
        return memoryview(data)[REQUEST.size :]
    rest = receive(source, missing)
    return None if rest is None else data[REQUEST.size :] + rest


def _memory_used() -> int:
    """The most bytes this process ever had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
