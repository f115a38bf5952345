"""What the commands share: reading their arguments, opening the store, printing."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from realism.config import Settings
from realism.errors import BadInput
from realism.store.base import Literal, Store, Term, text_of
from realism.vocab import slug_of

if TYPE_CHECKING:
    from realism.checks.edits.text import Text


def fail(message: str, code: int) -> NoReturn:
    """End with `message` as one line on standard error and the exit code `code`."""
    print("realism: " + " ".join(message.split()), file=sys.stderr)
    sys.exit(code)


@contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """A bar on standard error, on a terminal only; what it gives is called with what is being done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=steps)
        started = False

        def step(name: str) -> None:
            nonlocal started
            shown.update(task, description=name, advance=int(started))
            started = True

        yield step


@contextmanager
def opened_store(ontology: Path | None = None) -> Iterator[Store]:
    """The store that the environment asks for, closed when the block ends; in memory for an `ontology` of one's own."""
    from realism.knowledge.loading import open_store
    from realism.paths import ontology_dir

    bundled = ontology is None or ontology.resolve() == ontology_dir().resolve()
    store = open_store(Settings.from_env() if bundled else Settings(), ontology)
    try:
        yield store
    finally:
        store.close()


def ontology_folder(path: Path | None) -> Path:
    """The folder `path`, or that of the bundled ontology.

    Raises BadInput when it is no folder.
    """
    from realism.paths import ontology_dir

    folder = path or ontology_dir()
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder: name the folder that holds realism.ttl")
    return folder


def article(name: str) -> str:
    """The text of the file `name`, or of standard input for ``-``.

    Raises BadInput or TooLarge for what is no article.
    """
    from realism.xref.linker import require_text

    text = _read(name)
    require_text(text, Settings.from_env().max_text)
    return text


def lines_of(file: Path) -> list[str]:
    """The lines of the text file `file`.

    Raises BadInput when it cannot be read.
    """
    return _read(str(file)).splitlines()


def query_text(name: str) -> str:
    """The SPARQL of the file `name`, or of standard input for ``-``.

    Raises BadInput when there is no such file.
    """
    if name != "-" and not Path(name).is_file():
        raise BadInput(f"“{name}” is neither a named query nor a file; GET /queries or the folder queries/ lists them")
    return _read(name)


def rdf_text(file: Path) -> "Text":
    """The RDF of `file`, in the format its name ends in, or of standard input (Turtle or TriG) for ``-``.

    Raises BadInput when it cannot be read or its name ends in no format.
    """
    from realism.checks.edits.text import EDIT_FORMATS, Text
    from realism.store.base import TRIG

    if str(file) == "-":
        return Text(_read("-"), TRIG, "standard input")
    formats = {one.extension: one for one in EDIT_FORMATS}
    format = formats.get(file.suffix.lower().removeprefix("."))
    if format is None:
        known = ", ".join(f".{extension}" for extension in formats)
        raise BadInput(f"{file} is in no known format: let its name end in one of {known}")
    return Text(_read(str(file)), format, str(file))


def _read(name: str) -> str:
    from realism.knowledge.files import decode, read_text

    return decode(sys.stdin.buffer.read(), "standard input") if name == "-" else read_text(Path(name))


def name_and_value(text: str) -> tuple[str, str]:
    """The two sides of ``name=value``.

    Raises BadInput when there is no equals sign.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise BadInput(f"write --param name=value, not --param {text}")
    return name, value


def shown(term: Term | None) -> str:
    """A term in a cell of a table: a slug for an IRI of ours, nothing where unbound."""
    if term is None:
        return ""
    return text_of(term) if isinstance(term, Literal) else slug_of(term) or text_of(term)


def print_table(columns: Iterable[str], rows: Iterable[list[str]]) -> None:
    """Print rows under the names of their columns."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)


def print_json(value: object) -> None:
    """Print `value` as indented JSON."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()
