"""`realism corpus`: nothing lost, nothing doubled, the same bytes however it was done."""

import fcntl
import gzip
import json
import os
import pty
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

import corpora
from conftest import ROOT
from corpora import DEADLY, DILEMMA, SLOW, BrokenTask, DeadlyTask, contents, dump, page
from realism.cli import app
from realism.corpus.articles import Article, Limits
from realism.corpus.batches import Batch, batches
from realism.corpus.bounds import Meter
from realism.corpus.linking import Result, read_base, titles
from realism.corpus.parts import MENTIONS, article_iri
from realism.corpus.running import Options, run
from realism.corpus.workers import Workers
from realism.errors import BadInput, Conflict, StartupError
from realism.store.base import Store
from realism.vocab import ID
from realism.xref.linker import Linker

PART = 40_000
SMALL = ("--part-size", str(PART))
MEASURED = """
import resource, sys
from realism.cli import main
try:
    main()
finally:
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(*peaks, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of some 1 MB."""
    return corpora.write_jsonl(tmp_path_factory.mktemp("corpus") / "a.jsonl", corpora.texts(300))


@pytest.fixture(scope="module")
def whole(store: Store, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an uninterrupted run makes of it."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    linked(store, corpus, folder, workers=1)
    return folder


def linked(store: Store, corpus: Path, folder: Path, **options: Any) -> dict[str, Any]:
    """Run in this process, with one other to link; the report."""
    return run(store, corpus, folder, Options(**{"part_size": PART, "workers": 1, **options}), lambda *_: None)


def test_every_article_gets_the_mentions_that_annotate_gives(corpus: Path, whole: Path, store: Store) -> None:
    linker = Linker.from_store(store)
    given = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    found = corpora.lines(whole)
    assert [one["id"] for one in found] == [one["id"] for one in given]
    for record, line in zip(given[::20], found[::20], strict=True):
        mentions = [mention.as_dict() for mention in linker.annotate(record["text"])]
        assert line == {
            "id": record["id"],
            "title": record["title"],
            "self": None,
            "mentions": mentions,
            "format": "plain",
            "version": store.version,
        }
    told = corpora.report(whole)
    assert (told["articles"], told["skipped"], told["version"]) == (300, {}, store.version)
    assert told["mentions"] == sum(len(one["mentions"]) for one in found)
    assert told["bytes"] == sum(len(one["text"].encode()) for one in given)


def test_links_are_a_named_graph_of_articles_and_entities(whole: Path) -> None:
    told = corpora.report(whole)
    expected = {
        (f"{told['base_url']}{line['id']}", MENTIONS, ID + mention["entity"]["id"], told["graph"])
        for line in corpora.lines(whole)
        for mention in line["mentions"]
    }
    found = [
        tuple(one.value for one in quad)
        for path in (whole / "links").iterdir()
        for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS)
    ]
    assert len(found) == told["links"]
    assert set(found) == expected


def test_three_processes_write_what_one_does(store: Store, corpus: Path, whole: Path, tmp_path: Path) -> None:
    linked(store, corpus, tmp_path / "out", workers=3)
    assert contents(tmp_path / "out") == contents(whole)
    assert corpora.report(tmp_path / "out") == corpora.report(whole)


