"""The W3C's suites of SPARQL 1.1 queries, updates, their syntax and result formats, over HTTP on a service of ours."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import httpx2
import pytest
from rdflib.term import Node

from realism.store.base import BlankNode, Literal, Row
from realism.vocab import XSD
from w3c_answers import (
    from_csv,
    from_json,
    from_result_set,
    from_tsv,
    from_xml,
    is_result_set,
    rdf_graph,
    rows_of,
)
from w3c_manifest import MF, PUBLISHED, QT, UT, Document, Manifest, suites
from w3c_rows import Solutions, same_rows
from w3c_service import GRAPH_STORE, QUERY, UPDATE, clear, scratch_service

FOLDERS: Final = {
    "add": 8,
    "aggregates": 47,
    "basic-update": 13,
    "bind": 10,
    "bindings": 11,
    "cast": 6,
    "clear": 4,
    "construct": 7,
    "copy": 6,
    "csv-tsv-res": 6,
    "delete": 19,
    "delete-data": 6,
    "delete-insert": 17,
    "delete-where": 6,
    "drop": 4,
    "exists": 6,
    "functions": 75,
    "grouping": 6,
    "json-res": 4,
    "move": 6,
    "negation": 12,
    "project-expression": 7,
    "property-path": 33,
    "subquery": 14,
    "syntax-query": 94,
    "syntax-update-1": 54,
    "syntax-update-2": 1,
    "update-silent": 13,
}
"""Each suite and the number of its cases. Left out: entailment, which is a matter of regimes this service does not
have, and service and syntax-fed, because SERVICE is refused."""

_GRAPH: Final = "the engine evaluates what is inside of GRAPH ?g for all named graphs at once, not for each by itself"
_PATH: Final = "the engine lets a path of no step begin and end only at terms that the data holds"
EXCEPTIONS: Final = {
    PUBLISHED + case: reason
    for case, reason in {
        "aggregates/manifest#agg-empty-group-count-graph": _GRAPH,
        "bindings/manifest#graph": _GRAPH,
        "negation/manifest#graph-minus": _GRAPH,
        "csv-tsv-res/manifest#csv03": "the engine keeps what a double is, not how it was written: 1.0E6 is 1000000",
        "csv-tsv-res/manifest#tsv03": "the engine makes xsd:integer of xsd:negativeInteger and all that derive from it",
        "functions/manifest#bnode01": "the engine makes one blank node of BNODE('foo') for all solutions",
        "property-path/manifest#zero_or_more_set_start": _PATH,
        "property-path/manifest#zero_or_more_set_end": _PATH,
        "property-path/manifest#zero_or_one_set_start": _PATH,
        "property-path/manifest#zero_or_one_set_end": _PATH,
    }.items()
}
"""IRI of a case that is not passed, and why."""
LEAST: Final = 484
"""Cases that must be passed."""

_LOAD: Final = ("refused", "nothing is fetched")
PARSED_ONLY: Final = {
    PUBLISHED + case: problem
    for case, problem in {
        "syntax-query/manifest#test_4": ("bad-input", "function"),
        "syntax-update-1/manifest#test_8": ("bad-input", "does not exist"),
        "syntax-update-1/manifest#test_1": _LOAD,
        "syntax-update-1/manifest#test_2": _LOAD,
        "syntax-update-1/manifest#test_3": _LOAD,
        "syntax-update-1/manifest#test_4": _LOAD,
        "syntax-update-1/manifest#test_37": _LOAD,
    }.items()
}
"""Cases about syntax whose text parses and then asks for what cannot be done, or may not: the type of the problem and
words of it. What does not parse is told to be a syntax error, whatever it asks for."""

MEDIA: Final = {"ttl": "text/turtle", "rdf": "application/rdf+xml", "nt": "application/n-triples"}
RDF_FORMATS: Final = {"ttl": "turtle", "rdf": "xml", "nt": "nt"}
RESULTS: Final[dict[str, tuple[str, Callable[[bytes], Solutions | bool]]]] = {
    "srx": ("application/sparql-results+xml", from_xml),
    "srj": ("application/sparql-results+json", from_json),
    "csv": ("text/csv", from_csv),
    "tsv": ("text/tab-separated-values", from_tsv),
}
"""By the ending of the file with the expected result: the format that is asked for, and what reads it."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client of a service for suites."""
    with scratch_service(tmp_path_factory.mktemp("scratch")) as client:
        yield client


