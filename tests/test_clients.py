"""The clients of Python's world on a running `realism serve`: SPARQLWrapper and rdflib, reading and writing."""

import io
import json
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.dom.minidom import Document

import pytest
from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    QueryResult,
    SPARQLExceptions,
    SPARQLWrapper,
    SPARQLWrapper2,
)
from SPARQLWrapper.SmartWrapper import Bindings

from conftest import TOKEN
from realism.vocab import ACCOUNT, CORE, SCHEMA

ID = Namespace("https://w3id.org/realism/id/")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
EX = Namespace("https://example.org/")
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LABEL = "Anarchy (international relations)"
SELECT = f"PREFIX skos: <{SKOS}> SELECT ?label {{ <{ID.anarchy}> skos:prefLabel ?label }}"
ASK = f"ASK {{ <{ID.anarchy}> a <{SCHEMA}Concept> }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{ID.anarchy}> ?p ?o }}"
DESCRIBE = f"DESCRIBE <{ID.anarchy}>"
FORMATS = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
}
WAYS = [("GET", URLENCODED), ("POST", URLENCODED), ("POST", POSTDIRECTLY)]

pytestmark = [
    # SPARQLWrapper and rdflib's JSON-LD parser make what rdflib has deprecated.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]


@pytest.fixture(params=WAYS, ids=["get", "form", "direct"])
def wrapper(served: str, request: pytest.FixtureRequest) -> SPARQLWrapper:
    """A SPARQLWrapper on the base, asking in each of the three ways of the protocol."""
    wrapper = SPARQLWrapper(f"{served}/sparql")
    wrapper.setMethod(request.param[0])
    wrapper.setRequestMethod(request.param[1])
    return wrapper


def asked(wrapper: SPARQLWrapper, query: str, format_: str) -> QueryResult.ConvertResult:
    """The answer to `query`, converted; a media type that does not fit the format would be a warning, an error here."""
    wrapper.setQuery(query)
    wrapper.setReturnFormat(format_)
    return wrapper.queryAndConvert()


def test_sparqlwrapper_reads_solutions(wrapper: SPARQLWrapper) -> None:
    found = asked(wrapper, SELECT, JSON)
    assert isinstance(found, dict)
    assert found["results"]["bindings"] == [{"label": {"type": "literal", "xml:lang": "en", "value": LABEL}}]
    document = asked(wrapper, SELECT, XML)
    assert isinstance(document, Document)
    assert document.getElementsByTagName("literal")[0].firstChild.nodeValue == LABEL  # type: ignore[union-attr]
    assert asked(wrapper, SELECT, CSV) == f"label\r\n{LABEL}\r\n".encode()
    assert asked(wrapper, SELECT, TSV) == f'?label\n"{LABEL}"@en\n'.encode()


def test_sparqlwrapper_reads_truth_values(wrapper: SPARQLWrapper) -> None:
    found = asked(wrapper, ASK, JSON)
    assert isinstance(found, dict)
    assert found["boolean"] is True
    document = asked(wrapper, ASK, XML)
    assert isinstance(document, Document)
    assert document.getElementsByTagName("boolean")[0].firstChild.nodeValue == "true"  # type: ignore[union-attr]
    with pytest.raises(HTTPError, match="406") as error:
        asked(wrapper, ASK, CSV)
    error.value.close()


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_sparqlwrapper_reads_graphs(wrapper: SPARQLWrapper, query: str) -> None:
    texts = [asked(wrapper, query, format_) for format_ in (TURTLE, N3)]
    graphs = [Graph().parse(data=text, format="turtle") for text in texts if isinstance(text, bytes)]
    graphs += [asked(wrapper, query, format_) for format_ in (XML, RDFXML, JSONLD)]  # type: ignore[misc]
    assert len(graphs) == 5
    for graph in graphs:
        assert (ID.anarchy, SKOS.prefLabel, Literal(LABEL, "en")) in graph
        assert len(graph) == len(graphs[0])


def test_sparqlwrapper_names_the_graphs_to_ask(wrapper: SPARQLWrapper) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    counts = []
    for graph in (None, CORE, ACCOUNT + "defensive-realism", str(EX.unknown)):
        wrapper.clearParameter("default-graph-uri")
        if graph is not None:
            wrapper.addParameter("default-graph-uri", graph)
        found = asked(wrapper, query, JSON)
        assert isinstance(found, dict)
        counts.append(int(found["results"]["bindings"][0]["n"]["value"]))
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == 4
    assert counts[-1] == 0


def test_sparqlwrapper_tells_what_was_wrong(wrapper: SPARQLWrapper) -> None:
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match=r"Query does not parse.*line 1, column 18"):
        asked(wrapper, "SELECT * { ?s ?p ", JSON)


