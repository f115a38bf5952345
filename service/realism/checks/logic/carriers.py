"""Which statement of a base carries an axiom, so that its place can be shown."""

from collections.abc import Iterator

from realism.checks.edits.footprint import Find, Pattern
from realism.checks.logic.axioms import Axiom
from realism.store.base import BlankNode, Iri, Quad, text_of
from realism.vocab import CORE, OWL, RDF, account_iri, is_slug

_ANONYMOUS = {
    "NegativeObjectPropertyAssertion": ("NegativePropertyAssertion",),
    "NegativeDataPropertyAssertion": ("NegativePropertyAssertion",),
    "DisjointClasses": ("AllDisjointClasses",),
    "DifferentIndividuals": ("AllDifferent",),
    "DisjointObjectProperties": ("AllDisjointProperties",),
    "SubClassOf": ("Restriction", "Class"),
}


def carrier(find: Find, axiom: Axiom) -> Quad | None:
    """The statement of the graph of its part that carries an axiom; the first of `carriers`."""
    graph = account_iri(axiom.part) if is_slug(axiom.part) else CORE

    def here(pattern: Pattern) -> Iterator[Quad]:
        return (quad for quad in find(pattern) if quad.graph == graph)

    return next(carriers(here, axiom), None)


def carriers(find: Find, axiom: Axiom) -> Iterator[Quad]:
    """Statements that may carry an axiom: first the one it maps to, then those about an anonymous node."""
    main, wanted = axiom.triple, set(axiom.expression.iris())
    if main is not None and main[2] is not None:
        subject, predicate, value = Iri(main[0]), Iri(main[1]), main[2]
        yield from (quad for quad in find(Pattern(subject, predicate, None)) if text_of(quad.object) == value)
        if ":" in value and not any(character in value for character in ' <>"'):
            # Symmetric axioms are rendered in one order and may be written in the other.
            yield from find(Pattern(Iri(value), predicate, subject))
    elif main is not None:
        for quad in find(Pattern(Iri(main[0]), Iri(main[1]), None)):
            if isinstance(quad.object, BlankNode) and wanted <= _iris(find, quad.object) | {main[0], main[1]}:
                yield quad
    for kind in _ANONYMOUS.get(axiom.expression.name, ()):
        for quad in find(Pattern(None, Iri(RDF + "type"), Iri(OWL + kind))):
            if isinstance(quad.subject, BlankNode) and wanted <= _iris(find, quad.subject):
                yield quad


def _iris(find: Find, start: BlankNode) -> set[str]:
    found: set[str] = set()
    waiting, seen = [start], {start}
    while waiting:
        for quad in find(Pattern(waiting.pop(), None, None)):
            if isinstance(quad.object, Iri):
                found.add(str(quad.object))
            elif isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return found
