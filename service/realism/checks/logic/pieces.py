"""Texts for the reasoner: each brought to N-Triples and given the declarations of the terms it uses."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from realism.checks.logic.axioms import Parts, Piece, Pieces
from realism.vocab import OWL, RDF, RDFS

_LINE = re.compile(
    r"(?P<s><[^<>\"{}|^`\\\s]*>|_:\w+) <(?P<p>[^<>\"{}|^`\\\s]*)> "
    r"(?P<o><[^<>\"{}|^`\\\s]*>|_:\w+|\"(?:[^\"\\\n]|\\.)*\"(?:@[\w-]+|\^\^<[^<>\"{}|^`\\\s]*>)?) ?\."
)
_NAME = re.compile(r"<[^<>\s]*>")
_DECLARED = frozenset(
    f"<{OWL}{name}>" for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
) | {f"<{RDFS}Datatype>"}  # fmt: skip
_REMEMBERED = 256
_LONG = 500_000


class _Read(NamedTuple):
    """A text as N-Triples; the lines that declare its terms, each with the term; and all names in it."""

    text: str
    declared: tuple[tuple[str, str], ...]
    names: frozenset[str]


def pieces(parts: Parts) -> Pieces:
    """The parts as the worker takes them. Raises BadInput for a text that does not parse."""
    found = {
        name: [_read(one, name) for one in ((text,) if isinstance(text, str) else text)] for name, text in parts.items()
    }
    declared = sorted({declared for some in found.values() for one in some for declared in one.declared})
    return {
        name: tuple(Piece(one.text, "".join(line for line, term in declared if term in one.names)) for one in some)
        for name, some in found.items()
    }


def _read(text: str, name: str) -> _Read:
    """`text` as N-Triples without owl:imports, which are never followed, and without owl:Ontology headers."""
    return _read_anew(text, name) if len(text) > _LONG else _remembered(text, name)


def _read_anew(text: str, name: str) -> _Read:
    lines = [line for line in text.split("\n") if line]
    matches = [_LINE.fullmatch(line) for line in lines]
    if not all(matches):
        from realism.knowledge.sources import parse_turtle  # rdflib only for what is not N-Triples

        lines = parse_turtle(text, Path(name)).graph.serialize(format="nt").split("\n")
        matches = [_LINE.fullmatch(line) for line in lines]
    kept = [
        match
        for match in matches
        if match is not None and match["p"] != OWL + "imports" and match["o"] != f"<{OWL}Ontology>"
    ]
    written = "".join(f"{match[0]}\n" for match in kept)
    declared = tuple((f"{match[0]}\n", match["s"]) for match in kept if _declares(match))
    return _Read(written, declared, frozenset(_NAME.findall(written)))


_remembered = lru_cache(_REMEMBERED)(_read_anew)


def _declares(match: re.Match[str]) -> bool:
    return match["p"] == RDF + "type" and match["o"] in _DECLARED and match["s"][0] == "<"
