"""Reading RDF documents as a client does, but with our JSON-LD context at hand: nothing is fetched."""

import json
from typing import Any

from fastapi.testclient import TestClient
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
JSONLD = "application/ld+json"


def published_context(client: TestClient) -> Any:
    """The context as the service publishes it."""
    return client.get("/context.jsonld").json()["@context"]


def inlined(client: TestClient, text: str) -> str:
    """The JSON-LD document `text` of ours with the context in place of its address."""
    document = json.loads(text)
    if isinstance(document, dict):
        assert document["@context"] == "http://testserver/context.jsonld"
        document["@context"] = published_context(client)
    return json.dumps(document)


def quads(client: TestClient, path: str, accept: str) -> list[Quad]:
    """The statements of the document at `path` in the media type `accept`."""
    answer = client.get(path, headers={"Accept": accept}, follow_redirects=True)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    assert answer.headers["content-type"] == accept
    if accept == JSONLD:
        return list(parse(inlined(client, answer.text).encode(), RdfFormat.JSON_LD))
    return list(parse(answer.content, FORMATS[accept]))


def canonical(found: list[Quad]) -> set[str]:
    """`found` without graphs and with canonical blank nodes, for comparison."""
    plain = Dataset(Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    if any(isinstance(node, BlankNode) for quad in plain for node in quad):
        plain.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in plain}
