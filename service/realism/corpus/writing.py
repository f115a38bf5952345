"""The folder a run writes: its parts, and what is needed to go on after it was ended at any moment.

``run.json``       what the run is: input, options, version; written first, and never changed
``mentions/``      a part for each batch
``links/``         the links of each batch
``manifest.jsonl`` a line for each batch whose parts are complete
``report.json``    what came of it, when all is done

A part is written under another name, then renamed, and only then noted in the manifest: a batch that is not noted is
done again, one that is noted is complete.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from realism.corpus.counts import Counts
from realism.corpus.linking import Result
from realism.errors import BadInput, Conflict, StartupError

_RUN: Final = "run.json"
_MANIFEST: Final = "manifest.jsonl"
REPORT: Final = "report.json"
_LOCK: Final = ".lock"
_MENTIONS: Final = "mentions"
_LINKS: Final = "links"
_NEW: Final = ".new"


class Output:
    """The folder of a run that is locked by this process; `finished` are the digests of the batches done before."""

    def __init__(self, folder: Path, ending: str) -> None:
        self.counts = Counts.none()
        self.finished: list[str] = []
        self._folder, self._ending = folder, ending
        for name in (_MENTIONS, _LINKS):
            (folder / name).mkdir(exist_ok=True)
            for left in (folder / name).glob(f"*{_NEW}"):
                left.unlink()
        self._manifest = self._taken_up()

    def _taken_up(self) -> int:
        """Read the manifest, cut off what a killed process left half written, and open it to go on."""
        path = self._folder / _MANIFEST
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        good = 0
        for line in path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            told = json.loads(line)
            self._require_parts(told)
            self.counts.add(told)
            self.finished.append(told["digest"])
            good += len(line)
        os.ftruncate(descriptor, good)
        return descriptor

    def _require_parts(self, told: Mapping[str, Any]) -> None:
        for path, size in zip(self._paths(told["batch"]), told["sizes"], strict=True):
            if not path.is_file() or path.stat().st_size != size:
                raise BadInput(f"{path} is missing or was changed since it was written; begin anew with --restart")

    def _paths(self, number: int) -> tuple[Path, Path]:
        name = f"part-{number:06d}"
        return self._folder / _MENTIONS / f"{name}.{self._ending}", self._folder / _LINKS / f"{name}.nq"

    def add(self, result: Result) -> None:
        """Keep what a batch came to; its number must be the next."""
        assert result.batch.number == self.counts.parts, "batches are kept in order"
        for path, data in zip(self._paths(result.batch.number), (result.part, result.links), strict=True):
            _write(path, data)
        line = {
            "batch": result.batch.number,
            "digest": result.batch.digest,
            "sizes": [len(result.part), len(result.links)],
            "bytes": result.batch.size,
            "articles": result.articles,
            "mentions": result.mentions,
            "links": result.statements,
            "skipped": result.skipped.counts,
            "first_skipped": result.skipped.first,
        }
        os.write(self._manifest, json.dumps(line).encode("ascii") + b"\n")
        os.fsync(self._manifest)
        self.counts.add(line)

    def report(self, told: Mapping[str, object]) -> None:
        """Write the report."""
        _write(self._folder / REPORT, _document(told))

    def close(self) -> None:
        """Let go of the manifest."""
        os.close(self._manifest)


@contextmanager
def output(folder: Path, settings: Mapping[str, Any], ending: str, *, restart: bool) -> Iterator[Output]:
    """The folder of the run with `settings`, made or taken up, for this process alone.

    restart  give up what an earlier run wrote there
    Raises BadInput when the folder holds something else, or the run of other settings, and Conflict while another
    process writes there; StartupError when it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            _prepare(folder, settings, restart=restart)
            opened = Output(folder, ending)
            try:
                yield opened
            finally:
                opened.close()
    except OSError as error:
        raise StartupError(f"{folder} cannot be written: {error.strerror}; name another folder or make room") from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"Another run is writing to {folder}: wait for it, or name another folder") from None
        yield


def _prepare(folder: Path, settings: Mapping[str, Any], *, restart: bool) -> None:
    there = {path.name for path in folder.iterdir()} - {_LOCK, _RUN + _NEW}
    if there and _RUN not in there:
        raise BadInput(f"{folder} holds other files, which are not overwritten: name a new or empty folder")
    if restart and there:
        # In this order, so that what a killed process leaves is still known as a run.
        for name in (REPORT, _MANIFEST):
            with suppress(FileNotFoundError):
                (folder / name).unlink()
        for name in (_MENTIONS, _LINKS):
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / _RUN).unlink()
        there = set()
    if not there:
        _write(folder / _RUN, _document(settings))
        return
    before = json.loads((folder / _RUN).read_bytes())
    changed = sorted(name for name in {*before, *settings} if before.get(name) != settings.get(name))
    if changed:
        told = "; ".join(f"{name} was {_short(before.get(name))}, is {_short(settings.get(name))}" for name in changed)
        raise BadInput(
            f"{folder} holds another run ({told}): run the same command to go on, or begin anew with --restart"
        )


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 120 else text[:119] + "…"


def _document(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=True, indent=2) + "\n").encode("ascii")


def _write(path: Path, data: bytes) -> None:
    """Write the file `path` at once: it is there complete, or as it was."""
    new = path.with_name(path.name + _NEW)
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
