"""The query rules of ``queries/checks``: what must not be found in the base as a whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from rdflib import BNode, URIRef
from rdflib.term import Node

from realism.checks.knowledge import Knowledge
from realism.checks.reports.report import Finding, Severity
from realism.checks.words.lexicon import capital
from realism.checks.words.telling import Teller, node
from realism.errors import BadInput
from realism.knowledge.sources import Triple
from realism.store.base import NTRIPLES, Row, Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import ACCOUNT, CORE, RDF, slug_of

SUFFIX = "-violation.rq"
_HEADER = re.compile(r"#\+ ([a-z]+): (.+)")
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^<>]*)>", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """One rule: a query whose every row is something wrong.

    message      may name projected variables in braces, such as ``{author}``
    statements   patterns of the statements that show it, such as ``?focus realism:year ?year``
    alike        properties of whose values the rule compares those that are alike; see `alike`
    """

    name: str
    severity: Severity
    message: str
    statements: tuple[tuple[str, str, str], ...]
    text: str
    alike: tuple[str, ...] = ()


def load_rules(folder: Path) -> list[Rule]:
    """The rules of the folder `folder`, by name.

    Raises BadInput for a file whose header is incomplete, has an unknown key, or does not match its name.
    """
    return [_read(path) for path in sorted(folder.glob("*.rq"))]


def _read(path: Path) -> Rule:
    text = path.read_text("utf-8")
    header: dict[str, list[str]] = {"rule": [], "severity": [], "message": [], "statement": [], "alike": []}
    for line in text.splitlines():
        if not line.startswith("#+"):
            continue
        match = _HEADER.fullmatch(line)
        if match is None or match[1] not in header:
            raise BadInput(f"{path}: {line!r} is not a header line; known are {', '.join(header)}")
        header[match[1]].append(match[2].strip())
    if any(len(header[key]) != 1 for key in ("rule", "severity", "message")):
        raise BadInput(f"{path}: the header needs one rule, one severity and one message")
    name, severity = header["rule"][0], header["severity"][0]
    if path.name != name + SUFFIX:
        raise BadInput(f"{path}: the file of the rule {name} must be named {name}{SUFFIX}")
    if severity not in get_args(Severity):
        raise BadInput(f"{path}: the severity must be one of {', '.join(get_args(Severity))}")
    prefixes = dict(_PREFIX.findall(text))
    patterns = tuple(_pattern(one, prefixes, path) for one in header["statement"])
    alike = tuple(_full(one, prefixes, path) for one in header["alike"])
    return Rule(name, cast(Severity, severity), header["message"][0], patterns, text, alike)


def _full(term: str, prefixes: dict[str, str], path: Path) -> str:
    prefix, colon, local = term.partition(":")
    if term.startswith("?"):
        return term
    if term == "a":
        return RDF + "type"
    if not colon or prefix not in prefixes:
        raise BadInput(f"{path}: {term!r} is neither a variable nor a name with a declared prefix")
    return prefixes[prefix] + local


def _pattern(text: str, prefixes: dict[str, str], path: Path) -> tuple[str, str, str]:
    terms = text.split()
    if len(terms) != 3:
        raise BadInput(f"{path}: a statement has three terms, not {text!r}")
    return _full(terms[0], prefixes, path), _full(terms[1], prefixes, path), _full(terms[2], prefixes, path)


def rule_findings(knowledge: Knowledge, folder: Path) -> Iterator[Finding]:
    """What the base violates of the rules in `folder`, asked over core and accounts without inference.

    Raises BadInput for an ill-formed rule.
    """
    teller = Teller(knowledge)
    store = as_store(knowledge)
    try:
        for rule in load_rules(folder):
            for row in store.query(rule.text).rows():
                yield rule_finding(teller, rule, row)
    finally:
        store.close()


def as_store(knowledge: Knowledge) -> Store:
    """The base in memory, one named graph for the core and one per account."""
    store = EmbeddedStore()
    graphs = {CORE: knowledge.core, **{ACCOUNT + slug: graph for slug, graph in knowledge.accounts.items()}}
    for name, graph in graphs.items():
        store.load(graph.serialize(format="nt", encoding="utf-8"), NTRIPLES, name)
    return store


def rule_finding(teller: Teller, rule: Rule, found: Row) -> Finding:
    """A row of a rule in the words of `teller`."""
    row = {name: node(term) for name, term in found.items()}
    statements = teller.statements(_triples(rule, row))
    names = {
        name: teller.facts.lexicon.verb(str(term)) if name in ("path", "kind") else teller.described(term)
        for name, term in row.items()
    }
    given = {name: None if isinstance(term, BNode) else str(term) for name, term in row.items()}
    account = given.get("account")
    return Finding(
        rule=rule.name,
        severity=rule.severity,
        message=capital(re.sub(r"\{(\w+)\}", lambda match: names.get(match[1], "something"), rule.message)),
        focus=given.get("focus"),
        path=given.get("path"),
        value=given.get("value"),
        statements=statements or teller.about(row["focus"]),
        account=slug_of(account) if account is not None else None,
    )


def _triples(rule: Rule, row: dict[str, Node]) -> Iterator[Triple]:
    for pattern in rule.statements:
        terms = [row.get(term[1:]) if term.startswith("?") else URIRef(term) for term in pattern]
        subject, predicate, value = terms
        if subject is not None and predicate is not None and value is not None:
            yield subject, predicate, value
