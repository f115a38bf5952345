"""The reasoner: HermiT in a worker process that is killed when it takes too long.

Consistency is judged within the shared core and one account; disagreement between two accounts is what they cannot
hold together. Reasoning about a part of the base is sound and may be incomplete: OWL is monotone, so a clash in a
part is a clash of the whole, but a part can miss one (see `modules`).
"""

import multiprocessing
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from realism.checks.axioms import Answer, Axiom, Job, Justification, Verdict
from realism.errors import BadInput, Overloaded, RealismError
from realism.vocab import OWL, RDF, RDFS

__all__ = ["Axiom", "Justification", "Reasoner", "Verdict"]

_LINE = re.compile(
    r"(?P<s><[^<>\"{}|^`\\\s]*>|_:\w+) <(?P<p>[^<>\"{}|^`\\\s]*)> "
    r"(?P<o><[^<>\"{}|^`\\\s]*>|_:\w+|\"(?:[^\"\\\n]|\\.)*\"(?:@[\w-]+|\^\^<[^<>\"{}|^`\\\s]*>)?) ?\."
)
_DECLARED = frozenset(
    f"<{OWL}{name}>" for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
) | {f"<{RDFS}Datatype>"}  # fmt: skip


class Reasoner:
    """HermiT, started on first use; safe to share between threads (one question is answered at a time).

    timeout_s   seconds one question may take, waiting for its turn included
    """

    def __init__(self, timeout_s: float = 60) -> None:
        self.timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker now rather than on the first question, and wait until it is ready."""
        self._ask(Job("ready"))

    def check(self, parts: Mapping[str, str], explain: int = 1) -> Verdict:
        """Whether the parts hold together, which classes can have no instance, and what is outside OWL 2 DL.

        parts     name to Turtle (N-Triples is read fastest), the shared part first; imports are not followed
        explain   how many justifications to look for when something is wrong
        Raises BadInput for Turtle that does not parse or a datatype the reasoner does not know, Overloaded when
        it takes longer than `timeout_s` or more memory than it may.
        """
        found = self._ask(self._job("check", parts, explain))
        assert isinstance(found, Verdict)
        return found

    def justify(self, parts: Mapping[str, str], limit: int = 1) -> list[Justification]:
        """Minimal sets of axioms that cannot hold together, shortest first; empty when nothing is wrong.

        Sought in the first part with which the parts before it clash. Raises as `check` does.
        """
        return self._list(self._job("justify", parts, limit))

    def clashes(self, parts: Mapping[str, str], limit: int = 20) -> list[Justification]:
        """Why the last two of `parts` cannot be held together with the parts before them: the cruxes, shortest first.

        Each has at least one axiom that only the last states and one that only the last but one states. At most
        `limit`, and those found within half of `timeout_s`. Raises as `check` does, BadInput for fewer than two parts.
        """
        if len(parts) < 2:
            raise BadInput("two accounts are needed to look for what they cannot hold together")
        return self._list(self._job("clashes", parts, limit))

    def carry(self, parts: Mapping[str, str], found: Justification) -> bool:
        """Whether each axiom of `found` that an account states is needed: tested anew, with the whole shared part.

        parts   as for `clashes`. Raises as `check` does.
        """
        shared = next(iter(parts))
        job = self._job("carry", parts, 0)
        asked = tuple(axiom.rendered for axiom in found.axioms if shared not in axiom.parts)
        return self._ask(replace(job, axioms=asked)) is True

    def axioms(self, parts: Mapping[str, str]) -> list[Axiom]:
        """The logical axioms that the last of `parts` states, in a fixed order; the parts before declare its terms.

        Raises as `check` does.
        """
        found = self._ask(self._job("axioms", parts, 0))
        assert isinstance(found, list)
        return [one for one in found if isinstance(one, Axiom)]

    def close(self) -> None:
        """End the worker process; it starts again on the next question."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()

    def _list(self, job: Job) -> list[Justification]:
        found = self._ask(job)
        assert isinstance(found, list)
        return [one for one in found if isinstance(one, Justification)]

    def _job(self, task: str, parts: Mapping[str, str], limit: int) -> Job:
        read = {name: _ntriples(text, name) for name, text in parts.items()}
        declared = {line for text in read.values() for line in text.splitlines(True) if _declares(line)}
        return Job(task, read, "".join(sorted(declared)), limit, self.timeout_s / 2)

    def _ask(self, job: Job) -> Answer:
        deadline = time.monotonic() + self.timeout_s
        if not self._lock.acquire(timeout=self.timeout_s):
            raise Overloaded("the reasoner is busy; try again later")
        whole = False
        try:
            answer = self._answer(job, deadline)
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

    def _answer(self, job: Job, deadline: float) -> Answer:
        pipe = self._worker()
        try:
            pipe.send(job)
            if not pipe.poll(max(0.0, deadline - time.monotonic())):
                raise Overloaded(
                    f"the reasoner took longer than {self.timeout_s:g} seconds and was stopped; "
                    "check fewer statements at a time"
                )
            answer: Answer = pipe.recv()
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
    from realism.checks.logic_worker import main  # the JVM bridge is imported in the worker only

    main(pipe)


def _declares(line: str) -> bool:
    match = _LINE.match(line)
    return match is not None and match["p"] == RDF + "type" and match["o"] in _DECLARED and match["s"][0] == "<"


def _ntriples(text: str, name: str) -> str:
    """`text` as N-Triples without owl:imports, which are never followed, and without owl:Ontology headers.

    Raises BadInput when it does not parse.
    """
    lines = [line for line in text.split("\n") if line]
    if not all(_LINE.fullmatch(line) for line in lines):
        from realism.knowledge.sources import parse_turtle  # rdflib only for what is not N-Triples

        lines = parse_turtle(text, Path(name)).graph.serialize(format="nt").split("\n")
    matches = (_LINE.fullmatch(line) for line in lines)
    return "".join(
        f"{match[0]}\n"
        for match in matches
        if match is not None and match["p"] != OWL + "imports" and match["o"] != f"<{OWL}Ontology>"
    )
