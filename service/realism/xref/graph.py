"""The typed relations of the base, read from the store once per state of the dataset."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from realism.store.base import Literal, Store
from realism.vocab import ACCOUNT, DCTERMS, SCHEMA, SKOS, slug_of

RELATIONS: Final = (
    "directStrandOf", "rivalOf", "hasProponent", "proponentOf", "hasKeyWork", "centralTo", "contrastsWith",
    "originatedBy", "introducedIn", "hasAuthor", "holdsClaim", "rejectsClaim", "assertedBy", "alsoAssertedBy",
    "advancedIn", "aboutConcept", "disputesClaim", "supportsClaim", "refinesClaim", "evidenceCase",
    "supportedClaim", "challengedClaim", "accordingTo", "evidenceIn", "levelOfAnalysis",
)  # fmt: skip
"""The properties of the vocabulary that cross-references rest on, in the direction they are asserted in."""

STATEMENTS: Final = f"""PREFIX dcterms: <{DCTERMS}>
PREFIX realism: <{SCHEMA}>
PREFIX skos: <{SKOS}>
SELECT DISTINCT ?s ?p ?o WHERE {{
  VALUES ?p {{
    {" ".join("realism:" + name for name in RELATIONS)}
    skos:broader skos:related dcterms:source
  }}
  GRAPH ?account {{ ?s ?p ?o }}
  FILTER(STRSTARTS(STR(?account), "{ACCOUNT}") && isIRI(?o))
}}"""
"""All asserted statements of those properties, with the sources of every entity; inferred ones would count twice."""

NAMES: Final = f"""PREFIX realism: <{SCHEMA}>
PREFIX skos: <{SKOS}>
SELECT DISTINCT ?s ?label ?definition WHERE {{
  ?s skos:prefLabel ?label .
  OPTIONAL {{ ?s skos:definition ?definition }}
}}"""
"""What everything is called, and the running text that shows which words are common nouns."""

_WORD: Final = re.compile(r"[^\W\d_]+")


class Step(NamedTuple):
    """One statement, by slugs and the local name of its property (``skos:`` and ``dcterms:`` ones with the prefix)."""

    s: str
    p: str
    o: str


@dataclass(frozen=True)
class Graph:
    """Statements by subject and property, and by object and property, each list in a fixed order.

    ``dcterms:source`` is among the properties, but makes no neighbours: an entry is not about what it is drawn from.

    labels      slug to preferred label
    phrases     slug to the label as it reads inside a sentence: without parenthesis, common nouns in lower case
    sources     slug to the slugs of the works it is drawn from
    neighbours  slug to all it is joined with by one statement
    """

    forward: Mapping[tuple[str, str], tuple[str, ...]]
    backward: Mapping[tuple[str, str], tuple[str, ...]]
    labels: Mapping[str, str]
    phrases: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]]
    neighbours: Mapping[str, frozenset[str]]
    version: str

    @classmethod
    def from_store(cls, store: Store) -> "Graph":
        """Read the relations of the present state of `store`."""
        forward: dict[tuple[str, str], set[str]] = defaultdict(set)
        backward: dict[tuple[str, str], set[str]] = defaultdict(set)
        sources: dict[str, set[str]] = defaultdict(set)
        neighbours: dict[str, set[str]] = defaultdict(set)
        for row in store.query(STATEMENTS).rows():
            s, p, o = slug_of(str(row["s"])), str(row["p"]), slug_of(str(row["o"]))
            if s is None or o is None:
                continue
            if p == DCTERMS + "source":
                sources[s].add(o)
            if s == o:
                continue
            name = short(p)
            forward[s, name].add(o)
            backward[o, name].add(s)
            if name != "dcterms:source":
                neighbours[s].add(o)
                neighbours[o].add(s)
        labels, common = _names(store)
        return cls(
            {key: tuple(sorted(found)) for key, found in forward.items()},
            {key: tuple(sorted(found)) for key, found in backward.items()},
            labels,
            {slug: _running(label, common) for slug, label in labels.items()},
            {key: tuple(sorted(found)) for key, found in sources.items()},
            {key: frozenset(found) for key, found in neighbours.items()},
            store.version,
        )

    def out(self, slug: str, name: str) -> tuple[str, ...]:
        """The objects of the statements that `slug` is the subject of."""
        return self.forward.get((slug, name), ())

    def into(self, slug: str, name: str) -> tuple[str, ...]:
        """The subjects of the statements that `slug` is the object of."""
        return self.backward.get((slug, name), ())

    def acquainted(self, slug: str) -> frozenset[str]:
        """What a thinker is known by: all joined with `slug`, its co-authors, and who else holds its theories."""
        fellows = [self.out(work, "hasAuthor") for work in self.into(slug, "hasAuthor")]
        fellows += [self.out(theory, "hasProponent") for theory in self.into(slug, "hasProponent")]
        return self.neighbours.get(slug, frozenset()).union(*fellows) - {slug}


def short(iri: str) -> str:
    """The name of a property as a `Step` has it."""
    return iri.removeprefix(SCHEMA).replace(SKOS, "skos:").replace(DCTERMS, "dcterms:")


def _names(store: Store) -> tuple[dict[str, str], set[str]]:
    """The preferred labels by slug, and the words that running text writes in lower case."""
    labels: dict[str, str] = {}
    common: set[str] = set()
    for row in store.query(NAMES).rows():
        slug, label, definition = slug_of(str(row["s"])), row["label"], row.get("definition")
        if slug is not None and isinstance(label, Literal):
            labels[slug] = min(label.value, labels.get(slug, label.value))
        if isinstance(definition, Literal):
            common.update(word for word in _WORD.findall(definition.value) if word.islower())
    return labels, common


def _running(label: str, common: set[str]) -> str:
    bare = label.split(" (")[0]
    first = _WORD.match(bare)
    if first and first[0].lower() in common and bare[1:] == bare[1:].lower():
        return bare[0].lower() + bare[1:]
    return bare
