"""`realism corpus --engine spark` on a real standalone master with two workers: the same bytes as on one machine."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest

import corpora
from corpora import contents
from realism.corpus.extras import needed
from realism.corpus.java import java_home
from realism.errors import StartupError

PART = "100000"
SURVIVORS = """
import json, sys
from corpora import DEADLY, DILEMMA, DeadlyTask
from realism.corpus.articles import Article, Limits
from realism.corpus.batches import batches
from realism.corpus.bounds import Meter
from realism.corpus.linking import read_base
from realism.corpus.spark import Cluster
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.embedded import EmbeddedStore

store = EmbeddedStore()
load_bundle(store, ontology_dir())
texts = [DILEMMA, DEADLY, DILEMMA]
articles = [Article(str(number), "", text, "plain", "") for number, text in enumerate(texts)]
task = DeadlyTask(*read_base(store), "first", "jsonl", "https://example.org/", "https://example.org/", 60)
with Cluster(task, sys.argv[1]) as cluster:
    [result] = cluster.results(batches(articles, 100_000, Limits(), Meter()), 0)
print([json.loads(line)["id"] for line in result.part.splitlines()], result.skipped.counts)
"""

GONE = """
from pyspark import SparkContext
from corpora import DILEMMA
from realism.corpus.articles import Article, Limits
from realism.corpus.batches import batches
from realism.corpus.bounds import Meter
from realism.corpus.linking import Task, read_base
from realism.corpus.spark import Cluster
from realism.errors import StartupError
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.embedded import EmbeddedStore

store = EmbeddedStore()
load_bundle(store, ontology_dir())
task = Task(*read_base(store), "first", "jsonl", "https://example.org/", "https://example.org/", 60)
with Cluster(task, "local[1]") as cluster:
    SparkContext.getOrCreate()._jsc.stop()  # as Spark does where no master answers
    try:
        list(cluster.results(batches([Article("1", "", DILEMMA, "plain", "")], 100_000, Limits(), Meter()), 0))
    except StartupError as error:
        print(error.message)
"""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _environment(home: Path) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    return {
        **corpora.environment(),
        "JAVA_HOME": str(home),
        # These processes live for a minute: there is no time to compile well.
        "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONPATH": path,
    }


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Spark master with two workers of one core each, all on this machine."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        pytest.skip("pyspark is not installed: pip install 'realism[spark]'")
    folder, spark = tmp_path_factory.mktemp("spark"), Path(found.origin).with_name("bin") / "spark-class"
    url = f"spark://127.0.0.1:{_free_port()}"
    local = ("--host", "127.0.0.1", "--webui-port", "0")
    work = ("--cores", "1", "--memory", "1g", "--work-dir")
    with ExitStack() as stack:
        environment = _environment(stack.enter_context(java_home()))

        def start(name: str, *arguments: str) -> None:
            log = stack.enter_context((folder / name).open("wb"))
            command = [str(spark), f"org.apache.spark.deploy.{arguments[0]}", *local, *arguments[1:]]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
            stack.callback(process.wait)
            stack.callback(process.terminate)

        start("master", "master.Master", "--port", url.rpartition(":")[2])
        for name in ("one", "two"):
            start(name, "worker.Worker", *work, str(folder / f"work-{name}"), url)
        until = time.monotonic() + 120
        while (folder / "master").read_text("utf-8").count("Registering worker") < 2:
            assert time.monotonic() < until, (folder / "master").read_text("utf-8")
            time.sleep(0.1)
        yield url


def test_spark_goes_on_with_a_run_and_writes_the_same(master: str, tmp_path: Path) -> None:
    corpus = corpora.write_jsonl(tmp_path / "a.jsonl", corpora.texts(300))
    whole, folder = tmp_path / "whole", tmp_path / "out"
    for one in (whole, folder):
        assert corpora.run(corpus, one, "--part-size", PART).returncode == 0
    manifest = folder / "manifest.jsonl"
    lines = manifest.read_bytes().splitlines(keepends=True)
    assert len(lines) > 6
    manifest.write_bytes(lines[0])
    for part in range(1, len(lines)):
        (folder / "mentions" / f"part-{part:06d}.jsonl").unlink()
        (folder / "links" / f"part-{part:06d}.nq").unlink()
    with java_home() as home:
        done = subprocess.run(
            corpora.command(corpus, folder, "--part-size", PART, "--engine", "spark", "--master", master),
            env=_environment(home), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"engine": "spark"' in done.stdout
    assert contents(folder) == contents(whole)
    assert corpora.report(folder) == corpora.report(whole)


def test_an_article_at_which_processes_of_spark_end_is_left_out_alone(master: str) -> None:
    with java_home() as home:
        done = subprocess.run(
            [sys.executable, "-c", SURVIVORS, master],
            env=_environment(home), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.stdout == "['0', '2'] {'crash': 1}\n", done.stderr


def test_a_spark_that_is_gone_is_told_in_one_sentence() -> None:
    with java_home() as home:
        command = [sys.executable, "-c", GONE]
        done = subprocess.run(command, env=_environment(home), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Spark is gone: ")
    assert done.stdout.endswith("; see whether its master is up\n")
    assert done.stdout.count("\n") == 1


def test_java_for_spark_does_without_the_module_that_it_lacks() -> None:
    with java_home() as home:
        asked = [str(home / "bin" / "java"), "--add-modules=jdk.incubator.vector", "-Da=b c", "--version"]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("openjdk")


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for package, extra in (("pyspark", "spark"), ("pyarrow", "corpus")):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(StartupError, match=rf"needs {package}.*pip install 'realism\[{extra}\]'"):
            needed(package)
