"""What the base states about one entity, and in which accounts, for its page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from realism.store.base import Iri, Literal, Store, Term
from realism.vocab import INFERRED, XSD, entity_iri
from realism.web.binding import PREFIXES, bind

_FACTS: Final = (
    PREFIXES
    + """SELECT ?predicate ?other ?graph ?incoming WHERE {
  VALUES ?entity { UNDEF }
  { GRAPH ?graph { ?entity ?predicate ?other } BIND(false AS ?incoming) }
  UNION
  { GRAPH ?graph { ?other ?predicate ?entity } FILTER(isIRI(?other)) BIND(true AS ?incoming) }
}"""
)


@dataclass(frozen=True)
class Statement:
    """A statement about an entity: `other` is its object, or its subject when it comes in."""

    predicate: str
    other: Term
    graphs: tuple[str, ...]

    @property
    def inferred(self) -> bool:
        """Whether it is nowhere asserted, only derived."""
        return all(graph.startswith(INFERRED) for graph in self.graphs)


class Facts:
    """The statements with one entity as subject (`outgoing`) and as object (`incoming`), by predicate IRI."""

    def __init__(self, outgoing: Mapping[str, Sequence[Statement]], incoming: Mapping[str, Sequence[Statement]]):
        self.outgoing = outgoing
        self.incoming = incoming

    @classmethod
    def of(cls, store: Store, slug: str) -> "Facts":
        """What `store` states about the entity `slug`."""
        found: tuple[_Found, _Found] = (defaultdict(set), defaultdict(set))
        for row in store.query(bind(_FACTS, "entity", [entity_iri(slug)])).rows():
            incoming = row["incoming"] == Literal("true", XSD + "boolean")
            found[incoming][str(row["predicate"]), row["other"]].add(str(row["graph"]))
        return cls(_grouped(found[False]), _grouped(found[True]))

    def related(self, *, out: Iterable[str] = (), into: Iterable[str] = ()) -> list[Statement]:
        """The statements that lead to an IRI by one of the predicates `out`, or come from one by one of `into`.

        Each other end is listed once, asserted statements before inferred ones.
        """
        chosen = [s for name in out for s in self.outgoing.get(name, ())]
        chosen += [s for name in into for s in self.incoming.get(name, ())]
        best: dict[Term, Statement] = {}
        for statement in sorted(chosen, key=lambda s: s.inferred):
            if isinstance(statement.other, Iri):
                best.setdefault(statement.other, statement)
        return list(best.values())

    def literals(self, predicate: str) -> list[Literal]:
        """The literal values of `predicate`, sorted."""
        return sorted({s.other for s in self.outgoing.get(predicate, ()) if isinstance(s.other, Literal)})

    def texts(self, predicate: str) -> list[str]:
        """The values of `predicate` that are in English or in no language, sorted."""
        return [literal.value for literal in self.literals(predicate) if literal.language in ("", "en")]

    def text(self, predicate: str) -> str | None:
        """The first literal value of `predicate`, None when not recorded."""
        return next(iter(self.texts(predicate)), None)


_Found = defaultdict[tuple[str, Term], set[str]]


def _grouped(found: Mapping[tuple[str, Term], set[str]]) -> dict[str, list[Statement]]:
    grouped: dict[str, list[Statement]] = {}
    for (predicate, other), graphs in sorted(found.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        grouped.setdefault(predicate, []).append(Statement(predicate, other, tuple(sorted(graphs))))
    return grouped
