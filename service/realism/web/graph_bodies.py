"""RDF that clients send for a graph: one document, or several in a form (multipart/form-data)."""

import re
from collections.abc import Iterator
from typing import Final

from realism.errors import BadInput, UnsupportedMediaType
from realism.store.base import GRAPH_FORMATS, Format, Iri, Quad
from realism.store.embedded_rdf import statements
from realism.web.negotiation import named

MULTIPART: Final = "multipart/form-data"
_PARAMETER = re.compile(r';\s*([\w\-]+)\s*=\s*(?:"([^"]*)"|([^\s;]*))')
_HEADER = re.compile(rb"content-type\s*:\s*([^\r\n]*)", re.IGNORECASE)
_PARTS: Final = 100


def read_graph(content_type: str, body: bytes, graph: Iri | None, base: str) -> frozenset[Quad]:
    """The statements that `body` holds, as statements of `graph` (None: of no graph).

    base   what relative IRIs are read against
    Raises BadInput with ``line`` and ``column`` for RDF that does not parse, and for statements in graphs of their own;
    UnsupportedMediaType.
    """
    found: set[Quad] = set()
    for kind, data in _documents(content_type, body):
        for quad in statements(data, _format(kind), base):
            if quad.graph is not None:
                raise BadInput(f"The body names a graph itself, <{quad.graph}>; send the statements of one graph only")
            found.add(quad._replace(graph=graph))
    return frozenset(found)


def _documents(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each document of the body with its Content-Type."""
    if _media(content_type) != MULTIPART:
        yield content_type, body
        return
    boundary = _parameters(content_type).get("boundary", "")
    if not boundary:
        raise BadInput("The Content-Type of the form has no boundary; name what separates its parts")
    pieces = re.split(rb"(?:^|\r?\n)--" + re.escape(boundary.encode("latin-1")) + rb"(?=--|[ \t]*\r?\n)", body)
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise BadInput("The form does not end with its boundary; send all of it")
    if len(pieces) > _PARTS:
        raise BadInput(f"The form has more than {_PARTS} parts; send fewer")
    for piece in pieces[1:-1]:
        head, _, data = piece.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
        kind = _HEADER.search(head)
        yield kind[1].decode("latin-1") if kind else "", data


def _format(content_type: str) -> Format:
    media, charset = _media(content_type), _parameters(content_type).get("charset", "utf-8")
    format_ = named(media, GRAPH_FORMATS) if "/" in media else None
    if format_ is None:
        known = ", ".join(one.media_type for one in GRAPH_FORMATS)
        raise UnsupportedMediaType(f"A graph is sent as one of {known}, not as {media[:80] or 'an unnamed type'}")
    if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"A graph is sent as UTF-8, not as {charset[:40]}")
    return format_


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _parameters(content_type: str) -> dict[str, str]:
    return {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(content_type)}