def put(client: httpx2.Client, target: dict[str, str], file: Document) -> None:
    """Make a file all that a graph holds."""
    base = f"@base <{file.iri}> .\n".encode() if file.kind == "ttl" else b""
    headers = {"Content-Type": MEDIA[file.kind]}
    answer = client.put(GRAPH_STORE, params=target, content=base + file.data, headers=headers)
    assert answer.status_code in (201, 204), answer.text


def fill(client: httpx2.Client, manifest: Manifest, case: Node, default: Node) -> None:
    """Make the dataset of a case's action the whole dataset; `default` tells what the default graph holds."""
    clear(client)
    action = manifest.graph.value(case, MF.action)
    defaults = list(manifest.graph.objects(action, default))
    assert len(defaults) <= 1
    for one in defaults:
        put(client, {"default": ""}, manifest.document(one))
    for name, file in manifest.named_graphs(action).items():
        put(client, {"graph": name}, file)


def based(file: Document) -> str:
    """The text of a query or an update, with its own address to read relative IRIs against."""
    return f"BASE <{file.iri}> {file.text}"


def evaluates_query(client: httpx2.Client, manifest: Manifest, case: Node) -> None:
    """The answer to the query is the expected one, in the format that this is given in."""
    fill(client, manifest, case, QT.data)
    query = manifest.document(manifest.graph.value(manifest.graph.value(case, MF.action), QT.query))
    result = manifest.document(manifest.graph.value(case, MF.result))
    accept, read = RESULTS.get(result.kind, (f"{RESULTS['srj'][0]}, text/turtle", from_json))
    answer = client.post("/sparql", content=based(query), headers=QUERY | {"Accept": accept})
    assert answer.status_code == 200, answer.text
    if result.kind in RESULTS:
        found, wanted = read(answer.content), read(result.data)
    else:
        told = rdf_graph(result.data, RDF_FORMATS[result.kind], result.iri)
        if not is_result_set(told):
            given = rdf_graph(answer.content, "turtle", result.iri)
            assert same_rows(rows_of(given), rows_of(told)), answer.text
            return
        found, wanted = from_json(answer.content), from_result_set(told)
    if isinstance(found, bool) or isinstance(wanted, bool):
        assert found is wanted
    else:
        assert found.same(wanted), answer.text


def evaluates_update(client: httpx2.Client, manifest: Manifest, case: Node) -> None:
    """After the update the dataset is the expected one."""
    fill(client, manifest, case, UT.data)
    request = manifest.document(manifest.graph.value(manifest.graph.value(case, MF.action), UT.request))
    answer = client.post("/sparql", content=based(request), headers=UPDATE)
    assert answer.status_code == 204, answer.text
    result = manifest.graph.value(case, MF.result)
    default = manifest.graph.value(result, UT.data)
    held(client, {"default": ""}, None if default is None else manifest.document(default))
    filled = {name for name, file in manifest.named_graphs(result).items() if held(client, {"graph": name}, file)}
    listed = client.post("/sparql", content="SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", headers=QUERY)
    assert {row["g"]["value"] for row in listed.json()["results"]["bindings"]} == filled


def held(client: httpx2.Client, target: dict[str, str], file: Document | None) -> bool:
    """Whether a graph holds anything, which must be what the file holds."""
    answer = client.get(GRAPH_STORE, params=target, headers={"Accept": "text/turtle"})
    given = rows_of(rdf_graph(answer.content, "turtle", PUBLISHED)) if answer.status_code == 200 else []
    told = [] if file is None else rows_of(rdf_graph(file.data, RDF_FORMATS[file.kind], file.iri))
    assert same_rows(given, told), f"{target}: {answer.text}"
    return bool(told)


def accepts(client: httpx2.Client, manifest: Manifest, case: Node) -> None:
    """The text parses."""
    answer = sent(client, manifest, case)
    if str(case) in PARSED_ONLY:
        kind, words = PARSED_ONLY[str(case)]
        assert answer.status_code == 400, answer.text
        assert answer.json()["type"].endswith(f"#{kind}"), answer.text
        assert words in answer.json()["detail"], answer.text
    else:
        assert answer.status_code in (200, 204), answer.text


