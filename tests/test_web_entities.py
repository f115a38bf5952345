"""Dereferencing: an entity's IRI leads to its document, in the format the client accepts."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from rdf_documents import FORMATS, JSONLD, canonical, inlined, quads
from realism.config import Settings
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import NQUADS, Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import BASE, CORE, DCTERMS, ID, OWL, SCHEMA, SKOS
from realism.web.app import create_app

ANARCHY = URIRef("https://w3id.org/realism/id/anarchy")
MEDIA = {
    "html": "text/html; charset=utf-8",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "trig": "application/trig",
}
CORE_FORMATS = ["application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"]
quiet = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD parser


def test_the_iri_leads_to_the_document(client: TestClient) -> None:
    answer = client.get("/id/anarchy", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "http://testserver/doc/anarchy"
    assert "Accept" in answer.headers["vary"].split(", ")
    for extension, media in MEDIA.items():
        link = f'<http://testserver/doc/anarchy.{extension}>; rel="alternate"; type="{media.split(";")[0]}"'
        assert link in answer.headers["link"]


@pytest.mark.parametrize("path", ["/id/anarchi", "/doc/anarchi", "/doc/anarchi.ttl"])
def test_an_unknown_entity_is_404_with_the_nearest(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert answer.json()["suggestions"][0] == "anarchy"


def test_a_label_is_suggested_too(client: TestClient) -> None:
    assert "waltz" in client.get("/doc/kenneth-n-waltz").json()["suggestions"]


@pytest.mark.parametrize(("extension", "media"), MEDIA.items())
def test_a_suffix_decides_the_format(client: TestClient, extension: str, media: str) -> None:
    answer = client.get(f"/doc/anarchy.{extension}", headers={"Accept": "image/png"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media


@pytest.mark.parametrize(("extension", "media"), MEDIA.items())
def test_accept_decides_without_a_suffix(client: TestClient, extension: str, media: str) -> None:
    answer = client.get("/doc/anarchy", headers={"Accept": media.split(";")[0]})
    assert answer.headers["content-type"] == media
    assert answer.headers["content-location"] == f"/doc/anarchy.{extension}"
    assert answer.content == client.get(f"/doc/anarchy.{extension}").content


def test_an_unknown_suffix_is_404(client: TestClient) -> None:
    assert client.get("/doc/anarchy.docx").status_code == 404


@quiet
def test_all_formats_say_the_same(client: TestClient) -> None:
    names = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
    texts = {end: client.get(f"/doc/anarchy.{end}").text for end in names}
    texts["jsonld"] = inlined(client, texts["jsonld"])
    graphs = [Graph().parse(data=text, format=names[end]) for end, text in texts.items()]
    for graph in graphs[1:]:
        assert isomorphic(graph, graphs[0])
    assert (ANARCHY, None, None) in graphs[0]
    assert (None, None, ANARCHY) in graphs[0]


def test_the_axioms_about_an_entity_come_whole(client: TestClient) -> None:
    text = client.get("/doc/state.ttl").text
    graph = Graph().parse(data=text, format="turtle")
    for _, _, part in graph.triples((None, URIRef("http://www.w3.org/2002/07/owl#onProperty"), None)):
        assert part is not None
    assert "owl:hasValue id:survival" in text
    assert "realism:formalizes id:c002" in text


@pytest.mark.parametrize("media", CORE_FORMATS)
def test_the_ontology_opens_in_every_format(client: TestClient, media: str) -> None:
    answer = client.get("/", headers={"Accept": media})
    assert answer.headers["content-type"] == media
    assert "https://w3id.org/realism/0.1.0" in answer.text


def test_the_ontology_is_rdf_xml_for_clients_that_do_not_say(client: TestClient) -> None:
    assert client.get("/").headers["content-type"] == "application/rdf+xml"
    browser = client.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert browser.headers["content-type"] == "text/html; charset=utf-8"


def test_the_schema_has_every_term_and_its_parts(client: TestClient) -> None:
    graph = Graph().parse(data=client.get("/schema?format=turtle").text, format="turtle")
    schema = "https://w3id.org/realism/schema#"
    assert (URIRef(schema + "Theory"), None, None) in graph
    subjects = {str(subject) for subject in graph.subjects() if isinstance(subject, URIRef)}
    assert all(subject.startswith(schema) for subject in subjects)
    assert 'id="Theory"' in client.get("/schema", headers={"Accept": "text/html"}).text


def test_an_unknown_account_is_404(client: TestClient) -> None:
    assert client.get("/account/defensive-realizm").json()["suggestions"][0] == "defensive-realism"
    assert client.get("/account/anarchy").status_code == 404
    assert client.get("/account/..%2Fcore").status_code == 404


def test_the_public_address_is_used_behind_a_proxy(store: Store) -> None:
    client = TestClient(create_app(Settings(public_url="https://example.org/ir"), store))
    answer = client.get("/id/anarchy", follow_redirects=False)
    assert answer.headers["location"] == "https://example.org/ir/doc/anarchy"
    assert client.get("/doc/anarchy.ttl").headers["content-location"] == "/ir/doc/anarchy.ttl"
    assert "<https://example.org/ir/doc/anarchy.ttl>" in answer.headers["link"]
    page = client.get("/doc/anarchy.html").text
    assert 'href="/ir/static/style.css"' in page
    assert 'href="/ir/doc/security-dilemma"' in page


def test_a_host_header_that_is_no_host_is_refused(client: TestClient) -> None:
    answer = client.get("/id/anarchy", headers={"Host": 'evil"><b>'}, follow_redirects=False)
    assert answer.status_code == 400


# Every IRI.


def minted(store: Store) -> list[str]:
    """Every IRI of ours that occurs in `store`, in any place of a statement, and those of its shapes."""
    nodes = {node for quad in parse(store.dump(NQUADS), RdfFormat.N_QUADS) for node in quad}
    for path in sorted((ontology_dir() / "shapes").glob("*.ttl")):
        nodes |= {node for quad in parse(path.read_bytes(), RdfFormat.TURTLE) for node in quad}
    return sorted(node.value for node in nodes if isinstance(node, NamedNode) and node.value.startswith(BASE))


@pytest.mark.parametrize("media", ["text/turtle", JSONLD])
def test_every_iri_of_the_base_leads_to_what_is_said_of_it(client: TestClient, store: Store, media: str) -> None:
    found = minted(store)
    assert len(found) > 1300
    graphs = set(store.graphs())
    documents: dict[str, set[str]] = {}
    for iri in found:
        path = "/" + iri.removeprefix(BASE).partition("#")[0]
        if path not in documents:
            told = quads(client, path, media)
            documents[path] = {str(node) for quad in told for node in (quad.subject, quad.object)}
        assert f"<{iri}>" in documents[path] or (iri in graphs and documents[path]), iri


def test_every_iri_of_the_base_has_a_page_or_a_file(client: TestClient, store: Store) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    paths = {"/" + iri.removeprefix(BASE).partition("#")[0] for iri in minted(store) if not iri.startswith(ID)}
    assert len(paths) > 75
    for path in sorted(paths):
        answer = client.get(path, headers=browser)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].startswith("text/html") or path == "/shapes", path


DOCUMENTS = ["/doc/state", "/account/defensive-realism", "/account/core", "/inferred/core", "/schema", "/schema/Theory"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_says_the_same_in_every_format_and_trig_says_where(
    client: TestClient, store: Store, path: str
) -> None:
    found = {media: quads(client, path, media) for media in FORMATS if "quads" not in media}
    assert len({frozenset(canonical(told)) for told in found.values()}) == 1
    graphs = {getattr(quad.graph_name, "value", None) for quad in found["application/trig"]}
    assert graphs <= set(store.graphs())
    assert graphs


def test_the_document_of_an_entity_says_in_which_account_each_statement_stands(client: TestClient) -> None:
    found = quads(client, "/doc/anarchy.trig", "application/trig")
    graphs = {
        quad.graph_name.value.removeprefix(BASE)
        for quad in found
        if isinstance(quad.graph_name, NamedNode) and quad.predicate.value == SCHEMA + "compels"
    }
    assert "account/defensive-realism" in graphs
    assert "account/core" not in graphs


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/trig", "application/trig"),
        ("application/trig, */*;q=0.1", "application/trig"),
        ("application/trig;q=0.9, image/png", "application/trig"),
        ("application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/turtle;q=0.6", JSONLD),
        ("text/turtle, application/trig", "text/turtle"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_trig_goes_to_those_who_can_read_no_other(client: TestClient, accept: str, media: str) -> None:
    assert client.get("/doc/anarchy", headers={"Accept": accept}).headers["content-type"] == media


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, "/", "/doc/anarchy.ttl", "/account/neorealism", "/ontology", "/shapes", "/0.1.0"]
)
def test_a_document_names_its_other_formats_and_can_be_asked_again(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    links = re.findall(r'<http://testserver([^>]+)>; rel="alternate"; type="([^"]+)"', answer.headers["link"])
    assert len(links) >= 4
    for target, media in links:
        other = client.get(target, headers={"Accept": "image/png"}, follow_redirects=False)
        assert other.headers.get("content-type", media).split(";")[0] == media, target
        assert other.status_code in (200, 303), target
    head = client.head(path, headers={"Accept": "text/turtle"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == answer.headers["etag"]
    again = client.get(path, headers={"Accept": "text/turtle", "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "Accept" in again.headers["vary"]


# The ontology.

OWLAPI = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"


@pytest.mark.parametrize("path", ["/", "/ontology", "/0.1.0"])
@pytest.mark.parametrize("accept", [OWLAPI, "*/*", ""])
def test_ontology_tools_get_the_whole_file(client: TestClient, store: Store, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept}, follow_redirects=False)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/rdf+xml"
    told = list(parse(answer.content, RdfFormat.RDF_XML))
    assert len(told) == sum(quad.graph == CORE for quad in store.match())


def test_other_versions_are_not_here(client: TestClient) -> None:
    answer = client.get("/0.0.9")
    assert answer.status_code == 404
    assert "0.1.0" in answer.json()["detail"]


def test_a_term_leads_browsers_to_its_place_on_the_page(client: TestClient) -> None:
    answer = client.get("/schema/Theory", headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "http://testserver/schema#Theory"
    assert client.get("/schema/Teory").status_code == 404


# Entities that were given up.

RETIRED = f"""PREFIX id: <{ID}> PREFIX owl: <{OWL}> PREFIX dcterms: <{DCTERMS}> PREFIX skos: <{SKOS}>
INSERT DATA {{ GRAPH <{CORE}> {{
  id:old-name skos:prefLabel "Old name"@en ; owl:deprecated true ; dcterms:isReplacedBy id:middle-name .
  id:middle-name owl:deprecated true ; dcterms:isReplacedBy id:anarchy .
  id:removed skos:prefLabel "Removed"@en ; owl:deprecated true ; skos:editorialNote "It was never used."@en .
  id:split owl:deprecated true ; dcterms:isReplacedBy id:anarchy , id:war .
  id:round owl:deprecated true ; dcterms:isReplacedBy id:about .
  id:about owl:deprecated true ; dcterms:isReplacedBy id:round .
  id:elsewhere owl:deprecated true ; dcterms:isReplacedBy <https://example.org/x> .
  id:old-neorealism owl:deprecated true ; dcterms:isReplacedBy id:neorealism .
  id:war owl:deprecated false .
}} }}"""


@pytest.fixture(scope="module")
def changed() -> Iterator[TestClient]:
    """A client of the base in which some entities were given up."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    store.update(RETIRED)
    yield TestClient(create_app(Settings(), store), base_url="http://testserver")
    store.close()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/id/old-name", "/id/anarchy"),
        ("/id/middle-name", "/id/anarchy"),
        ("/doc/old-name", "/doc/anarchy"),
        ("/doc/old-name.ttl", "/doc/anarchy.ttl"),
        ("/doc/old-name?format=jsonld", "/doc/anarchy?format=jsonld"),
        ("/account/old-neorealism", "/account/neorealism"),
    ],
)
def test_a_renamed_entity_has_moved_for_good(changed: TestClient, path: str, target: str) -> None:
    answer = changed.get(path, follow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["location"] == "http://testserver" + target
    assert changed.get(path).status_code == 200


@pytest.mark.parametrize(
    ("slug", "instead"),
    [
        ("removed", []),
        ("split", [ID + "anarchy", ID + "war"]),
        ("round", []),
        ("elsewhere", ["https://example.org/x"]),
    ],
)
@pytest.mark.parametrize("path", ["/id/{}", "/doc/{}", "/doc/{}.ttl", "/account/{}"])
def test_an_entity_without_a_successor_is_gone(changed: TestClient, path: str, slug: str, instead: list[str]) -> None:
    answer = changed.get(path.format(slug), follow_redirects=False)
    assert answer.status_code == 410
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["replaced_by"] == instead
    assert ("never used" in answer.json()["detail"]) == (slug == "removed")


def test_an_entity_in_use_stays(changed: TestClient) -> None:
    assert changed.get("/doc/war.ttl", follow_redirects=False).status_code == 200
    assert "/doc/old-name<" not in changed.get("/sitemap.xml").text
