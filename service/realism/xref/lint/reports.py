"""Reports of lint for people and for programs: text, GitHub workflow commands, SARIF 2.1.0.

Lines and columns count from 1, columns in code points.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from realism import __version__
from realism.checks.reports.formats import SARIF_SCHEMA, github_data, github_property
from realism.vocab import BASE
from realism.xref.lint.findings import Finding
from realism.xref.lint.linting import Report
from realism.xref.lint.places import Lines
from realism.xref.lint.rules import RULES, Severity

_SARIF_LEVEL: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_LEVEL: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
_COUNTED: Final[Mapping[Severity, str]] = {"error": "errors", "warning": "warnings", "info": "notes"}
_SHOWN: Final = 160


def as_text(report: Report, file: str, *, references: bool = False) -> str:
    """The findings as lines for people, with what to write instead; then its subject, and counts.

    references   also every reference, with what it denotes
    """
    lines = report.lines
    written: list[str] = []
    for one, found in report.references if references else ():
        line, column = lines.place(one.start)
        what = found.entity.label if found.entity else found.title or found.how
        lacking = "" if found.exists or found.how == "outside" else " – no article of that title"
        written.append(f"{file}:{line}:{column}: “{_short(one.name)}” denotes {what}{lacking}")
    for finding in report.findings:
        line, column = lines.place(finding.start)
        written.append(f"{file}:{line}:{column}: {finding.severity} {finding.rule}: {finding.message}")
        if finding.suggestion is not None:
            written.append(f"    instead: {' '.join(finding.suggestion.split()) or 'nothing'}")
        written += [f"    {_short(one)}" for one in finding.evidence]
    return "\n".join([*written, _subject(report), _count(report)])


def as_github(report: Report, file: str) -> str:
    """The findings as GitHub workflow commands, which show them in a pull request; then the subject, and counts."""
    lines = report.lines
    commands = []
    for one in report.findings:
        (line, column), (end_line, end_column) = lines.place(one.start), lines.place(one.end)
        name = github_property(file)
        place = f"file={name},line={line},endLine={end_line},col={column}"
        place += f",endColumn={end_column}" if line == end_line else ""
        command = f"::{_GITHUB_LEVEL[one.severity]} {place},title={github_property(one.rule)}::"
        commands.append(command + github_data("\n".join([one.message, *one.evidence])))
    return "\n".join([*commands, _subject(report), _count(report)])


def as_sarif(report: Report, file: str) -> str:
    """The findings as a SARIF log with one run; suggestions are fixes that a program can apply."""
    lines = report.lines
    names = list(RULES)
    rules = [{"id": name, "shortDescription": {"text": rule.sentence}} for name, rule in RULES.items()]
    driver = {"name": "realism lint", "version": __version__, "informationUri": BASE, "rules": rules}
    results = [_result(one, names.index(one.rule), lines, quote(file)) for one in report.findings]
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    run["properties"] = {"subject": report.subject.as_dict() if report.subject else None, "subjectReason": report.why}
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(one: Finding, rule: int, lines: Lines, file: str) -> dict[str, Any]:
    (line, column), (end_line, end_column) = lines.place(one.start), lines.place(one.end)
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    artifact = {"uri": file}
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": _SARIF_LEVEL[one.severity],
        "message": {"text": "\n".join([one.message, *one.evidence])},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if one.suggestion is not None:
        replacement = {"deletedRegion": region, "insertedContent": {"text": one.suggestion}}
        change = {"artifactLocation": artifact, "replacements": [replacement]}
        result["fixes"] = [{"description": {"text": one.message}, "artifactChanges": [change]}]
    return result


def _subject(report: Report) -> str:
    """What the article is taken to be on, and why."""
    return f"subject: {report.subject.label if report.subject else 'none'} ({report.why})"


def _count(report: Report) -> str:
    lacking = sum(not found.exists and found.how != "outside" for _, found in report.references)
    counts = Counter(finding.severity for finding in report.findings)
    found = ", ".join(f"{counts[severity]} {name}" for severity, name in _COUNTED.items())
    return f"{len(report.references)} references, {lacking} with no article of that title; {found}"


def _short(text: str) -> str:
    """`text` on one line, cut where it gets long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
