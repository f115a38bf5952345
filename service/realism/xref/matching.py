"""Matching: all labels at once, in one pass over the folded text (Aho–Corasick).

A match stands between word boundaries, respects the case rules of its label, and is the longest of those that
begin leftmost. Offsets are code points into the text as given.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from realism.xref.cues import FIXED_PHRASES
from realism.xref.folding import Folded, fold_label, without_marks
from realism.xref.lexicon import EntityRef, Label, Lexicon
from realism.xref.variants import variants

_WORD: Final = re.compile(r"\w+")
_PROPER: Final = frozenset({"thinker", "work"})
"""Types whose labels are proper names: their first word keeps its capital in running text."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing a form can mean.

    rank       how prominent the label is, see `Label`
    capitals   indexes of the words that must begin with a capital
    exact      the exact text the surface must begin with, for case-sensitive labels
    """

    entity: EntityRef
    needs_context: bool
    rank: int = 0
    capitals: tuple[int, ...] = ()
    exact: str | None = None

    def admits(self, surface: str) -> bool:
        """Whether the case of `surface` fits."""
        if self.exact is not None:
            return surface.startswith(self.exact)
        if not self.capitals:
            return True
        words = _WORD.findall(surface)
        return all(index >= len(words) or not words[index][0].islower() for index in self.capitals)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of the text that reads like a label, and what it may mean (nothing: a fixed phrase, never linked).

    words       number of words of the form
    qualified   the text itself adds "(international relations)"
    """

    start: int
    end: int
    senses: tuple[Sense, ...]
    words: int
    qualified: bool = False


class Matcher:
    """Finds all labels of a lexicon in a text. Immutable and safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        senses: dict[str, dict[tuple[str, str | None], Sense]] = defaultdict(dict)
        for phrase in FIXED_PHRASES:
            senses[fold_label(phrase)] = {}
        for label in lexicon.labels:
            for form, sense in _forms(label):
                known = senses[form].get((sense.entity.id, sense.exact))
                if known is None or (sense.needs_context, sense.rank) < (known.needs_context, known.rank):
                    senses[form][(sense.entity.id, sense.exact)] = sense
        forms = sorted(senses)
        self._senses = [tuple(senses[form].values()) for form in forms]
        self._words = [form.count(" ") + 1 for form in forms]
        self._automaton = AhoCorasick(forms, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
        qualifiers = "|".join(re.escape(fold_label(one)) for one in sorted(lexicon.qualifiers))
        self._qualifier = re.compile(rf" \((?:{qualifiers})\)") if qualifiers else None

    def find(self, text: str, folded: Folded) -> list[Candidate]:
        """The longest leftmost matches in `text`, folded to `folded`, in order and without overlap."""
        chosen: list[Candidate] = []
        end = 0
        for start, stop, index in self._spans(folded.text):
            if start < end:
                continue
            qualifier = self._qualifier.match(folded.text, stop) if self._qualifier else None
            span = folded.span(start, stop, text)
            candidate = self._candidate(text, span, index)
            if candidate is None:
                continue
            end = stop
            if qualifier and candidate.senses:
                end = qualifier.end()
                candidate = replace(candidate, end=folded.span(start, end, text)[1], qualified=True)
            chosen.append(candidate)
        return chosen

    def _spans(self, folded: str) -> Sequence[tuple[int, int, int]]:
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        whole = [(start, stop, index) for index, start, stop in hits if bounded(folded, start, stop)]
        whole.sort(key=lambda span: (span[0], -span[1]))
        return whole

    def _candidate(self, text: str, span: tuple[int, int], index: int) -> Candidate | None:
        surface = without_marks(text[slice(*span)])
        senses = tuple(sense for sense in self._senses[index] if sense.admits(surface))
        if self._senses[index] and not senses:
            return None
        return Candidate(*span, senses, self._words[index])


def bounded(text: str, start: int, end: int) -> bool:
    """Whether no word goes on across either edge of the span."""
    before = start > 0 and _joins(text[start - 1]) and _joins(text[start])
    after = end < len(text) and _joins(text[end]) and _joins(text[end - 1])
    return not before and not after


def _joins(character: str) -> bool:
    return character.isalnum() or character == "_"


def _forms(label: Label) -> Iterator[tuple[str, Sense]]:
    """The folded forms of `label`, each with the sense it stands for."""
    text = label.text
    proper = label.entity.type in _PROPER
    letters = [character for character in text if character.isalpha()]
    acronym = 1 < len(letters) <= 6 and all(character.isupper() for character in letters)
    exact = text if label.case_sensitive or acronym else None
    capitals = tuple(index for index, word in enumerate(_WORD.findall(text)) if word[0].isupper() and (index or proper))
    inflected = not proper and label.entity.type != "case"
    # A link begins after the article, whether or not the base lists the label with it.
    base = fold_label(text).removeprefix("the ") if inflected else fold_label(text)
    for form in variants(base, inflected=inflected):
        yield form, Sense(label.entity, label.needs_context, label.rank, capitals, exact)
