"""Answers to queries, complete with their headers: kept, shared, or fetched from whoever answers queries."""

from typing import Final, NamedTuple

from starlette.types import Scope

from realism.store.base import BINDINGS_FORMATS, GRAPH_FORMATS, Form, Format
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_lookups import Lookups
from realism.store.frames import Answered, Ask
from realism.web.cache import ResultCache
from realism.web.envelope import EXPOSED
from realism.web.protocol import accept_post
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
        self._lookups = _lookups(shared)
        self._described = ""
        self._headers: Headers = []
        self._heads: dict[tuple[Format, bool], bytes] = {}
        self._tag = b""

    def kept(self, plan: Plan) -> Ready | None:
        """The answer, if it is at hand."""
        return self._cache.get(self._shared.store.version, plan.key) if plan.lasting else None

    def at_hand(self, plan: Plan) -> Ready | None:
        """The answer, if it is at hand or can be had in less time than it takes to ask someone for it."""
        ready = self.kept(plan)
        if ready is None and plan.sought and plan.ask is not None and self._lookups is not None:
            answered = self._lookups.answer(plan.ask, plan.sought)
            if answered is not None:
                ready = self._ready(answered, plan.key if plan.lasting else None)
                if ready.etag is not None:
                    self._cache.keep(plan.key, ready)
        return ready

    async def answer(self, plan: Plan, client: str) -> Ready:
        """The answer to the query of `plan`, which `client` asks for; raises what `Asker.ask` raises."""
        assert plan.ask is not None
        return await self._get(plan.ask, plan.key, plan.lasting, client)

    async def ask(self, ask: Ask, client: str = "") -> Ready:
        """The answer to a query from elsewhere than a plan, likewise kept and shared."""
        return await self._get(ask, self.plans.key(ask), is_lasting(ask.text), client)

    async def _get(self, ask: Ask, key: bytes, lasting: bool, client: str) -> Ready:
        if not lasting:
            return self._ready(await self._shared.asker.ask(ask, client), None)

        async def make() -> Ready:
            return self._ready(await self._shared.asker.ask(ask, client), key)

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

    def head_of(self, ready: Ready) -> bytes:
        """The head of a response to a GET with `ready`, but for its last line."""
        kind = (ready.format, ready.etag is None)
        common = self.headers(ready.version)
        start = self._heads.get(kind)
        if start is None:
            fixed = [_TYPES[ready.format], *common, _NO_STORE if ready.etag is None else _NO_CACHE]
            start = b"HTTP/1.1 200 OK\r\n" + b"".join([b"%b: %b\r\n" % header for header in fixed])
            self._heads[kind] = start
        if ready.etag is None:
            return b"%bcontent-length: %d\r\n" % (start, len(ready.body))
        return b"%bcontent-length: %d\r\netag: %b\r\n" % (start, len(ready.body), ready.etag)

    def headers(self, version: str = "") -> Headers:
        """What goes with every answer that tells of the dataset `version`, by default the present one."""
        version = version or self._shared.store.version
        if version != self._described:
            self._described = version
            self._heads = {}
            self._tag = b"." + version.encode("latin-1", "replace") + b'"'
            self._headers = [
                (b"access-control-allow-origin", b"*"),
                (b"access-control-expose-headers", EXPOSED.encode()),
                (b"x-dataset-version", version.encode("latin-1", "replace")),
                (b"vary", b"Accept"),
                (b"accept-post", accept_post(self._shared.settings.writable).encode()),
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


def client_of(scope: Scope) -> str:
    """Who sent a request, as far as its address tells; empty when that is not known."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _lookups(shared: Services) -> Lookups | None:
    """Only on a store in memory: a disk may let everyone wait."""
    store = shared.store
    return Lookups(store) if isinstance(store, EmbeddedStore) and store.folder is None else None
