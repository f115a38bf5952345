"""Text that would be markup: on no page does what a client sends, or what the base holds, become an element."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import Iri, Literal, Quad
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE, ID, RDF, SKOS
from realism.web.app import create_app

MARK = "evil7"
EVILS = [
    f"<script>{MARK}()</script>",
    f'"><{MARK}>',
    f"'><{MARK} x='",
    f'" {MARK}="1" x="',
    f"' {MARK}='1",
    f"</title><{MARK}>",
    f"</textarea><{MARK}>",
    f"--><{MARK}>",
    f"]]><{MARK}>",
    f"javascript:{MARK}()",
    f"{{{{ {MARK}.__class__ }}}}{{% {MARK} %}}",
]
"""Each would leave an element, an attribute or an address with MARK in its name where it is not escaped."""
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Markup(HTMLParser):
    """Collects what of a page is markup and names MARK."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.scripts += tag == "script"
        self.found += [tag] if MARK in tag else []
        for name, value in attrs:
            address = name in ("href", "src", "action", "formaction", "style") and (value or "").strip().lower()
            if MARK in name or name.startswith("on") or (address and address.startswith(("javascript:", "data:text"))):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self.found += [data] if MARK in data else []

    def handle_decl(self, decl: str) -> None:
        """A declaration."""
        self.found += [decl] if MARK in decl else []


def markup(page: str) -> list[str]:
    """What of MARK became markup on a page."""
    parser = Markup()
    parser.feed(page)
    parser.close()
    return parser.found


def test_the_parser_notices() -> None:
    for evil in EVILS[:-2]:
        contexts = (
            f"<p>{evil}</p>",
            f'<p title="{evil}">',
            f"<p title='{evil}'>",
            f"<!-- {evil} -->",
            f"<script>{MARK}",
        )
        assert any(markup(page) for page in contexts) or "script" in evil
    assert markup(f'<a href="{EVILS[-2]}">x</a>')


@pytest.fixture(scope="module")
def evil() -> Iterator[TestClient]:
    """A client of a service whose base holds entities with labels and definitions that would be markup."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    english = RDF + "langString"
    quads = []
    for number, text in enumerate(EVILS):
        for predicate in ("prefLabel", "altLabel", "definition", "scopeNote"):
            value = Literal(f"{text} anarchy {number}", english, "en")
            quads.append(Quad(Iri(f"{ID}evil-{number}"), Iri(SKOS + predicate), value, Iri(CORE)))
        kind = Iri("https://w3id.org/realism/schema#" + ("Concept", "Theory", "Claim")[number % 3])
        quads.append(Quad(Iri(f"{ID}evil-{number}"), Iri(RDF + "type"), kind, Iri(CORE)))
        quads.append(Quad(Iri(f"{ID}evil-{number}"), Iri(SKOS + "related"), Iri(ID + "anarchy"), Iri(CORE)))
        quads.append(Quad(Iri(f"{ID}evil-{number}"), Iri(SKOS + "exactMatch"), Iri(f"javascript:{MARK}()"), Iri(CORE)))
    store.change(frozenset(quads), frozenset())
    with TestClient(create_app(Settings(workers=0), store), headers=BROWSER) as client:
        yield client


def look(client: TestClient, method: str, path: str, **options: Any) -> None:
    """Ask for a page and look at its markup."""
    answer = client.request(method, path, **options)
    assert answer.status_code < 500, (path, answer.text[:500])
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        assert markup(answer.text) == [], (path, options)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    else:
        assert not kind.startswith(("image/svg", "application/xhtml", "text/xml")), kind


def test_parameters_are_text_on_every_page(evil: TestClient) -> None:
    operations = create_app(Settings(), EmbeddedStore()).openapi()["paths"]
    for text in ("".join(EVILS), EVILS[-2]):
        for path, methods in operations.items():
            if "get" not in methods or ".gz" in path:
                continue
            parameters = methods["get"].get("parameters", [])
            place = {one["name"]: text for one in parameters if one["in"] == "path"}
            query = {one["name"]: text for one in parameters if one["in"] == "query"}
            target = path
            for name, value in place.items():
                target = target.replace("{" + name + "}", value.replace("/", "%2F").replace("?", "%3F"))
            look(evil, "GET", target, params=query)
            if query:
                look(evil, "GET", target, params={**query, "format": "html"})


@pytest.mark.parametrize("text", EVILS)
def test_the_text_of_a_query_is_text_on_its_page(evil: TestClient, text: str) -> None:
    literal = text.replace("\\", "\\\\").replace('"', '\\"')
    queries = [
        text,
        f"SELECT * {{ {text}",
        f'SELECT ("{literal}" AS ?x) {{}}',
        f'SELECT ("{literal}"@en AS ?x) (IRI("javascript:{MARK}()") AS ?y) {{}}',
        f'CONSTRUCT {{ <urn:s> <urn:p> "{literal}" . <javascript:{MARK}> <urn:p> <javascript:{MARK}> }} {{}}',
        f'ASK {{ # {text}\n FILTER("{literal}" = "x") }}',
        f"SELECT * {{ ?x:{text} }}",
        "DESCRIBE <https://w3id.org/realism/id/evil-1>",
    ]
    for query in queries:
        look(evil, "GET", "/sparql", params={"query": query})
        look(evil, "POST", "/sparql", data={"query": query})
        look(evil, "GET", "/sparql", params={"query": query, "default-graph-uri": text, "format": text})


def test_labels_are_text_on_every_page(evil: TestClient) -> None:
    pages = [f"/doc/evil-{number}.html" for number in range(len(EVILS))] + ["/doc/anarchy.html", "/", "/queries"]
    pages += ["/search?q=evil7", "/search?q=anarchy&limit=100", "/suggest?prefix=evil7", "/compare/matrix"]
    pages += [f"/compare?a=evil-{number}&b=realism" for number in (1, 4, 7)]
    pages += [f"/account/evil-{number}" for number in (1, 4, 7)]
    for page in pages:
        look(evil, "GET", page)
    seen = evil.get("/doc/evil-0.html").text
    assert "&lt;script&gt;" in seen


def test_what_the_linker_writes_is_what_it_was_given(evil: TestClient) -> None:
    for text in EVILS:
        for format_ in ("html", "markdown", "wikitext", "plain"):
            body = {"text": f"The anarchy of {text}.", "format": format_, "output": "linked", "mentions": "all"}
            answer = evil.post("/xref/annotate", json=body)
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "application/json"
            # Labels of the base come only as the addresses and titles of links.
            assert answer.json()["linked"].count(f"<{MARK}") <= text.count(f"<{MARK}")
