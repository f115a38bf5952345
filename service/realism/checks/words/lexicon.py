"""The words of the base: what an IRI is called in a sentence, and how a claim is cited."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from realism.vocab import BASE, DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS, slug_of

_PREFERRED = SKOS + "prefLabel"
_OTHER = (SKOS + "altLabel", SKOS + "hiddenLabel", SKOS + "definition")
_KINDS = (SCHEMA + "Concept", SCHEMA + "Theory", SCHEMA + "Position", SCHEMA + "Dimension", SCHEMA + "Debate")
PREDICATES = (
    *(RDF + "type", _PREFERRED, *_OTHER),
    *(SCHEMA + name for name in ("instanceNoun", "negatedLabel", "assertedBy", "advancedIn", "year", "rejectsClaim")),
)
"""The predicates whose statements a lexicon is built from."""
_WELL_KNOWN = {
    RDF + "type": "is a",
    RDFS + "subClassOf": "is a kind of",
    RDFS + "subPropertyOf": "implies",
    RDFS + "domain": "is said only of",
    RDFS + "range": "has as its values only",
    OWL + "disjointWith": "has nothing in common with",
    OWL + "imports": "imports",
    OWL + "Thing": "thing",
    OWL + "deprecated": "mark of having been given up",
    OWL + "inverseOf": "is the inverse of",
    OWL + "propertyChainAxiom": "follows from the chain",
    OWL + "sameAs": "is one and the same as",
    OWL + "equivalentClass": "is the same kind as",
    SKOS + "broader": "is narrower than",
    SKOS + "narrower": "is broader than",
    SKOS + "related": "is related to",
    SKOS + "exactMatch": "is the same as",
    SKOS + "closeMatch": "is close to",
    SKOS + "inScheme": "belongs to the scheme",
    SKOS + "topConceptOf": "is a top concept of",
    SKOS + "prefLabel": "label",
    SKOS + "altLabel": "other label",
    SKOS + "hiddenLabel": "hidden label",
    SKOS + "definition": "definition",
    DCTERMS + "source": "has the source",
    DCTERMS + "isReplacedBy": "is replaced by",
    DCTERMS + "license": "has the license",
}


_IRREGULAR = {"is": "are", "has": "have", "does": "do"}

Values = Callable[[str, str], Sequence[str]]
"""Answers an IRI and one of `PREDICATES` with the values it has, in English or without a language."""


class Lexicon:
    """Labels and citations, indexed once.

    statements   subject, predicate and object as plain strings (literals by their value), of `PREDICATES` at least
    """

    def __init__(self, statements: Iterable[tuple[str, str, str]]) -> None:
        values: dict[tuple[str, str], list[str]] = defaultdict(list)
        for subject, predicate, value in statements:
            if predicate in PREDICATES:
                values[subject, predicate].append(value)
        self._values: Values = lambda iri, predicate: values.get((iri, predicate), ())

    @classmethod
    def asking(cls, values: Values) -> "Lexicon":
        """A lexicon that looks up each word when it is needed."""
        lexicon = cls(())
        lexicon._values = values
        return lexicon

    def label(self, iri: str) -> str:
        """The preferred label without a parenthesis that tells senses apart, or else the end of the IRI."""
        label = self._value(iri, _PREFERRED) or _WELL_KNOWN.get(iri)
        return re.sub(r"\s*\([^()]*\)$", "", label) if label else _local(iri)

    def name(self, iri: str) -> str:
        """What the thing is called inside a sentence: a concept in lower case unless it holds a proper name."""
        label = self.label(iri)
        kinds = self._values(iri, RDF + "type")
        common = any(kind in _KINDS or kind == OWL + "Class" for kind in kinds)
        return label[:1].lower() + label[1:] if common and not self._proper(iri, label) else label

    def noun(self, iri: str) -> str:
        """What one instance of the class is called, without an article, such as ``act of balancing``."""
        return self._value(iri, SCHEMA + "instanceNoun") or self.name(iri)

    def one(self, iri: str) -> str:
        """The thing as the subject or object of a relation: a kind whose name is countable takes an article."""
        name = self.name(iri)
        noun = self._value(iri, SCHEMA + "instanceNoun")
        return with_article(name) if noun is not None and noun.lower() == name.lower() else name

    def is_plural(self, iri: str) -> bool:
        """Whether the name is in the plural, as ``international institutions`` is and ``domestic politics`` is not."""
        head = self.name(iri).partition(" of ")[0]
        return head.endswith("s") and not head.endswith(("ss", "us", "is", "ics")) and head[-2:].islower()

    def verb(self, iri: str) -> str:
        """The relation as a verb, such as ``aims at``."""
        return self._value(iri, _PREFERRED) or _WELL_KNOWN.get(iri) or _spaced(_local(iri))

    def denial(self, iri: str) -> str:
        """The relation as a denied verb, such as ``does not aim at``."""
        return self._value(iri, SCHEMA + "negatedLabel") or f"by no means {self.verb(iri)}"

    def claim(self, iri: str) -> str:
        """A claim with its wording and source: ``claim c026: “…”, Mearsheimer, The Tragedy …, 2001``."""
        parts = [f"claim {slug_of(iri) or iri}: “{self.label(iri)}”"]
        asserters = self._values(iri, SCHEMA + "assertedBy")
        if asserters:
            parts.append(" and ".join(sorted(self.label(agent).split()[-1] for agent in asserters)))
        work = self.work_of(iri)
        if work:
            parts.append(self.work(work))
        return ", ".join(parts)

    def work_of(self, claim: str) -> str | None:
        """The IRI of the work a claim is advanced in."""
        return self._value(claim, SCHEMA + "advancedIn")

    def work(self, iri: str) -> str:
        """A work's title and year: ``The Tragedy of Great Power Politics, 2001``."""
        year = self._value(iri, SCHEMA + "year")
        return f"{self.label(iri)}, {year}" if year else self.label(iri)

    def rejects(self, theory: str, claim: str) -> bool:
        """Whether the theory rejects the claim, in the coding of this base."""
        return claim in self._values(theory, SCHEMA + "rejectsClaim")

    def _value(self, iri: str, predicate: str) -> str | None:
        found = self._values(iri, predicate)
        return min(found) if found else None

    def _proper(self, iri: str, label: str) -> bool:
        first = re.match(r"\w+", label)
        if first is None or label[1:2].isupper() or re.search(r" [A-Z]", label):
            return True
        inside = re.compile(rf"[\w,] {re.escape(first[0])}\b")
        texts = (text for predicate in _OTHER for text in self._values(iri, predicate))
        return any(inside.search(text) for text in texts)


def plural(verb: str) -> str:
    """A verb phrase for a plural subject: ``has no effect`` gives ``have no effect``, ``usually brings`` its plural."""
    words = verb.split(" ")
    for number, word in enumerate(words):
        if word in _IRREGULAR:
            words[number] = _IRREGULAR[word]
        elif word.endswith("ies"):
            words[number] = word[:-3] + "y"
        elif word.endswith(("ches", "shes", "sses", "xes")):
            words[number] = word[:-2]
        elif word.endswith("s"):
            words[number] = word[:-1]
        else:
            continue
        break
    return " ".join(words)


def with_article(noun: str) -> str:
    """`noun` with the indefinite article its first letter calls for."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def capital(sentence: str) -> str:
    """`sentence` with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def _local(iri: str) -> str:
    slug = slug_of(iri)
    if slug is None:
        slug = re.split(r"[#/]", iri)[-1] if iri.startswith(BASE) else iri
    return slug or iri


def _spaced(name: str) -> str:
    return name if ":" in name else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
