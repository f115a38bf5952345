"""What a client can do to a dataset: an update, or something to one graph; and finding out what that comes to."""

from dataclasses import dataclass
from typing import Protocol

from realism.knowledge.blank_nodes import as_before, blank_nodes
from realism.store.base import BlankNode, Iri, Quad, Store
from realism.store.embedded import EmbeddedStore
from realism.store.sparql_update import carry_out
from realism.store.update_trial import Difference, Trial, difference, try_out
from realism.vocab import BASE


class Change(Protocol):
    """Something to do to a dataset."""

    def carry_out(self, store: EmbeddedStore) -> None:
        """Do it to `store`, wholly or not at all."""

    def difference(self, before: frozenset[Quad]) -> Difference:
        """What it adds to the dataset `before`, and what it takes away."""


@dataclass(frozen=True)
class UpdateChange:
    """A SPARQL update; relative IRIs are read against the base's own namespace.

    seconds   how long it may take to find out what it does
    """

    text: str
    seconds: float = 10.0

    def carry_out(self, store: EmbeddedStore) -> None:
        """Carry out the update. Raises QuerySyntaxError, Refused."""
        carry_out(store.update, self.text, BASE)

    def difference(self, before: frozenset[Quad]) -> Difference:
        """What the update does. Raises as `carry_out` does, and Overloaded when it takes too long."""
        if "where" in self.text.lower():
            return try_out(Trial(before, self.text, BASE), self.seconds)
        return difference(before, self.carry_out)


@dataclass(frozen=True)
class GraphChange:
    """Statements to be all that a graph holds, or with `merge` to be added to it; `graph` None is the default graph."""

    graph: Iri | None
    statements: frozenset[Quad] = frozenset()
    merge: bool = False

    def carry_out(self, store: EmbeddedStore) -> None:
        """Make the graph what it is to be."""
        if self.merge:
            store.change(self.statements, ())
            return
        old = statements_in(store, self.graph)
        own = [quad for quad in old if not any(_is_elsewhere(store, node, self.graph) for node in blank_nodes(quad))]
        new = as_before(self.statements, own)
        if new != old:
            store.change(new - old, old - new)

    def difference(self, before: frozenset[Quad]) -> Difference:
        """What it does."""
        return difference(before, self.carry_out)


@dataclass(frozen=True)
class EditChange:
    """Statements to add and to take away, those that are not there already and those that are."""

    add: frozenset[Quad]
    remove: frozenset[Quad]

    def carry_out(self, store: EmbeddedStore) -> None:
        """Make the edit."""
        store.change(self.add, self.remove)

    def difference(self, before: frozenset[Quad]) -> Difference:
        """What it does."""
        return self.add - before, self.remove & before


def statements_in(store: Store, graph: Iri | None) -> frozenset[Quad]:
    """The statements of a graph; None is the default graph, of those in no graph."""
    return frozenset(quad for quad in store.match(graph=graph) if quad.graph == graph)


def _is_elsewhere(store: Store, node: BlankNode, graph: Iri | None) -> bool:
    return any(quad.graph != graph for quads in (store.match(node), store.match(object=node)) for quad in quads)
