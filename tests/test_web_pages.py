"""Pages: every entity has one that shows what is known, is well-formed, and lets no text become markup."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from realism.config import Settings
from realism.knowledge.loading import load_bundle
from realism.paths import ontology_dir
from realism.store.base import TURTLE, Store
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE
from realism.web.app import create_app
from realism.web.directory import KINDS, Directory

VOID = {"meta", "link", "input", "br", "hr", "img"}
HTML = {"Accept": "text/html"}


class Page(HTMLParser):
    """A page read strictly: every element that is opened is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"not closed: {self.open}"
        assert len(self.ids) == len(set(self.ids)), "an id stands twice"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        self.links += [values["href"] or ""] if "href" in values else []
        self.ids += [values["id"] or ""] if "id" in values else []
        self.handlers += [name for name in values if name.startswith("on") or name == "style"]
        if tag == "script":
            self.scripts.append(values.get("type") or "")

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the one opened last."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text."""
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)

    @property
    def words(self) -> str:
        """All visible text, white space made single."""
        return " ".join("".join(self.text).split())


def squeeze(text: str) -> str:
    """`text` with single spaces."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def directory(store: Store) -> Directory:
    """All entities of the bundled base."""
    return Directory.from_store(store)


def page(client: TestClient, path: str) -> Page:
    """The page at `path`."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Page(answer.text)
    assert set(found.scripts) <= {"application/ld+json"}
    assert found.handlers == []
    return found


def test_every_entity_has_a_page_with_label_and_definition(client: TestClient, directory: Directory) -> None:
    assert {entity.kind for entity in directory.entities.values()} >= set(KINDS.values())
    for slug, entity in directory.entities.items():
        found = page(client, f"/doc/{slug}")
        assert squeeze(entity.label) in found.words, slug
        assert squeeze(entity.definition or entity.label) in found.words, slug


def test_no_link_between_pages_is_dead(client: TestClient, directory: Directory) -> None:
    links = {link.split("#")[0] for slug in directory.entities for link in page(client, f"/doc/{slug}").links}
    inside = {link for link in links if link.startswith("/doc/")}
    slugs = {link.removeprefix("/doc/").partition(".")[0] for link in inside}
    assert slugs <= directory.entities.keys()
    for link in sorted(link for link in links if link.startswith("/") and link not in inside):
        assert client.get(link, headers=HTML).status_code == 200, link


def test_a_theory_shows_where_it_stands(client: TestClient) -> None:
    words = page(client, "/doc/defensive-realism").words
    for text in (
        "Where it stands",
        "Neorealism",
        "Balance of threat theory",
        "Rivals",
        "Offensive realism",
        "Positions",
        "Claims it holds",
        "Claims it rejects",
        "See also",
        "Kenneth N. Waltz",
        "1979",
    ):
        assert text in words


def test_a_concept_shows_where_it_comes_from(client: TestClient) -> None:
    words = page(client, "/doc/security-dilemma").words
    assert "Introduced by John H. Herz" in words
    assert "Idealist Internationalism and the Security Dilemma (1950)" in words
    assert "Central to" in words


def test_unknown_is_said_as_not_recorded(client: TestClient, directory: Directory) -> None:
    thinker = next(e for e in directory.of_kind("thinker") if "birthYear" not in client.get(f"/doc/{e.slug}.ttl").text)
    assert "born not recorded" in page(client, f"/doc/{thinker.slug}").words


def test_inferred_statements_are_marked(client: TestClient) -> None:
    assert "inferred" in page(client, "/doc/waltz").words


def test_a_dimension_and_a_position_show_who_takes_which(client: TestClient) -> None:
    assert "Theories" in page(client, "/doc/dimension-alignment").words
    assert "Defensive realism" in page(client, "/doc/alignment-balance-threat").words


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/schema",
        "/account/defensive-realism",
        "/account/realism",
        "/queries",
        "/docs",
        "/sparql",
        "/search",
        "/search?q=balance",
        "/search?q=balanse",
        "/search?q=%3Cscript%3E&type=concept",
    ],
)
def test_the_other_pages(client: TestClient, path: str) -> None:
    assert "realism" in page(client, path).words


