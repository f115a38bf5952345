"""Which statements of the shared core matter to logic, given the accounts in question.

HermiT slows down badly with the number of assertions, and most of the base says nothing a reasoner could refute
(labels, definitions, sources, who wrote what). A module has
- the whole terminology: every axiom about classes and properties,
- the individuals the accounts mention and the instances of the concepts that are used as classes, with their types,
- the relations between two such individuals.
It leaves out values such as years, and relations of individuals that no account mentions, so it misses a clash that
needs those; SHACL covers their constraints. What clashes in a module clashes in the whole (OWL is monotone).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from realism.checks.logic.statements import Find, Statement, Statements, read
from realism.vocab import DCTERMS, ID, OWL, RDF, RDFS, SCHEMA

TYPE = f"<{RDF}type>"
_CLASS = f"<{OWL}Class>"
_OBJECT_PROPERTY = f"<{OWL}ObjectProperty>"
_KINDS = (
    *("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual", "Restriction", "Axiom"),
    *("FunctionalProperty", "InverseFunctionalProperty", "TransitiveProperty", "SymmetricProperty"),
    *("AsymmetricProperty", "ReflexiveProperty", "IrreflexiveProperty", "NegativePropertyAssertion"),
    *("AllDisjointClasses", "AllDisjointProperties", "AllDifferent", "Annotation", "DataRange"),
)
_OF_OWL = (
    *("annotatedProperty", "annotatedSource", "annotatedTarget", "assertionProperty", "complementOf", "differentFrom"),
    *("disjointUnionOf", "disjointWith", "distinctMembers", "equivalentClass", "equivalentProperty", "hasKey"),
    *("intersectionOf", "inverseOf", "members", "oneOf", "onProperty", "propertyChainAxiom", "propertyDisjointWith"),
    *("sameAs", "sourceIndividual", "targetIndividual", "targetValue", "unionOf", "someValuesFrom", "allValuesFrom"),
    *("hasValue", "hasSelf", "onClass", "cardinality", "maxCardinality", "minCardinality", "onDatatype"),
    *("qualifiedCardinality", "maxQualifiedCardinality", "minQualifiedCardinality", "datatypeComplementOf"),
    *("withRestrictions", "onDataRange", "bottomObjectProperty", "topObjectProperty"),
)
_TERMS = frozenset(
    (*(f"<{OWL}{name}>" for name in _OF_OWL),
     *(f"<{RDFS}{name}>" for name in ("subClassOf", "subPropertyOf", "domain", "range")))
)  # fmt: skip
_NOTES = frozenset({f"<{SCHEMA}formalizes>", f"<{DCTERMS}source>"})
NOTED = tuple(f"<{OWL}annotated{name}>" for name in ("Source", "Property", "Target"))
"""What says of a note which statement it is on: its subject, predicate and object."""
_ACCOUNT_OF = f"<{SCHEMA}accountOf>"
_HEADER = frozenset(f"<{OWL}{name}>" for name in ("imports", "versionIRI", "versionInfo", "deprecated"))
_ENTITY = f"<{ID}"


class LogicalCore:
    """The shared core, from which modules are cut.

    source   the statements of the core graph: as N-Triples, one a line, or as what finds them
    terms    the terminology, when it is known already
    """

    def __init__(self, source: str | Find, terms: Statements | None = None) -> None:
        self.find: Find = Statements(read(source)).find if isinstance(source, str) else source
        self._terms = terms

    @cached_property
    def terms(self) -> Statements:
        """The terminology: the axioms about classes and properties, with the blank nodes they are made of."""
        if self._terms is not None:
            return self._terms
        found: dict[Statement, None] = {}
        for kind in _KINDS:
            found.update(dict.fromkeys(self.find(None, TYPE, f"<{OWL}{kind}>")))
        for predicate in sorted(_TERMS):
            found.update(dict.fromkeys(self.find(None, predicate, None)))
        waiting = [node for one in found for node in one if node.startswith("_:")]
        seen = set(waiting)
        while waiting:
            node = waiting.pop()
            for one in (*self.find(node, None, None), *self.find(None, None, node)):
                found.setdefault(one)
                if one.object.startswith("_:") and one.object not in seen:
                    seen.add(one.object)
                    waiting.append(one.object)
        groundless = _groundless(tuple({*found, *(one for one in self._noted(found))}))
        return Statements(sorted(one for one in found if one.subject not in groundless))

    def _noted(self, found: Iterable[Statement]) -> Iterator[Statement]:
        """The statements of the core that notes are on, be they terms or not."""
        index = Statements(found)
        for one in index.find(None, NOTED[0], None):
            for relation in index.find(one.subject, NOTED[1], None):
                yield from self.find(one.object, relation.object, None)

    @cached_property
    def terminology(self) -> str:
        """The terminology as N-Triples."""
        return self.terms.text

    @cached_property
    def properties(self) -> frozenset[str]:
        """The properties that relate individuals."""
        return frozenset(one.subject for one in self.terms.find(None, TYPE, _OBJECT_PROPERTY))

    @cached_property
    def instances(self) -> frozenset[str]:
        """The individuals that are of a concept that is used as a class."""
        concepts = [one.subject for one in self.terms.find(None, TYPE, _CLASS) if one.subject.startswith(_ENTITY)]
        typed = (one for concept in sorted(concepts) for one in self.find(None, TYPE, concept))
        return frozenset(one.subject for one in typed if not one.subject.startswith("_:"))

    def about(self, individuals: Iterable[str]) -> list[Statement]:
        """The types of the individuals and the relations between any two of them, in a fixed order."""
        wanted = set(individuals)
        found: list[Statement] = []
        for subject in sorted(wanted):
            if subject.startswith("<"):
                found += (one for one in self.find(subject, None, None) if self._matters(one, wanted))
        return sorted(found)

    def module(self, *accounts: str) -> str:
        """The statements of the core (N-Triples) that matter to `accounts` (N-Triples); see the module's docstring."""
        known = self.about(self.instances.union(mentioned(*map(read, accounts))))
        return self.terminology + "".join(one.line for one in known)

    @cached_property
    def whole(self) -> str:
        """Terminology, types and relations of all individuals (N-Triples), without labels and values."""
        found = [*self.find(None, TYPE, None)]
        found += (one for name in sorted(self.properties) for one in self.find(None, name, None))
        return self.terminology + "".join(sorted(one.line for one in found if not is_term(one)))

    def matters(self, one: Statement) -> bool:
        """Whether it is an individual's type or its relation to another; terms are no individuals here."""
        return not is_term(one) and (one.predicate == TYPE or one.predicate in self.properties)

    def _matters(self, one: Statement, wanted: set[str]) -> bool:
        return self.matters(one) and (one.predicate == TYPE or one.object in wanted)


