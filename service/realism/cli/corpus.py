"""The command on whole corpora: `realism corpus`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from realism.cli.articles import Mentions, TextFormat
from realism.cli.terminal import fail, opened_store, print_json

if TYPE_CHECKING:
    from realism.corpus.counts import Counts

Engine = StrEnum("Engine", ["local", "spark"])
CorpusOutput = StrEnum("CorpusOutput", ["jsonl", "parquet"])
_INTERRUPTED = 130


def corpus(
    input: Annotated[
        Path, typer.Argument(metavar="IN", help="A MediaWiki dump, JSONL, Parquet, or a folder of files.")
    ],
    output_folder: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write, or to go on writing.")],
    format: Annotated[TextFormat, typer.Option(help="Of .txt files and records that name none.")] = TextFormat.plain,
    mentions: Annotated[Mentions, typer.Option(help="Each entity once in an article, or all.")] = Mentions.first,
    output: Annotated[CorpusOutput, typer.Option(help="How mentions are written.")] = CorpusOutput.jsonl,
    base_url: Annotated[str | None, typer.Option(help="What the IRI of each article begins with.")] = None,
    engine: Annotated[Engine, typer.Option(help="On this machine, or on Apache Spark.")] = Engine.local,
    workers: Annotated[int | None, typer.Option(help="Processes; one for each core by default.", min=1)] = None,
    master: Annotated[str | None, typer.Option(help="The address of a Spark master.")] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Give up what an earlier run wrote.")] = False,
    max_article: Annotated[int, typer.Option(help="The longest article, in characters.", min=1)] = 4 * 1024 * 1024,
    max_ratio: Annotated[int, typer.Option(help="How far a packed file may unpack.", min=1)] = 250,
    part_size: Annotated[int, typer.Option(help="Bytes of text in a part.", min=1)] = 4 * 1024 * 1024,
    article_seconds: Annotated[float, typer.Option(help="How long one article may take.", min=0.1)] = 120,
) -> None:
    """Link all articles of a corpus; the same command again goes on where a run was ended."""
    from realism.corpus.articles import Limits
    from realism.corpus.running import ARTICLES, Options, run

    options = Options(
        format=format.value,
        mentions=mentions.value,
        output=output.value,
        base_url=base_url or ARTICLES,
        limits=Limits(max_article, max_ratio),
        part_size=part_size,
        seconds=article_seconds,
        workers=workers,
        engine=engine.value,
        master=master,
        restart=restart,
    )
    try:
        with opened_store() as store, _shown() as progress:
            report = run(store, input, output_folder, options, progress)
    except KeyboardInterrupt:
        fail(f"stopped; the same command again goes on with {output_folder}", _INTERRUPTED)
    print_json({**report, "skipped": {reason: told["count"] for reason, told in report["skipped"].items()}})


@contextmanager
def _shown() -> Iterator[Callable[[int, int, "Counts"], None]]:
    """A line on standard error, on a terminal only: articles, what was read, how fast, how long it will take yet."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("reading", total=None)

        def progress(read: int, total: int, counts: "Counts") -> None:
            text = f"{counts.articles:,} articles, {counts.bytes / 1e6:,.1f} MB of text"
            shown.update(task, completed=read, total=total, description=text)

        yield progress
