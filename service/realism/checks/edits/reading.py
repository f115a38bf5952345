"""From what someone sends to an `Edit`: every statement in its graph, and what is to be removed found in the base.

Blank nodes in what is added are new things. Blank nodes in what is removed stand for those of the base that have
the same structure, of which there must be exactly one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from realism.checks.edits.edit import Asserted, Edit
from realism.checks.edits.footprint import Pattern
from realism.checks.edits.matching import fits, groups
from realism.checks.edits.nearest import nearest
from realism.checks.edits.text import Text, Writer, statements_of
from realism.errors import BadInput, Refused
from realism.knowledge.blank_nodes import blank_nodes
from realism.store.base import JSONLD, Iri, Quad, Term
from realism.vocab import ACCOUNT, CORE, ID, INFERRED, RDF, SCHEMA, account_iri, is_slug

_LISTED = 10
_TYPE = Iri(RDF + "type")
_THEORY = Iri(SCHEMA + "Theory")


@dataclass(frozen=True)
class Reading:
    """An edit as it was understood.

    account  the slug of the account its statements without a graph belong to, None for the core
    notes    what the sender may want to know, in sentences: what stands there already
    """

    edit: Edit
    account: str | None = None
    notes: tuple[str, ...] = ()


def read_edit(
    base: Asserted,
    prefixes: Mapping[str, str],
    add: Text | None = None,
    remove: Text | None = None,
    account: str | None = None,
) -> Reading:
    """The edit that adds the statements of `add` to `base` and takes those of `remove` from it.

    prefixes   known without a declaration in Turtle and TriG
    account    the slug of the theory whose account the statements without a graph belong to; None or ``core``: the core
    Raises BadInput, with ``part``, ``line`` and ``column`` where known, for RDF that does not parse, with
    ``suggestions`` for an unknown account, with ``graphs`` for statements in unknown graphs, with ``missing`` and
    ``nearest`` for the removal of what is not there; Refused for statements in an inferred graph.
    """
    writer = Writer(prefixes)
    home = Iri(CORE if account in (None, "core") else ACCOUNT + str(account))
    added, removed = (_placed(sent, prefixes, home) for sent in (add, remove))
    if not added and not removed:
        raise BadInput(f"the edit holds no statements: send RDF to add, or to remove{_why_empty(add, remove)}")
    _require_known(base, [*added, *removed], home, writer)
    gone = set(_found(base, removed, writer))
    both = added & gone
    there = {quad for quad in added - both if _stands(base, quad)}
    notes = [*_noted(there, writer, "stands in {place} already"), *_noted(both, writer, "is removed and added again")]
    edit = Edit(frozenset(added - both - there), frozenset(gone - both))
    return Reading(edit, home.removeprefix(ACCOUNT) if home != CORE else None, tuple(notes))


def place(graph: str | None, writer: Writer) -> str:
    """What a graph is called in a sentence: ``the core``, ``the account of defensive-realism``."""
    if graph == CORE:
        return "the core"
    if graph is not None and graph.startswith(ACCOUNT):
        return f"the account of {graph.removeprefix(ACCOUNT)}"
    return f"the graph {writer.iri(graph or '')}"


def _placed(sent: Text | None, prefixes: Mapping[str, str], home: Iri) -> set[Quad]:
    if sent is None:
        return set()
    return {quad if quad.graph is not None else quad._replace(graph=home) for quad in statements_of(sent, prefixes)}


def _why_empty(*texts: Text | None) -> str:
    if any(sent is not None and sent.format == JSONLD and sent.text.strip() for sent in texts):
        return "; JSON-LD leaves out every name that no context explains"
    return ""


def _require_known(base: Asserted, quads: Iterable[Quad], home: Iri, writer: Writer) -> None:
    """Raise BadInput or Refused unless every statement is in the core or in an account of the base.

    A theory may get its first statements by an edit, in which the theory itself may be new.
    """
    used = {str(quad.graph) for quad in quads} | {str(home)}
    inferred = sorted(graph for graph in used if graph.startswith(INFERRED))
    if inferred:
        raise Refused(
            f"{place(inferred[0], writer)} holds what follows from other statements: change those instead",
            graphs=inferred,
        )
    known = {graph for graph in base.store.graphs() if graph.startswith(ACCOUNT)} | {CORE}
    new = {quad.subject for quad in quads if quad.predicate == _TYPE and quad.object == _THEORY}
    unknown = [graph for graph in sorted(used) if graph not in known and not _of_theory(base, graph, new)]
    if not unknown:
        return
    slugs = sorted(graph.removeprefix(ACCOUNT) for graph in known)
    if str(home) in unknown:
        account = home.removeprefix(ACCOUNT)
        near = get_close_matches(account, slugs, 3, 0.6)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {_all_of(slugs)}"
        raise BadInput(f"there is no account {account[:120]!r}; {hint}", account=account[:120], suggestions=near)
    near = [one for graph in unknown for one in get_close_matches(graph, sorted(known), 1, 0.8)]
    hint = f"; did you mean {' or '.join(map(writer.iri, near))}?" if near else ""
    listed = [writer.statement(quad) for quad in quads if quad.graph in unknown][:_LISTED]
    named = _all_of(map(writer.iri, unknown))
    raise BadInput(
        f"statements belong to the core or to the account of a theory, not to {named}{hint}",
        graphs=unknown,
        statements=listed,
        suggestions=near,
    )


def _of_theory(base: Asserted, graph: str, new: Collection[Term]) -> bool:
    slug = graph.removeprefix(ACCOUNT)
    if not is_slug(slug) or graph != account_iri(slug):
        return False
    theory = Iri(ID + slug)
    return theory in new or any(True for _ in base.find(Pattern(theory, _TYPE, _THEORY)))


def _found(base: Asserted, removed: set[Quad], writer: Writer) -> Iterator[Quad]:
    """What `removed` stands for in the base. Raises BadInput when something is not there, or not exactly once."""
    named = sorted((quad for quad in removed if not blank_nodes(quad)), key=str)
    missing = [quad for quad in named if not _stands(base, quad)]
    if missing:
        _refuse_missing(base, missing, writer)
    yield from named
    taken: set[Quad] = set()
    for group in groups(quad for quad in removed if blank_nodes(quad)):
        found = fits(sorted(group, key=str), base.find)
        written = _all_of(writer.statement(quad) for quad in sorted(group, key=str))
        if not found:
            raise BadInput(f"nothing in {place(group[0].graph, writer)} is as what is to be removed: {written}")
        if len(found) > 1 or found[0] & taken:
            raise BadInput(
                f"what is to be removed fits several places of {place(group[0].graph, writer)}: {written}; "
                "name more statements of the one that is meant"
            )
        taken |= found[0]
        yield from found[0]


def _refuse_missing(base: Asserted, missing: list[Quad], writer: Writer) -> None:
    first = missing[0]
    near = nearest(base, first)
    hint = ""
    if near is not None:
        same = near[:3] == first[:3]
        hint = "; it stands" if same else f"; the nearest that does is {writer.statement(near)}"
        hint += f" in {place(near.graph, writer)}" if near.graph != first.graph or same else ""
    more = f" (nor do {len(missing) - 1} more that are to be removed)" if len(missing) > 1 else ""
    where = place(first.graph, writer)
    raise BadInput(
        f"{writer.statement(first)} does not stand in {where}, so it cannot be removed{more}{hint}",
        missing=[writer.statement(quad) for quad in missing[:_LISTED]],
        nearest=None if near is None else writer.statement(near),
    )


def _stands(base: Asserted, quad: Quad) -> bool:
    return any(found.graph == quad.graph for found in base.find(Pattern(*quad[:3])))


def _noted(quads: set[Quad], writer: Writer, what: str) -> Iterator[str]:
    for quad in sorted(quads, key=str)[:_LISTED]:
        yield f"{writer.statement(quad)} {what.format(place=place(quad.graph, writer))}; nothing changes"
    if len(quads) > _LISTED:
        yield f"the same holds of {len(quads) - _LISTED} more statements"


def _all_of(items: Iterable[str]) -> str:
    listed = list(items)
    rest = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return ", ".join(listed[:_LISTED]) + rest
