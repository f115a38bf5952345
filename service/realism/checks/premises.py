"""Shared premises: what a theory takes over from the traditions it is a strand of, as their accounts put it into logic.

A theory does not inherit the claims of a tradition; it shares those that its account lists as realism:sharesPremise.
So the tradition's axioms for these claims, and no others, count when the consistency of its account is judged.
"""

from rdflib import BNode, Graph, Namespace, URIRef
from rdflib.namespace import OWL
from rdflib.term import Node

from realism.checks.knowledge import Knowledge
from realism.vocab import SCHEMA, entity_iri, slug_of

_REALISM = Namespace(SCHEMA)


def premises(knowledge: Knowledge, slug: str) -> dict[str, Graph]:
    """The axioms of wider theories that formalize premises the theory `slug` shares, by the wider theory's slug."""
    theory = URIRef(entity_iri(slug))
    shared = set(knowledge.accounts[slug].objects(theory, _REALISM.sharesPremise))
    found: dict[str, Graph] = {}
    for wider in knowledge.core.transitive_objects(theory, _REALISM.directStrandOf):
        name = slug_of(str(wider)) or ""
        if wider != theory and shared and name in knowledge.accounts:
            axioms = _formalizing(knowledge.accounts[name], shared)
            if len(axioms):
                found[name] = axioms
    return found


def _formalizing(account: Graph, claims: set[Node]) -> Graph:
    """The axioms of an account that formalize one of `claims`, with their annotations."""
    found = Graph(bind_namespaces="none")
    for node, claim in account.subject_objects(_REALISM.formalizes):
        if claim in claims:
            _copy(account, node, found)
            subject, predicate, value = (
                account.value(node, name) for name in (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
            )
            if subject is not None and predicate is not None and value is not None:
                found.add((subject, predicate, value))
    return found


def _copy(source: Graph, node: Node, target: Graph) -> None:
    """Copy all that is said of a blank node, and of the blank nodes this leads to."""
    for triple in source.triples((node, None, None)):
        if triple not in target:
            target.add(triple)
            if isinstance(triple[2], BNode):
                _copy(source, triple[2], target)
