"""What changed between two versions of an ontology, by entity and in words; layout, order and labels do not count."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rdflib import BNode, Graph

from realism.checks.difference.versions import Version, renamed
from realism.checks.difference.words import Line
from realism.checks.words.anonymous import CIRCLE, canonical_form, components
from realism.knowledge.sources import Triple

Kind = Literal["added", "removed", "renamed", "changed"]
_Sets = Mapping[tuple[str | None, frozenset[Triple]], tuple[str, Graph]]


@dataclass(frozen=True)
class Change:
    """A statement that was added or removed, in words; `file` is relative to the ontology's folder."""

    added: bool
    file: str
    text: str


@dataclass(frozen=True)
class Entry:
    """What changed about one entity.

    entity     its IRI in the new version, or in the old one when it was removed; None for axioms about several things
    label      what it is called; `formerly`: what it was called before, or its IRI when that is what changed
    """

    entity: str | None
    kind: Kind
    label: str
    formerly: str | None
    changes: tuple[Change, ...]


def difference(old: Version, new: Version) -> list[Entry]:
    """What `new` says otherwise than `old`, by the names of the entities; equal versions give an empty list.

    A statement is the same wherever it stands in the files of one named graph. Blank nodes are compared by the
    canonical form of the statements they connect.
    """
    names = renamed(old, new)
    before = old.renamed(names)
    changes: dict[str | None, list[Change]] = defaultdict(list)
    gone, come = _anonymous(before, new)
    gone, come = [*_missing(before, new), *gone], [*_missing(new, before), *come]
    alike = {(file, line.focus, line.text) for file, line in gone} & {
        (file, line.focus, line.text) for file, line in come
    }
    for added, found in ((False, gone), (True, come)):
        for file, line in found:
            # Two values may differ in no more than their type: then the reader needs them as they are written.
            exact = f" [{line.key}]" if (file, line.focus, line.text) in alike else ""
            changes[line.focus].append(Change(added, file, line.text + exact))
    former = {name: one for one, name in names.items()}
    for entity in former:
        changes.setdefault(entity, [])
    entries = (_entry(entity, found, before, new, former) for entity, found in changes.items())
    return sorted(entries, key=lambda one: (one.entity is None, one.label.lower(), one.entity or ""))


def _entry(
    entity: str | None, changes: list[Change], before: Version, new: Version, former: Mapping[str, str]
) -> Entry:
    ordered = tuple(sorted(changes, key=lambda one: (one.file, one.added, one.text)))
    if entity is None:
        return Entry(None, "changed", "Axioms about several things", None, ordered)
    was, now = entity in before.kinds, entity in new.kinds
    kind: Kind = "renamed" if entity in former else "changed" if was == now else "added" if now else "removed"
    earlier, label = before.words.heading(entity), new.words.heading(entity)
    if kind == "removed":
        return Entry(entity, kind, earlier, None, ordered)
    relabelled = earlier if was and earlier != label else None
    return Entry(entity, kind, label, former.get(entity, relabelled), ordered)


def _plain(version: Version) -> dict[tuple[str | None, Triple], str]:
    """The file of each statement without a blank node."""
    return {
        (graph, triple): file
        for graph, file, triples in version.files
        for triple in triples
        if not any(isinstance(one, BNode) for one in triple)
    }


def _connected(version: Version) -> _Sets:
    """The sets of statements connected by blank nodes, by canonical form, each with its file."""
    return {
        (graph, canonical_form(component)): (file, component)
        for graph, file, triples in version.files
        for component in components(triples)
    }


def _missing(version: Version, other: Version) -> Iterator[tuple[str, Line]]:
    """The statements without a blank node that `other` lacks, in words."""
    kept = _plain(other)
    for (graph, triple), file in _plain(version).items():
        if (graph, triple) not in kept:
            yield file, version.words.line(triple)


def _anonymous(old: Version, new: Version) -> tuple[list[tuple[str, Line]], list[tuple[str, Line]]]:
    """The statements with blank nodes of each version that the other lacks.

    Of a set that changed in part only that part is given, unless its parts cannot be told apart.
    """
    earlier, later = _connected(old), _connected(new)
    before, after = _opened(old, earlier, later), _opened(new, later, earlier)
    same = {place for place in before.keys() & after.keys() if CIRCLE not in place[1]}
    if same == before.keys() == after.keys():
        same = set()
    gone = [found for place, found in before.items() if place not in same]
    return gone, [found for place, found in after.items() if place not in same]


def _opened(version: Version, own: _Sets, other: _Sets) -> dict[tuple[str | None, str], tuple[str, Line]]:
    """The statements of the sets that `other` lacks, by named graph and `Line.key`, each with its file."""
    return {
        (graph, line.key): (file, line)
        for (graph, form), (file, component) in own.items()
        if (graph, form) not in other
        for line in version.words.lines(component)
    }
