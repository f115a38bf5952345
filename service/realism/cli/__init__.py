"""The command line: a module for each group of commands, and the list of them here.

Exit codes: 0 fine, 1 findings, 2 wrong use, 3 the service's own fault.
"""

import sys
from typing import Annotated

import typer

from realism import __version__
from realism.cli.articles import annotate, lint, see_also
from realism.cli.asking import compare, query
from realism.cli.checking import build, check, diff, fmt
from realism.cli.corpus import corpus
from realism.cli.serving import serve
from realism.cli.terminal import fail
from realism.errors import RealismError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Theory of international relations as an ontology: check it, ask it, link texts to it, serve it.",
)
for command in (serve, check, diff, fmt, build, query, annotate, see_also, lint, corpus, compare):
    app.command()(command)


def main() -> None:
    """Run the command line; every error of ours becomes one line and its exit code."""
    try:
        sys.exit(app(sys.argv[1:] or ["--help"], standalone_mode=False))
    except typer.TyperException as error:
        fail(f"{error.format_message().rstrip('.')}; realism --help shows how it is used", error.exit_code)
    except RealismError as error:
        near = [str(one) for one in error.detail.get("suggestions", ())]
        missing = [one for one in near if one not in error.message]
        fail(error.message + (f"; did you mean {' or '.join(missing)}?" if missing else ""), error.exit_code)


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    pass
