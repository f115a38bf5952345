"""OWL axioms in functional-style syntax, read into nested expressions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from realism.errors import BadInput
from realism.store.base import Iri, Literal
from realism.vocab import OWL, RDF, RDFS, XSD

_PREFIXES = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "xsd": XSD}
_TOKEN = re.compile(
    r"""\s*(?:
        <(?P<iri>[^<>]*)>
      | (?P<short>[a-z]+:[A-Za-z]+)
      | "(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<lang>[A-Za-z0-9-]+)|\^\^(?:<(?P<type>[^<>]*)>|(?P<xsd>[a-z]+:[A-Za-z]+)))?
      | (?P<number>\d+)
      | (?P<name>[A-Za-z]+)\(
      | (?P<blank>_:[^\s()]+)
      | (?P<close>\))
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Expression:
    """A constructor of OWL, such as ``ObjectHasValue``, with its arguments in order."""

    name: str
    arguments: tuple["Argument", ...]

    def iris(self) -> Iterator[str]:
        """Every IRI in the expression, in order."""
        for argument in self.arguments:
            if isinstance(argument, Expression):
                yield from argument.iris()
            elif isinstance(argument, Iri):
                yield str(argument)


Argument = Expression | Iri | Literal | int


def parse_functional(text: str) -> Expression:
    """The expression that `text` writes, such as ``SubClassOf(<a> ObjectHasValue(<p> <v>))``.

    Raises BadInput when it is not one expression.
    """
    stack: list[tuple[str, list[Argument]]] = [("", [])]
    end = 0
    for match in _tokens(text):
        end = match.end()
        if match["name"]:
            stack.append((match["name"], []))
        elif match["close"]:
            name, arguments = stack.pop()
            if not stack:
                break
            stack[-1][1].append(Expression(name, tuple(arguments)))
        else:
            stack[-1][1].append(_leaf(match))
    whole = stack[0][1] if len(stack) == 1 else []
    if len(whole) != 1 or not isinstance(whole[0], Expression) or text[end:].strip():
        raise BadInput(f"not an OWL axiom in functional-style syntax: {text[:200]}")
    return whole[0]


def _tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while (match := _TOKEN.match(text, position)) is not None:
        yield match
        position = match.end()


def _leaf(match: re.Match[str]) -> Argument:
    if match["iri"] is not None:
        return Iri(match["iri"])
    if match["short"]:
        return _short(match["short"])
    if match["number"]:
        return int(match["number"])
    if match["blank"]:
        return Iri(match["blank"])
    value = re.sub(r"\\(.)", r"\1", match["text"])
    if match["lang"]:
        return Literal(value, RDF + "langString", match["lang"])
    if match["type"]:
        return Literal(value, match["type"])
    return Literal(value, str(_short(match["xsd"]))) if match["xsd"] else Literal(value)


def _short(name: str) -> Iri:
    prefix, local = name.split(":")
    return Iri(_PREFIXES.get(prefix, prefix + ":") + local)


def main_triple(axiom: Expression) -> tuple[str, str, str | None] | None:
    """The RDF statement that carries `axiom`: subject, predicate, object; object None for an anonymous expression.

    None for axioms that RDF writes about an anonymous subject (n-ary disjointness, negative assertions).
    Source: OWL 2 Web Ontology Language, Mapping to RDF Graphs (Second Edition), table 1.
    """
    name, arguments = axiom.name, axiom.arguments
    if name in _UNARY:
        return _triple(arguments[0], RDF + "type", Iri(OWL + _UNARY[name]))
    if name in _ASSERTIONS:
        return _triple(arguments[1], str(arguments[0]), arguments[2])
    if name == "ClassAssertion":
        return _triple(arguments[1], RDF + "type", arguments[0])
    if name == "SubObjectPropertyOf" and isinstance(arguments[0], Expression):
        return _triple(arguments[1], OWL + "propertyChainAxiom", arguments[0])
    if name in _BINARY and len(arguments) == 2:
        return _triple(arguments[0], _BINARY[name], arguments[1])
    return None


def _triple(subject: Argument, predicate: str, value: Argument) -> tuple[str, str, str | None] | None:
    if not isinstance(subject, Iri):
        return None
    if isinstance(value, Literal):
        return str(subject), predicate, value.value
    return str(subject), predicate, str(value) if isinstance(value, Iri) else None


_UNARY = {
    **{f"{kind}ObjectProperty": f"{kind}Property" for kind in (
        "Functional", "InverseFunctional", "Reflexive", "Irreflexive", "Symmetric", "Asymmetric", "Transitive",
    )},
    "FunctionalDataProperty": "FunctionalProperty",
}  # fmt: skip
_ASSERTIONS = {"ObjectPropertyAssertion", "DataPropertyAssertion"}
_BINARY = {
    "SubClassOf": RDFS + "subClassOf",
    "EquivalentClasses": OWL + "equivalentClass",
    "DisjointClasses": OWL + "disjointWith",
    "SubObjectPropertyOf": RDFS + "subPropertyOf",
    "SubDataPropertyOf": RDFS + "subPropertyOf",
    "EquivalentObjectProperties": OWL + "equivalentProperty",
    "EquivalentDataProperties": OWL + "equivalentProperty",
    "DisjointObjectProperties": OWL + "propertyDisjointWith",
    "DisjointDataProperties": OWL + "propertyDisjointWith",
    "InverseObjectProperties": OWL + "inverseOf",
    "ObjectPropertyDomain": RDFS + "domain",
    "DataPropertyDomain": RDFS + "domain",
    "ObjectPropertyRange": RDFS + "range",
    "DataPropertyRange": RDFS + "range",
    "SameIndividual": OWL + "sameAs",
    "DifferentIndividuals": OWL + "differentFrom",
}
