"""What the answers of another SPARQL server mean: its errors in our terms, and answers that only look whole."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from realism.errors import BadInput, Overloaded, RealismError, TooLarge

RETRY_AFTER: Final = 5
"""Seconds after which a client may hope that the store is back."""
MAX_RETRY_AFTER: Final = 300
_WORDS: Final = 300
_BUSY: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_TAG = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|</?[A-Za-z!][^<>]*>", re.DOTALL | re.IGNORECASE)
_VIRTUOSO = re.compile(r"Virtuoso ([0-9A-Z]{5}) Error (?:[A-Z]{2}[0-9.]*: *)?(.*)")
_MISTAKE = re.compile(r"does not exist|already exists|not supported|not implemented", re.IGNORECASE)
"""Words in an answer 500 that is about the request: the oxigraph server has no other status for some."""
_VIRTUOSO_BUSY: Final = ("40", "S1T", "08")
"""Beginnings of SQL states that say "not now": deadlock, time limit, connection."""


def raise_for(url: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise the error that an answer of the server at `url` is, if it is one.

    BadInput for what it does not take, in its own words; Overloaded when it cannot answer now; RealismError when
    whoever runs the service set it up wrongly.
    """
    if status == HTTPStatus.OK or status in (HTTPStatus.CREATED, HTTPStatus.NO_CONTENT):
        return
    words = one_line(body)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise RealismError(
            f"the store at {url} does not let this service in ({status}): set REALISM_STORE_USER and "
            "REALISM_STORE_PASSWORD to a user who may do this"
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise RealismError(f"the store at {url} sends on to {headers.get('location', 'elsewhere')}: name that address")
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        raise RealismError(f"there is no SPARQL at {url} ({status}): check the address given with --store")
    if status in _BUSY:
        raise unavailable(f"the store cannot answer now ({status}{': ' + words if words else ''})", headers)
    known = _VIRTUOSO.search(body.decode("utf-8", "replace")[:4000])
    if known and known[1].startswith(_VIRTUOSO_BUSY):
        raise unavailable(f"the store cannot answer now: {known[2][:_WORDS]}", headers)
    mistake = status < HTTPStatus.INTERNAL_SERVER_ERROR or _MISTAKE.search(words)
    if known or mistake:
        raise BadInput(f"the store does not take this: {known[2].strip()[:_WORDS] if known else words}")
    raise unavailable(f"the store failed ({status}{': ' + words if words else ''})", headers)


def raise_for_partial(status: int, headers: Mapping[str, str], deadline: float) -> None:
    """Raise Overloaded when the server says that it stopped at its time limit and sent what it had by then."""
    if status == HTTPStatus.PARTIAL_CONTENT or headers.get("x-sql-state", "").startswith("S1T"):
        raise over_deadline(deadline)


def row_limit(headers: Mapping[str, str]) -> int | None:
    """The number of rows at which Virtuoso cut off the answer, if it may have done so."""
    limit = headers.get("x-sparql-maxrows", "")
    return int(limit) if limit.isdecimal() else None


def cut_off(limit: int) -> TooLarge:
    """The error for an answer that the server behind cuts off."""
    return TooLarge(
        f"the answer has {limit} rows or more, and the store gives no more at once: "
        "add LIMIT and OFFSET, or ask for less",
        limit="rows",
        allowed=limit,
    )


def unavailable(reason: str, headers: Mapping[str, str] | None = None) -> Overloaded:
    """The error for a store that does not answer as it should; a Retry-After of its own is passed on."""
    asked = (headers or {}).get("retry-after", "")
    seconds = min(int(asked), MAX_RETRY_AFTER) if asked.isdecimal() else RETRY_AFTER
    return Overloaded(f"{reason}: try again in a few seconds", retry_after=seconds)


def over_deadline(seconds: float) -> Overloaded:
    """The error for an answer that did not come in time."""
    return Overloaded(
        f"the store did not answer within {seconds:g} s, which is the limit: "
        "name more of what you look for, join or sort less, or try again later",
        limit="deadline",
        allowed=seconds,
        retry_after=max(RETRY_AFTER, round(seconds)),
    )


def one_line(body: bytes) -> str:
    """What a server says, without markup and cut to one line."""
    text = body[:20_000].decode("utf-8", "replace")
    if "<html" in text.lower():
        text = _TAG.sub(" ", text)
    text = " ".join(text.split())
    return text if len(text) <= _WORDS else text[: _WORDS - 1] + "…"
