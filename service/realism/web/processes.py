"""Several processes that serve alike, so that one service uses several cores.

They are forked when the dataset is in memory, which they share page by page, and take connections from one socket.
None of them changes it, so that all of them answer alike.
"""

import gc
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Final

from realism.config import Settings
from realism.errors import StartupError
from realism.store.worker import die_with

_ENDING: Final = frozenset({signal.SIGTERM, signal.SIGINT})
_PAUSE: Final = 1.0
"""Seconds from the start of a process to that of the one that takes its place, at least."""


def share_of(settings: Settings) -> Settings:
    """The settings of each of several processes: together they use what one would.

    Raises StartupError when there cannot be several.
    """
    number = settings.processes
    if number == 1:
        return settings
    if not hasattr(os, "fork"):
        raise StartupError("Several processes are forked, which this system does not do: leave out --processes")
    if settings.data or settings.store or settings.writable or settings.scratch:
        raise StartupError(
            "Several processes serve only a dataset in memory that nobody changes: leave out --processes, or --data, "
            "--store, --scratch and REALISM_TOKEN (or add --read-only)"
        )
    workers = max(1, settings.workers // number) if settings.workers else 0
    return replace(settings, workers=workers, cache_bytes=settings.cache_bytes // number)


def serve_in(number: int, serve: Callable[[], None]) -> None:
    """Run `serve` in so many processes until SIGTERM or SIGINT, which it must obey; one that ends is replaced.

    To be called in a process that has no other threads.
    """
    stopping = False
    started: dict[int, float] = {}

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for pid in started:
            os.kill(pid, signal.SIGTERM)

    before = {name: signal.signal(name, stop) for name in _ENDING}
    gc.collect()
    gc.freeze()
    try:
        while not stopping and len(started) < number:
            # A signal is not to come between the start of a process and the note of it.
            signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
            started[_fork(serve)] = time.monotonic()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
            while started and (stopping or len(started) == number):
                pid, _ = os.wait()
                began = started.pop(pid, 0.0)
                if not stopping:
                    time.sleep(max(0.0, began + _PAUSE - time.monotonic()))
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _fork(serve: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            for name in _ENDING:
                signal.signal(name, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
            die_with(parent, signal.SIGTERM)
            serve()
            status = 0
        finally:
            # Whatever happened, it must not run on as a second parent.
            os._exit(status)
    return pid
