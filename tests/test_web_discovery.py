"""Discovery: dumps hold what the dataset holds, its description tells the truth, crawlers find every page."""

import gc
import gzip
import os
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.robotparser import RobotFileParser

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from rdf_documents import FORMATS, JSONLD, canonical, quads
from realism.config import Settings
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import NQUADS, TURTLE, Format, Store
from realism.store.embedded import EmbeddedStore
from realism.store.remote import RemoteStore
from realism.vocab import BASE, CORE, ID, RDF, SCHEMA, SKOS
from realism.web.app import create_app
from realism.web.directory import Directory
from realism.web.dumps import dump_file
from realism.web.state import Services
from realism.web.version_cache import VersionCache
from servers import SparqlServer

DUMPS = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE}
DATASET = BASE + "void#dataset"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RDF_TYPES = [media for media in FORMATS if "quads" not in media and "trig" not in media] + [JSONLD]


def of_dump(client: TestClient, name: str) -> list[Quad]:
    """The statements of a dump."""
    return list(parse(gzip.decompress(client.get(f"/dump.{name}.gz").content), DUMPS[name]))


def asserted(store: Store) -> list[Quad]:
    """All that `store` holds."""
    return list(parse(store.dump(NQUADS), RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", ["nq", "trig"])
def test_a_dump_by_graph_holds_every_statement_in_its_graph(client: TestClient, store: Store, name: str) -> None:
    found = of_dump(client, name)
    assert len(found) == len(store)
    assert Counter(str(quad.graph_name) for quad in found) == Counter(str(q.graph_name) for q in asserted(store))
    assert canonical(found) == canonical(asserted(store))


def test_the_merged_dump_holds_every_statement_once(client: TestClient, store: Store) -> None:
    found = of_dump(client, "ttl")
    assert len(found) == len(set(found)) == len({quad.triple for quad in asserted(store)}) < len(store)
    assert canonical(found) == canonical(asserted(store))


@pytest.mark.parametrize("name", DUMPS)
def test_a_dump_is_a_file_to_keep(client: TestClient, store: Store, name: str) -> None:
    path = f"/dump.{name}.gz"
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/gzip"
    assert answer.headers["content-disposition"] == f'attachment; filename="realism-{store.version}.{name}.gz"'
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)
    head = client.head(path)
    assert head.content == b""
    for header in ("etag", "content-length", "content-type", "content-disposition"):
        assert head.headers[header] == answer.headers[header]
    assert client.get(path).content == answer.content
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_makes_new_dumps(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    load_bundle(store, ontology_dir())
    client = TestClient(create_app(Settings(), store))
    before = client.get("/dump.nq.gz")
    store.update(f"INSERT DATA {{ GRAPH <{CORE}> {{ <{ID}anarchy> <{SKOS}editorialNote> 'new'@en }} }}")
    after = client.get("/dump.nq.gz", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    lines = set(gzip.decompress(after.content).splitlines()) - set(gzip.decompress(before.content).splitlines())
    assert lines == {f'<{ID}anarchy> <{SKOS}editorialNote> "new"@en <{CORE}> .'.encode()}
    store.close()


def test_statements_in_no_graph_are_dumped_too() -> None:
    store = EmbeddedStore(union=False)
    store.update("INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <urn:g> { <urn:a> <urn:b> 1, 2 } }")
    client = TestClient(create_app(Settings(), store))
    assert {name: len(of_dump(client, name)) for name in DUMPS} == {"nq": 3, "trig": 3, "ttl": 2}
    store.close()


@pytest.mark.parametrize("engine", ["oxigraph", "virtuoso_server"])
def test_another_server_is_described_and_dumped_alike(
    client: TestClient, store: Store, engine: str, request: pytest.FixtureRequest
) -> None:
    server: SparqlServer = request.getfixturevalue(engine)
    user, password = server.auth or (None, None)
    remote = RemoteStore(server.query_url, server.update_url, user=user, password=password)
    load_bundle(remote, ontology_dir())
    with TestClient(create_app(Settings(), remote), base_url="http://testserver") as far:
        for path in ("/doc/state", "/account/neorealism", "/schema", "/void"):
            for media in ("text/turtle", JSONLD, *(["application/trig"] if path != "/void" else [])):
                assert canonical(quads(far, path, media)) == canonical(quads(client, path, media)), (path, media)
        for name in DUMPS:
            assert canonical(of_dump(far, name)) == canonical(asserted(store))
        assert far.get("/context.jsonld").content == client.get("/context.jsonld").content
    remote.replace(b"", "empty")
    remote.close()


class Restless(EmbeddedStore):
    """A store that somebody changes whenever it is written out."""

    def dump_to(self, target: BinaryIO, format: Format, prefixes: dict[str, str]) -> None:
        super().dump_to(target, format, prefixes)
        self.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }")


def test_a_dump_of_two_states_is_never_given() -> None:
    store = Restless()
    answer = TestClient(create_app(Settings(), store)).get("/dump.ttl.gz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    store.close()


def test_a_dump_is_read_by_many_and_lasts_as_long_as_they_read(store: Store) -> None:
    file = dump_file(Services(Settings(), store, {}, VersionCache(store)), NQUADS)
    readers = [file.read(), file.read()]
    pieces = [[next(reader)] for reader in readers]
    assert pieces[0] == pieces[1]
    descriptors = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else None
    del file
    gc.collect()
    rest = [b"".join([*begun, *reader]) for begun, reader in zip(pieces, readers, strict=True)]
    assert rest[0] == rest[1]
    assert len(gzip.decompress(rest[0]).splitlines()) == len(store)
    readers.clear()
    gc.collect()
    if descriptors is not None:
        assert len(os.listdir("/proc/self/fd")) < descriptors


# The description.


def described(client: TestClient) -> dict[tuple[str, str], list[str]]:
    """What the description says, by subject and predicate."""
    found: dict[tuple[str, str], list[str]] = {}
    for quad in quads(client, "/void", "text/turtle"):
        assert isinstance(quad.object, NamedNode | Literal) or quad.predicate.value.startswith(VOID)
        value = getattr(quad.object, "value", "")
        found.setdefault((getattr(quad.subject, "value", ""), quad.predicate.value), []).append(value)
    return found


def test_the_counts_are_true(client: TestClient, store: Store) -> None:
    facts = described(client)
    everything = asserted(store)
    by_graph: dict[str, list[Quad]] = {DATASET: everything}
    for quad in everything:
        assert isinstance(quad.graph_name, NamedNode)
        part = f"{DATASET}/{quad.graph_name.value.removeprefix(BASE)}"
        by_graph.setdefault(part, []).append(quad)
    assert set(facts[DATASET, VOID + "subset"]) == by_graph.keys() - {DATASET}
    for part, found in by_graph.items():
        classes = [quad for quad in found if quad.predicate.value == RDF + "type"]
        expected = {
            "triples": len(found),
            "distinctSubjects": len({quad.subject for quad in found}),
            "distinctObjects": len({quad.object for quad in found}),
            "properties": len({quad.predicate for quad in found}),
            "classes": len({quad.object for quad in classes}),
            "entities": len({quad.subject for quad in classes if str(quad.subject).startswith(f"<{ID}")}),
        }
        assert {name: facts[part, VOID + name] for name in expected} == {k: [str(v)] for k, v in expected.items()}


def test_the_partitions_are_true(client: TestClient, store: Store) -> None:
    facts = described(client)
    for member, counted in (("class", "entities"), ("property", "triples")):
        nodes = facts[DATASET, f"{VOID}{member}Partition"]
        told = {facts[node, VOID + member][0]: int(facts[node, VOID + counted][0]) for node in nodes}
        pattern = "?s a ?of" if member == "class" else "GRAPH ?g { ?s ?of ?o }"
        count = "COUNT(DISTINCT ?s)" if member == "class" else "COUNT(*)"
        rows = store.query(f"SELECT ?of ({count} AS ?n) {{ {pattern} }} GROUP BY ?of").rows()
        wanted = {str(row["of"]): int(getattr(row["n"], "value", 0)) for row in rows if "of" in row}
        assert {name: number for name, number in wanted.items() if name.startswith("http")} == told


def test_what_the_description_names_is_there(client: TestClient, store: Store) -> None:
    facts = described(client)
    assert facts[DATASET, VOID + "sparqlEndpoint"] == ["http://testserver/sparql"]
    assert facts[BASE + "void#sparql", DCAT + "endpointURL"] == ["http://testserver/sparql"]
    dumps = facts[DATASET, VOID + "dataDump"]
    assert dumps == [facts[node, DCAT + "downloadURL"][0] for node in facts[DATASET, DCAT + "distribution"]]
    assert len(dumps) == 3
    for url in dumps:
        assert client.head(url).status_code == 200
    names = {facts[part, "http://www.w3.org/ns/sparql-service-description#name"][0] for part in facts[
        DATASET, VOID + "subset"
    ]}  # fmt: skip
    assert names == set(store.graphs())


def test_the_public_address_stands_in_the_description(store: Store) -> None:
    client = TestClient(create_app(Settings(public_url="https://example.org/ir"), store))
    facts = described(client)
    assert facts[DATASET, VOID + "sparqlEndpoint"] == ["https://example.org/ir/sparql"]
    assert "https://example.org/ir/dump.nq.gz" in facts[DATASET, VOID + "dataDump"]
    location = client.get("/.well-known/void", follow_redirects=False).headers["location"]
    assert location == "https://example.org/ir/void"


def test_the_description_is_the_same_in_all_formats(client: TestClient) -> None:
    found = [canonical(quads(client, "/.well-known/void", media)) for media in RDF_TYPES]
    assert all(one == found[0] for one in found)
    answer = client.get("/.well-known/void", follow_redirects=False)
    assert answer.status_code == 302
    assert 'rel="alternate"; type="application/ld+json"' in answer.headers["link"]


# Crawlers.


def locations(text: str) -> list[str]:
    """The addresses in a sitemap."""
    return [item.text or "" for item in ET.fromstring(text).iter(SITEMAP + "loc")]  # noqa: S314 (our own answer)


def test_the_sitemap_lists_every_page(client: TestClient, store: Store) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    found = locations(answer.text)
    assert len(found) == len(set(found))
    wanted = {f"http://testserver/doc/{slug}" for slug in Directory.from_store(store).entities}
    assert wanted <= set(found)
    others = set(found) - wanted
    assert len(others) > 37
    for url in others:
        assert client.get(url, headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html"), url


def test_a_sitemap_of_many_pages_is_split() -> None:
    store = EmbeddedStore()
    number = 50_001
    lines = (f'<{ID}e{n}> a <{SCHEMA}Concept> ; <{SKOS}prefLabel> "e{n}"@en .' for n in range(number))
    store.load("\n".join(lines).encode(), TURTLE, CORE)
    client = TestClient(create_app(Settings(), store))
    parts = locations(client.get("/sitemap.xml").text)
    assert parts == ["http://testserver/sitemap-1.xml", "http://testserver/sitemap-2.xml"]
    lists = [locations(client.get(part).text) for part in parts]
    assert len(lists[0]) == 50_000
    assert len([url for one in lists for url in one if "/doc/e" in url]) == number
    assert client.get("/sitemap-3.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 422
    store.close()


@pytest.mark.parametrize("public", [None, "https://example.org/ir"])
def test_crawlers_read_pages_and_nothing_that_costs_work(store: Store, public: str | None) -> None:
    client = TestClient(create_app(Settings(public_url=public), store))
    root = public or "http://testserver"
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{root}/sitemap.xml"]
    for path in ("/", "/doc/anarchy", "/doc/anarchy.ttl", "/schema", "/account/neorealism", "/compare/matrix", "/void"):
        assert robots.can_fetch("*", root + path), path
    for path in ("/sparql", "/sparql/?query=x", "/check", "/search?q=x", "/rdf-graph-store?default", "/dump.nq.gz"):
        assert not robots.can_fetch("*", root + path), path


@pytest.fixture
def paths(client: TestClient) -> Iterator[str]:
    """Every address of discovery."""
    return iter(
        path for path in client.get("/openapi.json").json()["paths"] if re.search(r"void|dump|sitemap\.|\.jsonld", path)
    )


def test_all_of_it_is_for_every_site_and_can_be_asked_again(client: TestClient, paths: Iterator[str]) -> None:
    asked = list(paths)
    assert len(asked) == 7
    for path in asked:
        answer = client.get(path)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "Accept" in answer.headers["vary"]
        again = client.get(answer.url.path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304, path


def test_made_up_hosts_do_not_fill_the_memory(store: Store) -> None:
    app = create_app(Settings(), store)
    client = TestClient(app)
    sizes = []
    for number in range(3):
        for path in (
            "/void",
            "/?format=jsonld",
            "/account/core?format=turtle",
            "/doc/anarchy.jsonld",
            "/schema?format=jsonld",
        ):
            answer = client.get(path, headers={"Host": f"host{number}.example"})
            assert answer.status_code == 200
            if "jsonld" in path:
                assert answer.json()["@context"] == f"http://host{number}.example/context.jsonld"
        sizes.append(len(app.state.services.cache._values))
    assert sizes[1] == sizes[2]
