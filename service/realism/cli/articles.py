"""Commands on articles: `realism annotate`, `see-also`, `lint`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from realism.cli.terminal import article, lines_of, opened_store, print_json
from realism.config import Settings
from realism.errors import BadInput

TextFormat = StrEnum("TextFormat", ["plain", "wikitext", "html", "markdown"])
AnnotateOutput = StrEnum("AnnotateOutput", ["json", "linked"])
SeeAlsoFormat = StrEnum("SeeAlsoFormat", ["markdown", "wikitext", "json"])
EntryType = StrEnum("EntryType", ["theory", "concept", "work", "thinker", "case"])
LintFormat = StrEnum("LintFormat", ["text", "json", "github", "sarif"])
Mentions = StrEnum("Mentions", ["first", "all", "nested"])
_SUFFIXES: Final = {
    TextFormat.wikitext: (".wiki", ".wikitext", ".mediawiki"),
    TextFormat.html: (".html", ".htm", ".xhtml"),
    TextFormat.markdown: (".md", ".markdown"),
}
"""What the names of files of a format end in; other files are plain text."""


def annotate(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    format: Annotated[
        TextFormat | None, typer.Option(help="What kind of text it is; without it, what the name of the file says.")
    ] = None,
    output: Annotated[AnnotateOutput, typer.Option(help="The mentions, or the text with links.")] = AnnotateOutput.json,
    mentions: Annotated[
        Mentions, typer.Option(help="Each entity once, every mention, or also terms inside longer ones.")
    ] = Mentions.first,
    self_: Annotated[str | None, typer.Option("--self", help="The entity the text is about; it is not linked.")] = None,
) -> None:
    """Find what a text mentions and link it."""
    from realism.xref.linker import Linker, link

    text = article(file)
    kind = (format or _kind_of(file)).value
    with opened_store() as store:
        public_url = Settings.from_env().public_url
        found = Linker.from_store(store).annotate(text, kind, mentions.value, self_, public_url)
        if output is AnnotateOutput.linked:
            sys.stdout.write(link(text, found, kind, public_url))
        else:
            print_json({"mentions": [mention.as_dict() for mention in found], "version": store.version})


def see_also(
    subject: Annotated[str, typer.Argument(help="An entity's slug, a text file, or - for standard input.")],
    limit: Annotated[int, typer.Option(help="The most entries to give.", min=1, max=100)] = 12,
    format: Annotated[SeeAlsoFormat, typer.Option(help="How to print the list.")] = SeeAlsoFormat.markdown,
    text_format: Annotated[
        TextFormat | None, typer.Option(help="What kind of text it is; without it, what the name of the file says.")
    ] = None,
    self_: Annotated[str | None, typer.Option("--self", help="The entity the text is about.")] = None,
    pin: Annotated[list[str] | None, typer.Option(help="What comes first, by slug; again for the next.")] = None,
    leave_out: Annotated[list[str] | None, typer.Option(help="What is not to be listed, by slug.")] = None,
    type: Annotated[list[EntryType] | None, typer.Option(help="Only entries of this type; again for more.")] = None,
    include_linked: Annotated[
        bool, typer.Option("--include-linked", help="List also what the text links already.")
    ] = False,
    prominent: Annotated[
        bool, typer.Option("--prominent", help="Leave out also what the text names in its lead, or often.")
    ] = False,
) -> None:
    """List what to see also, each entry with its reason."""
    from realism.xref.linker import Linker
    from realism.xref.markup import as_json, as_markdown, as_wikitext
    from realism.xref.ranking import Ranking, Wishes, see_also_text

    is_text = subject == "-" or Path(subject).is_file()
    text = article(subject) if is_text else ""
    public_url = Settings.from_env().public_url
    wishes = Wishes(
        tuple(pin or ()),
        frozenset(leave_out or ()),
        frozenset(one.value for one in type or ()),
        include_linked,
        prominent,
    )
    with opened_store() as store:
        slug: str | None = subject
        ranking = Ranking.from_store(store)
        if is_text:
            kind = (text_format or _kind_of(subject)).value
            linker = Linker.from_store(store)
            slug, entries = see_also_text(store, linker, text, kind, self_, limit, wishes, public_url)
        else:
            if subject not in ranking.entities and Path(subject).suffix:
                raise BadInput(
                    f"{subject} is no entity, nor is there such a file; name an entity by its slug, or a file"
                )
            entries = ranking.see_also(subject, limit, wishes)
        if format is SeeAlsoFormat.json:
            print_json(as_json(ranking.entities[slug] if slug else None, entries, ranking.graph.labels))
        elif format is SeeAlsoFormat.wikitext:
            sys.stdout.write(as_wikitext(entries))
        else:
            sys.stdout.write(as_markdown(entries, public_url))


def lint(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    format: Annotated[LintFormat, typer.Option(help="How to print what was found.")] = LintFormat.text,
    text_format: Annotated[
        TextFormat | None, typer.Option(help="What kind of text it is; without it, what the name of the file says.")
    ] = None,
    self_: Annotated[str | None, typer.Option("--self", help="The entity the text is about.")] = None,
    titles: Annotated[
        Path | None, typer.Option(help="The articles there are, a title or “Old title -> New title” a line.")
    ] = None,
    pin: Annotated[
        list[str] | None, typer.Option(help="An entry that the see-also list must have, by slug or title.")
    ] = None,
    do_not_link: Annotated[list[str] | None, typer.Option(help="What is never linked, by slug or title.")] = None,
    references: Annotated[
        bool, typer.Option("--references", help="As text: also list every reference, with what it denotes.")
    ] = False,
) -> None:
    """Say what is wrong with the cross-references a text has already; exit 1 when something is an error."""
    from realism.xref.lint.article import Options
    from realism.xref.lint.linting import Linter
    from realism.xref.lint.reports import as_github, as_sarif, as_text
    from realism.xref.lint.titles import Titles

    text = article(file)
    known = Titles.read(lines_of(titles)) if titles else None
    options = Options(known, tuple(pin or ()), tuple(do_not_link or ()), Settings.from_env().public_url)
    with opened_store() as store:
        report = Linter.from_store(store).lint(text, (text_format or _kind_of(file)).value, self_, options)
    if format is LintFormat.json:
        print_json(report.as_dict())
    elif format is LintFormat.text:
        print(as_text(report, file, references=references))
    else:
        print({LintFormat.github: as_github, LintFormat.sarif: as_sarif}[format](report, file))
    raise typer.Exit(int(any(finding.severity == "error" for finding in report.findings)))


def _kind_of(file: str) -> TextFormat:
    suffix = Path(file).suffix.lower()
    return next((kind for kind, suffixes in _SUFFIXES.items() if suffix in suffixes), TextFormat.plain)
