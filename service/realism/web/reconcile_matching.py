"""From the cell of a table to the entities it may mean, scored so that one can see why.

The score of a name, from 0 to 100: the preferred label 100, an alias 98, a name that is only recognised (a surname, a
way of putting it) 90; the slug 95; otherwise 85 times how much it is alike. With conditions on properties, the name
counts for three quarters and the share of conditions that hold for a quarter, where a value that is not recorded counts
half. A candidate of another type than the one that "should" be loses four tenths.

``match`` is true only when nothing else can be meant: the text is the IRI of the entity, or its label or alias to the
letter, no condition is contradicted, and the name is not one that means other things outside international relations,
unless a type was asked for or all conditions hold; nor may another entity of the type asked for go by that name, unless
all conditions hold for this one only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from realism.store.base import Literal, Term
from realism.vocab import ID
from realism.web.directory import Directory, Entity
from realism.web.reconcile_index import Index, alike, grams, key_of, keys_of
from realism.web.reconcile_query import Condition, Query, Value
from realism.web.reconcile_schema import Schema
from realism.web.suggest import short
from realism.xref.lexicon import Label

_RANKS: Final = (100.0, 98.0, 90.0)
"""The score of an exact name: preferred label, alias, recognised only."""
_SLUG: Final = 95.0
_ALIKE: Final = 85.0
_LEAST: Final = 0.3
"""How much alike a name has to be to be offered at all."""
_NAME_SHARE: Final = 0.75
_OTHER_TYPE: Final = 0.6
_FITS: Final = 0.8
"""From how much a value is alike it is taken for the one in the condition."""
_UNKNOWN: Final = 0.5


@dataclass(frozen=True)
class _Candidate:
    """An entity with how its name fits, and what holds of the conditions (None: no value recorded).

    name   from 0 to 100; `exact`: it is the text; `shown`: and readers are shown it; `vague`: it needs a context
    """

    entity: Entity
    name: float
    exact: bool
    shown: bool
    vague: bool
    typed: bool
    conditions: Mapping[str, float | None]

    @property
    def contradicted(self) -> bool:
        return any(fit is not None and fit < _FITS for fit in self.conditions.values())

    @property
    def confirmed(self) -> bool:
        """Whether there are conditions, and all hold."""
        return bool(self.conditions) and all(fit is not None and fit >= _FITS for fit in self.conditions.values())

    @property
    def score(self) -> float:
        score = self.name
        if self.conditions:
            held = sum(_UNKNOWN if fit is None else fit for fit in self.conditions.values()) / len(self.conditions)
            score = _NAME_SHARE * score + (1 - _NAME_SHARE) * 100 * held
        return score if self.typed else _OTHER_TYPE * score


class Matcher:
    """Finds the candidates for queries in one state of the dataset."""

    def __init__(self, index: Index, schema: Schema, directory: Directory) -> None:
        self._index = index
        self._schema = schema
        self._directory = directory

    def candidates(self, query: Query) -> list[dict[str, Any]]:
        """The candidates for `query`, best first, as the answer lists them."""
        named = self._by_name(query) if query.text else self._by_conditions(query)
        found = [one for one in named if one.typed or query.lenient]
        found.sort(key=lambda one: (-one.score, not one.exact, one.entity.slug))
        return [self._as_dict(one, _is_match(one, found)) for one in found[: query.limit]]

    def _by_name(self, query: Query) -> list[_Candidate]:
        names: dict[str, _Fit] = {}
        keys = keys_of(query.text)
        for name in self._index.exactly(keys):
            _keep(names, name.label.entity.id, _exact(name.label, query))
        entity = self._index.entity(query.text)
        if entity is not None:
            is_iri = query.text.strip().startswith(ID)
            _keep(names, entity.slug, _Fit(100.0, True, True) if is_iri else _Fit(_SLUG))
        for key in keys:
            for name, share in self._index.resembling(key):
                likeness = max(share, _part(key, name.key))
                if likeness >= _LEAST:
                    _keep(names, name.label.entity.id, _Fit(_ALIKE * likeness))
        return [self._candidate(slug, query, found) for slug, found in names.items()]

    def _by_conditions(self, query: Query) -> list[_Candidate]:
        slugs = self._index.classes if not query.types else [s for s in self._index.classes if self._typed(s, query)]
        found = (self._candidate(slug, query, _Fit(0.0)) for slug in slugs)
        return [one for one in found if any(fit is not None and fit >= _FITS for fit in one.conditions.values())]

    def _candidate(self, slug: str, query: Query, fit: "_Fit") -> _Candidate:
        conditions = {one.property: self._fit(slug, one) for one in query.conditions}
        vague = fit.vague and not query.types
        typed = self._typed(slug, query)
        return _Candidate(self._index.entities[slug], fit.score, fit.exact, fit.shown, vague, typed, conditions)

    def _typed(self, slug: str, query: Query) -> bool:
        if not query.types:
            return True
        types = (self._schema.type(one) for one in query.types)
        held = [one is not None and one.id in self._index.classes[slug] for one in types]
        return all(held) if query.strict == "all" else any(held)

    def _fit(self, slug: str, condition: Condition) -> float | None:
        wanted = self._schema.property(condition.property)
        values = self._schema.values(wanted).get(slug, ()) if wanted is not None else ()
        if not values or not condition.values:
            return None
        return max(self._likeness(given, value) for given in condition.values for value in values)

    def _likeness(self, given: Value, value: Term) -> float:
        if isinstance(value, Literal):
            keys: Sequence[str] = [key_of(value.value)]
        elif given.entity in (value, str(value).removeprefix(ID)):
            return 1.0
        else:
            entity = self._directory.find(value)
            keys = [*self._index.keys_for(entity.slug), key_of(entity.label)] if entity is not None else [key_of(value)]
        if given.text is None:
            return 0.0
        wanted = keys_of(given.text)
        if any(key in wanted for key in keys):
            return 1.0
        if any(key.isdigit() for key in (*keys, *wanted)):
            return 0.0
        return max((alike(grams(one), grams(key)) for one in wanted for key in keys), default=0.0)

    def _as_dict(self, one: _Candidate, match: bool) -> dict[str, Any]:
        features = [{"id": "name", "value": round(one.name / 100, 3)}, {"id": "exact_name", "value": one.exact}]
        features.append({"id": "type", "value": one.typed})
        features += [{"id": f"property:{pid}", "value": round(fit or 0.0, 3)} for pid, fit in one.conditions.items()]
        return {
            "id": one.entity.slug,
            "name": one.entity.label,
            "description": short(one.entity),
            "type": self._schema.of(self._index.classes[one.entity.slug]),
            "score": round(one.score, 2),
            "match": match,
            "features": features,
        }


def _is_match(one: _Candidate, found: Sequence[_Candidate]) -> bool:
    """Whether nothing else of `found` can be meant."""
    if not one.shown or not one.typed or one.contradicted or (one.vague and not one.confirmed):
        return False
    rivals = [other for other in found if other is not one and other.exact and other.typed]
    return not rivals or (one.confirmed and not any(other.confirmed for other in rivals))


class _Fit(NamedTuple):
    """How a name fits: its score, whether it is the text, shown to readers, and in need of a context."""

    score: float
    exact: bool = False
    shown: bool = False
    vague: bool = False


def _exact(label: Label, query: Query) -> _Fit:
    """How a name fits that is the text of `query` but for case and punctuation."""
    if label.case_sensitive and label.text not in query.text:
        return _Fit(_ALIKE * _UNKNOWN)
    return _Fit(_RANKS[label.rank], True, label.rank < 2, label.needs_context)


def _part(key: str, name: str) -> float:
    """How much a text says that is the beginning of a name, or whole words of it."""
    if not key:
        return 0.0
    share = 0.25 * len(key) / len(name)
    if name.startswith(f"{key} "):
        return 0.6 + share
    return 0.5 + share if f" {key} " in f" {name} " else 0.0


def _keep(names: dict[str, _Fit], slug: str, found: _Fit) -> None:
    if slug not in names or found > names[slug]:
        names[slug] = found
