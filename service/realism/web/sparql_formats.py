"""The formats a client accepts for each kind of answer, before it is known of which kind the answer will be."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from realism.store.base import BINDINGS_FORMATS, BOOLEAN_FORMATS, GRAPH_FORMATS, SPARQL_JSON, TURTLE, Format
from realism.store.frames import Kind
from realism.web.negotiation import HTML, named, negotiate, not_acceptable

Formats = Mapping[Kind, Format]
_OFFERED: Final[Mapping[Kind, tuple[Format, ...]]] = {
    "bindings": (*BINDINGS_FORMATS, HTML),
    "boolean": (*BOOLEAN_FORMATS, HTML),
    "graph": (*GRAPH_FORMATS, HTML),
}
_LONGEST: Final = 1000
_UNDER_THE_PAGE: Final[Formats] = {"bindings": SPARQL_JSON, "boolean": SPARQL_JSON, "graph": TURTLE}


def formats_for(name: str | None, accept: str) -> Formats:
    """The format for each kind of answer; a kind for which the client accepts none is left out.

    name    what ``?format=`` says; where a kind has no format of this name, the Accept header `accept` decides
    Raises NotAcceptable when every kind is left out.
    """
    known = len(name or "") + len(accept) <= _LONGEST
    return _remembered(name, accept) if known else _choose(name, accept)


def _choose(name: str | None, accept: str) -> Formats:
    found: dict[Kind, Format] = {}
    for kind, offered in _OFFERED.items():
        chosen = (named(name, offered) if name else None) or negotiate(accept, offered)
        if chosen is not None:
            found[kind] = chosen
    if not found:
        every = dict.fromkeys((*BINDINGS_FORMATS, *GRAPH_FORMATS, HTML))
        raise not_acceptable("None of the formats you accept is available here", tuple(every))
    return found


_remembered = lru_cache(maxsize=512)(_choose)


def without_pages(formats: Formats) -> Formats:
    """`formats` with, in place of HTML, what a page is made from."""
    return {kind: _UNDER_THE_PAGE[kind] if format_ == HTML else format_ for kind, format_ in formats.items()}
