"""Reading a request of the SPARQL 1.1 Protocol: what is asked or changed, over which graphs."""

import re
from binascii import a2b_qp
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from realism.errors import BadInput, Refused, UnsupportedMediaType

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_DATASETS: Final = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_MAX_FIELDS: Final = 1000
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*")

Parameters = list[tuple[str, str]]


class Operation(NamedTuple):
    """A query to answer or an update to carry out; with neither, the service description is asked for.

    default_graphs, named_graphs  IRIs that override FROM and FROM NAMED, or stand for USING and USING NAMED;
                                  None leaves the text's own
    format                        what ``format``, ``output`` or ``results`` says, if anything
    """

    query: str | None = None
    update: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None


def accept_post(writable: bool) -> str:
    """The media types the endpoint takes by POST, for the header Accept-Post."""
    return ", ".join((FORM, QUERY, UPDATE) if writable else (FORM, QUERY))


def read_get(query_string: bytes) -> Operation:
    """The operation of a GET with `query_string`.

    Raises BadInput for what the protocol does not allow in a GET.
    """
    parameters = decode(query_string, "The URL")
    if any(name == "update" for name, _ in parameters):
        raise BadInput("An update cannot be sent by GET; send it by POST")
    return _operation(parameters)


def read_post(query_string: bytes, content_type: str, body: bytes) -> Operation:
    """The operation of a POST: a form, or the bare query or update with its dataset in the URL.

    Raises BadInput, UnsupportedMediaType.
    """
    media, charset = _media_type(content_type)
    parameters = decode(query_string, "The URL")
    if media == FORM:
        _check_charset(charset)
        operation = _operation(parameters + decode(body, "The form"))
        if operation.query is None and operation.update is None:
            raise BadInput("The form has no field 'query' or 'update'; send the query or update in it")
        return operation
    if media not in (QUERY, UPDATE):
        raise UnsupportedMediaType(
            f"A query is sent as {QUERY}, an update as {UPDATE}, either as a form ({FORM}), "
            f"not as {media[:80] or 'a body without a Content-Type'}"
        )
    _check_charset(charset)
    name = "query" if media == QUERY else "update"
    return _operation([*parameters, (name, _utf8(body, f"The {name}"))])


def is_update(content_type: str) -> bool:
    """Whether a body of this type is an update, which can be told before it is read."""
    return _media_type(content_type)[0] == UPDATE


def _operation(parameters: Parameters) -> Operation:
    if len(parameters) == 1 and parameters[0][0] == "query":
        # What most send.
        return Operation(parameters[0][1])
    texts = [(name, value) for name, value in parameters if name in ("query", "update")]
    if len(texts) > 1:
        raise BadInput("There are several queries or updates in this request; send one")
    kind, text = texts[0] if texts else ("query", None)
    formats = [value for name, value in parameters if name in ("format", "output", "results") and value]
    default_graphs, named_graphs = _graphs(parameters, *_DATASETS[kind])
    return Operation(
        query=text if kind == "query" else None,
        update=text if kind == "update" else None,
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        format=formats[0] if formats else None,
    )


def _graphs(parameters: Parameters, default: str, named: str) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """The graphs that the parameters called `default` and `named` give.

    With either kind of parameter the dataset is what the parameters say, so that the other kind is then empty.
    """
    found: dict[str, list[str]] = {default: [], named: []}
    for name, iri in parameters:
        if name not in found:
            continue
        if not is_iri(iri):
            raise BadInput(f"{name} is not an absolute IRI: {iri[:200]!r}")
        if iri.lower().startswith("file:"):
            raise Refused("A graph is never read from a file; name a graph of this dataset")
        found[name].append(iri)
    if not found[default] and not found[named]:
        return None, None
    return tuple(found[default]), tuple(found[named])


def is_iri(text: str) -> bool:
    """Whether `text` is an absolute IRI."""
    return _IRI.fullmatch(text) is not None


def decode(data: bytes, name: str) -> Parameters:
    """The parameters of a query string or form, decoded once."""
    if data.count(b"&") >= _MAX_FIELDS:
        raise BadInput(f"{name} has more than {_MAX_FIELDS} parameters; send fewer")
    pairs = (part.partition(b"=") for part in data.split(b"&") if part)
    try:
        return [(_unescaped(name).decode(), _unescaped(value).decode()) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise BadInput(f"{name} is not percent-encoded UTF-8; encode it so") from None


def _unescaped(data: bytes) -> bytes:
    """What stands for `data` in a form; a ``%`` that is not followed by two digits stands for itself."""
    data = data.replace(b"+", b" ")
    if b"%" not in data:
        return data
    if _BROKEN_ESCAPE.search(data):
        return unquote_to_bytes(data)
    # With another sign for "%" this is quoted-printable, which is decoded ten times faster.
    return a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"="))


def _media_type(header: str) -> tuple[str, str]:
    """The lower-case media type and charset of a Content-Type; empty where absent."""
    media, *parameters = header.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media.strip().lower(), value.strip().strip('"').lower()
    return media.strip().lower(), ""


def _check_charset(charset: str) -> None:
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"The body is in {charset[:40]}; send it as UTF-8")


def _utf8(body: bytes, name: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8: byte {error.start} is wrong; send it as UTF-8") from None
