"""Commands on the Turtle files: `realism check`, `diff`, `fmt`, `build`."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from realism.cli.terminal import ontology_folder, opened_store, print_json, progress, rdf_text
from realism.errors import BadInput

if TYPE_CHECKING:
    from realism.checks.reports.report import Finding

CheckFormat = StrEnum("CheckFormat", ["text", "json", "sarif", "junit", "github"])
DiffFormat = StrEnum("DiffFormat", ["text", "markdown"])

Ontology = Annotated[Path | None, typer.Argument(help="Folder of an ontology; the bundled one if left out.")]


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
        checker = Checker(store, Files(folder), reasoner, Budget(logic=60, whole=600, repairs=5, losses=5))
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
