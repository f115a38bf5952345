"""Whether every Turtle file parses, and uses only the types of values the reasoner knows."""

from collections.abc import Iterator
from pathlib import Path

from rdflib import Literal

from realism.checks.knowledge import Knowledge
from realism.checks.reports.report import Finding, Statement
from realism.errors import BadInput
from realism.knowledge.files import decode
from realism.knowledge.layout import turtle_files
from realism.knowledge.sources import parse_turtle
from realism.vocab import RDF, XSD

UNKNOWN_TO_HERMIT = frozenset(
    {XSD + name for name in ("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "date", "time", "duration",
                             "dayTimeDuration", "yearMonthDuration")}
    | {RDF + "HTML", RDF + "JSON"}
)  # fmt: skip
"""Datatypes on which HermiT ends with an error. Outside the OWL 2 datatype map: OWL 2 Structural Specification, 4."""
_MOST_PROBLEMS = 20


def syntax_findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Every place where a file does not parse, and every value of a type the reasoner does not know."""
    for path in turtle_files(knowledge.ontology):
        for error in problems(path):
            line = error.detail.get("line")
            name = knowledge.file(path)
            reason = error.message.removeprefix(f"{path}:{line}: ")
            message = f"this cannot be read as Turtle: {reason}"
            yield Finding("syntax", "violation", message, file=name, line=line)
    for source in knowledge.sources:
        for triple, line in source.lines.items():
            value = triple[2]
            if isinstance(value, Literal) and str(value.datatype) in UNKNOWN_TO_HERMIT:
                place = knowledge.file(source.path), line
                yield datatype_finding(str(triple[0]), str(triple[1]), str(value), str(value.datatype), *place)


def problems(path: Path) -> list[BadInput]:
    """All problems of one file: after each, reading goes on behind the block of lines it lies in."""
    found: list[BadInput] = []
    try:
        text = decode(path.read_bytes(), str(path))
    except BadInput as error:
        return [error]
    while len(found) < _MOST_PROBLEMS:
        try:
            parse_turtle(text, path)
            break
        except BadInput as error:
            found.append(error)
            rest = _without_block(text, int(error.detail["line"]))
            if rest == text:
                break
            text = rest
    return found


def _without_block(text: str, line: int) -> str:
    """`text` with the block of lines around `line` (from 1) emptied; blocks are divided by empty lines."""
    lines = text.split("\n")
    at = min(line, len(lines)) - 1
    while at > 0 and not lines[at].strip():
        at -= 1
    start = next((i for i in range(at, -1, -1) if not lines[i].strip()), -1) + 1
    end = next((i for i in range(at, len(lines)) if not lines[i].strip()), len(lines))
    kept = (one if one.upper().startswith(("PREFIX", "@PREFIX", "BASE", "@BASE")) else "" for one in lines[start:end])
    return "\n".join([*lines[:start], *kept, *lines[end:]])


def datatype_finding(
    subject: str, predicate: str, value: str, kind: str, file: str | None = None, line: int | None = None
) -> Finding:
    """The finding about a value of the type `kind`, one of `UNKNOWN_TO_HERMIT`."""
    name = kind.rsplit("#", 1)[-1]
    message = (
        f"the value “{value}” is of the type {name}, on which the reasoner fails; "
        "write years as whole numbers (xsd:integer) and other values as text"
    )
    statement = Statement(subject, predicate, value, f"The value “{value}”", None, file, line)
    return Finding("datatype", "violation", message, subject, predicate, value, (statement,), None, file, line)
