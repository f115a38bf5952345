"""The tokens of SPARQL 1.1 (section 19.8), as far as telling code from strings, comments and IRIs needs them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_HEX = "[0-9A-Fa-f]"
_NO_SURROGATE = "(?![dD][89a-fA-F])"
_U4 = rf"\\u{_NO_SURROGATE}{_HEX}{{4}}"
_U8 = rf"\\U(?:0000{_NO_SURROGATE}{_HEX}{{4}}|000[1-9a-fA-F]{_HEX}{{4}}|0010{_HEX}{{4}})"
_ESCAPE = rf"""\\[tbnrf"'\\]|{_U4}|{_U8}"""

# No quantifier inside a string or an IRI gives back what it took: else each character of a long one costs memory.
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><(?![?$])(?:[^<>"{{}}|^`\\\x00-\x20]++|{_U4}|{_U8})*+>)
  | (?P<string>\"\"\"(?:[^"\\]++|"{{1,2}}(?!")|{_ESCAPE})*+\"\"\"
      | '''(?:[^'\\]++|'{{1,2}}(?!')|{_ESCAPE})*+'''
      | "(?:[^"\\\n\r]++|{_ESCAPE})*+"
      | '(?:[^'\\\n\r]++|{_ESCAPE})*+')
  | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<var>[?$]\w+)
  | (?P<blank>_:\w(?:[\w.\-]*[\w\-])?)
  | (?P<pname>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:
      (?:(?:[\w:\-]++|%{_HEX}{_HEX}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.(?=[\w:\-%\\.]))*+))
  | (?P<word>[^\W\d]\w*)
  | (?P<mark>\^\^|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token: its kind (a group of the token pattern), its text and where it starts, in code points."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of the SPARQL `text` in order, white space and comments included; together they are the text."""
    for match in _TOKEN.finditer(text):
        yield Token(str(match.lastgroup), match.group(), match.start())
