"""Statements with blank nodes, found in the base by their structure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from realism.checks.edits.footprint import Find, Pattern
from realism.errors import BadInput
from realism.knowledge.blank_nodes import blank_nodes, parts, renamed
from realism.store.base import BlankNode, Iri, Quad, Term

_MOST_STEPS = 20_000
_MOST_TOGETHER = 200


def groups(quads: Iterable[Quad]) -> list[list[Quad]]:
    """`quads`, which have blank nodes, in groups that share none with each other."""
    kept = list(quads)
    owner = {node: number for number, part in enumerate(parts(kept)) for node in part}
    members: dict[int, list[Quad]] = defaultdict(list)
    for quad in kept:
        members[owner[blank_nodes(quad)[0]]].append(quad)
    return list(members.values())


def fits(group: Sequence[Quad], find: Find, most: int = 2) -> list[frozenset[Quad]]:
    """The sets of statements of the base that `group` describes: equal but for the names of blank nodes.

    Different blank nodes stand for different ones. At most `most` sets are looked for.
    Raises BadInput when the group is too large, or its structure too vague, to be searched.
    """
    if len(group) > _MOST_TOGETHER:
        raise BadInput(
            f"{len(group)} statements to be removed hang together by blank nodes, more than {_MOST_TOGETHER}: "
            "remove fewer at a time"
        )
    steps = 0

    def search(left: Sequence[Quad], bound: dict[BlankNode, BlankNode]) -> Iterator[dict[BlankNode, BlankNode]]:
        nonlocal steps
        if not left:
            yield bound
            return
        quad = min(left, key=lambda one: _unbound(one, bound))
        rest = [one for one in left if one is not quad]
        for found in find(_pattern(quad, bound)):
            steps += 1
            if steps > _MOST_STEPS:
                raise BadInput(
                    "what is to be removed is described too vaguely to be found: name more of what its parts say"
                )
            widened = _unify(quad, found, bound)
            if widened is not None:
                yield from search(rest, widened)

    results: dict[frozenset[Quad], None] = {}
    for names in search(group, {}):
        results[frozenset(renamed(quad, names) for quad in group)] = None
        if len(results) >= most:
            break
    return list(results)


def _unbound(quad: Quad, bound: Mapping[BlankNode, BlankNode]) -> int:
    return sum(blank not in bound for blank in blank_nodes(quad))


def _pattern(quad: Quad, bound: Mapping[BlankNode, BlankNode]) -> Pattern:
    subject: Iri | BlankNode | None = quad.subject
    value: Term | None = quad.object
    if isinstance(subject, BlankNode):
        subject = bound.get(subject)
    if isinstance(value, BlankNode):
        value = bound.get(value)
    return Pattern(subject, quad.predicate, value)


def _unify(quad: Quad, found: Quad, bound: Mapping[BlankNode, BlankNode]) -> dict[BlankNode, BlankNode] | None:
    """`bound` and what makes `quad` the statement `found`; None when nothing does."""
    if quad.graph != found.graph:
        return None
    widened = dict(bound)
    for asked, has in ((quad.subject, found.subject), (quad.object, found.object)):
        if not isinstance(asked, BlankNode):
            continue
        if not isinstance(has, BlankNode):
            return None
        if widened.setdefault(asked, has) != has:
            return None
    return widened if len(set(widened.values())) == len(widened) else None
