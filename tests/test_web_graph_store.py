"""The Graph Store Protocol: graphs read and written over HTTP, and what is refused."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from realism.config import Settings
from realism.errors import BadInput, UnsupportedMediaType
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import ACCOUNT, CORE, ID, INFERRED
from realism.web.app import create_app
from realism.web.graph_bodies import read_graph
from realism.web.graph_store import EXAMPLES

TOKEN = "a-token-for-tests"  # noqa: S105 - of services that live as long as a test
WRITER = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {"Content-Type": "text/turtle"}
PATH = "/rdf-graph-store"
PEOPLE = PATH + "?graph=https://example.org/people"
ADA = '<https://example.org/ada> <http://xmlns.com/foaf/0.1/name> "Ada" .'


@pytest.fixture
def scratch() -> Iterator[TestClient]:
    """A client that may write, of an empty service without checks."""
    app = create_app(Settings(token=TOKEN, scratch=True, workers=0), EmbeddedStore(union=False))
    with TestClient(app, headers=WRITER) as client:
        yield client


@pytest.fixture(scope="module")
def checked() -> Iterator[TestClient]:
    """A client that may write, of a service on the bundled base."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    with TestClient(create_app(Settings(token=TOKEN, workers=1), store), headers=WRITER) as client:
        yield client


def turtle(text: str) -> Graph:
    """Turtle as a graph."""
    return Graph().parse(data=text, format="turtle")


def version(client: TestClient) -> str:
    """The state of the dataset."""
    return str(client.get("/healthz").headers["x-dataset-version"])


def test_a_graph_comes_and_goes(scratch: TestClient) -> None:
    assert scratch.get(PEOPLE).status_code == 404
    made = scratch.put(PEOPLE, content=ADA, headers=TURTLE)
    assert (made.status_code, made.content) == (201, b"")
    assert isomorphic(turtle(scratch.get(PEOPLE).text), turtle(ADA))
    assert scratch.put(PEOPLE, content=ADA.replace("Ada", "Ada L."), headers=TURTLE).status_code == 204
    assert "Ada L." in scratch.get(PEOPLE).text
    assert scratch.post(PEOPLE, content=ADA, headers=TURTLE).status_code == 204
    assert len(turtle(scratch.get(PEOPLE).text)) == 2
    assert scratch.delete(PEOPLE).status_code == 204
    assert scratch.delete(PEOPLE).status_code == scratch.get(PEOPLE).status_code == 404


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("media", "body"), EXAMPLES.items())
def test_every_format_in_and_out(scratch: TestClient, media: str, body: str) -> None:
    """These are also the examples of the API's description."""
    assert scratch.put(PEOPLE, content=body, headers={"Content-Type": media}).status_code == 201
    answer = scratch.get(PEOPLE, headers={"Accept": media})
    assert answer.headers["content-type"] == media
    assert "Accept" in answer.headers["vary"].split(", ")
    assert isomorphic(Graph().parse(data=answer.text, format=media), turtle(ADA))


def test_head_is_get_without_the_body(scratch: TestClient) -> None:
    assert scratch.head(PEOPLE).status_code == 404
    scratch.put(PEOPLE, content=ADA, headers=TURTLE)
    head, get = scratch.head(PEOPLE), scratch.get(PEOPLE)
    assert head.content == b""
    assert head.headers == get.headers
    assert scratch.get(PEOPLE, headers={"If-None-Match": get.headers["etag"]}).status_code == 304


def test_the_address_of_a_request_is_a_graph(scratch: TestClient) -> None:
    for name in ("person/1.ttl", "%C3%A9%20b", "a/"):
        url = f"{PATH}/{name}"
        assert scratch.put(url, content="<> <#p> <x> .", headers=TURTLE).status_code == 201
        base = f"http://testserver{url}"
        wanted = Graph().parse(data="<> <#p> <x> .", format="turtle", publicID=base)
        assert isomorphic(turtle(scratch.get(url).text), wanted)
        assert scratch.get(PATH, params={"graph": base}).status_code == 200


def test_a_graph_is_made_for_what_is_posted(scratch: TestClient) -> None:
    names = {scratch.post(PATH, content=ADA, headers=TURTLE).headers["location"] for _ in range(2)}
    assert len(names) == 2
    for name in names:
        assert isomorphic(turtle(scratch.get(name).text), turtle(ADA))
        assert isomorphic(turtle(scratch.get(PATH, params={"graph": name}).text), turtle(ADA))


def test_the_default_graph_of_a_scratch_service_is_its_own(scratch: TestClient) -> None:
    assert scratch.get(PATH + "?default").status_code == 200
    scratch.put(PEOPLE, content=ADA, headers=TURTLE)
    assert scratch.put(PATH + "?default", content="[] <urn:p> [] .", headers=TURTLE).status_code == 204
    assert len(turtle(scratch.get(PATH + "?default").text)) == 1
    assert scratch.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "format": "csv"}).text.count("\r\n") == 2
    assert scratch.delete(PATH + "?default").status_code == 204
    assert len(turtle(scratch.get(PATH + "?default").text)) == 0
    assert scratch.get(PEOPLE).status_code == 200


