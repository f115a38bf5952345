"""Where a theory stands: the tree of theories above and below it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from realism.store.base import Store
from realism.web.binding import PREFIXES
from realism.web.directory import Directory, Entity

_STRANDS: Final = PREFIXES + "SELECT DISTINCT ?strand ?parent WHERE { ?strand realism:directStrandOf ?parent }"


@dataclass(frozen=True)
class Node:
    """A theory in a tree, with its strands; `here` marks the one the page is about."""

    entity: Entity
    children: tuple["Node", ...] = ()
    here: bool = False


@dataclass(frozen=True)
class Family:
    """Which theory is directly a strand of which, by slug."""

    directory: Directory
    parents: Mapping[str, frozenset[str]]
    children: Mapping[str, frozenset[str]]

    @classmethod
    def from_store(cls, store: Store, directory: Directory) -> "Family":
        """The family of the theories in `store`."""
        parents: dict[str, set[str]] = defaultdict(set)
        children: dict[str, set[str]] = defaultdict(set)
        for row in store.query(_STRANDS).rows():
            ends = directory.find(str(row["strand"])), directory.find(str(row["parent"]))
            if ends[0] is not None and ends[1] is not None:
                parents[ends[0].slug].add(ends[1].slug)
                children[ends[1].slug].add(ends[0].slug)
        return cls(directory, _frozen(parents), _frozen(children))

    def whole(self) -> list[Node]:
        """The trees of all theories; a theory with several parents stands under each."""
        everyone = {entity.slug for entity in self.directory.of_kind("theory")}
        return self._trees(everyone, None)

    def around(self, slug: str) -> list[Node]:
        """The trees that lead from the widest theories to `slug` and on to its strands."""
        return self._trees(self._closure(slug, self.parents) | self._closure(slug, self.children), slug)

    def _closure(self, slug: str, step: Mapping[str, frozenset[str]]) -> set[str]:
        found, new = {slug}, {slug}
        while new:
            new = {other for one in new for other in step.get(one, ())} - found
            found |= new
        return found

    def _trees(self, shown: Collection[str], here: str | None) -> list[Node]:
        roots = [slug for slug in shown if not self.parents.get(slug, frozenset()) & set(shown)]
        return [self._node(slug, shown, here, ()) for slug in self._sorted(roots)]

    def _node(self, slug: str, shown: Collection[str], here: str | None, above: tuple[str, ...]) -> Node:
        # `above` keeps a circle in broken data from going on for ever.
        below = [child for child in self.children.get(slug, ()) if child in shown and child not in above]
        nodes = tuple(self._node(child, shown, here, (*above, slug)) for child in self._sorted(below))
        return Node(self.directory[slug], nodes, slug == here)

    def _sorted(self, slugs: Iterable[str]) -> list[str]:
        return sorted(slugs, key=lambda slug: self.directory[slug].order)


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {slug: frozenset(others) for slug, others in found.items()}
