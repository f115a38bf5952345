"""The log of changes: a copy that repeats it is the same dataset, and it says when it does not know."""

from collections.abc import Callable
from io import BytesIO

import pytest

from realism.errors import BadInput
from realism.store.base import NQUADS, TURTLE, Iri, Quad
from realism.store.change_log import MAX_ADDED, MAX_CHANGES, MAX_SIZE
from realism.store.embedded import EmbeddedStore

EX = "http://example.org/"


def copy_of(store: EmbeddedStore) -> EmbeddedStore:
    file = BytesIO()
    store.copy_to(file)
    file.seek(0)
    copy = EmbeddedStore()
    copy.copy_from(file)
    return copy


def add(n: int) -> str:
    return f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}s> <{EX}p> {n} }} }}"


def test_a_copy_that_repeats_the_log_is_the_same_dataset() -> None:
    store = EmbeddedStore()
    log = store.follow()
    copy = copy_of(store)
    begin = store.version
    store.update(add(1))
    store.update(f"{add(2)} ; DELETE {{ GRAPH ?g {{ ?s ?p 1 }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}")
    store.load(f"<{EX}s> <{EX}p> [ <{EX}q> 3 ] .".encode(), TURTLE, f"{EX}g")
    store.extend([Quad(Iri(f"{EX}s"), Iri(f"{EX}p"), Iri(f"{EX}o"))])
    changes = log.since(begin)
    assert changes is not None
    for change in changes:
        copy.repeat(change)
    assert changes[-1].version == store.version
    assert copy.dump(NQUADS) == store.dump(NQUADS)
    later = log.since(changes[1].version)
    assert later == changes[2:]


def test_a_copy_keeps_the_names_of_blank_nodes() -> None:
    store = EmbeddedStore()
    store.load(b"[ <http://p> [ <http://q> 1 ] ] .", TURTLE, f"{EX}g")
    assert copy_of(store).dump(NQUADS) == store.dump(NQUADS)


def add_many(store: EmbeddedStore, how_many: int) -> None:
    for number in range(how_many):
        store.update(add(number))


UNREPEATABLE: list[Callable[[EmbeddedStore], object]] = [
    lambda store: store.update("INSERT { <http://s> <http://p> ?o } WHERE { BIND(RAND() AS ?o) }"),
    lambda store: store.update("INSERT { <http://s> <http://p> ?o } WHERE { BIND(struuid() AS ?o) }"),
    lambda store: store.update("DELETE { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } LIMIT 1 } }"),
    lambda store: store.replace(b"<http://s> <http://p> <http://o> .", "new"),
    lambda store: store.extend(
        [Quad(Iri(EX), Iri(EX), Iri(f"{EX}{number}")) for number in range(MAX_ADDED + 1)],
    ),
    lambda store: store.update(f'INSERT DATA {{ <{EX}s> <{EX}p> "{"x" * MAX_SIZE}" }}'),
    lambda store: add_many(store, MAX_CHANGES),
]


@pytest.mark.parametrize("change", UNREPEATABLE)
def test_what_cannot_be_repeated_is_not_known(change: Callable[[EmbeddedStore], object]) -> None:
    store = EmbeddedStore()
    log = store.follow()
    begin = store.version
    store.update(add(0))
    assert log.since(begin) is not None
    change(store)
    assert log.since(begin) is None
    middle = store.version
    store.update(add(-1))
    assert len(log.since(middle) or ()) == 1


def test_a_change_that_fails_is_not_logged() -> None:
    store = EmbeddedStore()
    log = store.follow()
    store.update(add(0))
    begin = store.version
    with pytest.raises(BadInput):
        store.update(f"{add(1)} ; CREATE GRAPH <{EX}g>")
    assert store.version == begin
    assert log.since(begin) is None
    assert len(store) == 1
