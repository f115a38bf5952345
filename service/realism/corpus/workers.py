"""Batches linked in processes of this machine, in order, and without the articles at which a process ends."""

import multiprocessing
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator
from ctypes import c_int
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final

from realism.corpus.articles import Skip
from realism.corpus.batches import Batch
from realism.corpus.feeding import ahead
from realism.corpus.linking import WITHOUT_NUMBER, BatchLinker, Result, Task
from realism.errors import RealismError, StartupError

_CONTEXT: Final = multiprocessing.get_context("spawn")
"""Not forked: the process that starts them has threads."""
_WAITED: Final = 1.0
"""Seconds between two looks at whether a process is stuck."""
_HERE: Final = "here"
_READY: Final = "ready"
_TRIES: Final = 2
_AHEAD: Final = 4
"""Batches for each process that may be done while an earlier one is not."""
_READ_AHEAD: Final = 2


def _work(link: Connection, at: Any) -> None:
    """Link batches until the other end is gone. The process's own main function."""
    # Ctrl-C is for the process that keeps the books; this one ends when the other does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def begin(number: int) -> None:
        at.value = number

    try:
        link.send(_HERE)
        linker = BatchLinker(link.recv())
        link.send(_READY)
        while True:
            batch, without = link.recv()
            link.send(linker.link(batch, begin, without))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class _Worker:
    """A process, the batch it has, and how it stands with it."""

    def __init__(self) -> None:
        self.at = _CONTEXT.RawValue(c_int, WITHOUT_NUMBER)
        self.link, other = _CONTEXT.Pipe()
        self.process: BaseProcess = _CONTEXT.Process(target=_work, args=(other, self.at), daemon=True)
        self.process.start()
        other.close()
        self.batch: Batch | None = None
        self.ready = False
        self._seen, self._since = WITHOUT_NUMBER, time.monotonic()

    def give(self, batch: Batch, without: dict[int, Skip]) -> None:
        """Let it link `batch`; it must be ready and idle. Raises OSError when it is gone."""
        self.batch = batch
        self._seen, self._since = WITHOUT_NUMBER, time.monotonic()
        self.link.send((batch, without))

    def stuck(self, seconds: float) -> bool:
        """Whether it has been at the same article for longer than `seconds`."""
        now, number = time.monotonic(), self.at.value
        if number != self._seen or number == WITHOUT_NUMBER:
            self._seen, self._since = number, now
        return now - self._since > seconds

    def stop(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.join()
        self.link.close()


class Workers:
    """Processes that link the batches of one run. Use as a context; `results` once."""

    def __init__(self, task: Task, most: int) -> None:
        self._task, self._most = task, most
        self._workers: list[_Worker] = []
        self._waiting: deque[Batch] = deque()
        self._deaths: Counter[tuple[int, int]] = Counter()
        self._without: dict[int, dict[int, Skip]] = {}
        self._done: dict[int, Result] = {}
        self._failure: RealismError | None = None
        self._more = True

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()

    def results(self, batches: Iterator[Batch], first: int) -> Iterator[Result]:
        """What `batches`, of which `first` is the first, come to, in order.

        What reading them raises is raised after what came before. Raises StartupError when a process cannot begin.
        """
        with ahead(batches, _READ_AHEAD) as read:
            while self._fill(read):
                self._give()
                self._listen()
                while first in self._done:
                    yield self._done.pop(first)
                    first += 1
        if self._failure is not None:
            raise self._failure

    def _fill(self, read: Iterator[Batch]) -> bool:
        """Have a batch for every process that could do one; whether there is anything left to do."""
        busy = sum(worker.batch is not None for worker in self._workers)
        while self._more and len(self._waiting) < self._most - busy and len(self._done) < _AHEAD * self._most:
            try:
                self._waiting.append(next(read))
            except StopIteration:
                self._more = False
            except RealismError as error:
                self._failure, self._more = error, False
        return bool(busy or self._waiting)

    def _give(self) -> None:
        idle = [worker for worker in self._workers if worker.batch is None]
        for _ in range(min(len(self._waiting) - len(idle), self._most - len(self._workers))):
            self._workers.append(_Worker())
        for worker in [one for one in idle if one.ready][: len(self._waiting)]:
            batch = self._waiting.popleft()
            try:
                worker.give(batch, self._without.get(batch.number, {}))
            except OSError:
                self._lost(worker)

    def _listen(self) -> None:
        """Wait for a process to say something, to end, or to be stuck."""
        said = wait([worker.link for worker in self._workers], _WAITED)
        for worker in [one for one in self._workers if one.link in said]:
            try:
                self._hear(worker, worker.link.recv())
            except (EOFError, OSError):
                self._lost(worker)
        for worker in self._workers:
            # It ends what takes too long itself, unless it is deep in a function that is not Python.
            if worker.batch and worker.stuck(2 * self._task.seconds + _WAITED):
                worker.process.kill()

    def _hear(self, worker: _Worker, said: str | Result) -> None:
        if said == _HERE:
            # Not given as it is started: that waits for ever for a process that ends before it has taken it all.
            worker.link.send(self._task)
        elif said == _READY:
            worker.ready = True
        elif isinstance(said, Result):
            worker.batch = None
            self._without.pop(said.batch.number, None)
            self._done[said.batch.number] = said

    def _lost(self, worker: _Worker) -> None:
        """A process is gone: its batch is to be done again, without the article at which it ended twice."""
        batch, number = worker.batch, worker.at.value
        worker.stop()
        self._workers.remove(worker)
        if not worker.ready:
            code = worker.process.exitcode
            raise StartupError(f"A process that links articles ended as it began (exit code {code}); see what it said")
        if batch is None:
            return
        self._deaths[batch.number, number] += 1
        if self._deaths[batch.number, number] >= _TRIES:
            if number == WITHOUT_NUMBER:
                raise StartupError(
                    f"A process ended twice (exit code {worker.process.exitcode}) while writing part {batch.number}; "
                    "give it more memory, or make parts smaller with --part-size"
                )
            skip = Skip("crash", batch.articles[number].id, f"exit code {worker.process.exitcode}")
            self._without.setdefault(batch.number, {})[number] = skip
        self._waiting.appendleft(batch)
