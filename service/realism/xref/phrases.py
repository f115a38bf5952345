"""Phrases: where a word of the field is none, told by the words right beside it.

These are facts about English: "put its trust in" is no trust, "the war" is the one spoken of, "the Bosnian war" is
a name, and so is the "World Politics" of "an issue of World Politics".
"""

import re
from typing import Final

from realism.xref.fixed import words
from realism.xref.forms import Sense
from realism.xref.matching import Candidate
from realism.xref.names import BEFORE, TITLE, WINDOW, names
from realism.xref.variants import NO_PLURAL

_COMMON: Final = frozenset({"concept", "theory"})
"""Types whose labels are common nouns."""
_INDEFINITE: Final = re.compile(r"\b(?:[Aa]n?|[Oo]ne|[Ee]ach|[Ee]very|[Aa]nother|[Ee]ither|[Nn]either)\s(?:[a-z]+\s)?$")
_GENUS: Final = frozenset({"security"})
"""What an article leaves as it is: "a security understood as"."""
_DATED: Final = frozenset({"war", "conflict"})
_DEFINITE: Final = re.compile(r"\b(?:[Tt]he|[Tt]his)\s$")
_DEFINED: Final = re.compile(r"\s(?:of|between|among|that|which)\b|[-‐‑]")
_STATING: Final = frozenset({"state", "states"})
_SAID: Final = re.compile(r"\s(?:that|in|plainly|clearly|explicitly|bluntly|how|why|what)\b")
_SAYER: Final = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[Ii]t|[Ww]ho|to|[Aa]rticle|[Cc]harter|[Tt]reaty|[Pp]reamble|[Aa]uthor|[Tt]heory)\s$"
)
_PUT: Final = re.compile(r"\b(?:[Pp]ut|[Pp]uts|[Pp]utting|[Pp]lace|[Pp]laces|[Pp]laced|[Pp]lacing)\s(?:\w+\s)?$")
_TRUSTED: Final = re.compile(r"\s(?:to|that|one|each|other|others|them|him|her|it|his|its|their|the)\b")
_CREEDS: Final = frozenset({"liberal", "marxist", "conservative", "rationalist"})
"""Adjectives of politics and philosophy at large, unless a word for scholarship follows."""
_SCHOLARLY: Final = re.compile(
    r"\s(?:account|analys[ie]s|approach|argument|assumption|camp|claim|counterpart|critic|critique|explanation|idea|ir\b"
    r"|international|internationalis|interpretation|literature|logic|paradigm|perspective|position|premise|reading"
    r"|rejoinder|reply|research|response|rival|scholar|school|side|strand|theor|thinker|thinking|thought|tradition|view"
    r"|version|writer|and\b|or\b|nor\b|who\b|of\b|in\b|is\b|as\b|was\b)|\W*$|[^\w\s]",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    r"\b(?:(?:[Cc]ame|[Cc]omes?|[Cc]oming|[Rr]ose|[Rr]ise|[Rr]ising|[Rr]eturn\w*|[Ss]wept|[Bb]rought|[Vv]oted)\s(?:\w+\s){0,2}to"
    r"|(?:[Ll]eft|[Kk]ept|[Rr]emain\w*|[Ss]tay\w*|[Ss]till|[Ww]hile|[Gg]overnments?|[Pp]arty|[Pp]arties)\s(?:\w+\s){0,2}in"
    r"|[Ss]eiz\w+|[Oo]ut\sof|[Ll]ust\sfor)\s$"
)
"""What makes power the power of office."""
_PERSONAL: Final = re.compile(r"\b(?:[Hh]is|[Hh]er|[Mm]y)\s$")
_OF_PERSONS: Final = words(
    "engagement identity intervention power prudence reputation restraint security status strategy survival"
)
"""What a person has, too."""
_FAMILIAR: Final = words(
    """
    restraint recognition primacy expansion engagement engagements competition safety bargaining rationalist
    rationalists
    """
)
_VERBS: Final = frozenset({"balance"})
"""What is the term only as a verb; the noun is too common."""
_ACTING: Final = re.compile(
    r"\b(?:to|[Tt]o|not|can|cannot|could|will|would|shall|should|must|may|might|never|often|always|rarely|states"
    r"|powers|they|who)\s$"
)
_COMPANY: Final = {
    "balanced": re.compile(r"\b(?:be|been|being|is|are|was|were|not)\s$"),
    "bomb": re.compile(r"(?:\b(?:[Tt]he|own|[A-Z]\w+)|['’]s?)\s$"),
    "guarantee": re.compile(
        r"\b(?:[Aa]n?|[Tt]he|[Tt]his|[Tt]hat|[Ii]ts|[Tt]heir|[Oo]ur|[Nn]o|any|[A-Z]\w+|security)\s(?:\w+\s)?$"
    ),
    "contain": re.compile(r"\b(?:[Tt]o|can|cannot|could|would|should|must|might|help|and|or|merely)\s$"),
    "containing": re.compile(r"\b(?:of|for|by|at|from|in|towards?)\s$"),
    "contained": re.compile(r"\b(?:be|been|being|is|are|was|were|successfully|effectively)\s$"),
}
"""Words that are the term only after certain others: "to contain", but not "they contain"."""
_CONTENTS: Final = re.compile(
    r"\s(?:in|within|an?|any|many|no|nothing|only|several|some|such|the\s(?:seeds?|words?))\b"
)
_HONOUR: Final = re.compile(
    r"\s(?:[A-Z]\w+\s)?(?:[Pp]rofessor|[Cc]hair|[Pp]rize|[Aa]ward|[Ff]ellow|[Ll]ecture|[Mm]edal|[Ss]chool\b|[Cc]enter|[Cc]entre)"
)
_WORK: Final = re.compile(
    r"[”\"’'*_]*\s(?:\([^()]{1,60}\)\s)?(?:is|was)\s(?:an?|the)\s(?:[\w’'-]+\s){0,5}?(?:games?|films?|novels?|novella|"
    r"albums?|songs?|singles?|bands?|series|sitcom|musical|opera|ballet|play|poem|painting|sculpture|magazine|newspaper|"
    r"podcast|ship|brig|frigate|yacht|racehorse|horse|locomotives?|village|town|hamlet|suburb|river|company|software)\b"
)
"""What says, after a name, that it is a game's, a film's, a band's, a ship's."""
_JOURNAL: Final = re.compile(r"\b(?:journals?|issues? of|pages of|editors? of|edited|quarterly|magazine)\s[“\"‘']?$")
_EVENTS: Final = frozenset({"war", "wars", "crisis", "alliance", "empire", "treaty", "revolution", "conflict"})
_REGIONS: Final = words("European Western Eastern Asian African")
"""Where an alliance or a war is of no name yet."""
_TITLE_BEFORE: Final = re.compile(r"[A-Z]\w+\s(?:vs\.|versus|of(?:\sthe)?|and(?:\sthe)?|in(?:\sthe)?|under|for)\s$")
"""What stands before the last words of a title: "Scientific Man vs. ", "The Retreat of the "."""


