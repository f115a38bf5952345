"""`realism build`: every file holds what it says, the page is whole, and nothing of the user's is overwritten."""

import csv
import gzip
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Dataset, NamedNode, Quad, RdfFormat, Triple, parse
from pyoxigraph import CanonicalizationAlgorithm as Canonical

from realism.errors import BadInput, StartupError
from realism.knowledge.layout import turtle_files
from realism.paths import ontology_dir
from realism.reference.building import FILES, build
from realism.reference.debate_map import Node, Tie, debate_map
from realism.reference.drawing import Box, Diagram, Line
from realism.reference.facts import Facts
from realism.reference.family_map import family_map
from realism.reference.schema_map import relations, schema_map
from realism.reference.terms import terms
from realism.store.base import NQUADS, NTRIPLES, Store
from realism.vocab import BASE, CORE, SCHEMA, SKOS, account_iri, slug_of

VOID = "http://rdfs.org/ns/void#"
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a build of the bundled ontology writes."""
    out = tmp_path_factory.mktemp("build") / "out"
    steps: list[str] = []
    build(out, ontology_dir(), steps.append)
    assert "Defensive realism" in steps
    return out


@pytest.fixture(scope="module")
def page(built: Path) -> "Page":
    """The reference, parsed."""
    page = Page()
    page.feed((built / "index.html").read_text("utf-8"))
    page.close()
    return page


class Page(HTMLParser):
    """Notes anchors and links, and whether every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: Counter[str] = Counter()
        self.targets: list[str] = []
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in EMPTY - {"path"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> at {self.getpos()}")

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id" and value is not None:
                self.anchors[value] += 1
            if name in ("href", "src") and value is not None:
                self.targets.append(value)


def same(data: Iterable[Quad]) -> set[str]:
    """The statements with blank nodes named canonically, so that equal data is equal."""
    dataset = Dataset(data)
    dataset.canonicalize(Canonical.RDFC_1_0)
    return {str(quad) for quad in dataset}


def read(path: Path, format: RdfFormat) -> list[Quad]:
    return list(parse(path.read_bytes(), format, base_iri="https://example.org/"))


@pytest.mark.parametrize(
    ("name", "format"),
    [("realism.ttl", RdfFormat.TURTLE), ("realism.rdf", RdfFormat.RDF_XML), ("realism.jsonld", RdfFormat.JSON_LD)],
)
def test_the_core_is_whole_in_every_format(built: Path, store: Store, name: str, format: RdfFormat) -> None:
    assert same(read(built / name, format)) == same(parse(store.dump(NTRIPLES, CORE), RdfFormat.N_TRIPLES))


def test_each_account_is_whole(built: Path, store: Store) -> None:
    files = sorted((built / "accounts").iterdir())
    assert [path.name for path in files] == sorted(path.name for path in (ontology_dir() / "accounts").glob("*.ttl"))
    for path in files:
        account = parse(store.dump(NTRIPLES, account_iri(path.stem)), RdfFormat.N_TRIPLES)
        assert same(read(path, RdfFormat.TURTLE)) == same(account)


def test_the_dataset_is_whole_with_its_graphs(built: Path, store: Store) -> None:
    whole = store.dump(NQUADS)
    assert gzip.decompress((built / "realism.nq.gz").read_bytes()) == whole
    quads = list(parse(whole, RdfFormat.N_QUADS))
    found = read(built / "realism.trig", RdfFormat.TRIG)
    assert len(found) == len(quads)
    assert {q for q in found if not blank(q)} == {q for q in quads if not blank(q)}


def blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def test_two_builds_are_equal_to_the_byte(built: Path, tmp_path: Path) -> None:
    build(tmp_path / "again", ontology_dir())
    first, second = (
        {path.relative_to(out): path.read_bytes() for path in files(out)} for out in (built, tmp_path / "again")
    )
    assert first == second


def files(out: Path) -> list[Path]:
    return sorted(path for path in out.rglob("*") if path.is_file())


def test_every_file_is_listed_on_the_page_and_nothing_else_is_there(built: Path, page: Page) -> None:
    beside = {path.name + ("/" if path.is_dir() else "") for path in built.iterdir()} - {"index.html"}
    assert beside == {target for target in page.targets if not target.startswith(("#", "http"))}


def test_the_dataset_is_described_with_true_numbers(built: Path, store: Store) -> None:
    told = read(built / "void.ttl", RdfFormat.TURTLE)
    facts = {(value(quad.subject), value(quad.predicate)): value(quad.object) for quad in told}
    whole = BASE + "void#dataset"
    assert facts[whole, VOID + "triples"] == str(
        len(gzip.decompress((built / "realism.nq.gz").read_bytes()).splitlines())
    )
    for graph in store.graphs():
        part = f"{whole}/{graph.removeprefix(BASE)}"
        assert facts[part, VOID + "triples"] == str(len(store.dump(NTRIPLES, graph).splitlines()))
    dumps = {value(quad.object) for quad in told if quad.predicate == NamedNode(VOID + "dataDump")}
    assert dumps == {f"https://example.org/{name}" for name, _, _ in FILES}


def value(term: object) -> str:
    assert not isinstance(term, Triple)
    return str(getattr(term, "value", term))


def test_matches_are_a_table_with_known_prefixes(built: Path, store: Store) -> None:
    lines = (built / "matches.sssom.tsv").read_text("utf-8").splitlines()
    header = [line for line in lines if line.startswith("# ")]
    prefixes = dict(re.findall(r'^#   (\w+): "(.*)"$', "\n".join(header), re.MULTILINE))
    rows = list(csv.DictReader(lines[len(header) :], delimiter="\t"))
    assert lines[: len(header)] == header
    found = {tuple(full(row[name], prefixes) for name in ("subject_id", "predicate_id", "object_id")) for row in rows}
    wanted = store.query(
        f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ <{SKOS}exactMatch> <{SKOS}closeMatch> }} ?s ?p ?o }}"
    ).rows()
    assert found == {(str(row["s"]), str(row["p"]), str(row["o"])) for row in wanted}


