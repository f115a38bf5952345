"""When two answers are the same: bags of solutions, whatever blank nodes are called and numbers written."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from realism.store.base import BlankNode, Literal, Row, Term
from realism.vocab import XSD

_INTEGERS: Final = (
    "integer byte short int long unsignedByte unsignedShort unsignedInt unsignedLong "
    "nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger"
)
_VALUES: Final[dict[str, Callable[[str], str]]] = {
    **{XSD + name: lambda text: str(int(text)) for name in _INTEGERS.split()},
    XSD + "decimal": lambda text: str(Decimal(text).normalize()),
    XSD + "double": lambda text: repr(float(text)),
    XSD + "float": lambda text: repr(float(text)),
    XSD + "boolean": lambda text: {"true": "true", "1": "true", "false": "false", "0": "false"}[text],
}
"""By datatype, what writes a value in one way, whatever the way it was written in."""


@dataclass(frozen=True)
class Solutions:
    """The answer to SELECT."""

    variables: frozenset[str]
    rows: Sequence[Row]

    def same(self, other: "Solutions") -> bool:
        """Whether they are the same bag, but for the labels of blank nodes."""
        return self.variables == other.variables and same_rows(self.rows, other.rows)


def by_value(term: Term) -> Term:
    """A number or boolean in a form that all ways to write its value share; other terms as they are."""
    if not isinstance(term, Literal) or term.datatype not in _VALUES:
        return term
    try:
        return term._replace(value=_VALUES[term.datatype](term.value))
    except (KeyError, ValueError, ArithmeticError):
        # It is written as no value of its datatype is.
        return term


def same_rows(ours: Iterable[Row], theirs: Iterable[Row]) -> bool:
    """Whether a one-to-one mapping of blank nodes makes these the same bag, numbers and booleans taken by value."""
    left, right = ([{name: by_value(term) for name, term in row.items()} for row in rows] for rows in (ours, theirs))
    if Counter(map(_outline, left)) != Counter(map(_outline, right)):
        return False
    left, right = ([row for row in rows if _blank(row)] for rows in (left, right))
    # Rows that can be paired with few others come first.
    count = Counter(map(_outline, right))
    return _pair(sorted(left, key=lambda row: count[_outline(row)]), right, {})


def _blank(row: Row) -> bool:
    return any(isinstance(term, BlankNode) for term in row.values())


def _outline(row: Row) -> frozenset[tuple[str, Term | None]]:
    return frozenset((name, None if isinstance(term, BlankNode) else term) for name, term in row.items())


def _pair(left: Sequence[Row], right: Sequence[Row], known: Mapping[Term, Term]) -> bool:
    """Whether the rows can be paired so that blank nodes are mapped one to one, as in `known` where that says."""
    if not left:
        return True
    first, *rest = left
    for at, other in enumerate(right):
        mapping = _extended(known, first, other) if _outline(first) == _outline(other) else None
        if mapping is not None and _pair(rest, [*right[:at], *right[at + 1 :]], mapping):
            return True
    return False


def _extended(known: Mapping[Term, Term], row: Row, other: Row) -> dict[Term, Term] | None:
    """`known` with what makes one row the other; None when they contradict each other."""
    mapping = dict(known)
    for name, term in row.items():
        if isinstance(term, BlankNode) and mapping.setdefault(term, other[name]) != other[name]:
            return None
    return mapping if len(set(mapping.values())) == len(mapping) else None
