"""Columns for tables whose rows were matched: the values of properties, as reconciliation clients read them."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from realism.errors import BadInput
from realism.store.base import Iri, Literal, Term
from realism.vocab import ID, XSD
from realism.web.directory import Directory
from realism.web.folding import fold
from realism.web.reconcile_query import Extension
from realism.web.reconcile_schema import Property, Schema

SETTINGS: Final[list[dict[str, Any]]] = [
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "The most values to give for a row; 0 gives all",
    },
    {
        "name": "content",
        "label": "Content",
        "type": "select",
        "default": "entity",
        "help_text": "How a value that is an entity is given",
        "choices": [
            {"value": "entity", "name": "matched, so that it can be extended in turn"},
            {"value": "name", "name": "its name as text"},
            {"value": "id", "name": "its identifier as text"},
        ],
    },
]
"""What can be set for a column, as the manifest says it."""
MOST: Final = 1000
"""Values for one row and property."""
_CONTENTS: Final = [choice["value"] for choice in SETTINGS[1]["choices"]]
_TRUE: Final = ("true", "1")
_DATE: Final = re.compile(r"(-?(?:[1-9][0-9]*)?[0-9]{4})-(1[0-2]|0[1-9])-(3[01]|0[1-9]|[12][0-9])")
_TIME: Final = re.compile(
    _DATE.pattern + r"T(2[0-3]|[01][0-9]):([0-5][0-9]):([0-5][0-9])(\.[0-9]+)?(Z|[+-](?:2[0-3]|[01][0-9]):[0-5][0-9])?"
)
_Cell = dict[str, Any]


def extend(schema: Schema, directory: Directory, asked: Extension) -> dict[str, Any]:
    """The columns that are asked for: ``meta`` names them, ``rows`` has a list of values for each entity and column.

    Raises BadInput for a property or a setting there is not; an entity there is not has no values.
    """
    columns = [(_known(schema, name), settings) for name, settings in asked.properties]
    rows: dict[str, dict[str, list[_Cell]]] = {slug: {} for slug in asked.ids}
    for column, settings in columns:
        values, limit, cell = schema.values(column), _limit(settings), _content(directory, settings)
        for slug, row in rows.items():
            cells = [cell(term) for term in values.get(slug.removeprefix(ID), ())]
            row[column.id] = sorted(cells, key=_order)[:limit]
    return {"meta": [_meta(column, settings) for column, settings in columns], "rows": rows}


def _known(schema: Schema, name: str) -> Property:
    found = schema.property(name)
    if found is None:
        raise BadInput(
            f"There is no property {name[:80]!r} with values; /reconcile/suggest/property?prefix= finds those there are"
        )
    return found


def _meta(column: Property, settings: Mapping[str, Any]) -> dict[str, Any]:
    matched = settings.get("content", "entity") == "entity"
    kind = {"type": column.values.as_dict()} if column.values is not None and matched else {}
    return {**column.as_dict(), **kind}


def _limit(settings: Mapping[str, Any]) -> int:
    given = settings.get("limit") or 0
    try:
        limit = int(given)
    except (TypeError, ValueError, OverflowError):
        raise BadInput(f"The setting 'limit' is a number, not {str(given)[:40]!r}") from None
    return min(limit, MOST) if limit > 0 else MOST


def _content(directory: Directory, settings: Mapping[str, Any]) -> Callable[[Term], _Cell]:
    content = settings.get("content") or "entity"
    if content not in _CONTENTS:
        raise BadInput(f"The setting 'content' is one of {', '.join(_CONTENTS)}, not {str(content)[:40]!r}")

    def cell(term: Term) -> _Cell:
        if isinstance(term, Literal):
            return _plain(term)
        entity = directory.find(term) if isinstance(term, Iri) else None
        if entity is None:
            return {"str": str(term)}
        if content == "entity":
            return {"id": entity.slug, "name": entity.label}
        return {"str": entity.label if content == "name" else entity.slug}

    return cell


def _plain(literal: Literal) -> _Cell:
    """A literal as the specification has it, which knows no truth values: these are texts."""
    text, kind = literal.value, literal.datatype.removeprefix(XSD)
    if kind == "boolean":
        return {"str": "true" if text in _TRUE else "false"}
    if kind == "date" and _DATE.fullmatch(text):
        return {"date": f"{text}T00:00:00Z"}
    if kind == "dateTime" and _TIME.fullmatch(text):
        return {"date": text}
    try:
        if kind == "integer":
            return {"int": int(text)}
        if kind in ("decimal", "double", "float"):
            number = float(text)
            return {"float": number} if abs(number) < float("inf") else {"str": text}
    except ValueError:
        return {"str": text}
    return {"str": text}


def _order(cell: _Cell) -> tuple[bool, float, str]:
    """Numbers by size, then all else by its text."""
    (shown,) = [value for key, value in cell.items() if key != "id"]
    number = isinstance(shown, int | float)
    return not number, shown if number else 0, "" if number else fold(shown) + str(cell)
