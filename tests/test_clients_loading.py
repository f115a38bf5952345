"""Programs that take the base as a whole from a running `realism serve`: the OWL API, and Virtuoso with the dump."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

import owlapi
from realism import __version__
from realism.vocab import ACCOUNT, BASE, CORE, OWL, SCHEMA
from servers import NotInstalled, SparqlServer, virtuoso, virtuoso_load

CLASSES = f"SELECT ?x {{ GRAPH <{CORE}> {{ ?x a <{OWL}Class> }} FILTER(STRSTARTS(STR(?x), '{SCHEMA}')) }}"
THINGS = f"SELECT ?x {{ GRAPH <{CORE}> {{ ?x a ?class }} FILTER(STRSTARTS(STR(?x), '{BASE}id/')) }}"
PER_GRAPH = "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?key { ?s ?p ?o } FILTER(STRSTARTS(STR(?key), '%s')) } GROUP BY ?key"
PER_CLASS = (
    "SELECT ?key (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?key } FILTER(STRSTARTS(STR(?g), '%s')) } GROUP BY ?key"
)


def rows(endpoint: str, query: str) -> list[dict[str, Any]]:
    """The rows that a SPARQL endpoint answers `query` with."""
    headers = {"Accept": "application/sparql-results+json"}
    answer = httpx2.post(endpoint, data={"query": query}, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]["bindings"]
    return found


def open_by_owlapi(iri: str, served: str) -> dict[str, Any]:
    """What the OWL API finds when it opens `iri`, whose place is at the address `served` until w3id.org leads there."""
    command = [sys.executable, owlapi.__file__, iri, BASE, served + "/"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_owl_api_opens_the_ontology_by_its_name(served: str) -> None:
    found = open_by_owlapi(BASE, served)
    assert found["iri"] == BASE
    assert found["version"] == BASE + __version__
    assert found["format"] == "RDF/XML"
    assert found["axioms"] > 5_000
    things = {row["x"]["value"] for row in rows(f"{served}/sparql", THINGS)}
    assert things <= set(found["individuals"])
    classes = {row["x"]["value"] for row in rows(f"{served}/sparql", CLASSES)}
    assert classes <= set(found["classes"])
    assert len(things) > len(classes) > 10


@pytest.mark.parametrize(
    ("path", "imports"), [("account/core", []), ("account/defensive-realism", [BASE]), ("schema", [])]
)
def test_the_owl_api_opens_the_parts_of_the_base(served: str, path: str, imports: list[str]) -> None:
    found = open_by_owlapi(BASE + path, served)
    assert found["axioms"] > 20
    assert found["imports"] == imports


def test_the_owl_api_opens_a_version(served: str) -> None:
    found = open_by_owlapi(f"{BASE}{__version__}", served)
    assert found["iri"] == BASE
    assert found["version"] == f"{BASE}{__version__}"


@pytest.fixture(scope="module")
def loaded(served: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlServer]:
    """A Virtuoso that was given the dump."""
    folder: Path = tmp_path_factory.mktemp("virtuoso-dump")
    try:
        with virtuoso(folder, memory_mb=200) as server:
            for name in ("dump.nq.gz", "dump.ttl.gz"):
                (folder / name).write_bytes(httpx2.get(f"{served}/{name}").raise_for_status().content)
                virtuoso_load(server, folder / name, "urn:merged")
            yield server
    except NotInstalled as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("query", [PER_GRAPH, PER_CLASS], ids=["graphs", "classes"])
def test_virtuoso_counts_the_same_in_the_dump(served: str, loaded: SparqlServer, query: str) -> None:
    ours, theirs = (
        {row["key"]["value"]: int(row["n"]["value"]) for row in rows(endpoint, query % BASE)}
        for endpoint in (f"{served}/sparql", loaded.query_url)
    )
    assert theirs == ours
    assert ours.get(CORE, 0) + ours.get(SCHEMA + "Concept", 0) > 100
    assert len(ours) > 20


def test_virtuoso_finds_each_statement_once_in_the_merged_dump(served: str, loaded: SparqlServer) -> None:
    ours = rows(f"{served}/sparql", "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
    theirs = rows(loaded.query_url, "SELECT (COUNT(*) AS ?n) FROM <urn:merged> { ?s ?p ?o }")
    assert theirs[0]["n"]["value"] == ours[0]["n"]["value"]


def test_virtuoso_knows_languages_and_accounts_from_the_dump(served: str, loaded: SparqlServer) -> None:
    query = f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      SELECT ?label (COUNT(?claim) AS ?n) {{
        GRAPH <{CORE}> {{ <{BASE}id/defensive-realism> skos:prefLabel ?label }}
        GRAPH <{ACCOUNT}defensive-realism> {{ <{BASE}id/defensive-realism> <{SCHEMA}holdsClaim> ?claim }}
      }} GROUP BY ?label"""
    ours, theirs = (rows(endpoint, query)[0] for endpoint in (f"{served}/sparql", loaded.query_url))
    assert theirs["label"] == ours["label"]
    assert theirs["n"]["value"] == ours["n"]["value"]
