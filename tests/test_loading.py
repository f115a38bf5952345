"""Loading the ontology: every file in its graph, all or nothing, and again only when it must be."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from realism.config import Settings
from realism.errors import BrokenOntology, StartupError
from realism.knowledge.layout import graph_of_file, turtle_files
from realism.knowledge.loading import bundle_version, load_bundle, open_store
from realism.paths import ontology_dir
from realism.store.base import CSV, NQUADS, TURTLE, Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import ACCOUNT, CORE, INFERRED

CORE_TTL = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
ex:near a owl:SymmetricProperty .
ex:a ex:near ex:b .
"""
ACCOUNT_TTL = "<http://example.org/b> <http://example.org/near> <http://example.org/c> .\n"


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    """A small ontology of a core, one account and one file of shapes."""
    folder = tmp_path / "ontology"
    for name, text in {"core/all.ttl": CORE_TTL, "accounts/some-theory.ttl": ACCOUNT_TTL, "shapes/x.ttl": ""}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_every_file_goes_to_its_graph_and_shapes_to_none(ontology: Path) -> None:
    (ontology / "shapes" / "x.ttl").write_text("<http://example.org/shape> a <http://example.org/Shape> .")
    store = EmbeddedStore()
    load_bundle(store, ontology)
    assert list(store.graphs()) == [CORE, ACCOUNT + "some-theory", INFERRED + "core", INFERRED + "some-theory"]
    assert len(store) == 5
    assert store.version == bundle_version(ontology)


def test_the_bundled_ontology_loads_with_every_account(store: Store) -> None:
    accounts = {graph_of_file(path, ontology_dir()) for path in turtle_files(ontology_dir())} - {None}
    assert accounts <= set(store.graphs())
    assert store.version == bundle_version(ontology_dir())


def test_equal_files_are_answered_equally_blank_nodes_and_order_included(ontology: Path) -> None:
    (ontology / "core" / "blank.ttl").write_text("[] a [ ], [ a [ ] ] .", "utf-8")
    answers = []
    for _ in range(2):
        store = EmbeddedStore()
        load_bundle(store, ontology)
        answers.append(store.query("SELECT * { ?s ?p ?o }").serialize(CSV))
    assert answers[0] == answers[1]


def test_the_version_depends_on_the_files_alone(ontology: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(ontology, tmp_path / "copy")
    assert bundle_version(copy) == bundle_version(ontology)
    (copy / "core" / "all.ttl").write_text(CORE_TTL + "\n", "utf-8")
    assert bundle_version(copy) != bundle_version(ontology)
    (copy / "core" / "all.ttl").write_text(CORE_TTL, "utf-8")
    (copy / "core" / "all.ttl").rename(copy / "core" / "other.ttl")
    assert bundle_version(copy) != bundle_version(ontology)


def test_a_broken_file_is_named_with_line_and_column_and_the_store_stays_as_it_was(ontology: Path) -> None:
    store = EmbeddedStore()
    load_bundle(store, ontology)
    before = store.dump(NQUADS), store.version
    broken = ontology / "accounts" / "some-theory.ttl"
    broken.write_text(ACCOUNT_TTL + "<http://example.org/b> oops .\n", "utf-8")
    with pytest.raises(BrokenOntology, match=r"some-theory\.ttl:2:24: ") as caught:
        load_bundle(store, ontology)
    assert caught.value.detail == {"file": str(broken), "line": 2, "column": 24}
    assert (store.dump(NQUADS), store.version) == before


def test_a_folder_without_turtle_is_no_ontology(tmp_path: Path) -> None:
    with pytest.raises(BrokenOntology, match="holds no statements"):
        load_bundle(EmbeddedStore(), tmp_path)


def test_a_folder_is_loaded_once_and_again_when_the_ontology_changed(ontology: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    first = open_store(settings, ontology)
    state = first.version, first.dump(NQUADS)
    first.close()

    second = open_store(settings, ontology)
    assert (second.version, second.dump(NQUADS)) == state
    second.close()

    (ontology / "accounts" / "some-theory.ttl").unlink()
    third = open_store(settings, ontology)
    assert third.version == bundle_version(ontology) != state[0]
    assert list(third.graphs()) == [CORE, INFERRED + "core"]
    third.close()


def test_changes_made_to_the_data_survive_a_restart_and_are_not_thrown_away(ontology: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    store = open_store(settings, ontology)
    store.update("INSERT DATA { <http://example.org/x> <http://example.org/near> 1 }")
    changed = store.version, len(store)
    store.close()

    again = open_store(settings, ontology)
    assert (again.version, len(again)) == changed
    again.close()

    (ontology / "core" / "all.ttl").write_text(CORE_TTL + "\n", "utf-8")
    with pytest.raises(StartupError, match="holds changes made to an older ontology"):
        open_store(settings, ontology)


def test_a_load_that_was_interrupted_is_done_again(ontology: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    store = open_store(settings, ontology)
    whole = store.dump(NQUADS)
    store.close()
    # What a crash in the middle of a load leaves behind.
    (tmp_path / "data" / "state.json").write_text('{"version": "", "loaded": null}')
    again = open_store(settings, ontology)
    assert again.dump(NQUADS) == whole
    again.close()


def test_opening_a_store_does_not_import_rdflib() -> None:
    code = "import sys, realism.knowledge.loading, realism.named; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_scratch_store_begins_empty_and_keeps_the_default_graph_apart(tmp_path: Path) -> None:
    store = open_store(Settings(scratch=True))
    store.load(b"<urn:a> <urn:b> 1 .", TURTLE, "urn:g")
    assert not store.query("ASK { ?s ?p ?o }").boolean
    assert store.query("ASK { GRAPH ?g { ?s ?p ?o } }").boolean
    with pytest.raises(StartupError, match="--data"):
        open_store(Settings(scratch=True, data=tmp_path))
