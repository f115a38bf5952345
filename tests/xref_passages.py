"""The annotated passages of tests/passages: a text NAME.txt beside its mentions NAME.csv (rules in its README)."""

import csv
from dataclasses import dataclass
from pathlib import Path

OTHER_FIELD = "other-"
"""How the names of passages from other fields begin."""
Span = tuple[int, int, str]


@dataclass(frozen=True)
class Passage:
    """A text with its mentions: of entities of the base, of what the base lacks, and those nobody is asked for."""

    name: str
    text: str
    required: frozenset[Span]
    absent: frozenset[Span]
    optional: frozenset[Span]

    @property
    def other_field(self) -> bool:
        return self.name.startswith(OTHER_FIELD)


def read_passage(text: Path) -> Passage:
    """The passage of the file `text` with the annotation beside it."""
    groups: dict[str, set[Span]] = {"required": set(), "absent": set(), "optional": set()}
    with text.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, _, entity = row["concept_id"].partition(":")
            group = "optional" if row.get("optional") else "absent" if kind == "none" else "required"
            groups[group].add((int(row["start"]), int(row["end"]), entity))
    words = text.read_bytes().decode("utf-8")
    return Passage(text.stem, words, **{name: frozenset(group) for name, group in groups.items()})


def read_passages(folder: Path) -> list[Passage]:
    """All passages of `folder`, by name."""
    return [read_passage(path) for path in sorted(folder.glob("*.txt"))]
