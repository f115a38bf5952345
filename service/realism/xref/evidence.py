"""Evidence: what a text says about the field it belongs to, gathered once and asked for at every mention.

The text is cut into blocks of `BLOCK` characters. Near a mention is what stands in its block or the two next to it;
around it is what stands within `AROUND` blocks, so that one part of a long text does not decide on another.
Gathering is one pass, asking is a look-up, so the work stays linear in the length of the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import Final

from realism.xref.cues import CUES, OTHER_FIELDS
from realism.xref.matching import Candidate, Found

BLOCK, NEAR, AROUND = 350, 1, 8
LONG, PERSONS = 170, 2
"""Without white space, more characters than this make a text of some length; how many surnames show the field."""
WHOLE, CUES_ALONE = 500, 4
"""How many characters make a text that must show by a name what it is about, and how many cue words do without."""
NAMES: Final = frozenset({"thinker", "theory", "work", "case"})
"""Types of what nobody speaks of who is not at the field: figures of speech borrow its common nouns alone."""
_STEPS: Final = sorted(range(-AROUND, AROUND + 1), key=abs)
_OURS: Final = frozenset(index for index, (_, name) in enumerate(CUES) if not name)
_OTHERS: Final = sorted(OTHER_FIELDS)
_FIELDS: Final = [_OTHERS.index(name) if name else -1 for _, name in CUES]
"""The number of the other field that each cue word speaks for, -1 for our own."""
_EMPTY: Final[frozenset[str]] = frozenset()
_NONE: Final[frozenset[int]] = frozenset()


class Block:
    """What stands in one part of a text.

    terms    unambiguous terms: slug of the entity to the first place that names it
    hints    ambiguous terms that belong to the field if the passage does, likewise
    persons  slugs of the thinkers among these
    cues     indexes of cue words
    """

    __slots__ = ("cues", "hints", "persons", "terms")

    def __init__(self) -> None:
        self.terms: dict[str, Candidate] = {}
        self.hints: dict[str, Candidate] = {}
        self.persons: set[str] = set()
        self.cues: set[int] = set()

    def take(self, candidate: Candidate) -> None:
        """Add a candidate: as a term if it may mean something unambiguously, else as a hint."""
        clear = [sense for sense in candidate.senses if candidate.qualified or not sense.weak]
        for sense in clear:
            self.terms.setdefault(sense.entity.id, candidate)
        for sense in candidate.senses if not clear else ():
            self.hints.setdefault(sense.entity.id, candidate)
            if sense.entity.type == "thinker":
                self.persons.add(sense.entity.id)


class Nearby:
    """What speaks for and against the field within some blocks.

    terms   slugs of the entities that are named unambiguously
    cues    indexes of the cue words of the field
    rival   the other field that most cue words speak for, and how many
    """

    __slots__ = ("cues", "rival", "terms")

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.terms: Set[str] = _EMPTY.union(*[block.terms for block in blocks])
        cues: Set[int] = _NONE.union(*[block.cues for block in blocks])
        self.cues: Set[int] = cues & _OURS
        self.rival = _rival(cues) if len(cues) > len(self.cues) else ("", 0)


def _rival(cues: Set[int]) -> tuple[str, int]:
    counts: dict[int, int] = {}
    for index in cues:
        if (field := _FIELDS[index]) >= 0:
            counts[field] = counts.get(field, 0) + 1
    most, first = max([(count, -field) for field, count in counts.items()])
    return _OTHERS[-first], most


class Scene:
    """What a decision on a mention rests on: what is near it, and what is around it.

    hints    slugs of the entities that may be meant by ambiguous terms near the mention
    persons  slugs of the thinkers among these
    bare     whether nothing here can show the field
    """

    __slots__ = ("_around", "_blocks", "_close", "_evidence", "_near", "_terms", "bare", "hints", "persons")

    def __init__(self, blocks: list[Block], close: list[Block], evidence: "Evidence") -> None:
        self.persons: Set[str] = _EMPTY.union(*[block.persons for block in close])
        self.hints: Set[str] = _EMPTY.union(*[block.hints for block in close])
        self.bare = len(self.persons) < PERSONS and not any(block.terms for block in blocks)
        self._evidence = evidence
        self._close, self._blocks = close, blocks
        self._near: Nearby | None = None
        self._around: Nearby | None = None
        self._terms: dict[str, Candidate] | None = None

    @property
    def named(self) -> Mapping[str, Candidate]:
        """The entities that are named unambiguously anywhere in the text, with the first place that does."""
        return self._evidence.named

    @property
    def near(self) -> Nearby:
        """What stands near the mention."""
        if self._near is None:
            self._near = Nearby(self._close)
        return self._near

    @property
    def around(self) -> Nearby:
        """What stands in the wider surroundings."""
        if self._around is None:
            self._around = Nearby(self._blocks)
        return self._around

    @property
    def terms(self) -> Mapping[str, Candidate]:
        """The unambiguous terms around: slug to the place that names it, the nearest first."""
        if self._terms is None:
            self._terms = _nearest_first(block.terms for block in self._blocks)
        return self._terms

    def ambiguous(self) -> Iterable[Candidate]:
        """The ambiguous terms near, the nearest first."""
        return _nearest_first(block.hints for block in self._close).values()

    def words(self, candidate: Candidate) -> str:
        """The words of a candidate, as they stand in the text but for white space."""
        return self._evidence.words(candidate)


def _nearest_first(found: Iterable[Mapping[str, Candidate]]) -> dict[str, Candidate]:
    first: dict[str, Candidate] = {}
    for places in found:
        first = {**first, **places, **first}
    return first


class Evidence:
    """The evidence of one text.

    named      entities named unambiguously, with the first place that does
    long       whether it is of some length, see `LONG`
    namesakes  entities of whose namesake the text was found to speak, so far
    """

    def __init__(self, text: str, found: Found) -> None:
        self.named: dict[str, Candidate] = {}
        self.namesakes: set[str] = set()
        self.long = len("".join(text[: 10 * LONG].split())) > LONG
        self._persons: set[str] = set()
        self._names = False
        self._text, self._found = text, found
        self._words: dict[int, str] = {}
        self._blocks: dict[int, Block] = {}
        self._last: tuple[int, Scene] | None = None
        for candidate in found.candidates:
            for sense in candidate.senses:
                if candidate.qualified or not sense.weak:
                    self.named.setdefault(sense.entity.id, candidate)
                    self._names = self._names or sense.entity.type in NAMES
                elif sense.entity.type == "thinker":
                    self._persons.add(sense.entity.id)

    def _divided(self) -> dict[int, Block]:
        """What stands in each block; most texts are never asked for it."""
        blocks = defaultdict[int, Block](Block)
        for candidate in self._found.candidates:
            if candidate.senses:
                blocks[candidate.start // BLOCK].take(candidate)
        source = self._found.folded.source
        for position, index in self._found.cues:
            blocks[source(position) // BLOCK].cues.add(index)
        return dict(blocks)

    @property
    def clear(self) -> bool:
        """Whether anything in the text can show that it is of the field: a clear term, or surnames of thinkers."""
        return bool(self.named) or len(self._persons) >= PERSONS

    @cached_property
    def borrowed(self) -> bool:
        """Whether the text is long and yet names nobody and nothing of the field, so that its words are borrowed."""
        if self._names or self._persons or len(self._text) < WHOLE:
            return False
        return len({index for _, index in self._found.cues} & _OURS) < CUES_ALONE

    def scene(self, position: int) -> Scene:
        """What stands near and around `position`."""
        number = position // BLOCK
        # Mentions come in order, so that the last scene is all that needs to be kept.
        if self._last is None or self._last[0] != number:
            blocks = self._blocks = self._blocks or self._divided()
            around = [blocks[number + step] for step in _STEPS if number + step in blocks]
            close = [blocks[number + step] for step in _STEPS[: 2 * NEAR + 1] if number + step in blocks]
            self._last = (number, Scene(around, close, self))
        return self._last[1]

    def words(self, candidate: Candidate) -> str:
        """The words of a candidate, as they stand in the text but for white space."""
        words = self._words.get(candidate.start)
        if words is None:
            words = self._words[candidate.start] = " ".join(self._text[candidate.start : candidate.end].split())
        return words