def rejects(client: httpx2.Client, manifest: Manifest, case: Node) -> None:
    """The text does not parse."""
    answer = sent(client, manifest, case)
    assert answer.status_code == 400, answer.text
    assert answer.json()["type"].endswith("#query-syntax-error"), answer.text


def sent(client: httpx2.Client, manifest: Manifest, case: Node) -> httpx2.Response:
    """The answer to the query or the update of a case about syntax."""
    clear(client)
    file = manifest.document(manifest.graph.value(case, MF.action))
    return client.post("/sparql", content=file.data, headers=UPDATE if file.kind == "ru" else QUERY)


KINDS: Final = {
    "QueryEvaluationTest": (evaluates_query, 232),
    "UpdateEvaluationTest": (evaluates_update, 94),
    "PositiveSyntaxTest11": (accepts, 63),
    "NegativeSyntaxTest11": (rejects, 48),
    "PositiveUpdateSyntaxTest11": (accepts, 42),
    "NegativeUpdateSyntaxTest11": (rejects, 13),
    "CSVResultFormatTest": (evaluates_query, 3),
}
"""What is tried for each kind of case, and how many there are."""


@pytest.mark.parametrize(("folder", "number"), FOLDERS.items(), ids=FOLDERS)
def test_suite(shared: Path, client: httpx2.Client, folder: str, number: int) -> None:
    manifest = Manifest(suites(shared) / folder / "manifest.ttl")
    failed, passed = {}, set()
    for case in manifest.cases().values():
        check, _ = KINDS[manifest.kind(case)]
        try:
            check(client, manifest, case)
        except AssertionError as error:
            failed[str(case)] = str(error)
        else:
            passed.add(str(case))
    unexpected = [f"{iri}: {error}" for iri, error in failed.items() if iri not in EXCEPTIONS]
    assert not unexpected, "\n".join(unexpected)
    assert not passed & EXCEPTIONS.keys(), "these are no exceptions any more"
    assert len(passed) + len(failed) == number


def test_every_case_is_run_and_the_exceptions_are_few(shared: Path) -> None:
    manifests = [Manifest(suites(shared) / folder / "manifest.ttl") for folder in FOLDERS]
    kinds = {str(case): one.kind(case) for one in manifests for case in one.cases().values()}
    assert Counter(kinds.values()) == {kind: number for kind, (_, number) in KINDS.items()}
    assert len(kinds) == sum(FOLDERS.values()) == 495
    assert EXCEPTIONS.keys() | PARSED_ONLY.keys() <= kinds.keys()
    assert len(kinds) - len(EXCEPTIONS) >= LEAST


A, B, C = (BlankNode(name) for name in "abc")
ONE, UNO = Literal("1.0", XSD + "decimal"), Literal("1", XSD + "decimal")


def test_answers_are_the_same_but_for_blank_nodes_and_ways_to_write_numbers() -> None:
    assert same_rows([{"x": A, "y": ONE}, {"x": B, "y": A}], [{"x": A, "y": B}, {"x": B, "y": UNO}])
    ring, other_way = [(A, B), (B, C), (C, A)], [(B, A), (A, C), (C, B)]
    assert same_rows([{"x": x, "y": y} for x, y in ring], [{"x": x, "y": y} for x, y in other_way])
    assert same_rows([{"x": A}, {"x": A}, {}], [{"x": B}, {}, {"x": B}])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([{"x": A}, {"x": B}], [{"x": A}, {"x": A}]),
        ([{"x": A}, {"x": A}], [{"x": A}, {"x": B}]),
        ([{"x": A, "y": A}], [{"x": A, "y": B}]),
        ([{"x": A, "y": B}], [{"x": A, "y": A}]),
        ([{"x": ONE}, {"x": ONE}], [{"x": ONE}]),
        ([{"x": ONE}], [{"y": ONE}]),
        ([{"x": ONE}], [{"x": Literal("1", XSD + "integer")}]),
        ([{"x": Literal("01")}], [{"x": Literal("1")}]),
        ([{"x": A}], [{}]),
        ([{"x": A, "y": B}, {"x": B, "y": A}], [{"x": A, "y": B}, {"x": B, "y": C}]),
    ],
)
def test_answers_differ(ours: list[Row], theirs: list[Row]) -> None:
    assert not same_rows(ours, theirs)
