"""Evidence: what a text says about the field it belongs to, gathered once and asked for at every mention.

The text is cut into blocks of `BLOCK` characters. Near a mention is what stands in its block or the two next to it;
around it is what stands within `AROUND` blocks, so that one part of a long text does not decide on another.
Gathering is one pass, asking is a look-up, so the work stays linear in the length of the text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from realism.xref.cues import FIELD, OTHER_FIELDS
from realism.xref.folding import Folded, fold_label
from realism.xref.matching import Candidate, bounded

BLOCK: Final = 350
AROUND: Final = 8
_OURS: Final = "international relations"


class CueFinder:
    """Finds the cue words of all fields in a folded text."""

    def __init__(self) -> None:
        fields = {_OURS: FIELD, **OTHER_FIELDS}
        self._cues = [(fold_label(word), name) for name, words in fields.items() for word in words]
        self._automaton = AhoCorasick(
            [word for word, _ in self._cues],
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
        )

    def find(self, folded: Folded) -> Iterable[tuple[int, str, str]]:
        """Position in the source, word, and field of every cue in the text."""
        for index, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            if bounded(folded.text, start, end):
                word, name = self._cues[index]
                yield folded.source(start), word, name


@dataclass(frozen=True, slots=True)
class Nearby:
    """What speaks for and against the field, near a mention or in a whole text.

    terms    unambiguous terms: slug of the entity to the words used for it
    hints    ambiguous terms that belong to the field if the passage does, likewise
    cues     cue words of the field
    others   cue words of each other field
    """

    terms: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    cues: set[str] = field(default_factory=set)
    others: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, other: "Nearby") -> None:
        """Take in what `other` holds; words met first stay."""
        for slug, surface in other.terms.items():
            self.terms.setdefault(slug, surface)
        for slug, surface in other.hints.items():
            self.hints.setdefault(slug, surface)
        self.cues.update(other.cues)
        for name, words in other.others.items():
            self.others[name].update(words)

    def rival(self) -> tuple[str, int]:
        """The other field that most cue words speak for, and how many."""
        counts = Counter({name: len(words) for name, words in self.others.items()})
        return min(counts.items(), key=lambda item: (-item[1], item[0])) if counts else ("", 0)


class Evidence:
    """The evidence of one text."""

    def __init__(self, text: str, candidates: Sequence[Candidate], cues: Iterable[tuple[int, str, str]]) -> None:
        self._blocks: Mapping[int, Nearby] = defaultdict(Nearby)
        self.whole = Nearby()
        for candidate in candidates:
            self._take(text, candidate)
        for position, word, name in cues:
            block = self._blocks[position // BLOCK]
            if name == _OURS:
                block.cues.add(word)
            else:
                block.others[name].add(word)
        for number in sorted(self._blocks):
            self.whole.add(self._blocks[number])
        self._near: dict[tuple[int, int], Nearby] = {}

    def _take(self, text: str, candidate: Candidate) -> None:
        if not candidate.senses:
            return
        block = self._blocks[candidate.start // BLOCK]
        clear = candidate.qualified or any(not sense.needs_context for sense in candidate.senses)
        surface = " ".join(text[candidate.start : candidate.end].split())
        for sense in candidate.senses:
            if clear and (candidate.qualified or not sense.needs_context):
                block.terms.setdefault(sense.entity.id, surface)
            elif not clear:
                block.hints.setdefault(sense.entity.id, surface)

    def near(self, position: int) -> Nearby:
        """What stands near `position`."""
        return self._within(position // BLOCK, 1)

    def around(self, position: int) -> Nearby:
        """What stands in the wider surroundings of `position`."""
        return self._within(position // BLOCK, AROUND)

    def _within(self, block: int, distance: int) -> Nearby:
        found = self._near.get((block, distance))
        if found is None:
            found = Nearby()
            for number in sorted(range(block - distance, block + distance + 1), key=lambda one: abs(one - block)):
                if number in self._blocks:
                    found.add(self._blocks[number])
            self._near[block, distance] = found
        return found
