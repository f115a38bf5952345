"""Which part of a shape that is made of shapes an entry does not meet, in words."""

from collections.abc import Callable, Sequence

from rdflib import URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from realism.checks.shapes.compiling import LISTED
from realism.checks.shapes.wording import WHOLE, ShapeWording, joined

Conforms = Callable[[Node, Node], bool]
"""Whether a node conforms to a shape: called with the shape and the node."""

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class ShapeFailures:
    """The failures of the shapes of one graph.

    conforms   whether a node conforms to a shape
    """

    def __init__(self, wording: ShapeWording, conforms: Conforms) -> None:
        self.wording = wording
        self.shapes = wording.shapes
        self._conforms = conforms

    def explained(self, shape: Node, component: Node, values: Sequence[Node]) -> str | None:
        """Which part of a nested `shape` failed; None when the failed constraint has no parts.

        component   the constraint that failed
        values      the nodes it judged; one, unless the constraint counts them
        """
        name = _parameter(component)
        if name in LISTED and values:
            told = (self._listed(name, list(self.shapes.items(one)), values[0]) for one in self._of(shape, name))
            return joined([one for one in told if one is not None])
        if name == SH["not"] and values:
            denied = [one for one in self._of(shape, name) if self._conforms(one, values[0])]
            return f"this must not be so, but it is: {joined([self.wording.said(one) for one in denied])}"
        if name == SH.node and values:
            failed = [one for one in self._of(shape, name) if not self._conforms(one, values[0])]
            return f"this must be so, but is not: {joined([self._failing(one, values[0]) for one in failed])}"
        if name == SH.qualifiedValueShape:
            return joined([self._counted(shape, one, values) for one in self._of(shape, name)])
        return None

    def _of(self, shape: Node, name: Node) -> list[Node]:
        return sorted(self.shapes.objects(shape, name), key=str)

    def _listed(self, name: Node, parts: Sequence[Node], value: Node) -> str | None:
        """The parts of a list of shapes, each with whether it is so; None when as many are met as have to be."""
        holds = [self._conforms(part, value) for part in parts]
        number = sum(holds)
        met: dict[Node, bool] = {SH["and"]: number == len(parts), SH["or"]: number > 0, SH.xone: number == 1}
        if met[name]:
            return None
        if number == len(parts):
            how = "both are" if number == 2 else f"all {_number(number)} are"
        elif number == 0:
            how = "neither is" if len(parts) == 2 else "none is"
        else:
            how = f"only {_number(number)} is" if number == 1 else f"{_number(number)} are"
        told = (
            f"{self.wording.said(part)} ({'this is so' if so else 'this is not so'})"
            for part, so in zip(parts, holds, strict=True)
        )
        return f"{WHOLE[name]} must be so, but {how}: {'; '.join(told)}"

    def _failing(self, shape: Node, value: Node) -> str:
        """What of the node shape `shape` the node does not meet: its parts, as far as they can be told apart."""
        parts = [*self.shapes.objects(shape, SH.property), *self.shapes.objects(shape, SH.node)]
        failed = [part for part in parts if not self._conforms(part, value)]
        return joined([self.wording.said(part, 1) for part in sorted(failed, key=str)]) or self.wording.said(shape)

    def _counted(self, shape: Node, part: Node, values: Sequence[Node]) -> str:
        number = sum(self._conforms(part, value) for value in values)
        bounds = (
            f"{words} {bound}"
            for name, words in ((SH.qualifiedMinCount, "at least"), (SH.qualifiedMaxCount, "at most"))
            for bound in self.shapes.objects(shape, name)
        )
        asked = self.wording.said(part, 1).removeprefix("it ")
        are = "is" if number == 1 else "are"
        return (
            f"{joined(list(bounds))} of its {len(values)} values must be such that it {asked}; {_number(number)} {are}"
        )


def _parameter(component: Node) -> Node:
    """The property that calls for a constraint component: sh:xone for sh:XoneConstraintComponent."""
    name = str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent")
    if name in ("QualifiedMinCount", "QualifiedMaxCount"):
        return SH.qualifiedValueShape
    return URIRef(str(SH) + name[:1].lower() + name[1:])


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