def _killed_once(arguments: list[str], manifest: Path, after: float, signal_: int) -> bool:
    """Whether a run was ended by a signal, `after` seconds after it had finished a part; else it came to its end."""
    before = manifest.stat().st_size if manifest.is_file() else 0
    process = subprocess.Popen(
        arguments, env=corpora.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    while process.poll() is None and (not manifest.is_file() or manifest.stat().st_size <= before):
        time.sleep(0.002)
    time.sleep(after)
    process.send_signal(signal_)
    _, said = process.communicate()
    if process.returncode == 0:
        return False
    assert process.returncode in (-signal.SIGKILL, 130), said
    return True


def test_a_run_that_is_killed_again_and_again_loses_and_doubles_nothing(
    store: Store, corpus: Path, whole: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    seed = time.time_ns()
    chance = random.Random(seed)  # noqa: S311 - any moment will do
    kills = 0
    while kills < 3 and _killed_once(
        corpora.command(corpus, folder, *SMALL), folder / "manifest.jsonl", chance.random() * 0.1, signal.SIGKILL
    ):
        kills += 1
    assert kills, f"it was never killed (seed {seed})"
    linked(store, corpus, folder)
    assert contents(folder) == contents(whole), f"seed {seed}"
    assert corpora.report(folder) == corpora.report(whole)


def test_ctrl_c_leaves_what_can_be_gone_on_with(store: Store, corpus: Path, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    arguments = corpora.command(corpus, folder, *SMALL, "--workers", "1")
    assert _killed_once(arguments, folder / "manifest.jsonl", 0, signal.SIGINT)
    assert not (folder / "report.json").exists()
    linked(store, corpus, folder)
    assert contents(folder) == contents(whole)


def test_what_a_killed_process_left_half_written_is_done_again(
    store: Store, corpus: Path, whole: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    linked(store, corpus, folder)
    manifest = folder / "manifest.jsonl"
    lines = manifest.read_bytes().splitlines(keepends=True)
    manifest.write_bytes(b"".join(lines[:3]) + lines[3][:50])
    (folder / "mentions" / "part-000004.jsonl").write_bytes(b"half")
    (folder / "mentions" / "part-000005.jsonl.new").write_bytes(b"half")
    (folder / "links" / "part-000003.nq").unlink()
    (folder / "report.json").unlink()
    linked(store, corpus, folder)
    assert contents(folder) == contents(whole)


def test_another_run_is_not_mixed_into_a_folder(store: Store, corpus: Path, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    linked(store, corpus, folder)
    with pytest.raises(BadInput, match=r'mentions was "first", is "all".*--restart'):
        linked(store, corpus, folder, mentions="all")
    assert contents(folder) == contents(whole)
    linked(store, corpus, folder, mentions="all", restart=True)
    assert len(corpora.lines(folder)) == 300
    assert (folder / "mentions" / "part-000000.jsonl").read_bytes() not in contents(whole).values()


def test_an_input_that_became_another_is_noticed(store: Store, tmp_path: Path) -> None:
    path, folder = tmp_path / "a.jsonl", tmp_path / "out"
    corpora.write_jsonl(path, [DILEMMA, DILEMMA])
    linked(store, path, folder)
    corpora.write_jsonl(path, [DILEMMA, DILEMMA.replace("Waltz", "Walts")])
    with pytest.raises(BadInput, match="The input is not what it was"):
        linked(store, path, folder)
    corpora.write_jsonl(path, [DILEMMA])
    with pytest.raises(BadInput, match="input was"):
        linked(store, path, folder)


def test_a_part_that_was_changed_is_noticed(store: Store, tmp_path: Path) -> None:
    path, folder = corpora.write_jsonl(tmp_path / "a.jsonl", [DILEMMA]), tmp_path / "out"
    linked(store, path, folder)
    (folder / "mentions" / "part-000000.jsonl").unlink()
    with pytest.raises(BadInput, match="missing or was changed"):
        linked(store, path, folder)


def test_a_folder_of_something_else_is_left_alone(store: Store, tmp_path: Path) -> None:
    path = corpora.write_jsonl(tmp_path / "a.jsonl", [DILEMMA])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    for restart in (False, True):
        with pytest.raises(BadInput, match="holds other files"):
            linked(store, path, tmp_path / "out", restart=restart)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    with pytest.raises(StartupError, match="cannot be written"):
        linked(store, path, path / "out")


def test_two_runs_do_not_write_to_the_same_folder(store: Store, tmp_path: Path) -> None:
    path = corpora.write_jsonl(tmp_path / "a.jsonl", [DILEMMA])
    linked(store, path, tmp_path / "out")
    with (tmp_path / "out" / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="Another run"):
            linked(store, path, tmp_path / "out")


def test_what_comes_before_broken_xml_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    data = dump(*(page(f"A{number}", DILEMMA, number) for number in range(20)))
    path.write_bytes(data[: int(len(data) * 0.9)])
    for _ in range(2):
        told = corpora.run(path, tmp_path / "out", "--part-size", "1000")
        assert (told.returncode, "broken XML at line" in told.stderr) == (2, True)
        found = [one["id"] for one in corpora.lines(tmp_path / "out")]
        assert found == [str(number) for number in range(len(found))]
        assert len(found) > 15


def test_the_article_about_an_entity_is_not_linked_to_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(
        dump(page("Security dilemma", DILEMMA, 1), page("security dilemma", DILEMMA, 2), page("X", DILEMMA, 3))
    )
    linked(store, path, tmp_path / "out")
    found = corpora.lines(tmp_path / "out")
    assert [one["self"] for one in found] == ["security-dilemma", "security-dilemma", None]
    found_in = [{mention["entity"]["id"] for mention in one["mentions"]} for one in found]
    assert found_in[0] == found_in[1] == found_in[2] - {"security-dilemma"} != found_in[2]


def test_a_title_that_two_entities_share_is_of_neither(store: Store) -> None:
    lexicon, _ = read_base(store)
    preferred: dict[str, set[str]] = {}
    for entity in lexicon.entities.values():
        preferred.setdefault(entity.label[:1].upper() + entity.label[1:], set()).add(entity.id)
    known = titles(lexicon)
    for title, slugs in preferred.items():
        assert known.get(title) in (slugs if len(slugs) == 1 else {None})


def test_parquet_says_what_jsonl_says(store: Store, corpus: Path, whole: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    linked(store, corpus, tmp_path / "out", output="parquet")
    parts = sorted((tmp_path / "out" / "mentions").iterdir())
    assert [row for part in parts for row in parquet.read_table(part).to_pylist()] == corpora.lines(whole)
    links = {name: data for name, data in contents(whole).items() if name.startswith("links/")}
    graph, other = (str(corpora.report(folder)["graph"]) for folder in (whole, tmp_path / "out"))
    found = contents(tmp_path / "out")
    assert {name: found[name].replace(other.encode(), graph.encode()) for name in links} == links


@pytest.mark.parametrize("output", ["jsonl", "parquet"])
def test_texts_that_utf_8_cannot_say_do_no_harm(store: Store, tmp_path: Path, output: str) -> None:
    pytest.importorskip("pyarrow")
    path = corpora.write_jsonl(tmp_path / "a.jsonl", [f"\ud800 {DILEMMA} \u202e", "\x00", "\ud83d"])
    path.write_text(path.read_text().replace('"id": "0", "title": "Article 0"', r'"id": "\udc00", "title": "\ud800"'))
    told = linked(store, path, tmp_path / "out", output=output)
    assert told["articles"] == 2
    assert told["skipped"].keys() == {"nul"}
    links = [
        quad
        for part in (tmp_path / "out" / "links").iterdir()
        for quad in ox.parse(path=part, format=ox.RdfFormat.N_QUADS)
    ]
    assert {quad.subject.value for quad in links} == {"https://w3id.org/realism/article/%ED%B0%80"}
    if output == "jsonl":
        assert corpora.lines(tmp_path / "out")[0]["id"] == "\udc00"


ODD: Final = {
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u202e\u05d0\u05d1\u202c",
    "combining": "e\u0301" * 7 + " \u0301",
    "beyond the first plane": "\U0001f642" * 5,
    "lone surrogate": "\ud800",
    "long": "0 1 2 3 4 5 6 7 8 9. " * 100_000,
}


@pytest.mark.parametrize("before", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("packed", [False, True])
def test_offsets_are_right_after_whatever_comes_before(store: Store, tmp_path: Path, before: str, packed: bool) -> None:
    text = f"{before}\n\n{DILEMMA}"
    path = corpora.write_jsonl(tmp_path / "a.jsonl", [text, DILEMMA])
    if packed:
        path = tmp_path / "a.jsonl.gz"
        path.write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes(), 1))
    most = len(text)
    told = linked(store, path, tmp_path / "out", limits=Limits(max_article=most, max_ratio=1000))
    odd, plain = corpora.lines(tmp_path / "out")
    assert told["articles"] == 2
    assert [one["surface"] for one in odd["mentions"]] == [one["surface"] for one in plain["mentions"]] != []
    assert all(text[one["start"] : one["end"]] == one["surface"] for one in odd["mentions"])
    told = linked(store, path, tmp_path / "less", limits=Limits(max_article=most - 1, max_ratio=1000))
    assert told["skipped"]["too-long"]["first"] == [{"what": "0", "detail": f"{most} characters"}]


@given(st.text())
def test_every_id_makes_an_iri_of_its_own(path: str) -> None:
    iri = article_iri("https://example.org/wiki/", path)
    [quad] = ox.parse(f"<{iri}> <{MENTIONS}> <{ID}anarchy> .".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.subject, ox.NamedNode)
    assert quad.subject.value == iri
    other = article_iri("https://example.org/wiki/", path + "/")
    assert iri != other


@pytest.mark.parametrize("base", ["wiki/", "https://example.org/a b/", "https://example.org/<", "javascript", "http:"])
def test_a_base_url_that_makes_no_iris_is_refused(store: Store, tmp_path: Path, base: str) -> None:
    path = corpora.write_jsonl(tmp_path / "a.jsonl", [DILEMMA])
    with pytest.raises(BadInput, match="no beginning of an IRI"):
        linked(store, path, tmp_path / "out", base_url=base)


def survivors(store: Store, texts: list[str], seconds: float, size: int = 1) -> list[Result]:
    """What two processes make of `texts`, in batches of about `size` bytes."""
    found = (Article(str(number), "", text, "plain", "") for number, text in enumerate(texts))
    task = DeadlyTask(*read_base(store), "first", "jsonl", "https://example.org/", "https://example.org/", seconds)
    with Workers(task, 2) as workers:
        return list(workers.results(batches(found, size, Limits(), Meter()), 0))


def test_an_article_at_which_processes_end_is_left_out_alone(store: Store) -> None:
    texts = [DILEMMA, DILEMMA, DEADLY, DILEMMA, DEADLY, DILEMMA]
    [result] = survivors(store, texts, 60, 100_000)
    assert [json.loads(line)["id"] for line in result.part.splitlines()] == ["0", "1", "3", "5"]
    assert result.skipped.counts == {"crash": 2}
    assert [what for what, _ in result.skipped.first["crash"]] == ["2", "4"]
    parts = survivors(store, texts[1:4], 60)
    assert [one.articles for one in parts] == [1, 0, 1]


def test_an_article_that_takes_too_long_is_left_out(store: Store) -> None:
    [result] = survivors(store, [DILEMMA, SLOW, DILEMMA], 1, 100_000)
    assert result.articles == 2
    assert result.skipped.counts == {"too-slow": 1}


def test_a_process_that_cannot_begin_is_told(store: Store) -> None:
    task = BrokenTask(*read_base(store), "first", "jsonl", "https://example.org/", "https://example.org/", 60)
    found = batches([Article("1", "", DILEMMA, "plain", "")], 1, Limits(), Meter())
    with Workers(task, 2) as workers, pytest.raises(StartupError, match="ended as it began"):
        list(workers.results(found, 0))


def test_what_reading_raises_comes_after_what_was_read(store: Store) -> None:
    def broken() -> Iterator[Batch]:
        yield from batches([Article("1", "", DILEMMA, "plain", "")], 1, Limits(), Meter())
        raise BadInput("broken here")

    found: list[Result] = []
    task = DeadlyTask(*read_base(store), "first", "jsonl", "https://example.org/", "https://example.org/", 60)
    with Workers(task, 2) as workers, pytest.raises(BadInput, match="broken here"):
        found.extend(workers.results(broken(), 0))
    assert [one.articles for one in found] == [1]


def _dump(path: Path, number: int) -> Path:
    """A dump of some 10 kB for each of `number` pages, most of which are no articles, so that they are only read."""
    path = path.with_suffix(".xml")
    head, _, tail = dump("@").partition(b"@")
    with path.open("wb") as file:
        file.write(head)
        for one, text in enumerate(corpora.texts(number)):
            file.write(page(f"A{one}", text * 3, one, int(one % 40 > 0)).encode())
        file.write(tail)
    return path


def _records(path: Path, number: int) -> Path:
    """As much in articles that mention nothing, which is soon seen."""
    return corpora.write_jsonl(path.with_suffix(".jsonl"), (f"{one} " + "lorem ipsum " * 900 for one in range(number)))


@pytest.mark.parametrize("write", [_dump, _records])
def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, write: Callable[[Path, int], Path]) -> None:
    peaks = []
    for number in (600, 6000):
        path = write(tmp_path / str(number), number)
        arguments = corpora.command(path, tmp_path / f"out{number}", "--part-size", "200000")[1:]
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *arguments],
            env=corpora.environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks.append([int(number) for number in done.stderr.split()[-2:]])
    for small, large in zip(*peaks, strict=True):
        assert large < 1.3 * small, peaks


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    path = corpora.write_jsonl(tmp_path / "a.jsonl", corpora.texts(30))
    told = corpora.run(path, tmp_path / "quiet", *SMALL)
    assert (told.returncode, told.stderr) == (0, "")
    assert json.loads(told.stdout)["articles"] == 30
    ours, theirs = pty.openpty()
    environment = {**corpora.environment(), "TERM": "xterm", "COLUMNS": "160"}
    arguments = corpora.command(path, tmp_path / "shown", *SMALL)
    shown = b""
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            try:
                shown += os.read(ours, 65536) if select.select([ours], [], [], 0.2)[0] else b""
            except OSError:
                break
    os.close(ours)
    assert process.returncode == 0
    assert b"articles" in shown
    assert b"MB" in shown


def test_every_option_is_documented() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme[readme.index("### A whole encyclopedia") :].partition("\n## ")[0]
    parameters = get_command(app).commands["corpus"].params  # type: ignore[attr-defined]
    options = {option for parameter in parameters for option in parameter.opts if option.startswith("--")}
    assert {option for option in options if option not in table} <= {"--help"}
