"""Comunica, the query engine of JavaScript's world, on a running `realism serve`: it finds out alone what it is."""

from pathlib import Path

import pytest

from conftest import TOKEN
from npm_clients import ask_comunica as ask
from realism.vocab import ACCOUNT, CORE, SCHEMA, SKOS

ID = "https://w3id.org/realism/id/"
LABEL = ["Anarchy (international relations)", "en"]
PREFIXES = f"PREFIX realism: <{SCHEMA}> PREFIX skos: <{SKOS}> PREFIX id: <{ID}> PREFIX ex: <https://example.org/> "


def test_it_finds_the_endpoint_by_its_description(served: str, node_modules: Path) -> None:
    for endpoint in (f"{served}/sparql", f"{served}/sparql/"):
        found = ask(node_modules, [endpoint], PREFIXES + "SELECT ?label { id:anarchy skos:prefLabel ?label }")
        assert found["answer"] == [{"label": LABEL}]
        assert found["identified"] == [f"Identified {endpoint} as sparql source with service URL: {endpoint}"]


def test_it_asks_all_kinds_of_query(served: str, node_modules: Path) -> None:
    endpoint = [f"{served}/sparql"]
    found = ask(node_modules, endpoint, PREFIXES + "ASK { id:realism a realism:Theory }")
    assert (found["kind"], found["answer"]) == ("boolean", True)
    for query in ("CONSTRUCT WHERE { id:anarchy ?p ?o }", "DESCRIBE id:anarchy"):
        found = ask(node_modules, endpoint, PREFIXES + query)
        assert found["kind"] == "quads"
        assert [[ID + "anarchy"], [SKOS + "prefLabel"], LABEL] in found["answer"]
    query = f"""SELECT ?theory (COUNT(DISTINCT ?claim) AS ?n) {{
      ?theory a realism:Theory . OPTIONAL {{ GRAPH ?account {{ ?theory realism:holdsClaim ?claim }} }}
      FILTER(?account != <{CORE}>) }} GROUP BY ?theory ORDER BY DESC(?n) LIMIT 3"""
    found = ask(node_modules, endpoint, PREFIXES + query)
    counts = [int(row["n"][0]) for row in found["answer"]]
    assert len(counts) == 3
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] > 1


def test_it_reads_documents(served: str, node_modules: Path) -> None:
    query = PREFIXES + "SELECT ?label { id:anarchy skos:prefLabel ?label }"
    for path in ("id/anarchy", "doc/anarchy", "doc/anarchy.jsonld"):
        assert ask(node_modules, [f"{served}/{path}"], query)["answer"] == [{"label": LABEL}], path
    query = PREFIXES + "SELECT DISTINCT ?claim { id:defensive-realism realism:holdsClaim ?claim }"
    account = ask(node_modules, [f"{served}/account/defensive-realism"], query)["answer"]
    query = query.replace(" {", f" FROM <{ACCOUNT}defensive-realism> {{")
    whole = ask(node_modules, [f"{served}/sparql"], query)["answer"]
    assert len(account) > 1
    assert sorted(row["claim"] for row in account) == sorted(row["claim"] for row in whole)


def test_it_writes_and_joins_over_two_services(served: str, scratch_served: str, node_modules: Path) -> None:
    notes = f"{scratch_served}/sparql"
    found = ask(node_modules, [notes], PREFIXES + 'INSERT DATA { ex:note ex:about id:anarchy ; ex:says "ü" }', TOKEN)
    assert found["kind"] == "void"
    query = PREFIXES + "SELECT ?says ?label { ?note ex:about ?what ; ex:says ?says . ?what skos:prefLabel ?label }"
    found = ask(node_modules, [notes, f"{served}/sparql"], query)
    assert found["answer"] == [{"says": ["ü"], "label": LABEL}]
    assert all(" as sparql source " in line for line in found["identified"])
    ask(node_modules, [notes], PREFIXES + "DELETE WHERE { ex:note ?p ?o }", TOKEN)
    assert ask(node_modules, [notes], PREFIXES + "ASK { ex:note ?p ?o }")["answer"] is False


def test_without_the_token_it_writes_nothing(scratch_served: str, node_modules: Path) -> None:
    notes = f"{scratch_served}/sparql"
    with pytest.raises(RuntimeError, match="401"):
        ask(node_modules, [notes], PREFIXES + "INSERT DATA { ex:note ex:about id:anarchy }", "another")
