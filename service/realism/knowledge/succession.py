"""Entities that were given up, and what took their place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from realism.errors import Gone
from realism.store.base import Iri, Literal, Store
from realism.vocab import DCTERMS, ID, OWL, SKOS, is_slug

_RETIRED: Final = f"""PREFIX dcterms: <{DCTERMS}>
PREFIX owl: <{OWL}>
PREFIX skos: <{SKOS}>
SELECT DISTINCT ?entity ?successor ?note WHERE {{
  ?entity owl:deprecated ?given_up .
  FILTER(?given_up = true)
  OPTIONAL {{ ?entity dcterms:isReplacedBy ?successor }}
  OPTIONAL {{ ?entity skos:editorialNote ?note }}
}}"""


@dataclass
class Retired:
    """An entity that was given up: the IRIs of what is to be used instead, and what editors say of it."""

    successors: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Succession:
    """The entities that were given up, by slug."""

    retired: Mapping[str, Retired]

    @classmethod
    def from_store(cls, store: Store) -> "Succession":
        """Those of what `store` holds now."""
        found: dict[str, Retired] = {}
        for row in store.query(_RETIRED).rows():
            slug = str(row["entity"]).removeprefix(ID)
            if str(row["entity"]).startswith(ID) and is_slug(slug):
                one = found.setdefault(slug, Retired())
                successor, note = row.get("successor"), row.get("note")
                one.successors |= {str(successor)} if isinstance(successor, Iri) else set()
                one.notes |= {note.value} if isinstance(note, Literal) else set()
        return cls(found)

    def successor(self, slug: str) -> str | None:
        """The slug of the one entity that took the place of `slug`; None when `slug` was not given up.

        Raises Gone when no one entity did, with those that did in part, if any, as ``replaced_by``.
        """
        seen = []
        current = slug
        while (retired := self.retired.get(current)) is not None:
            seen.append(current)
            following = [iri.removeprefix(ID) for iri in retired.successors if is_slug(iri.removeprefix(ID))]
            if len(retired.successors) != 1 or not following or following[0] in seen:
                raise _gone(slug, retired.notes, [iri for iri in retired.successors if self._in_use(iri)])
            current = following[0]
        return current if seen else None

    def _in_use(self, iri: str) -> bool:
        return iri.removeprefix(ID) not in self.retired


def _gone(slug: str, notes: Iterable[str], successors: Iterable[str]) -> Gone:
    instead = sorted(successors)
    hint = f"; use one of: {', '.join(instead)}" if instead else ""
    note = "".join(f" ({note.rstrip('.')})" for note in sorted(notes))
    return Gone(f"The entity {slug!r} was given up{note}{hint}", replaced_by=instead)
