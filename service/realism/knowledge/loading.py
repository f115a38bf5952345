"""From the Turtle files to a dataset: every file in its graph, and what follows from them."""

import hashlib
from importlib.metadata import version as package_version
from pathlib import Path

from realism.config import Settings
from realism.errors import BadInput, BrokenOntology, StartupError
from realism.knowledge.inference import infer
from realism.knowledge.layout import graph_of_file, turtle_files
from realism.paths import ontology_dir
from realism.store.base import NQUADS, TURTLE, Store
from realism.store.embedded import EmbeddedStore


def bundle_version(ontology: Path) -> str:
    """A name of 12 characters for the ontology in the folder `ontology`, equal wherever its files are equal.

    A hash of the names and bytes of the Turtle files and of the package's version, whose rules of inference count too.
    """
    digest = hashlib.sha256(package_version("realism").encode())
    for path in turtle_files(ontology):
        data = _bytes_of(path)
        digest.update(f"\n{path.relative_to(ontology).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


def load_bundle(store: Store, ontology: Path) -> None:
    """Make the ontology in the folder `ontology`, with what follows from it, the whole content of `store`.

    All or nothing: `store` is not touched before every file is read. Its version is then bundle_version(ontology).
    Raises BrokenOntology, with ``file``, ``line`` and ``column``, when a file does not parse.
    """
    scratch = EmbeddedStore()
    for path in turtle_files(ontology):
        graph = graph_of_file(path, ontology)
        if graph is not None:
            _load_file(scratch, path, graph)
    if len(scratch) == 0:
        raise BrokenOntology(f"{ontology} holds no statements: point to a folder with Turtle files", file=str(ontology))
    infer(scratch)
    store.replace(scratch.dump(NQUADS), bundle_version(ontology))


def open_store(settings: Settings, ontology: Path | None = None) -> Store:
    """The store that `settings` ask for, holding the ontology in a folder, by default the bundled one.

    A folder of an older ontology is loaded anew, unless its data was changed since: then that would lose the changes.
    So is the dataset on another server; what others put there is served as it is.
    Raises StartupError when the store cannot be used or holds such changes; BrokenOntology.
    """
    ontology = ontology or ontology_dir()
    if settings.scratch:
        if settings.data is not None or settings.store is not None:
            raise StartupError("--scratch begins with an empty store in memory: leave out --data and --store")
        return EmbeddedStore(union=False)
    if settings.store is not None:
        # Imported here because it brings an HTTP client, which a store of our own does not need.
        from realism.knowledge.remote_loading import open_remote

        return open_remote(settings, ontology)
    store = EmbeddedStore(settings.data)
    if store.loaded == bundle_version(ontology):
        return store
    if store.loaded is not None and store.loaded != store.version:
        store.close()
        raise StartupError(
            f"{settings.data} holds changes made to an older ontology: "
            "start with an empty folder and make them again there, or run the release that wrote them"
        )
    load_bundle(store, ontology)
    return store


def _load_file(store: Store, path: Path, graph: str) -> None:
    try:
        store.load(_bytes_of(path), TURTLE, graph)
    except BadInput as error:
        line, column = error.detail.get("line", 1), error.detail.get("column", 1)
        raise BrokenOntology(
            f"{path}:{line}:{column}: {error.message}", file=str(path), line=line, column=column
        ) from None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenOntology(f"{path} cannot be read: {error.strerror}", file=str(path)) from None
