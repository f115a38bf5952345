"""The types a value sent by a caller may have, and the RDF term it stands for.

This is the only way a caller's text gets into a query.
"""

import re
from typing import Final

from realism.vocab import SCHEMA, SKOS, XSD, entity_iri

KINDS: Final = {
    "concept": f"a <{SCHEMA}Concept>",
    "theory": f"a <{SCHEMA}Theory>",
    "thinker": f"a <{SCHEMA}Thinker>",
    "work": f"a <{SCHEMA}Work>",
    "claim": f"a <{SCHEMA}Claim>",
    "case": f"a <{SCHEMA}HistoricalCase>",
    "entity": f"<{SKOS}prefLabel> ?label",
}
"""Types whose values are slugs, with what is true in the base of an entity of that kind."""

TYPES: Final = (*KINDS, "integer", "string", "language-string")

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_TAGGED = re.compile(r"(.*)@([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)", re.DOTALL)
_ESCAPES = str.maketrans({'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def term(type: str, value: str) -> str:
    """The RDF term, in N-Triples form, that `value` names as a parameter of `type` (one of TYPES).

    A language-string is ``text@tag``; without a tag it is English. Raises ValueError, saying what is allowed.
    """
    if type in KINDS:
        return f"<{entity_iri(value)}>"
    if type == "integer":
        if _INTEGER.fullmatch(value) is None:
            raise ValueError(f"{value!r} is not a whole number of at most 18 digits")
        return f'"{int(value)}"^^<{XSD}integer>'
    if type == "language-string":
        tagged = _TAGGED.fullmatch(value)
        text, tag = (tagged[1], tagged[2].lower()) if tagged else (value, "en")
        return f"{_quoted(text)}@{tag}"
    return _quoted(value)


def _quoted(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("it holds half of a character (a lone surrogate)")
    # SPARQL 1.1, 19.2 lets engines replace these before they look at strings, even after an escaped backslash.
    if "\\u" in text or "\\U" in text:
        raise ValueError("it holds \\u, which SPARQL engines read as a character: write the character itself")
    return '"' + text.translate(_ESCAPES) + '"'
