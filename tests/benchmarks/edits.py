"""Edits as editors make them, of a fixed number of statements.

Every fourth has a mistake in it, every fifth takes something out of the base as well. The same base and the same seed
always give the same edits.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.bases import Base
from benchmarks.mistakes import MISTAKES
from benchmarks.rdf import english, stated
from realism.checks.edits.edit import Edit
from realism.store.base import Iri, Literal, Quad, Store
from realism.vocab import ACCOUNT, CORE, DCTERMS, ID, OWL, RDF, RDFS, SCHEMA, SKOS, XSD

SIZE = 20
_TYPE = Iri(RDF + "type")
_CORE = Iri(CORE)
_RELATIONS = (
    ("Concept", SKOS + "related", "Concept"),
    ("Concept", SKOS + "broader", "Concept"),
    ("Concept", SCHEMA + "contrastsWith", "Concept"),
    ("Concept", SCHEMA + "centralTo", "Theory"),
    ("Concept", SCHEMA + "originatedBy", "Thinker"),
    ("Concept", SCHEMA + "introducedIn", "Work"),
    ("Theory", SCHEMA + "hasProponent", "Thinker"),
    ("Theory", SCHEMA + "hasKeyWork", "Work"),
    ("Theory", SCHEMA + "rivalOf", "Theory"),
    ("Claim", SCHEMA + "supportsClaim", "Claim"),
    ("Claim", SCHEMA + "disputesClaim", "Claim"),
    ("Claim", SCHEMA + "refinesClaim", "Claim"),
    ("Claim", SCHEMA + "assertedBy", "Thinker"),
    ("Work", SCHEMA + "hasAuthor", "Thinker"),
    ("Theory", SCHEMA + "holdsClaim", "Claim"),
    ("Theory", SCHEMA + "rejectsClaim", "Claim"),
)
_OF_ACCOUNTS = (SCHEMA + "holdsClaim", SCHEMA + "rejectsClaim")


@dataclass
class Editor:
    """Makes edits of a base, which `store` holds."""

    base: Base
    store: Store
    seed: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable, and nothing secret
        self._number = 0
        self._theory = self.any("Theory")

    def edits(self, number: int) -> Iterator[Edit]:
        """So many edits of SIZE statements each."""
        makers: tuple[Callable[[], list[Quad]], ...] = (self._claim, self._thinker, self._work, self._concept)
        for count in range(number):
            quads = [quad for maker in self._random.sample(makers, 2) for quad in maker()]
            if count % 4 == 3:
                quads = self._random.choice(MISTAKES)(quads)
            self._theory = self.any("Theory")
            removed = [self._known()] if count % 5 == 4 else []
            found = dict.fromkeys(quads[: SIZE - len(removed)])
            while len(found) + len(removed) < SIZE:
                found[self._relation()] = None
            yield Edit(frozenset(found) - set(removed), frozenset(removed))

    def _known(self) -> Quad:
        """A statement that the base makes of an entry."""
        entry = self.any(self._random.choice(("Claim", "Concept", "Thinker", "Work")))
        return self._random.choice(sorted(self.store.match(entry, graph=_CORE), key=str))

    def any(self, kind: str) -> Iri:
        """Some entry of a class of the vocabulary."""
        slug = self._random.choice(self.base.entries[SCHEMA + kind])
        return Iri(ID + self.base.slug(slug, self._random.randint(1, self.base.copies)))

    def _new(self, kind: str, label: str) -> tuple[Iri, list[Quad]]:
        self._number += 1
        entry = Iri(f"{ID}new-{kind.lower()}-{self.seed}-{self._number}")
        return entry, [
            stated(entry, _TYPE, Iri(SCHEMA + kind)),
            stated(entry, SKOS + "prefLabel", english(f"{label} {self._number}")),
            stated(entry, DCTERMS + "source", self.any("Work")),
            stated(entry, SCHEMA + "confidence", Literal("medium")),
        ]

    def _relation(self) -> Quad:
        subject, predicate, target = self._random.choice(_RELATIONS)
        # Whoever edits an account edits one.
        one = self._theory if predicate in _OF_ACCOUNTS else self.any(subject)
        graph = Iri(one.replace(ID, ACCOUNT)) if predicate in _OF_ACCOUNTS else _CORE
        return Quad(one, Iri(predicate), self.any(target), graph)

    def _claim(self) -> list[Quad]:
        claim, quads = self._new("Claim", "States that fear decline bargain early, reading")
        for name, kind in (
            ("advancedIn", "Work"),
            ("assertedBy", "Thinker"),
            ("aboutConcept", "Concept"),
            ("inDebate", "Debate"),
            ("refinesClaim", "Claim"),
        ):
            quads.append(stated(claim, SCHEMA + name, self.any(kind)))
        return quads

    def _thinker(self) -> list[Quad]:
        thinker, quads = self._new("Thinker", "A. N. Author")
        return [
            *quads,
            stated(thinker, SKOS + "definition", english(f"A scholar of alliances, the {self._number}th of the name.")),
            stated(thinker, SCHEMA + "birthYear", Literal("1950", XSD + "integer")),
            stated(self.any("Theory"), SCHEMA + "hasProponent", thinker),
        ]

    def _work(self) -> list[Quad]:
        work, quads = self._new("Work", "On the causes of peace, volume")
        return [
            *quads,
            stated(work, _TYPE, Iri(SCHEMA + "Book")),
            stated(work, SKOS + "definition", english(f"A book on the causes of peace, in {self._number} chapters.")),
            stated(work, SCHEMA + "hasAuthor", self._alive()),
            stated(work, SCHEMA + "year", Literal("1999", XSD + "integer")),
        ]

    def _concept(self) -> list[Quad]:
        concept, quads = self._new("Concept", "Alignment fatigue")
        return [
            *quads,
            stated(concept, SKOS + "definition", english(f"The waning of an ally's zeal, in sense {self._number}.")),
            stated(concept, SKOS + "broader", self.any("Concept")),
            stated(concept, SKOS + "inScheme", Iri(ID + "scheme")),
            stated(concept, SCHEMA + "centralTo", self.any("Theory")),
            stated(concept, SCHEMA + "contrastsWith", self.any("Concept")),
        ]

    def _alive(self) -> Iri:
        """A thinker who can have written a new work."""
        while True:
            thinker = self.any("Thinker")
            if not any(True for _ in self.store.match(thinker, Iri(SCHEMA + "deathYear"))):
                return thinker


_WRONG_KINDS = (
    ("Work", SCHEMA + "hasAuthor", "Claim"),
    ("Claim", SCHEMA + "assertedBy", "Work"),
    ("Claim", SCHEMA + "advancedIn", "Thinker"),
    ("Theory", SCHEMA + "hasKeyWork", "Thinker"),
    ("Theory", SCHEMA + "hasProponent", "Work"),
)


def clashing(editor: Editor, number: int) -> Iterator[Edit]:
    """So many edits that contradict the base, in turn by what two classes exclude and by a property's kinds."""
    rows = editor.store.query(
        f"""SELECT ?graph ?kind ?other {{
            GRAPH ?graph {{ ?kind <{RDFS}subClassOf> ?wider }} GRAPH ?any {{ ?wider <{OWL}disjointWith> ?other }}
            FILTER(isIRI(?wider) && STRSTARTS(STR(?graph), "{ACCOUNT}")) }} ORDER BY ?graph ?kind ?other"""
    ).rows()
    pairs = [(str(row["graph"]), str(row["kind"]), str(row["other"])) for row in rows]
    for count in range(number):
        if count % 2:
            subject, predicate, target = _WRONG_KINDS[count // 2 % len(_WRONG_KINDS)]
            yield Edit(frozenset({stated(editor.any(subject), predicate, editor.any(target))}))
        else:
            graph, kind, other = pairs[count // 2 % len(pairs)]
            thing = Iri(f"{ID}new-thing-{count}")
            yield Edit(frozenset(Quad(thing, _TYPE, Iri(one), Iri(graph)) for one in (kind, other)))
