"""Forms: everything that is searched for in a text, made from the labels of the base once, and what it may mean.

A form is a label as running English may write it (number, spelling, hyphens, surname alone), or a fixed phrase that is
never linked.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from realism.xref.fixed import FIXED_PHRASES, words
from realism.xref.folding import fold_label, without_marks
from realism.xref.lexicon import EntityRef, Label, Lexicon
from realism.xref.variants import singular, surname, variants

PROPER: Final = frozenset({"thinker", "work"})
"""Types whose labels are proper names: their first word keeps its capital in running text."""
_WAR: Final = re.compile(r"\b[Ww]ar\b")
_WORD: Final = re.compile(r"\w+")
_ARTICLE: Final = re.compile(r"^the ")
_ARTICLE_OF_TITLE: Final = re.compile(r"^The ")
_CAPITAL: Final = re.compile(r"[A-Z0-9]")
_EVENTS: Final = frozenset({"agreement", "concert", "crisis", "missile", "pact", "settlement", "treaty", "war", "wars"})
"""Nouns in the names of events that many write without a capital: the Cuban missile crisis."""
_LITTLE: Final = words("a against among an and between from in is of the under versus with without")
"""Words in titles that many write without a capital: Politics among Nations."""
_SURNAME_RANK: Final = 3


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing a form can mean.

    rank       how prominent the label is, see `Label`
    capitals   indexes of the words that must begin with a capital
    exact      the exact text the surface must begin with, for case-sensitive labels
    derived    whether the form is no label but made from one: another number, or a surname
    echo       whether it is short for a fuller name, and means the entity only where that stands, too
    namesakes  whether it names a person whose last name many have
    """

    entity: EntityRef
    needs_context: bool
    rank: int = 0
    capitals: tuple[int, ...] = ()
    exact: str | None = None
    derived: bool = False
    echo: bool = False
    namesakes: bool = False

    @property
    def weak(self) -> bool:
        """Whether the name alone shows no field: an ambiguous one, or that of a war, as everybody served in one."""
        return self.needs_context or (self.entity.type == "case" and _WAR.search(self.entity.label) is not None)

    def admits(self, surface: str) -> bool:
        """Whether the case of `surface` fits."""
        if self.exact is not None:
            return surface.startswith(self.exact)
        if not self.capitals:
            return True
        words = _WORD.findall(surface)
        return all(index >= len(words) or not words[index][0].islower() for index in self.capitals)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is searched for.

    senses    what it may mean; nothing for a fixed phrase
    words     number of its words
    single    whether it is a single word and nothing else
    any_case  whether no sense has a rule about case
    """

    text: str
    senses: tuple[Sense, ...]
    words: int
    single: bool
    any_case: bool

    @classmethod
    def of(cls, text: str, senses: tuple[Sense, ...]) -> "Form":
        """The form `text`."""
        any_case = not any(sense.exact or sense.capitals for sense in senses)
        return cls(text, senses, text.count(" ") + 1, _WORD.fullmatch(text) is not None, any_case)

    def admitted(self, text: str, start: int, end: int) -> tuple[Sense, ...] | None:
        """The senses whose case rules the surface obeys, None if there were some and no one does."""
        if self.any_case:
            return self.senses
        surface = without_marks(text[start:end])
        return tuple(sense for sense in self.senses if sense.admits(surface)) or None


def forms(lexicon: Lexicon) -> list[Form]:
    """All forms of the labels of `lexicon`, and the fixed phrases, each once."""
    return [Form.of(text, senses) for text, senses in sorted(_senses(lexicon).items())]


def _senses(lexicon: Lexicon) -> dict[str, tuple[Sense, ...]]:
    """Form to what it may mean; nothing for fixed phrases."""
    senses: dict[str, dict[tuple[str, str | None], Sense]] = defaultdict(dict)
    phrases = {fold_label(phrase) for phrase in FIXED_PHRASES}
    # A phrase in the plural says nothing about its singular.
    fixed = {form for phrase in phrases for form in variants(phrase, inflected=True) if f"{form}s" not in phrases}
    senses.update({form: {} for form in fixed})
    surnames = tuple(_surnames(lexicon))
    common = {label.entity.id for label in surnames}
    for label in (*lexicon.labels, *surnames, *_inverted(lexicon)):
        written = [(form, replace(sense, namesakes=label.entity.id in common)) for form, sense in _forms(label)]
        own = any(form in fixed and not sense.derived for form, sense in written)
        for form, sense in written:
            if form in fixed and not own:
                # "armed forces" is not the plural of "armed force".
                continue
            known = senses[form].get((sense.entity.id, sense.exact))
            senses[form][sense.entity.id, sense.exact] = sense if known is None else _merged(sense, known)
    return {form: tuple(found.values()) for form, found in senses.items()}


def _merged(sense: Sense, known: Sense) -> Sense:
    """What two labels of an entity say of the same form; capitals are needed only if both need them."""
    first, second = sorted((sense, known), key=_precedence)
    return first if len(first.capitals) <= len(second.capitals) else replace(first, capitals=second.capitals)


def _precedence(sense: Sense) -> tuple[bool, bool, bool, int]:
    # Who marks "arms race" as ambiguous need not mark "arms-race" as well.
    return sense.echo, sense.derived, not sense.needs_context, sense.rank


def _surnames(lexicon: Lexicon) -> Iterator[Label]:
    """Surnames of the thinkers whose surname is not among their labels, because many others have it."""
    names: dict[str, set[str]] = defaultdict(set)
    for label in lexicon.labels:
        names[label.entity.id].add(label.text)
    for entity in lexicon.entities.values():
        last = surname(entity.label) if entity.type == "thinker" else None
        if last and not any(entity.label.endswith(f" {name}") for name in names[entity.id]):
            yield Label(last, entity, _SURNAME_RANK, needs_context=True)


def _inverted(lexicon: Lexicon) -> Iterator[Label]:
    """The names of thinkers as lists and dictionaries give them: "Waltz, Kenneth N."."""
    for label in lexicon.labels:
        last = surname(label.text) if label.entity.type == "thinker" else None
        if last:
            yield replace(label, text=f"{last}, {label.text.removesuffix(last).strip()}", rank=2)


def _keeps_capital(word: str, index: int, kind: str, named: bool) -> bool:
    """Whether the word of a label at `index` is written with a capital in running text, too.

    named  whether the label is a proper name as a whole
    """
    if not word[0].isupper() or (index and word.lower() in (_EVENTS if kind == "case" else _LITTLE)):
        return False
    return index > 0 or named


def inflected(kind: str) -> bool:
    """Whether the names of entities of this type are nouns with a singular and a plural."""
    return kind not in PROPER and kind != "case"


def _forms(label: Label) -> Iterator[tuple[str, Sense]]:
    """The folded forms of `label`, each with the sense it stands for."""
    proper = label.entity.type in PROPER
    # A link begins after the article, whether or not the base lists the label with it.
    text = label.text if proper else _ARTICLE.sub("", label.text)
    letters = [character for character in text if character.isalpha()]
    acronym = 1 < len(letters) <= 6 and all(character.isupper() for character in letters)
    exact = text if label.case_sensitive or acronym else None
    kind = label.entity.type
    words = _WORD.findall(text)
    named = kind in PROPER or (kind == "case" and len(words) > 1 and all(map(_CAPITAL.match, words)))
    capitals = tuple(index for index, word in enumerate(words) if _keeps_capital(word, index, kind, named))
    if text != label.text and text[0].isupper():
        # "the League" is no league.
        capitals = (0, *capitals)
    base = fold_label(text)
    for form in variants(base, inflected=inflected(kind)):
        derived = label.rank == _SURNAME_RANK or form.endswith("s") != base.endswith("s")
        yield form, Sense(label.entity, label.needs_context, label.rank, capitals, exact, derived)
    shorter = _ARTICLE_OF_TITLE.sub("", text)
    if kind == "work" and shorter != text and " " in shorter:
        # "Carr's Twenty Years' Crisis"
        without = tuple(index - 1 for index in capitals if index)
        yield fold_label(shorter), Sense(label.entity, label.needs_context, label.rank, without)
    one = singular(base) if kind == "concept" and exact is None and label.rank > 0 and base.isalpha() else None
    if one is not None:
        # "regimes" are international ones, "a regime" is one only where those are named.
        yield one, Sense(label.entity, True, label.rank, derived=True, echo=True)
