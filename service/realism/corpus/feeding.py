"""Reading ahead: an iterator that goes on in a thread while what it gave is worked on."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

Item = TypeVar("Item")
_END: Final = object()
_LOOK: Final = 0.2
"""Seconds after which the thread looks whether it is still wanted."""


@contextmanager
def ahead(items: Iterator[Item], most: int) -> Iterator[Iterator[Item]]:
    """`items`, of which up to `most` are made ahead; what making them raises is raised in their place."""
    made: queue.Queue[object] = queue.Queue(most)
    unwanted = threading.Event()

    def offer(one: object) -> bool:
        while not unwanted.is_set():
            try:
                made.put(one, timeout=_LOOK)
            except queue.Full:
                continue
            return True
        return False

    def make() -> None:
        try:
            for item in items:
                if not offer((item,)):
                    return
        except BaseException as error:  # Raised again where it is waited for.
            offer(error)
        else:
            offer(_END)

    def taken() -> Iterator[Item]:
        while (one := made.get()) is not _END:
            if isinstance(one, BaseException):
                raise one
            assert isinstance(one, tuple)
            yield one[0]

    thread = threading.Thread(target=make, name="reading", daemon=True)
    thread.start()
    try:
        yield taken()
    finally:
        unwanted.set()
        thread.join()
