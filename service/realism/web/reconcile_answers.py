"""How reconciliation clients are answered: as JSON, or as a script that calls a function of theirs (JSONP)."""

import re
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from realism import __version__
from realism.errors import BadInput
from realism.vocab import ID, SCHEMA
from realism.web import pages
from realism.web.directory import Directory
from realism.web.reconcile_extend import SETTINGS
from realism.web.reconcile_index import Index
from realism.web.reconcile_matching import Matcher
from realism.web.reconcile_query import BATCH
from realism.web.reconcile_schema import Schema
from realism.web.respond import json_bytes, send_json
from realism.web.seealso import linker
from realism.web.state import Services
from realism.web.succession import succession
from realism.xref.lexicon import KINDS

WIDTH: Final = 400
HEIGHT: Final = 220
"""The size of a preview in pixels."""
_NAME = r"[A-Za-z_$][A-Za-z0-9_$]*"
_CALLBACK: Final = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_LONGEST: Final = 128


def answer(value: Any, callback: str | None) -> Response:
    """`value` as JSON, or handed to the function that the client names in `callback`.

    Raises BadInput for a name that is none: what is sent would be run as a script by whoever embeds it.
    """
    if callback is None:
        return send_json(value)
    if len(callback) > _LONGEST or _CALLBACK.fullmatch(callback) is None:
        raise BadInput(
            "The callback is not the name of a function: use letters, digits, _ and $, with dots between names, or "
            "leave it out and read the JSON"
        )
    # These two end a line in older scripts, though not in JSON.
    body = json_bytes(value).replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")
    # The comment keeps the beginning of what is sent out of the client's hands.
    script = b"/**/" + callback.encode("ascii") + b"(" + body + b");"
    return Response(script, 200, {"X-Content-Type-Options": "nosniff"}, "application/javascript")


def index(shared: Services) -> Index:
    """The names of the present dataset."""

    def build() -> Index:
        lexicon = linker(shared).lexicon
        return Index.from_store(shared.store, lexicon, pages.directory(shared), succession(shared).retired)

    return shared.cache.get("reconcile-index", build)


def schema(shared: Services) -> Schema:
    """The types and properties of the present dataset."""

    def build() -> Schema:
        return Schema.from_store(shared.store, shared.cache, index(shared), pages.vocabulary(shared))

    return shared.cache.get("reconcile-schema", build)


def matcher(shared: Services) -> Matcher:
    """What finds candidates in the present dataset."""
    return Matcher(index(shared), schema(shared), directory(shared))


def directory(shared: Services) -> Directory:
    """The entities of the present dataset."""
    return pages.directory(shared)


def manifest(request: Request, shared: Services) -> dict[str, Any]:
    """What the service can do, and where."""
    public = shared.public_url(request)
    known = schema(shared)
    suggest = {
        what: {
            "service_url": public,
            "service_path": f"/reconcile/suggest/{what}",
            "flyout_service_url": public,
            "flyout_service_path": f"/reconcile/flyout/{what}?id=${{id}}",
        }
        for what in ("entity", "type", "property")
    }
    return {
        "versions": ["0.1", "0.2"],
        "name": "realism: theory of international relations",
        "identifierSpace": ID,
        "schemaSpace": SCHEMA,
        "documentation": f"{public}/docs#reconcile",
        "logo": f"{public}/static/icon.svg",
        "serviceVersion": __version__,
        "defaultTypes": [known.whole(known.types[kind]) for kind in KINDS if kind in known.types],
        "view": {"url": f"{public}/id/{{{{id}}}}"},
        "preview": {"url": f"{public}/reconcile/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": public, "service_path": "/reconcile/extend/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": BATCH,
    }
