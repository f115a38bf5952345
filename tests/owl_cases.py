"""Small OWL ontologies with the verdict each must get: contradictions of many kinds, empty classes, near misses."""

from dataclasses import dataclass

_PREFIXES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
_TERMS = """
:A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:d a owl:DatatypeProperty . :e a owl:DatatypeProperty .
"""


@dataclass(frozen=True)
class Case:
    """An ontology in Turtle and what a reasoner must say of it; every term is in the empty prefix.

    empty    local names of the classes that can have no instance
    without  for an entailment: the text without the denial of what follows, which must hold together by itself
    """

    name: str
    text: str
    consistent: bool
    empty: tuple[str, ...] = ()
    without: str | None = None

    @property
    def namespace(self) -> str:
        """The namespace of the case's own terms, so that cases can stand in one ontology."""
        return f"http://example.org/{self.name.replace(' ', '-')}/"

    def turtle(self, text: str | None = None) -> str:
        """The case, or another text about its terms, as a whole Turtle document."""
        return f"{_PREFIXES}PREFIX : <{self.namespace}>\n{_TERMS}{self.text if text is None else text}"


def _on(relation: str, rest: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty {relation} ; owl:{rest} ]"


def _not(name: str) -> str:
    return f"[ a owl:Class ; owl:complementOf {name} ]"


def _number(count: int) -> str:
    return f'"{count}"^^xsd:nonNegativeInteger'


def _denied(source: str, relation: str, target: str) -> str:
    kind = "targetValue" if target.isdigit() else "targetIndividual"
    return (
        f"[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {source} ; "
        f"owl:assertionProperty {relation} ; owl:{kind} {target} ."
    )