def other_phrase(text: str, candidate: Candidate, sense: Sense) -> bool:
    """Whether the words beside `candidate` show that it is not meant in `sense`."""
    if sense.entity.type == "thinker":
        return _HONOUR.match(text, candidate.end) is not None
    if sense.entity.type not in _COMMON or sense.exact is not None:
        return False
    if text[candidate.start].isupper() and (_journal(text, candidate) or _titled(text, candidate, sense)):
        return True
    if not sense.needs_context or candidate.words > 1:
        return False
    word = text[candidate.start : candidate.end].lower()
    single = not sense.echo and _single(text, candidate, word)
    return single or _verbal(text, candidate, word) or _named_event(text, candidate, word)


def familiar(text: str, candidate: Candidate) -> bool:
    """Whether the word is so common in other senses that it is a term only beside what the base relates to it."""
    return candidate.words == 1 and text[candidate.start : candidate.end].lower() in _FAMILIAR


def named_otherwise(text: str, candidate: Candidate) -> bool:
    """Whether the text says of the words that they are the name of a work, a band, a ship, a place or the like."""
    return text[candidate.start].isupper() and _WORK.match(text, candidate.end) is not None


def counted(text: str, candidate: Candidate) -> tuple[Sense, ...]:
    """The senses that the article leaves: "a power" is short for a great power, "power" is not."""
    if not any(sense.echo for sense in candidate.senses):
        return candidate.senses
    word = text[candidate.start : candidate.end].lower()
    one = word in NO_PLURAL and _single(text, candidate, word)
    return tuple(sense for sense in candidate.senses if sense.echo == one) or candidate.senses


def _before(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return pattern.search(text, max(0, start - WINDOW), start) is not None


def _single(text: str, candidate: Candidate, word: str) -> bool:
    """Whether an article makes one certain thing of a notion: "with a restraint", "the war"."""
    start, end = candidate.start, candidate.end
    if word in NO_PLURAL:
        return word not in _GENUS and _before(_INDEFINITE, text, start)
    return word in _DATED and _before(_DEFINITE, text, start) and not _DEFINED.match(text, end)


def _verbal(text: str, candidate: Candidate, word: str) -> bool:
    """Whether what looks like a noun is a verb, or part of a saying: "Waltz states that", "put its trust in"."""
    start, end = candidate.start, candidate.end
    if word in _COMPANY:
        return not _before(_COMPANY[word], text, start) or (
            word.startswith("contain") and _CONTENTS.match(text, end) is not None
        )
    if word in _STATING:
        return _SAID.match(text, end) is not None and _before(_SAYER, text, start)
    if word == "trust":
        return _TRUSTED.match(text, end) is not None or _before(_PUT, text, start)
    if word in _CREEDS:
        return not _SCHOLARLY.match(text, end)
    if word in _OF_PERSONS and _before(_PERSONAL, text, start):
        return True
    if word == "power":
        return _before(_OFFICE, text, start)
    return word in _VERBS and not _before(_ACTING, text, start)


def _named_event(text: str, candidate: Candidate, word: str) -> bool:
    """Whether a capital before a common noun makes a name of it: "the Bosnian war", "the Athenian empire"."""
    if word not in _EVENTS:
        return False
    start = candidate.start
    previous = BEFORE.search(text[max(0, start - WINDOW) : start])
    return previous is not None and previous[1] not in _REGIONS and names(previous[1])


def _journal(text: str, candidate: Candidate) -> bool:
    start, end = candidate.start, candidate.end
    return _before(_JOURNAL, text, start) and TITLE.fullmatch(text, start, end) is not None


def _titled(text: str, candidate: Candidate, sense: Sense) -> bool:
    """Whether a term ends a longer title: "Scientific Man vs. Power Politics"."""
    start, end = candidate.start, candidate.end
    if sense.entity.type != "concept" or sense.capitals or TITLE.fullmatch(text, start, end) is None:
        return False
    return _before(_TITLE_BEFORE, text, start)
