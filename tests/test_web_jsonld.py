"""Our JSON-LD: short keys of one shape each, and not a statement lost, by any reader that knows the context."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from rdf_documents import JSONLD, canonical, inlined, published_context, quads
from realism.store.base import NQUADS, BlankNode, Iri, Literal, Quad, Store, Term
from realism.store.embedded import EmbeddedStore
from realism.store.serializing import serialize
from realism.vocab import OWL, RDF, SCHEMA, SKOS, XSD
from realism.web.jsonld import Context

DOCUMENTS = ["/", "/doc/state", "/doc/waltz", "/doc/waltz-1979-tip", "/doc/scheme", "/account/offensive-realism",
             "/account/core", "/inferred/core", "/schema", "/schema/position", "/shapes", "/ontology"]  # fmt: skip
KEYS = {
    "id": "@id",
    "type": "@type",
    "Concept": SCHEMA + "Concept",
    "JournalArticle": SCHEMA + "JournalArticle",
    "prefLabel": {"@id": SKOS + "prefLabel", "@container": "@language"},
    "altLabel": {"@id": SKOS + "altLabel", "@container": ["@language", "@set"]},
    "broader": {"@id": SKOS + "broader", "@type": "@id", "@container": "@set"},
    "source": {"@id": "http://purl.org/dc/terms/source", "@type": "@id", "@container": "@set"},
    "year": {"@id": SCHEMA + "year"},
    "confidence": {"@id": SCHEMA + "confidence", "@container": "@set"},
    "holdsClaim": {"@id": SCHEMA + "holdsClaim", "@type": "@id", "@container": "@set"},
    "formalizes": {"@id": SCHEMA + "formalizes", "@type": "@id", "@container": "@set"},
    "subClassOf": {"@id": "http://www.w3.org/2000/01/rdf-schema#subClassOf", "@type": "@id", "@container": "@set"},
    "onProperty": {"@id": OWL + "onProperty", "@type": "@id", "@container": "@set"},
}
"""Some of the keys that clients may rely on: they do not change."""


@pytest.fixture(scope="module")
def context(store: Store) -> Context:
    """The context of the bundled base."""
    return Context.from_store(store)


def test_keys_are_permanent(client: TestClient) -> None:
    published = published_context(client)
    assert {key: published[key] for key in KEYS} == KEYS
    assert client.get("/context.jsonld").headers["content-type"] == JSONLD


def test_every_term_of_the_schema_has_its_own_name(client: TestClient, store: Store) -> None:
    published = published_context(client)
    rows = store.query(f"SELECT DISTINCT ?term {{ ?term a ?kind FILTER(STRSTARTS(STR(?term), '{SCHEMA}')) }}").rows()
    terms = [str(row["term"]) for row in rows]
    assert len(terms) > 130
    for term in terms:
        found = published[term.removeprefix(SCHEMA)]
        assert (found if isinstance(found, str) else found["@id"]) == term


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_says_the_same_as_in_turtle(client: TestClient, path: str) -> None:
    assert canonical(quads(client, path, JSONLD)) == canonical(quads(client, path, "text/turtle"))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path not in ("/", "/account/core", "/ontology")])
def test_rdflib_reads_the_same(client: TestClient, path: str) -> None:
    document = inlined(client, client.get(path, headers={"Accept": JSONLD}).text)
    found, turtle = Graph(), Graph()
    found.parse(data=document, format="json-ld")
    turtle.parse(data=client.get(path, headers={"Accept": "text/turtle"}).text, format="turtle")
    assert isomorphic(found, turtle)


def test_the_entity_comes_first_under_short_keys(client: TestClient) -> None:
    document = client.get("/doc/waltz-1979-tip.jsonld").json()
    assert document["@context"] == "http://testserver/context.jsonld"
    work = document["@graph"][0]
    assert work["id"] == "https://w3id.org/realism/id/waltz-1979-tip"
    assert work["year"] == 1979
    assert work["prefLabel"] == {"en": "Theory of International Politics"}
    assert work["hasAuthor"] == ["https://w3id.org/realism/id/waltz"]
    assert "Book" in work["type"]
    assert not [key for key in keys(document["@graph"]) if ":" in key]


def keys(value: Any) -> Iterator[str]:
    """Every key in `value`."""
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys(item)
    if isinstance(value, dict):
        yield from value


def test_a_key_has_one_shape(client: TestClient) -> None:
    shapes: dict[str, set[str]] = {}
    for node in client.get("/account/core?format=jsonld").json()["@graph"]:
        for key, value in node.items():
            shapes.setdefault(key, set()).add(type(value).__name__)
    assert {key: found for key, found in shapes.items() if len(found) > 1} == {}


IRIS = st.sampled_from(
    ["urn:x", "id:anarchy", "type:a", "source:b", "realism:c", "year:1", "https://e.org/a b".replace(" ", "%20"),
     "http://e.org/é", RDF + "type", RDF + "nil", SCHEMA + "Concept", SKOS + "Concept", OWL + "Class"]
    + [SCHEMA + name for name in ("year", "holdsClaim", "position", "formalizes", "needsContext", "doi")]
    + [SKOS + name for name in ("prefLabel", "altLabel", "broader")],
).map(Iri)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.tuples(TEXTS, st.sampled_from(["en", "de", "de-at"])).map(
        lambda pair: Literal(pair[0], RDF + "langString", pair[1])
    ),
    st.tuples(
        st.sampled_from(["1", "01", "-0", "-7", "true", "1.0", "1e0", "12345678901234567890", "x", "TRUE", ""]),
        st.sampled_from([XSD + name for name in ("integer", "boolean", "double", "decimal", "string")] + ["urn:type"]),
    ).map(lambda pair: Literal(*pair)),
)
TERMS: st.SearchStrategy[Term] = st.one_of(IRIS, LITERALS, st.sampled_from(["a", "b"]).map(BlankNode))
QUADS = st.lists(
    st.builds(Quad, st.one_of(IRIS, st.just(BlankNode("a"))), IRIS, TERMS, st.sampled_from([None, Iri("urn:g")])),
    max_size=12,
)


@given(QUADS)
def test_no_statement_is_lost_or_changed(context: Context, found: list[Quad]) -> None:
    document = json.loads(context.compact(found, "http://nowhere.invalid/"))
    document["@context"] = context.document()["@context"]
    back = list(parse(json.dumps(document).encode(), RdfFormat.JSON_LD))
    merged = [quad._replace(graph=None) for quad in found]
    assert canonical(back) == canonical(list(parse(serialize(merged, NQUADS, {}), RdfFormat.N_QUADS)))


def test_an_unknown_vocabulary_keeps_its_whole_names() -> None:
    store = EmbeddedStore()
    store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:ns#label> 1 ; <urn:ns#other> 'x'@en } }")
    found = Context.from_store(store).compact(store.match(), "urn:c").decode()
    assert re.search(r'"urn:ns#label": \[\s+1\s+\]', found)
    assert '"urn:ns#other"' in found
    store.close()
