"""What YASGUI in a browser and curl on a command line send, to a running `realism serve`."""

import html
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from conftest import ROOT, TOKEN
from realism.vocab import ACCOUNT, CORE, SCHEMA, SKOS
from test_browser import BROWSER as CHROMIUM
from test_browser import browse

ANARCHY = "https://w3id.org/realism/id/anarchy"
LABEL = "Anarchy (international relations)"
SELECT = f"SELECT ?label {{ <{ANARCHY}> <{SKOS}prefLabel> ?label }}"
# YASQE 4.2.28 of Triply and 4.6.2 of Zazuko: src/defaults.ts; the rest is Chromium's.
SOLUTIONS = "application/sparql-results+json,*/*;q=0.9"
GRAPHS = "application/n-triples,*/*;q=0.9"
UPDATES = "text/plain,*/*;q=0.9"
ORIGIN = "https://yasgui.example.org"
BROWSER = {
    "Origin": ORIGIN,
    "Referer": ORIGIN + "/",
    "User-Agent": "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    "Accept-Language": "de-DE,de;q=0.9,en;q=0.8",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "cross-site",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def yasqe(url: str, method: str, accept: str, args: dict[str, str], token: str | None = None) -> httpx2.Response:
    """What YASQE sends through superagent, checked for what a browser needs to hand the answer to the page."""
    sent = BROWSER | {"Accept": accept} | ({"Authorization": f"Bearer {token}"} if token else {})
    # Superagent writes a space as %20, in forms too.
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in args.items())
    if method == "POST":
        answer = httpx2.post(url, content=text, headers=sent | FORM)
    else:
        answer = httpx2.get(f"{url}?{text}", headers=sent)
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer


@pytest.fixture(params=["GET", "POST"])
def method(request: pytest.FixtureRequest) -> str:
    """One of the two ways YASQE is set up to ask."""
    return str(request.param)


def test_yasgui_shows_solutions(served: str, method: str) -> None:
    answer = yasqe(f"{served}/sparql", method, SOLUTIONS, {"query": SELECT})
    # YASR takes the parser by this part of the type.
    assert "sparql-results+json" in answer.headers["content-type"]
    assert answer.json()["results"]["bindings"][0]["label"]["value"] == LABEL
    ask = yasqe(f"{served}/sparql", method, SOLUTIONS, {"query": "ASK {}"})
    assert "sparql-results+json" in ask.headers["content-type"]
    assert ask.json()["boolean"] is True


@pytest.mark.parametrize("query", [f"DESCRIBE <{ANARCHY}>", f"CONSTRUCT WHERE {{ <{ANARCHY}> ?p ?o }}"])
def test_yasgui_shows_graphs(served: str, method: str, query: str) -> None:
    answer = yasqe(f"{served}/sparql", method, GRAPHS, {"query": query})
    assert "triple" in answer.headers["content-type"]
    assert f'<{ANARCHY}> <{SKOS}prefLabel> "{LABEL}"@en .' in answer.text.splitlines()


def test_yasgui_asks_graphs_and_adds_what_it_is_told_to(served: str, method: str) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    counts = []
    for graph in (CORE, ACCOUNT + "defensive-realism", "https://example.org/unknown"):
        args = {"query": query, "default-graph-uri": graph, "format": "application/json", "timeout": "0", "debug": "on"}
        answer = yasqe(f"{served}/sparql", method, SOLUTIONS, args)
        counts.append(int(answer.json()["results"]["bindings"][0]["n"]["value"]))
    assert counts[0] > counts[1] > counts[2] == 0


def test_yasgui_shows_what_was_wrong(served: str, method: str) -> None:
    answer = yasqe(f"{served}/sparql", method, SOLUTIONS, {"query": "SELECT * { ?s ?p ?o"})
    assert answer.status_code == 400
    # It shows the body as it is.
    assert answer.headers["content-type"] == "application/problem+json"
    assert re.search(r"line 1, column \d+", answer.text)
    assert "\\u" not in answer.text


