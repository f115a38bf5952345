"""OWL axioms and RDF statements as sentences a reader needs no logic to understand."""

from collections.abc import Callable, Sequence

from realism.checks.logic.functional import Argument, Expression
from realism.checks.words.lexicon import Lexicon, capital, plural, with_article
from realism.store.base import Iri, Literal
from realism.vocab import OWL, RDF

_BOUND = {"Min": "at least", "Max": "at most", "Exact": "exactly"}
_SHAPES = {
    "FunctionalObjectProperty": "nothing {0} more than one thing",
    "InverseFunctionalObjectProperty": "no two things {0} the same thing",
    "SymmetricObjectProperty": "if one thing {0} another, the other {0} it too",
    "AsymmetricObjectProperty": "if one thing {0} another, the reverse never holds",
    "ReflexiveObjectProperty": "everything {0} itself",
    "IrreflexiveObjectProperty": "nothing {0} itself",
    "TransitiveObjectProperty": "if one thing {0} a second and the second {0} a third, the first {0} the third",
    "SubObjectPropertyOf": "if one thing {0} another, it also {1} it",
    "EquivalentObjectProperties": "one thing {0} another exactly when it {1} it",
    "DisjointObjectProperties": "nothing both {0} and {1} the same thing",
    "InverseObjectProperties": "one thing {0} another exactly when the other {1} it",
    "FunctionalDataProperty": "nothing has more than one “{0}”",
    "SubDataPropertyOf": "every “{0}” is also a “{1}”",
    "DisjointDataProperties": "nothing has the same value as “{0}” and as “{1}”",
}


