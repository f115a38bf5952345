"""The dataset described for machines: VoID and DCAT, for a folder of files and for a running service.

Sources: https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/. A statement counts once in each graph that
holds it: so the parts add up to the whole, and a dump in N-Quads has as many lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from realism.store.base import BlankNode, Iri, Literal, Quad, Store, Term, text_of
from realism.vocab import BASE, DCTERMS, ID, OWL, RDF, SCHEMA, SKOS, XSD

DATASET: Final = BASE + "void#dataset"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
PREFIXES: Final = {"void": VOID, "dcat": DCAT, "sd": SD, "foaf": FOAF}
_PROTOCOL: Final = "http://www.w3.org/TR/sparql11-protocol/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_COUNTS: Final = {
    "entities": f"(COUNT(DISTINCT ?s) AS ?n) {{ %s {{ ?s a ?c }} FILTER(STRSTARTS(STR(?s), '{ID}')) }}",
    "distinctSubjects": "(COUNT(DISTINCT ?s) AS ?n) { %s { ?s ?p ?o } }",
    "distinctObjects": "(COUNT(DISTINCT ?o) AS ?n) { %s { ?s ?p ?o } }",
    "properties": "(COUNT(DISTINCT ?p) AS ?n) { %s { ?s ?p ?o } }",
    "classes": "(COUNT(DISTINCT ?c) AS ?n) { %s { ?s a ?c } }",
}
_PER_GRAPH: Final = _COUNTS | {"triples": "(COUNT(*) AS ?n) { %s { ?s ?p ?o } }"}
_PARTITIONS: Final = {
    ("classPartition", "class", "entities"): "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of } GROUP BY ?of",
    ("propertyPartition", "property", "triples"): "SELECT ?of (COUNT(*) AS ?n) { GRAPH ?g { ?s ?of ?o } } GROUP BY ?of",
}


@dataclass(frozen=True)
class Download:
    """A file that holds the whole dataset, or the core: its name, address and media type (within the compression)."""

    name: str
    url: str
    media_type: str


@dataclass(frozen=True)
class Service:
    """Where the dataset is served: the address of the site, without a trailing slash, and of its SPARQL endpoint."""

    url: str
    endpoint: str


def describe(store: Store, downloads: Iterable[Download], service: Service | None = None) -> list[Quad]:
    """The description of the dataset in `store`, in no graph."""
    return [*contents(store), *access(downloads, service)]


def contents(store: Store) -> list[Quad]:
    """What is in the dataset: this goes through all of it."""
    return _quads((*_whole(store), *_parts(store), *_partitions(store)))


def access(downloads: Iterable[Download], service: Service | None = None) -> list[Quad]:
    """Where to get the dataset."""
    files = [statement for download in downloads for statement in _distribution(download)]
    return _quads([*files, *(_service(service) if service is not None else ())])


_Statement = tuple[str, str, Term]


def _quads(statements: Iterable[_Statement]) -> list[Quad]:
    return [Quad(_node(s), Iri(p), o) for s, p, o in statements]


def _whole(store: Store) -> Iterator[_Statement]:
    for kind in (VOID + "Dataset", DCAT + "Dataset"):
        yield DATASET, RDF + "type", Iri(kind)
    for target, name in (*((DCTERMS + one, DCTERMS + one) for one in ("title", "description", "license", "creator")),
                         (DCAT + "version", OWL + "versionInfo")):  # fmt: skip
        for row in store.query(f"SELECT DISTINCT ?value {{ <{BASE}> <{name}> ?value }}").rows():
            yield DATASET, target, row["value"]
    yield DATASET, DCTERMS + "conformsTo", Iri(BASE)
    yield DATASET, VOID + "uriSpace", Literal(BASE)
    rows = store.query(f"SELECT DISTINCT ?theory {{ ?theory a <{SCHEMA}Theory> }} ORDER BY ?theory LIMIT 1").rows()
    for row in rows:
        yield DATASET, VOID + "exampleResource", row["theory"]
    for vocabulary in (SCHEMA, SKOS, DCTERMS):
        yield DATASET, VOID + "vocabulary", Iri(vocabulary)
    yield DATASET, VOID + "triples", _number(str(len(store)))
    for name, counted in _COUNTS.items():
        for row in store.query(f"SELECT {counted % ''}").rows():
            yield DATASET, VOID + name, row["n"]


def _parts(store: Store) -> Iterator[_Statement]:
    graphs = list(store.graphs())
    for graph in graphs:
        part = _part(graph)
        yield DATASET, VOID + "subset", Iri(part)
        yield part, RDF + "type", Iri(VOID + "Dataset")
        yield part, RDF + "type", Iri(SD + "NamedGraph")
        yield part, SD + "name", Iri(graph)
        yield part, DCTERMS + "title", Literal(graph.removeprefix(BASE), RDF + "langString", "en")
    for name, counted in _PER_GRAPH.items():
        rows = store.query(f"SELECT ?g {counted % 'GRAPH ?g'} GROUP BY ?g").rows()
        found = {text_of(row["g"]): row["n"] for row in rows if "g" in row}
        for graph in graphs:
            yield _part(graph), VOID + name, found.get(graph, _number("0"))


def _part(graph: str) -> str:
    return f"{DATASET}/{graph.removeprefix(BASE)}"


def _partitions(store: Store) -> Iterator[_Statement]:
    for (link, member, counted), query in _PARTITIONS.items():
        rows = sorted(store.query(query).rows(), key=lambda row: str(row.get("of")))
        for number, row in enumerate(row for row in rows if isinstance(row.get("of"), Iri)):
            node = f"_:{member}{number}"
            yield DATASET, VOID + link, BlankNode(node.removeprefix("_:"))
            yield node, VOID + member, row["of"]
            yield node, VOID + counted, row["n"]


def _distribution(download: Download) -> Iterator[_Statement]:
    node = f"{DATASET}/file/{download.name}"
    yield DATASET, VOID + "dataDump", Iri(download.url)
    yield DATASET, DCAT + "distribution", Iri(node)
    yield node, RDF + "type", Iri(DCAT + "Distribution")
    yield node, DCTERMS + "title", Literal(download.name)
    yield node, DCAT + "downloadURL", Iri(download.url)
    yield node, DCAT + "mediaType", Iri(_MEDIA + download.media_type)
    if download.name.endswith(".gz"):
        yield node, DCAT + "compressFormat", Iri(_MEDIA + "application/gzip")


def _service(service: Service) -> Iterator[_Statement]:
    node = BASE + "void#sparql"
    yield DATASET, VOID + "sparqlEndpoint", Iri(service.endpoint)
    yield DATASET, DCAT + "landingPage", Iri(service.url + "/")
    yield DATASET, FOAF + "homepage", Iri(service.url + "/")
    yield node, RDF + "type", Iri(DCAT + "DataService")
    yield node, DCTERMS + "title", Literal("SPARQL endpoint", RDF + "langString", "en")
    yield node, DCTERMS + "conformsTo", Iri(_PROTOCOL)
    yield node, DCAT + "endpointURL", Iri(service.endpoint)
    yield node, DCAT + "endpointDescription", Iri(service.endpoint)
    yield node, DCAT + "servesDataset", Iri(DATASET)


def _node(name: str) -> Iri | BlankNode:
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else Iri(name)


def _number(text: str) -> Literal:
    return Literal(text, XSD + "integer")
