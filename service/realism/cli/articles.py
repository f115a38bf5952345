"""Commands on articles: `realism annotate`, `see-also`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from realism.cli.terminal import article, opened_store, print_json
from realism.config import Settings

TextFormat = StrEnum("TextFormat", ["plain", "wikitext", "html", "markdown"])
AnnotateOutput = StrEnum("AnnotateOutput", ["json", "linked"])
SeeAlsoFormat = StrEnum("SeeAlsoFormat", ["markdown", "wikitext", "json"])
Mentions = StrEnum("Mentions", ["first", "all"])


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