def test_a_form_of_several_documents(scratch: TestClient) -> None:
    files = {
        "a": ("a.ttl", "<urn:a> <urn:p> _:x .", "text/turtle"),
        "b": ("b.nt", "<urn:b> <urn:p> _:x .", "application/n-triples"),
    }
    assert scratch.post(PEOPLE, files=files).status_code == 201
    found = turtle(scratch.get(PEOPLE).text)
    assert isomorphic(found, turtle("<urn:a> <urn:p> [] . <urn:b> <urn:p> [] ."))
    assert scratch.put(PEOPLE, files=files).status_code == 400
    cut = scratch.post(PEOPLE, content=b"--b\r\n\r\n", headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert cut.status_code == 400


@pytest.mark.parametrize(
    ("path", "content_type", "body", "status", "words"),
    [
        (PATH, "text/turtle", "<urn:a> <urn:b> .", 400, "line 1"),
        (PEOPLE, "text/turtle", "<urn:a> <urn:b> 1 .\n<urn:a> oops", 400, "line 2"),
        (PEOPLE, "text/turtle", b"<urn:a> <urn:b> '\xff' .", 400, "parse"),
        (PEOPLE, "application/rdf+xml", '<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>', 400, "entities"),
        (PEOPLE, "application/ld+json", '{"@context": "http://127.0.0.1:9/c", "a": 1}', 400, "context"),
        (PEOPLE, "application/ld+json", '{"@id": "urn:g", "@graph": [{"@id": "urn:a", "urn:b": 1}]}', 400, "one graph"),
        (PEOPLE, "application/trig", "{ <urn:a> <urn:b> 1 }", 415, "text/turtle"),
        (PEOPLE, "text/turtle; charset=utf-16", "", 415, "UTF-8"),
        (PEOPLE, "", ADA, 415, "unnamed"),
        (PEOPLE + "&default", "text/turtle", ADA, 400, "several graphs"),
        (PEOPLE + "&graph=urn:b", "text/turtle", ADA, 400, "several graphs"),
        (PATH + "/a?default", "text/turtle", ADA, 400, "several graphs"),
        (PATH + "?graph=people", "text/turtle", ADA, 400, "absolute IRI"),
        (PATH + "?graph=urn:a%20b", "text/turtle", ADA, 400, "absolute IRI"),
        (PATH + "?graph=%ff", "text/turtle", ADA, 400, "UTF-8"),
        (PATH + "?graph=file:///etc/passwd", "text/turtle", ADA, 400, "never a file"),
        (PATH + "?graph=FILE:///etc/passwd", "text/turtle", ADA, 400, "never a file"),
    ],
)
def test_what_cannot_be_written(
    scratch: TestClient, path: str, content_type: str, body: str | bytes, status: int, words: str
) -> None:
    scratch.put(PATH + "?graph=urn:there", content=ADA, headers=TURTLE)
    before = version(scratch)
    answer = scratch.post(path, content=body, headers={"Content-Type": content_type})
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]
    if words.startswith("line "):
        assert answer.json()["line"] == int(words[5:])
        assert answer.json()["column"] > 0
    assert version(scratch) == before


def test_a_graph_has_to_be_named(scratch: TestClient) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = scratch.request(method, PATH, content="", headers=TURTLE)
        assert answer.status_code == 400
        assert "?default" in answer.json()["detail"]
    assert scratch.get(PATH + "?graph=file:///etc/passwd").status_code == 400
    assert scratch.get(PEOPLE, headers={"Accept": "text/html"}).status_code == 406


def test_an_empty_graph_is_no_graph(scratch: TestClient) -> None:
    assert scratch.put(PEOPLE, content="", headers=TURTLE).status_code == 204
    assert scratch.get(PEOPLE).status_code == 404


def test_a_write_on_the_state_one_has_seen(scratch: TestClient) -> None:
    seen = scratch.put(PEOPLE, content=ADA, headers=TURTLE).headers["x-dataset-version"]
    assert seen == version(scratch)
    etag = scratch.get(PEOPLE).headers["etag"]
    stale = scratch.put(PEOPLE, content="", headers={**TURTLE, "If-Match": '"of-another-day"'})
    assert stale.status_code == 412
    assert stale.json()["version"] == seen
    assert scratch.post(PEOPLE, content=ADA, headers={**TURTLE, "If-Match": f'"no", "{seen}"'}).status_code == 204
    moved = scratch.put(PEOPLE, content="[] <urn:p> 1 .", headers={**TURTLE, "If-Match": "*"})
    assert moved.status_code == 204
    for old in (f'"{seen}"', etag):
        assert scratch.delete(PEOPLE, headers={"If-Match": old}).status_code == 412
    assert scratch.put(PEOPLE, content=ADA, headers={**TURTLE, "If-None-Match": "*"}).status_code == 412
    assert scratch.delete(PEOPLE, headers={"If-Match": scratch.get(PEOPLE).headers["etag"]}).status_code == 204
    assert scratch.put(PEOPLE, content=ADA, headers={**TURTLE, "If-Match": "*"}).status_code == 412
    assert scratch.put(PEOPLE, content=ADA, headers={**TURTLE, "If-None-Match": "*"}).status_code == 201


