"""Debates for the reference: each with its claims and a map of what they do to each other."""

from dataclasses import dataclass
from typing import Final

from realism.reference.debate_map import Node, Tie, debate_map
from realism.reference.drawing import Diagram
from realism.reference.entries import Entries, Entry, anchor
from realism.vocab import ID, SCHEMA

TIES: Final = {"disputesClaim": "no", "supportsClaim": "yes", "refinesClaim": "builds", "presupposes": "builds"}
"""Relations between claims with the style of their arrows."""


@dataclass(frozen=True)
class Debate:
    """A debate, None for the claims that belong to none; its claims, oldest first; its map if they are related."""

    entry: Entry | None
    claims: tuple[Entry, ...]
    map: Diagram | None


def debates(entries: Entries) -> list[Debate]:
    """All debates by label; a claim of several stands in the first. Claims of no debate come last, if there are any."""
    facts = entries.facts
    left = set(facts.members(SCHEMA + "Claim"))
    found: list[Debate] = []
    for iri in sorted(facts.members(SCHEMA + "Debate"), key=lambda one: (entries.label(one).casefold(), one)):
        members = _by_year(entries, facts.subjects(SCHEMA + "inDebate", iri))
        here = [one for one in members if one in left]
        left -= set(here)
        found.append(Debate(entries.entry(iri), tuple(entries.entry(one) for one in here), _map(entries, iri, members)))
    if left:
        found.append(Debate(None, tuple(entries.entry(one) for one in _by_year(entries, sorted(left))), None))
    return found


def _by_year(entries: Entries, claims: list[str]) -> list[str]:
    def key(claim: str) -> tuple[int, str]:
        works = entries.facts.iris(claim, SCHEMA + "advancedIn")
        years = [int(year) for work in works if (year := entries.facts.text(work, SCHEMA + "year"))]
        return min(years, default=0), claim

    return sorted(claims, key=key)


def _map(entries: Entries, debate: str, members: list[str]) -> Diagram | None:
    """The map of a debate; claims of other debates that are tied to its claims come last. None when nothing is tied."""
    here = set(members)
    ties = {
        (source, name, target)
        for name in TIES
        for source, target in entries.facts.stated[SCHEMA + name]
        if not here.isdisjoint((source, target))
    }
    if not ties:
        return None
    tied = {end for source, _, target in ties for end in (source, target)}
    nodes = [_node(entries, one, False) for one in members]
    nodes += [_node(entries, one, True) for one in _by_year(entries, sorted(tied - here))]
    drawn = [
        Tie(source, target, entries.lexicon.verb(SCHEMA + name), TIES[name]) for source, name, target in sorted(ties)
    ]
    return debate_map(f"Map of the debate: {entries.label(debate)}", nodes, drawn)


def _node(entries: Entries, claim: str, guest: bool) -> Node:
    years = [entries.facts.text(work, SCHEMA + "year") for work in entries.facts.iris(claim, SCHEMA + "advancedIn")]
    who = " and ".join(entries.label(one) for one in entries.facts.iris(claim, SCHEMA + "assertedBy"))
    source = " ".join(part for part in (who, *years[:1]) if part)
    return Node(claim, f"{claim.removeprefix(ID)} · {source}: {entries.label(claim)}", anchor(claim), guest)
