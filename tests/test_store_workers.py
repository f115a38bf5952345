"""Queries of clients in processes of their own: the same answers, and nothing a query does reaches another."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from realism.errors import NotAcceptable, Overloaded, QuerySyntaxError, RealismError, Refused, StartupError, TooLarge
from realism.store.base import (
    BINDINGS_FORMATS,
    BOOLEAN_FORMATS,
    CSV,
    GRAPH_FORMATS,
    NQUADS,
    TRIG,
    TURTLE,
    Format,
    Iri,
    Quad,
)
from realism.store.embedded import EmbeddedStore
from realism.store.frames import Kind
from realism.store.workers import Ask, Limits, QueryWorkers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc, which only Linux has")

T = TypeVar("T")
EX = "http://example.org/"
ONE, TWO = f"{EX}g/one", f"{EX}g/two"
NODES = 60
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
RUNAWAYS = {
    "cartesian count": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "sorted product": f"SELECT * {{ {PRODUCT} }} ORDER BY ?c ?a ?m ?o",
    "property paths": f"""SELECT (COUNT(*) AS ?n)
        {{ ?a (<{EX}p>*/!<{EX}q>*)* ?b . ?c (<{EX}p>|!<{EX}q>)* ?d . ?e ?f ?g }}""",
    "regular expressions": f"""SELECT (COUNT(*) AS ?n) {{ {PRODUCT}
        FILTER(REGEX(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)), "(.*.*.*.*.*.*.*a)x+$")) }}""",
    "too many rows": "SELECT ?a ?d ?g ?j ?m { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
    "too many statements": f"CONSTRUCT {{ ?a ?b ?f }} {{ {PRODUCT} }}",
    "too many groups": f"SELECT ?a ?d ?g ?j ?m (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?a ?d ?g ?j ?m",
    "a long text": f"SELECT (GROUP_CONCAT(STR(?a)) AS ?text) {{ {PRODUCT} }}",
    "deep recursion": "ASK { ?s ?p (" + "0 " * 20_000 + ")}",
    "nested brackets": "ASK " + "{" * 1_000_000,
}
LOOKUP = Ask(f"SELECT ?name {{ <{EX}n7> <{EX}name> ?name }}", formats={"bindings": CSV})
TIGHT = Limits(deadline=2.0, memory=256 << 20, slow=0.2, wait=30.0)


@pytest.fixture
def data() -> Iterator[EmbeddedStore]:
    """A ring of nodes with names, in one graph."""
    store = EmbeddedStore()
    for n in range(NODES):
        store.update(
            f'INSERT DATA {{ GRAPH <{ONE}> {{ <{EX}n{n}> <{EX}p> <{EX}n{(n + 1) % NODES}> ; <{EX}name> "{n}" }} }}'
        )
    yield store
    store.close()


def run(
    store: EmbeddedStore,
    work: Callable[[QueryWorkers], Coroutine[Any, Any, T]],
    limits: Limits = TIGHT,
    workers: int = 2,
) -> T:
    """What `work` returns with workers on `store`; afterwards no process and no descriptor is left over."""

    async def main() -> T:
        # The loop's own descriptors and those of its threads are there before and after.
        await asyncio.to_thread(lambda: None)
        before = descriptors()
        query_workers = QueryWorkers(store, workers, limits)
        try:
            await query_workers.start()
            return await work(query_workers)
        finally:
            await query_workers.close()
            assert descriptors() == before

    STRANGERS.clear()
    STRANGERS.update(descendants(os.getpid()))
    outcome = asyncio.run(main())
    until(lambda: not family())
    return outcome


def descriptors() -> int:
    """How many this process has open, besides the engine's files."""
    found = [Path(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
    return sum("rocksdb" not in os.readlink(path) for path in found if path.is_symlink())


def descendants(pid: int) -> dict[int, str]:
    """The processes under `pid`, each with its state (Z is a zombie)."""
    found = {}
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()):
        try:
            found[child] = Path(f"/proc/{child}/stat").read_text("ascii").rpartition(")")[2].split()[0]
            found |= descendants(child)
        except FileNotFoundError:
            continue
    return found


def test_when_the_zygote_cannot_be_started_queries_hear_so_until_it_can(
    data: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        with monkeypatch.context() as broken:
            # Python does not come up without its library.
            broken.setenv("PYTHONHOME", "/nonexistent")
            os.kill(zygotes()[0], signal.SIGKILL)
            await soon(lambda: not zygotes())
            error = await failure(workers.ask(LOOKUP))
            assert isinstance(error, Overloaded)
            assert "does not start" in error.message
        assert (await workers.ask(LOOKUP)).rows == 1
        assert await count(workers) == 2 * NODES

    run(data, work)


def test_a_service_that_cannot_start_its_processes_says_so(
    data: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nonexistent")

    async def work(workers: QueryWorkers) -> None:
        raise AssertionError("it has not started")

    with pytest.raises(StartupError, match="does not start"):
        run(data, work)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


STRANGERS: set[int] = set()
"""Processes that other tests of this run have started and still use."""


def family() -> set[int]:
    """The processes that belong to the workers under test, dead ones that nobody has buried included."""
    return descendants(os.getpid()).keys() - STRANGERS


def zygotes() -> list[int]:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    return [int(pid) for pid in children if int(pid) not in STRANGERS]


def until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to pass in ten seconds")


async def soon(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to pass in ten seconds")


async def failure(answer: Awaitable[Any]) -> RealismError:
    with pytest.raises(RealismError) as caught:
        await answer
    return caught.value


async def count(workers: QueryWorkers, pattern: str = "?s ?p ?o") -> int:
    answer = await workers.ask(Ask(f"SELECT * {{ {pattern} }}", formats={"bindings": CSV}))
    return answer.rows


QUERIES: list[tuple[str, Kind, tuple[Format, ...]]] = [
    (f"SELECT ?n ?name {{ ?n <{EX}name> ?name }} ORDER BY ?n", "bindings", BINDINGS_FORMATS),
    ("ASK { ?s ?p 1 }", "boolean", BOOLEAN_FORMATS),
    (f"CONSTRUCT {{ ?s <{EX}q> ?o }} {{ ?s <{EX}p> ?o }}", "graph", GRAPH_FORMATS),
    (f"DESCRIBE <{EX}n7>", "graph", GRAPH_FORMATS),
]


def test_answers_are_those_of_the_store_in_every_format(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        for text, kind, formats in QUERIES:
            for format_ in formats:
                answer = await workers.ask(Ask(text, formats={kind: format_}))
                results = data.query(text)
                assert (answer.form, answer.format) == (results.form, format_)
                assert answer.body == results.serialize(format_)
                assert answer.version == data.version

    run(data, work)


def test_answers_tell_how_many_rows_they_have(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        rows = [(await workers.ask(Ask(text))).rows for text, _, _ in QUERIES]
        assert rows == [NODES, 1, NODES, 2]

    run(data, work)


def test_the_dataset_and_the_base_iri_can_be_given(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        everything = "SELECT * { ?s ?p ?o }"
        assert (await workers.ask(Ask(everything, default_graphs=[TWO]))).rows == 0
        assert (await workers.ask(Ask(everything, default_graphs=[ONE]))).rows == 2 * NODES
        assert (await workers.ask(Ask(everything, named_graphs=[ONE]))).rows == 0
        assert (await workers.ask(Ask("SELECT * { <n7> ?p ?o }", base=EX))).rows == 2

    run(data, work)


def test_errors_are_those_of_the_store(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        syntax = await failure(workers.ask(Ask("SELECT *\nWHERE { ?s ex:p ?o }")))
        assert isinstance(syntax, QuerySyntaxError)
        assert syntax.detail["line"] == 2
        assert isinstance(await failure(workers.ask(Ask("ASK { SERVICE <http://x/> {} }"))), Refused)
        assert isinstance(await failure(workers.ask(Ask("ASK {}", default_graphs=["file:///etc/passwd"]))), Refused)
        wrong = await failure(workers.ask(Ask("ASK {}", formats={"bindings": CSV, "graph": TURTLE})))
        assert isinstance(wrong, NotAcceptable)
        assert "sparql-results+json" in wrong.message
        assert "surrogate" in (await failure(workers.ask(Ask("ASK { ?s ?p '\ud800' }")))).message
        assert (await workers.ask(LOOKUP)).rows == 1

    run(data, work)


@pytest.mark.parametrize("name", RUNAWAYS)
def test_no_query_outlives_its_limits_or_is_noticed_by_others(data: EmbeddedStore, name: str) -> None:
    async def work(workers: QueryWorkers) -> None:
        runaway = asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS[name]))))
        asked = 0
        while not runaway.done():
            assert (await workers.ask(LOOKUP)).body == b"name\r\n7\r\n"
            asked += 1
        assert asked
        error = await runaway
        assert isinstance(error, Overloaded | TooLarge | Refused)
        for _ in range(3):
            assert (await workers.ask(LOOKUP)).rows == 1
        # The zygote and its two query processes: the one that is gone is replaced and buried.
        await soon(lambda: len(family()) == 3)

    run(data, work, workers=2)


@pytest.mark.parametrize(
    ("query", "limits", "limit"),
    [
        (RUNAWAYS["cartesian count"], Limits(deadline=0.2), "deadline"),
        (RUNAWAYS["cartesian count"], Limits(deadline=0.5, slow=0.1), "deadline"),
        (RUNAWAYS["sorted product"], Limits(memory=64 << 20), "memory"),
        (RUNAWAYS["a long text"], Limits(memory=64 << 20), "memory"),
        (RUNAWAYS["deep recursion"], Limits(), "depth"),
        (RUNAWAYS["too many rows"], Limits(bytes=100_000), "bytes"),
        ("SELECT * { ?a ?b ?c }", Limits(rows=2 * NODES - 1), "rows"),
        ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", Limits(rows=2 * NODES - 1), "rows"),
        ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", Limits(bytes=1000), "bytes"),
    ],
)
def test_the_error_names_the_limit(data: EmbeddedStore, query: str, limits: Limits, limit: str) -> None:
    async def work(workers: QueryWorkers) -> None:
        error = await failure(workers.ask(Ask(query)))
        assert error.detail["limit"] == limit
        assert isinstance(error, Overloaded if limit == "deadline" else TooLarge)
        assert limit == "depth" or error.detail["allowed"] == getattr(limits, limit)

    run(data, work, limits)


def test_what_fits_just_fits(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        assert (await workers.ask(Ask("SELECT * { ?a ?b ?c }"))).rows == 2 * NODES
        assert (await workers.ask(Ask("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }"))).rows == 2 * NODES

    run(data, work, Limits(rows=2 * NODES))


def test_long_texts_and_long_answers_pass_whole(data: EmbeddedStore) -> None:
    text = "x" * 3_000_000

    async def work(workers: QueryWorkers) -> None:
        answers = [
            workers.ask(Ask(f'SELECT * {{ BIND("{text}{n}" AS ?text) }}', formats={"bindings": CSV})) for n in (1, 2)
        ]
        for n, answer in enumerate(await asyncio.gather(*answers), 1):
            assert answer.body == f"text\r\n{text}{n}\r\n".encode()
        assert (await workers.ask(LOOKUP)).rows == 1

    run(data, work, Limits())


def test_a_process_that_has_grown_is_replaced(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        before = family()
        text = ", ".join(["?t"] * 40)
        await workers.ask(Ask(f'SELECT (STRLEN(CONCAT({text})) AS ?n) {{ BIND("{"x" * 1_000_000}" AS ?t) }}'))
        await soon(lambda: len(family()) == 2 and family() != before)
        assert (await workers.ask(LOOKUP)).rows == 1

    run(data, work, Limits(memory=128 << 20), workers=1)


def test_many_at_once_are_all_answered(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        asks = [Ask(f"SELECT ?name {{ <{EX}n{n}> <{EX}name> ?name }}", formats={"bindings": CSV}) for n in range(NODES)]
        answers = await asyncio.gather(*(workers.ask(ask) for ask in asks))
        assert [answer.body for answer in answers] == [f"name\r\n{n}\r\n".encode() for n in range(NODES)]

    run(data, work, Limits())


def test_a_full_queue_sends_away_and_nobody_waits_for_ever(data: EmbeddedStore) -> None:
    limits = Limits(deadline=2.0, queue=2, wait=0.3, slow=5.0)

    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        running = [asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"]))))]
        await asyncio.sleep(0)
        waiting = [asyncio.ensure_future(failure(workers.ask(LOOKUP))) for _ in range(2)]
        await asyncio.sleep(0)
        full = await failure(workers.ask(LOOKUP))
        ends = await asyncio.gather(*waiting, *running)
        assert [error.detail["limit"] for error in (full, *ends)] == ["queue", "wait", "wait", "deadline"]
        assert all(isinstance(error, Overloaded) and error.detail["retry_after"] >= 1 for error in (full, *ends))
        assert (await workers.ask(LOOKUP)).rows == 1

    run(data, work, limits, workers=1)


def test_slow_queries_leave_room_for_quick_ones(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        slow = [asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"])))) for _ in range(3)]
        await asyncio.sleep(0)
        assert (await workers.ask(LOOKUP)).rows == 1
        assert not any(one.done() for one in slow)
        assert {error.detail["limit"] for error in await asyncio.gather(*slow)} == {"deadline"}
        await soon(lambda: len(family()) == 2)

    run(data, work, Limits(deadline=3.0, slow=0.1, wait=30.0, slow_workers=3), workers=1)


def test_long_queries_beyond_their_number_make_way_for_quick_ones(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        slow = [asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"])))) for _ in range(4)]
        while not all(one.done() for one in slow):
            assert (await workers.ask(LOOKUP)).rows == 1
        limits = [error.detail["limit"] for error in await asyncio.gather(*slow)]
        assert sorted(limits) == ["deadline", "slow_workers", "slow_workers", "slow_workers"]

    run(data, work, Limits(deadline=7.0, slow=0.1, wait=3.0, slow_workers=1), workers=1)


def test_long_queries_that_made_way_are_begun_again(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        slow = [asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"])))) for _ in range(4)]
        while not all(one.done() for one in slow):
            assert (await workers.ask(LOOKUP)).rows == 1
        assert {error.detail["limit"] for error in await asyncio.gather(*slow)} == {"deadline"}

    run(data, work, Limits(deadline=0.5, slow=0.05, wait=30.0, slow_workers=1), workers=1)


def test_twenty_runaways_of_one_client_do_not_hold_up_another(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        texts = [f"# {n}\n{RUNAWAYS['cartesian count']}" for n in range(20)]
        runaways = [asyncio.ensure_future(failure(workers.ask(Ask(text), "one"))) for text in texts]
        await asyncio.sleep(0)
        assert (await workers.ask(LOOKUP, "other")).rows == 1
        # It has overtaken those that came before it, which none of them has outlived.
        assert sum(one.done() for one in runaways) == 0
        while not all(one.done() for one in runaways):
            assert (await workers.ask(LOOKUP, "other")).rows == 1
        ends = {error.detail["limit"] for error in await asyncio.gather(*runaways)}
        assert ends <= {"deadline", "slow_workers", "wait"}
        await soon(lambda: len(family()) == 3)

    run(data, work, Limits(deadline=2.0, wait=3.0))


def test_no_client_keeps_others_from_the_processes_for_long_queries(data: EmbeddedStore) -> None:
    texts = [f"# {n}\n{RUNAWAYS['cartesian count']}" for n in range(6)]

    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        one = [asyncio.ensure_future(failure(workers.ask(Ask(text), "one"))) for text in texts]
        await asyncio.sleep(0.3)
        other = asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"]), "other")))
        while not other.done():
            assert (await workers.ask(LOOKUP, "third")).rows == 1
        assert (await other).detail["limit"] == "deadline"
        ends = [error.detail["limit"] for error in await asyncio.gather(*one)]
        assert "slow_workers" in ends

    run(data, work, Limits(deadline=3.0, slow=0.05, wait=1.0, slow_workers=2), workers=1)


def test_in_a_full_queue_whoever_has_most_gives_way(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        running = asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"]), "one")))
        await asyncio.sleep(0)
        waiting = [asyncio.ensure_future(workers.ask(LOOKUP, "one")) for _ in range(4)]
        await asyncio.sleep(0)
        other = asyncio.ensure_future(workers.ask(LOOKUP, "other"))
        assert (await failure(waiting[-1])).detail["limit"] == "queue"
        assert (await other).rows == 1
        assert [(await one).rows for one in waiting[:-1]] == [1, 1, 1]
        await running

    run(data, work, Limits(deadline=1.0, queue=4, wait=30.0, slow=5.0), workers=1)


def test_a_query_nobody_waits_for_is_ended(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        before = family()
        gone = asyncio.ensure_future(workers.ask(Ask(RUNAWAYS["cartesian count"])))
        waiting = asyncio.ensure_future(workers.ask(LOOKUP))
        await asyncio.sleep(0.05)
        gone.cancel()
        waiting.cancel()
        assert (await workers.ask(LOOKUP)).rows == 1
        await soon(lambda: len(family()) == 2)
        assert family() != before

    run(data, work, Limits(deadline=60.0, slow=60.0, wait=60.0), workers=1)


def test_when_the_zygote_dies_running_queries_hear_so_and_the_next_are_answered(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        before = family()
        running = asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"]))))
        await asyncio.sleep(0.05)
        os.kill(zygotes()[0], signal.SIGKILL)
        error = await running
        assert isinstance(error, Overloaded)
        assert error.detail["retry_after"] == 1
        assert (await workers.ask(LOOKUP)).rows == 1
        await soon(lambda: len(family()) == 3 and not family() & before)
        # They are orphans now, which whoever adopts orphans here has to bury.
        await soon(lambda: not any(map(alive, before)))

    run(data, work, Limits(deadline=60.0))


def replaced(worker: int) -> bool:
    return len(family()) == 2 and worker not in family()


def test_a_query_process_killed_from_outside_is_replaced(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        for running in (False, True):
            [worker] = descendants(zygotes()[0])
            asked = asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"])))) if running else None
            await asyncio.sleep(0.05)
            os.kill(worker, signal.SIGKILL)
            if asked:
                assert isinstance(await asked, Overloaded)
            await soon(partial(replaced, worker))
            assert (await workers.ask(LOOKUP)).rows == 1

    run(data, work, Limits(deadline=60.0), workers=1)


SERVICE = f"""
import asyncio
from realism.store.embedded import EmbeddedStore
from realism.store.workers import Ask, Limits, QueryWorkers
async def main():
    store = EmbeddedStore()
    for n in range(60):
        store.update(f"INSERT DATA {{{{ <{EX}{{n}}> <{EX}p> {{n}} }}}}")
    workers = QueryWorkers(store, 2, Limits(deadline=600.0, slow=600.0))
    await workers.start()
    asked = asyncio.ensure_future(workers.ask(Ask({RUNAWAYS["cartesian count"]!r})))
    await asyncio.sleep(0.2)
    print("running", flush=True)
    await asked
asyncio.run(main())
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_the_service(ending: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVICE], stdout=subprocess.PIPE) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == b"running\n"
        family = descendants(service.pid)
        assert len(family) == 3
        service.send_signal(ending)
        service.wait()
        until(lambda: not any(map(alive, family)))


def test_queries_are_finished_when_all_processes_are_asked_to_end(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        await workers.ask(LOOKUP)
        before = family()
        for pid in before:
            os.kill(pid, signal.SIGTERM)
            os.kill(pid, signal.SIGINT)
        assert (await workers.ask(LOOKUP)).rows == 1
        assert family() == before

    run(data, work)


def test_queries_under_way_hear_that_the_service_stops(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        asks = [asyncio.ensure_future(failure(workers.ask(Ask(RUNAWAYS["cartesian count"])))) for _ in range(4)]
        await asyncio.sleep(0.05)
        await workers.close()
        assert {type(error) for error in await asyncio.gather(*asks)} == {Overloaded}
        assert isinstance(await failure(workers.ask(LOOKUP)), Overloaded)

    run(data, work, Limits(deadline=60.0))


CHANGES: list[Callable[[EmbeddedStore], object]] = [
    lambda store: store.update(f"INSERT DATA {{ GRAPH <{TWO}> {{ <{EX}x> <{EX}y> 1, 2 }} }}"),
    lambda store: store.update(f"DELETE WHERE {{ GRAPH <{TWO}> {{ ?s ?p 1 }} }}"),
    lambda store: store.update(f"INSERT {{ <{EX}x> <{EX}at> ?now }} WHERE {{ BIND(UUID() AS ?now) }}"),
    lambda store: store.load(f"<{EX}x> <{EX}y> [ <{EX}z> 3 ] .".encode(), TURTLE, TWO),
    lambda store: store.extend([Quad(Iri(f"{EX}x"), Iri(f"{EX}y"), Iri(f"{EX}z"), Iri(TWO))]),
    lambda store: store.update("LOAD SILENT <http://example.org/nothing>"),
    lambda store: store.replace(f"<{EX}x> <{EX}y> <{EX}z> <{TWO}> .".encode(), "another"),
    lambda store: store.update("CLEAR ALL"),
]


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_the_next_query_sees_what_was_written(place: str, tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data" if place == "disk" else None)
    dump = Ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")

    async def work(workers: QueryWorkers) -> None:
        for change in CHANGES:
            change(store)
            answer = await workers.ask(dump)
            assert answer.version == store.version
            assert answer.body == store.query(dump.text).serialize(TURTLE)
        # Folders of copies that are no longer read are gone.
        await soon(lambda: place == "memory" or len(list((tmp_path / "data" / "copies").iterdir())) == 1)

    run(store, work)
    store.close()


def test_a_folder_opened_read_only_is_read_where_it_is(data: EmbeddedStore, tmp_path: Path) -> None:
    writer = EmbeddedStore(tmp_path)
    writer.load(data.dump(TRIG), TRIG)
    writer.close()
    reader = EmbeddedStore(tmp_path, read_only=True)
    before = sorted(tmp_path.iterdir())

    async def work(workers: QueryWorkers) -> None:
        assert await count(workers) == 2 * NODES
        assert isinstance(await failure(workers.ask(Ask(RUNAWAYS["cartesian count"]))), Overloaded)
        assert await count(workers) == 2 * NODES

    run(reader, work)
    assert sorted(tmp_path.iterdir()) == before
    reader.close()


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_readers_see_their_own_writes_while_others_write(place: str, tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data" if place == "disk" else None)

    async def client(workers: QueryWorkers, name: str) -> None:
        for n in range(1, 6):
            await asyncio.to_thread(store.update, f"INSERT DATA {{ <{EX}{name}> <{EX}wrote> {n} }}")
            assert await count(workers, f"<{EX}{name}> <{EX}wrote> ?o") == n

    async def work(workers: QueryWorkers) -> None:
        await asyncio.gather(*(client(workers, f"client{n}") for n in range(6)))
        assert await count(workers) == 30

    run(store, work, Limits(wait=60.0))
    store.close()


def test_a_stream_of_writes_does_not_hold_queries_up(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        stop = False

        def write() -> None:
            n = 0
            while not stop:
                n += 1
                data.update(f"INSERT DATA {{ <{EX}x> <{EX}wrote> {n} }}")

        writing = asyncio.ensure_future(asyncio.to_thread(write))
        seen = [await count(workers, f"<{EX}x> <{EX}wrote> ?o") for _ in range(8)]
        stop = True
        await writing
        assert seen == sorted(seen)
        assert await count(workers, f"<{EX}x> <{EX}wrote> ?o") == len(data) - 2 * NODES

    run(data, work, Limits(wait=60.0))


def test_a_copy_that_cannot_follow_is_made_anew(data: EmbeddedStore) -> None:
    async def work(workers: QueryWorkers) -> None:
        [zygote] = zygotes()
        for n in range(300):
            data.update(f"INSERT DATA {{ <{EX}x> <{EX}wrote> {n} }}")
        assert await count(workers) == 2 * NODES + 300
        assert zygotes() != [zygote]
        data.replace(f"<{EX}x> <{EX}y> <{EX}z> .".encode(), "small")
        assert await count(workers) == 1
        assert data.dump(NQUADS).count(b"\n") == 1

    run(data, work)


def test_processes_that_cannot_open_the_copy_are_not_started_over_and_over(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "data").close()
    store = EmbeddedStore(tmp_path / "data", read_only=True)
    (tmp_path / "data").rename(tmp_path / "moved")

    async def work(workers: QueryWorkers) -> None:
        pids = set()
        waiting = asyncio.ensure_future(failure(workers.ask(LOOKUP)))
        while not waiting.done():
            pids |= family()
            await asyncio.sleep(0.01)
        assert (await waiting).detail["limit"] == "wait"
        assert len(pids) < 10
        (tmp_path / "moved").rename(tmp_path / "data")
        assert await count(workers) == 0

    run(store, work, Limits(wait=2.5))
    store.close()


def test_what_is_left_of_a_killed_service_is_removed(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    left = tmp_path / "copies" / "old" / "copy"
    left.mkdir(parents=True)

    async def work(workers: QueryWorkers) -> None:
        assert not left.exists()
        assert await count(workers) == 0

    run(store, work)
    store.close()
