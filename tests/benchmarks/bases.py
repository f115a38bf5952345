"""Bases of any size, grown from the bundled one so that around each entry all stays as it was.

A larger base is the bundled one and copies of all its entries under fresh slugs, each with its statements, its labels
marked with the copy's number, and each theory with an account of its own. The vocabulary and the axioms about classes
stand there once, as they would in a base that grew by hand. A smaller base holds the entries nearest to a first one.
The same number always gives the same base.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.rdf import nquads
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import NQUADS, Iri, Literal, Quad
from realism.store.embedded import EmbeddedStore
from realism.vocab import ACCOUNT, ID, INFERRED, OWL, RDF, RDFS, SCHEMA, SKOS, slug_of

_TYPE = RDF + "type"
_LABELS = frozenset(
    {SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel", "definition")}
    | {RDFS + "label", SCHEMA + "needsContext", SCHEMA + "caseSensitiveLabel"}
)
_MARK = "\N{INFORMATION SEPARATOR ONE}"
_LABEL_MARK = "\N{INFORMATION SEPARATOR TWO}"
_IRI = re.compile(rf"<((?:{re.escape(ID)}|{re.escape(ACCOUNT)}|{re.escape(INFERRED)})[a-z0-9-]+)>")


@dataclass(frozen=True)
class Base:
    """A base of a wanted size.

    statements   what is stated in it, without what is inferred
    copies       how often each entry of `entries` stands in it: once as it is, the rest with a numbered slug
    entries      class IRI to the slugs of its instances, of the first copy, sorted
    """

    statements: int
    copies: int
    entries: Mapping[str, Sequence[str]]
    _first: str
    _template: str

    def chunks(self) -> Iterator[str]:
        """The whole base as N-Quads, one copy at a time."""
        yield self._first
        for number in range(2, self.copies + 1):
            yield self._template.replace(_MARK, f"-copy{number}").replace(_LABEL_MARK, f" ({number})")

    def write(self, path: Path) -> None:
        """Write the whole base as N-Quads."""
        with path.open("w", encoding="utf-8") as file:
            file.writelines(self.chunks())

    def triples(self, *, inferred: bool) -> Iterator[str]:
        """The base as N-Triples, with or without what is inferred; a statement of two graphs stands there twice."""
        for chunk in self.chunks():
            for line in chunk.splitlines(True):
                statement, _, graph = line.rstrip(" .\n").rpartition(" ")
                if inferred or not graph.startswith(f"<{INFERRED}"):
                    yield f"{statement} .\n"

    def store(self) -> EmbeddedStore:
        """The base in memory."""
        store = EmbeddedStore()
        for chunk in self.chunks():
            store.load(chunk.encode(), NQUADS)
        return store

    @property
    def bundled(self) -> bool:
        """Whether this is the bundled base, no more and no less."""
        return self.copies == 1 and bool(self._template)

    def slug(self, slug: str, copy: int) -> str:
        """The slug of an entry of `entries` in a copy, from 1 to `copies`."""
        return slug if copy == 1 else f"{slug}-copy{copy}"


class Seed:
    """The bundled base, from which others grow."""

    def __init__(self) -> None:
        store = EmbeddedStore()
        load_bundle(store, ontology_dir())
        self._quads = sorted(store.match(), key=str)
        self._lines = {quad: nquads([quad]) for quad in self._quads}
        store.close()

    @cached_property
    def entries(self) -> dict[str, list[str]]:
        """Class IRI to the slugs of its instances."""
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self._quads:
            if quad.predicate == _TYPE and quad.subject.startswith(ID) and str(quad.object).startswith(SCHEMA):
                found[str(quad.object)].add(quad.subject.removeprefix(ID))
        return {name: sorted(slugs) for name, slugs in sorted(found.items())}

    @cached_property
    def slugs(self) -> frozenset[str]:
        """The slugs of all entries."""
        return frozenset(slug for slugs in self.entries.values() for slug in slugs)

    def grown(self, statements: int) -> Base:
        """The base that states about as many statements as are wanted."""
        stated = sum(_stated(quad) for quad in self._quads)
        if statements < 0.9 * stated:
            return self._part(statements)
        copied = [quad for quad in self._quads if self._copied(quad)]
        one = sum(_stated(quad) for quad in copied)
        copies = 1 + max(0, round((statements - stated) / one))
        template = "".join(self._marked(quad) for quad in copied)
        whole = "".join(self._lines.values())
        return Base(stated + (copies - 1) * one, copies, self.entries, whole, template)

    def _part(self, statements: int) -> Base:
        """The entries nearest to the first theory, as many as fit beside the vocabulary."""
        own = [quad for quad in self._quads if not self._copied(quad)]
        left = statements - sum(_stated(quad) for quad in own)
        naming: dict[str, list[Quad]] = defaultdict(list)
        for quad in self._quads:
            for slug in self._named(quad) if self._copied(quad) else ():
                naming[slug].append(quad)
        chosen: set[str] = set()
        kept: list[Quad] = []
        waiting = deque([self.entries[SCHEMA + "Theory"][0]])
        while waiting and left > 0:
            slug = waiting.popleft()
            if slug not in chosen:
                chosen.add(slug)
                whole = [quad for quad in naming[slug] if self._named(quad) <= chosen]
                left -= sum(_stated(quad) for quad in whole)
                kept += whole
                waiting.extend(sorted({near for quad in naming[slug] for near in self._named(quad)} - chosen))
        quads = sorted((*own, *kept), key=str)
        entries = {name: [slug for slug in slugs if slug in chosen] for name, slugs in self.entries.items()}
        text = "".join(self._lines[quad] for quad in quads)
        return Base(sum(_stated(quad) for quad in quads), 1, entries, text, "")

    def _named(self, quad: Quad) -> set[str]:
        """The entries that a statement names."""
        found = {slug_of(term) for term in (quad.subject, quad.object) if isinstance(term, Iri)}
        return {slug for slug in found if slug in self.slugs}

    def _copied(self, quad: Quad) -> bool:
        """Whether a statement belongs to an entry or an account, rather than to the vocabulary or an axiom."""
        if slug_of(quad.subject) not in self.slugs or not isinstance(quad.object, Iri | Literal):
            return False
        if quad.predicate == _TYPE:
            return quad.object in (OWL + "Ontology",) or str(quad.object).startswith(SCHEMA)
        return not quad.predicate.startswith((RDFS, OWL)) or quad.predicate in (RDFS + "label", OWL + "imports")

    def _marked(self, quad: Quad) -> str:
        """The line of a statement with a mark wherever a copy has its number."""
        line = _IRI.sub(
            lambda found: f"<{found[1]}{_MARK if _any_slug(found[1]) in self.slugs else ''}>", self._lines[quad]
        )
        if quad.predicate in _LABELS:
            end = line.rindex('"')
            line = line[:end] + _LABEL_MARK + line[end:]
        return line


def _any_slug(iri: str) -> str | None:
    """The slug of an entity, an account or what is inferred from it."""
    return iri.removeprefix(INFERRED) if iri.startswith(INFERRED) else slug_of(iri)


def _stated(quad: Quad) -> bool:
    return quad.graph is not None and not quad.graph.startswith(INFERRED)
