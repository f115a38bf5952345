"""Writing an answer within limits: an error that names the limit, never a part of the answer."""

from itertools import islice
from typing import Final

import pyoxigraph as ox

from realism.errors import NotAcceptable, TooLarge
from realism.store.base import Format, Results
from realism.store.embedded_rdf import RESULTS_FORMATS, Answer, engine_errors, write
from realism.store.row_counts import count_rows

MIB: Final = 1024 * 1024


class _Sink:
    """Takes what the engine writes, as long as it fits."""

    __slots__ = ("_room", "pieces", "size")

    def __init__(self, size: int) -> None:
        self.pieces: list[bytes] = []
        self.size = size
        self._room = size

    def write(self, piece: bytes) -> int:
        self._room -= len(piece)
        if self._room < 0:
            raise too_many_bytes(self.size)
        self.pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        pass


def write_bounded(answer: Answer, format: Format, rows: int, size: int) -> tuple[bytes, int]:
    """The whole of `answer` in `format`, and how many statements it holds: none but in a graph.

    rows, size: the most solutions or statements, and the most bytes, it may have
    Raises TooLarge, NotAcceptable, and BadInput when the query cannot be evaluated.
    """
    if format not in answer.formats:
        raise not_acceptable(answer)
    raw = answer.raw
    with engine_errors():
        if isinstance(raw, ox.QueryTriples):
            statements = list(islice(raw, rows + 1))
            if len(statements) > rows:
                raise too_many_rows(rows)
            body = write(statements, format, answer.prefixes())
            if len(body) > size:
                raise too_many_bytes(size)
            return body, len(statements)
        assert isinstance(raw, ox.QuerySolutions | ox.QueryBoolean)
        sink = _Sink(size)
        raw.serialize(sink, format=RESULTS_FORMATS[format])  # type: ignore[arg-type]
    body = b"".join(sink.pieces)
    # Counting takes time, and each solution is a byte at least.
    if answer.form == "select" and len(body) > rows and count_rows(body, format) > rows:
        raise too_many_rows(rows)
    return body, 0


def not_acceptable(answer: Results) -> NotAcceptable:
    """The error for a format that the answer cannot have."""
    names = [known.media_type for known in answer.formats]
    return NotAcceptable(
        f"{answer.form} results are not written in any format asked for; ask for one of {', '.join(names)}",
        formats=names,
    )


def too_many_rows(limit: int) -> TooLarge:
    """The error for an answer of more than `limit` solutions or statements."""
    return TooLarge(
        f"the answer has more than {limit} rows, which is the limit: add LIMIT and OFFSET, or ask for less",
        limit="rows",
        allowed=limit,
    )


def too_many_bytes(limit: int) -> TooLarge:
    """The error for an answer of more than `limit` bytes."""
    return TooLarge(
        f"the answer is longer than {in_mib(limit)}, which is the limit: add LIMIT and OFFSET, or ask for less",
        limit="bytes",
        allowed=limit,
    )


def too_much_memory(limit: int) -> TooLarge:
    """The error for a query that needs more than `limit` bytes of memory."""
    return TooLarge(
        f"the query needs more than {in_mib(limit)} of memory, which is the limit: "
        "sort, group or join fewer solutions, or ask for less at a time",
        limit="memory",
        allowed=limit,
    )


def in_mib(size: int) -> str:
    """A number of bytes as a reader sees it."""
    return f"{size / MIB:g} MiB" if size >= MIB else f"{size} bytes"
