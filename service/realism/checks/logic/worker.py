"""The worker process of the reasoner: takes jobs from a pipe, answers each with a result or an error."""

import gc
import signal
from multiprocessing.connection import Connection
from threading import Event, Thread

import jpype

from realism.checks.logic.axioms import Answer, Job, too_long
from realism.checks.logic.entailed import entailed
from realism.checks.logic.explaining import Editing
from realism.checks.logic.jvm import Engine, Interrupted
from realism.checks.logic.reasoning import Reasoning
from realism.errors import RealismError

_AGAIN = 0.02


def main(pipe: Connection) -> None:
    """Answer jobs from `pipe` until it closes."""
    # An interrupt from the terminal is for the parent, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        engine = Engine()
    except RealismError as error:
        pipe.send(error)
        return
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(answer(engine, job))
        except RealismError as error:
            pipe.send(error)
        except jpype.JException as error:
            # After a Java error (out of memory, stack overflow) the JVM is not trusted any more.
            pipe.send(f"{error.getClass().getSimpleName()}: {error.getMessage()}")
            return
        # JPype has Python look for garbage whenever Java does: not again among all that is kept between questions.
        gc.collect()
        gc.freeze()


def answer(engine: Engine, job: Job) -> Answer:
    """Carry out one job. Raises Overloaded when it is not done in its time."""
    engine.tidy()
    if job.until is None:
        return _answer(engine, job)
    done = Event()
    watch = Thread(target=_interrupt, args=(engine, done, job.until), name="deadline")
    watch.start()
    try:
        return _answer(engine, job)
    except Interrupted:
        raise too_long(job.until) from None
    finally:
        done.set()
        watch.join()
        engine.resume()


def _interrupt(engine: Engine, done: Event, seconds: float) -> None:
    if not done.wait(seconds):
        engine.interrupt()
        # HermiT forgets an interruption that comes between two of its steps.
        while not done.wait(_AGAIN):
            engine.interrupt()


def _answer(engine: Engine, job: Job) -> Answer:
    if job.task == "ready":
        return []
    if job.task == "follow":
        return entailed(engine, job)
    if job.task == "change":
        return Editing(engine, job).verdict()
    reasoning = Reasoning(engine, job)
    if job.task == "carry":
        return reasoning.carry()
    if job.task == "axioms":
        return reasoning.stated()
    if job.task == "check":
        return reasoning.verdict()
    return reasoning.clashes() if job.task == "clashes" else reasoning.justify()
