"""A difference between two versions, written for a terminal or as Markdown for a pull request."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from realism.checks.difference.difference import Change, Entry, Kind
from realism.vocab import BASE, slug_of

NONE = "The two versions say the same."
_MARKED = re.compile(r"([\\`*_{}\[\]<>#|~@&])")
_KINDS: tuple[Kind, ...] = ("added", "removed", "renamed", "changed")


def as_text(entries: Sequence[Entry]) -> str:
    """The difference in lines: a heading an entity, below it its files, below them ``+`` and ``-`` statements."""
    lines: list[str] = []
    for entry in entries:
        name = f" ({_short(entry.entity)})" if entry.entity else ""
        lines.append(f"{_one_line(entry.label)}{name}: {entry.kind}{_formerly(entry)}")
        for file, changes in _by_file(entry.changes):
            lines.append(f"  {file}")
            lines += [f"    {'+' if one.added else '-'} {_one_line(one.text)}" for one in changes]
        lines.append("")
    return "\n".join([*lines, summary(entries)])


def as_markdown(entries: Sequence[Entry]) -> str:
    """The difference as GitHub-flavoured Markdown; the texts of the ontology are escaped, so they show as they are."""
    lines = ["## What changes in the ontology", "", summary(entries)]
    for entry in entries:
        name = f" (`{_short(entry.entity)}`)" if entry.entity else ""
        lines += ["", f"### {_escaped(entry.label)}{name}: {entry.kind}{_escaped(_formerly(entry))}"]
        for file, changes in _by_file(entry.changes):
            lines += ["", f"`{file}`", ""]
            lines += [f"- {'➕ added' if one.added else '➖ removed'}: {_escaped(one.text)}" for one in changes]
    return "\n".join(lines)


def summary(entries: Sequence[Entry]) -> str:
    """How much changed, in one sentence."""
    if not entries:
        return NONE
    kinds = Counter(entry.kind for entry in entries if entry.entity)
    counted = [f"{kinds[kind]} {kind}" for kind in _KINDS if kinds[kind]]
    added = sum(one.added for entry in entries for one in entry.changes)
    removed = sum(len(entry.changes) for entry in entries) - added
    entities = f"Entities: {', '.join(counted)}. " if counted else ""
    return f"{entities}Statements: {added} added, {removed} removed."


def _formerly(entry: Entry) -> str:
    if entry.formerly is None:
        return ""
    return f", formerly {_short(entry.formerly)}" if entry.kind == "renamed" else f", formerly “{entry.formerly}”"


def _short(iri: str) -> str:
    return slug_of(iri) or iri.removeprefix(BASE).replace("schema#", "realism:").replace("shapes#", "shapes:")


def _by_file(changes: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    for file, found in groupby(changes, key=lambda one: one.file):
        yield file, list(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return _MARKED.sub(r"\\\1", _one_line(text))