class Wording:
    """Sentences in the words of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def triple(self, subject: str, predicate: str, value: Argument) -> str:
        """An RDF statement as a sentence without a full stop, such as ``Conquest can bring security``."""
        who = capital(self.lexicon.one(subject))
        if predicate == RDF + "type" and isinstance(value, Iri):
            return f"{who} is {with_article(self.lexicon.noun(value))}"
        if isinstance(value, Literal):
            return f"{who} has the {self.lexicon.verb(predicate)} “{value.value}”"
        return f"{who} {self._of(Iri(subject), self.lexicon.verb(predicate))} {self._thing(value)}"

    def axiom(self, axiom: Expression) -> str:
        """An OWL axiom as a sentence without a full stop; it begins in lower case unless with a name."""
        shape = _SHAPES.get(axiom.name)
        if shape is not None and not isinstance(axiom.arguments[0], Expression):
            return shape.format(*(self._verb(argument) for argument in axiom.arguments))
        sentence = getattr(self, f"_{axiom.name}", None)
        return sentence(*axiom.arguments) if sentence else f"the axiom {_plain(axiom)}"

    def kind(self, kind: Argument) -> str:
        """What an instance of the class is called, without an article, such as ``thing that aims at security``."""
        return self._noun(kind)

    def _SubClassOf(self, narrow: Argument, wide: Argument) -> str:
        if isinstance(wide, Expression) and wide.name == "ObjectComplementOf" and narrow != OWL + "Thing":
            subject = f"no {self._noun(narrow)}" if isinstance(narrow, Iri) else f"nothing that {self._is(narrow)}"
            return f"{subject} {self._is(wide.arguments[0])}"
        return f"{self._every(narrow)} {self._is(wide)}"

    def _EquivalentClasses(self, *classes: Argument) -> str:
        first, *others = sorted(classes, key=lambda one: isinstance(one, Expression))
        rest = " and ".join(self._is(one) for one in others)
        return f"{self._every(first)} {rest}, and whatever {rest} {self._is(first)}"

    def _DisjointClasses(self, *classes: Argument) -> str:
        if all(isinstance(one, Iri) for one in classes) and len(classes) == 2:
            return f"nothing is both {' and '.join(with_article(self._noun(one)) for one in classes)}"
        if len(classes) == 2:
            return f"nothing both {self._is(classes[0])} and {self._is(classes[1])}"
        return f"nothing is of two of these kinds: {', '.join(self._noun(one) for one in classes)}"

    def _ClassAssertion(self, kind: Argument, thing: Argument) -> str:
        return f"{capital(self._thing(thing))} {self._is(kind)}"

    def _ObjectPropertyAssertion(self, relation: Argument, subject: Argument, value: Argument) -> str:
        return f"{self._thing(subject)} {self._of(subject, self._verb(relation))} {self._thing(value)}"

    def _NegativeObjectPropertyAssertion(self, relation: Argument, subject: Argument, value: Argument) -> str:
        return f"{self._thing(subject)} {self._of(subject, self._verb(relation, True))} {self._thing(value)}"

    def _DataPropertyAssertion(self, relation: Argument, subject: Argument, value: Argument) -> str:
        return f"{self._thing(subject)} has the {self._verb(relation)} {self._thing(value)}"

    def _NegativeDataPropertyAssertion(self, relation: Argument, subject: Argument, value: Argument) -> str:
        return f"{self._thing(subject)} has not the {self._verb(relation)} {self._thing(value)}"

    def _SameIndividual(self, *things: Argument) -> str:
        return f"{_listed([self._thing(one) for one in things], 'and')} are one and the same"

    def _DifferentIndividuals(self, *things: Argument) -> str:
        return f"{_listed([self._thing(one) for one in things], 'and')} are different things"

    def _ObjectPropertyDomain(self, relation: Argument, kind: Argument) -> str:
        return f"whatever {self._verb(relation)} something {self._is(kind)}"

    def _ObjectPropertyRange(self, relation: Argument, kind: Argument) -> str:
        return f"if something {self._verb(relation)} a thing, that thing {self._is(kind)}"

    def _DataPropertyDomain(self, relation: Argument, kind: Argument) -> str:
        return f"whatever has a value as “{self._verb(relation)}” {self._is(kind)}"

    def _DataPropertyRange(self, relation: Argument, kind: Argument) -> str:
        return f"every value of “{self._verb(relation)}” is of the type {self._thing(kind)}"

    def _SubObjectPropertyOf(self, chain: Argument, relation: Argument) -> str:
        links = chain.arguments if isinstance(chain, Expression) else (chain,)
        steps = [f"one thing {self._verb(links[0])} a second"]
        steps += [f"that one {self._verb(link)} a further thing" for link in links[1:]]
        return f"if {' and '.join(steps)}, the first {self._verb(relation)} the last"

    def _every(self, kind: Argument) -> str:
        if isinstance(kind, Iri):
            return "everything" if kind == OWL + "Thing" else f"every {self.lexicon.noun(kind)}"
        return f"whatever {self._is(kind)}"

    def _is(self, kind: Argument, denied: bool = False) -> str:
        """What is said of an instance of the class: ``is a great power``, ``does not aim at hegemony``."""
        if not isinstance(kind, Expression):
            return f"is {'not ' if denied else ''}{with_article(self._noun(kind))}"
        name, arguments = kind.name, kind.arguments
        if name == "ObjectComplementOf":
            return self._is(arguments[0], not denied)
        if name in ("ObjectIntersectionOf", "ObjectUnionOf"):
            word = "and" if (name == "ObjectIntersectionOf") is not denied else "or"
            return f" {word} ".join(self._is(one, denied) for one in arguments)
        if name == "ObjectOneOf":
            return f"is {'not ' if denied else ''}{_listed([self._thing(one) for one in arguments], 'or')}"
        return self._relates(name, arguments, denied)

    def _relates(self, name: str, arguments: Sequence[Argument], denied: bool) -> str:
        kind = name.removeprefix("Object").removeprefix("Data")
        if kind == "HasSelf":
            return f"{self._verb(arguments[0], denied)} itself"
        if kind.endswith("Cardinality"):
            words = _BOUND[kind.removesuffix("Cardinality")]
            number, relation, *of = arguments
            what = self._noun(of[0]) if of else "thing"
            verb = self._verb(relation)
            return f"{'it is not so that it ' if denied else ''}{verb} {words} {number} of the kind “{what}”"
        objects: dict[str, Callable[[Argument], str]] = {
            "HasValue": self._thing,
            "SomeValuesFrom": lambda one: f"{'any' if denied else 'some'} {self._noun(one)}",
            "AllValuesFrom": lambda one: f"nothing but what {self._is(one)}",
        }
        if kind in objects:
            return f"{self._verb(arguments[0], denied)} {objects[kind](arguments[1])}"
        return f"is {'not ' if denied else ''}of the kind {name}"

    def _noun(self, kind: Argument) -> str:
        return self.lexicon.noun(kind) if isinstance(kind, Iri) else f"thing that {self._is(kind)}"

    def _thing(self, value: Argument) -> str:
        if isinstance(value, Literal):
            return f"“{value.value}”"
        return self.lexicon.one(value) if isinstance(value, Iri) else str(value)

    def _of(self, subject: Argument, verb: str) -> str:
        """The verb in the number of its subject."""
        return plural(verb) if isinstance(subject, Iri) and self.lexicon.is_plural(subject) else verb

    def _verb(self, relation: Argument, denied: bool = False) -> str:
        if isinstance(relation, Expression):
            return f"stands in the reverse of “{self._verb(relation.arguments[0], denied)}” to"
        return self.lexicon.denial(str(relation)) if denied else self.lexicon.verb(str(relation))


def _listed(words: Sequence[str], joint: str) -> str:
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else words[0]


def _plain(axiom: Expression) -> str:
    inner = (_plain(one) if isinstance(one, Expression) else str(one) for one in axiom.arguments)
    return f"{axiom.name}({' '.join(inner)})"
