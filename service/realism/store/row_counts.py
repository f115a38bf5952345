"""How many solutions a written result holds, counted in its bytes.

The engine writes results without telling their number, and asking it solution by solution costs more than writing.
"""

import re

from realism.store.base import CSV, SPARQL_JSON, TSV, Format

_JSON_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')


def count_rows(body: bytes, format: Format) -> int:
    """The number of solutions in `body`, which the engine wrote in `format`."""
    if format == SPARQL_JSON:
        return _in_json(body)
    if format == TSV:
        # Line breaks inside terms are escaped.
        return body.count(b"\n") - 1
    if format == CSV:
        # What stands in quotation marks is at the odd places; a doubled mark inside gives an empty piece more.
        pieces = body.split(b'"')[::2] if b'"' in body else [body]
        return sum(piece.count(b"\n") for piece in pieces) - 1
    return body.count(b"<result>")


def _in_json(body: bytes) -> int:
    if body.endswith(b'"bindings":[]}}'):
        return 0
    if b"{}" in body:
        # A solution that binds nothing, or a text that looks like one: only the marks outside of strings tell.
        return _JSON_STRING.sub(b"", body).count(b"},{") + 1
    # No string of JSON can hold this, because in a string the quotation mark would be escaped. One can end with the
    # brackets, but what follows then is no name.
    found = body.count(b'}},{"')
    return 1 + found - (body.count(b'}},{",') + body.count(b'}},{"}') if found else 0)
