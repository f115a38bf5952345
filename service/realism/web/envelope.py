"""What every answer has in common, as plain ASGI middleware.

HEAD is GET without a body. CORS is open without credentials. Long texts are compressed for clients that accept it.
Every answer names the dataset's version and varies by Accept and Accept-Encoding; a GET that succeeds has a strong ETag
made of version, URL and these, which decide the bytes, so that a conditional request is answered without doing the work
again; an answer that says ``no-store``, because it will soon be another, has none. Bodies over the limit are refused
before any is parsed.
"""

import hashlib
import logging
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from realism.errors import BadInput, RealismError
from realism.store.base import SharedStore, Store
from realism.web import problems
from realism.web.bodies import Bodies, Intake, replay
from realism.web.compression import SMALLEST, accepts_gzip, compressed, is_text

log = logging.getLogger("realism.web")
EXPOSED: Final = "Link, Location, ETag, Retry-After, X-Dataset-Version"
LOCAL: Final = ("/healthz", "/static/")
"""Paths whose answers do not need the store."""
STATELESS: Final = ("/healthz", "/readyz", "/static/")
"""Paths whose answers do not depend on the dataset: no ETag of ours."""


class Envelope:
    """Wraps `app`.

    store     tells the dataset's version
    max_body  the largest body in bytes
    build     names all else that answers depend on (queries, templates, settings), for the ETags
    limits    largest bodies in bytes of paths that take less
    bodies    counts what bodies hold, here and elsewhere
    """

    def __init__(
        self,
        app: ASGIApp,
        store: Store,
        max_body: int,
        build: str,
        limits: Mapping[str, int] | None = None,
        bodies: Bodies | None = None,
    ) -> None:
        self.app = app
        self.store = store
        self.max_body = max_body
        self.limits = limits or {}
        self.build = build
        self._bodies = bodies or Bodies()
        self._others_change = store if isinstance(store, SharedStore) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        problem = await self._refresh(scope["path"]) if self._others_change else None
        answer = _Answer(scope, send, self.store.version, self.build)
        if problem is not None:
            await problems.from_error(problem)(scope, receive, answer.send)
            return
        if answer.known():
            await Response(status_code=304, headers={"ETag": answer.etag or ""})(scope, receive, answer.send)
            return
        try:
            with self._bodies.intake() as intake:
                if scope["method"] in ("POST", "PUT", "PATCH"):
                    receive = await self._read(intake, scope, receive)
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

    async def _refresh(self, path: str) -> RealismError | None:
        """Learn the present version of a store that others change; the error, when that cannot be found out."""
        if self._others_change is not None and not path.startswith(LOCAL):
            try:
                await self._others_change.refresh()
            except RealismError as error:
                return error
        return None

    async def _read(self, intake: Intake, scope: Scope, receive: Receive) -> Receive:
        """A `receive` that gives the whole body at once; raises what Intake.read does, and BadInput for bad JSON."""
        body = await intake.read(scope, receive, min(self.max_body, self.limits.get(scope["path"], self.max_body)))
        if body and Headers(scope=scope).get("content-type", "").lower().startswith("application/json"):
            _check_utf8(body)
        return replay(body, receive)


def _check_utf8(body: bytes) -> None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"The body is not UTF-8: byte {error.start} is wrong; send JSON as UTF-8") from None


class _Answer:
    """One answer on its way out: adds the common headers, drops the body of a HEAD."""

    def __init__(self, scope: Scope, send: Send, version: str, build: str) -> None:
        self.version = version
        self.head = scope["method"] == "HEAD"
        self.started = False
        self._send = send
        self._asked = Headers(scope=scope)
        self._gzip = accepts_gzip(",".join(self._asked.getlist("accept-encoding")))
        self._held: Message | None = None
        readable = scope["method"] in ("GET", "HEAD") and not scope["path"].startswith(STATELESS)
        self.etag = _etag(scope, self._asked, version, build, self._gzip) if readable else None

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
            headers.setdefault("X-Dataset-Version", self.version)
            headers.add_vary_header("Accept")
            headers.add_vary_header("Accept-Encoding")
            if self.etag is not None and message["status"] == 200 and headers.get("cache-control") != "no-store":
                headers["ETag"] = self.etag
                headers.setdefault("Cache-Control", "no-cache")
            if self._gzip and is_text(headers):
                # Whether it is worth it shows with the body.
                self._held = message
                return
        elif message["type"] == "http.response.body":
            if self._held is not None:
                message = await self._begin(self._held, message)
                self._held = None
            if self.head:
                message = {**message, "body": b""}
        await self._send(message)

    async def _begin(self, start: Message, message: Message) -> Message:
        """Send `start`; the first part of the body, which is compressed if it is the only one and long."""
        body = message.get("body", b"")
        if not message.get("more_body") and len(body) >= SMALLEST:
            body = await compressed(body)
            headers = MutableHeaders(raw=start["headers"])
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
            if self.etag is None and "etag" in headers:
                # It is somebody else's, and was made for other bytes.
                headers["ETag"] = "W/" + headers["etag"].removeprefix("W/")
            message = {**message, "body": body}
        await self._send(start)
        return message


def _etag(scope: Scope, headers: Headers, version: str, build: str, is_compressed: bool) -> str:
    parts = (
        build,
        version,
        scope["scheme"],
        headers.get("host", ""),
        scope["path"],
        scope["query_string"].decode("latin-1"),
        ",".join(headers.getlist("accept")),
        "gzip" if is_compressed else "",
    )
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    # The end tells the If-Match of a write which state of the dataset the client has seen.
    return f'"{digest}.{version}"'
