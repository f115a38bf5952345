"""What can be read off the text of an axiom: the names in it, and whether it speaks of things nobody mentions."""

import re
from functools import lru_cache

from realism.checks.logic.functional import Argument, Expression, parse_functional
from realism.vocab import OWL

PAIRWISE = ("DisjointClasses(", "DifferentIndividuals(")
"""How axioms begin that say of any number of things what they say of each two."""
_IRI = re.compile(r"<([^<>]*)>")
_FACTS = ("ClassAssertion(<", "ObjectPropertyAssertion(<")
_CONDITIONAL = re.compile(
    r"(ClassAssertion|(Negative)?(Object|Data)PropertyAssertion|SameIndividual|DifferentIndividuals|HasKey"
    r"|(Inverse)?Functional\w+|(Ir|S|As|Tr)\w+ObjectProperty|Sub(Object|Data)PropertyOf|Equivalent(Object|Data)Properties"
    r"|Disjoint(Object|Data)Properties|InverseObjectProperties|(Object|Data)Property(Domain|Range))\("
)
_NEVER = frozenset(
    f"{kind}{name}"
    for kind in ("Object", "Data")
    for name in ("SomeValuesFrom", "HasValue", "HasSelf", "OneOf")
)  # fmt: skip


@lru_cache(100_000)
def names(text: str) -> frozenset[str]:
    """The IRIs that an axiom in functional syntax has in full."""
    return frozenset(_IRI.findall(text))


def is_near(text: str, known: frozenset[str]) -> bool:
    """Whether an axiom speaks of what is known: of a term of the terminology, or of an individual if it states a fact.

    That two facts are of the same kind does not bring them near to each other.
    """
    mentioned = names(text)
    if text.startswith("DifferentIndividuals("):
        return len(mentioned & known) > 1
    if text.startswith(_FACTS):
        return not known.isdisjoint(_IRI.findall(text)[1:])
    return not mentioned or not known.isdisjoint(mentioned)


def how_far(text: str, known: frozenset[str]) -> int:
    """How many names an axiom brings to those that are known: none, if it tells two of these apart."""
    mentioned = names(text)
    if text.startswith(PAIRWISE) and len(mentioned & known) > 1:
        return 0
    return len(mentioned - known)


def states(axiom: str, other: str) -> bool:
    """Whether an axiom about many things says what `other` says of some of them."""
    kind = next((kind for kind in PAIRWISE if axiom.startswith(kind)), None)
    return kind is not None and other.startswith(kind) and names(other) <= names(axiom)


@lru_cache(100_000)
def says_nothing_of_others(text: str) -> bool:
    """Whether the axiom is true of a thing of no named kind that has no relation to anything.

    If all axioms are, any number of such things can be added to a model; so things of which it is only said that they
    differ can be left out without losing a contradiction.
    """
    if "owl:top" in text or text.startswith("Reflexive"):
        return False
    if _CONDITIONAL.match(text):
        return True
    axiom = parse_functional(text)
    if axiom.name == "SubClassOf":
        return not _applies(axiom.arguments[0]) or _applies(axiom.arguments[1])
    if axiom.name in ("EquivalentClasses", "DisjointClasses"):
        number = sum(_applies(one) for one in axiom.arguments)
        return number == 0 or number == (1 if axiom.name == "DisjointClasses" else len(axiom.arguments))
    return False


def _applies(kind: Argument) -> bool:
    """Whether a thing of no named kind without relations is an instance of the class."""
    if not isinstance(kind, Expression):
        return kind == OWL + "Thing"
    if kind.name == "ObjectComplementOf":
        return not _applies(kind.arguments[0])
    if kind.name == "ObjectIntersectionOf":
        return all(map(_applies, kind.arguments))
    if kind.name == "ObjectUnionOf":
        return any(map(_applies, kind.arguments))
    if kind.name.endswith(("MinCardinality", "ExactCardinality")):
        return kind.arguments[0] == 0
    return kind.name not in _NEVER
