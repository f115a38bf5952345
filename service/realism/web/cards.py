"""Rows of the tables on pages: a claim with its asserter and work, a reading of a case, a position taken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from realism.store.base import Store
from realism.web.binding import PREFIXES, bind
from realism.web.directory import Directory, Entity

_CLAIMS: Final = (
    PREFIXES
    + """SELECT ?claim ?relation ?other WHERE {
  VALUES ?claim { UNDEF }
  VALUES ?relation { realism:assertedBy realism:advancedIn }
  ?claim ?relation ?other .
}"""
)
_EVIDENCE: Final = (
    PREFIXES
    + """SELECT ?evidence ?relation ?other WHERE {
  VALUES ?evidence { UNDEF }
  VALUES ?relation {
    realism:evidenceCase realism:accordingTo realism:evidenceIn realism:supportedClaim realism:challengedClaim
  }
  ?evidence ?relation ?other .
}"""
)
_POSITIONS: Final = (
    PREFIXES
    + """SELECT DISTINCT ?theory ?position ?dimension WHERE {
  ?property rdfs:subPropertyOf realism:position .
  ?theory ?property ?position .
  ?position realism:onDimension ?dimension .
}"""
)


@dataclass(frozen=True)
class Card:
    """One row: the entity it is about, the others by short property name, whether the row is inferred."""

    entity: Entity
    others: dict[str, list[Entity]] = field(default_factory=dict)
    inferred: bool = False

    def get(self, name: str) -> list[Entity]:
        """The entities in the relation `name`; empty when not recorded."""
        return self.others.get(name, [])


@dataclass(frozen=True)
class PositionTaken:
    """That `theory` takes `position` on `dimension`."""

    theory: Entity
    position: Entity
    dimension: Entity


def claims(store: Store, directory: Directory, rows: Iterable[tuple[Entity, bool]]) -> list[Card]:
    """A card for each claim of `rows` (with whether it is inferred), in the order of the works' years."""
    cards = _cards(store, directory, rows, _CLAIMS, "claim")
    return sorted(cards, key=lambda card: min((work.order for work in card.get("advancedIn")), default=(True, 0, "")))


def evidence(store: Store, directory: Directory, rows: Iterable[tuple[Entity, bool]]) -> list[Card]:
    """A card for each reading of a case among `rows`, by case and year."""
    cards = _cards(store, directory, rows, _EVIDENCE, "evidence")
    return sorted(cards, key=lambda card: [e.order for n in ("evidenceCase", "evidenceIn") for e in card.get(n)])


def _cards(
    store: Store, directory: Directory, rows: Iterable[tuple[Entity, bool]], query: str, name: str
) -> list[Card]:
    marks = dict(rows)
    if not marks:
        return []
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in store.query(bind(query, name, [entity.iri for entity in marks])).rows():
        found[str(row[name])][str(row["relation"]).rpartition("#")[2]].add(str(row["other"]))
    return [
        Card(entity, {key: directory.refs(iris) for key, iris in found[entity.iri].items()}, inferred)
        for entity, inferred in marks.items()
    ]


def positions(store: Store, directory: Directory) -> list[PositionTaken]:
    """Every position that a theory takes, by dimension, position and theory."""
    taken = []
    for row in store.query(_POSITIONS).rows():
        ends = [directory.find(str(row[name])) for name in ("theory", "position", "dimension")]
        theory, position, dimension = ends
        if theory is not None and position is not None and dimension is not None:
            taken.append(PositionTaken(theory, position, dimension))
    return sorted(taken, key=lambda t: (t.dimension.order, t.position.order, t.theory.order))
