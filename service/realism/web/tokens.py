"""Who may write: whoever sends the token the service was given, when it takes writes at all."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from realism.config import Settings
from realism.errors import Forbidden, Unauthorized

SCHEME: Final = "Bearer"
CHALLENGE: Final = 'Bearer realm="realism"'
"""The WWW-Authenticate header of a 401 (RFC 6750, 3)."""


def authorized(headers: Iterable[tuple[bytes, bytes]], settings: Settings) -> None:
    """Return when a request with these `headers` may write; they are as in an ASGI scope, names in lower case.

    Raises Forbidden when the service takes no writes, Unauthorized when the token is missing or wrong.
    """
    if settings.read_only or settings.token is None:
        raise Forbidden(
            "This service is read-only: it takes queries, not updates; it takes writes when it is started with a "
            "token in REALISM_TOKEN and without --read-only",
            reason="read-only",
        )
    given = [value for name, value in headers if name == b"authorization"]
    if not given:
        raise Unauthorized(f"Writing needs the token of this service; send it as Authorization: {SCHEME} <token>")
    scheme, _, sent = given[0].strip().partition(b" ")
    if len(given) > 1 or scheme.lower() != SCHEME.lower().encode() or not _same(sent.strip(), settings.token.encode()):
        raise Unauthorized(
            f"The token is not the one of this service; send the right one as Authorization: {SCHEME} <token>"
        )


def _same(sent: bytes, token: bytes) -> bool:
    """Whether the two are equal, found out in a time that tells neither how much of them is nor how long they are."""
    return hmac.compare_digest(hashlib.sha256(sent).digest(), hashlib.sha256(token).digest())
