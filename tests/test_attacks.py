"""What is refused always: nothing is read from files, nothing is fetched, nothing is written by the way.

A file that must stay shut and a port that nobody may call stand in every request; both would notice.
"""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from conftest import TOKEN
from traps import SECRET, Canary, Port, canary, port

WRITER = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = {"Content-Type": "application/sparql-update"}
GRAPHS = "/rdf-graph-store"
EVIL = "https://example.org/evil"


class Trapped:
    """A client that may write, of a service on `url`; `shut` fails when a trap was touched or anything was written."""

    def __init__(self, client: httpx2.Client, url: str, file: Canary, door: Port) -> None:
        self.file, self.door = file, door
        self.targets = {
            "file": file.path.as_uri(),
            "FILE": file.path.as_uri().replace("file:", "FILE:"),
            "path": f"file:{file.path}",
            "http": f"http://{door.address}/evil.ttl",
            "ftp": f"ftp://{door.address}/evil.ttl",
        }
        self._client, self._url = client, url

    def _version(self) -> str:
        return str(self._client.get(self._url + "/healthz").headers["x-dataset-version"])

    def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """The answer to a request."""
        return self._client.request(method, self._url + path, **options)

    def send(self, method: str, path: str, *statuses: int, writes: bool = False, **options: Any) -> httpx2.Response:
        """The answer to a request, which has one of `statuses` and gives nothing away."""
        before = self._version()
        answer = self.ask(method, path, **options)
        assert answer.status_code in statuses, answer.text
        assert SECRET not in answer.text + str(answer.headers)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
        assert self.file.opened == 0, "the file was opened"
        assert self.door.connections == [], "the address was fetched"
        query = f'ASK {{ {{ ?s ?p "{SECRET}" }} UNION {{ GRAPH ?g {{ ?s ?p "{SECRET}" }} }} }}'
        found = self.ask("GET", "/sparql", params={"query": query})
        assert found.json()["boolean"] is False
        if not writes:
            assert self._version() == before, "something was written"
        return answer


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, Canary, Port]]:
    """A client that may write, a file and a port."""
    path = tmp_path_factory.mktemp("canary") / "secret.ttl"
    with canary(path) as file, port() as door, httpx2.Client(headers=WRITER, timeout=30) as client:
        yield client, file, door


@pytest.fixture(scope="module", params=["base", "scratch"])
def trapped(request: pytest.FixtureRequest, traps: tuple[httpx2.Client, Canary, Port]) -> Trapped:
    """A client of the service on the bundled base, and of the one for conformance suites, which checks least."""
    url = request.getfixturevalue({"base": "served", "scratch": "scratch_served"}[request.param])
    client, file, door = traps
    return Trapped(client, url, file, door)


@pytest.fixture(scope="module")
def scratch(traps: tuple[httpx2.Client, Canary, Port], scratch_served: str) -> Trapped:
    """A client of the service for conformance suites alone, for what takes the other long."""
    client, file, door = traps
    return Trapped(client, scratch_served, file, door)


@pytest.fixture(scope="module")
def base(traps: tuple[httpx2.Client, Canary, Port], served: str) -> Trapped:
    """A client of the service on the bundled base alone."""
    client, file, door = traps
    return Trapped(client, served, file, door)


def test_the_traps_notice(tmp_path: Path) -> None:
    with canary(tmp_path / "secret.ttl") as file, port() as door:
        assert (file.opened, door.connections) == (0, [])
        assert SECRET in file.path.read_text()
        assert file.opened == 1
        with urllib.request.urlopen(f"http://{door.address}") as answer:
            assert SECRET in answer.read().decode()
        assert len(door.connections) == 1


TARGETS = pytest.mark.parametrize("target", ["file", "FILE", "path", "http", "ftp"])
SERVICES = (
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?g {{ <{0}> }} SERVICE ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o OPTIONAL {{ service silent<{0}>{{ ?s ?p ?o }} }} }}",
    "ASK {{ FILTER EXISTS {{ SeRvIcE\t<{0}> {{ ?s ?p ?o }} }} }}",
    "PREFIX x: <{0}>\nSELECT * {{ #\n SERVICE#\n x: {{ ?s ?p ?o }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} {{ {{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
)


@TARGETS
@pytest.mark.parametrize("query", SERVICES)
def test_no_query_calls_another_service(trapped: Trapped, query: str, target: str) -> None:
    text = query.format(trapped.targets[target])
    for path in ("/sparql", "/sparql/"):
        trapped.send("GET", path, 400, params={"query": text})
    answer = trapped.send("POST", "/sparql", 400, data={"query": text})
    assert "SERVICE" in answer.json()["detail"]


