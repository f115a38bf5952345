"""Work in a process of its own, which can be ended when it takes too long: what runs in a thread cannot."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from realism.errors import RealismError


@contextmanager
def apart(work: Callable[[Connection], Any], name: str) -> Iterator[Connection]:
    """A pipe to a process that does `work` with its other end; the process ends with the block, whatever it does.

    work   a function of a module; what it returns is sent when it is done, or the error of ours that it raises
    EOFError or OSError in the block mean that the process ended by itself, perhaps for lack of memory.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(work, theirs), name=name, daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def received(pipe: Connection) -> Any:
    """What the process of `pipe` sends next; raises the error of ours that it sends."""
    answer = pipe.recv()
    if isinstance(answer, RealismError):
        raise answer
    return answer


def _work(work: Callable[[Connection], Any], pipe: Connection) -> None:
    # An interrupt at the terminal is for the process that waits; it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer: Any
    try:
        answer = work(pipe)
    except RealismError as error:
        answer = error
    pipe.send(answer)
    pipe.close()
    os._exit(0)