def test_yasgui_updates_after_the_browser_has_asked(scratch_served: str) -> None:
    endpoint = f"{scratch_served}/sparql"
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = httpx2.options(endpoint, headers=BROWSER | asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"].split(", ")
    assert "authorization" in preflight.headers["access-control-allow-headers"].lower().split(", ")
    update = 'INSERT DATA { GRAPH <x:yasgui> { <x:s> <x:p> "a + b & c" } }'
    assert yasqe(endpoint, "POST", UPDATES, {"update": update}).status_code == 401
    assert yasqe(endpoint, "POST", UPDATES, {"update": update}, TOKEN).status_code == 204
    rows = yasqe(endpoint, "POST", SOLUTIONS, {"query": "SELECT ?o { GRAPH <x:yasgui> { ?s ?p ?o } }"}).json()
    assert [row["o"]["value"] for row in rows["results"]["bindings"]] == ["a + b & c"]
    assert yasqe(endpoint, "POST", UPDATES, {"update": "DROP GRAPH <x:yasgui>"}, TOKEN).status_code == 204


def test_the_editor_of_yasgui_in_a_browser(scratch_served: str, node_modules: Path, tmp_path: Path) -> None:
    """With the editor's own code, from a page of another origin: the browser asks before it sends the token."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    shutil.copy(node_modules / "node_modules" / "@triply" / "yasqe" / "build" / "yasqe.min.js", tmp_path)
    shutil.copy(ROOT / "tests" / "npm" / "yasqe.html", tmp_path)
    queries = [
        'INSERT DATA { GRAPH <x:editor> { <x:s> <x:p> "ü" } }',
        "SELECT ?o { GRAPH <x:editor> { ?s ?p ?o } }",
        "ASK { GRAPH <x:editor> { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } { GRAPH <x:editor> { ?s ?p ?o } }",
        "SELECT * { ?s ?p",
        "DROP GRAPH <x:editor>",
    ]
    asked = quote(json.dumps([f"{scratch_served}/sparql", TOKEN, *queries]), safe="")
    address = f"{(tmp_path / 'yasqe.html').as_uri()}#{asked}"
    # Time of its own, which stands still while answers are awaited.
    dom = browse(tmp_path / "profile", "--virtual-time-budget=20000", "--dump-dom", address)
    shown = re.search(r'<pre id="answers">(.*?)</pre>', dom, re.DOTALL)
    assert shown is not None
    written, select, ask, construct, wrong, dropped = json.loads(html.unescape(shown[1]))
    assert [written["status"], dropped["status"]] == [204, 204]
    for answer, media in ((select, "sparql-results+json"), (ask, "sparql-results+json"), (construct, "n-triples")):
        assert (answer["status"], answer["type"]) == (200, f"application/{media}")
    assert json.loads(select["text"])["results"]["bindings"] == [{"o": {"type": "literal", "value": "ü"}}]
    assert json.loads(ask["text"])["boolean"] is True
    assert construct["text"] == '<x:s> <x:p> "ü" .\n'
    assert (wrong["status"], wrong["type"]) == (400, "application/problem+json")
    assert "line 1, column 17" in wrong["text"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql?query=ASK%7B%7D", 200),
        ("/sparql?query=nonsense", 400),
        ("/id/anarchy", 303),
        ("/id/nothing", 404),
        ("/rdf-graph-store?graph=x:unknown", 404),
        ("/account/defensive-realism", 200),
        ("/dump.nq.gz", 200),
        ("/.well-known/void", 302),
    ],
)
def test_pages_of_other_sites_may_read_every_answer(served: str, path: str, status: int) -> None:
    answer = httpx2.get(served + path, headers=BROWSER)
    assert answer.status_code == status
    for found in (
        answer,
        httpx2.get(served + path, headers={**BROWSER, "If-None-Match": answer.headers.get("etag", "")}),
    ):
        assert found.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in found.headers
        exposed = set(found.headers["access-control-expose-headers"].split(", "))
        assert {"Link", "Location", "ETag", "Retry-After", "X-Dataset-Version"} <= exposed
    assert status != 200 or found.status_code == 304


def curl(*arguments: str | Path) -> str:
    """What curl prints, each line ended as here; a status of 400 or more fails."""
    command = shutil.which("curl")
    if command is None:
        pytest.skip("no curl on this machine")
    done = subprocess.run(
        [command, "--silent", "--show-error", "--fail-with-body", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def readme() -> list[tuple[str, str]]:
    """The lines with curl in the README, with what is shown below each."""
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)]
    return [
        (command, shown) for command, _, shown in (part.partition("\n") for part in parts) if command[:5] == "curl "
    ]


@pytest.mark.parametrize(("command", "shown"), readme())
def test_the_lines_with_curl_in_the_readme(served: str, command: str, shown: str) -> None:
    printed = curl(*shlex.split(command.replace("http://127.0.0.1:8000", served))[1:])
    assert printed
    pattern = "".join("(?s:.*)" if line == "…" else re.escape(line + "\n") for line in shown.splitlines())
    assert not shown or re.fullmatch(pattern, printed.rstrip("\n") + "\n"), printed


def test_curl_asks_in_every_way(served: str, tmp_path: Path) -> None:
    query = tmp_path / "query.rq"
    query.write_text(SELECT + "\n# a comment\n", "utf-8")
    endpoint = f"{served}/sparql"
    wanted = f"label\n{LABEL}\n"
    text = ["--header", "Accept: text/csv"]
    assert curl(endpoint, *text, "--get", "--data-urlencode", f"query@{query}") == wanted
    assert curl(endpoint, *text, "--data-urlencode", f"query@{query}") == wanted
    direct = ["--header", "Content-Type: application/sparql-query", "--data-binary", f"@{query}"]
    assert curl(endpoint, *text, *direct) == wanted
    head = curl(f"{endpoint}?query=ASK%7B%7D", "--head")
    assert head.startswith("HTTP/1.1 200")
    assert "vary: Accept" in head


def test_curl_follows_an_entity_to_its_document(served: str) -> None:
    for media, piece in (
        ("text/turtle", "skos:prefLabel"),
        ("application/rdf+xml", "<rdf:RDF"),
        ("text/html", "<!doctype html>"),
        ("application/ld+json", "/context.jsonld"),
    ):
        found = curl("--location", "--header", f"Accept: {media}", f"{served}/id/anarchy")
        assert piece in found
        assert "Anarchy" in found


def test_curl_keeps_graphs(scratch_served: str, tmp_path: Path) -> None:
    address = f"{scratch_served}/rdf-graph-store?graph=https://example.org/curl"
    token = ["--header", f"Authorization: Bearer {TOKEN}"]
    turtle = ["--header", "Content-Type: text/turtle"]
    file = tmp_path / "graph.ttl"
    # Beyond a megabyte, curl waits to be told to go on (Expect: 100-continue).
    lines = [f'<https://example.org/{number}> <{SCHEMA}note> "{"x" * 80}" .\n' for number in range(12_000)]
    file.write_text("".join(lines), "utf-8")
    status = ["--output", str(tmp_path / "out"), "--write-out", "%{http_code}"]
    assert curl(address, *token, *turtle, *status, "--upload-file", file) == "201"
    assert curl(address, *token, *turtle, *status, "--data-binary", "<x:s> <x:p> 1 .") == "204"
    assert curl(address, "--header", "Accept: application/n-triples").count("\n") == 12_001
    assert curl(address, *token, *status, "--request", "DELETE") == "204"
    ask = "query=ASK { GRAPH <https://example.org/curl> { ?s ?p ?o } }"
    assert '"boolean":false' in curl(f"{scratch_served}/sparql", "--data-urlencode", ask).replace(" ", "")
