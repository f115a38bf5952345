"""Resolving: what a reference denotes, and whether there is an article of the title it goes by."""

from dataclasses import dataclass
from typing import Literal

from realism.errors import Gone
from realism.knowledge.succession import Succession
from realism.vocab import is_slug
from realism.xref.lexicon import EntityRef
from realism.xref.lint.names import Names
from realism.xref.lint.targets import Target
from realism.xref.lint.titles import Titles, host, normal

How = Literal["title", "alias", "redirect", "renamed", "given-up", "ambiguous", "article", "unknown", "outside"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference denotes.

    how       by which kind of name: the title of an article; an alias of an entity; a redirect; an address that has
              moved (renamed) or is gone (given-up); a name that several entities share; an article that is no entity of
              the base; a name of nothing (unknown); something that is not judged (outside)
    entity    the entity, if it is one
    title     the title of the article it leads to, None if there is none
    exists    whether there is an article of the title that the reference itself goes by
    options   the entities it may denote, when it is not one
    note      what else is to be said
    """

    how: How
    entity: EntityRef | None = None
    title: str | None = None
    exists: bool = False
    options: tuple[EntityRef, ...] = ()
    note: str = ""

    @property
    def key(self) -> str | None:
        """What makes two references refer to the same thing."""
        return self.entity.id if self.entity else normal(self.title) if self.title else None


class Resolver:
    """Resolves targets against the base, and against the titles of an encyclopedia if there are any."""

    def __init__(self, names: Names, titles: Titles | None, retired: Succession) -> None:
        self._names = names
        self._titles = titles
        self._retired = retired

    def resolve(self, target: Target) -> Resolution:
        """What `target` denotes."""
        if target.kind == "title":
            return self._title(target.value)
        if target.kind == "slug":
            return self._slug(target.value)
        return self._address(target.value) if target.kind == "address" else Resolution("outside")

    def article_of(self, entity: EntityRef) -> str | None:
        """The title of the article on `entity`, None if there is none."""
        return entity.label if self._titles is None or self._titles.has(self._titles.end(entity.label)) else None

    def _title(self, name: str) -> Resolution:
        titles = self._titles
        end = titles.end(name) if titles else name
        moved = normal(end) != normal(name)
        titled = self._names.titled(end)
        there = titles.has(end) if titles else bool(titled)
        if len(titled) > 1:
            return Resolution("ambiguous", None, end if there else None, there and not moved, tuple(titled))
        if titled:
            return self._found("redirect" if moved else "title", titled[0], there and not moved)
        called = self._names.called(end)
        if there:
            # An article that the encyclopedia calls otherwise than the base does, or one on something else.
            same = len(called) == 1 and self.article_of(called[0]) is None
            how: How = "redirect" if moved else "article"
            return Resolution(how, called[0] if same else None, end, not moved, () if same else tuple(called))
        if len(called) == 1:
            return self._found("alias", called[0], exists=False)
        return Resolution("ambiguous" if called else "unknown", options=tuple(called))

    def _found(self, how: How, entity: EntityRef, exists: bool) -> Resolution:
        return Resolution(how, entity, self.article_of(entity), exists)

    def _slug(self, slug: str) -> Resolution:
        entity = self._names.entities.get(slug)
        if entity is not None:
            return Resolution("title", entity, self.article_of(entity), True)
        if not is_slug(slug):
            return Resolution("unknown")
        try:
            successor = self._retired.successor(slug)
        except Gone as gone:
            slugs = [str(iri).rpartition("/")[2] for iri in gone.detail["replaced_by"]]
            options = tuple(self._names.entities[one] for one in slugs if one in self._names.entities)
            return Resolution("given-up", options=options, note=gone.message)
        entity = self._names.entities.get(successor) if successor else None
        if entity is not None:
            return Resolution("renamed", entity, self.article_of(entity))
        return Resolution("unknown")

    def _address(self, address: str) -> Resolution:
        titles = self._titles
        if titles is None or (address not in titles.addresses and host("//" + address) not in titles.hosts):
            return Resolution("outside")
        found = address in titles.addresses
        return Resolution("article" if found else "unknown", None, address if found else None, found)
