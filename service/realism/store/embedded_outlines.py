"""Answers to lookups put together from what is found for each of their statements, byte by byte as the engine would.

The engine may go through the statements in any order. All orders give the same solutions in the same order when no
more than one statement has several, and none that is optional; all else is left to the engine.
"""

from collections.abc import Sequence
from json.encoder import encode_basestring as quoted
from typing import Final

import pyoxigraph as ox

from realism.store.embedded_rdf import AnyNode
from realism.store.lookup_shape import Clause, Condition, Outline
from realism.vocab import XSD

_PLAIN: Final = XSD + "string"
Found = Sequence[AnyNode]
"""What stands in the place that a statement seeks; where it seeks nothing, anything, as often as it is stated."""


def in_json(outline: Outline, found: Sequence[Found], begin: int, end: int | None) -> str | None:
    """The answer with its solutions from `begin` to before `end`.

    found   what there is for each statement
    None when the answer is not as plain as that.
    """
    solutions = _solutions(outline, found)
    if solutions is None:
        return None
    names = ",".join([f'"{variable}"' for variable in outline.variables])
    return f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{",".join(solutions[begin:end])}]}}}}'


def _solutions(outline: Outline, found: Sequence[Found]) -> list[str] | None:
    pairs = [(clause, _kept(clause, nodes)) for clause, nodes in zip(outline.clauses, found, strict=True)]
    absent = {clause.optional for clause, nodes in pairs if not nodes}
    if 0 in absent:
        return []
    number = 1
    bound: dict[str, list[str]] = {}
    for clause, nodes in pairs:
        if clause.optional in absent:
            continue
        if len(nodes) > 1:
            if number > 1 or clause.optional:
                return None
            number = len(nodes)
        if clause.variable in outline.variables:
            bound[clause.variable] = written = [_written(node) for node in nodes]
            if "" in written:
                return None
    columns = [(f'"{variable}":', bound[variable]) for variable in outline.variables if variable in bound]
    solutions = [
        "{" + ",".join([name + written[place if len(written) > 1 else 0] for name, written in columns]) + "}"
        for place in range(number)
    ]
    return list(dict.fromkeys(solutions)) if outline.distinct else solutions


def _kept(clause: Clause, nodes: Found) -> Found:
    """Those of `nodes` for which the conditions hold."""
    if not clause.conditions:
        return nodes
    return [node for node in nodes if all(any(_holds(one, node) for one in some) for some in clause.conditions)]


def _holds(condition: Condition, node: AnyNode) -> bool:
    if not isinstance(node, ox.Literal):
        return False
    tag = node.language or ""
    if not condition.matches:
        return tag == condition.language
    if condition.language == "*":
        return tag != ""
    return f"{tag}-".lower().startswith(f"{condition.language}-".lower())


def _written(node: AnyNode) -> str:
    """`node` in JSON; empty when it is none of the usual kinds."""
    if isinstance(node, ox.Literal):
        language = node.language
        if language is not None:
            if node.direction is not None:
                return ""
            return f'{{"type":"literal","value":{quoted(node.value)},"xml:lang":{quoted(language)}}}'
        datatype = node.datatype.value
        if datatype == _PLAIN:
            return f'{{"type":"literal","value":{quoted(node.value)}}}'
        return f'{{"type":"literal","value":{quoted(node.value)},"datatype":{quoted(datatype)}}}'
    if isinstance(node, ox.NamedNode):
        return f'{{"type":"uri","value":{quoted(node.value)}}}'
    return f'{{"type":"bnode","value":{quoted(node.value)}}}' if isinstance(node, ox.BlankNode) else ""