CONTRADICTIONS = {
    "disjoint classes": ":A owl:disjointWith :B . :x a :A , :B .",
    "all disjoint classes": "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . "
    ":D rdfs:subClassOf :C . :x a :A , :D .",
    "disjoint union left": ":A owl:disjointUnionOf ( :B :C ) . :D owl:disjointWith :B , :C . :x a :A , :D .",
    "complement": f":A rdfs:subClassOf {_not(':B')} . :x a :A , :B .",
    "union exhausted": f":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] . "
    f":C owl:disjointWith :A . :x a :A , {_not(':B')} .",
    "nothing": ":x a :A . :A rdfs:subClassOf owl:Nothing .",
    "one of": ":A owl:equivalentClass [ a owl:Class ; owl:oneOf ( :x :y ) ] . :z a :A ; owl:differentFrom :x , :y .",
    "same and different": ":x owl:sameAs :y . :y owl:sameAs :z . :x owl:differentFrom :z .",
    "all different": "[] a owl:AllDifferent ; owl:distinctMembers ( :x :y :z ) . :x owl:sameAs :z .",
    "functional": ":p a owl:FunctionalProperty . :x :p :y , :z . :y owl:differentFrom :z .",
    "functional data": ":d a owl:FunctionalProperty . :x :d 1 , 2 .",
    "inverse functional": ":p a owl:InverseFunctionalProperty . :x :p :z . :y :p :z ; owl:differentFrom :x .",
    "irreflexive": ":p a owl:IrreflexiveProperty . :x :p :y . :x owl:sameAs :y .",
    "asymmetric": ":p a owl:AsymmetricProperty . :x :p :y . :y :p :x .",
    "disjoint properties": ":p owl:propertyDisjointWith :q . :r rdfs:subPropertyOf :q . :x :p :y ; :r :y .",
    "disjoint data properties": ":d owl:propertyDisjointWith :e . :x :d 7 ; :e 7 .",
    "negative object": f":q rdfs:subPropertyOf :p . :x :q :y . {_denied(':x', ':p', ':y')}",
    "negative data": f":x :d 1 . {_denied(':x', ':d', '1')}",
    "negative symmetric": f":p a owl:SymmetricProperty . :x :p :y . {_denied(':y', ':p', ':x')}",
    "negative inverse": f":q owl:inverseOf :p . :x :p :y . {_denied(':y', ':q', ':x')}",
    "negative chain": f":r owl:propertyChainAxiom ( :p :q ) . :x :p :y . :y :q :z . {_denied(':x', ':r', ':z')}",
    "negative transitive": f":p a owl:TransitiveProperty . :x :p :y . :y :p :z . {_denied(':x', ':p', ':z')}",
    "negative reflexive": f":p a owl:ReflexiveProperty . {_denied(':x', ':p', ':x')}",
    "max cardinality": f":x a {_on(':p', f'maxQualifiedCardinality {_number(1)} ; owl:onClass :A')} ; :p :y , :z . "
    ":y a :A . :z a :A ; owl:differentFrom :y .",
    "min above max": f":p a owl:FunctionalProperty . :x a {_on(':p', f'minCardinality {_number(2)}')} .",
    "all values from": f":A rdfs:subClassOf {_on(':p', 'allValuesFrom :B')} . :x a :A ; :p :y . :y a {_not(':B')} .",
    "some values from": f":A rdfs:subClassOf {_on(':p', 'someValuesFrom :B')} . :p rdfs:range {_not(':B')} . :x a :A .",
    "has value": f":A rdfs:subClassOf {_on(':p', 'hasValue :y')} . :x a :A . {_denied(':x', ':p', ':y')}",
    "has self": f":A rdfs:subClassOf {_on(':p', 'hasSelf true')} . :x a :A . :p a owl:IrreflexiveProperty .",
    "key": ":A owl:hasKey ( :d ) . :x a :A ; :d 1 . :y a :A ; :d 1 ; owl:differentFrom :x .",
    "domain": ":p rdfs:domain :A . :A owl:disjointWith :B . :x a :B ; :p :y .",
    "range": ":p rdfs:range :A . :A owl:disjointWith :B . :x :p :y . :y a :B .",
    "datatype range": ':d rdfs:range xsd:integer . :x :d "soon" .',
    "datatype facet": ":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; "
    "owl:withRestrictions ( [ xsd:maxInclusive 5 ] ) ] . :x :d 6 .",
    "data one of": ':d rdfs:range [ a rdfs:Datatype ; owl:oneOf ( "low" "high" ) ] . :x :d "middle" .',
    "bottom property": ":p rdfs:subPropertyOf owl:bottomObjectProperty . :x :p :y .",
    "equivalent to bottom": ":p owl:equivalentProperty owl:bottomObjectProperty . :x :p :y .",
    "chain to bottom": "owl:bottomObjectProperty owl:propertyChainAxiom ( :p :q ) . :x :p :y . :y :q :z .",
    "top property": _denied(":x", "owl:topObjectProperty", ":y"),
    "bottom data property": ":d rdfs:subPropertyOf owl:bottomDataProperty . :x :d 1 .",
}

EMPTY: dict[str, tuple[str, tuple[str, ...]]] = {
    "below disjoint classes": (":A owl:disjointWith :B . :C rdfs:subClassOf :A , :B .", ("C",)),
    "below an empty class": (
        ":A owl:disjointWith :B . :C rdfs:subClassOf :A , :B . :D rdfs:subClassOf :C .",
        ("C", "D"),
    ),
    "its own complement": (f":A rdfs:subClassOf {_not(':A')} .", ("A",)),
    "needs what may not be": (
        f":A rdfs:subClassOf {_on(':p', 'someValuesFrom :B')} , "
        f"{_on(':p', 'allValuesFrom :C')} . :B owl:disjointWith :C .",
        ("A",),
    ),
    "needs an empty class": (
        f":A rdfs:subClassOf {_on(':p', 'someValuesFrom :B')} . :B rdfs:subClassOf owl:Nothing .",
        ("A", "B"),
    ),
    "needs two of one": (
        f":p a owl:FunctionalProperty . :A rdfs:subClassOf {_on(':p', f'minCardinality {_number(2)}')} .",
        ("A",),
    ),
    "needs a value of a wrong type": (
        f":d rdfs:range xsd:integer . :A rdfs:subClassOf {_on(':d', 'hasValue true')} .",
        ("A",),
    ),
}