def test_sparqlwrapper_reads_bindings(served: str) -> None:
    wrapper = SPARQLWrapper2(f"{served}/sparql")
    wrapper.setQuery(SELECT)
    found = wrapper.query()
    assert isinstance(found, Bindings)
    assert [row["label"].value for row in found.bindings] == [LABEL]


@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_writes_with_the_token(scratch_served: str, way: str) -> None:
    wrapper = SPARQLWrapper(f"{scratch_served}/sparql")
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(way)
    update = f'INSERT DATA {{ GRAPH <{EX.wrapper}> {{ <{EX.s}> <{EX.p}> "1 + 1 = 2 & ü" }} }}'
    wrapper.setQuery(update)
    with pytest.raises(SPARQLExceptions.Unauthorized):
        wrapper.query()
    wrapper.addCustomHttpHeader("Authorization", BEARER["Authorization"])
    assert wrapper.query().response.status == 204
    wrapper.setQuery(f"SELECT ?o {{ GRAPH <{EX.wrapper}> {{ ?s ?p ?o }} }}")
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert() == "o\r\n1 + 1 = 2 & ü\r\n".encode()
    wrapper.setQuery(f"DROP GRAPH <{EX.wrapper}>")
    wrapper.query().response.close()


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def method(request: pytest.FixtureRequest) -> str:
    """A way in which rdflib's store asks."""
    return str(request.param)


