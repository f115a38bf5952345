"""The dataset described for machines: VoID and DCAT.

Sources: https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/. Files are named relative to the description,
so that the folder may be put anywhere.
"""

from collections.abc import Mapping
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, SKOS, VOID, XSD
from rdflib.term import Node

from realism.knowledge.formatting import canonical
from realism.store.base import Literal as Value
from realism.store.base import Store
from realism.vocab import BASE, ID, OWL, SCHEMA

DATASET: Final = BASE + "void#dataset"
_COUNTS: Final = {
    VOID.triples: "(COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }",
    VOID.entities: f"(COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?c FILTER(STRSTARTS(STR(?s), '{ID}')) }}",
    VOID.distinctSubjects: "(COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    VOID.properties: "(COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    VOID.classes: "(COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
}
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_HERE: Final = "urn:realism:here:"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"


def void(store: Store, dumps: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    """The description of the dataset in `store`, as canonical Turtle.

    dumps      the files that hold all of it, or the core, by name, with their media types
    prefixes   the prefixes of the base
    """
    graph = Graph(bind_namespaces="none")
    whole = URIRef(DATASET)
    _describe(graph, whole, store)
    _counts(graph, whole, store, None)
    for name in store.graphs():
        part = URIRef(f"{DATASET}/{name.removeprefix(BASE)}")
        graph.add((whole, VOID.subset, part))
        graph.add((part, RDF.type, VOID.Dataset))
        graph.add((part, DCTERMS.title, Literal(name.removeprefix(BASE), lang="en")))
        graph.add((part, RDF.type, URIRef(_SD + "NamedGraph")))
        graph.add((part, URIRef(_SD + "name"), URIRef(name)))
        _counts(graph, part, store, name)
    for file, media_type in dumps.items():
        _distribution(graph, whole, file, media_type)
    more = {"void": str(VOID), "dcat": str(DCAT), "sd": _SD}
    # rdflib names blank nodes through N-Triples, which knows no relative IRIs; so they become relative last.
    return canonical(graph, dict(sorted({**prefixes, **more}.items()))).replace(f"<{_HERE}", "<")


def _describe(graph: Graph, whole: URIRef, store: Store) -> None:
    for kind in (VOID.Dataset, DCAT.Dataset):
        graph.add((whole, RDF.type, kind))
    for name in ("title", "description", "license", "creator"):
        rows = store.query(f"SELECT DISTINCT ?value {{ <{BASE}> <{DCTERMS[name]}> ?value }}").rows()
        for row in rows:
            graph.add((whole, DCTERMS[name], _node(row["value"])))
    for row in store.query(f"SELECT DISTINCT ?value {{ <{BASE}> <{OWL}versionInfo> ?value }}").rows():
        graph.add((whole, URIRef(f"{DCAT}version"), _node(row["value"])))
    graph.add((whole, DCTERMS.conformsTo, URIRef(BASE)))
    graph.add((whole, VOID.uriSpace, Literal(BASE)))
    graph.add((whole, VOID.exampleResource, URIRef(_first_theory(store))))
    for vocabulary in (SCHEMA, str(SKOS), str(DCTERMS)):
        graph.add((whole, VOID.vocabulary, URIRef(vocabulary)))


def _first_theory(store: Store) -> str:
    rows = store.query(f"SELECT DISTINCT ?theory {{ ?theory a <{SCHEMA}Theory> }} ORDER BY ?theory LIMIT 1").rows()
    return next((str(row["theory"]) for row in rows), BASE)


def _counts(graph: Graph, dataset: URIRef, store: Store, name: str | None) -> None:
    for predicate, counted in _COUNTS.items():
        rows = store.query(f"SELECT {counted}", default_graphs=None if name is None else [name]).rows()
        term = next(iter(rows))["n"]
        assert isinstance(term, Value)
        graph.add((dataset, predicate, Literal(int(term.value))))


def _distribution(graph: Graph, whole: URIRef, file: str, media_type: str) -> None:
    node = URIRef(f"{DATASET}/file/{file}")
    graph.add((whole, VOID.dataDump, URIRef(_HERE + file)))
    graph.add((whole, DCAT.distribution, node))
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCTERMS.title, Literal(file)))
    graph.add((node, DCAT.downloadURL, URIRef(_HERE + file)))
    graph.add((node, DCAT.mediaType, URIRef(_MEDIA + media_type)))
    if file.endswith(".gz"):
        graph.add((node, DCAT.compressFormat, URIRef(_MEDIA + "application/gzip")))


def _node(term: object) -> Node:
    if isinstance(term, Value):
        return Literal(term.value, lang=term.language) if term.language else Literal(term.value, datatype=_plain(term))
    return URIRef(str(term))


def _plain(term: Value) -> URIRef | None:
    return None if term.datatype == str(XSD.string) else URIRef(term.datatype)
