"""Evidence: what a text says about the field it belongs to, gathered once and asked for at every mention.

The text is cut into blocks of `BLOCK` characters. Near a mention is what stands in its block or the two next to it;
around it is what stands within `AROUND` blocks, so that one part of a long text does not decide on another.
Gathering is one pass, asking is a look-up, so the work stays linear in the length of the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from realism.xref.field import BLOCK, FieldWords
from realism.xref.matching import Candidate, Found

NEAR, AROUND = 1, 8
LONG, PERSONS = 170, 2
"""Without white space, more characters than this make a text of some length; how many surnames show the field."""
_NAMED: Final = frozenset({"thinker", "theory", "work", "case"})
"""Types that have proper names."""
_STEPS: Final = sorted(range(-AROUND, AROUND + 1), key=abs)
_EMPTY: Final[frozenset[str]] = frozenset()


class Block:
    """What stands in one part of a text.

    terms    unambiguous terms: slug of the entity to the first place that names it
    hints    ambiguous terms that belong to the field if the passage does, likewise
    persons  slugs of the thinkers among these
    """

    __slots__ = ("hints", "persons", "terms")

    def __init__(self) -> None:
        self.terms: dict[str, Candidate] = {}
        self.hints: dict[str, Candidate] = {}
        self.persons: set[str] = set()

    def take(self, candidate: Candidate) -> None:
        """Add a candidate: as a term if it may mean something unambiguously, else as a hint."""
        clear = [sense for sense in candidate.senses if candidate.qualified or not sense.weak]
        for sense in clear:
            self.terms.setdefault(sense.entity.id, candidate)
        for sense in candidate.senses if not clear else ():
            self.hints.setdefault(sense.entity.id, candidate)
            if sense.entity.type == "thinker":
                self.persons.add(sense.entity.id)


class Scene:
    """What a decision on a mention rests on.

    field    how much the words around it speak for the field, see `field`
    near     slugs of the entities that are named unambiguously near it
    around   likewise, around it
    hints    slugs of the entities that may be meant by ambiguous terms near it
    persons  slugs of the thinkers among these
    """

    __slots__ = ("_blocks", "_close", "_evidence", "_position", "_terms", "around", "field", "hints", "near", "persons")

    def __init__(self, blocks: list[Block], close: list[Block], position: int, evidence: "Evidence") -> None:
        self.field = evidence.field.around(position)
        self.near: Set[str] = _EMPTY.union(*[block.terms for block in close])
        self.around: Set[str] = _EMPTY.union(*[block.terms for block in blocks])
        self.persons: Set[str] = _EMPTY.union(*[block.persons for block in close])
        self.hints: Set[str] = _EMPTY.union(*[block.hints for block in close])
        self._evidence = evidence
        self._position = position
        self._close, self._blocks = close, blocks
        self._terms: dict[str, Candidate] | None = None

    @property
    def named(self) -> Mapping[str, Candidate]:
        """The entities that are named unambiguously anywhere in the text, with the first place that does."""
        return self._evidence.named

    @property
    def terms(self) -> Mapping[str, Candidate]:
        """The unambiguous terms around: slug to the place that names it, the nearest first."""
        if self._terms is None:
            self._terms = _nearest_first(block.terms for block in self._blocks)
        return self._terms

    def telling(self) -> Sequence[str]:
        """The words around that speak most for the field."""
        return self._evidence.field.telling(self._position, 1)

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
    field      what its words say about its field
    long       whether it is of some length, see `LONG`
    namesakes  entities of whose namesake the text was found to speak, so far
    begins     where names of people, works and events begin
    ends       where they end
    """

    def __init__(self, text: str, found: Found) -> None:
        self.named: dict[str, Candidate] = {}
        self.field = FieldWords(text)
        self.namesakes: set[str] = set()
        self.begins: set[int] = set()
        self.ends: set[int] = set()
        self.long = len("".join(text[: 10 * LONG].split())) > LONG
        self._text, self._found = text, found
        self._words: dict[int, str] = {}
        self._blocks: dict[int, Block] = {}
        self._last: tuple[int, Scene] | None = None
        for candidate in found.candidates:
            for sense in candidate.senses:
                if candidate.qualified or not sense.weak:
                    self.named.setdefault(sense.entity.id, candidate)
                if sense.entity.type in _NAMED:
                    self.begins.add(candidate.start)
                    self.ends.add(candidate.end)

    def _divided(self) -> dict[int, Block]:
        """What stands in each block; most texts are never asked for it."""
        blocks = defaultdict[int, Block](Block)
        for candidate in self._found.candidates:
            if candidate.senses:
                blocks[candidate.start // BLOCK].take(candidate)
        return dict(blocks)

    def scene(self, position: int) -> Scene:
        """What stands near and around `position`."""
        number = position // BLOCK
        # Mentions come in order, so that the last scene is all that needs to be kept.
        if self._last is None or self._last[0] != number:
            blocks = self._blocks = self._blocks or self._divided()
            around = [blocks[number + step] for step in _STEPS if number + step in blocks]
            close = [blocks[number + step] for step in _STEPS[: 2 * NEAR + 1] if number + step in blocks]
            self._last = (number, Scene(around, close, position, self))
        return self._last[1]

    def words(self, candidate: Candidate) -> str:
        """The words of a candidate, as they stand in the text but for white space."""
        words = self._words.get(candidate.start)
        if words is None:
            words = self._words[candidate.start] = " ".join(self._text[candidate.start : candidate.end].split())
        return words
