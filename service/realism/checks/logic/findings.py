"""Logic: the core holds together, and so does the core with each account. Rivals are never put together here."""

import re
from collections.abc import Callable, Iterator, Mapping

from rdflib import Graph

from realism.checks.knowledge import Knowledge
from realism.checks.logic.axioms import Justification, Verdict
from realism.checks.logic.modules import LogicalCore, within
from realism.checks.logic.premises import premises
from realism.checks.logic.reasoner import Reasoner
from realism.checks.logic.statements import Statements, read
from realism.checks.reports.report import Finding
from realism.checks.words.explain import Explainer
from realism.checks.words.lexicon import capital
from realism.errors import BadInput

_EXPLAINED = 3
_SUBJECT = re.compile(r"[^:<>]*: <([^<>]*)>")
"""How a message of the OWL API begins that is about one thing."""


def logic_findings(
    knowledge: Knowledge, reasoner: Reasoner, step: Callable[[str], None] = lambda name: None
) -> Iterator[Finding]:
    """What cannot be true together within the core, and within the core and one account with its shared premises.

    step   called with the name of each part before it is checked
    When the core itself clashes, accounts are not checked: each would repeat its clash.
    Raises Overloaded when the reasoner takes too long.
    """
    core = LogicalCore(_ntriples(knowledge.core))
    explainer = Explainer(knowledge.lexicon, place=knowledge.where_axiom)
    step("core")
    found = list(_part(explainer, reasoner, {"core": core.whole}, None))
    yield from found
    if any(finding.rule in ("contradiction", "empty-kind") for finding in found):
        yield Finding(
            "not-checked", "info", "the accounts were not checked by logic, because the core contradicts itself"
        )
        return
    accounts = {slug: Statements(read(_ntriples(graph))) for slug, graph in sorted(knowledge.accounts.items())}
    for slug, account in accounts.items():
        step(slug)
        shared = premises(core.find, accounts.get, slug)
        yield from _part(explainer, reasoner, within(core, slug, account.text, shared), slug)


def _part(explainer: Explainer, reasoner: Reasoner, parts: Mapping[str, str], account: str | None) -> Iterator[Finding]:
    try:
        verdict = reasoner.check(parts, explain=_EXPLAINED)
    except BadInput as error:
        yield unreadable(error, account)
        return
    yield from findings(explainer, verdict, account)


def unreadable(error: BadInput, account: str | None) -> Finding:
    """That the reasoner cannot read what is stated, such as a value of a type it does not know."""
    return Finding("logic-input", "violation", error.message, account=account)


def findings(explainer: Explainer, verdict: Verdict, account: str | None) -> Iterator[Finding]:
    """What is wrong according to a verdict, in words; each contradiction with the statements that make it."""
    for why in verdict.justifications:
        yield _finding(explainer, why, account)
    if not verdict.justifications and (not verdict.consistent or verdict.unsatisfiable):
        # Refused even where no reason was found in time: silence would pass for soundness.
        what = "; ".join(explainer.lexicon.noun(kind) for kind in verdict.unsatisfiable)
        message = f"there can be no such thing as {what}" if what else "the statements cannot all be true"
        yield Finding(
            "empty-kind" if what else "contradiction",
            "violation",
            f"{capital(message)}; the reason was not found in time, so check what was changed last",
            focus=next(iter(verdict.unsatisfiable), None),
            account=account,
        )
    yield from _outside_owl(verdict, account)


def _finding(explainer: Explainer, why: Justification, account: str | None) -> Finding:
    statements = explainer.statements(why)
    return Finding(
        rule="contradiction" if why.assumed is None else "empty-kind",
        severity="violation",
        message=capital(explainer.sentence(why)),
        focus=why.assumed or next((one.s for one in statements if one.s), None),
        statements=statements,
        account=account if any(axiom.part != explainer.shared for axiom in why.axioms) else None,
    )


def _outside_owl(verdict: Verdict, account: str | None) -> Iterator[Finding]:
    for violation in verdict.profile_violations:
        message = f"this is outside what the reasoner's language (OWL 2 DL) allows: {violation}"
        about = _SUBJECT.match(violation)
        yield Finding("owl-dl", "violation", message, value=about and about[1], account=account)


def _ntriples(graph: Graph) -> str:
    return graph.serialize(format="nt")
