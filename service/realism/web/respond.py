"""The end of the corridor: results to a response in the format the client accepts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from realism.store.base import CSV, TSV, BlankNode, Format, Iri, Literal, Results, Row, Term
from realism.vocab import XSD, slug_of
from realism.web.negotiation import HTML, MARKDOWN, WIKITEXT

_WITH_CHARSET: Final = frozenset({CSV, TSV, HTML, MARKDOWN, WIKITEXT})
"""Types whose default is not UTF-8 everywhere; the others are UTF-8 by definition and go out bare."""
PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def content_type(format_: Format) -> str:
    """The Content-Type to send for `format_`."""
    return format_.media_type + ("; charset=utf-8" if format_ in _WITH_CHARSET else "")


def send(body: bytes | str, format_: Format, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """A response with `body` (text as UTF-8) in `format_`."""
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    response = Response(data, status, dict(headers or {}))
    response.headers["Content-Type"] = content_type(format_)
    if format_ == HTML:
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
    return response


def respond(results: Results, format_: Format, headers: Mapping[str, str] | None = None) -> Response:
    """The whole of `results` in `format_`.

    Raises NotAcceptable when their form cannot be written so.
    """
    return send(results.serialize(format_), format_, headers)


def send_json(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """A response with `value` as JSON."""
    return Response(json_bytes(value), 200, dict(headers or {}), "application/json")


def json_bytes(value: Any, indent: int | None = None) -> bytes:
    """`value` as JSON in UTF-8; half of a surrogate pair, which UTF-8 cannot hold, goes out as an escape."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, default=str)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent, separators=separators, default=str).encode("ascii")


def cell(term: Term | None) -> Any:
    """One cell of a JSON row.

    Text is a string, xsd:integer, xsd:decimal and xsd:double a number, xsd:boolean true or false, an IRI
    ``{"id": slug or null, "iri": …}``, an unbound variable or a blank node null.
    """
    if isinstance(term, Literal):
        return _plain(term)
    if isinstance(term, Iri):
        return {"id": slug_of(term), "iri": str(term)}
    return None


def _plain(literal: Literal) -> Any:
    if literal.datatype == XSD + "boolean":
        return literal.value in ("true", "1")
    try:
        if literal.datatype == XSD + "integer":
            return int(literal.value)
        if literal.datatype in (XSD + "decimal", XSD + "double"):
            number = float(literal.value)
            return number if abs(number) < float("inf") else literal.value
    except ValueError:
        return literal.value
    return literal.value


def text_of(term: Term | None) -> str:
    """A term as a reader sees it in a table: the text of a literal, an IRI in full, nothing when unbound."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    return f"_:{term}" if isinstance(term, BlankNode) else str(term)


def json_rows(names: Mapping[str, str], rows: Sequence[Row]) -> dict[str, Any]:
    """``{"columns": […], "rows": [{…}]}``; `names` gives each variable its column's name, in order."""
    return {
        "columns": list(names.values()),
        "rows": [{column: cell(row.get(variable)) for variable, column in names.items()} for row in rows],
    }
