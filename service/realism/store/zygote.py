"""The zygote: a process with one thread that holds a copy of the dataset and forks query processes from it.

``python -m realism.store.zygote CONTROL memory COPY LIMITS`` or ``… CONTROL folder PATH LIMITS``, where CONTROL and
COPY are the numbers of inherited descriptors, and LIMITS is what marshal makes of the limits, in hexadecimal; ``apart``
instead of ``memory`` keeps the default graph of queries apart from the named ones. Only `realism.store.zygote_link`
starts it. It ends, and its query processes with it, when the other end of CONTROL is closed.

A copy in memory is shared with the query processes page by page until one of them writes. A copy on disk is opened by
each of them, because the engine then starts threads, which do not survive a fork.
"""

import contextlib
import gc
import marshal
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

from realism.errors import RealismError
from realism.store.change_log import Change
from realism.store.embedded import EmbeddedStore
from realism.store.frames import BURY, COMMAND, FORK, OUTCOME, REPEAT, Limits
from realism.store.worker import confine, serve


class Zygote:
    """Carries out what comes through `control`, one command after the other."""

    def __init__(self, control: socket.socket, place: EmbeddedStore | Path, limits: Limits) -> None:
        self._control = control
        self._place = place
        self._limits = limits
        self._children: set[int] = set()

    def run(self) -> None:
        """Work until the service closes its end or is gone; then end the query processes."""
        try:
            self._work()
        except ConnectionError:
            # The service went away between a command and its outcome.
            pass
        finally:
            self._end()

    def _work(self) -> None:
        self._tell(1)
        while True:
            command, passed, _, _ = socket.recv_fds(self._control, COMMAND.size, 1)
            if len(command) < COMMAND.size:
                return
            name, number = COMMAND.unpack(command)
            if name == FORK:
                self._tell(self._fork(passed[0]))
            elif name == BURY:
                self._tell(self._bury(number))
            elif name == REPEAT:
                self._tell(self._repeat(passed[0]))

    def _tell(self, outcome: int) -> None:
        self._control.sendall(OUTCOME.pack(outcome))

    def _fork(self, descriptor: int) -> int:
        """The id of a new query process on the socket `descriptor`; 0 if the system has no room for it."""
        parent = os.getpid()
        gc.freeze()
        try:
            child = os.fork()
        except OSError:
            os.close(descriptor)
            return 0
        if child == 0:
            self._be_worker(descriptor, parent)
        os.close(descriptor)
        self._children.add(child)
        return child

    def _be_worker(self, descriptor: int, parent: int) -> None:
        status = 1
        try:
            self._control.close()
            place = self._place
            store = EmbeddedStore(place, read_only=True) if isinstance(place, Path) else place
            confine(self._limits.memory, parent)
            with socket.socket(fileno=descriptor) as source, contextlib.suppress(ConnectionError):
                serve(store, source, self._limits)
            status = 0
        except Exception:
            traceback.print_exc()
        finally:
            # Whatever happened, it must not run on as a second zygote.
            os._exit(status)

    def _bury(self, child: int) -> int:
        """How the query process `child`, which is dead or about to die, ended: 0, its exit status, or -signal."""
        if child not in self._children:
            return 0
        _, status = os.waitpid(child, 0)
        self._children.discard(child)
        return os.waitstatus_to_exitcode(status)

    def _repeat(self, descriptor: int) -> int:
        """Change the copy as the dataset was changed; 1 if it went well, 0 if the copy is of no more use."""
        assert isinstance(self._place, EmbeddedStore)
        with open(descriptor, "rb") as file:
            changes = marshal.load(file)  # noqa: S302 - from the service that started this process
        try:
            for version, update, added in changes:
                self._place.repeat(Change(version, update, added))
        except RealismError as error:
            print(f"the copy of the dataset cannot be changed: {error}", file=sys.stderr)
            return 0
        return 1

    def _end(self) -> None:
        for child in self._children:
            os.kill(child, signal.SIGKILL)
        for child in tuple(self._children):
            self._bury(child)


def main() -> None:
    """Become the zygote that the command line asks for."""
    control, kind, where, limits = sys.argv[1:]
    # A service manager that ends all processes of the service at once means the service, which ends its queries first.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    place: EmbeddedStore | Path = Path(where)
    if kind != "folder":
        place = EmbeddedStore(union=kind == "memory")
        with open(int(where), "rb") as copy:
            place.copy_from(copy)
        gc.collect()
    with socket.socket(fileno=int(control)) as link:
        Zygote(link, place, Limits(*marshal.loads(bytes.fromhex(limits)))).run()  # noqa: S302
    # Taking a large dataset apart piece by piece would take seconds.
    os._exit(0)


if __name__ == "__main__":
    main()
