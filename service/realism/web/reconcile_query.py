"""Reading what table tools send: reconciliation queries and requests to extend a table, as their JSON has them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from realism.errors import BadInput, TooLarge

BATCH: Final = 50
"""Queries in one batch."""
DEFAULT: Final = 10
MOST: Final = 100
"""Candidates for a query, when it does not say, and at most."""
LONGEST: Final = 500
"""Characters of a text that may be a name."""
_LISTED: Final = 20
"""Types, conditions and values in one query."""
_STRICT: Final = ("any", "all", "should")


@dataclass(frozen=True)
class Value:
    """A value in a condition: a text, or the slug or IRI of an entity that was matched before."""

    text: str | None
    entity: str | None = None


@dataclass(frozen=True)
class Condition:
    """A property that has one of some values."""

    property: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Query:
    """What one cell asks for.

    strict   ``any`` or ``all`` of the types have to be met; with ``should`` others are offered after them
    """

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"
    limit: int = DEFAULT
    conditions: tuple[Condition, ...] = ()

    @property
    def lenient(self) -> bool:
        """Whether entities of other types may be offered, too."""
        return self.strict == "should"


@dataclass(frozen=True)
class Extension:
    """Columns to add: for these entities the values of these properties, each with its settings."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, Mapping[str, Any]], ...]


def read_json(text: str, name: str) -> dict[str, Any]:
    """The JSON object that the parameter `name` holds. Raises BadInput."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise BadInput(f"The parameter {name!r} is not JSON: {reason}; send a JSON object") from None
    if not isinstance(found, dict):
        raise BadInput(f"The parameter {name!r} is JSON but no object; send an object")
    return found


def read_batch(text: str) -> dict[str, Any]:
    """The queries of a batch by key, not yet read. Raises BadInput, and TooLarge for too many."""
    batch = read_json(text, "queries")
    if len(batch) > BATCH:
        raise TooLarge(f"The batch has {len(batch)} queries; send at most {BATCH} at once", limit=BATCH)
    return batch


def read_query(found: Any) -> Query:
    """One query. Raises BadInput for one that does not have the form of the specification."""
    if isinstance(found, str):
        found = {"query": found}
    if not isinstance(found, dict):
        raise BadInput("a query is a JSON object")
    text = found.get("query")
    conditions = _conditions(found.get("properties"))
    if text is not None and not isinstance(text, str):
        text = _text(text)
    if not (text or "").strip() and not conditions:
        raise BadInput("a query needs a text in 'query', or 'properties'")
    if text is not None and len(text) > LONGEST:
        raise BadInput(f"no name is as long as this text; the limit is {LONGEST} characters")
    strict = found.get("type_strict") or "any"
    if strict not in _STRICT:
        raise BadInput(f"'type_strict' is one of {', '.join(_STRICT)}")
    return Query((text or "").strip(), _types(found.get("type")), strict, _limit(found.get("limit")), conditions)


def _types(found: Any) -> tuple[str, ...]:
    listed = found if isinstance(found, list) else [] if found in (None, "") else [found]
    named = [one.get("id") if isinstance(one, dict) else one for one in listed[: _LISTED + 1]]
    types = tuple(one for one in named if isinstance(one, str))
    if len(named) > _LISTED or len(types) < len(named):
        raise BadInput(f"'type' is the identifier of a type, or a list of up to {_LISTED}")
    return types


def _limit(found: Any) -> int:
    if found is None:
        return DEFAULT
    if isinstance(found, bool) or not isinstance(found, int | float) or not 1 <= found < float("inf"):
        raise BadInput("'limit' is a positive number")
    return min(int(found), MOST)


def _conditions(found: Any) -> tuple[Condition, ...]:
    if found is None:
        return ()
    if not isinstance(found, list) or len(found) > _LISTED:
        raise BadInput(f"'properties' is a list of up to {_LISTED} objects")
    values: dict[str, tuple[Value, ...]] = {}
    for one in found:
        condition = _condition(one)
        values[condition.property] = values.get(condition.property, ()) + condition.values
    return tuple(Condition(pid, given) for pid, given in values.items())


def _condition(found: Any) -> Condition:
    if not isinstance(found, dict) or not isinstance(found.get("pid"), str) or "v" not in found:
        raise BadInput("each of 'properties' is an object with 'pid', the identifier of a property, and 'v'")
    values = found["v"] if isinstance(found["v"], list) else [found["v"]]
    if len(values) > _LISTED:
        raise BadInput(f"'v' is a value, or a list of up to {_LISTED}")
    return Condition(found["pid"], tuple(_value(one) for one in values))


def _value(found: Any) -> Value:
    if isinstance(found, dict):
        if not isinstance(found.get("id"), str):
            raise BadInput("a value that is an object names an entity in 'id'")
        return Value(None, found["id"])
    text = _text(found)
    return Value(text[:LONGEST], text)


def _text(found: Any) -> str:
    """A plain value as text: 1979.0 is the year 1979, true is ``true``."""
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, float) and found.is_integer() and abs(found) < 1e15:
        return str(int(found))
    if isinstance(found, int | float):
        return str(found)
    raise BadInput("a value is a text, a number, true or false, or an entity")


def read_extension(text: str) -> Extension:
    """A request to extend a table. Raises BadInput, and TooLarge for too much at once."""
    found = read_json(text, "extend")
    ids, properties = found.get("ids"), found.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise BadInput("'ids' in the parameter 'extend' is a list of identifiers")
    if not isinstance(properties, list):
        raise BadInput("'properties' in the parameter 'extend' is a list of objects")
    if len(ids) > 1000 or len(properties) > _LISTED:
        raise TooLarge(f"Ask for up to 1000 entities and {_LISTED} properties at once", limit=1000)
    return Extension(tuple(ids), tuple(_column(one) for one in properties))


def _column(found: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise BadInput("each of 'properties' in the parameter 'extend' is an object with 'id'")
    settings = found.get("settings") or {}
    if not isinstance(settings, dict):
        raise BadInput("'settings' of a property is an object")
    return found["id"], settings
