"""Matching: all labels at once, in one pass over the folded text (Aho–Corasick).

A match stands between word boundaries, respects the case rules of its label, and is the longest of those that
begin leftmost. Offsets are code points into the text as given. The boundaries are part of what the automaton
searches, so that it finds few things that are no match.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from realism.xref.folding import Folded, fold_label, separated
from realism.xref.forms import PROPER, Form, Sense, forms
from realism.xref.lexicon import EntityRef, Lexicon

_APOSTROPHES: Final = ("'", "’")
_OWNED: Final = re.compile(r"\s\w")
_QUOTED: Final = re.compile(r"(?<!\w)['‘]")
_QUOTATION: Final = 200
"""How far before an apostrophe a quotation is looked for that it may close."""
_JOINTS: Final = (" and ", " or ", " nor ", " versus ", " as ", " than ")
_JOINED: Final = re.compile(r"(?<![\w-])(\w+) (?:and|or|nor|versus|as well as|rather than|more than) $")
_REACH: Final = 60
"""How far before a term an adjective is looked for that shares its noun."""
_PLACE: Final = itemgetter(0, 1)
_PIECE: Final = 16_384
"""Characters searched at a time, so that what is found at once does not grow with the text."""


class Candidate(NamedTuple):
    """A span of the text that reads like a label, and what it may mean (nothing: a fixed phrase, never linked).

    words       number of words of the form
    qualified   the text itself adds "(international relations)"
    """

    start: int
    end: int
    senses: tuple[Sense, ...]
    words: int
    qualified: bool = False


class Found(NamedTuple):
    """What was found: candidates in order and without overlap; `inner` are those inside others, if asked for."""

    candidates: list[Candidate]
    inner: Sequence[Candidate] = ()


class Matcher:
    """Finds all labels of a lexicon in a text. Immutable and safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._forms = forms(lexicon)
        patterns = [separated(form.text) for form in self._forms]
        self._pairs = {form.text: form for form in self._forms if form.senses and form.words == 2}
        self._longest = max(map(len, patterns))
        self._automaton = AhoCorasick(
            patterns, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )
        qualifiers = "|".join(re.escape(fold_label(one)) for one in sorted(lexicon.qualifiers))
        self._qualifier = re.compile(rf" \((?:{qualifiers})\)") if qualifiers else None

    def find(self, text: str, folded: Folded, nested: bool = False) -> Found:
        """The longest leftmost matches in `text`, folded to `folded`; with `nested` also those inside."""
        spans = sorted(((start, -stop, form) for start, stop, form in self._hits(folded.text)), key=_PLACE)
        chosen = list(self._chosen(text, folded, spans))
        return Found(chosen, list(_inside(text, folded, spans, chosen)) if nested else ())

    def _hits(self, folded: str) -> Iterator[tuple[int, int, Form]]:
        words = separated(folded)
        find, forms = self._automaton.find_matches_as_indexes, self._forms
        for at in range(0, len(words), _PIECE):
            piece = words[at : at + _PIECE + self._longest]
            for index, start, stop in find(piece, overlapping=True):
                form = forms[index]
                # The pattern has a space before and behind, and so has `words`.
                first, last = at + start, at + stop - 2
                # Between the words there must stand what stands in the label.
                if start < _PIECE and (form.single or folded[first:last] == form.text):
                    yield first, last, form

    def _chosen(self, text: str, folded: Folded, spans: Sequence[tuple[int, int, Form]]) -> Iterator[Candidate]:
        end = 0
        for number, (start, minus_stop, form) in enumerate(spans):
            if start < end:
                continue
            stop = -minus_stop
            if not form.senses and _overtaken(text, folded, spans, number):
                continue
            first, last = folded.span(start, stop, text)
            senses = form.admitted(text, first, last)
            if senses is None:
                continue
            shared = self._shared(text, folded, end, start, form) if form.words == 2 and senses else None
            if shared:
                yield shared
            end = stop
            qualifier = self._qualified(folded.text, stop) if senses else None
            if qualifier:
                end = qualifier.end()
                last = folded.span(start, end, text)[1]
            elif senses and text.startswith(_APOSTROPHES, last) and _plural_possessive(text, first, last, senses):
                last += 1
            yield Candidate(first, last, senses, form.words, qualifier is not None)

    def _shared(self, text: str, folded: Folded, end: int, start: int, form: Form) -> Candidate | None:
        """The adjective before "and" or "or" that shares the noun of the term at `start`: "relative" in "relative and
        absolute gains"; nothing when it stands before `end`."""
        if not folded.text.endswith(_JOINTS, end, start):
            return None
        joined = _JOINED.search(folded.text, max(end, start - _REACH), start)
        other = self._pairs.get(joined[1] + form.text[form.text.index(" ") :]) if joined else None
        if joined is None or other is None or _meant(form) & _meant(other):
            # "nuclear and conventional balance" is one balance.
            return None
        first, last = folded.span(*joined.span(1), text)
        senses = other.admitted(text, first, last)
        return Candidate(first, last, senses, other.words) if senses else None

    def _qualified(self, folded: str, stop: int) -> re.Match[str] | None:
        if self._qualifier is None or not folded.startswith(" (", stop):
            return None
        return self._qualifier.match(folded, stop)


def _meant(form: Form) -> set[EntityRef]:
    return {sense.entity for sense in form.senses}


def _overtaken(text: str, folded: Folded, spans: Sequence[tuple[int, int, Form]], number: int) -> bool:
    """Whether a longer term begins inside the fixed phrase `number`: "in Trust" in "in Trust and Mistrust"."""
    stop = -spans[number][1]
    for other in range(number + 1, len(spans)):
        start, minus_stop, form = spans[other]
        if start >= stop:
            break
        if -minus_stop > stop and form.senses and form.words > spans[number][2].words:
            return form.admitted(text, *folded.span(start, -minus_stop, text)) is not None
    return False


def _inside(
    text: str, folded: Folded, spans: Sequence[tuple[int, int, Form]], chosen: Sequence[Candidate]
) -> Iterator[Candidate]:
    """What of `spans` stands inside a term of `chosen` and is shorter; nothing inside fixed phrases."""
    starts = [candidate.start for candidate in chosen]
    for start, minus_stop, form in spans:
        first, last = folded.span(start, -minus_stop, text)
        number = bisect_right(starts, first) - 1
        around = chosen[number] if number >= 0 else None
        if around is None or not around.senses or last > around.end:
            continue
        senses = form.admitted(text, first, last) if (first, last) != (around.start, around.end) else None
        if senses and form.words < around.words:
            yield Candidate(first, last, senses, form.words)


def _plural_possessive(text: str, start: int, end: int, senses: Sequence[Sense]) -> bool:
    """Whether the apostrophe at `end` belongs to the plural before it, rather than closing a quotation."""
    if text[end - 1] != "s" or not _OWNED.match(text, end + 1) or senses[0].entity.type in PROPER:
        return False
    return _QUOTED.search(text, max(0, start - _QUOTATION), start) is None