def full(curie: str, prefixes: dict[str, str]) -> str:
    prefix, _, rest = curie.partition(":")
    return prefixes[prefix] + rest


def test_the_page_is_well_formed_and_needs_nothing_else(page: Page, built: Path) -> None:
    assert page.problems == []
    assert page.open == []
    assert [anchor for anchor, times in page.anchors.items() if times > 1] == []
    assert not page.tags.keys() & {"script", "link", "img", "iframe"}
    assert "url(http" not in (built / "index.html").read_text("utf-8")


def test_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    assert {target[1:] for target in page.targets if target.startswith("#")} - page.anchors.keys() == set()


def test_every_entity_term_and_account_has_its_anchor(page: Page, store: Store) -> None:
    rows = store.query(f"SELECT DISTINCT ?thing {{ ?thing <{SKOS}prefLabel> ?label }}").rows()
    things = {str(row["thing"]) for row in rows}
    accounts = {graph for graph in store.graphs() if graph.startswith(BASE + "account/") and graph != CORE}
    wanted = {one.removeprefix(BASE).removeprefix("schema#") for one in things | accounts if one.startswith(BASE)}
    assert len(wanted) > 1000
    assert wanted - page.anchors.keys() == set()


def test_markup_in_a_label_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    ontology = copied(tmp_path)
    path = ontology / "core" / "theories.ttl"
    path.write_text(path.read_text("utf-8").replace('"Defensive realism"', '"<b>Defensive</b> & realism"'), "utf-8")
    build(tmp_path / "out", ontology)
    text = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "<b>Defensive" not in text
    assert "&lt;b&gt;Defensive&lt;/b&gt; &amp; realism" in text


def copied(folder: Path) -> Path:
    ontology = folder / "ontology"
    for path in turtle_files(ontology_dir()):
        copy = ontology / path.relative_to(ontology_dir())
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return ontology


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="not a new or empty folder"):
        build(tmp_path, ontology_dir())
    with pytest.raises(BadInput, match="not a new or empty folder"):
        build(tmp_path / "mine.txt", ontology_dir())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_refuses_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    realism = Path(sys.executable).with_name("realism")
    done = subprocess.run([realism, "build", tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("realism: ")
    assert done.stderr.count("\n") == 1


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(step: str) -> None:
        if step == "descriptions":
            raise StartupError("stopped")

    with pytest.raises(StartupError, match="stopped"):
        build(tmp_path / "out", ontology_dir(), fail)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartupError, match="cannot be written"):
        build(tmp_path / "file" / "out", ontology_dir())


def overlaps(boxes: list[Box]) -> list[tuple[str, str]]:
    pairs = ((a, b) for at, a in enumerate(boxes) for b in boxes[:at])
    return [(a.lines[0].text, b.lines[0].text) for a, b in pairs if a.meets(b)]


def outside(drawn: Diagram) -> list[Box]:
    every = [*drawn.boxes, *drawn.labels]
    return [b for b in every if b.x < 0 or b.y < 0 or b.x + b.width > drawn.width or b.y + b.height > drawn.height]


def test_nothing_overlaps_in_the_drawing_of_the_schema(store: Store) -> None:
    facts = Facts(store)
    words = terms(facts)
    pairs = relations(facts, words)
    drawn = schema_map("schema", pairs, words)
    shown = {line.anchor for box in (*drawn.boxes, *drawn.labels) for line in box.lines}
    assert {"Theory", "Claim", "holdsClaim", "position", "disputesClaim", "centralTo"} <= shown
    assert not {"heldBy", "hasCentralConcept", "positionGains"} & shown
    assert overlaps([*drawn.boxes, *drawn.labels]) == []
    assert outside(drawn) == []


NAMES = st.sampled_from("abcdefgh")


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=3, unique=True), max_size=8))
def test_a_family_of_any_shape_is_drawn_without_overlap(given_parents: dict[str, list[str]]) -> None:
    everyone = given_parents.keys() | {one for parents in given_parents.values() for one in parents}
    parents = {one: given_parents.get(one, []) for one in everyone}
    drawn = family_map("family", parents, {one: Line(one * 12, one) for one in everyone})
    assert len(drawn.boxes) == len(everyone)
    assert overlaps(drawn.boxes) == []
    assert outside(drawn) == []


@given(st.lists(st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1]), max_size=20))
def test_a_debate_of_any_shape_is_drawn_without_overlap(pairs: list[tuple[str, str]]) -> None:
    nodes = [Node(one, f"{one}: " + "word " * 30, one) for one in "abcdefgh"]
    drawn = debate_map("debate", nodes, [Tie(a, b, "disputes", "no") for a, b in pairs])
    assert len(drawn.edges) == len(pairs)
    assert overlaps(drawn.boxes) == []
    assert outside(drawn) == []


def test_every_relation_between_claims_is_on_a_map(built: Path, store: Store) -> None:
    text = (built / "index.html").read_text("utf-8")
    rows = store.query(f"SELECT DISTINCT ?a ?b {{ ?a <{SCHEMA}disputesClaim> ?b }}").rows()
    titles = re.findall(r"<title>“(\w+) · .*?” disputes “(\w+) · ", text)
    assert {(slug_of(str(row["a"])), slug_of(str(row["b"]))) for row in rows} == set(titles)
