"""The errors of queries that do not end by themselves, and what the way a query process ended means."""

import math
import signal

from realism.errors import Overloaded, RealismError, TooLarge
from realism.store.bounded import too_much_memory
from realism.store.frames import Limits


def over_deadline(limits: Limits) -> Overloaded:
    """The query ran for too long."""
    return Overloaded(
        f"the query ran for more than {limits.deadline:g} s, which is the limit: "
        "name more of what you look for, join or sort less, or add LIMIT",
        limit="deadline",
        allowed=limits.deadline,
        retry_after=max(1, math.ceil(limits.deadline)),
    )


def too_many_waiting(limits: Limits) -> Overloaded:
    """There is no place in the queue."""
    return Overloaded(
        f"{limits.queue} queries are waiting already, which is the limit: try again in a few seconds",
        limit="queue",
        allowed=limits.queue,
        retry_after=max(1, math.ceil(limits.wait)),
    )


def waited_too_long(limits: Limits) -> Overloaded:
    """No process was free in time."""
    return Overloaded(
        f"the query waited for {limits.wait:g} s and other queries are still running: try again in a few seconds",
        limit="wait",
        allowed=limits.wait,
        retry_after=max(1, math.ceil(limits.wait)),
    )


def too_many_slow(limits: Limits) -> Overloaded:
    """There is no room for another long query, and quick ones wait."""
    return Overloaded(
        f"{limits.slow_workers} long queries are running already, which is the limit, and this one is no quick one: "
        "try again in a few seconds, or ask for less",
        limit="slow_workers",
        allowed=limits.slow_workers,
        retry_after=max(1, math.ceil(limits.deadline / 2)),
    )


def stopping() -> Overloaded:
    """The service is going down."""
    return Overloaded("the service is stopping and takes no more queries: try again when it is back", retry_after=5)


def restarting() -> Overloaded:
    """The query was cut off through no fault of its own."""
    return Overloaded("the processes that answer queries are being restarted: send the query again", retry_after=1)


def cannot_run(reason: RealismError) -> Overloaded:
    """There is no process to run the query in."""
    return Overloaded(f"queries cannot be answered now ({reason.message}): try again in a few seconds", retry_after=5)


def ended(status: int, limits: Limits) -> RealismError:
    """The error of a query whose process ended with `status`: its exit status, or minus the signal that ended it."""
    match -status:
        case signal.SIGABRT:
            # What the engine does when it gets no more memory.
            return too_much_memory(limits.memory)
        case signal.SIGSEGV | signal.SIGBUS:
            return TooLarge(
                "the query is nested or chained more deeply than the engine can follow: "
                "write it flatter, with fewer patterns, or in several queries",
                limit="depth",
            )
        case signal.SIGKILL:
            return Overloaded(
                "the process of the query was ended from outside, as happens when the machine runs out of memory: "
                "ask for less, or try again later",
                retry_after=5,
            )
        case _:
            return RealismError("the service failed on this query; the failure was logged")
