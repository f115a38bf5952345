"""Which relations the page of each kind of entity shows, in which order and under which heading."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from realism.vocab import SCHEMA, SKOS

Style = Literal["chips", "list", "claims", "evidence"]


@dataclass(frozen=True)
class Section:
    """A heading and the relations under it: predicates `out` from the entity and `into` it, by short name.

    style    chips: names in a row; list: one a line, with definitions; claims, evidence: a table
    missing  what to say when nothing is recorded; None leaves the heading out
    """

    title: str
    out: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    style: Style = "chips"
    missing: str | None = None

    @property
    def predicates(self) -> tuple[list[str], list[str]]:
        """The IRIs of `out` and of `into`."""
        return [iri(name) for name in self.out], [iri(name) for name in self.into]


def iri(name: str) -> str:
    """The IRI of a property by its short name: ``skos:broader``, or ``rivalOf`` for one of our schema."""
    return SKOS + name.removeprefix("skos:") if name.startswith("skos:") else SCHEMA + name


SECTIONS: Final[Mapping[str, tuple[Section, ...]]] = {
    "concept": (
        Section("Introduced by", out=("originatedBy",), missing="Who introduced it is not recorded."),
        Section(
            "Introduced in", out=("introducedIn",), style="list", missing="The work that introduced it is not recorded."
        ),
        Section("Central to", out=("centralTo",), into=("hasCentralConcept",)),
        Section("Broader", out=("skos:broader",), into=("skos:narrower",)),
        Section("Narrower", out=("skos:narrower",), into=("skos:broader",)),
        Section("Contrasts with", out=("contrastsWith",), into=("contrastsWith",)),
        Section("Related", out=("skos:related",), into=("skos:related",)),
        Section("Claims about it", out=("subjectOfClaim",), into=("aboutConcept",), style="claims"),
    ),
    "theory": (
        Section("Rivals", out=("rivalOf",), into=("rivalOf",), missing="No rival is recorded."),
        Section("Proponents", out=("hasProponent",), into=("proponentOf",), missing="No proponent is recorded."),
        Section("Named by", out=("namedBy",)),
        Section("Named in", out=("namedIn",), style="list"),
        Section("Level of analysis", out=("levelOfAnalysis",)),
        Section("Central concepts", out=("hasCentralConcept",), into=("centralTo",)),
        Section("Key works", out=("hasKeyWork",), style="list", missing="No key work is recorded."),
        Section("Claims it holds", out=("holdsClaim",), style="claims", missing="No held claim is recorded."),
        Section("Claims it rejects", out=("rejectsClaim",), style="claims", missing="No rejected claim is recorded."),
    ),
    "thinker": (
        Section("Theories", out=("proponentOf",), into=("hasProponent",)),
        Section("Works", out=("authorOf",), into=("hasAuthor",), style="list", missing="No work is recorded."),
        Section("Concepts introduced", into=("originatedBy",)),
        Section("Claims asserted", out=("assertsClaim",), into=("assertedBy",), style="claims"),
        Section("Claims also asserted", into=("alsoAssertedBy",), style="claims"),
        Section("Readings of cases", into=("accordingTo",), style="evidence"),
        Section("Writes about", out=("writesAbout",)),
    ),
    "work": (
        Section("Authors", out=("hasAuthor",), into=("authorOf",), missing="The author is not recorded."),
        Section("Key work of", into=("hasKeyWork",)),
        Section("Concepts introduced", into=("introducedIn",)),
        Section("Claims advanced", out=("advancesClaim",), into=("advancedIn",), style="claims"),
        Section("Readings of cases", into=("evidenceIn",), style="evidence"),
    ),
    "claim": (
        Section("Asserted by", out=("assertedBy",), into=("assertsClaim",), missing="Who asserts it is not recorded."),
        Section(
            "Advanced in",
            out=("advancedIn",),
            into=("advancesClaim",),
            style="list",
            missing="The work is not recorded.",
        ),
        Section("Also asserted by", out=("alsoAssertedBy",)),
        Section("About", out=("aboutConcept",), into=("subjectOfClaim",)),
        Section("Held by", into=("holdsClaim",), missing="Not recorded as held by any theory."),
        Section("Rejected by", into=("rejectsClaim",), missing="Not recorded as rejected by any theory."),
        Section("Disputes", out=("disputesClaim",), style="claims"),
        Section("Disputed by", into=("disputesClaim",), style="claims"),
        Section("Supports", out=("supportsClaim",), style="claims"),
        Section("Supported by", into=("supportsClaim",), style="claims"),
        Section("Refines", out=("refinesClaim",), style="claims"),
        Section("Refined by", into=("refinesClaim",), style="claims"),
        Section("Presupposes", out=("presupposes",), style="claims"),
        Section("Presupposed by", into=("presupposes",), style="claims"),
        Section("Cases read as support", into=("supportedClaim",), style="evidence"),
        Section("Cases read as a challenge", into=("challengedClaim",), style="evidence"),
        Section("Debate", out=("inDebate",)),
    ),
    "case": (
        Section("Actors", out=("caseActor",)),
        Section("How it is read", into=("evidenceCase",), style="evidence", missing="No reading of it is recorded."),
    ),
    "evidence": (
        Section("Case", out=("evidenceCase",)),
        Section("According to", out=("accordingTo",)),
        Section("In the work", out=("evidenceIn",), style="list"),
        Section("As support for", out=("supportedClaim",), style="claims"),
        Section("As a challenge to", out=("challengedClaim",), style="claims"),
    ),
    "position": (
        Section("On the dimension", out=("onDimension",)),
        Section("Theories that take it", into=("position",), missing="No theory is recorded as taking it."),
    ),
    "debate": (Section("Claims in it", into=("inDebate",), style="claims"),),
    "actor": (Section("Cases it acted in", into=("caseActor",)),),
}
"""Headings by kind; a kind that is not here has none of its own."""
SECTIONS_OF_VOICE: Final = SECTIONS["thinker"]


def sections_of(kind: str) -> tuple[Section, ...]:
    """The sections of the page of an entity of `kind`."""
    return SECTIONS_OF_VOICE if kind == "voice" else SECTIONS.get(kind, ())
