"""Shared premises: what a theory takes over from the traditions it is a strand of, as their accounts put it into logic.

A theory does not inherit the claims of a tradition; it shares those that its account lists as realism:sharesPremise.
So the tradition's axioms for these claims, and no others, count when the consistency of its account is judged.
"""

from collections.abc import Callable

from realism.checks.logic.modules import NOTED
from realism.checks.logic.statements import Find, Statement, Statements
from realism.vocab import SCHEMA, entity_iri, slug_of

_SHARES = f"<{SCHEMA}sharesPremise>"
STRAND = f"<{SCHEMA}directStrandOf>"
_FORMALIZES = f"<{SCHEMA}formalizes>"


def premises(core: Find, accounts: Callable[[str], Statements | None], slug: str) -> dict[str, str]:
    """The axioms (N-Triples) of wider theories that formalize premises the theory `slug` shares, by their slugs.

    accounts   gives the statements of the account of a theory, None when it has none
    """
    theory = f"<{entity_iri(slug)}>"
    own = accounts(slug)
    shared = {one.object for one in own.find(theory, _SHARES, None)} if own is not None else set()
    found: dict[str, str] = {}
    for name in wider(core, slug) if shared else ():
        account = accounts(name)
        axioms = "" if account is None else _formalizing(account, shared)
        if axioms:
            found[name] = axioms
    return found


def wider(core: Find, slug: str) -> list[str]:
    """The slugs of the traditions that the theory `slug` is a strand of, the nearest first."""
    theory = f"<{entity_iri(slug)}>"
    found = [theory]
    for one in found:
        above = sorted(relation.object for relation in core(one, STRAND, None))
        found += (tradition for tradition in dict.fromkeys(above) if tradition not in found)
    return [name for one in found[1:] if (name := slug_of(one[1:-1])) is not None]


def _formalizing(account: Statements, claims: set[str]) -> str:
    """The axioms of an account that formalize one of `claims`, with their annotations."""
    found: dict[Statement, None] = {}
    for node in sorted(one.subject for claim in claims for one in account.find(None, _FORMALIZES, claim)):
        values = [one.object for name in NOTED for one in account.find(node, name, None)]
        noted = list(account.find(*values)) if len(values) == len(NOTED) else []
        if noted or not values:
            _copy(account, node, found)
            found.update(dict.fromkeys(noted))
    return "".join(sorted(one.line for one in found))


def _copy(account: Statements, node: str, found: dict[Statement, None]) -> None:
    """Copy all that is said of a node, and of the blank nodes this leads to."""
    for one in account.find(node, None, None):
        if one not in found:
            found[one] = None
            if one.object.startswith("_:"):
                _copy(account, one.object, found)