UPDATES = (
    "LOAD <{0}>",
    "LOAD <{0}> INTO GRAPH <https://example.org/evil>",
    "load#\n<{0}>into graph<https://example.org/evil>",
    "INSERT DATA {{ <urn:x> <urn:x> 1 }} ; LOAD <{0}>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} USING <{0}> WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "DELETE WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
)


@TARGETS
@pytest.mark.parametrize("update", UPDATES)
def test_no_update_fetches(scratch: Trapped, update: str, target: str) -> None:
    text = update.format(scratch.targets[target])
    scratch.send("POST", "/sparql", 400, content=text, headers=UPDATE)
    scratch.send("POST", "/sparql", 400, data={"update": text})


@pytest.mark.parametrize("target", ["file", "http"])
@pytest.mark.parametrize("update", [UPDATES[1], UPDATES[5]])
def test_no_update_of_the_base_fetches(base: Trapped, update: str, target: str) -> None:
    base.send("POST", "/sparql", 400, content=update.format(base.targets[target]), headers=UPDATE)
    base.send("POST", "/sparql", 204, content=f"LOAD SILENT <{base.targets[target]}>", headers=UPDATE)


@TARGETS
@pytest.mark.parametrize("update", ["LOAD SILENT <{0}>", "LOAD SILENT <{0}> INTO GRAPH <https://example.org/evil>"])
def test_a_silent_load_succeeds_and_fetches_nothing(scratch: Trapped, update: str, target: str) -> None:
    text = update.format(scratch.targets[target])
    scratch.send("POST", "/sparql", 204, writes=True, content=text, headers=UPDATE)


@TARGETS
@pytest.mark.parametrize("clause", ["FROM <{0}>", "FROM NAMED <{0}>", "from\n<{0}> FROM NAMED <{0}>"])
def test_from_names_no_file_and_no_address(trapped: Trapped, clause: str, target: str) -> None:
    allowed = (400,) if target not in ("http", "ftp") else (200, 400)
    for form in (
        "SELECT * {0} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}",
        "CONSTRUCT {0} WHERE {{ ?s ?p ?o }}",
    ):
        text = form.format(clause.format(trapped.targets[target]))
        answer = trapped.send("POST", "/sparql", *allowed, data={"query": text})
        if answer.status_code == 200:
            assert "urn:canary" not in answer.text
            assert answer.headers["content-type"] != "application/sparql-results+json" or (
                answer.json()["results"]["bindings"] == []
            )


@TARGETS
@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_dataset_parameters_name_no_file_and_no_address(trapped: Trapped, name: str, target: str) -> None:
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    allowed = 200 if target in ("http", "ftp") else 400
    parameters = {"query": query, name: trapped.targets[target]}
    answers = [trapped.send("GET", "/sparql", allowed, params=parameters)]
    answers.append(trapped.send("POST", "/sparql", allowed, data=parameters))
    for answer in answers:
        assert answer.status_code == 400 or answer.json()["results"]["bindings"] == []


@TARGETS
@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_an_update_uses_no_file_and_no_address(scratch: Trapped, name: str, target: str) -> None:
    allowed = 204 if target in ("http", "ftp") else 400
    found = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    update = f"INSERT {{ GRAPH <{EVIL}> {{ ?s ?p ?o }} }} WHERE {found}"
    parameters = {name: scratch.targets[target]}
    scratch.send("POST", "/sparql", allowed, writes=True, params=parameters, content=update, headers=UPDATE)
    scratch.send("POST", "/sparql", allowed, writes=True, data={"update": update, **parameters})
    scratch.send("GET", GRAPHS, 404, writes=True, params={"graph": EVIL})


@TARGETS
def test_a_graph_of_the_graph_store_is_no_file_and_no_address(trapped: Trapped, target: str) -> None:
    graph = {"graph": trapped.targets[target]}
    missing = (404,) if target in ("http", "ftp") else (400,)
    for method in ("GET", "HEAD", "DELETE"):
        answer = trapped.ask(method, GRAPHS, params=graph)
        assert answer.status_code in missing
    trapped.send("GET", GRAPHS, *missing, params=graph)
    if target not in ("http", "ftp"):
        for method in ("PUT", "POST"):
            content = "<urn:x> <urn:x> 1 ."
            trapped.send(method, GRAPHS, 400, params=graph, content=content, headers={"Content-Type": "text/turtle"})