HOSTILE = """<b onclick='x'>&amp;"</script><script>alert(1)</script>\u2028{{ 7*7 }}"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/doc/anarchy", {"@type": "DefinedTerm", "name": "Anarchy (international relations)"}),
        ("/doc/neorealism", {"@type": "DefinedTerm"}),
        ("/doc/waltz", {"@type": "Person", "birthDate": "1924", "deathDate": "2013"}),
        ("/doc/thucydides", {"@type": "Person", "birthDate": None}),
        ("/doc/waltz-1979-tip", {"@type": "Book", "datePublished": "1979"}),
        ("/doc/jervis-1978-cooperation", {"@type": "ScholarlyArticle", "datePublished": "1978"}),
        ("/doc/c005", {"@type": "Claim"}),
        ("/", {"@type": ["DefinedTermSet", "Dataset"], "@id": "https://w3id.org/realism/", "version": "0.1.0"}),
    ],
)
def test_search_engines_are_told_what_a_page_is_about(
    client: TestClient, path: str, expected: dict[str, object]
) -> None:
    text = client.get(path, headers=HTML).text
    data = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert {name: data.get(name) for name in expected} == expected
    assert data["@context"] == "https://schema.org"
    assert data["name"]
    assert data["url"] == f"http://testserver{path}"
    if data["@type"] in ("Book", "ScholarlyArticle", "Claim"):
        assert all(author["@type"] == "Person" and author["name"] for author in data["author"])
    assert ("inDefinedTermSet" in data) == (data["@type"] == "DefinedTerm")


@pytest.fixture(scope="module")
def hostile() -> Iterator[TestClient]:
    """The service on the bundled base with an entity whose every text tries to be markup."""
    store = EmbeddedStore()
    load_bundle(store, ontology_dir())
    text = HOSTILE.replace('"', '\\"')
    turtle = f"""
    PREFIX id: <https://w3id.org/realism/id/>
    PREFIX realism: <https://w3id.org/realism/schema#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    id:hostile a realism:Concept ; skos:prefLabel "{text}"@en ; skos:definition "{text}"@en ;
      skos:altLabel "{text} too"@en ; skos:broader id:anarchy ; skos:scopeNote "{text}"@en ;
      skos:exactMatch <javascript:alert(1)> .
    """
    store.load(turtle.encode(), TURTLE, CORE)
    with TestClient(create_app(Settings(), store)) as client:
        yield client
    store.close()


@pytest.mark.parametrize("path", ["/doc/hostile", "/doc/anarchy", "/search?q=onclick"])
def test_no_text_of_the_base_becomes_markup(hostile: TestClient, path: str) -> None:
    found = page(hostile, path)
    assert squeeze(HOSTILE) in found.words
    assert not any(link.startswith("javascript:") for link in found.links)


def test_no_text_of_the_base_ends_the_structured_data(hostile: TestClient) -> None:
    text = hostile.get("/doc/hostile", headers=HTML).text
    data = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert "\\u003c/script\\u003e" in data
    assert "<" not in data


@pytest.mark.parametrize("theory", ["defensive-realism", "offensive-realism", "realism", "core"])
def test_accounts_are_negotiated(client: TestClient, theory: str) -> None:
    answer = client.get(f"/account/{theory}", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"] == "text/turtle"
    assert "owl:Ontology" in answer.text
    assert (f"realism:accountOf id:{theory}" in answer.text) == (theory != "core")


def test_axioms_stand_with_the_claim_they_formalize_or_deny(client: TestClient) -> None:
    words = page(client, "/doc/anarchy").words
    claim = "Anarchy gives incentives for expansion only under certain conditions set by structural modifiers"
    assert f"Defensive realism Anarchy does not by itself compel Expansionism {claim}" in words
    assert f"Offensive realism Anarchy by itself compels Expansionism against {claim}" in words
