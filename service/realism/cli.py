"""The command line: `realism serve`, `check`, `fmt`, `build`, `query`, `annotate`, `see-also`, `compare`,
`diff`.

Exit codes: 0 fine, 1 findings, 2 wrong use, 3 the service's own fault.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from realism import __version__
from realism.config import Settings
from realism.errors import BadInput, RealismError
from realism.terminal import (
    article,
    fail,
    name_and_value,
    ontology_folder,
    opened_store,
    print_json,
    print_table,
    progress,
    query_text,
    rdf_text,
    shown,
)

if TYPE_CHECKING:
    from realism.checks.reports.report import Finding

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Theory of international relations as an ontology: check it, ask it, link texts to it, serve it.",
)

CheckFormat = StrEnum("CheckFormat", ["text", "json", "sarif", "junit", "github"])
QueryFormat = StrEnum("QueryFormat", ["table", "json", "csv", "tsv", "xml", "turtle", "ntriples", "rdfxml", "jsonld"])
TextFormat = StrEnum("TextFormat", ["plain", "wikitext", "html", "markdown"])
AnnotateOutput = StrEnum("AnnotateOutput", ["json", "linked"])
SeeAlsoFormat = StrEnum("SeeAlsoFormat", ["markdown", "wikitext", "json"])
Mentions = StrEnum("Mentions", ["first", "all"])
CompareFormat = StrEnum("CompareFormat", ["text", "json"])
DiffFormat = StrEnum("DiffFormat", ["text", "markdown"])

Ontology = Annotated[Path | None, typer.Argument(help="Folder of an ontology; the bundled one if left out.")]


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


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    data: Annotated[Path | None, typer.Option(help="Folder of the on-disk store; without it all is in memory.")] = None,
    store: Annotated[
        str | None, typer.Option(help="Another SPARQL server to keep the data in: where it answers queries.")
    ] = None,
    store_update: Annotated[
        str | None, typer.Option(help="Where that server takes updates, if it is not at the usual place.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes for quick queries; 0 runs queries without a deadline.", min=0)
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Take no writes, whatever the token.")] = False,
    scratch: Annotated[
        bool, typer.Option("--scratch", help="Begin empty, in memory, and check no writes: for conformance suites.")
    ] = False,
) -> None:
    """Serve the ontology, SPARQL and cross-references over HTTP."""
    from realism.web import server

    settings = Settings.from_env()
    given: dict[str, Any] = {
        "data": data,
        "store": store,
        "store_update": store_update,
        "workers": workers,
        "read_only": read_only or None,
        "scratch": scratch or None,
    }
    server.run(host, port, replace(settings, **{name: value for name, value in given.items() if value is not None}))


@app.command()
def check(
    path: Ontology = None,
    format: Annotated[CheckFormat, typer.Option(help="How to print what was found.")] = CheckFormat.text,
    baseline: Annotated[Path | None, typer.Option(help="Old findings to leave out, written by --format json.")] = None,
    edit: Annotated[Path | None, typer.Option(help="RDF to add: judge this edit only; nothing is changed.")] = None,
    remove: Annotated[Path | None, typer.Option(help="RDF to remove, in an edit.")] = None,
    account: Annotated[
        str | None, typer.Option(help="The theory whose account an edit belongs to; the core if left out.")
    ] = None,
) -> None:
    """Check syntax, shapes, rules and logic, of everything or of one edit; exit 1 when something is violated."""
    from realism.checks.reports.baseline import compared, read_baseline
    from realism.checks.run import check as run_checks

    folder = ontology_folder(path)
    if edit or remove or account:
        if baseline:
            raise BadInput("an edit is judged by what it introduces, so it takes no --baseline")
        raise typer.Exit(_check_edit(folder, format, edit, remove, account))
    old = read_baseline(baseline) if baseline else None
    findings = run_checks(folder)
    if old is not None:
        outcome = compared(findings, old)
        findings = outcome.new
        # The other formats are read by programs, which a further line would break.
        print(outcome, file=sys.stdout if format is CheckFormat.text else sys.stderr)
    _print_findings(findings, format, folder)
    raise typer.Exit(int(any(finding.severity == "violation" for finding in findings)))


def _check_edit(folder: Path, format: CheckFormat, edit: Path | None, remove: Path | None, account: str | None) -> int:
    """Print the verdict on an edit of the ontology in `folder`; 1 when it introduces a violation."""
    from realism.checks.checker import Budget, Checker
    from realism.checks.files import Files
    from realism.checks.logic.reasoner import Reasoner
    from realism.checks.reports.verdict import as_text

    add, gone = (rdf_text(file) if file else None for file in (edit, remove))
    with opened_store(folder) as store, Reasoner() as reasoner:
        checker = Checker(store, Files(folder), reasoner, Budget(logic=60, whole=600, repairs=5))
        report = checker.check(checker.read(add, gone, account))
    if format is CheckFormat.text:
        print(as_text(report))
    elif format is CheckFormat.json:
        print_json(report.as_dict())
    else:
        _print_findings(report.introduced, format, folder)
    return int(not report.conforms)


def _print_findings(findings: Sequence["Finding"], format: CheckFormat, folder: Path) -> None:
    from realism.checks.reports.formats import as_github, as_junit, as_sarif, folder_name
    from realism.checks.reports.report import as_json, as_text

    if format in (CheckFormat.text, CheckFormat.json):
        print(as_json(findings) if format is CheckFormat.json else as_text(findings))
        return
    write = {CheckFormat.sarif: as_sarif, CheckFormat.junit: as_junit, CheckFormat.github: as_github}[format]
    print(write(findings, folder_name(folder, Path.cwd())))


@app.command()
def diff(
    a: Annotated[Path, typer.Argument(help="The old version: the folder of an ontology, or one Turtle file.")],
    b: Annotated[Path, typer.Argument(help="The new version, likewise.")],
    format: Annotated[
        DiffFormat, typer.Option(help="How to print it; Markdown suits a pull request.")
    ] = DiffFormat.text,
) -> None:
    """Say what one version of an ontology states otherwise than another, by entity and in words."""
    from realism.checks.difference.difference import difference
    from realism.checks.difference.text import as_markdown, as_text
    from realism.checks.difference.versions import read_version
    from realism.paths import ontology_dir

    if a.is_dir() != b.is_dir():
        raise BadInput(f"{a} and {b} cannot be compared: name two folders or two files")
    with progress(3) as step:
        step(f"reading {a}")
        old = read_version(a, ontology_dir())
        step(f"reading {b}")
        new = read_version(b, ontology_dir())
        step("comparing")
        found = difference(old, new)
    print(as_markdown(found) if format is DiffFormat.markdown else as_text(found))


@app.command()
def fmt(
    path: Ontology = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is not canonical.")] = False,
) -> None:
    """Write the Turtle files in their one canonical form."""
    from realism.knowledge.formatting import declared_prefixes, format_file
    from realism.knowledge.layout import turtle_files

    folder = ontology_folder(path)
    prefixes = declared_prefixes(folder)
    # All files are read before the first is written: a broken one leaves everything as it was.
    texts = {file: format_file(file, prefixes) for file in turtle_files(folder)}
    changed = [file for file, (now, wanted) in texts.items() if now != wanted]
    for file in changed:
        if not check:
            file.write_text(texts[file][1], "utf-8")
        print(f"{'not canonical' if check else 'changed'}: {file}")
    raise typer.Exit(int(check and bool(changed)))


@app.command()
def build(
    out: Annotated[Path, typer.Argument(help="The folder to write; it must be new or empty.")],
    path: Ontology = None,
) -> None:
    """Write the merged files, a description of the dataset and the HTML reference."""
    from realism.reference.building import build, steps

    folder = ontology_folder(path)
    with progress(steps(folder)) as step:
        build(out, folder, step)
    print(f"written: {out}")


@app.command()
def query(
    name: Annotated[str, typer.Argument(help="A named query, a file of SPARQL, or - for standard input.")],
    param: Annotated[list[str] | None, typer.Option(help="A parameter of a named query, as name=value.")] = None,
    format: Annotated[QueryFormat, typer.Option(help="How to print the answer.")] = QueryFormat.table,
) -> None:
    """Ask the ontology a question."""
    from realism.named import load_queries, run
    from realism.paths import queries_dir

    named = load_queries(queries_dir()).get(name)
    values = dict(name_and_value(text) for text in param or [])
    if named is None and values:
        raise BadInput(f"“{name}” is no named query, and only those take --param")
    with opened_store() as store:
        results = run(store, named, values) if named else store.query(query_text(name))
        if format is QueryFormat.table and results.form == "select":
            print_table(results.variables, ([shown(row.get(v)) for v in results.variables] for row in results.rows()))
            return
        wanted = {"table": results.formats[0].name}.get(format.value, format.value)
        chosen = next((one for one in results.formats if one.name == wanted), None)
        if chosen is None:
            known = ", ".join(one.name for one in results.formats)
            raise BadInput(f"the answer cannot be written as {wanted}: choose one of {known}")
        sys.stdout.buffer.write(results.serialize(chosen))


@app.command()
def annotate(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    format: Annotated[TextFormat, typer.Option(help="What kind of text it is.")] = TextFormat.plain,
    output: Annotated[AnnotateOutput, typer.Option(help="The mentions, or the text with links.")] = AnnotateOutput.json,
    mentions: Annotated[Mentions, typer.Option(help="Each entity once, or every mention.")] = Mentions.first,
    self_: Annotated[str | None, typer.Option("--self", help="The entity the text is about; it is not linked.")] = None,
) -> None:
    """Find what a text mentions and link it."""
    from realism.xref.linker import Linker, link

    text = article(file)
    with opened_store() as store:
        found = Linker.from_store(store).annotate(text, format.value, mentions.value, self_)
        if output is AnnotateOutput.linked:
            sys.stdout.write(link(text, found, format.value, Settings.from_env().public_url))
        else:
            print_json({"mentions": [mention.as_dict() for mention in found], "version": store.version})


@app.command(name="see-also")
def see_also(
    subject: Annotated[str, typer.Argument(help="An entity's slug, a text file, or - for standard input.")],
    limit: Annotated[int, typer.Option(help="The most entries to give.", min=1, max=100)] = 12,
    format: Annotated[SeeAlsoFormat, typer.Option(help="How to print the list.")] = SeeAlsoFormat.markdown,
    text_format: Annotated[TextFormat, typer.Option(help="What kind of text the file is.")] = TextFormat.plain,
) -> None:
    """List what to see also, each entry with its reason."""
    from realism.xref.linker import Linker
    from realism.xref.markup import as_json, as_markdown, as_wikitext
    from realism.xref.ranking import Ranking, see_also_text

    is_text = subject == "-" or Path(subject).is_file()
    text = article(subject) if is_text else ""
    with opened_store() as store:
        slug: str | None = subject
        ranking = Ranking.from_store(store)
        if is_text:
            slug, entries = see_also_text(store, Linker.from_store(store), text, text_format.value, limit=limit)
        else:
            entries = ranking.see_also(subject, limit)
        if format is SeeAlsoFormat.json:
            labels = {one.id: one.label for one in ranking.entities.values()}
            print_json(as_json(ranking.entities[slug] if slug else None, entries, labels))
        elif format is SeeAlsoFormat.wikitext:
            sys.stdout.write(as_wikitext(entries))
        else:
            sys.stdout.write(as_markdown(entries, Settings.from_env().public_url))


@app.command()
def compare(
    a: Annotated[str | None, typer.Argument(help="The slug of a theory; without it, all theories against all.")] = None,
    b: Annotated[str | None, typer.Argument(help="The slug of another theory.")] = None,
    format: Annotated[CompareFormat, typer.Option(help="How to print the comparison.")] = CompareFormat.text,
) -> None:
    """Say what two theories agree and disagree on, and why they cannot both be right; or set all against all."""
    from realism.checks.logic.reasoner import Reasoner
    from realism.compare import as_text, compare
    from realism.matrix import matrix, prove
    from realism.matrix_text import as_text as matrix_as_text

    if (a is None) != (b is None):
        raise BadInput(f"{a} needs a second theory to be compared with; name none to see all against all")
    with opened_store() as store, Reasoner() as reasoner:
        if a is None or b is None:
            with progress(matrix(store).of) as step:
                prove(store, reasoner, step)
            everything = matrix(store)
            found, text = everything.as_dict(), matrix_as_text(everything)
        else:
            pair = compare(store, a, b, reasoner)
            found, text = pair.as_dict(), as_text(pair)
    if format is CompareFormat.json:
        print_json(found)
    else:
        sys.stdout.write(text)
