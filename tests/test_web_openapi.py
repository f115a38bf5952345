"""OpenAPI: every route is documented, named for good, and has an example that works."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app

OPERATIONS = {
    "GET /": "ontology",
    "GET /sparql": "sparql_query_get",
    "POST /sparql": "sparql_query_post",
    "GET /rdf-graph-store": "graph_get",
    "PUT /rdf-graph-store": "graph_put",
    "POST /rdf-graph-store": "graph_post",
    "DELETE /rdf-graph-store": "graph_delete",
    "GET /id/{slug}": "entity_redirect",
    "GET /doc/{slug}": "entity_document",
    "GET /doc/{slug}.{extension}": "entity_document_in_format",
    "GET /account/{theory}": "account",
    "GET /schema": "vocabulary",
    "GET /search": "search",
    "GET /suggest": "suggest",
    "GET /queries": "queries_list",
    "POST /xref/annotate": "xref_annotate",
    "GET /xref/see-also": "xref_see_also",
    "POST /xref/see-also": "xref_see_also_text",
    "POST /xref/lint": "xref_lint",
    "GET /reconcile": "reconcile",
    "POST /reconcile": "reconcile_post",
    "GET /reconcile/suggest/{what}": "reconcile_suggest",
    "GET /reconcile/flyout/{what}": "reconcile_flyout",
    "GET /reconcile/preview": "reconcile_preview",
    "GET /reconcile/extend/properties": "reconcile_properties",
    "POST /changes": "change",
    "GET /changes": "changes",
    "GET /changes/{id}": "change_record",
    "GET /feed": "feed",
    "GET /ldes": "event_stream",
    "GET /compare": "compare",
    "POST /check": "check",
    "GET /compare/matrix": "compare_matrix",
    "GET /healthz": "health_live",
    "GET /readyz": "health_ready",
    "GET /robots.txt": "robots",
    "GET /inferred/{theory}": "inferred",
    "GET /ontology": "ontology_file",
    "GET /{version}": "ontology_version",
    "GET /schema/{name}": "vocabulary_term",
    "GET /shapes": "shapes",
    "GET /dump.nq.gz": "dump_nquads",
    "GET /dump.trig.gz": "dump_trig",
    "GET /dump.ttl.gz": "dump_turtle",
    "GET /void": "void",
    "GET /.well-known/void": "well_known_void",
    "GET /context.jsonld": "jsonld_context",
    "GET /sitemap.xml": "sitemap",
    "GET /sitemap-{number}.xml": "sitemap_part",
    "GET /docs": "docs",
    "GET /docs/see-also": "docs_see_also",
}
"""Permanent names: clients are generated from them, so none may change or vanish."""


def specification() -> dict[str, Any]:
    """The OpenAPI document; it does not depend on the data."""
    app: FastAPI = create_app(Settings(), EmbeddedStore())
    return app.openapi()


SPECIFICATION = specification()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its method and path."""
    for path, methods in SPECIFICATION["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


ALL = list(operations())
IDS = [f"{method} {path}" for method, path, _ in ALL]


def example_of(described: dict[str, Any]) -> Any:
    """The example of a parameter or a body, None without one."""
    schema = described.get("schema", {})
    if "$ref" in schema:
        schema = SPECIFICATION["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "object" and "example" not in described:
        examples = {name: example_of({"schema": value}) for name, value in schema["properties"].items()}
        return {name: value for name, value in examples.items() if value is not None}
    return described.get("example", next(iter(schema.get("examples", [])), None))


def test_operation_names_are_permanent() -> None:
    found = {f"{method} {path}": operation["operationId"] for method, path, operation in ALL}
    assert OPERATIONS.items() <= found.items()
    generated = {name for key, name in found.items() if key not in OPERATIONS}
    assert all(name.startswith(("query_", "path_")) for name in generated)
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(("method", "path", "operation"), ALL, ids=IDS)
def test_every_operation_is_described(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["tags"]
    assert "application/problem+json" in operation["responses"]["default"]["content"]
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), parameter["name"]
        if parameter["required"] if "required" in parameter else parameter["in"] == "path":
            assert example_of(parameter) is not None, parameter["name"]


@pytest.mark.parametrize(("method", "path", "operation"), ALL, ids=IDS)
def test_every_example_works(client: TestClient, method: str, path: str, operation: dict[str, Any]) -> None:
    query = {}
    for parameter in operation.get("parameters", []):
        example = example_of(parameter)
        if example is not None and parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(example))
        elif example is not None:
            query[parameter["name"]] = str(example)
    bodies = operation.get("requestBody", {}).get("content", {None: {}})
    for media, described in bodies.items():
        answer = client.request(
            method, path, params=query, follow_redirects=False, **body(media, example_of(described) if media else None)
        )
        documented = {int(status) for status in operation["responses"] if status.isdecimal()}
        assert answer.status_code in documented, answer.text


def body(media: str | None, example: Any) -> dict[str, Any]:
    """How a client sends `example` as `media`."""
    if media is None:
        return {}
    if media == "application/json":
        return {"json": example}
    if media == "application/x-www-form-urlencoded":
        return {"data": example}
    return {"content": example, "headers": {"Content-Type": media}}


def test_start_up_leaves_the_heavy_libraries_alone() -> None:
    code = (
        "import sys, realism.web.app, realism.web.server; "
        "print(*({'rdflib', 'pyshacl', 'jpype', 'owlready2'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
