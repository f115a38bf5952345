"""An update tried out in a process of its own, which is ended at a deadline: the engine cannot be stopped otherwise."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from realism.errors import Overloaded
from realism.store.apart import apart, received
from realism.store.base import Quad
from realism.store.embedded import EmbeddedStore
from realism.store.sparql_update import carry_out
from realism.store.worker import confine

_MEMORY: Final = 512 * 1024 * 1024
"""Bytes that an update may need beyond the dataset."""

Difference = tuple[frozenset[Quad], frozenset[Quad]]
"""What a change adds to a dataset, and what it takes away."""


@dataclass(frozen=True)
class Trial:
    """An update of the dataset `before`; relative IRIs are read against `base`."""

    before: frozenset[Quad]
    text: str
    base: str


def difference(before: frozenset[Quad], change: Callable[[EmbeddedStore], None]) -> Difference:
    """What `change` does to the dataset `before`, found out on a copy. Raises what `change` raises."""
    copy = EmbeddedStore()
    copy.extend(before)
    change(copy)
    after = frozenset(copy.match())
    return after - before, before - after


def try_out(trial: Trial, seconds: float) -> Difference:
    """What an update does, found out in a process of its own.

    Raises Overloaded when it takes longer than `seconds` or more memory than it may; what the update itself raises.
    """
    with apart(_work, "update-trial") as pipe:
        try:
            pipe.send(trial)
            # Its start is not the fault of the update.
            received(pipe)
            if not pipe.poll(seconds):
                raise Overloaded(
                    f"The update took longer than {seconds:g} seconds and was stopped; nothing was written"
                )
            found: Difference = received(pipe)
        except (EOFError, OSError):
            raise Overloaded("The update needs more memory than it may have; nothing was written") from None
    return found


def _work(pipe: Connection) -> Difference:
    trial: Trial = pipe.recv()
    confine(_MEMORY, os.getppid())

    def change(copy: EmbeddedStore) -> None:
        pipe.send(None)
        carry_out(copy.update, trial.text, trial.base)

    return difference(trial.before, change)
