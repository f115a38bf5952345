"""Entities as entries of the reference: what is said of each, in the order a reader wants it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from realism.checks.words.lexicon import Lexicon, capital
from realism.reference.facts import LANGUAGE, Facts
from realism.store.base import Literal
from realism.vocab import BASE, DCTERMS, ID, RDF, RDFS, SCHEMA, SKOS, XSD

ALL: Final = ("exactMatch", "closeMatch", "confidence", "verification", "source")
"""What is told of every entity, after what is told of its kind."""
TOLD: Final = {
    "Concept": (
        *("broader", "narrower", "related", "contrastsWith", "centralTo", "originatedBy", "introducedIn"),
        "subjectOfClaim",
    ),
    "Theory": (
        *("directStrandOf", "^directStrandOf", "rivalOf", "hasProponent", "hasKeyWork", "hasCentralConcept"),
        "levelOfAnalysis",
    ),
    "Thinker": ("birthYear", "deathYear", "affiliation", "proponentOf", "authorOf", "assertsClaim", "originated"),
    "CollectiveVoice": ("authorOf", "assertsClaim"),
    "Work": ("hasAuthor", "year", "venue", "doi", "posthumous", "keyWorkOf", "introduces", "advancesClaim"),
    "Claim": (
        *("assertedBy", "alsoAssertedBy", "advancedIn", "aboutConcept", "heldBy", "rejectedBy"),
        *("disputesClaim", "^disputesClaim", "supportsClaim", "^supportsClaim", "refinesClaim", "^refinesClaim"),
        *("presupposes", "^presupposes", "^supportedClaim", "^challengedClaim"),
    ),
    "HistoricalCase": ("startYear", "endYear", "caseActor"),
    "CaseEvidence": ("evidenceCase", "supportedClaim", "challengedClaim", "accordingTo", "evidenceIn"),
    "Position": ("onDimension", "uncommitted", "^position"),
    "Actor": ("type", "^caseActor"),
}
"""By class of the schema: the properties to tell of, ``^`` for those that lead to the entity."""
_REVERSED: Final = {
    "directStrandOf": "has the strand",
    "disputesClaim": "is disputed by",
    "supportsClaim": "is supported by",
    "refinesClaim": "is refined by",
    "presupposes": "is presupposed by",
    "supportedClaim": "is supported by the case",
    "challengedClaim": "is challenged by the case",
    "position": "is taken by",
    "caseActor": "acts in the case",
}
_NAMES: Final = {
    **dict.fromkeys(("broader", "narrower", "related", "exactMatch", "closeMatch"), SKOS),
    "source": DCTERMS,
    "type": RDF,
}
_DOI: Final = "https://doi.org/"


@dataclass(frozen=True)
class Link:
    """Text that leads to an anchor of the page (`anchor`) or to another site (`href`), or nowhere."""

    text: str
    anchor: str | None = None
    href: str | None = None
    title: str = ""


@dataclass(frozen=True)
class Entry:
    """An entity: `facts` are titles with what stands under them; `also` are its other names."""

    iri: str
    anchor: str
    label: str
    kind: str
    definition: str | None
    also: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Link, ...]], ...]


def anchor(iri: str) -> str:
    """The anchor of a thing of this base: the fragment of its IRI, or else its IRI without the base."""
    return iri.removeprefix(BASE).removeprefix("schema#")


class Entries:
    """Makes entries and links of what `facts` know."""

    def __init__(self, facts: Facts, lexicon: Lexicon) -> None:
        self.facts = facts
        self.lexicon = lexicon
        self.entities = [one for one in facts.having(SKOS + "prefLabel") if one.startswith(ID)]
        self._known = {one for one in facts.having(SKOS + "prefLabel") if one.startswith((ID, SCHEMA))}

    def label(self, iri: str) -> str:
        """The preferred label in English, or else the IRI."""
        return self.facts.text(iri, SKOS + "prefLabel") or iri

    def link(self, iri: str) -> Link:
        """A link to an entity or term of this base, or to another site."""
        if iri not in self._known:
            return Link(iri.removeprefix(BASE) if iri.startswith(BASE) else iri, href=iri)
        text = self.label(iri)
        if self.facts.is_a(iri, [SCHEMA + "Work"]):
            year = self.facts.text(iri, SCHEMA + "year")
            return Link(f"{text} ({_year(year)})" if year else text, anchor(iri))
        if self.facts.is_a(iri, [SCHEMA + "Claim"]):
            return Link(iri.removeprefix(ID), anchor(iri), title=text)
        return Link(text, anchor(iri))

    def links(self, iris: Iterable[str]) -> tuple[Link, ...]:
        """Links in the order of their texts."""
        return tuple(sorted((self.link(iri) for iri in iris), key=lambda one: (one.text.casefold(), one.anchor or "")))

    def entry(self, iri: str, without: Iterable[str] = ()) -> Entry:
        """The entry of an entity; properties named in `without` are left out of it."""
        kinds = [name for name in TOLD if self.facts.is_a(iri, [SCHEMA + name])]
        told = [name for kind in kinds for name in TOLD[kind]] + list(ALL)
        facts = ((name, self._values(iri, name)) for name in dict.fromkeys(told) if name not in without)
        return Entry(
            iri=iri,
            anchor=anchor(iri),
            label=self.label(iri),
            kind=self._kind(iri),
            definition=self.facts.text(iri, SKOS + "definition"),
            also=tuple(self._also(iri)),
            facts=tuple((self.title(name), values) for name, values in facts if values),
        )

    def title(self, name: str) -> str:
        """What a property of `TOLD` is called in an entry."""
        if name.startswith("^"):
            return capital(_REVERSED[name[1:]])
        return capital(self.lexicon.verb(_NAMES.get(name, SCHEMA) + name))

    def _values(self, iri: str, name: str) -> tuple[Link, ...]:
        if name.startswith("^"):
            return self.links(self.facts.subjects(SCHEMA + name[1:], iri))
        predicate = _NAMES.get(name, SCHEMA) + name
        # The class of the schema is the kind of the entry; a work is its own source.
        skipped = {iri} if name == "source" else set()
        found = [one for one in self.facts.iris(iri, predicate) if one not in skipped]
        if name == "type":
            found = [one for one in found if one.startswith(ID)]
        return (*self.links(found), *(_literal(name, one) for one in self.facts.literals(iri, predicate)))

    def _kind(self, iri: str) -> str:
        """The labels of its narrowest classes of the schema."""
        classes = [one for one in self.facts.iris(iri, RDF + "type") if one.startswith(SCHEMA)]
        above = {wide for one in classes for wide in self.facts.iris(one, RDFS + "subClassOf")}
        return ", ".join(self.label(one) for one in classes if one not in above)

    def _also(self, iri: str) -> Iterator[str]:
        yield from (one.value for one in self.facts.literals(iri, SKOS + "altLabel") if one.language == LANGUAGE)
        for one in self.facts.literals(iri, SKOS + "prefLabel"):
            if one.language != LANGUAGE:
                yield f"{one.value} ({one.language})"


def _literal(name: str, value: Literal) -> Link:
    if name == "doi":
        return Link(value.value, href=_DOI + value.value)
    if value.datatype == XSD + "boolean":
        return Link("yes" if value.value == "true" else "no")
    return Link(
        _year(value.value) if name in ("year", "birthYear", "deathYear", "startYear", "endYear") else value.value
    )


def _year(value: str) -> str:
    return f"{value[1:]} BCE" if value.startswith("-") else value