def documents(target: str) -> dict[str, tuple[str, str]]:
    """Documents that ask their reader to fetch `target`: a media type and a body by what they use."""
    context = '"@id": "urn:x", "urn:p": "x"'
    jsonld, rdfxml = "application/ld+json", "application/rdf+xml"
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:"%s>%s</rdf:RDF>'
    description = '<rdf:Description rdf:about="urn:x"><x:p>%s</x:p></rdf:Description>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return {
        "context": (jsonld, f'{{"@context": "{target}", {context}}}'),
        "contexts": (jsonld, f'{{"@context": [{{"x": "urn:x:"}}, "{target}"], {context}}}'),
        "scoped context": (
            jsonld,
            f'{{"@context": {{"p": {{"@id": "urn:p", "@context": "{target}"}}}}, "p": {{"@id": "urn:y"}}}}',
        ),
        "import": (jsonld, f'{{"@context": {{"@version": 1.1, "@import": "{target}"}}, {context}}}'),
        "embedded context": (jsonld, f'{{"@id": "urn:x", "urn:p": {{"@context": "{target}", "@id": "urn:y"}}}}'),
        "external entity": (
            rdfxml, f'<!DOCTYPE r [<!ENTITY e SYSTEM "{target}">]>' + rdf % ("", description % "&e;")
        ),
        "parameter entity": (
            rdfxml, f'<!DOCTYPE r [<!ENTITY % e SYSTEM "{target}"> %e;]>' + rdf.replace("%s", "") .replace("%%", "%")
        ),
        "billion laughs": (
            rdfxml, f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]>' + rdf % ("", description % "&l9;")
        ),
    }  # fmt: skip


KINDS = list(documents(""))


@pytest.mark.parametrize("target", ["file", "http"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_document_makes_its_reader_fetch(trapped: Trapped, kind: str, target: str) -> None:
    media, body = documents(trapped.targets[target])[kind]
    headers = {"Content-Type": media}
    for method in ("PUT", "POST"):
        answer = trapped.send(method, GRAPHS, 400, params={"graph": EVIL}, content=body, headers=headers)
        assert len(answer.content) < 10_000
    form = f'--b\r\nContent-Type: {media}\r\nContent-Disposition: form-data; name="f"\r\n\r\n{body}\r\n--b--\r\n'
    multipart = {"Content-Type": "multipart/form-data; boundary=b"}
    trapped.send("POST", GRAPHS, 400, params={"graph": EVIL}, content=form, headers=multipart)
    trapped.send("POST", "/check", 400, content=body, headers=headers)
    if "entity" in kind or "laughs" in kind:
        wide = body.encode("utf-16")
        trapped.send("PUT", GRAPHS, 400, params={"graph": EVIL}, content=wide, headers=headers)
        trapped.send("POST", "/check", 400, content=wide, headers=headers)
    if kind in ("external entity", "billion laughs"):
        for other in ("<!entity", "<! ENTITY", "<!\tENTITY"):
            changed = body.replace("<!ENTITY", other)
            trapped.send("PUT", GRAPHS, 400, params={"graph": EVIL}, content=changed, headers=headers)


@pytest.mark.parametrize("target", ["file", "http"])
def test_other_ways_to_name_what_is_elsewhere_are_only_names(trapped: Trapped, target: str) -> None:
    imports = f"<urn:x> <http://www.w3.org/2002/07/owl#imports> <{trapped.targets[target]}> ."
    stylesheet = f'<?xml-stylesheet href="{trapped.targets[target]}"?>'
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Bag/></rdf:RDF>'
    trapped.send("POST", "/check", 200, content=imports, headers={"Content-Type": "text/turtle"})
    trapped.send("POST", "/check", 200, content=stylesheet + rdf, headers={"Content-Type": "application/rdf+xml"})


@pytest.mark.parametrize("target", ["file", "http"])
@pytest.mark.parametrize("format_", ["html", "wikitext", "markdown", "plain"])
def test_no_text_makes_the_linker_fetch(trapped: Trapped, format_: str, target: str) -> None:
    where = trapped.targets[target]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<!DOCTYPE html [<!ENTITY e SYSTEM "{where}"><!ENTITY l0 "ha">{laughs}]>'
        f'<html><head><link rel="stylesheet" href="{where}"><script src="{where}"></script></head>'
        f'<body><p>&e; &l9; anarchy</p><img src="{where}"><iframe src="{where}"></iframe>'
        f"{{{{:{where}}}}} [[File:{where}]] {{{{subst:{where}}}}} ![x]({where})\n\n[x]: {where}\n</body></html>"
    )
    for output in ("mentions", "linked"):
        body = {"text": text, "format": format_, "output": output, "mentions": "all"}
        answer = trapped.send("POST", "/xref/annotate", 200, json=body)
        assert len(answer.content) < 20_000
    trapped.send("POST", "/xref/see-also", 200, json={"text": text, "format": format_})
