"""Variants: the other forms in which running English writes a label.

Number (regular plurals and singulars of the last noun, and of the noun before "of"), British and American
spelling, and prefixes written closed, open or with a hyphen. Made once per label, so that matching stays one
pass. A rule may make words that do not exist; they are never met.
"""

import re
from collections.abc import Iterator
from typing import Final

_CONSONANT_Y: Final = re.compile(r"[^aeiou]y$")
_SIBILANT: Final = re.compile(r"(?:s|x|z|ch|sh)$")
_HEAD: Final = re.compile(r"^(?P<head>.*?\w)(?P<rest> (?:of|for|without|against|in) .*)$")

SPELLINGS: Final = (
    # -ise/-ize and what is made from it: securitisation, organizing
    (re.compile(r"(?<=\w{3}[iy])s(?=(?:e[sdr]?|ers|ing|ations?|ational)\b)"), "z"),
    (re.compile(r"(?<=\w{3}[iy])z(?=(?:e[sdr]?|ers|ing|ations?|ational)\b)"), "s"),
    # defence, offence, pretence
    (re.compile(r"(?<=\b(?:def|off)en)c(?=e)|(?<=\bpreten)c(?=e)"), "s"),
    (re.compile(r"(?<=\b(?:def|off)en)s(?=e)|(?<=\bpreten)s(?=e)"), "c"),
    # behaviour, labour, honour, neighbour, favour
    (re.compile(r"\b(behavi|lab|hon|col|neighb|fav|harb|rum)our"), r"\1or"),
    (re.compile(r"\b(behavi|lab|hon|col|neighb|fav|harb|rum)or"), r"\1our"),
    # signalling, modelling, travelling
    (re.compile(r"\b(signal|model|travel|level|label|channel|quarrel)l(?=ing|ed|er)"), r"\1"),
    (re.compile(r"\b(signal|model|travel|level|label|channel|quarrel)(?=ing|ed|er)"), r"\1l"),
    # centre, theatre, programme, sceptic, judgement
    (re.compile(r"\b(cent|theat|fib)re"), r"\1er"),
    (re.compile(r"\b(cent|theat|fib)er"), r"\1re"),
    (re.compile(r"\bprogramme"), "program"),
    (re.compile(r"\bprogram(?!m)"), "programme"),
    (re.compile(r"\bsceptic"), "skeptic"),
    (re.compile(r"\bskeptic"), "sceptic"),
    (re.compile(r"judgement"), "judgment"),
    (re.compile(r"judgment"), "judgement"),
)
"""British and American spellings, each with its reverse."""

_CLOSED: Final = re.compile(
    r"\b(neo|counter|over|under|anti|multi|bi|uni|tri|non|super|pre|post|inter|self)(?=[a-z]{5})"
)
_OPEN: Final = re.compile(r"\b(neo|counter|over|under|anti|multi|bi|uni|tri|non|super|pre|post|inter|co) (?=[a-z]{4})")

NO_PLURAL: Final = frozenset(
    {
        "balancing",
        "bomb",
        "deterrence",
        "diplomacy",
        "justice",
        "integration",
        "power",
        "prudence",
        "recognition",
        "restraint",
        "safety",
        "security",
        "sovereign",
        "trust",
    }
)
"""Nouns whose plural, where there is one, is another word: powers, restraints, securities."""
NO_NOUN: Final = frozenset({"balanced", "contain", "contained", "containing", "peaceful"})
"""Labels of one word that are no nouns, and whose -s makes another word: "a book contains"."""
_SURNAME: Final = re.compile(r" (?:(?:d[aeiu]|del|della|van|von|der|den|ter) )*[^ ]+$")


def plural(word: str) -> str:
    """The regular plural of the lower-case noun `word`."""
    if _CONSONANT_Y.search(word):
        return word[:-1] + "ies"
    return word + ("es" if _SIBILANT.search(word) else "s")


def singular(word: str) -> str | None:
    """The singular of `word` if it looks like a regular plural, else None."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return None
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def _numbers(form: str) -> Iterator[str]:
    before, space, last = form.rpartition(" ")
    if last.isalpha() and len(last) > 2:
        one = singular(last)
        if one is None and form not in NO_PLURAL | NO_NOUN:
            yield before + space + plural(last)
        elif one is not None and before:
            # A plural that is a term by itself ("gains", "capabilities") has a singular that is a common word.
            yield before + space + one
    head = _HEAD.match(form)
    if head:
        before, space, noun = head["head"].rpartition(" ")
        yield before + space + (singular(noun) or plural(noun)) + head["rest"]


def surname(name: str) -> str | None:
    """The last name in the full name of a person, with its particle; None for a single name."""
    match = _SURNAME.search(name)
    return match[0].strip() if match else None


def variants(form: str, *, inflected: bool) -> set[str]:
    """The folded label `form` and its variants; `inflected` False keeps the number (names of works)."""
    forms = {form}
    if inflected:
        forms.update(_numbers(form))
    for rule in (_CLOSED, _OPEN):
        forms.update([rule.sub(r"\1 " if rule is _CLOSED else r"\1", one) for one in forms])
    for pattern, replacement in SPELLINGS:
        forms.update([pattern.sub(replacement, one) for one in forms])
    return forms
