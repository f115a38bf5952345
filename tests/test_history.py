"""The history of a dataset: every change is told with what it changed, whatever happened in between."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.errors import Overloaded, StartupError
from realism.knowledge import history as module
from realism.knowledge.history import History, asserted
from realism.knowledge.history_changes import EDIT, ELSEWHERE, ONTOLOGY, Note
from realism.knowledge.history_files import decode, encode
from realism.store.base import NQUADS, TURTLE, BlankNode, Iri, Literal, Quad
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE, ID, INFERRED, SKOS

ADA = Note(EDIT, "Ada", "Because")
RELATED = Iri(SKOS + "related")
PREFIXES = f"PREFIX id: <{ID}> PREFIX skos: <{SKOS}>\n"


def tie(one: str, other: str, graph: str = CORE) -> Quad:
    """A statement that two entities are related."""
    return Quad(Iri(ID + one), RELATED, Iri(ID + other), Iri(graph))


def ties(one: str, other: str) -> frozenset[Quad]:
    """That statement alone."""
    return frozenset({tie(one, other)})


def loaded(store: EmbeddedStore, text: str, version: str) -> None:
    """Make `text` the ontology in `store`."""
    copy = EmbeddedStore()
    copy.load((PREFIXES + text).encode(), TURTLE, CORE)
    store.replace(copy.dump(NQUADS), version)


def write(
    history: History, store: EmbeddedStore, note: Note, add: frozenset[Quad], remove: frozenset[Quad] = frozenset()
) -> None:
    """Make a change as the service does."""
    with history.recording(store, note, add, remove):
        store.change(add, remove)


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    """A small ontology on disk, with a blank node."""
    store = EmbeddedStore(tmp_path / "data")
    loaded(store, "id:a skos:related id:b . id:a skos:note [ skos:prefLabel 'x' ] .", "first")
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a history is kept."""
    return tmp_path / "data" / "history"


TERMS = (
    st.text(max_size=5).map(lambda one: Iri(f"urn:{one}"))
    | st.text("abc", min_size=1).map(BlankNode)
    | st.builds(Literal, st.text(), st.just("urn:t"), st.just("") | st.just("en"))
)
NAMED = st.text(max_size=5).map(lambda one: Iri(f"urn:{one}"))
QUADS = st.builds(Quad, NAMED | st.text("abc", min_size=1).map(BlankNode), NAMED, TERMS, NAMED | st.none())


@given(st.frozensets(QUADS, max_size=5))
def test_statements_are_kept_as_they_are(quads: frozenset[Quad]) -> None:
    assert decode(json.loads(json.dumps(encode(quads)))) == quads


def test_a_history_in_memory_begins_with_the_ontology() -> None:
    store = EmbeddedStore()
    loaded(store, "id:a skos:related id:b .", "first")
    made = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    history = History(None, made)
    history.catch_up(store)
    history.catch_up(store)
    (first,) = history.changes
    assert (first.note.kind, first.version, first.before) == (ONTOLOGY, "first", None)
    assert (first.time, first.id) == ("2026-01-02T03:04:05.000000Z", "1-first")
    store.extend([tie("c", "d")])
    history.catch_up(store)
    later = history.changes[-1]
    assert (later.note.kind, later.before, later.version) == (ELSEWHERE, "first", store.version)
    assert not later.complete


def test_a_change_is_told_with_what_it_changed(store: EmbeddedStore, folder: Path) -> None:
    history = History(folder)
    write(history, store, ADA, ties("c", "d"), ties("a", "b"))
    change = history.changes[-1]
    assert (change.note, change.before, change.version) == (ADA, "first", store.version)
    assert (change.add, change.remove, change.complete) == (ties("c", "d"), ties("a", "b"), True)
    assert history.find(change.id) == change
    assert history.find("2-") is None
    again = History(folder)
    again.catch_up(store)
    assert list(again.changes) == list(history.changes)


def test_what_was_not_made_is_not_told(store: EmbeddedStore, folder: Path) -> None:
    history = History(folder)
    with pytest.raises(ZeroDivisionError), history.recording(store, ADA, ties("c", "d"), frozenset()):
        raise ZeroDivisionError
    again = History(folder)
    again.catch_up(store)
    assert [change.number for change in again.changes] == [1]
    assert [path.name for path in folder.iterdir() if "pending" in path.name] == []


def test_a_service_killed_in_a_change(store: EmbeddedStore, folder: Path) -> None:
    """The process is gone at once, so that nothing is tidied up."""
    history = History(folder)
    write(history, store, ADA, ties("c", "d"))
    block = history.recording(store, Note(EDIT, "Bob", "Suddenly"), ties("e", "f"), frozenset())
    block.__enter__()
    store.change(ties("e", "f"), set())
    again = History(folder)
    again.catch_up(store)
    last = again.changes[-1]
    assert (last.number, last.note, last.add) == (3, Note(EDIT, "Bob", "Suddenly"), ties("e", "f"))
    assert not (folder / "pending.json").exists()


