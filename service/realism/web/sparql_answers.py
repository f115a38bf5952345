"""Answers to queries, complete with their headers: kept, shared, or fetched from whoever answers queries."""

from typing import Final, NamedTuple

from realism.store.base import BINDINGS_FORMATS, GRAPH_FORMATS, Form, Format
from realism.store.frames import Answered, Ask
from realism.web.cache import ResultCache
from realism.web.envelope import EXPOSED
from realism.web.respond import content_type
from realism.web.sparql_plan import Plan, Plans, is_lasting
from realism.web.state import Services

Headers = list[tuple[bytes, bytes]]
_NO_STORE: Final = (b"cache-control", b"no-store")
_NO_CACHE: Final = (b"cache-control", b"no-cache")
_TYPES: Final = {
    known: (b"content-type", content_type(known).encode()) for known in (*BINDINGS_FORMATS, *GRAPH_FORMATS)
}


class Ready(NamedTuple):
    """An answer with what its headers need; without an ETag it is one that must not be kept.

    Many are kept, so it holds as few objects as can be.
    """

    body: bytes
    version: str
    form: Form
    format: Format
    etag: bytes | None


class Answers:
    """The answers of one service; `build` names what they depend on besides query and dataset."""

    def __init__(self, shared: Services, build: str) -> None:
        self.plans = Plans(build)
        self._shared = shared
        self._cache: ResultCache[Ready] = ResultCache(shared.settings.cache_bytes)
        self._described = ""
        self._headers: Headers = []
        self._tag = b""

    def kept(self, plan: Plan) -> Ready | None:
        """The answer, if it is at hand."""
        return self._cache.get(self._shared.store.version, plan.key) if plan.lasting else None

    async def answer(self, plan: Plan) -> Ready:
        """The answer to the query of `plan`; raises what `Asker.ask` raises."""
        assert plan.ask is not None
        return await self._get(plan.ask, plan.key, plan.lasting)

    async def ask(self, ask: Ask) -> Ready:
        """The answer to a query from elsewhere than a plan, likewise kept and shared."""
        return await self._get(ask, self.plans.key(ask), is_lasting(ask.text))

    async def _get(self, ask: Ask, key: bytes, lasting: bool) -> Ready:
        if not lasting:
            return self._ready(await self._shared.asker.ask(ask), None)

        async def make() -> Ready:
            return self._ready(await self._shared.asker.ask(ask), key)

        version = self._shared.store.version
        return self._cache.get(version, key) or await self._cache.share(version, key, make)

    def _ready(self, answered: Answered, key: bytes | None) -> Ready:
        version, etag = answered.version, None
        if key is not None and version:
            self.headers(version)
            etag = self._etag(key)
        return Ready(answered.body, version, answered.form, answered.format, etag)

    def headers_of(self, ready: Ready, *, post: bool) -> Headers:
        """The headers of `ready`; the answer to a POST has no ETag, because it is not what a GET would give."""
        found = [_TYPES[ready.format], (b"content-length", b"%d" % len(ready.body)), *self.headers(ready.version)]
        if ready.etag is None:
            found.append(_NO_STORE)
        elif not post:
            found += ((b"etag", ready.etag), _NO_CACHE)
        return found

    def headers(self, version: str = "") -> Headers:
        """What goes with every answer that tells of the dataset `version`, by default the present one."""
        version = version or self._shared.store.version
        if version != self._described:
            self._described = version
            self._tag = b"." + version.encode("latin-1", "replace") + b'"'
            self._headers = [
                (b"access-control-allow-origin", b"*"),
                (b"access-control-expose-headers", EXPOSED.encode()),
                (b"x-dataset-version", version.encode("latin-1", "replace")),
                (b"vary", b"Accept"),
            ]
        return self._headers

    def etag(self, plan: Plan) -> bytes:
        """The ETag of the answer to `plan` from the present dataset."""
        self.headers()
        return self._etag(plan.key)

    def _etag(self, key: bytes) -> bytes:
        # As in the envelope, the end tells the If-Match of a write which state of the dataset the client has seen.
        return b'"' + key + self._tag

    def is_known(self, plan: Plan, tags: bytes) -> bool:
        """Whether one of the `tags` in If-None-Match is that of the answer to `plan` (RFC 9110, 13.1.2)."""
        if not plan.lasting:
            return False
        etag = self.etag(plan)
        return any(tag.strip().removeprefix(b"W/") == etag for tag in tags.split(b","))
