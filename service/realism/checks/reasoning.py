"""Logic: the core holds together, and so does the core with each account. Rivals are never put together here."""

from collections.abc import Callable, Iterator, Mapping

from rdflib import Graph

from realism.checks.axioms import Justification, Verdict
from realism.checks.explain import Explainer
from realism.checks.knowledge import Knowledge
from realism.checks.lexicon import capital
from realism.checks.logic import Reasoner
from realism.checks.modules import LogicalCore, within
from realism.checks.premises import premises
from realism.checks.report import Finding
from realism.errors import BadInput

_EXPLAINED = 3


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
    for slug, graph in sorted(knowledge.accounts.items()):
        step(slug)
        shared = {wider: _ntriples(axioms) for wider, axioms in premises(knowledge, slug).items()}
        yield from _part(explainer, reasoner, within(core, slug, _ntriples(graph), shared), slug)


def _part(explainer: Explainer, reasoner: Reasoner, parts: Mapping[str, str], account: str | None) -> Iterator[Finding]:
    try:
        verdict = reasoner.check(parts, explain=_EXPLAINED)
    except BadInput as error:
        yield Finding("logic-input", "violation", error.message, account=account)
        return
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
        account=account,
    )


def _outside_owl(verdict: Verdict, account: str | None) -> Iterator[Finding]:
    for violation in verdict.profile_violations:
        message = f"this is outside what the reasoner's language (OWL 2 DL) allows: {violation}"
        yield Finding("owl-dl", "violation", message, account=account)


def _ntriples(graph: Graph) -> str:
    return graph.serialize(format="nt")
