"""`realism build`: everything as files in one folder, written whole or not at all."""

import gzip
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rdflib import Graph, URIRef

from realism.checks.knowledge import Knowledge, load_knowledge
from realism.checks.logic.reasoner import Reasoner
from realism.errors import BadInput, StartupError
from realism.knowledge.formatting import canonical, declared_prefixes
from realism.knowledge.loading import load_bundle
from realism.reference.axioms import Logic
from realism.reference.entries import Entries
from realism.reference.facts import Facts
from realism.reference.page import page
from realism.reference.sssom import matches
from realism.reference.void import PREFIXES, Download, describe
from realism.store.base import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Store
from realism.store.embedded import EmbeddedStore
from realism.store.serializing import serialize
from realism.vocab import BASE, CORE, OWL, RDF, SCHEMA

Step = Callable[[str], None]
FILES: Final = (
    ("realism.ttl", "the shared core, as Turtle", TURTLE.media_type),
    ("realism.rdf", "the shared core, as RDF/XML", RDFXML.media_type),
    ("realism.jsonld", "the shared core, as JSON-LD", JSONLD.media_type),
    ("realism.trig", "core, accounts and what follows from them, each in its graph, as TriG", TRIG.media_type),
    ("realism.nq.gz", "the same as compressed N-Quads", NQUADS.media_type),
)
_HERE: Final = "urn:realism:here:"
_BESIDE: Final = (
    ("accounts/", "what each theory commits to, one Turtle file a theory"),
    ("matches.sssom.tsv", "matches with other bases, for mapping tools"),
    ("void.ttl", "the dataset described for machines"),
)


def build(out: Path, ontology: Path, step: Step = lambda name: None) -> None:
    """Write the ontology of the folder `ontology`, with what follows from it, as files into the folder `out`.

    Equal ontologies give equal files. `out` must be new or empty; it is put in place when all is written.
    step   called with what is being done, before each step
    Raises BadInput when `out` is not new or empty, BrokenOntology when a file does not parse, StartupError when `out`
    cannot be written, Overloaded when the reasoner that reads the axioms takes too long.
    """
    with _new_folder(out) as folder:
        step("reading")
        store = EmbeddedStore()
        load_bundle(store, ontology)
        knowledge = load_knowledge(ontology)
        prefixes = declared_prefixes(ontology)
        step("the core and the accounts")
        _write_turtle(folder, knowledge, prefixes)
        step("the dataset")
        _write_dumps(folder, store)
        facts = Facts(store)
        step("descriptions")
        version = facts.text(BASE, OWL + "versionInfo") or store.version
        _write(folder / "void.ttl", _description(store, prefixes))
        _write(folder / "matches.sssom.tsv", matches(facts, version))
        with Reasoner() as reasoner:
            logic = Logic(store, reasoner, knowledge.lexicon)
            files = [*((name, what) for name, what, _ in FILES), *_BESIDE]
            text = page(Entries(facts, knowledge.lexicon), logic, _themes(knowledge), files, step)
        _write(folder / "index.html", text)
        store.close()


def steps(ontology: Path) -> int:
    """How many steps `build` takes, for a progress bar."""
    return 4 + len(list((ontology / "accounts").glob("*.ttl")))


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place when the block ends well."""
    wanted = out.resolve()
    if wanted.exists() and (not wanted.is_dir() or any(wanted.iterdir()) or wanted == Path.cwd()):
        raise BadInput(f"{out} is not a new or empty folder: name one that is, so that nothing of yours is overwritten")
    folder = wanted.with_name(f".{wanted.name}-{secrets.token_hex(4)}")
    try:
        folder.mkdir(parents=True)
        try:
            yield folder
            if wanted.exists():
                wanted.rmdir()
            folder.rename(wanted)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise StartupError(f"{out} cannot be written ({error.strerror}): name another folder") from None


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _write_turtle(folder: Path, knowledge: Knowledge, prefixes: dict[str, str]) -> None:
    _write(folder / "realism.ttl", canonical(knowledge.core, prefixes))
    (folder / "accounts").mkdir()
    for slug, graph in knowledge.accounts.items():
        _write(folder / "accounts" / f"{slug}.ttl", canonical(graph, prefixes))


def _write_dumps(folder: Path, store: Store) -> None:
    (folder / "realism.rdf").write_bytes(store.dump(RDFXML, CORE))
    (folder / "realism.jsonld").write_bytes(store.dump(JSONLD, CORE))
    (folder / "realism.trig").write_bytes(store.dump(TRIG))
    # Without a time in it, equal data gives equal bytes.
    (folder / "realism.nq.gz").write_bytes(gzip.compress(store.dump(NQUADS), mtime=0))


def _description(store: Store, prefixes: dict[str, str]) -> str:
    """The dataset in VoID and DCAT, with files named relative to it, so that the folder may be put anywhere."""
    quads = describe(store, [Download(name, _HERE + name, media_type) for name, _, media_type in FILES])
    graph = Graph(bind_namespaces="none")
    graph.parse(data=serialize(quads, NTRIPLES, {}), format="nt")
    # rdflib names blank nodes through N-Triples, which knows no relative IRIs; so they become relative last.
    return canonical(graph, dict(sorted({**prefixes, **PREFIXES}.items()))).replace(f"<{_HERE}", "<")


def _themes(knowledge: Knowledge) -> dict[str, list[str]]:
    """The concepts by theme: the name of the file of ``core/concepts/`` that introduces them."""
    found: dict[str, list[str]] = {}
    for source in knowledge.sources:
        concepts = {str(one) for one in source.graph.subjects(URIRef(RDF + "type"), URIRef(SCHEMA + "Concept"))}
        if concepts:
            theme = source.path.stem.replace("-", " ")
            found.setdefault(theme[:1].upper() + theme[1:], []).extend(sorted(concepts))
    return found
