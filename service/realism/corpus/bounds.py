"""Files of a corpus as bytes: decompressed by their ending, and refused when they unpack to what no text does."""

import bz2
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from realism.config import MIB
from realism.corpus.articles import Limits
from realism.errors import BadInput, TooLarge

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_STRETCH: Final = 32 * MIB
"""Bytes unpacked between two looks at the ratio; what is smaller does no harm."""
_CHUNK: Final = 64 * 1024


class Meter:
    """How many bytes of the input have been read, as they lie on the disk."""

    def __init__(self) -> None:
        self._before = self._here = 0

    def at(self, position: int) -> None:
        """The file at hand was read up to `position`."""
        self._here = position

    def finish(self, size: int) -> None:
        """The file at hand, of `size` bytes, has been read."""
        self._before += size
        self._here = 0

    @property
    def read(self) -> int:
        """Bytes of all files together."""
        return self._before + self._here


class _Unpacked(io.RawIOBase):
    """The bytes of a file, unpacked, watched and counted."""

    def __init__(self, path: Path, file: IO[bytes], limits: Limits, meter: Meter) -> None:
        self._path, self._file, self._limits, self._meter = path, file, limits, meter
        self._packed = path.suffix.lower() in (".bz2", ".gz")
        self._source: IO[bytes] | bz2.BZ2File | gzip.GzipFile = file
        if path.suffix.lower() == ".bz2":
            self._source = bz2.BZ2File(file)
        elif path.suffix.lower() == ".gz":
            self._source = gzip.GzipFile(fileobj=file)
        self._out = self._marked_out = self._marked_in = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._source.read(min(len(view), _CHUNK))
        except (EOFError, OSError, zlib.error) as error:
            raise BadInput(
                f"{self._path} is damaged at byte {self._file.tell()} of the file, {self._out} bytes unpacked: "
                f"{error}; what comes before it was read; fetch the file again",
                file=str(self._path),
            ) from None
        view[: len(data)] = data
        self._out += len(data)
        self._meter.at(self._file.tell())
        if self._packed and self._out - self._marked_out >= _STRETCH:
            self._look()
        return len(data)

    def _look(self) -> None:
        """Raises TooLarge when the last stretch came from far too few bytes."""
        position = self._file.tell()
        ratio = (self._out - self._marked_out) / max(position - self._marked_in, 1)
        if ratio > self._limits.max_ratio:
            raise TooLarge(
                f"{self._path} is refused: near byte {position} it unpacks to {ratio:.0f} times its size, which no "
                f"text does and files made to fill a machine do; if it is meant, allow it with --max-ratio",
                limit="max_ratio",
                allowed=self._limits.max_ratio,
            )
        self._marked_out, self._marked_in = self._out, position


@contextmanager
def opened(path: Path, limits: Limits, meter: Meter) -> Iterator[io.BufferedReader]:
    """The bytes of the file `path`, unpacked when its name ends in .bz2 or .gz, however many streams it has.

    Reading raises BadInput with the place where the file is damaged, TooLarge where a stretch of it unpacks to more
    than `limits` allow. Raises BadInput when it cannot be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}", file=str(path)) from None
    with file:
        yield io.BufferedReader(_Unpacked(path, file, limits, meter), _CHUNK)