def test_a_line_that_was_cut_off_does_not_count(store: EmbeddedStore, folder: Path) -> None:
    history = History(folder)
    write(history, store, ADA, ties("c", "d"))
    path = folder / "changes.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    again = History(folder)
    assert [change.number for change in again.changes] == [1]
    again.catch_up(store)
    write(again, store, ADA, ties("e", "f"))
    assert [json.loads(line)["number"] for line in path.read_text("utf-8").splitlines()] == [1, 2, 3]
    assert History(folder).changes[1].add == ties("c", "d")


def test_what_a_new_version_of_the_ontology_changed(store: EmbeddedStore, folder: Path) -> None:
    first = History(folder)
    first.catch_up(store)
    loaded(store, "id:a skos:related id:c . id:a skos:note [ skos:prefLabel 'x' ], [ skos:prefLabel 'y' ] .", "second")
    seen: list[tuple[int, int, int]] = []

    def compare(before: frozenset[Quad], add: frozenset[Quad], remove: frozenset[Quad]) -> dict[str, str]:
        seen.append((len(before), len(add), len(remove)))
        return {"a": "lists"}

    history = History(folder)
    history.catch_up(store, compare)
    change = history.changes[-1]
    assert (change.note.kind, change.version, change.complete) == (ONTOLOGY, "second", True)
    assert change.remove == ties("a", "b")
    assert tie("a", "c") in change.add
    assert len(change.add) == 3
    assert seen == [(3, 3, 1)]
    assert change.lists == {"a": "lists"}
    write(history, store, ADA, frozenset(), ties("a", "c"))
    loaded(store, "id:a skos:related id:c .", "third")
    again = History(folder)
    again.catch_up(store)
    assert tie("a", "c") in again.changes[-1].add


def test_what_was_changed_past_the_service_is_found_out(store: EmbeddedStore, folder: Path) -> None:
    history = History(folder)
    write(history, store, ADA, ties("c", "d"))
    store.change({tie("x", "y"), tie("i", "j", INFERRED + "core")}, ties("c", "d"))
    again = History(folder)
    again.catch_up(store)
    last = again.changes[-1]
    assert (last.note.kind, last.add, last.remove) == (ELSEWHERE, ties("x", "y"), ties("c", "d"))
    assert last.complete


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: None], ids=["no copy", "too large"])
def test_what_cannot_be_found_out_is_said_to_be_unknown(
    store: EmbeddedStore, folder: Path, spoil: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    History(folder).catch_up(store)
    spoil(folder / "start.json.gz")
    if (folder / "start.json.gz").exists():
        monkeypatch.setattr(module, "COPIED_AT_MOST", 0)
    loaded(store, "id:a skos:related id:c .", "second")
    history = History(folder)
    history.catch_up(store)
    assert (history.changes[-1].note.kind, history.changes[-1].complete) == (ONTOLOGY, False)


@pytest.mark.parametrize(
    ("name", "data"), [("changes.jsonl", b"{\n"), ("start.json.gz", b"no"), ("start.json.gz", b"")]
)
def test_a_file_that_cannot_be_read_stops_the_start(store: EmbeddedStore, folder: Path, name: str, data: bytes) -> None:
    History(folder).catch_up(store)
    (folder / name).write_bytes(data)
    store.extend([tie("x", "y")])
    with pytest.raises(StartupError, match=name):
        History(folder).catch_up(store)


def test_a_change_whose_effect_cannot_be_found_out_is_told_all_the_same(store: EmbeddedStore) -> None:
    def effect() -> dict[str, str]:
        raise Overloaded("the store does not answer")

    history = History()
    with history.recording(store, ADA, ties("c", "d"), frozenset(), effect):
        store.change(ties("c", "d"), ())
    assert (history.changes[-1].note, history.changes[-1].lists) == (ADA, {})


def test_only_the_latest_are_at_hand(store: EmbeddedStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    history = History(folder)
    for number in range(5):
        write(history, store, ADA, ties("c", f"d{number}"))
    assert [change.number for change in history.changes] == [4, 5, 6]
    again = History(folder)
    assert [change.number for change in again.changes] == [4, 5, 6]
    store.extend([tie("x", "y")])
    again.catch_up(store)
    assert again.changes[-1].add == ties("x", "y")


def test_the_inferred_is_no_part_of_it(store: EmbeddedStore) -> None:
    store.extend([tie("i", "j", INFERRED + "core")])
    assert tie("i", "j", INFERRED + "core") not in asserted(store)
    assert tie("a", "b") in asserted(store)
