"""Entries of a see-also list and the reasons for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from realism.xref.graph import Step
from realism.xref.lexicon import EntityRef


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
    """An entry: the entity, how strongly it is tied (0 to 1), why, and whether it would list the subject, too."""

    entity: EntityRef
    score: float
    reasons: tuple[Reason, ...]
    symmetric: bool = False
