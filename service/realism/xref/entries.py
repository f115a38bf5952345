"""Entries of a see-also list, the reasons for them, and what an editor may ask of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from realism.xref.graph import Step
from realism.xref.lexicon import EntityRef


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an editor asks of a list. Entities go by their slugs.

    pins            what comes first, in this order, whatever speaks against it
    leave_out       what is not to be listed
    types           of which types the entries may be (theory, concept, work, thinker, case); empty: of all
    include_linked  list also what the text links already
    prominent       leave out also what the text names prominently: in its lead, or often; for texts whose mentions
                    become links
    """

    pins: tuple[str, ...] = ()
    leave_out: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    include_linked: bool = False
    prominent: bool = False


NO_WISHES: Final = Wishes()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry is there: a sentence, the statements behind it, and the slugs of their sources."""

    text: str
    path: tuple[Step, ...]
    sources: tuple[str, ...]

    def as_dict(self, labels: Mapping[str, str]) -> dict[str, object]:
        """The reason as a JSON object; every end of a statement carries its label."""
        return {
            "text": self.text,
            "path": [
                {
                    "s": {"id": step.s, "label": labels.get(step.s, step.s)},
                    "p": step.p,
                    "o": {"id": step.o, "label": labels.get(step.o, step.o)},
                }
                for step in self.path
            ],
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """An entry.

    score      how strongly it is tied, from 0 to 1; 0 for what an editor pinned although nothing ties it
    symmetric  whether its own list holds the subject, too
    pinned     whether an editor asked for it
    """

    entity: EntityRef
    score: float
    reasons: tuple[Reason, ...]
    symmetric: bool = False
    pinned: bool = False
