"""Records of JSONL and Parquet files: ``id``, ``title``, ``text``, ``format``; only id and text must be there."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from realism.config import MIB
from realism.corpus.articles import Article, Limits, Skip
from realism.corpus.extras import needed
from realism.errors import BadInput, TooLarge
from realism.xref.formats import READERS

if TYPE_CHECKING:
    from pathlib import Path

    from pyarrow.parquet import ParquetFile

    from realism.corpus.bounds import Meter

_ROWS: Final = 32
"""Rows of a Parquet file that are held at once."""
_MEMBERS: Final = ("id", "title", "text", "format")


def lines(stream: io.BufferedReader, name: str, limits: Limits, format: str) -> Iterator[Article | Skip]:
    """The articles of the JSON lines that `stream` reads; `format` is that of records that name none.

    A line that is no record is left out; raises BadInput when the very first one is no JSON object, for then the file
    is something else.
    """
    # Each character may be written as an escape of six, those outside the BMP as one of twelve.
    most = 12 * limits.max_article + MIB
    number = 0
    while line := stream.readline(most):
        number += 1
        place = f"line {number} of {name}"
        too_long = len(line) == most and not line.endswith(b"\n")
        if too_long:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MIB)
            yield Skip("too-long", place, f"more than {most} bytes")
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            if number == 1:
                raise BadInput(f"{name} is no JSONL: its first line is not JSON; write an object in each") from None
            yield Skip("record", place, str(error))
            continue
        if number == 1 and not isinstance(record, dict):
            raise BadInput(f"{name} is no JSONL of articles: its first line is no object; write one in each")
        yield article(record, place, format)


def article(record: object, place: str, format: str) -> Article | Skip:
    """The article that `record` is, or why it is none; `format` is that of a record that names none."""
    if not isinstance(record, Mapping):
        return Skip("record", place, "it is no object")
    id_, text, title, own = (record.get(name) for name in ("id", "text", "title", "format"))
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)
    if not isinstance(id_, str) or not id_:
        return Skip("record", place, "its id is missing, or neither text nor a whole number")
    if text is None:
        return Skip("no-text", id_)
    if not isinstance(text, str):
        return Skip("record", id_, "its text is no text")
    if title is not None and not isinstance(title, str):
        return Skip("record", id_, "its title is no text")
    if own is not None and (not isinstance(own, str) or own not in READERS):
        return Skip("record", id_, f"its format is none of {', '.join(READERS)}")
    return Article(id_, id_ if title is None else title, text, format if own is None else own, id_)


def rows(path: "Path", name: str, limits: Limits, format: str, meter: "Meter") -> Iterator[Article | Skip]:
    """The articles of the Parquet file `path`, a few rows at a time.

    Raises BadInput when it cannot be read, is damaged or lacks the columns id and text, TooLarge when it unpacks to
    more than `limits` allow, StartupError when pyarrow is not installed.
    """
    pyarrow = needed("pyarrow", "pyarrow.parquet")
    try:
        with pyarrow.parquet.ParquetFile(path, pre_buffer=False, buffer_size=MIB) as file:
            columns = [column for column in _MEMBERS if column in file.schema_arrow.names]
            if missing := {"id", "text"} - set(columns):
                raise BadInput(f"{name} has no column {' and no column '.join(sorted(missing))}: name the columns so")
            size, number = path.stat().st_size, 0
            _look(file, name, size, limits)
            for batch in file.iter_batches(_ROWS, columns=columns, use_threads=False):
                for record in batch.to_pylist():
                    number += 1
                    yield article(record, f"row {number} of {name}", format)
                meter.at(size * number // max(file.metadata.num_rows, 1))
    except (pyarrow.ArrowException, OSError) as error:
        raise BadInput(
            f"{name} is no whole Parquet file: {error}; what comes before was read; write it again"
        ) from None


def _look(file: "ParquetFile", name: str, size: int, limits: Limits) -> None:
    unpacked = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
    if unpacked > 32 * MIB and unpacked > size * limits.max_ratio:
        raise TooLarge(
            f"{name} is refused: it unpacks to {unpacked // max(size, 1)} times its size, which no text does; if it is "
            "meant, allow it with --max-ratio",
            limit="max_ratio",
            allowed=limits.max_ratio,
        )
