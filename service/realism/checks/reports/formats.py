"""Findings for the programs that collect them: SARIF 2.1.0, JUnit XML, GitHub workflow commands.

A finding names its file from the folder that holds the ontology; `folder` is the ontology's folder as the collecting
program knows it, such as ``data/ontology``, and files are written below it. A finding that stands in no file is put on
the first line of the ontology's header, since the collectors refuse results without a place.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from realism import __version__
from realism.checks.reports.baseline import identity
from realism.checks.reports.report import Finding, Severity, Statement, count, statement_line
from realism.vocab import BASE

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HEADER = "realism.ttl"
_SARIF_LEVEL: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "note"}
_GITHUB_LEVEL: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "notice"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def folder_name(ontology: Path, directory: Path) -> str:
    """The folder `ontology` as a path from `directory`, or its bare name when it lies elsewhere."""
    whole, start = ontology.resolve(), directory.resolve()
    if whole != start and whole.is_relative_to(start):
        return whole.relative_to(start).as_posix()
    return whole.name


def as_sarif(findings: Sequence[Finding], folder: str = "ontology") -> str:
    """The findings as a SARIF 2.1.0 log with one run (OASIS, Static Analysis Results Interchange Format, 2.1.0)."""
    rules = sorted({one.rule for one in findings})
    driver = {
        "name": "realism",
        "version": __version__,
        "informationUri": BASE,
        "rules": [{"id": rule, "shortDescription": {"text": rule.replace("-", " ")}} for rule in rules],
    }
    results = [_result(one, rules.index(one.rule), folder) for one in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(one: Finding, rule: int, folder: str) -> dict[str, Any]:
    fingerprint = hashlib.sha256(repr(identity(one.as_dict())).encode()).hexdigest()
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": _SARIF_LEVEL[one.severity],
        "message": {"text": one.message},
        "locations": [_location(*_place(one, folder))],
        "partialFingerprints": {"realismFinding/v1": fingerprint},
    }
    related = [_related(statement, folder) for statement in one.statements if statement.file is not None]
    if related:
        result["relatedLocations"] = related
    return result


def _location(file: str, line: int) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": line}}}


def _related(statement: Statement, folder: str) -> dict[str, Any]:
    place = _location(_below(folder, statement.file or HEADER), statement.line or 1)
    return place | {"message": {"text": statement.text}}


def as_junit(findings: Sequence[Finding], folder: str = "ontology") -> str:
    """The findings as JUnit XML: a test case each, or one that passed when there are none.

    Only violations are failures, as only they make the exit code 1; the others pass, with what they say as output.
    """
    failed = sum(one.severity == "violation" for one in findings)
    counts = {"tests": str(len(findings) or 1), "failures": str(failed), "errors": "0"}
    suites = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(suites, "testsuite", {"name": "realism check", **counts, "skipped": "0"})
    for one in findings:
        file, line = _place(one, folder)
        attributes = {"classname": one.rule, "name": _xml(one.message), "file": _xml(file), "line": str(line)}
        case = ElementTree.SubElement(suite, "testcase", attributes)
        text = _xml("\n".join([f"{file}:{line}: {one.severity}: {one.message}", *map(statement_line, one.statements)]))
        if one.severity == "violation":
            failure = {"message": _xml(one.message), "type": one.rule}
            ElementTree.SubElement(case, "failure", failure).text = text
        else:
            ElementTree.SubElement(case, "system-out").text = text
    if not findings:
        ElementTree.SubElement(suite, "testcase", {"classname": "realism", "name": count(findings)})
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode")


def _xml(text: str) -> str:
    """`text` without the characters XML 1.0 cannot hold (section 2.2)."""
    return _NOT_XML.sub("\ufffd", text)


def as_github(findings: Sequence[Finding], folder: str = "ontology") -> str:
    """The findings as GitHub workflow commands, which show them beside the lines of a pull request; then a count."""
    return "\n".join([*(_command(one, folder) for one in findings), count(findings)])


def _command(one: Finding, folder: str) -> str:
    file, line = _place(one, folder)
    message = "\n".join([one.message, *map(statement_line, one.statements)])
    properties = f"file={github_property(file)},line={line},title={github_property(one.rule)}"
    return f"::{_GITHUB_LEVEL[one.severity]} {properties}::{github_data(message)}"


def github_data(text: str) -> str:
    """`text` escaped as the message of a workflow command, as GitHub's own toolkit does it.

    Source: actions/toolkit, packages/core, command.ts.
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """`text` escaped as the value of a property of a workflow command, likewise."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


def _place(one: Finding, folder: str) -> tuple[str, int]:
    file, line = one.place
    return (_below(folder, file), line or 1) if file is not None else (f"{folder}/{HEADER}", 1)


def _below(folder: str, file: str) -> str:
    return (PurePosixPath(folder).parent / file).as_posix()
