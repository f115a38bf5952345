"""Statements about blank nodes: which of them belong together, when sets are equal, what they say in OWL."""

from collections.abc import Collection, Iterable

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from realism.checks.logic.functional import Argument, Expression
from realism.knowledge.sources import Triple
from realism.store import base
from realism.vocab import XSD

CIRCLE = "\0"
"""What `tree` has in place of a blank node it has come from; in no term of RDF."""
_AXIOMS = {
    RDFS.subClassOf: "SubClassOf",
    OWL.equivalentClass: "EquivalentClasses",
    OWL.disjointWith: "DisjointClasses",
}
_MEMBERS = {OWL.AllDisjointClasses: "DisjointClasses", OWL.AllDifferent: "DifferentIndividuals"}
_LISTS = {
    OWL.intersectionOf: "ObjectIntersectionOf",
    OWL.unionOf: "ObjectUnionOf",
    OWL.oneOf: "ObjectOneOf",
}
_FILLERS = {
    OWL.someValuesFrom: "ObjectSomeValuesFrom",
    OWL.allValuesFrom: "ObjectAllValuesFrom",
    OWL.hasValue: "ObjectHasValue",
}
_NUMBERS = {
    OWL.minCardinality: "ObjectMinCardinality",
    OWL.maxCardinality: "ObjectMaxCardinality",
    OWL.cardinality: "ObjectExactCardinality",
    OWL.minQualifiedCardinality: "ObjectMinCardinality",
    OWL.maxQualifiedCardinality: "ObjectMaxCardinality",
    OWL.qualifiedCardinality: "ObjectExactCardinality",
}


def components(triples: Iterable[Triple]) -> list[Graph]:
    """The statements with a blank node, as sets that share no blank node with each other."""
    links: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        while links.setdefault(node, node) != node:
            links[node] = node = links[links[node]]
        return node

    found = [(triple, [one for one in (triple[0], triple[2]) if isinstance(one, BNode)]) for triple in triples]
    for _, nodes in found:
        for node in nodes:
            links[root(node)] = root(nodes[0])
    sets: dict[Node, Graph] = {}
    for triple, nodes in found:
        if nodes:
            sets.setdefault(root(nodes[0]), Graph(bind_namespaces="none")).add(triple)
    return list(sets.values())


def canonical_form(component: Graph) -> frozenset[Triple]:
    """The statements with the labels of blank nodes made canonical: equal for isomorphic components (RGDA1)."""
    return frozenset(to_canonical_graph(component))


def starts(component: Graph) -> list[BNode]:
    """The blank nodes to begin at so that, with the statements about IRIs, every statement is come across.

    Those that nothing leads to; then, of what only runs in circles, one of each circle.
    """
    nodes = {one for one in component.subjects() if isinstance(one, BNode)}
    found = sorted(nodes - set(component.objects()), key=lambda one: tree(component, one))
    reached: set[Node] = set()
    waiting: list[Node] = [one for one in component.subjects() if not isinstance(one, BNode)] + list(found)
    while True:
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                waiting += [one for one in component.objects(node) if isinstance(one, BNode)]
        left = sorted(nodes - reached, key=lambda one: tree(component, one))
        if not left:
            return found
        found.append(left[0])
        waiting.append(left[0])


def tree(graph: Graph, node: Node, above: frozenset[Node] = frozenset()) -> str:
    """What is said of `node`, with blank nodes written out as what is said of them; a circle ends in `CIRCLE`."""
    if not isinstance(node, BNode):
        return node.n3() if isinstance(node, URIRef | Literal) else str(node)
    if node in above:
        return CIRCLE
    inner = above | {node}
    return (
        f"[{'; '.join(sorted(f'{tree(graph, p)} {tree(graph, o, inner)}' for p, o in graph.predicate_objects(node)))}]"
    )


