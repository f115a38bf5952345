"""Feeds: what changed, told so that feed readers, programs and editors can follow it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from realism.config import Settings
from realism.knowledge.history_changes import EDIT, Note
from realism.store.base import TURTLE, Iri, Literal, Quad
from realism.store.embedded import EmbeddedStore
from realism.web import feed_stream
from realism.web.app import create_app
from realism.web.changes_lists import Lookout, history
from realism.web.state import Services

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
PROV = "http://www.w3.org/ns/prov#"
ID = "https://w3id.org/realism/id/"
SCHEMA = "https://w3id.org/realism/schema#"
LABELS = "http://www.w3.org/2004/02/skos/core#"
CORE = Iri("https://w3id.org/realism/account/core")
ODDITIES = '<b>&amp; "Ada" \x00\x0b\ud800 ]]> {{x}}'
BASE = """PREFIX realism: <https://w3id.org/realism/schema#> PREFIX id: <https://w3id.org/realism/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
realism:rivalOf a owl:ObjectProperty ; skos:prefLabel "is a rival of"@en .
realism:weight a owl:DatatypeProperty ; skos:prefLabel "weight {s}"@en .
id:a a realism:Theory ; skos:prefLabel "Theory A"@en ; realism:rivalOf id:b .
id:b a realism:Theory ; skos:prefLabel "Theory B"@en .
id:c a realism:Theory ; skos:prefLabel "Theory C (odd & <i>)"@en .
id:d a realism:Theory ; skos:prefLabel "Theory D"@en ; realism:directStrandOf id:b .
"""


def iri(slug: str) -> Iri:
    """The IRI of an entity."""
    return Iri(ID + slug)


def says(subject: str, predicate: str, value: str | Literal, graph: str = CORE) -> Quad:
    """A statement about an entity; a plain value is the slug of another."""
    return Quad(iri(subject), Iri(predicate), value if isinstance(value, Literal) else iri(value), Iri(graph))


RIVALS = says("a", SCHEMA + "rivalOf", "c")
OLD = says("a", SCHEMA + "rivalOf", "b")
ALIAS = says("a", LABELS + "altLabel", Literal("A-ism", str(RDF.langString), "en"))
WEIGHT = says("a", SCHEMA + "weight", Literal("7"), "https://w3id.org/realism/account/a")


class Base:
    """A small base whose changes are recorded as the service does it, but not checked."""

    def __init__(self) -> None:
        self.store = EmbeddedStore()
        self.store.load(BASE.encode(), TURTLE, CORE)
        app = create_app(Settings(workers=0), self.store)
        self.shared: Services = app.state.services
        self.client = TestClient(app, base_url="http://testserver")
        history(self.shared)

    def change(self, note: Note, add: set[Quad], remove: set[Quad]) -> None:
        """Make a change."""
        both = frozenset(add), frozenset(remove)
        lookout = Lookout(self.shared, *both)
        with history(self.shared).recording(self.store, note, *both, lookout.changes):
            self.store.change(add, remove)


@pytest.fixture(scope="module")
def base() -> Base:
    """Four changes after the beginning."""
    base = Base()
    base.change(Note(EDIT, "Ada", "C is the rival"), {RIVALS}, {OLD})
    base.change(Note(EDIT, ODDITIES, ODDITIES), {ALIAS}, set())
    base.change(Note(), {WEIGHT}, set())
    base.change(Note(EDIT, "Bob", "D is no theory"), set(), set(base.store.match(iri("d"))))
    return base


def feed(client: TestClient, address: str) -> ElementTree.Element:
    """The feed at an address, which is valid (RFC 4287)."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == "application/atom+xml"
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert root.tag == ATOM + "feed"
    assert links(root)["self"] == f"http://testserver{address}"
    for element in (root, *root.iter(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(ATOM + name)
            assert found.text
        assert urlsplit(element.findtext(ATOM + "id", "")).scheme == "https"
        datetime.fromisoformat(element.findtext(ATOM + "updated", ""))
        for author in element.findall(ATOM + "author"):
            assert author.findtext(ATOM + "name")
        alternates = [one for one in element.findall(ATOM + "link") if one.get("rel") == "alternate"]
        assert len({(one.get("type"), one.get("hreflang")) for one in alternates}) == len(alternates)
    assert root.find(ATOM + "author") is not None
    ids = [entry.findtext(ATOM + "id") for entry in root.iter(ATOM + "entry")]
    assert len(set(ids)) == len(ids)
    times = [entry.findtext(ATOM + "updated", "") for entry in root.iter(ATOM + "entry")]
    assert times == sorted(times, reverse=True)
    assert not times or root.findtext(ATOM + "updated") == times[0]
    for content in root.iter(ATOM + "content"):
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == [XHTML + "div"]
    return root


def links(element: ElementTree.Element) -> dict[str, str]:
    """The addresses an element links to, by relation."""
    return {one.get("rel", ""): one.get("href", "") for one in element.findall(ATOM + "link")}


def entries(root: ElementTree.Element) -> list[dict[str, Any]]:
    """The entries as readers see them."""
    return [
        {
            "id": entry.findtext(ATOM + "id"),
            "title": entry.findtext(ATOM + "title"),
            "author": entry.findtext(f"{ATOM}author/{ATOM}name"),
            "text": re.sub(r"\s+", " ", "".join(entry.find(ATOM + "content").itertext())),  # type: ignore[union-attr]
            "links": [one.get("href") for one in entry.iter(XHTML + "a")],
            "page": links(entry)["alternate"],
        }
        for entry in root.iter(ATOM + "entry")
    ]


def test_a_feed_of_everything(base: Base) -> None:
    found = entries(feed(base.client, "/feed"))
    assert [one["title"] for one in found][::4] == ["D is no theory", "The history begins"]
    first = found[3]
    assert first["author"] == "Ada"
    assert "Theory A and Theory C are rivals" in first["text"]
    assert "Removed:Theory A and Theory B are rivals" in first["text"]
    assert first["links"] == [f"http://testserver/id/{slug}" for slug in ("a", "c", "a", "b")]
    for one in found:
        assert base.client.get(one["page"]).status_code == 200
        assert one["id"].startswith("https://w3id.org/realism/changes/")


def test_what_is_gone_keeps_its_name(base: Base) -> None:
    latest = entries(feed(base.client, "/feed"))[0]
    assert "Theory D is a strand of Theory B" in latest["text"]
    assert "http://testserver/id/d" not in latest["links"]
    own = entries(feed(base.client, "/feed?entity=d"))[0]
    assert own["title"].startswith("Theory D: 2 statements removed, 1 see-also ent")


def test_a_feed_of_one_article_tells_which_of_its_links_changed_and_why(base: Base) -> None:
    root = feed(base.client, "/feed?entity=a")
    assert root.findtext(ATOM + "title") == "Theory A: cross-references"
    assert root.findtext(ATOM + "id") == "https://w3id.org/realism/feed?entity=a"
    alias, rivals = entries(root)[-2:]
    assert rivals["title"].startswith("Theory A: 1 statement added, 1 statement removed, 1 see-also entry came, ")
    assert "C is the rival (Ada)" in rivals["text"]
    assert "came: Theory C" in rivals["text"]
    assert "because this was added: Theory A and Theory C are rivals" in rivals["text"]
    assert "went: Theory B" in rivals["text"]
    assert "because this was removed: Theory A and Theory B are rivals" in rivals["text"]
    assert "Theory A is also called “A-ism”" in alias["text"]
    assert rivals["id"].endswith("#a")


def test_an_article_that_nothing_happened_to_has_an_empty_feed(base: Base, client: TestClient) -> None:
    assert entries(feed(client, "/feed?entity=defensive-realism")) == []
    answer = client.get("/feed?entity=defensive-realsm")
    assert answer.status_code == 404
    assert "defensive-realism" in answer.json()["suggestions"]


def test_texts_are_told_as_they_are_whatever_they_hold(base: Base) -> None:
    odd = entries(feed(base.client, "/feed"))[2]
    assert odd["author"] == odd["title"] == '<b>&amp; "Ada" \ufffd\ufffd\ufffd ]]> {{x}}'
    weight = entries(feed(base.client, "/feed"))[1]
    assert weight["author"] == "realism"
    assert "Theory A, weight (s): 7 (in the account of Theory A)" in weight["text"]


def test_older_entries_are_on_the_next_page(base: Base) -> None:
    everything = [one["id"] for one in entries(feed(base.client, "/feed"))]
    found, address = [], "/feed?limit=2"
    while address:
        root = feed(base.client, address)
        found += [one["id"] for one in entries(root)]
        assert links(root)["first"] == "http://testserver/feed?limit=2"
        address = links(root).get("next", "").removeprefix("http://testserver")
    assert found == everything
    assert len(entries(feed(base.client, "/feed?entity=a&limit=1"))) == 1
    assert links(feed(base.client, "/feed?entity=a&limit=1"))["next"].endswith("?entity=a&before=3&limit=1")
    assert base.client.get("/feed?limit=101").status_code == 422
    assert base.client.get("/feed?offset=1").status_code == 400


def test_readers_that_know_it_are_told_so(base: Base) -> None:
    for address in ("/feed", "/feed?entity=a", "/ldes", "/changes"):
        tag = base.client.get(address).headers["etag"]
        assert base.client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_change_of_which_nothing_is_known_is_told_to_every_article() -> None:
    base = Base()
    base.store.extend([RIVALS])
    (one,) = entries(feed(base.client, "/feed?entity=b"))
    assert one["title"] == "Theory B: what changed is not known"
    assert "It is not known which statements changed." in one["text"]


def test_a_long_change_is_told_in_part() -> None:
    base = Base()
    many = {says("a", LABELS + "altLabel", Literal(f"Name {n}")) for n in range(60)}
    base.change(Note(), many, set())
    (one,) = entries(feed(base.client, "/feed?entity=a"))
    assert one["text"].count("is also called") == 25
    assert "35 more statements" in one["text"]


def members(client: TestClient) -> Iterator[tuple[str, Graph]]:
    """The pages of the stream, each with its address."""
    address = "/ldes"
    while address:
        answer = client.get(address, headers={"Accept": "text/turtle"})
        assert answer.headers["content-type"] == "text/turtle"
        graph = Graph().parse(data=answer.text, format="turtle")
        yield address, graph
        following = list(graph.objects(None, URIRef(TREE + "node")))
        address = str(following[0]).removeprefix("http://testserver") if following else ""


def test_the_stream_has_every_version_of_every_entity(base: Base) -> None:
    ((_, graph),) = members(base.client)
    (stream,) = graph.subjects(RDF.type, URIRef(LDES + "EventStream"))
    assert graph.value(stream, URIRef(TREE + "view")) == URIRef("http://testserver/ldes")
    assert graph.value(stream, URIRef(LDES + "timestampPath")) == URIRef(PROV + "generatedAtTime")
    assert graph.value(stream, URIRef(LDES + "versionOfPath")) == DCTERMS.isVersionOf
    versions: dict[str, list[tuple[str, Any]]] = {}
    for member in graph.objects(stream, URIRef(TREE + "member")):
        time = str(graph.value(member, URIRef(PROV + "generatedAtTime")))
        of = str(graph.value(member, DCTERMS.isVersionOf)).removeprefix(ID)
        versions.setdefault(of, []).append((time, member))
    states = {slug: [member for _, member in sorted(found)] for slug, found in versions.items()}
    assert {slug: len(found) for slug, found in states.items()} == {"a": 4, "b": 1, "c": 1, "d": 2}
    rival = URIRef(SCHEMA + "rivalOf")
    assert [{*graph.objects(one, rival)} for one in states["a"]] == [
        {URIRef(ID + "b")},
        {URIRef(ID + "c")},
        {URIRef(ID + "c")},
        {URIRef(ID + "c")},
    ]
    assert [bool(list(graph.objects(one, SKOS.altLabel))) for one in states["a"]] == [False, False, True, True]
    first, last = states["d"]
    assert graph.value(first, SKOS.prefLabel)
    assert graph.value(last, SKOS.prefLabel) is None
    assert graph.value(last, URIRef(PROV + "invalidatedAtTime")) == graph.value(last, URIRef(PROV + "generatedAtTime"))
    assert str(graph.value(last, DCTERMS.creator)) == "Bob"


def test_a_long_stream_comes_in_pages(client: TestClient) -> None:
    pages = list(members(client))
    assert len(pages) > 5
    found = [str(one) for _, graph in pages for one in graph.objects(None, URIRef(TREE + "member"))]
    assert len(set(found)) == len(found) > 600
    for address, graph in pages:
        node = URIRef(f"http://testserver{address}")
        assert (node, RDF.type, URIRef(TREE + "Node")) in graph
        for relation in graph.objects(node, URIRef(TREE + "relation")):
            assert graph.value(relation, URIRef(TREE + "path")) == URIRef(PROV + "generatedAtTime")
            assert graph.value(relation, URIRef(TREE + "value")) is not None


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize(
    ("accept", "media"),
    [("application/ld+json", "application/ld+json"), ("application/n-triples", "application/n-triples")],
)
def test_the_stream_in_other_formats(client: TestClient, accept: str, media: str) -> None:
    answer = client.get("/ldes", headers={"Accept": accept})
    assert answer.headers["content-type"] == media
    turtle = Graph().parse(data=client.get("/ldes").text, format="turtle")
    assert len(Graph().parse(data=answer.text, format=media)) == len(turtle)


@pytest.mark.parametrize("page", ["", "1", "x", "1.", ".a", "1.A", "-1.a", "1.a.b", "9" * 20 + ".a", "²."])
def test_a_page_there_cannot_be(client: TestClient, page: str) -> None:
    assert client.get("/ldes", params={"page": page}).status_code == 400


def test_a_dataset_that_is_too_large_for_a_stream(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_stream, "COPIED_AT_MOST", 3)
    app = create_app(Settings(workers=0), base.store)
    assert TestClient(app).get("/ldes").status_code == 413
