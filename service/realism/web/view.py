"""The page of an entity as data: what the template shows, in the order it shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from realism.store.base import Store
from realism.vocab import DCTERMS, RDF, SCHEMA, SKOS
from realism.web import cards
from realism.web.cards import Card, PositionTaken
from realism.web.directory import Directory, Entity
from realism.web.facts import Facts, Statement
from realism.web.folding import fold
from realism.web.lineage import Family, Node
from realism.web.sections import Section, sections_of

_YEARS: Final = {
    "thinker": (("born", "birthYear"), ("died", "deathYear")),
    "case": (("from", "startYear"), ("to", "endYear")),
    "work": (("year", "year"),),
}
_TEXTS: Final = {
    "thinker": (("affiliation", "affiliation"),),
    "work": (("published by or in", "venue"), ("pages", "pages"), ("volume", "volume"), ("issue", "issue")),
}
_LONG: Final = 16
_SHOWN: Final = 12
_ALWAYS_SHOWN: Final = frozenset({"year", "published by or in", "born"})


@dataclass(frozen=True)
class Item:
    """An entity in a list, and whether the statement that put it there is only inferred."""

    entity: Entity
    inferred: bool = False


@dataclass(frozen=True)
class Block:
    """A section with what is under it: `items` in a list (`rest` folded away) or `cards` in a table."""

    section: Section
    items: Sequence[Item] = ()
    rest: Sequence[Item] = ()
    cards: Sequence[Card] = ()

    @property
    def inferred(self) -> bool:
        """Whether all of the list is inferred, so that one mark at the heading says it."""
        return bool(self.items) and all(item.inferred for item in (*self.items, *self.rest))


@dataclass(frozen=True)
class EntityView:
    """All that the page of `entity` shows."""

    entity: Entity
    classes: frozenset[str]
    aliases: list[str]
    translations: list[tuple[str, str]]
    notes: list[str]
    details: list[tuple[str, str | None]]
    doi: str | None
    blocks: list[Block]
    lineage: list[Node]
    positions: list[PositionTaken]
    takers: list[PositionTaken]
    sources: list[Entity]
    matches: list[str]
    confidence: str | None
    verification: str | None
    verification_kind: str | None
    has_account: bool = field(default=False)


def view(store: Store, directory: Directory, family: Family, slug: str, near: Sequence[str] = ()) -> EntityView:
    """The view of the entity `slug`; of a long list it shows those first that are in `near` (slugs, nearest first).

    Raises NotFound when there is none.
    """
    entity = directory[slug]
    facts = Facts.of(store, slug)
    taken = cards.positions(store, directory) if entity.kind in ("theory", "dimension") else []
    return EntityView(
        entity=entity,
        classes=frozenset(str(statement.other) for statement in facts.outgoing.get(RDF + "type", ())),
        aliases=[
            text
            for text in facts.texts(SKOS + "altLabel")
            if fold(text) not in (fold(entity.label), fold(entity.short))
        ],
        translations=[
            (literal.language, literal.value)
            for literal in sorted(facts.literals(SKOS + "altLabel"), key=lambda one: (one.language, one.value))
            if literal.language not in ("", "en")
        ],
        notes=[*facts.texts(SKOS + "scopeNote"), *facts.texts(SKOS + "editorialNote")],
        details=_details(facts, entity.kind),
        doi=facts.text(SCHEMA + "doi"),
        blocks=_blocks(store, directory, facts, entity.kind, near),
        lineage=family.around(slug) if entity.kind == "theory" else [],
        positions=[t for t in taken if t.theory == entity],
        takers=[t for t in taken if t.dimension == entity],
        sources=directory.refs(
            str(s.other) for s in facts.outgoing.get(DCTERMS + "source", ()) if s.other != entity.iri
        ),
        matches=_matches(facts),
        confidence=facts.text(SCHEMA + "confidence"),
        verification=facts.text(SCHEMA + "verification"),
        verification_kind=facts.text(SCHEMA + "verificationKind"),
        has_account=bool(facts.incoming.get(SCHEMA + "accountOf")),
    )


def _matches(facts: Facts) -> list[str]:
    """The web addresses of the same thing elsewhere; an IRI of another kind is no link to offer."""
    found = facts.related(out=(SKOS + "exactMatch", SKOS + "closeMatch"))
    return sorted(iri for s in found if (iri := str(s.other)).startswith(("http://", "https://")))


def _details(facts: Facts, kind: str) -> list[tuple[str, str | None]]:
    """Names and values; None where a value one expects is not recorded."""
    found: list[tuple[str, str | None]] = []
    for name, predicate in (*_YEARS.get(kind, ()), *_TEXTS.get(kind, ())):
        value = facts.text(SCHEMA + predicate)
        if value is not None and value.startswith("-"):
            value = value.removeprefix("-") + " BCE"
        if value is not None or name in _ALWAYS_SHOWN:
            found.append((name, value))
    return found


def _blocks(store: Store, directory: Directory, facts: Facts, kind: str, near: Sequence[str]) -> list[Block]:
    blocks = []
    for section in sections_of(kind):
        out, into = section.predicates
        items = _items(directory, facts.related(out=out, into=into))
        if not items and section.missing is None:
            continue
        rows = [(item.entity, item.inferred) for item in items]
        if section.style == "claims":
            blocks.append(Block(section, cards=cards.claims(store, directory, rows)))
        elif section.style == "evidence":
            blocks.append(Block(section, cards=cards.evidence(store, directory, rows)))
        else:
            blocks.append(Block(section, *_folded(items, near if section.style == "chips" else None)))
    return blocks


def _folded(items: list[Item], near: Sequence[str] | None) -> tuple[list[Item], list[Item]]:
    """The items to show and those to fold away: a list of names over `_LONG` shows the nearest `_SHOWN`."""
    if near is None or len(items) <= _LONG:
        return items, []
    rank = {slug: place for place, slug in enumerate(near)}
    nearest = sorted(items, key=lambda item: rank.get(item.entity.slug, len(rank)))[:_SHOWN]
    return nearest, [item for item in items if item not in nearest]


def _items(directory: Directory, statements: Sequence[Statement]) -> list[Item]:
    found = [
        Item(entity, statement.inferred)
        for statement in statements
        if (entity := directory.find(str(statement.other))) is not None
    ]
    return sorted(found, key=lambda item: item.entity.order)