def test_an_update_on_the_state_one_has_seen(scratch: TestClient) -> None:
    update = {"update": "INSERT DATA { <urn:a> <urn:b> 1 }"}
    seen = version(scratch)
    assert scratch.post("/sparql", data=update, headers={"If-Match": f'"{seen}"'}).status_code == 204
    assert scratch.post("/sparql", data=update, headers={"If-Match": f'"{seen}"'}).status_code == 412


def test_writes_need_the_token(scratch: TestClient) -> None:
    for wrong in ("", "Bearer", "Bearer other", "Basic YTpi"):
        answer = scratch.put(PEOPLE, content=ADA, headers={**TURTLE, "Authorization": wrong})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert scratch.get(PEOPLE, headers={"Authorization": ""}).status_code == 404


def test_without_a_token_nothing_is_written(client: TestClient) -> None:
    for method in ("PUT", "POST", "DELETE"):
        assert client.request(method, PEOPLE, content=ADA, headers={**TURTLE, **WRITER}).status_code == 403


def test_a_read_only_service_says_what_it_takes(store: Store) -> None:
    client = TestClient(create_app(Settings(token=TOKEN, read_only=True), store), headers=WRITER)
    for method in ("PUT", "POST", "DELETE"):
        answer = client.request(method, PEOPLE, content=ADA, headers=TURTLE)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options(PATH).headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.get(PATH, params={"graph": CORE}).status_code == 200


def test_options(scratch: TestClient) -> None:
    for path in (PATH, PATH + "/a/b"):
        answer = scratch.options(path)
        assert answer.status_code == 204
        assert answer.headers["allow"] == "GET, HEAD, PUT, POST, DELETE, OPTIONS"
        assert "If-Match" in answer.headers["access-control-allow-headers"]
        assert scratch.patch(path).status_code == 405


def test_the_base_is_read_graph_by_graph(client: TestClient) -> None:
    core = client.get(PATH, params={"graph": CORE}, headers={"Accept": "application/n-triples"})
    assert core.status_code == 200
    union = client.get(PATH + "?default", headers={"Accept": "application/n-triples"})
    assert set(core.text.splitlines()) < set(union.text.splitlines())
    assert client.get(PATH, params={"graph": INFERRED + "core"}).status_code == 200
    assert client.get(PATH, params={"graph": ACCOUNT + "nobody"}).status_code == 404


@pytest.mark.parametrize("query", ["?default", f"?graph={INFERRED}core"])
def test_what_follows_is_not_written_to(checked: TestClient, query: str) -> None:
    before = version(checked)
    for method in ("PUT", "POST", "DELETE"):
        answer = checked.request(method, PATH + query, content=ADA, headers=TURTLE)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert version(checked) == before


def test_the_base_takes_what_its_rules_allow(checked: TestClient) -> None:
    """Through either door, with what follows; and the next query sees it."""
    name = "<http://www.w3.org/2004/02/skos/core#altLabel>"
    label = f'<{ID}anarchy> {name} "anarchic order"@en'
    before = version(checked)
    assert checked.post(PATH, params={"graph": CORE}, content=label + " .", headers=TURTLE).status_code == 204
    ask = {"query": f"ASK {{ GRAPH <{CORE}> {{ {label} }} }}", "format": "json"}
    assert checked.get("/sparql", params=ask).json()["boolean"] is True
    assert version(checked) != before
    gone = checked.post("/sparql", data={"update": f"DELETE DATA {{ GRAPH <{CORE}> {{ {label} }} }}"})
    assert gone.status_code == 204
    assert checked.get("/sparql", params=ask).json()["boolean"] is False


def test_the_base_takes_nothing_that_breaks_its_rules(checked: TestClient) -> None:
    second = f'<{ID}anarchy> <http://www.w3.org/2004/02/skos/core#prefLabel> "Lawlessness"@en .'
    before = version(checked)
    for answer in (
        checked.post(PATH, params={"graph": CORE}, content=second, headers=TURTLE),
        checked.post("/sparql", data={"update": f"INSERT DATA {{ GRAPH <{CORE}> {{ {second} }} }}"}),
        checked.delete(PATH, params={"graph": CORE}),
    ):
        assert answer.status_code == 422
        problem = answer.json()
        assert problem["type"] == "/docs#violation"
        assert problem["conforms"] is False
        assert problem["introduced"][0]["severity"] == "violation"
    assert version(checked) == before


@given(
    st.binary(max_size=200), st.sampled_from(["multipart/form-data; boundary=b", "text/turtle", "application/ld+json"])
)
def test_any_body_is_read_or_refused(body: bytes, content_type: str) -> None:
    for sent in (body, b"--b\r\nContent-Type: text/turtle\r\n\r\n" + body + b"\r\n--b--"):
        with suppress(BadInput, UnsupportedMediaType):
            read_graph(content_type, sent, None, "http://testserver/")
