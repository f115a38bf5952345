"""The SPARQL 1.1 Protocol as plain ASGI, in front of the framework: programs get in and out by the shortest way.

Pages for browsers and the service description are left to the routes of `sparql`, behind the framework.
"""

import logging
from functools import partial
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from realism.errors import RealismError
from realism.knowledge.changes import UpdateChange
from realism.store.base import SharedStore
from realism.store.frames import Ask
from realism.store.sparql_update import with_dataset
from realism.store.workers import QueryWorkers
from realism.vocab import BASE
from realism.web import problems
from realism.web.bodies import Bodies, Intake, replay
from realism.web.disconnects import ClientGoneError, Watch
from realism.web.prompt import Later, Written
from realism.web.protocol import Operation, is_update
from realism.web.sparql_answers import Answers, Headers, client_of
from realism.web.sparql_plan import Plan
from realism.web.state import Services
from realism.web.tokens import authorized
from realism.web.writes import Conditions, write

log = logging.getLogger("realism.web")
PATHS: Final = frozenset({"/sparql", "/sparql/"})
METHODS: Final = frozenset({"GET", "HEAD", "POST"})


class SparqlDoor:
    """Answers GET, HEAD and POST at the endpoint; `behind` is the framework."""

    def __init__(self, shared: Services, answers: Answers, behind: ASGIApp, bodies: Bodies) -> None:
        self._shared = shared
        self._answers = answers
        self._behind = behind
        self._bodies = bodies
        self._others_change = shared.store if isinstance(shared.store, SharedStore) else None
        self._watch = Watch()

    def at_once(self, query_string: bytes, headers: Headers, client: str) -> Written | Later | None:
        """The answer to a GET, if nothing has to be waited for; else what waits for it. See `prompt.AtOnce`."""
        if self._others_change is not None:
            return None
        accept, content_type, known = _asked(headers)
        try:
            plan = self._answers.plans.plan(query_string, accept, content_type, None)
        except RealismError:
            return None
        if known or plan.ask is None:
            return None
        ready = self._answers.at_hand(plan)
        if ready is not None:
            return self._answers.head_of(ready), ready.body
        # Who is behind a proxy is found out elsewhere.
        is_forwarded = any([name.startswith(b"x-forwarded") for name, _ in headers])  # noqa: C419 - as in `sparql_plan`
        return None if is_forwarded else partial(self._later, plan, client)

    async def _later(self, plan: Plan, client: str, receive: Receive) -> Written | None:
        try:
            with self._watch.over(receive):
                ready = await self._answers.answer(plan, client)
            return self._answers.head_of(ready), ready.body
        except ClientGoneError:
            return None
        except Exception as error:
            response = _problem(error, "GET /sparql")
        headers = [*response.raw_headers, *self._answers.headers()]
        head = STATUS_LINE[response.status_code] + b"".join([b"%b: %b\r\n" % header for header in headers])
        return head, bytes(response.body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            with self._bodies.intake() as intake:
                await self._answer(scope, receive, send, intake)
        except ClientGoneError:
            return
        except Exception as error:
            response = _problem(error, f"{scope['method']} {scope['path']}")
            headers = [*response.raw_headers, *self._answers.headers()]
            await _send(send, response.status_code, headers, b"" if scope["method"] == "HEAD" else bytes(response.body))

    async def _answer(self, scope: Scope, receive: Receive, send: Send, intake: Intake) -> None:
        if self._others_change is not None:
            await self._others_change.refresh()
        accept, content_type, known = _asked(scope["headers"])
        body = None
        method = scope["method"]
        if method == "POST":
            if is_update(content_type.decode("latin-1")):
                authorized(scope["headers"], self._shared.settings)
            body = await intake.read(scope, receive, self._shared.settings.max_body)
            if body is None:
                return
            known = b""
        plan = self._answers.plans.plan(scope["query_string"], accept, content_type, body)
        if plan.operation.update is not None:
            await self._update(scope, plan.operation, plan.operation.update, send)
        elif plan.ask is None:
            await self._behind(scope, receive if body is None else replay(body, receive), send)
        elif known and self._answers.is_known(plan, known):
            await _send(send, 304, [*self._answers.headers(), (b"etag", self._answers.etag(plan))], b"")
        else:
            await self._query(plan, scope, receive, send)

    async def _query(self, plan: Plan, scope: Scope, receive: Receive, send: Send) -> None:
        ready = self._answers.kept(plan)
        if ready is None:
            with self._watch.over(receive):
                ready = await self._answers.answer(plan, client_of(scope))
        method = scope["method"]
        headers = self._answers.headers_of(ready, post=method == "POST")
        await _send(send, 200, headers, b"" if method == "HEAD" else ready.body)

    async def _update(self, scope: Scope, operation: Operation, text: str, send: Send) -> None:
        shared = self._shared
        authorized(scope["headers"], shared.settings)
        rehearsed = shared.settings.scratch and isinstance(shared.workers, QueryWorkers) and "where" in text.lower()
        if operation.default_graphs is not None or operation.named_graphs is not None:
            text = with_dataset(text, operation.default_graphs or (), operation.named_graphs or ())
        conditions = Conditions.of(scope["headers"])
        if rehearsed:
            # What is checked is tried on a copy in any case; this is not, and nothing ends it once it has begun.
            await shared.asker.ask(Ask(text, base=BASE, update=True), client_of(scope))

        def change() -> UpdateChange:
            conditions.require(shared.store.version)
            return UpdateChange(text, shared.settings.deadline_s)

        await write(shared, change)
        await _send(send, 204, self._answers.headers(), b"")


def _problem(error: Exception, request: str) -> Response:
    if isinstance(error, RealismError):
        return problems.from_error(error)
    # As in the envelope: the trace goes to the log, not to the client.
    log.error("%s failed", request, exc_info=error)
    return problems.unexpected()


def _asked(headers: Headers) -> tuple[bytes, bytes, bytes]:
    """Accept, Content-Type and If-None-Match; empty where absent."""
    accept = content_type = known = b""
    for name, value in headers:
        if name == b"accept":
            accept = accept + b", " + value if accept else value
        elif name == b"if-none-match":
            known = known + b"," + value if known else value
        elif name == b"content-type":
            content_type = value
    return accept, content_type, known


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
