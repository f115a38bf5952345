"""The corridor of every write: tried on a copy, judged by what it introduces, carried out with what follows from it.

A change is first made to a copy of the dataset in memory, so that it can be any update: what it does is then the
difference, an edit, which the checks judge as they judge one that is sent to ``POST /check``. What follows from the
base with the edit is inferred anew in another copy. Then all of it is written at once, or, when the edit introduces a
violation, nothing. Graphs of other names than ours are taken too: shapes and rules judge what stands there, logic does
not.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from realism.errors import BadInput, Conflict, Overloaded, Refused, TooLarge, Violation
from realism.knowledge.blank_nodes import blank_nodes, connected, renamed
from realism.knowledge.changes import Change
from realism.knowledge.inference import infer
from realism.store.base import COPIED_AT_MOST, BlankNode, Iri, Quad, Store
from realism.store.embedded import EmbeddedStore
from realism.store.update_trial import Difference
from realism.vocab import ACCOUNT, CORE, ID, INFERRED, RDF, SCHEMA, is_slug

if TYPE_CHECKING:
    from realism.checks.checker import Checker
    from realism.checks.reports.verdict import EditReport

_TYPE: Final = Iri(RDF + "type")
_THEORY: Final = Iri(SCHEMA + "Theory")


Recording = Callable[[frozenset[Quad], frozenset[Quad]], AbstractContextManager[None]]
"""Given what is added to the asserted statements and taken from them, a block that the change is made in."""


def apply(
    store: Store, change: Change, checker: "Callable[[], Checker] | None", recording: Recording | None = None
) -> "EditReport | None":
    """Carry out `change` on `store`, with what follows from it; the verdict on it, None when it changes nothing.

    checker   gives what judges edits of the present dataset; None carries the change out on an embedded store as it is
    recording keeps what is changed; not asked where nothing is checked
    Raises Violation, with the report of the check, when the change introduces one, Overloaded when that cannot be told;
    BadInput, Refused and TooLarge for what cannot be tried or may not be written; Conflict when the dataset changed
    meanwhile; and what `change` raises.
    """
    if checker is None:
        assert isinstance(store, EmbeddedStore)
        change.carry_out(store)
        return None
    version = store.version
    before = _statements(store)
    add, remove = effect(before, change)
    if not add and not remove:
        return None
    report = _judged(checker(), add, remove)
    after = _with_what_follows((before - remove) | add)
    if store.version != version:
        raise Conflict("The dataset changed while the change was checked; nothing was written, try again")
    with nullcontext() if recording is None else recording(add, remove):
        store.change(after - before, before - after)
    return report


def _statements(store: Store) -> frozenset[Quad]:
    if len(store) > COPIED_AT_MOST:
        raise TooLarge(
            f"A change is tried on a copy first, and the dataset has more than {COPIED_AT_MOST} statements, "
            "which is too many to copy; make the change in the files and load them",
            limit="statements",
            allowed=COPIED_AT_MOST,
        )
    return frozenset(store.match())


def effect(before: frozenset[Quad], change: Change) -> Difference:
    """What `change` adds to the asserted statements of the dataset `before`, and what it takes from them.

    Raises BadInput or Refused when it adds where nothing may be added, and what `change` raises.
    """
    add, remove = change.difference(before)
    after = (before - remove) | add
    asserted = frozenset(quad for quad in remove if not _is_inferred(quad))
    _require_writable(add, after)
    if remove and not asserted and not add:
        raise _inferred()
    return _with_new_blank_nodes(before, after, add, asserted)


def _is_inferred(quad: Quad) -> bool:
    return quad.graph is not None and quad.graph.startswith(INFERRED)


def _inferred() -> Refused:
    return Refused("An inferred graph holds what follows from other statements: change those instead")


def _require_writable(add: frozenset[Quad], after: frozenset[Quad]) -> None:
    graphs = {quad.graph for quad in add}
    if None in graphs:
        raise BadInput(
            f"Statements are written to a graph with a name: the core is <{CORE}>, an account <{ACCOUNT}…>; "
            "the default graph is the union of all",
            graphs=sorted(graph for graph in graphs if graph is not None),
        )
    for graph in sorted(filter(None, graphs)):
        if graph.startswith(INFERRED):
            raise _inferred()
        if graph.startswith(ACCOUNT) and graph != CORE and not _is_account(graph.removeprefix(ACCOUNT), after):
            raise BadInput(f"<{graph}> is not the account of a theory: state the theory in the core first", graph=graph)


def _is_account(slug: str, statements: frozenset[Quad]) -> bool:
    """Whether there is a theory `slug`, which so can have an account."""
    return is_slug(slug) and any(quad[:3] == (ID + slug, _TYPE, _THEORY) for quad in statements)


def _with_new_blank_nodes(
    before: frozenset[Quad], after: frozenset[Quad], add: frozenset[Quad], remove: frozenset[Quad]
) -> tuple[frozenset[Quad], frozenset[Quad]]:
    """The same edit with new blank nodes for all that it adds to: in an edit, what is added to is a new thing."""
    there = {node for quad in before for node in blank_nodes(quad)}
    grown = {node for quad in add for node in blank_nodes(quad)} & there
    if not grown:
        return add, remove
    names = {node: BlankNode(token_hex(8)) for node in connected(after, grown)}
    concerned = {quad for quad in before if not names.keys().isdisjoint(blank_nodes(quad))}
    again = {quad for quad in after if not names.keys().isdisjoint(blank_nodes(quad))}
    kept = frozenset(quad for quad in add if quad not in again)
    return kept | {renamed(quad, names) for quad in again}, remove | concerned


def _judged(checker: "Checker", add: frozenset[Quad], remove: frozenset[Quad]) -> "EditReport":
    # Imported here because checks bring rdflib, pyshacl and the bridge to Java.
    from realism.checks.edits.edit import Edit
    from realism.checks.edits.reading import Reading

    report = checker.check(Reading(Edit(add, remove)))
    if not report.conforms:
        found = [one.message for one in report.introduced if one.severity == "violation"]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        why = f"the change introduces a violation: {found[0]}{more}"
        raise Violation(f"Nothing was written, because {why}", **report.as_dict())
    checked = report.checked
    if not (checked.shacl and checked.rules and checked.logic):
        raise Overloaded(
            f"Nothing was written, because the change could not be checked: {'; '.join(checked.not_checked)}; "
            "make it in smaller steps, or try again later",
            **report.as_dict(),
        )
    return report


def _with_what_follows(asserted: frozenset[Quad]) -> frozenset[Quad]:
    copy = EmbeddedStore()
    copy.extend(quad for quad in asserted if not _is_inferred(quad))
    infer(copy)
    return frozenset(copy.match())
