"""The process behind `realism serve`: opens the store, listens, says where."""

import logging
import socket
import sys
from contextlib import suppress

import uvicorn

from realism.config import Settings
from realism.errors import StartupError
from realism.knowledge.loading import open_store
from realism.store.base import Store
from realism.web.app import create_app
from realism.web.connections import Connection
from realism.web.processes import serve_in, share_of
from realism.web.sparql_asking import workers_for

MOST_CONNECTIONS = 4096
OWN_FILES = 256
"""Files that the service itself may need to have open: the store, its processes, what it reads."""


def run(host: str, port: int, settings: Settings) -> None:
    """Serve on `host`:`port` until interrupted.

    Raises StartupError when the port is taken or the data folder cannot be used.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    share = share_of(settings)
    listener = listen(host, port)
    with listener:
        store = open_store(settings)
        try:
            # Said now and plainly: when the application starts, it would come with a trace.
            workers_for(store, share)
            greeting = _greeting(settings.public_url or _address(host, port))
            if settings.processes == 1:
                _serve(listener, share, store, greeting)
            else:
                print(greeting, flush=True)
                serve_in(settings.processes, lambda: _serve(listener, share, store))
        finally:
            store.close()


def _serve(listener: socket.socket, settings: Settings, store: Store, greeting: str | None = None) -> None:
    app = create_app(settings, store)

    class Served(Connection):
        at_once = staticmethod(app.door.at_once)

    if greeting is not None:
        print(greeting, flush=True)
    config = uvicorn.Config(
        app,
        http=Served,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=most_connections(),
    )
    # Ctrl-C is how one stops it, so it is no error once the open answers have gone out.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def most_connections() -> int:
    """How many connections may be open, after asking the system for as many as are useful."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OWN_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, max(1, soft - OWN_FILES))


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to `host`:`port`.

    Raises StartupError when the address is taken or is none of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise StartupError(f"{host} is no address: {error.strerror}; choose another with --host") from None
    found = socket.socket(family, kind, protocol)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(address)
        found.listen()
    except OSError as error:
        found.close()
        raise StartupError(
            f"Cannot listen on {host}:{port}: {error.strerror}; choose another port with --port"
        ) from None
    return found


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _greeting(url: str) -> str:
    return f"""realism is ready
  {url}/         start here
  {url}/queries  questions it answers
  {url}/sparql   SPARQL
  {url}/docs     the API
Stop with Ctrl-C."""
