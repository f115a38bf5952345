"""How many solutions a written result holds, counted in its bytes.

The engine writes results without telling their number, and asking it solution by solution costs more than writing.
"""

import re
from collections.abc import Sequence

from realism.store.base import CSV, SPARQL_JSON, TSV, Format

_JSON_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')


def count_rows(body: bytes, format: Format, variables: Sequence[str]) -> int:
    """The number of solutions in `body`, which the engine wrote in `format` for a query of these `variables`."""
    if format == SPARQL_JSON:
        return _in_json(body, variables)
    if format == TSV:
        # Line breaks inside terms are escaped.
        return body.count(b"\n") - 1
    if format == CSV:
        # What stands in quotation marks is at the odd places; a doubled mark inside gives an empty piece more.
        pieces = body.split(b'"')[::2] if b'"' in body else [body]
        return sum(piece.count(b"\n") for piece in pieces) - 1
    return body.count(b"<result>")


def _in_json(body: bytes, variables: Sequence[str]) -> int:
    if body.endswith(b'"bindings":[]}}'):
        return 0
    if b"{}" in body:
        # A solution that binds nothing, or a text that looks like one: only the marks outside of strings tell.
        return _JSON_STRING.sub(b"", body).count(b"},{") + 1
    # No string of JSON can hold this: in a string the quotation marks would be escaped, and one that ends with the
    # brackets is not followed by a name.
    return 1 + sum(body.count(b'},{"%s":{"' % name.encode()) for name in variables)
