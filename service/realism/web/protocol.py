"""Reading a request of the SPARQL 1.1 Protocol: what is asked, over which graphs."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from realism.errors import BadInput, Forbidden, Refused, UnsupportedMediaType

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
ACCEPT_POST: Final = f"{FORM}, {QUERY}"
_MAX_FIELDS: Final = 1000
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*")

Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Operation:
    """A query to answer; `query` None asks for the service description.

    default_graphs, named_graphs  IRIs that override FROM and FROM NAMED; None leaves the query's own
    format                        what ``format``, ``output`` or ``results`` says, if anything
    """

    query: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None


def read_get(query_string: bytes) -> Operation:
    """The operation of a GET with `query_string`.

    Raises BadInput for what the protocol does not allow in a GET.
    """
    parameters = _decode(query_string, "The URL")
    if any(name == "update" for name, _ in parameters):
        raise BadInput("An update cannot be sent by GET; send it by POST")
    return _operation(parameters, None)


def read_post(query_string: bytes, content_type: str, body: bytes) -> Operation:
    """The operation of a POST: a form, or the bare query with its dataset in the URL.

    Raises BadInput, UnsupportedMediaType, and Forbidden for an update.
    """
    media, charset = _media_type(content_type)
    parameters = _decode(query_string, "The URL")
    if media == FORM:
        _check_charset(charset)
        parameters += _decode(body, "The form")
        if any(name == "update" for name, _ in parameters):
            raise _read_only(parameters)
        operation = _operation(parameters, None)
        if operation.query is None:
            raise BadInput("The form has no field 'query'; send the query in it")
        return operation
    if media == UPDATE:
        _check_charset(charset)
        raise _read_only([("update", ""), *parameters])
    if media != QUERY:
        raise UnsupportedMediaType(
            f"A query is sent as {QUERY} or as a form ({FORM}), not as {media or 'a body without a Content-Type'}"
        )
    _check_charset(charset)
    return _operation(parameters, _utf8(body, "The query"))


def _read_only(parameters: Parameters) -> BadInput | Forbidden:
    if sum(name == "update" for name, _ in parameters) > 1:
        return BadInput("There are several parameters 'update'; send one")
    return Forbidden("This service is read-only: it takes queries, not updates", reason="read-only")


def _operation(parameters: Parameters, direct: str | None) -> Operation:
    queries = [value for name, value in parameters if name == "query"]
    if direct is not None:
        queries.append(direct)
    if len(queries) > 1:
        raise BadInput("There are several queries in this request; send one")
    formats = [value for name, value in parameters if name in ("format", "output", "results") and value]
    return Operation(
        query=queries[0] if queries else None,
        default_graphs=_graphs(parameters, "default-graph-uri"),
        named_graphs=_graphs(parameters, "named-graph-uri"),
        format=formats[0] if formats else None,
    )


def _graphs(parameters: Parameters, wanted: str) -> tuple[str, ...] | None:
    """The graphs named by the parameters called `wanted`.

    With either kind of parameter the dataset is what the parameters say, so that the other kind is then empty.
    """
    if not any(name in ("default-graph-uri", "named-graph-uri") for name, _ in parameters):
        return None
    found = tuple(value for name, value in parameters if name == wanted)
    for iri in found:
        if _IRI.fullmatch(iri) is None:
            raise BadInput(f"{wanted} is not an absolute IRI: {iri[:200]!r}")
        if iri.lower().startswith("file:"):
            raise Refused("A graph is never read from a file; name a graph of this dataset")
    return found


def _decode(data: bytes, name: str) -> Parameters:
    """The parameters of a query string or form, decoded once."""
    try:
        return parse_qsl(data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError:
        raise BadInput(f"{name} is not percent-encoded UTF-8; encode it so") from None
    except ValueError:
        raise BadInput(f"{name} has more than {_MAX_FIELDS} parameters; send fewer") from None


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
