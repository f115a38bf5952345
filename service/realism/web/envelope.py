"""What every answer has in common, as plain ASGI middleware.

HEAD is GET without a body. CORS is open without credentials. Every answer names the dataset's version and varies
by Accept; a GET that succeeds has a strong ETag made of version, URL and Accept, which decide the bytes, so that a
conditional request is answered without doing the work again. Bodies over the limit are refused before any is parsed.
"""

import hashlib
import logging
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from realism.errors import BadInput, RealismError, TooLarge
from realism.store.base import Store
from realism.web import problems

log = logging.getLogger("realism.web")
EXPOSED: Final = "Link, Location, ETag, Retry-After, X-Dataset-Version"
STATELESS: Final = ("/healthz", "/readyz", "/static/")
"""Paths whose answers do not depend on the dataset: no ETag of ours."""


class Envelope:
    """Wraps `app`.

    store     tells the dataset's version
    max_body  the largest body in bytes
    build     names all else that answers depend on (queries, templates, settings), for the ETags
    """

    def __init__(self, app: ASGIApp, store: Store, max_body: int, build: str) -> None:
        self.app = app
        self.store = store
        self.max_body = max_body
        self.build = build

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send, self.store.version, self.build)
        if answer.known():
            await Response(status_code=304, headers={"ETag": answer.etag or ""})(scope, receive, answer.send)
            return
        try:
            receive = await self._bounded(scope, receive)
            inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            await self.app(inner, receive, answer.send)
        except RealismError as error:
            await problems.from_error(error)(scope, receive, answer.send)
        except Exception:
            # The one place where any failure of ours becomes an answer: the trace goes to the log, not to the client.
            log.exception("%s %s failed", scope["method"], scope["path"])
            if answer.started:
                raise
            await problems.unexpected()(scope, receive, answer.send)

    async def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """A `receive` that gives the whole body at once.

        Raises TooLarge as soon as it is over the limit, BadInput when JSON is not UTF-8.
        """
        if scope["method"] not in ("POST", "PUT", "PATCH"):
            return receive
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.max_body:
            raise self._too_large()
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return _replay(message)
            body += message.get("body", b"")
            if len(body) > self.max_body:
                raise self._too_large()
            if not message.get("more_body", False):
                break
        if headers.get("content-type", "").lower().startswith("application/json"):
            _check_utf8(bytes(body))
        return _replay({"type": "http.request", "body": bytes(body), "more_body": False}, receive)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"The body is over the limit of {self.max_body} bytes; send less", limit=self.max_body)


def _check_utf8(body: bytes) -> None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"The body is not UTF-8: byte {error.start} is wrong; send JSON as UTF-8") from None


def _replay(message: Message, then: Receive | None = None) -> Receive:
    """A `receive` that gives `message` once, then what `then` gives."""
    pending = [message]

    async def receive() -> Message:
        if pending:
            return pending.pop()
        return await then() if then is not None else {"type": "http.disconnect"}

    return receive


class _Answer:
    """One answer on its way out: adds the common headers, drops the body of a HEAD."""

    def __init__(self, scope: Scope, send: Send, version: str, build: str) -> None:
        self.version = version
        self.head = scope["method"] == "HEAD"
        self.started = False
        self._send = send
        self._asked = Headers(scope=scope)
        readable = scope["method"] in ("GET", "HEAD") and not scope["path"].startswith(STATELESS)
        self.etag = _etag(scope, self._asked, version, build) if readable else None

    def known(self) -> bool:
        """Whether the client holds this very answer already (If-None-Match, RFC 9110, 13.1.2)."""
        if self.etag is None:
            return False
        tags = [tag.strip().removeprefix("W/") for tag in self._asked.get("if-none-match", "").split(",")]
        return self.etag in tags

    async def send(self, message: Message) -> None:
        """Pass on `message`, completed."""
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = EXPOSED
            headers["X-Dataset-Version"] = self.version
            headers.add_vary_header("Accept")
            if self.etag is not None and message["status"] == 200:
                headers["ETag"] = self.etag
                headers.setdefault("Cache-Control", "no-cache")
        elif self.head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _etag(scope: Scope, headers: Headers, version: str, build: str) -> str:
    parts = (
        build,
        version,
        scope["scheme"],
        headers.get("host", ""),
        scope["path"],
        scope["query_string"].decode("latin-1"),
        ",".join(headers.getlist("accept")),
    )
    return '"' + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32] + '"'
