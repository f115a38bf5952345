"""RDF as someone sends it: its statements, or what is wrong with it, where, and what was expected."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final
from xml.parsers import expat

from realism.errors import BadInput, Refused
from realism.store.base import (
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TURTLE,
    BlankNode,
    Format,
    Literal,
    Quad,
    Term,
)
from realism.store.embedded_rdf import statements
from realism.vocab import XSD

EDIT_FORMATS: Final = (TURTLE, TRIG, JSONLD, NTRIPLES, NQUADS, RDFXML)
"""The formats an edit may be written in, each by its media type and file extension."""
_WITH_PREFIXES: Final = (TURTLE, TRIG)
_WHERE = re.compile(r"Parser error (?:at|between) [^:]*: (.*)", re.DOTALL)
_QUADS = re.compile(
    r"\s*+(?:(?:<[^<>\s]*+>|_:\S++) <[^<>\s]*+> "
    r"(?:<[^<>\s]*+>|_:\S++|\"(?:[^\"\\\n]|\\.)*+\"\S*+) <[^<>\s]*+> \.\s*+)++"
)
"""Lines of N-Quads, as repairs are written: no Turtle or TriG has four terms in a row."""
_REMOTE = "No LoadDocumentCallback"
_PREFIX = re.compile(r"The prefix (\S*): has not been declared")
_EXCERPT = 40
_KNOWN: Final = {
    "No scheme found in an absolute IRI": "an IRI is relative; write it in full, such as <https://…>, or with a prefix",
    "Unexpected end": "the text ends too early; a full stop, a bracket or a quotation mark is expected",
    "A dot is expected at the end of statements": "a full stop is expected at the end of a statement "
    "(or ; before another property, or , before another value)",
    "Quads must be followed by a dot": "a full stop is expected at the end of a statement",
    "Line jumps are not allowed in string literals": "a text that goes over several lines is expected between "
    'three quotation marks ("""…""")',
    "Invalid UTF-8": "the text is not UTF-8; save it as UTF-8",
}


@dataclass(frozen=True)
class Text:
    """RDF as text: in which format, and what messages call it."""

    text: str
    format: Format = TRIG
    name: str = "the edit"


def statements_of(sent: Text, prefixes: Mapping[str, str]) -> list[Quad]:
    """The statements of `sent`; those in no named graph have the graph None, and blank nodes have fresh names.

    prefixes   known in Turtle and TriG without a declaration; a declaration of the text's own counts more
    Raises BadInput with ``part``, ``line`` and ``column`` where known, saying what was expected; Refused for XML
    entities and remote JSON-LD contexts, which are never fetched.
    """
    if sent.format in _WITH_PREFIXES and _QUADS.fullmatch(sent.text):
        sent = replace(sent, format=NQUADS)
    # All on one line, before the first: so the lines of the text keep their numbers.
    head = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in prefixes.items())
    head = head if sent.format in _WITH_PREFIXES else ""
    try:
        data = (head + sent.text).encode("utf-8")
    except UnicodeEncodeError:
        message = f"{sent.name} holds half of a character (a lone surrogate), which no text can"
        raise BadInput(message, part=sent.name) from None
    try:
        return statements(data, sent.format)
    except Refused as error:
        raise Refused(f"{sent.name} is not read: {error.message}", part=sent.name) from None
    except BadInput as error:
        raise _problem(sent, error, len(head), prefixes) from None


def _problem(sent: Text, error: BadInput, shift: int, prefixes: Mapping[str, str]) -> BadInput:
    message = error.message.removeprefix("the RDF does not parse: ")
    if _REMOTE in message:
        reason = "it names a JSON-LD context by its address, which is never fetched; write the context into the text"
        return Refused(f"{sent.name} is not read: {reason}", part=sent.name)
    line, column = error.detail.get("line"), error.detail.get("column")
    if line is None:
        line, column = _place(sent, message)
    elif line == 1 and column is not None:
        column = max(1, column - shift)
    found = _WHERE.match(message)
    reason = _reason(found[1] if found else message, prefixes)
    where = "" if line is None else f", line {line}" + (f", column {column}" if column is not None else "")
    near = _near(sent.text, line, column)
    detail = {name: value for name, value in (("line", line), ("column", column)) if value is not None}
    return BadInput(f"{sent.name}{where}: {reason}{near}", part=sent.name, **detail)


def _reason(message: str, prefixes: Mapping[str, str]) -> str:
    undeclared = _PREFIX.search(message)
    if undeclared:
        near = get_close_matches(undeclared[1], prefixes, 1, 0.6)
        hint = f"did you mean {near[0]}:?" if near else f"declare it with PREFIX {undeclared[1]}: <…>"
        return f"the prefix {undeclared[1]}: is not declared; {hint}"
    for phrase, words in _KNOWN.items():
        if phrase in message:
            return words
    # The engine's sentences begin with a capital, but not its quotations of what it read.
    return message[:1].lower() + message[1:] if message[1:2].islower() else message


def _near(text: str, line: int | None, column: int | None) -> str:
    lines = text.split("\n")
    if line is None or column is None or line > len(lines):
        return ""
    rest = lines[line - 1][column - 1 :].strip()
    return f" (at “{rest[:_EXCERPT]}{'…' if len(rest) > _EXCERPT else ''}”)" if rest else ""


def _place(sent: Text, message: str) -> tuple[int | None, int | None]:
    """Line and column of a problem the engine gives no place for, found in the text itself."""
    if sent.format == RDFXML:
        try:
            expat.ParserCreate().Parse(sent.text.encode("utf-8"), True)
        except expat.ExpatError as error:
            return error.lineno, error.offset + 1
    quoted = re.search(r"'([^']+)'", message)
    at = max(sent.text.find(f"{mark}{quoted[1]}{mark}") for mark in "\"'") if quoted else -1
    if at < 0:
        return None, None
    at += 1
    return sent.text.count("\n", 0, at) + 1, at - sent.text.rfind("\n", 0, at)


class Writer:
    """Writes terms and statements as a person would in Turtle, with the prefixes of the base."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._spaces = sorted(((iri, prefix) for prefix, iri in prefixes.items()), key=lambda one: -len(one[0]))

    def term(self, term: Term) -> str:
        """One term: ``id:anarchy``, ``"Anarchy"@en``, ``_:b0``."""
        match term:
            case Literal(value, _, language) if language:
                return f"{json.dumps(value, ensure_ascii=False)}@{language}"
            case Literal(value, datatype) if datatype == XSD + "integer":
                return value
            case Literal(value, datatype):
                text = json.dumps(value, ensure_ascii=False)
                return text if datatype == XSD + "string" else f"{text}^^{self.iri(datatype)}"
            case BlankNode():
                return "[]"
            case _:
                return self.iri(term)

    def iri(self, iri: str) -> str:
        """An IRI with its prefix, or in angle brackets."""
        for space, prefix in self._spaces:
            if iri.startswith(space) and re.fullmatch(r"[\w-]+", iri[len(space) :]):
                return f"{prefix}:{iri[len(space) :]}"
        return f"<{iri}>"

    def statement(self, quad: Quad) -> str:
        """A statement without its graph."""
        return " ".join(self.term(term) for term in quad[:3])
