"""The reasoner: HermiT in a worker process that is killed when it takes too long.

Consistency is judged within the shared core and one account; disagreement between two accounts is what they cannot
hold together. Reasoning about a part of the base is sound and may be incomplete: OWL is monotone, so a clash in a
part is a clash of the whole, but a part can miss one (see `modules`).
"""

import multiprocessing
import threading
import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from realism.checks.logic.axioms import Answer, Axiom, Job, Justification, Parts, Verdict, too_long
from realism.checks.logic.pieces import pieces
from realism.checks.logic.verdicts import Verdicts
from realism.errors import BadInput, Overloaded, RealismError

__all__ = ["Axiom", "Justification", "Reasoner", "Verdict"]

_GRACE = 2.0
"""Seconds a worker has to stop when it is asked to, before it is killed."""


class Reasoner:
    """HermiT, started on first use; safe to share between threads (one question is answered at a time).

    timeout_s   seconds one question may take, waiting for its turn included
    Methods with `seconds` stop a question earlier: so long after its turn has come.
    """

    def __init__(self, timeout_s: float = 60) -> None:
        self.timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ready = False
        self._verdicts = Verdicts()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker now rather than on the first question, and wait until it is ready."""
        if not self._up():
            self._ask(Job("ready"))

    def check(self, parts: Parts, explain: int = 1, seconds: float | None = None) -> Verdict:
        """Whether the parts hold together, which classes can have no instance, and what is outside OWL 2 DL.

        parts     name to Turtle (N-Triples is read fastest), the shared part first; imports are not followed
        explain   how many justifications to look for when something is wrong
        Raises BadInput for Turtle that does not parse or a datatype the reasoner does not know, Overloaded when
        it takes longer than `timeout_s` or more memory than it may.
        """
        return self._verdict(self._job("check", parts, explain), seconds)

    def standing(self, parts: Parts, explain: int, seconds: float | None = None) -> Verdict | BadInput:
        """What `check` says or raises as BadInput, remembered: for parts that are asked about again and again.

        explain   the same each time for the same parts
        """
        return self._verdicts.on(parts, lambda: self.check(parts, explain, seconds))

    def change(
        self, before: Parts, after: Parts, found: Verdict, explain: int = 1, seconds: float | None = None
    ) -> Verdict:
        """What is wrong once an edit has made `before` into `after`, told apart from what was wrong already.

        found     the verdict on `before`
        explain   how many of the clashes that the edit has part in to look for at most
        Those have at least one axiom that is `fresh`; of each, several justifications are looked at, the shortest is
        given, and it is tested once more for being minimal. Of the clashes before the edit, those found then or now
        are listed that the edit leaves as they are. Raises as `check` does.
        """
        job = self._job("change", after, explain, seconds)
        sound = found.consistent and not found.unsatisfiable
        return self._verdict(replace(job, before=pieces(before), sound=sound, known=found.justifications), seconds)

    def entailed(
        self,
        parts: Parts,
        more: str,
        disputed: Collection[tuple[str, str, str]] = (),
        seconds: float | None = None,
    ) -> list[Axiom]:
        """What follows from `parts` only together with the statements `more` (N-Triples), be they in `parts` or not.

        disputed   statements (subject, predicate, object, as an `Axiom` or a `Statement` of a report has them) that
                   are left out, `more` excepted
        That is: what the things and kinds that `more` speaks of are, what they are related to, and which kinds are
        under which. What is stated is left out; nothing follows when the statements clash all the same.
        Raises as `check` does.
        """
        *rest, (_, added) = pieces({**parts, "more": more}).items()
        job = Job("follow", dict(rest), 0, self._patience(seconds), more=added, disputed=frozenset(disputed))
        return [one for one in self._many(job, seconds) if isinstance(one, Axiom)]

    def justify(self, parts: Parts, limit: int = 1) -> list[Justification]:
        """Minimal sets of axioms that cannot hold together, shortest first; empty when nothing is wrong.

        Sought in the first part with which the parts before it clash. Raises as `check` does.
        """
        return self._list(self._job("justify", parts, limit))

    def clashes(self, parts: Parts, limit: int = 20) -> list[Justification]:
        """Why the last two of `parts` cannot be held together with the parts before them: the cruxes, shortest first.

        Each has at least one axiom that only the last states and one that only the last but one states. At most
        `limit`, and those found within half of `timeout_s`. Raises as `check` does, BadInput for fewer than two parts.
        """
        if len(parts) < 2:
            raise BadInput("two accounts are needed to look for what they cannot hold together")
        return self._list(self._job("clashes", parts, limit))

    def carry(self, parts: Parts, found: Justification) -> bool:
        """Whether each axiom of `found` that an account states is needed: tested anew, with the whole shared part.

        parts   as for `clashes`. Raises as `check` does.
        """
        shared = next(iter(parts))
        job = self._job("carry", parts, 0)
        asked = tuple(axiom.rendered for axiom in found.axioms if shared not in axiom.parts)
        return self._ask(replace(job, axioms=asked, assumed=found.assumed)) is True

    def axioms(self, parts: Parts) -> list[Axiom]:
        """The logical axioms that the last of `parts` states, in a fixed order; the parts before declare its terms.

        Raises as `check` does.
        """
        return [one for one in self._many(self._job("axioms", parts, 0)) if isinstance(one, Axiom)]

    def close(self) -> None:
        """End the worker process; it starts again on the next question."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        self._ready = False
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()

    def _up(self) -> bool:
        """Whether the worker is ready, or at work."""
        if not self._lock.acquire(blocking=False):
            return self._ready
        try:
            return self._ready and self._process is not None and self._process.is_alive()
        finally:
            self._lock.release()

    def _list(self, job: Job) -> list[Justification]:
        return [one for one in self._many(job) if isinstance(one, Justification)]

    def _many(self, job: Job, seconds: float | None = None) -> Iterable[Axiom | Justification]:
        found = self._ask(job, seconds)
        assert isinstance(found, list)
        return found

    def _verdict(self, job: Job, seconds: float | None) -> Verdict:
        found = self._ask(job, seconds)
        assert isinstance(found, Verdict)
        return found

    def _job(self, task: str, parts: Parts, limit: int, seconds: float | None = None) -> Job:
        return Job(task, pieces(parts), limit, self._patience(seconds))

    def _patience(self, seconds: float | None) -> float:
        return (self.timeout_s if seconds is None else min(seconds, self.timeout_s)) / 2

    def _ask(self, job: Job, seconds: float | None = None) -> Answer:
        latest = time.monotonic() + self.timeout_s
        if not self._lock.acquire(timeout=self.timeout_s):
            raise Overloaded("the reasoner is busy; try again later")
        whole = False
        try:
            now = time.monotonic()
            if seconds is not None:
                # It is asked to stop in time, which spares its start; it is ended when it does not listen.
                job = replace(job, until=seconds)
                latest = min(latest, now + seconds + _GRACE)
            answer = self._answer(job, latest, now)
            whole = not isinstance(answer, str)
        finally:
            if not whole:
                self.close()
            self._lock.release()
        if isinstance(answer, str):
            raise Overloaded(f"the reasoner gave up ({answer}); check fewer statements at a time")
        if isinstance(answer, RealismError):
            raise answer
        return answer

    def _answer(self, job: Job, deadline: float, began: float) -> Answer:
        pipe = self._worker()
        try:
            pipe.send(job)
            if not pipe.poll(max(0.0, deadline - time.monotonic())):
                raise too_long(max(deadline - began, 0) if job.until is None else job.until)
            answer: Answer = pipe.recv()
            self._ready = True
        except (EOFError, OSError):
            raise Overloaded("the reasoner stopped unexpectedly; try again with fewer statements") from None
        return answer

    def _worker(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs,), name="reasoner", daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        return ours


def _work(pipe: Connection) -> None:
    from realism.checks.logic.worker import main  # the JVM bridge is imported in the worker only

    main(pipe)
