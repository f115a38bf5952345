"""What the routes share: settings, store, named queries, and what is computed once per state of the dataset."""

import gc
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Final, TypeVar, cast

from fastapi import Depends
from starlette.requests import Request

from realism.config import Settings
from realism.errors import BadInput, RealismError
from realism.knowledge.history import History
from realism.named import NamedQuery
from realism.paths import ontology_dir
from realism.store.base import Store
from realism.store.near import near
from realism.store.workers import QueryWorkers
from realism.web.sparql_asking import Asker, ThreadAsker
from realism.web.threads import Threads
from realism.web.version_cache import VersionCache

if TYPE_CHECKING:
    from realism.checks.checker import Checker
    from realism.checks.files import Files
    from realism.checks.logic.reasoner import Reasoner
    from realism.store.remote_queries import RemoteQueries

log = logging.getLogger("realism.web")
T = TypeVar("T")
QUERY_THREADS: Final = 8
"""Client queries that run at once; others wait, so that they never take the threads of the other routes."""
REASONING_THREADS: Final = 2
"""Requests that wait for the reasoner at once; it answers one after the other."""
CHECK_THREADS: Final = 2
"""Edits that are judged at once."""
CHECK_SECONDS: Final = 20
"""How long the reasoner may take for one edit."""
SETTLING_SECONDS: Final = 3
"""How long after the start the service gets ready to check: what comes first is not to wait for that."""
_HOST = re.compile(r"https?://[A-Za-z0-9.\-_~]+(?::[0-9]+)?|https?://\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")


@dataclass
class Services:
    """All that a route needs, made by `create_app`.

    query_threads        for the queries of clients that run in this process; `reasoner_threads`: for comparisons
    update_threads       one, for what changes the dataset
    check_threads        for edits; `whole_check_threads`: one, for edits that are judged by the whole base, so that
                         these do not delay the others
    dump_threads         one, for what goes through the whole dataset
    history              what changed
    """

    settings: Settings
    store: Store
    queries: dict[str, NamedQuery]
    cache: VersionCache
    history: History = field(default_factory=History)
    query_threads: Threads = field(default_factory=lambda: Threads(QUERY_THREADS))
    reasoner_threads: Threads = field(default_factory=lambda: Threads(REASONING_THREADS))
    check_threads: Threads = field(default_factory=lambda: Threads(CHECK_THREADS))
    update_threads: Threads = field(default_factory=lambda: Threads(1))
    whole_check_threads: Threads = field(default_factory=lambda: Threads(1))
    dump_threads: Threads = field(default_factory=lambda: Threads(1))

    workers: "QueryWorkers | RemoteQueries | None" = None
    """Processes, or another server, for the queries of clients, while the application is served."""

    _reasoner: "Reasoner | None" = None
    _check_reasoner: "Reasoner | None" = None
    _files: "Files | None" = None
    _warming: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _background: dict[str, threading.Thread] = field(default_factory=dict)
    _ending: threading.Event = field(default_factory=threading.Event)

    @property
    def asker(self) -> Asker:
        """Who answers the queries of clients."""
        return self.workers or ThreadAsker(self.store, self.query_threads, self.settings)

    def reasoner(self) -> "Reasoner":
        """The reasoner; its process starts when it is first asked something."""
        # Imported here because it brings the bridge to Java, which a service that compares nothing does not need.
        from realism.checks.logic.reasoner import Reasoner

        with self._lock:
            if self._reasoner is None:
                self._reasoner = Reasoner()
            return self._reasoner

    def checker(self) -> "Checker":
        """What judges edits of the present dataset, with a reasoner of its own that no comparison keeps waiting."""
        checker = self.cache.get("checker", self._build_checker)
        if self._warming != checker.version:
            self._warming = checker.version
            self.in_background("getting faster at checks", self._warm)
        return checker

    def get_ready(self, ending: threading.Event) -> None:
        """Read what is asked of every edit and start the reasoner, before the first edit comes."""
        reasoner = self._reasoner_of_checks()
        if not ending.wait(SETTLING_SECONDS):
            self.cache.get("checker", self._build_checker)
            reasoner.start()

    def _reasoner_of_checks(self) -> "Reasoner":
        from realism.checks.logic.reasoner import Reasoner

        with self._lock:
            if self._check_reasoner is None:
                self._check_reasoner = Reasoner(CHECK_SECONDS)
            return self._check_reasoner

    def _build_checker(self) -> "Checker":
        # Imported here because checks bring rdflib, pyshacl and the bridge to Java.
        from realism.checks.checker import Checker
        from realism.checks.files import Files

        if self._files is None:
            self._files = Files(ontology_dir())
            # All this stays for good: looking for garbage in it again and again would hold up answers.
            gc.collect()
            gc.freeze()
        version = self.store.version
        return Checker(near(self.store), self._files, self._reasoner_of_checks(), version=version)

    def _warm(self, ending: threading.Event) -> None:
        warmed = None
        while warmed != self._warming and not ending.is_set():
            checker = self.cache.get("checker", self._build_checker)
            warmed = version = checker.version
            checker.warm(lambda version=version: ending.is_set() or self.store.version != version)  # type: ignore[misc]

    def close(self) -> None:
        """End what runs in the background, and the reasoners' processes, if there are any."""
        with self._lock:
            reasoner, self._reasoner = self._reasoner, None
            checking, self._check_reasoner = self._check_reasoner, None
            threads, self._background = list(self._background.values()), {}
            self._ending.set()
            self._ending = threading.Event()
        # Ended first so that nothing waits for its answer, and again in case something asked it once more meanwhile.
        for thread in (None, *threads):
            if thread is not None:
                thread.join()
            for one in (reasoner, checking):
                if one is not None:
                    one.close()

    def in_background(self, name: str, work: Callable[[threading.Event], None]) -> None:
        """Run `work` in a thread of its own, unless work of this `name` is running.

        work   is given the event that tells it to end; an error of ours that it raises goes to the log
        """
        with self._lock:
            running = self._background.get(name)
            if running is None or not running.is_alive():
                arguments = (name, work, self._ending)
                thread = threading.Thread(target=_logged, args=arguments, name=name, daemon=True)
                self._background[name] = thread
                thread.start()

    def public_url(self, request: Request) -> str:
        """The address clients reach the service at, without a trailing slash.

        Raises BadInput when it has to be taken from a Host header that is not a host name.
        """
        if self.settings.public_url is not None:
            return self.settings.public_url
        url = f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
        if _HOST.fullmatch(url) is None:
            raise BadInput("The Host header of the request is not a host name; send the name of this server")
        return url + str(request.scope.get("root_path", "")).rstrip("/")


def _logged(name: str, work: Callable[[threading.Event], None], ending: threading.Event) -> None:
    try:
        work(ending)
    except RealismError as error:
        # What is ended cannot succeed.
        if not ending.is_set():
            log.warning("%s: %s", name, error.message)


def services(request: Request) -> Services:
    """The services of the application that answers `request`."""
    return cast(Services, request.app.state.services)


Shared = Annotated[Services, Depends(services)]
"""A route's parameter that receives the services."""
