"""Findings, and how they are written for people and for programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Severity = Literal["violation", "warning", "info"]
_ORDER: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Statement:
    """One statement of the base that a finding rests on.

    s, p, o       subject, predicate, object; IRIs, or the value of a literal; o may be an axiom in functional syntax
    text          the statement as a sentence; `source`: the work or claim it rests on, in words
    file, line    where it stands, the file relative to the folder that holds the ontology; None when not in a file
    yours         whether it is part of the edit under test
    """

    s: str
    p: str
    o: str
    text: str
    source: str | None = None
    file: str | None = None
    line: int | None = None
    yours: bool = False


@dataclass(frozen=True)
class Repair:
    """One way to set something right that was tried before it is offered.

    text           what to do, as a sentence
    remove, add    what that takes from the base with the edit and adds to it, each a line of N-Quads
    loses          what would no longer follow, as sentences
    """

    text: str
    remove: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in plain words.

    rule      the rule's short name, such as ``claim-has-work``
    focus     the IRI it is about; `path`: the property; `value`: the offending value
    account   the theory whose account it concerns, None for the core or the whole base
    repairs   how it can be set right, the best first; only sought for what an edit introduces
    """

    rule: str
    severity: Severity
    message: str
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    statements: tuple[Statement, ...] = ()
    account: str | None = None
    file: str | None = None
    line: int | None = None
    repairs: tuple[Repair, ...] = ()

    @property
    def place(self) -> tuple[str | None, int | None]:
        """File and line of the finding, or else of the first of its statements that has them."""
        if self.file is not None:
            return self.file, self.line
        return next(((one.file, one.line) for one in self.statements if one.file is not None), (None, None))

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON-compatible values, ``file`` and ``line`` filled in from `place`."""
        file, line = self.place
        return asdict(replace(self, file=file, line=line))


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without repetition, violations first, then by place."""

    def key(one: Finding) -> tuple[int, str, int, str, str]:
        file, line = one.place
        return _ORDER[one.severity], file or "", line or 0, one.rule, one.message

    return sorted(dict.fromkeys(findings), key=key)


def as_text(findings: Sequence[Finding]) -> str:
    """One line a finding (``file:line: severity: message [rule]``), its statements indented below; then a count."""
    return "\n".join([*(line for one in findings for line in finding_lines(one)), count(findings)])


def finding_lines(one: Finding) -> Iterator[str]:
    """The finding in one line, below it what it rests on and how it can be set right."""
    file, line = one.place
    where = f"{file}:{line or 1}: " if file else ""
    yield f"{where}{one.severity}: {one.message} [{one.rule}]"
    for statement in one.statements:
        yield f"    {statement_line(statement)}"
    for repair in one.repairs:
        yield f"    repair: {repair.text}"
        for lost in repair.loses:
            yield f"        then it would no longer follow that {lost}"


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as JSON: ``conforms`` and ``findings``, each as `Finding.as_dict` has it."""
    conforms = not any(one.severity == "violation" for one in findings)
    whole = {"conforms": conforms, "findings": [one.as_dict() for one in findings]}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def statement_line(one: Statement) -> str:
    """The statement in one line, with its source and place."""
    where = f" — {one.file}:{one.line}" if one.file and one.line else ""
    source = f" ({one.source})" if one.source else ""
    return f"{'your edit: ' if one.yours else ''}{one.text}{source}{where}"


def count(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity, in words."""
    if not findings:
        return "No problem found."
    counts = {severity: sum(one.severity == severity for one in findings) for severity in _ORDER}
    return ", ".join(
        f"{number} {severity if severity == 'info' or number == 1 else severity + 's'}"
        for severity, number in counts.items()
        if number
    )
