"""Inputs of a run: which files there are, in which order, and how each is read."""

import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from realism.corpus.articles import Article, Limits, Skip, utf8
from realism.corpus.bounds import Meter, opened
from realism.corpus.dumps import pages
from realism.corpus.records import lines, rows
from realism.errors import BadInput

_DOCUMENTS: Final[Mapping[str, str | None]] = {
    ".txt": None,
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".wiki": "wikitext",
}
"""Endings of files that hold one article each, and its format; None leaves it to the run."""
_PACKED: Final = (".bz2", ".gz")
_RANGE: Final = re.compile(r"-p\d+p\d+$")
"""What a dump in several files adds to the ending of each: the pages in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the input: its name below the input, its place, its size in bytes."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True)
class Input:
    """What a run reads: a file, or every file in a folder."""

    root: Path
    format: str
    limits: Limits

    def sources(self) -> Iterator[Source]:
        """The files, by name; those in a folder before those in the folders inside it.

        Raises BadInput when there is nothing of that name.
        """
        if self.root.is_dir():
            yield from _files(self.root)
        elif self.root.is_file():
            yield Source(self.root.name, self.root, self.root.stat().st_size)
        else:
            raise BadInput(
                f"{self.root} is neither a file nor a folder: name a dump, a JSONL or Parquet file, or a folder"
            )

    def fingerprint(self) -> dict[str, object]:
        """What tells this input from another without reading it: number, size and digest of names and sizes."""
        digest, number, size = blake2b(digest_size=16), 0, 0
        for source in self.sources():
            digest.update(utf8(f"{source.name}\0{source.size}\0"))
            number, size = number + 1, size + source.size
        return {"files": number, "bytes": size, "digest": digest.hexdigest()}

    def articles(self, meter: Meter) -> Iterator[Article | Skip]:
        """All articles in order, and what is left out. Raises what the readers raise."""
        for source in self.sources():
            yield from self._read(source, meter)
            meter.finish(source.size)

    def _read(self, source: Source, meter: Meter) -> Iterator[Article | Skip]:
        kind = _kind(source.path)
        if kind in _DOCUMENTS:
            yield self._document(source, _DOCUMENTS[kind] or self.format)
        elif kind == ".parquet":
            yield from rows(source.path, source.name, self.limits, self.format, meter)
        elif reader := _STREAMS.get(kind):
            with opened(source.path, self.limits, meter) as stream:
                yield from reader(stream, source.name, self.limits, self.format)
        elif self.root.is_file():
            known = ", ".join((*_STREAMS, ".parquet", *_DOCUMENTS))
            raise BadInput(
                f"{source.name} is of no known kind: let its name end in one of {known}; dumps and JSONL may be packed "
                "as .bz2 or .gz"
            )
        else:
            yield Skip("kind", source.name)

    def _document(self, source: Source, format: str) -> Article | Skip:
        # A character takes four bytes at most.
        if source.size > 4 * self.limits.max_article:
            return Skip("too-long", source.name, f"{source.size} bytes")
        try:
            text = source.path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            return Skip("unreadable", source.name, str(error.strerror))
        except UnicodeDecodeError as error:
            return Skip("encoding", source.name, f"byte {error.start} is wrong")
        return Article(source.name, source.path.stem.replace("_", " "), text, format, source.name)


def _dump(stream: io.BufferedReader, name: str, limits: Limits, _: str) -> Iterator[Article | Skip]:
    return pages(stream, name, limits)


_STREAMS: Final[Mapping[str, Callable[[io.BufferedReader, str, Limits, str], Iterator[Article | Skip]]]] = {
    ".xml": _dump,
    ".jsonl": lines,
    ".ndjson": lines,
}


def _kind(path: Path) -> str:
    """The ending that says how `path` is read, without that of its compression."""
    suffixes = [_RANGE.sub("", suffix.lower()) for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        return suffixes[-2] if len(suffixes) > 1 and suffixes[-2] in _STREAMS else ""
    return suffixes[-1] if suffixes else ""


def _files(root: Path) -> Iterator[Source]:
    for folder, folders, names in os.walk(root):
        # Sorted in place, which is how os.walk is told the order to go on in.
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            # Pipes and devices never end.
            if path.is_file():
                yield Source(path.relative_to(root).as_posix(), path, path.stat().st_size)
