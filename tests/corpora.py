"""Corpora for tests: dumps as MediaWiki writes them, and what a run made of them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from xml.sax.saxutils import escape

from conftest import ROOT
from realism.corpus.linking import Task
from realism.xref.linker import Linker, Mention

REALISM = Path(sys.executable).with_name("realism")
DILEMMA = "Under anarchy the security dilemma makes great powers wary of one another, writes Kenneth Waltz."
DEADLY = "This text ends the process that reads it."
SLOW = "This text takes for ever."
_HEAD = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en"><siteinfo><namespaces>'
    '<namespace key="0" case="first-letter" /><namespace key="1" case="first-letter">Talk</namespace>'
    "</namespaces></siteinfo>\n"
)


def page(title: str, text: str, number: int = 1, ns: int | None = 0, more: str = "") -> str:
    """A page of a dump, of one revision; `more` stands before the revision."""
    space = "" if ns is None else f"<ns>{ns}</ns>"
    shown = escape(text, {"\r": "&#13;"})
    return (
        f"<page><title>{escape(title)}</title>{space}<id>{number}</id>{more}<revision><id>{number}7</id>"
        f"<contributor><username>x</username><id>5</id></contributor><model>wikitext</model>"
        f'<text bytes="1" xml:space="preserve">{shown}</text></revision></page>\n'
    )


def dump(*pages: str) -> bytes:
    """A whole dump."""
    return (_HEAD + "".join(pages) + "</mediawiki>\n").encode()


def articles() -> list[str]:
    """The paragraphs of the sample articles."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "articles").iterdir())]
    return [paragraph for text in texts for paragraph in text.split("\n\n")]


def texts(number: int) -> Iterator[str]:
    """Texts of some 4 kB, each different."""
    paragraphs = articles()
    for one in range(number):
        yield "\n\n".join(paragraphs[(one * 7 + offset * 3) % len(paragraphs)] for offset in range(8)) + f"\n\n{one}"


def write_jsonl(path: Path, written: Iterable[str]) -> Path:
    """A JSONL file of `written`, with ids from 0."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(written):
            file.write(json.dumps({"id": str(number), "title": f"Article {number}", "text": text}) + "\n")
    return path


def command(*arguments: str | Path) -> list[str]:
    """The command line of a run."""
    return [str(REALISM), "corpus", *map(str, arguments)]


def environment() -> dict[str, str]:
    """The environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("REALISM_")}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`realism corpus` with these arguments, to its end."""
    return subprocess.run(command(*arguments), env=environment(), capture_output=True, text=True, check=False)


def lines(folder: Path) -> list[dict[str, Any]]:
    """All lines of all parts of a run, in order."""
    parts = sorted((folder / "mentions").glob("*.jsonl"))
    return [json.loads(line) for part in parts for line in part.read_text("utf-8").splitlines()]


def report(folder: Path) -> dict[str, Any]:
    """The report of a run, without what depends on the machine."""
    told: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    machine = ("seconds", "bytes_in_these_seconds", "mb_per_s", "engine")
    return {name: value for name, value in told.items() if name not in machine}


def contents(folder: Path) -> dict[str, bytes]:
    """All that a run wrote, by name, but its report."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "report.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class _DeadlyLinker(Linker):
    def annotate(self, text: str, *args: Any, **options: Any) -> list[Mention]:
        if DEADLY in text:
            _end()
        while SLOW in text:
            pass
        return super().annotate(text, *args, **options)


def _end() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@dataclass(frozen=True)
class DeadlyTask(Task):
    """A task whose linker ends its process, or goes on for ever, at certain texts."""

    def linker(self) -> Linker:
        return _DeadlyLinker(self.lexicon, self.graph)


@dataclass(frozen=True)
class BrokenTask(Task):
    """A task that no process can begin."""

    def linker(self) -> Linker:
        _end()
