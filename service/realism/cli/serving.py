"""The command that serves: `realism serve`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from realism.config import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    data: Annotated[Path | None, typer.Option(help="Folder of the on-disk store; without it all is in memory.")] = None,
    store: Annotated[
        str | None, typer.Option(help="Another SPARQL server to keep the data in: where it answers queries.")
    ] = None,
    store_update: Annotated[
        str | None, typer.Option(help="Where that server takes updates, if it is not at the usual place.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes for quick queries; 0 runs queries without a deadline.", min=0)
    ] = None,
    processes: Annotated[
        int | None, typer.Option(help="Processes that serve: more than one for data in memory, read only.", min=1)
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Take no writes, whatever the token.")] = False,
    scratch: Annotated[
        bool, typer.Option("--scratch", help="Begin empty, in memory, and check no writes: for conformance suites.")
    ] = False,
) -> None:
    """Serve the ontology, SPARQL and cross-references over HTTP."""
    from realism.web import server

    settings = Settings.from_env()
    given: dict[str, Any] = {
        "data": data,
        "store": store,
        "store_update": store_update,
        "workers": workers,
        "processes": processes,
        "read_only": read_only or None,
        "scratch": scratch or None,
    }
    server.run(host, port, replace(settings, **{name: value for name, value in given.items() if value is not None}))