def axiom(graph: Graph, subject: Node, predicate: Node, value: Node) -> Expression | None:
    """The OWL axiom that a statement about a class makes; None when it makes none that can be put into words."""
    name = _AXIOMS.get(predicate) if isinstance(predicate, URIRef) else None
    parts = [_class(graph, one, ()) for one in (subject, value)]
    return None if name is None else _complete(name, parts)


def anonymous_axiom(graph: Graph, node: Node) -> Expression | None:
    """The OWL axiom that the blank node `node` itself is, such as a negative assertion; None for anything else."""
    kind = graph.value(node, RDF.type)
    if kind == OWL.NegativePropertyAssertion:
        names = (OWL.assertionProperty, OWL.sourceIndividual)
        target, data = graph.value(node, OWL.targetIndividual), graph.value(node, OWL.targetValue)
        parts = [argument(graph, graph.value(node, name)) for name in names]
        parts.append(argument(graph, data if target is None else target))
        return _complete(f"Negative{'Data' if target is None else 'Object'}PropertyAssertion", parts)
    if isinstance(kind, URIRef) and kind in _MEMBERS:
        listed = members(graph, graph.value(node, OWL.members) or graph.value(node, OWL.distinctMembers))
        return _complete(_MEMBERS[kind], [_class(graph, one, ()) for one in listed or ()])
    return None


def argument(graph: Graph, node: Node | None) -> Argument | None:
    """A term, or the class expression or inverse property that a blank node stands for; None when it is neither.

    Follows OWL 2 Mapping to RDF Graphs, section 3.2.4. Circles give None.
    """
    return _argument(graph, node, frozenset())


def _argument(graph: Graph, node: Node | None, above: Collection[Node]) -> Argument | None:
    if isinstance(node, URIRef):
        return base.Iri(str(node))
    if isinstance(node, Literal):
        return base.Literal(str(node), str(node.datatype or XSD + "string"), node.language or "")
    if node is None or node in above:
        return None
    inner = frozenset((*above, node))
    for predicate, name in _LISTS.items():
        if (head := graph.value(node, predicate)) is not None:
            read = _argument if name == "ObjectOneOf" else _class
            return _complete(name, [read(graph, one, inner) for one in members(graph, head) or ()])
    if (whole := graph.value(node, OWL.complementOf)) is not None:
        return _complete("ObjectComplementOf", [_class(graph, whole, inner)])
    if (other := graph.value(node, OWL.inverseOf)) is not None:
        return _complete("ObjectInverseOf", [_class(graph, other, inner)])
    return _restriction(graph, node, inner)


def _restriction(graph: Graph, node: Node, inner: Collection[Node]) -> Argument | None:
    relation = _class(graph, graph.value(node, OWL.onProperty), inner)
    for predicate, name in _FILLERS.items():
        if (value := graph.value(node, predicate)) is not None:
            read = _argument if name == "ObjectHasValue" else _class
            return _complete(name, [relation, read(graph, value, inner)])
    if graph.value(node, OWL.hasSelf) is not None:
        return _complete("ObjectHasSelf", [relation])
    for predicate, name in _NUMBERS.items():
        number = graph.value(node, predicate)
        if isinstance(number, Literal) and str(number).isdecimal():
            parts = [int(number), relation]
            of = graph.value(node, OWL.onClass) or graph.value(node, OWL.onDataRange)
            return _complete(name, parts if of is None else [*parts, _class(graph, of, inner)])
    return None


def members(graph: Graph, head: Node | None) -> list[Node] | None:
    """The members of an RDF list; None when `head` begins none, or one that runs in a circle."""
    if head is None or graph.value(head, RDF.first) is None:
        return None
    try:
        return list(graph.items(head))
    except ValueError:
        return None


def _class(graph: Graph, node: Node | None, above: Collection[Node]) -> Argument | None:
    return None if isinstance(node, Literal) else _argument(graph, node, above)


def _complete(name: str, parts: Iterable[Argument | None]) -> Expression | None:
    arguments = tuple(parts)
    known = tuple(one for one in arguments if one is not None)
    return Expression(name, known) if known and len(known) == len(arguments) else None