NEAR_MISSES = {
    "two classes not said to be disjoint": ":x a :A , :B .",
    "members of disjoint classes apart": ":A owl:disjointWith :B . :x a :A . :y a :B .",
    "two values that may be one": ":p a owl:FunctionalProperty . :x :p :y , :z .",
    "two spellings of one number": ':d a owl:FunctionalProperty . :x :d 1 , "01"^^xsd:integer .',
    "two sources that may be one": ":p a owl:InverseFunctionalProperty . :x :p :z . :y :p :z .",
    "asymmetric one way": ":p a owl:AsymmetricProperty . :x :p :y . :y :p :z . :z :p :x .",
    "disjoint properties to different things": ":p owl:propertyDisjointWith :q . :x :p :y ; :q :z .",
    "disjoint data properties with unlike types": ':d owl:propertyDisjointWith :e . :x :d 7 ; :e "7" .',
    "a denial of the other direction": f":p a owl:ObjectProperty . :x :p :y . {_denied(':y', ':p', ':x')}",
    "a denial of the broader relation": f":q rdfs:subPropertyOf :p . :x :p :y . {_denied(':x', ':q', ':y')}",
    "a chain not closed": f":r owl:propertyChainAxiom ( :p :q ) . :x :q :y . :y :p :z . {_denied(':x', ':r', ':z')}",
    "a required value not stated": f":A rdfs:subClassOf {_on(':p', 'someValuesFrom :B')} . :x a :A .",
    "only values but none given": f":x a {_on(':p', 'allValuesFrom owl:Nothing')} .",
    "one of two that may be the same": ":A owl:equivalentClass [ a owl:Class ; owl:oneOf ( :x :y ) ] . "
    ":z a :A ; owl:differentFrom :x .",
    "a domain that only adds a type": ":p rdfs:domain :A . :x a :B ; :p :y .",
    "a key of other values": ":A owl:hasKey ( :d ) . :x a :A ; :d 1 . :y a :A ; :d 2 ; owl:differentFrom :x .",
    "a key outside its class": ":A owl:hasKey ( :d ) . :x a :A ; :d 1 . :y a :B ; :d 1 ; owl:differentFrom :x .",
    "a value at the limit": ":d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; "
    "owl:withRestrictions ( [ xsd:maxInclusive 5 ] ) ] . :x :d 5 .",
}

ENTAILED = {
    "a subclass of a subclass": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :x a :A .", f":x a {_not(':C')} ."),
    "one functional value": (":p a owl:FunctionalProperty . :x :p :y , :z .", ":y owl:differentFrom :z ."),
    "a defined class": (
        f":A owl:equivalentClass {_on(':p', 'someValuesFrom :B')} . :x :p :y . :y a :B .",
        f":x a {_not(':A')} .",
    ),
    "either way the same": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] . :B rdfs:subClassOf :D . :C rdfs:subClassOf :D . "
        ":x a :A .",
        f":x a {_not(':D')} .",
    ),
}

NOT_ENTAILED = {
    "the superclass's member in the subclass": (":A rdfs:subClassOf :B . :x a :B .", f":x a {_not(':A')} ."),
    "a necessary condition taken for a sufficient one": (
        f":A rdfs:subClassOf {_on(':p', 'someValuesFrom :B')} . :x :p :y . :y a :B .",
        f":x a {_not(':A')} .",
    ),
    "a value of all values": (
        f":x a {_on(':p', 'allValuesFrom :B')} .",
        f":x a {_on(':p', 'allValuesFrom owl:Nothing')} .",
    ),
    "a symmetric reading": (":x :p :y .", _denied(":y", ":p", ":x")),
}

CASES = (
    *(Case(name, text, consistent=False) for name, text in CONTRADICTIONS.items()),
    *(Case(name, f"{facts} {denial}", consistent=False, without=facts) for name, (facts, denial) in ENTAILED.items()),
    *(Case(name, text, consistent=True, empty=empty) for name, (text, empty) in EMPTY.items()),
    *(Case(name, text, consistent=True) for name, text in NEAR_MISSES.items()),
    *(Case(name, f"{facts} {denial}", consistent=True) for name, (facts, denial) in NOT_ENTAILED.items()),
)