@pytest.mark.parametrize("format_", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_solutions(served: str, method: str, format_: str) -> None:
    graph = Graph(SPARQLStore(f"{served}/sparql", method=method, returnFormat=format_))
    rows = [row.label for row in graph.query(SELECT)]  # type: ignore[union-attr]
    # Only CSV does not tell the language.
    assert rows == [Literal(LABEL, None if format_ == "csv" else "en")]


def test_rdflib_sees_the_base_as_a_graph(served: str, method: str) -> None:
    graph = Graph(SPARQLStore(f"{served}/sparql", method=method))
    assert graph.value(ID.anarchy, SKOS.prefLabel) == Literal(LABEL, "en")
    assert (ID.anarchy, RDF.type, URIRef(SCHEMA + "Concept")) in graph
    assert (ID.anarchy, RDF.type, URIRef(SCHEMA + "Theory")) not in graph
    assert set(graph.objects(ID.anarchy, RDFS.label)) == {Literal(LABEL, "en")}
    assert bool(graph.query(ASK)) is True
    for query in (CONSTRUCT, DESCRIBE):
        constructed = graph.query(query).graph
        assert constructed is not None
        assert (ID.anarchy, SKOS.prefLabel, Literal(LABEL, "en")) in constructed


def test_rdflib_sees_an_account_as_a_graph(served: str, method: str) -> None:
    store = SPARQLStore(f"{served}/sparql", method=method)
    account = URIRef(ACCOUNT + "defensive-realism")
    every = {str(name) for name in store.contexts()}
    assert {CORE, str(account)} < every
    held = list(Graph(store, account).triples((ID["defensive-realism"], URIRef(SCHEMA + "holdsClaim"), None)))
    assert len(held) > 1
    assert 50 < len(Graph(store, account)) < len(Graph(store, URIRef(CORE))) < len(Graph(store))
    assert len(Graph(store, EX.unknown)) == 0


@pytest.fixture
def writing(scratch_served: str) -> Iterator[SPARQLUpdateStore]:
    """rdflib's store for writing, with the token, on an empty dataset."""
    endpoint = f"{scratch_served}/sparql"
    store = SPARQLUpdateStore(endpoint, endpoint, headers=dict(BEARER))
    store.update("DROP ALL")
    yield store
    store.close()


def test_rdflib_writes_statements(writing: SPARQLUpdateStore) -> None:
    graph = Graph(writing, EX.g)
    graph.add((EX.s, EX.p, Literal('quotes " and \\ and ü\n', "en")))
    graph.addN([(EX.s, EX.p, Literal(number), graph) for number in range(3)])
    assert len(graph) == 4
    assert set(graph.objects(EX.s)) == {Literal('quotes " and \\ and ü\n', "en"), *map(Literal, range(3))}
    graph.remove((EX.s, EX.p, Literal(1)))
    graph.set((EX.s, EX.q, EX.o))
    assert len(graph) == 4
    graph.remove((EX.s, EX.p, None))
    assert list(graph) == [(EX.s, EX.q, EX.o)]
    assert len(Graph(writing, EX.h)) == 0


def test_rdflib_writes_a_dataset(writing: SPARQLUpdateStore) -> None:
    dataset = Dataset(writing, default_union=False)
    first, second = dataset.graph(EX.g), dataset.graph(EX.h)
    first.add((EX.s, EX.p, Literal(1)))
    second.parse(io.BytesIO(b"<x:s> <x:p> 2, 3 ."), format="turtle")
    dataset.default_graph.add((EX.s, EX.p, Literal(4)))
    assert set(writing.contexts()) == {EX.g, EX.h}
    assert [len(first), len(second)] == [1, 2]
    assert list(dataset.default_graph.objects()) == [Literal(4)]
    dataset.remove_graph(second)
    assert set(writing.contexts()) == {EX.g}


def test_rdflib_writes_updates(writing: SPARQLUpdateStore) -> None:
    graph = Graph(writing, EX.g)
    graph.update("INSERT DATA { ex:s ex:p 1 }", initNs={"ex": EX})
    graph.update("INSERT { ?s ex:q ?o } WHERE { ?s ex:p ?o }", initNs={"ex": EX}, initBindings={"o": Literal(1)})
    assert (EX.s, EX.q, Literal(1)) in graph
    assert len(graph) == 2


def test_rdflib_commits_together_or_not_at_all(writing: SPARQLUpdateStore) -> None:
    writing.autocommit = False
    graph = Graph(writing, EX.g)
    graph.add((EX.s, EX.p, Literal(1)))
    graph.add((EX.s, EX.p, Literal(2)))
    writing.rollback()
    graph.add((EX.s, EX.p, Literal(3)))
    writing.commit()
    assert list(graph.objects()) == [Literal(3)]
    graph.add((EX.s, EX.p, Literal(4)))
    writing.update("this is no update")
    with pytest.raises(HTTPError, match="400") as error:
        writing.commit()
    error.value.close()
    writing.rollback()
    assert list(graph.objects()) == [Literal(3)]


def test_rdflib_without_the_token_writes_nothing(scratch_served: str, writing: SPARQLUpdateStore) -> None:
    endpoint = f"{scratch_served}/sparql"
    for other in (
        SPARQLUpdateStore(endpoint, endpoint),
        SPARQLUpdateStore(endpoint, endpoint, auth=("user", TOKEN)),
        SPARQLUpdateStore(endpoint, endpoint, headers={"Authorization": "Bearer other"}),
    ):
        with pytest.raises(HTTPError, match="401") as error:
            Graph(other, EX.g).add((EX.s, EX.p, EX.o))
        error.value.close()
    assert len(Graph(writing, EX.g)) == 0


def test_rdflib_hears_what_the_rules_of_the_base_do_not_allow(served: str) -> None:
    endpoint = f"{served}/sparql"
    store = SPARQLUpdateStore(endpoint, endpoint, headers=dict(BEARER))
    with pytest.raises(HTTPError, match="422") as error:
        Graph(store, URIRef(CORE)).add((ID.nothing, RDF.type, URIRef(SCHEMA + "Concept")))
    assert json.loads(error.value.read())["conforms"] is False
    assert (ID.nothing, None, None) not in Graph(store)


@pytest.mark.parametrize("path", ["/id/anarchy", "/doc/anarchy", "/doc/anarchy.jsonld", "/", "/account/realism"])
def test_rdflib_reads_documents_by_their_address(served: str, path: str) -> None:
    """With the Accept header and the redirects of rdflib itself, and our context for JSON-LD from where it says."""
    graph = Graph().parse(served + path)
    assert len(graph) > 10
    if "anarchy" in path:
        assert (ID.anarchy, SKOS.prefLabel, Literal(LABEL, "en")) in graph


def test_the_description_of_the_service_claims_what_is_true(served: str) -> None:
    graph = Graph().parse(f"{served}/sparql")
    assert list(graph.objects(None, SD.endpoint)) == [URIRef(f"{served}/sparql")]
    assert set(graph.objects(None, SD.feature)) == {SD.UnionDefaultGraph}
    assert set(graph.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    named = {str(name) for name in graph.objects(None, SD.name)}
    assert named == {str(name) for name in SPARQLStore(f"{served}/sparql").contexts()}
    formats = {str(name).rpartition("/")[2]: name for name in graph.objects(None, SD.resultFormat)}
    assert set(formats) == set(FORMATS)
    for media in FORMATS.values():
        query = SELECT if "results" in media or (media.startswith("text/") and media != "text/turtle") else CONSTRUCT
        asked = Request(f"{served}/sparql?{urlencode({'query': query})}", headers={"Accept": media})  # noqa: S310
        with urlopen(asked) as answer:  # noqa: S310 - an address of ours
            assert answer.headers.get_content_type() == media