def mentioned(*accounts: Iterable[Statement]) -> set[str]:
    """Whatever the accounts speak of: their subjects and objects."""
    return {node for account in accounts for one in account for node in (one.subject, one.object)}


def logical(account: str) -> str:
    """The statements of an account (N-Triples) without those about the account itself (its header and sources)."""
    return "".join(one.line for one in kept(read(account)))


def kept(account: Iterable[Statement]) -> Iterator[Statement]:
    """The statements of an account without those about the account itself (its header and sources).

    Notes on a statement that is not there are left out too: the reasoner would take the statement for stated.
    """
    statements = tuple(account)
    groundless = _groundless(statements)
    for one in statements:
        note = one.subject.startswith("_:")
        if one.predicate not in _HEADER and (one.predicate not in _NOTES or note) and one.subject not in groundless:
            yield one


def _groundless(statements: tuple[Statement, ...]) -> set[str]:
    """The notes on a statement that is not among `statements`."""
    noted: dict[str, dict[str, str]] = {}
    for one in statements:
        if one.predicate in NOTED:
            noted.setdefault(one.subject, {})[one.predicate] = one.object
    stated = frozenset(statements)
    return {
        note
        for note, parts in noted.items()
        if len(parts) == len(NOTED) and Statement(*(parts[name] for name in NOTED)) not in stated
    }


def about_the_world(account: str) -> str:
    """The statements of an account (N-Triples) but those about its own theory.

    What a theory holds, rejects and takes as its position is said of that theory, so it cannot clash with what another
    account says of another theory; leaving it out makes the search for cruxes several times faster.
    """
    statements = list(kept(read(account)))
    theories = {one.object for one in statements if one.predicate == _ACCOUNT_OF}
    return "".join(one.line for one in statements if one.subject not in theories and one.predicate != _ACCOUNT_OF)


def rivals(core: LogicalCore, one: tuple[str, str], other: tuple[str, str]) -> dict[str, str]:
    """The parts to give to `Reasoner.clashes` for two accounts, each a name and its N-Triples; ``core`` comes first."""
    accounts = {name: about_the_world(text) for name, text in (one, other)}
    return {"core": core.module(*accounts.values()), **accounts}


def within(core: LogicalCore, name: str, account: str, premises: Mapping[str, str]) -> dict[str, str]:
    """The parts to give to `Reasoner.check` for one account with the core, which comes first.

    premises   what the account shares with wider theories: their names to N-Triples
    """
    parts = {**premises, name: logical(account)}
    return {"core": core.module(*parts.values()), **parts}


def is_term(one: Statement) -> bool:
    """Whether the statement belongs to the terminology, as do all that speak of blank nodes."""
    if one.subject.startswith("_:") or one.object.startswith("_:"):
        return True
    return one.object.startswith(f"<{OWL}") if one.predicate == TYPE else one.predicate in _TERMS
