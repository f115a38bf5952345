"""The service's end of the zygote: starts it, tells it what to do, notices when it dies."""

import asyncio
import contextlib
import marshal
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from ctypes.util import find_library
from dataclasses import astuple
from functools import cache
from pathlib import Path
from typing import IO, Final, Self, TypeAlias

from realism.errors import StartupError
from realism.store.change_log import Change
from realism.store.embedded import EmbeddedStore
from realism.store.frames import BURY, COMMAND, FORK, OUTCOME, REPEAT, Limits

Outcome: TypeAlias = "asyncio.Future[int]"
COPIES: Final = "copies"
"""Folder, beside the data of a store on disk, of what zygotes read."""


class ZygoteGoneError(Exception):
    """The zygote died or was closed before it did what it was told."""


class ZygoteLink:
    """A zygote with a copy of a dataset in the state `version`; made by `start`."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        version: str,
        folder: Path | None,
    ) -> None:
        self.version = version
        self.alive = True
        self.members = 0
        """Query processes that were forked and not yet buried."""
        self._process = process
        self._control = control
        self._folder = folder
        self._lost: Callable[[ZygoteLink], None] = lambda _: None
        self._outcomes: deque[Outcome] = deque()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(control, self._read)

    @classmethod
    async def start(cls, store: EmbeddedStore, limits: Limits, lost: Callable[["ZygoteLink"], None]) -> Self:
        """A zygote that holds a copy of `store` as it is now, when it is ready to fork.

        lost: called once, when it has died by itself
        Raises StartupError when it does not come up, RealismError when the dataset cannot be copied.
        """
        with contextlib.ExitStack() as undo:
            folder = None
            if store.folder is None:
                with tempfile.TemporaryFile() as copy:
                    version = await asyncio.to_thread(store.copy_to, copy)
                    copy.seek(0)
                    kind = "memory" if store.union else "apart"
                    process, control = _spawn((kind, str(copy.fileno())), limits, [copy])
            elif store.read_only:
                version = store.version
                process, control = _spawn(("folder", str(store.folder)), limits)
            else:
                folder = Path(tempfile.mkdtemp(dir=_copies(store.folder)))
                undo.callback(shutil.rmtree, folder, True)
                version = await asyncio.to_thread(store.copy_to, folder / "copy")
                process, control = _spawn(("folder", str(folder / "copy")), limits)
            link = cls(process, control, version, folder)
            undo.pop_all()
        try:
            await link._expect()
        except ZygoteGoneError:
            await link.close()
            raise StartupError(
                "the process that holds the copy of the dataset for queries does not start: its own message is in the "
                "log, or there is not enough memory"
            ) from None
        except asyncio.CancelledError:
            await link.close()
            raise
        # Only now: a zygote that never came up is not lost.
        link._lost = lost
        return link

    @property
    def pid(self) -> int:
        """The zygote's process id."""
        return self._process.pid

    def fork(self, child_end: socket.socket) -> Outcome:
        """Have a query process forked that answers on `child_end`; its process id, 0 if there is no room for one.

        The future raises ZygoteGoneError, as those of the other commands do.
        """
        self.members += 1
        outcome = self._command(FORK, 0, child_end)
        outcome.add_done_callback(self._count_failed)
        return outcome

    def bury(self, pid: int) -> Outcome:
        """Kill the query process `pid`, if it still lives, and learn how it ended: 0, exit status, or -signal.

        Until it is buried its id is not given to another process, so that the right one is killed.
        """
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        outcome = self._command(BURY, pid)
        outcome.add_done_callback(lambda _: self._count_out())
        return outcome

    def _count_out(self) -> None:
        self.members -= 1

    def _count_failed(self, forked: Outcome) -> None:
        if forked.cancelled() or forked.exception() or not forked.result():
            self._count_out()

    def repeat(self, changes: Sequence[Change]) -> Outcome:
        """Change the copy in memory as the dataset was changed; 0 if that failed and the copy is of no more use."""
        with tempfile.TemporaryFile() as file:
            marshal.dump([(one.version, one.update, one.added) for one in changes], file)
            file.seek(0)
            return self._command(REPEAT, 0, file)

    async def close(self) -> None:
        """End the zygote and all that it forked."""
        self._part()
        self._process.kill()
        await asyncio.to_thread(self._process.wait)
        if self._folder is not None:
            await asyncio.to_thread(shutil.rmtree, self._folder, True)

    def _command(self, name: bytes, number: int, passed: IO[bytes] | socket.socket | None = None) -> Outcome:
        if self.alive:
            descriptors = [] if passed is None else [passed.fileno()]
            try:
                socket.send_fds(self._control, [COMMAND.pack(name, number)], descriptors)
            except OSError:
                # Its end is closed, or it has not read for so long that the pipe is full.
                self._die()
        return self._expect()

    def _expect(self) -> Outcome:
        future: Outcome = self._loop.create_future()
        # Not everyone who commands waits for the outcome.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        if self.alive:
            self._outcomes.append(future)
        else:
            future.set_exception(ZygoteGoneError())
        return future

    def _read(self) -> None:
        try:
            data = self._control.recv(OUTCOME.size)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if len(data) < OUTCOME.size:
            self._die()
            return
        future = self._outcomes.popleft()
        if not future.done():
            future.set_result(OUTCOME.unpack(data)[0])

    def _die(self) -> None:
        if self.alive:
            self._part()
            self._lost(self)

    def _part(self) -> None:
        """Let go of the control socket; whoever waits for an outcome learns that there will be none."""
        if not self.alive:
            return
        self.alive = False
        self._loop.remove_reader(self._control)
        self._control.close()
        while self._outcomes:
            future = self._outcomes.popleft()
            if not future.done():
                future.set_exception(ZygoteGoneError())


def _spawn(
    what: tuple[str, str], limits: Limits, passed: Sequence[IO[bytes]] = ()
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with theirs:
        arguments = [str(theirs.fileno()), *what, marshal.dumps(astuple(limits)).hex()]
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "realism.store.zygote", *arguments],
            pass_fds=[theirs.fileno(), *(one.fileno() for one in passed)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # Out of the terminal's group: Ctrl-C is for the service, which ends the queries in its own time.
            start_new_session=True,
            env={**_allocation(), **os.environ, "RUST_BACKTRACE": "0"},
        )
    return process, ours


@cache
def _allocation() -> dict[str, str]:
    """How memory is given out in the processes of queries.

    The engine takes and gives back many small pieces. Kept at hand, they cost it a tenth of its time less, and with
    jemalloc, where that is installed, a quarter less.
    """
    found = find_library("jemalloc") if sys.platform == "linux" else None
    if found is not None:
        return {"LD_PRELOAD": found}
    large = 256 * 1024 * 1024
    kept = ("tcache_count=2000", f"trim_threshold={large}", f"mmap_threshold={large}")
    return {"GLIBC_TUNABLES": ":".join(f"glibc.malloc.{one}" for one in kept)}


def _copies(data: Path) -> Path:
    folder = data / COPIES
    folder.mkdir(exist_ok=True)
    return folder


def remove_old_copies(store: EmbeddedStore) -> None:
    """Remove what a service that was killed left beside the data; only before the first zygote of `store` starts."""
    if store.folder is not None and not store.read_only:
        shutil.rmtree(store.folder / COPIES, ignore_errors=True)
