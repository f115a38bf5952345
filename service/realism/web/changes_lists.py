"""What a change does to the see-also lists of articles, and which of its statements is why."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from realism.knowledge.history import Comparison, History
from realism.knowledge.history_changes import Change, Lists
from realism.knowledge.inference import infer
from realism.store.base import Iri, Quad
from realism.store.embedded import EmbeddedStore
from realism.vocab import ID, INFERRED
from realism.web.seealso import SHOWN, ranking
from realism.web.state import Services
from realism.xref.entries import SeeAlso
from realism.xref.graph import short
from realism.xref.ranking import Ranking

ALL: Final = 2000
"""Entities of which every list is compared; of more, only those near what changed."""
Table = Mapping[str, Sequence[SeeAlso]]
"""See-also lists by the slug of the entity they are for."""


def history(shared: Services) -> History:
    """The history up to the present dataset."""
    shared.history.catch_up(shared.store, _comparison(shared))
    return shared.history


def latest(shared: Services) -> Change:
    """The change that led to the present dataset."""
    return history(shared).changes[-1]


def ends(quads: Collection[Quad]) -> set[str]:
    """The slugs of the entities that statements are about."""
    terms = {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, Iri)}
    return {term.removeprefix(ID) for term in terms if term.startswith(ID)}


class Lookout:
    """Looks at the lists before a change that adds `add` and removes `remove`, and tells after it what became of them.

    Made before the change.
    """

    def __init__(self, shared: Services, add: frozenset[Quad], remove: frozenset[Quad]) -> None:
        self._shared = shared
        self._changed = add, remove
        before = ranking(shared)
        self._near = None if len(before.entities) <= ALL else _near(before, ends(add | remove))
        self._before = self._table()

    def changes(self) -> Lists:
        """What became of the lists."""
        return compared(self._before, self._table(), *self._changed)

    def _table(self) -> Table:
        found = ranking(self._shared)
        if self._near is not None:
            return table(found, self._near)
        return self._shared.cache.get("see-also-table", lambda: table(found))


def _near(found: Ranking, slugs: Collection[str]) -> set[str]:
    beside = (found.graph.neighbours.get(slug, frozenset()) for slug in slugs)
    return set(slugs).union(*beside)


def table(found: Ranking, slugs: Collection[str] | None = None) -> Table:
    """The lists of all entities, or of those of `slugs`, as pages show them."""
    wanted = found.entities if slugs is None else [slug for slug in slugs if slug in found.entities]
    return {slug: found.see_also(slug, SHOWN) for slug in sorted(wanted)}


def _comparison(shared: Services) -> Comparison:
    def compare(before: frozenset[Quad], add: frozenset[Quad], remove: frozenset[Quad]) -> Lists:
        old = EmbeddedStore()
        old.extend(quad for quad in before if quad.graph is None or not quad.graph.startswith(INFERRED))
        infer(old)
        earlier, now = Ranking.from_store(old), ranking(shared)
        slugs = None
        if max(len(earlier.entities), len(now.entities)) > ALL:
            slugs = _near(earlier, ends(add | remove)) | _near(now, ends(add | remove))
        return compared(table(earlier, slugs), table(now, slugs), add, remove)

    return compare


def compared(before: Table, after: Table, add: frozenset[Quad], remove: frozenset[Quad]) -> Lists:
    """By entity, which entries came and which went, each with its reason and with the changed statement it rests on."""
    found: dict[str, Any] = {}
    added, removed = _steps(add), _steps(remove)
    for slug in sorted(before.keys() | after.keys()):
        old, new = ({one.entity.id: one for one in lists.get(slug, ())} for lists in (before, after))
        came = [_told(one, added) for key, one in new.items() if key not in old]
        went = [_told(one, removed) for key, one in old.items() if key not in new]
        if came or went:
            found[slug] = {"came": came, "went": went}
    return found


def _steps(quads: Collection[Quad]) -> set[tuple[str, str, str]]:
    """Statements between entities as the paths of reasons name them."""
    return {
        (quad.subject.removeprefix(ID), short(quad.predicate), quad.object.removeprefix(ID))
        for quad in quads
        if isinstance(quad.object, Iri)
    }


def _told(entry: SeeAlso, changed: Collection[tuple[str, str, str]]) -> dict[str, Any]:
    """An entry with its first reason, or the first that rests on a changed statement, which is then why."""
    because = next(_resting(entry, changed), None)
    reason, step = because if because is not None else (next((one.text for one in entry.reasons), ""), None)
    told = {"id": entry.entity.id, "label": entry.entity.label, "reason": reason}
    return {**told, "because": list(step) if step is not None else None}


def _resting(entry: SeeAlso, changed: Collection[tuple[str, str, str]]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for reason in entry.reasons:
        for step in reason.path:
            if tuple(step) in changed:
                yield reason.text, (step.s, step.p, step.o)
