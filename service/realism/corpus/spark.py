"""Batches linked on Apache Spark: the same function on the same batches, so that the same comes out."""

import os
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from realism.corpus.articles import Skip
from realism.corpus.batches import Batch
from realism.corpus.extras import needed
from realism.corpus.feeding import ahead
from realism.corpus.java import environment, java_home
from realism.corpus.linking import BatchLinker, Result, Task
from realism.errors import RealismError, StartupError

if TYPE_CHECKING:
    from pyspark import Broadcast

_READ_AHEAD: Final = 2
_MOST_JOBS: Final = 1000
_LARGEST_MESSAGE_MIB: Final = 512
_OPTIONS: Final = {
    "spark.app.name": "realism corpus",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # A batch at which a process ends is tried once more, then taken apart.
    "spark.task.maxFailures": "2",
    "spark.rpc.message.maxSize": str(_LARGEST_MESSAGE_MIB),
    "spark.driver.maxResultSize": "0",
    "spark.log.level": "ERROR",
}
_SIGNS_OF_LOSS: Final = ("Python worker exited unexpectedly", "ExecutorLostFailure")
_ERROR: Final = re.compile(r"(?:: |Caused by: )?((?:[\w$]+\.)*\w*(?:Error|Exception)\b.*)")

_linkers: dict[str, BatchLinker] = {}
"""In a process of Spark's: the linker of the run at hand, which its tasks share."""


class _Lost(Exception):
    """A process that Spark ran a batch in is gone."""


def _link(
    run: str, task: "Broadcast[Task]", batches: Iterable[Batch], without: Mapping[int, Skip] | None
) -> Iterator[Result]:
    """What Spark runs on each partition."""
    if run not in _linkers:
        _linkers.clear()
        _linkers[run] = BatchLinker(task.value)
    for batch in batches:
        yield _linkers[run].link(batch, without=without)


class Cluster:
    """A connection to Spark for one run. Use as a context; `results` once."""

    def __init__(self, task: Task, master: str | None) -> None:
        self._task = task
        self._pyspark = needed("pyspark")
        self._stack = ExitStack()
        try:
            self._context, self._shared = self._connect(master)
        except BaseException:
            self._stack.close()
            raise

    def _connect(self, master: str | None) -> "tuple[Any, Broadcast[Task]]":
        """The connection, and the task where every executor finds it.

        Raises StartupError when Spark cannot be reached.
        """
        self._stack.enter_context(environment(JAVA_HOME=str(self._stack.enter_context(java_home()))))
        if "PYSPARK_PYTHON" not in os.environ:
            self._stack.enter_context(environment(PYSPARK_PYTHON=sys.executable))
        conf = self._pyspark.SparkConf()
        for name, value in _OPTIONS.items():
            conf.setIfMissing(name, value)
        if master is not None:
            conf.setMaster(master)
        conf.setIfMissing("spark.master", "local[*]")
        from py4j.protocol import Py4JError

        try:
            context = self._pyspark.SparkContext(conf=conf)
            self._stack.callback(context.stop)
            # Where no master answers, the connection is made, and dead.
            return context, context.broadcast(self._task)
        except (Py4JError, self._pyspark.errors.PySparkException) as error:
            raise StartupError(
                f"Spark does not begin at {conf.get('spark.master')}: {_core(str(error))}; see whether its master is up"
            ) from None

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def results(self, batches: Iterator[Batch], first: int) -> Iterator[Result]:
        """What `batches`, of which `first` is the first, come to, in order.

        Each batch is a job of one task, and twice as many are under way as there are cores: a job then begins as soon
        as a core is free, and a slow one holds up nothing but what is written.
        What reading the batches raises is raised after what came before.
        """
        under_way: deque[Future[Result]] = deque()
        failure: RealismError | None = None
        with ahead(batches, _READ_AHEAD) as read, ThreadPoolExecutor(_MOST_JOBS) as pool, self._no_jobs_left():
            while True:
                try:
                    batch = next(read)
                except StopIteration:
                    break
                except RealismError as error:
                    failure = error
                    break
                under_way.append(pool.submit(self._result, batch))
                # Asked each time: executors come and go.
                while len(under_way) >= min(2 * self._context.defaultParallelism, _MOST_JOBS):
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        if failure is not None:
            raise failure

    @contextmanager
    def _no_jobs_left(self) -> Iterator[None]:
        """End all jobs when what is in the block ends before its time."""
        from py4j.protocol import Py4JError

        try:
            yield
        except Py4JError as error:
            raise StartupError(f"Spark is gone: {_core(str(error))}; see whether its master is up") from None
        except BaseException:
            with suppress(Py4JError):
                self._context.cancelAllJobs()
            raise

    def _result(self, batch: Batch) -> Result:
        try:
            return self._run(batch)
        except _Lost:
            return self._run(batch, self._deadly(batch, range(len(batch.articles))))

    def _run(self, batch: Batch, without: Mapping[int, Skip] | None = None) -> Result:
        """Link `batch` as one job; raises _Lost when the process that did it ended."""
        run, task = self._context.applicationId, self._shared
        from py4j.protocol import Py4JError

        def link(batches: Iterable[Batch]) -> Iterator[Result]:
            return _link(run, task, batches, without)

        try:
            result: Result = self._context.parallelize([batch], 1).mapPartitions(link).first()
        except (Py4JError, self._pyspark.errors.PySparkException) as error:
            told = str(error)
            if any(sign in told for sign in _SIGNS_OF_LOSS):
                raise _Lost from None
            raise StartupError(
                f"Spark could not link part {batch.number}: {_core(told)}; see its log, and whether its master is up"
            ) from None
        return result

    def _deadly(self, batch: Batch, numbers: range) -> dict[int, Skip]:
        """Those articles of `batch`, of the `numbers` given, at which a process ends; at one of them at least it did.

        Raises StartupError when processes end without an article, too.
        """
        if len(numbers) > 1:
            middle = len(numbers) // 2
            halves = (half for half in (numbers[:middle], numbers[middle:]) if self._ends(batch, half))
            return {number: skip for half in halves for number, skip in self._deadly(batch, half).items()}
        if not numbers or self._ends(batch, range(0)):
            raise StartupError("The processes of Spark end as they begin: see what its executors logged")
        return {numbers[0]: Skip("crash", batch.articles[numbers[0]].id, "the process of Spark ended")}

    def _ends(self, batch: Batch, numbers: range) -> bool:
        """Whether a process ends at these articles of `batch`."""
        try:
            self._run(replace(batch, articles=batch.articles[numbers.start : numbers.stop]))
        except _Lost:
            return True
        return False


def _core(told: str) -> str:
    """What says most in an error of Spark's, which is pages long: the last error of Python's, or the first of any."""
    errors = [match[1] for line in told.splitlines() if (match := _ERROR.match(line.strip()))]
    python = [line for line in errors if "." not in line.partition(":")[0]]
    return (python[-1] if python else errors[0] if errors else told.partition("\n")[0]).rstrip(".")
