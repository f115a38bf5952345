"""Traps for requests that would make a service read a file or fetch an address: they count who walks into them."""

import ctypes
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SECRET = "the-secret-of-the-canary"  # noqa: S105 - it is what must not get out
_IN_OPEN, _IN_MODIFY = 0x20, 0x02
_EVENT = struct.Struct("iIII")


@dataclass
class Canary:
    """A file of RDF that is to stay unread; `opened` counts how often any process opened or changed it."""

    path: Path
    _watch: int

    @property
    def opened(self) -> int:
        """How often since it was last asked."""
        try:
            events = os.read(self._watch, 65536)
        except BlockingIOError:
            return 0
        return len(events) // _EVENT.size


@dataclass
class Port:
    """A port that answers with RDF; `connections` counts who came."""

    address: str
    connections: list[str] = field(default_factory=list)


@contextmanager
def canary(path: Path) -> Iterator[Canary]:
    """A file at `path` that holds a statement with SECRET."""
    path.write_text(f'<urn:canary:s> <urn:canary:p> "{SECRET}" .\n', "utf-8")
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "inotify_init1"):
        pytest.skip("only Linux tells who opens a file")
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert watch >= 0, os.strerror(ctypes.get_errno())
    try:
        assert libc.inotify_add_watch(watch, os.fsencode(path), _IN_OPEN | _IN_MODIFY) >= 0
        yield Canary(path, watch)
    finally:
        os.close(watch)


@contextmanager
def port() -> Iterator[Port]:
    """A port of this machine that gives whoever connects a statement with SECRET."""
    body = f'<urn:canary:s> <urn:canary:p> "{SECRET}" .'
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Port(f"127.0.0.1:{listener.getsockname()[1]}")

        def answer_all() -> None:
            while True:
                connection, peer = listener.accept()
                with connection:
                    if peer[1] == ending:
                        return
                    found.connections.append(str(peer))
                    connection.recv(65536)
                    connection.sendall(answer)

        ending = 0
        thread = threading.Thread(target=answer_all)
        thread.start()
        try:
            yield found
        finally:
            with socket.socket() as last:
                last.bind(("127.0.0.1", 0))
                ending = last.getsockname()[1]
                last.connect(listener.getsockname())
                thread.join()
