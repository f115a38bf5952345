"""Statements taken away and added at once, as one update, which the engine carries out wholly or not at all.

Text cannot name a blank node of the store, so those stand in the update as IRIs of a scheme of this module, and a
function turns them back into what they stand for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import pyoxigraph as ox

from realism.store.embedded_rdf import insert_data

_NODE: Final = "urn:x-realism-blank:"
_TERM: Final = ox.NamedNode("urn:x-realism-term")
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class ChangeText(NamedTuple):
    """An update and the functions it uses."""

    text: str
    functions: dict[ox.NamedNode, Callable[..., _Term | None]]


def change_text(add: Iterable[ox.Quad], remove: Iterable[ox.Quad]) -> ChangeText:
    """The update that takes away the quads of `remove`, then adds those of `add`; empty when there are none."""
    operations = [*_operations("DELETE", list(remove)), *_operations("INSERT", list(add))]
    return ChangeText(" ;\n".join(operations), {_TERM: _meant})


def has_blank_nodes(quad: ox.Quad) -> bool:
    """Whether a quad has a blank node among its terms."""
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _operations(verb: str, quads: Sequence[ox.Quad]) -> Iterator[str]:
    plain = [quad for quad in quads if not has_blank_nodes(quad)]
    if plain:
        yield f"{verb} DATA {{ {insert_data(plain)} }}"
    blank = [quad for quad in quads if has_blank_nodes(quad)]
    for nameless in (True, False):
        rows = [quad for quad in blank if isinstance(quad.graph_name, ox.DefaultGraph) == nameless]
        if rows:
            template = "{ ?s ?p ?o }" if nameless else "{ GRAPH ?g { ?s ?p ?o } }"
            lines = "\n".join(f"({' '.join(map(_written, _terms(quad)))})" for quad in rows)
            meant = f"BIND({_TERM}(?subject) AS ?s) BIND({_TERM}(?object) AS ?o)"
            variables = "?subject ?p ?object" + ("" if nameless else " ?g")
            yield f"{verb} {template} WHERE {{ VALUES ({variables}) {{ {lines} }} {meant} }}"


def _terms(quad: ox.Quad) -> Iterator[_Term]:
    yield from quad.triple
    if isinstance(quad.graph_name, ox.NamedNode):
        yield quad.graph_name


def _written(term: _Term) -> str:
    return f"<{_NODE}{term.value}>" if isinstance(term, ox.BlankNode) else str(term)


def _meant(term: _Term) -> _Term:
    if isinstance(term, ox.NamedNode) and term.value.startswith(_NODE):
        return ox.BlankNode(term.value.removeprefix(_NODE))
    return term
