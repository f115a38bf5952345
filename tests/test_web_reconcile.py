"""Reconciliation: what OpenRefine and other table tools send is answered as the specification 0.2 has it, and safely.

The requests are written out as clients send them; the answers are held against schemas made from the specification.
"""

import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, quote_plus

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.config import Settings
from realism.store.base import TURTLE
from realism.store.embedded import EmbeddedStore
from realism.web.app import create_app
from realism.web.reconcile_index import key_of, keys_of

HALVES = re.compile(r"\\ud[89a-f][0-9a-f]{2}")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEXT = {"type": "string", "minLength": 1}
NAMED = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
TYPE = {**NAMED, "properties": {"id": TEXT, "name": TEXT, "broader": {"type": "array", "items": NAMED}}}


def record(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """The schema of an object with these members and no others."""
    members = {"properties": {**required, **optional}, "required": list(required)}
    return {"type": "object", **members, "additionalProperties": False}


def listed(items: dict[str, Any]) -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": items}


def template(mark: str) -> dict[str, Any]:
    """The schema of an address with a place for an identifier."""
    return {"type": "string", "pattern": f"^https?://.*{mark}"}


SUGGEST = record(
    {"service_url": TEXT, "service_path": TEXT},
    flyout_service_url=TEXT,
    flyout_service_path={"type": "string", "pattern": r"\$\{id\}"},
)
SETTING = {"name": TEXT, "label": TEXT, "help_text": TEXT}
MANIFEST = record(
    {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
        "defaultTypes": {**listed(TYPE), "minItems": 1, "uniqueItems": True},
        "documentation": TEXT,
        "logo": TEXT,
        "serviceVersion": TEXT,
        "view": record({"url": template(r"\{\{id\}\}")}),
        "preview": record(
            {"url": template(r"\{\{id\}\}"), "width": {"type": "integer"}, "height": {"type": "integer"}}
        ),
        "suggest": record({"entity": SUGGEST, "type": SUGGEST, "property": SUGGEST}),
        "extend": record(
            {
                "propose_properties": record({"service_url": TEXT, "service_path": TEXT}),
                "property_settings": listed(
                    {
                        "oneOf": [
                            record({**SETTING, "type": {"const": "number"}, "default": {"type": "number"}}),
                            record(
                                {
                                    **SETTING,
                                    "type": {"const": "select"},
                                    "default": TEXT,
                                    "choices": listed(record({"value": TEXT, "name": TEXT})),
                                }
                            ),
                        ]
                    }
                ),
            }
        ),
        "batchSize": {"type": "integer", "minimum": 10},
    }
)
FEATURE = record({"id": TEXT, "value": {"type": ["boolean", "number"]}})
CANDIDATE = record(
    {
        "id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "type": listed(TYPE),
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "features": listed(FEATURE),
    }
)
RESULTS = {"type": "object", "additionalProperties": record({"result": listed(CANDIDATE)}, error=TEXT)}
SUGGESTED = record(
    {
        "result": listed(
            record({"id": TEXT, "name": TEXT}, description=TEXT, notable=listed(TYPE), broader=listed(NAMED))
        )
    }
)
CELL = {
    "oneOf": [
        record({"id": TEXT, "name": TEXT}),
        record({"str": {"type": "string"}}),
        record({"int": {"type": "integer"}}),
        record({"float": {"type": "number"}}),
        record({"date": {"type": "string", "pattern": r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d"}}),
    ]
}
EXTENDED = record(
    {
        "meta": listed(record({"id": TEXT, "name": TEXT}, type=TYPE)),
        "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": listed(CELL)}},
    }
)


def read(answer: Response, schema: dict[str, Any]) -> Any:
    """The JSON of an answer, which has the form of `schema`."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    found = answer.json()
    # Half a surrogate pair is legal JSON, which the validator cannot hold.
    jsonschema_rs.validate(schema, json.loads(HALVES.sub("?", answer.text)))
    return found


def post(client: TestClient, name: str, value: Any) -> Response:
    """Send a form as OpenRefine encodes it: blanks as plus signs, all else that is not a letter by percent signs."""
    return client.post("/reconcile", content=f"{name}={quote_plus(json.dumps(value))}", headers=FORM)


def match(client: TestClient, query: Any) -> list[dict[str, Any]]:
    """The candidates for one query, best first."""
    found = read(post(client, "queries", {"q0": query}), RESULTS)
    result: list[dict[str, Any]] = found["q0"]["result"]
    scores = [one["score"] for one in result]
    assert scores == sorted(scores, reverse=True)
    assert sum(one["match"] for one in result) <= 1
    return result


@pytest.mark.parametrize("address", ["/reconcile", "/reconcile?_=1700000000000", "/reconcile?lang=en"])
def test_the_manifest_says_what_there_is_and_where(client: TestClient, address: str) -> None:
    found = read(client.get(address), MANIFEST)
    assert [one["id"] for one in found["defaultTypes"]] == ["Concept", "Theory", "Thinker", "Work", "HistoricalCase"]
    assert found["defaultTypes"][2]["broader"] == [{"id": "Agent", "name": "agent"}]
    for what, service in found["suggest"].items():
        read(client.get(service["service_url"] + service["service_path"], params={"prefix": "a"}), SUGGESTED)
        flyout = service["flyout_service_url"] + service["flyout_service_path"]
        identifier = {"entity": "waltz", "type": "Thinker", "property": "skos:altLabel"}[what]
        told = read(client.get(flyout.replace("${id}", quote(identifier, safe=""))), record({"id": TEXT, "html": TEXT}))
        assert told["id"] == identifier
    assert client.get(found["preview"]["url"].replace("{{id}}", "waltz")).status_code == 200
    assert client.get(found["view"]["url"].replace("{{id}}", "waltz"), follow_redirects=False).status_code == 303
    assert client.get(found["logo"]).headers["content-type"].startswith("image/")
    proposing = found["extend"]["propose_properties"]
    assert client.get(proposing["service_url"] + proposing["service_path"]).status_code == 200


def test_a_browser_may_call_from_another_site(client: TestClient) -> None:
    headers = {"Origin": "http://127.0.0.1:3333", "Access-Control-Request-Method": "POST"}
    answer = client.options("/reconcile", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]


OPENREFINE_BATCH = (
    "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Kenneth+Waltz%22%2C%22type%22%3A%22Thinker%22%2C%22type_strict%22%3A%22"
    "should%22%7D%2C%22q1%22%3A%7B%22query%22%3A%22Mearsheimer%2C+John%22%2C%22type%22%3A%22Thinker%22%2C%22"
    "type_strict%22%3A%22should%22%7D%2C%22q2%22%3A%7B%22query%22%3A%22R.+Jervis%22%2C%22type%22%3A%22Thinker%22%2C%22"
    "type_strict%22%3A%22should%22%2C%22properties%22%3A%5B%7B%22pid%22%3A%22birthYear%22%2C%22v%22%3A%221940%22%7D%5D"
    "%7D%7D"
)
"""The body of a POST by OpenRefine for a column of names, with one more column for the year of birth."""


def test_a_batch_of_openrefine(client: TestClient) -> None:
    answer = client.post(
        "/reconcile",
        content=OPENREFINE_BATCH,
        headers={**FORM, "User-Agent": "OpenRefine/3.9.3", "Accept": "application/json;q=1.0, */*;q=0.8"},
    )
    found = read(answer, RESULTS)
    assert list(found) == ["q0", "q1", "q2"]
    first = {key: one["result"][0] for key, one in found.items()}
    assert [(one["id"], one["match"]) for one in first.values()][:2] == [("waltz", True), ("mearsheimer", True)]
    assert first["q2"]["id"] == "jervis"
    assert not first["q2"]["match"]
    assert {"id": "property:birthYear", "value": 1.0} in first["q2"]["features"]


def test_openrefine_guesses_types_from_ten_cells_without_any(client: TestClient) -> None:
    names = ["Kenneth Waltz", "Robert Jervis", "John Mearsheimer", "Stephen Walt", "Hans Morgenthau"]
    names += ["Robert Gilpin", "Barry Posen", "Jack Snyder", "Charles Glaser", "Alexander Wendt"]
    batch = {f"q{place}": {"query": name, "limit": 3} for place, name in enumerate(names)}
    found = read(post(client, "queries", batch), RESULTS)
    assert len(found) == 10
    for one in found.values():
        assert 1 <= len(one["result"]) <= 3
        assert [kind["id"] for kind in one["result"][0]["type"]] == ["Thinker", "Agent"]


def test_the_same_by_get(client: TestClient) -> None:
    batch = {"q0": {"query": "security dilemma", "limit": 2}}
    by_get = client.get("/reconcile", params={"queries": json.dumps(batch)})
    assert read(by_get, RESULTS) == read(post(client, "queries", batch), RESULTS)
    assert client.get(by_get.request.url, headers={"If-None-Match": by_get.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("query", ["anarchy", '{"query":"anarchy"}'])
def test_one_query_as_old_clients_send_it(client: TestClient, query: str) -> None:
    found = client.get("/reconcile", params={"query": query}).json()
    assert found["result"][0]["id"] == "anarchy"


@pytest.mark.parametrize(
    ("query", "best", "certain"),
    [
        ({"query": "Kenneth N. Waltz"}, "waltz", True),
        ({"query": "kenneth waltz", "type": "Thinker"}, "waltz", True),
        ({"query": "Waltz, Kenneth N.", "type": "Thinker"}, "waltz", True),
        ({"query": "WALTZ", "type": "Thinker"}, "waltz", False),
        ({"query": "Wæver", "type": "Thinker"}, "waever", False),
        ({"query": "Ole Waever"}, "waever", None),
        ({"query": "offense-defense balance", "type": "Concept"}, "offense-defense-balance", True),
        ({"query": "offence–defence balance"}, "offense-defense-balance", True),
        ({"query": "security dilema"}, "security-dilemma", False),
        ({"query": "dilemma security"}, "security-dilemma", False),
        ({"query": "realism"}, "realism", False),
        ({"query": "realism", "type": "Theory"}, "realism", True),
        ({"query": "realism", "type": ["Theory", "Concept"]}, "realism", True),
        ({"query": "https://w3id.org/realism/id/waltz"}, "waltz", True),
        ({"query": "waltz-1979-tip"}, "waltz-1979-tip", False),
        ({"query": "MAD", "type": "Concept"}, "mutual-assured-destruction", True),
        ({"query": "mad", "type": "Concept"}, "mutual-assured-destruction", False),
        ({"query": "Theory of International Politics"}, "waltz-1979-tip", None),
        (
            {"query": "Theory of International Politics", "properties": [{"pid": "year", "v": 1979}]},
            "waltz-1979-tip",
            True,
        ),
        (
            {"query": "Theory of International Politics", "properties": [{"pid": "year", "v": 1980.0}]},
            "waltz-1979-tip",
            False,
        ),
        (
            {"query": "Theory of Politics", "properties": [{"pid": "hasAuthor", "v": {"id": "waltz"}}]},
            "waltz-1979-tip",
            False,
        ),
        (
            {"properties": [{"pid": "hasAuthor", "v": [{"id": "waltz"}, "nobody"]}, {"pid": "year", "v": "1959"}]},
            "waltz-1959-mtsw",
            False,
        ),
    ],
)
def test_what_is_meant_comes_first_and_is_certain_only_when_it_is(
    client: TestClient, query: dict[str, Any], best: str, certain: bool | None
) -> None:
    first = match(client, query)[0]
    assert first["id"] == best
    assert certain is None or first["match"] is certain


NAMESAKES = """PREFIX realism: <https://w3id.org/realism/schema#> PREFIX id: <https://w3id.org/realism/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
realism:year a owl:DatatypeProperty . realism:hasAuthor a owl:ObjectProperty .
id:war-a a realism:Work ; skos:prefLabel "On War"@en ; realism:year 1832 ; realism:hasAuthor id:clausewitz .
id:war-b a realism:Work ; skos:prefLabel "On war"@en ; realism:year 1990 .
id:war-c a realism:Concept ; skos:prefLabel "Peace"@en ; skos:altLabel "On War"@en .
id:clausewitz a realism:Thinker ; skos:prefLabel "Carl von Clausewitz"@en ; skos:hiddenLabel "<b>.*"@en .
"""


@pytest.fixture(scope="module")
def namesakes() -> TestClient:
    """A client of a base where several things go by one name, and one by what looks like markup and a pattern."""
    store = EmbeddedStore()
    store.load(NAMESAKES.encode(), TURTLE, "https://w3id.org/realism/account/core")
    return TestClient(create_app(Settings(), store), base_url="http://testserver")


@pytest.mark.parametrize(
    ("query", "certain"),
    [
        ({"query": "On War"}, None),
        ({"query": "On War", "type": "Work"}, None),
        ({"query": "On War", "type": "Concept"}, "war-c"),
        ({"query": "On War", "type": "Concept", "type_strict": "should"}, "war-c"),
        ({"query": "On War", "type": "Work", "properties": [{"pid": "year", "v": "1832"}]}, "war-a"),
        ({"query": "On War", "properties": [{"pid": "hasAuthor", "v": "Clausewitz, Carl von"}]}, "war-a"),
        ({"query": "On War", "properties": [{"pid": "year", "v": "1700"}]}, None),
        ({"query": "On War", "type": "Thinker"}, None),
        ({"query": "On War", "type": "Nothing"}, None),
    ],
)
def test_a_name_that_several_have_is_certain_only_when_something_else_decides(
    namesakes: TestClient, query: dict[str, Any], certain: str | None
) -> None:
    found = [one["id"] for one in match(namesakes, query) if one["match"]]
    assert found == ([certain] if certain else [])


def test_types_keep_others_out_or_put_them_last(namesakes: TestClient) -> None:
    asked = {"query": "On War", "type": "Concept"}
    assert {one["id"] for one in match(namesakes, asked)} == {"war-c"}
    lenient = match(namesakes, {**asked, "type_strict": "should"})
    assert [one["id"] for one in lenient] == ["war-c", "war-a", "war-b"]
    assert match(namesakes, {**asked, "type": ["Concept", "Work"], "type_strict": "all"}) == []
    assert len(match(namesakes, {**asked, "type": ["Concept", "Work"], "type_strict": "any"})) == 3
    assert len(match(namesakes, {**asked, "type": ["Concept", "Work"], "limit": 2})) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"query": ""},
        {"query": " ", "properties": []},
        {"query": "war", "limit": 0},
        {"query": "war", "limit": "many"},
        {"query": "war", "type": 7},
        {"query": "war", "type_strict": "perhaps"},
        {"query": "war", "properties": {"pid": "year"}},
        {"query": "war", "properties": [{"pid": "year"}]},
        {"query": "war", "properties": [{"pid": "year", "v": {"name": "x"}}]},
        {"query": "war", "properties": [{"pid": "year", "v": [None]}]},
        {"query": "war " * 200},
        ["war"],
        None,
    ],
)
def test_a_query_that_cannot_be_read_spoils_no_other(client: TestClient, broken: Any) -> None:
    found = read(post(client, "queries", {"good": {"query": "anarchy"}, "bad": broken}), RESULTS)
    assert found["bad"]["result"] == []
    assert found["bad"]["error"]
    assert found["good"]["result"][0]["id"] == "anarchy"
    assert "error" not in found["good"]


@pytest.mark.parametrize("sent", ["", "[1]", '"war"', "{", "null", "[" * 100_000, '{"q": NaN'])
@pytest.mark.parametrize("name", ["queries", "extend"])
def test_what_is_no_batch_is_refused(client: TestClient, name: str, sent: str) -> None:
    answer = client.post("/reconcile", data={name: sent})
    assert answer.status_code == 400
    assert name in answer.json()["detail"]


def test_limits(client: TestClient) -> None:
    size = client.get("/reconcile").json()["batchSize"]
    batch = {f"q{place}": {"query": "war"} for place in range(size + 1)}
    assert post(client, "queries", batch).status_code == 413
    batch.popitem()
    assert len(read(post(client, "queries", batch), RESULTS)) == size
    assert post(client, "extend", {"ids": ["x"] * 1001, "properties": []}).status_code == 413
    assert client.post("/reconcile", data={"other": "x"}).status_code == 400
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.post("/reconcile", content=b"queries=%FF", headers=FORM).status_code == 400


def test_the_columns_that_openrefine_adds(client: TestClient) -> None:
    """As its dialog sends it, with settings left empty and as texts."""
    asked: dict[str, Any] = {
        "ids": ["waltz", "no-such-thinker", "https://w3id.org/realism/id/jervis"],
        "properties": [
            {"id": "birthYear", "settings": {}},
            {"id": "proponentOf"},
            {"id": "skos:altLabel", "settings": {"limit": "1"}},
            {"id": "authorOf", "settings": {"limit": 2, "content": "name"}},
            {"id": "skos:exactMatch"},
        ],
    }
    found = read(post(client, "extend", asked), EXTENDED)
    assert [column["id"] for column in found["meta"]] == [one["id"] for one in asked["properties"]]
    assert found["meta"][1]["type"] == {"id": "Theory", "name": "theory"}
    rows = found["rows"]
    assert list(rows) == asked["ids"]
    assert rows["waltz"]["birthYear"] == [{"int": 1924}]
    assert {"id": "defensive-realism", "name": "Defensive realism"} in rows["waltz"]["proponentOf"]
    assert len(rows["waltz"]["skos:altLabel"]) == 1
    assert len(rows["waltz"]["authorOf"]) == 2
    assert all(set(cell) == {"str"} for cell in rows["waltz"]["authorOf"])
    assert rows["waltz"]["skos:exactMatch"] == [{"str": "http://dbpedia.org/resource/Kenneth_Waltz"}]
    assert rows[asked["ids"][2]]["birthYear"] == [{"int": 1940}]
    assert set(map(str, rows["no-such-thinker"].values())) == {"[]"}
    by_get = client.get("/reconcile", params={"extend": json.dumps(asked)})
    assert read(by_get, EXTENDED) == found


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ({"id": "P31"}, "no property 'P31'"),
        ({"id": "birthYear", "settings": {"limit": "few"}}, "number"),
        ({"id": "birthYear", "settings": {"content": "all"}}, "entity, name, id"),
        ({"id": "birthYear", "settings": []}, None),
        ({"id": "birthYear", "settings": [1]}, "settings"),
        ({"name": "birthYear"}, "'id'"),
    ],
)
def test_a_column_that_there_is_not(client: TestClient, column: dict[str, Any], words: str | None) -> None:
    answer = post(client, "extend", {"ids": ["waltz"], "properties": [column]})
    if words is None:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400
        assert words in answer.json()["detail"]


def test_all_kinds_of_values() -> None:
    store = EmbeddedStore()
    data = """PREFIX realism: <https://w3id.org/realism/schema#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
    realism:year a owl:DatatypeProperty .
    <https://w3id.org/realism/id/x> a realism:Work ; skos:prefLabel "X"@en ; realism:year
      7, -7, 1.5, 2e0, "INF"^^xsd:double, "abc"^^xsd:integer, true, "1"^^xsd:boolean, "text", "2000-01-02"^^xsd:date,
      "2000-01-02T03:04:05Z"^^xsd:dateTime, "soon"^^xsd:date, "1990"^^xsd:gYear, [] ."""
    store.load(data.encode(), TURTLE, "https://w3id.org/realism/account/core")
    client = TestClient(create_app(Settings(), store))
    cells = read(post(client, "extend", {"ids": ["x"], "properties": [{"id": "year"}]}), EXTENDED)["rows"]["x"]["year"]
    assert cells[:4] == [{"int": -7}, {"float": 1.5}, {"float": 2.0}, {"int": 7}]
    assert {cell["date"] for cell in cells if "date" in cell} == {"2000-01-02T00:00:00Z", "2000-01-02T03:04:05Z"}
    texts = [cell["str"] for cell in cells if "str" in cell]
    assert sorted(texts) == ["1990", "INF", "abc", "soon", "text", "true"]


def test_properties_are_proposed_for_a_type(client: TestClient) -> None:
    found = client.get("/reconcile/extend/properties?type=Thinker&limit=8").json()
    assert (found["type"], found["limit"], len(found["properties"])) == ("Thinker", 8, 8)
    assert {"id": "proponentOf", "name": "is a proponent of"} in found["properties"]
    everything = client.get("/reconcile/extend/properties").json()
    assert set(everything) == {"properties"}
    assert client.get("/reconcile/extend/properties?type=Q5").json()["properties"] == everything["properties"]
    ids = [one["id"] for one in everything["properties"]]
    columns = [{"id": one} for one in ids[:20]]
    read(post(client, "extend", {"ids": ["waltz"], "properties": columns}), EXTENDED)


def test_suggestions_by_name_and_by_identifier(client: TestClient) -> None:
    def first(what: str, **asked: Any) -> str:
        found = read(client.get(f"/reconcile/suggest/{what}", params=asked), SUGGESTED)
        return str(found["result"][0]["id"])

    assert first("entity", prefix="kenneth wal") == "waltz"
    assert first("entity", prefix="waltz-1979-tip") == "waltz-1979-tip"
    assert first("entity", prefix="https://w3id.org/realism/id/anarchy") == "anarchy"
    assert first("entity", prefix="balance of", type="Theory") == "balance-of-power-theory"
    assert first("type", prefix="journal") == "JournalArticle"
    assert first("type", prefix="JournalArticle") == "JournalArticle"
    assert first("property", prefix="year of b") == "birthYear"
    assert first("property", prefix="skos:alt") == "skos:altLabel"


def test_suggestions_go_on_where_they_ended(client: TestClient) -> None:
    def ids(what: str, **asked: Any) -> list[str]:
        found = client.get(f"/reconcile/suggest/{what}", params={"prefix": "", **asked}).json()["result"]
        return [one["id"] for one in found]

    everything = ids("property", limit=100)
    assert ids("property", limit=5) + ids("property", limit=5, cursor=5) == everything[:10]
    assert ids("property", cursor=10_000) == []
    entities = ids("entity", prefix="s", limit=40)
    assert ids("entity", prefix="s", limit=20) + ids("entity", prefix="s", cursor=20) == entities
    assert ids("entity") == []


class Text(HTMLParser):
    """What a browser shows of some HTML, and which elements it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.shown = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.shown += data


def hostile() -> TestClient:
    """A client of a base whose names are markup."""
    store = EmbeddedStore()
    name = "<script>alert(1)</script>\\u2028&\\\"'{{x}}"
    data = f"""PREFIX realism: <https://w3id.org/realism/schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    <https://w3id.org/realism/id/x> a realism:Concept ; skos:prefLabel "{name}"@en ; skos:definition "{name}"@en ;
      skos:altLabel "{name} 2"@en . realism:Concept skos:prefLabel "{name}"@en ; skos:definition "{name}"@en ;
      a <http://www.w3.org/2002/07/owl#Class> ."""
    store.load(data.encode(), TURTLE, "https://w3id.org/realism/account/core")
    return TestClient(create_app(Settings(), store))


def test_names_that_are_markup_stay_text() -> None:
    client = hostile()
    page = client.get("/reconcile/preview?id=x")
    told = [client.get(f"/reconcile/flyout/{what}").json()["html"] for what in ("entity?id=x", "type?id=Concept")]
    for html in (page.text, *told):
        assert "script" not in Text(html).elements
        assert "alert(1)" in Text(html).shown
    script = client.get("/reconcile/suggest/type?prefix=&callback=f").content
    assert "\u2028".encode() not in script
    assert b"\\u2028" in script


def test_only_the_preview_may_be_framed(client: TestClient) -> None:
    preview = client.get("/reconcile/preview?id=waltz")
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "default-src 'none'" in preview.headers["content-security-policy"]
    assert "Kenneth N. Waltz" in Text(preview.text).shown
    page = client.get("/doc/waltz", headers={"Accept": "text/html"})
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "address",
    [
        "/reconcile/preview?id=nobody",
        "/reconcile/flyout/entity?id=nobody",
        "/reconcile/flyout/type?id=Q5",
        "/reconcile/flyout/property?id=P31",
        "/reconcile/preview?id=" + "x" * 200,
    ],
)
def test_what_there_is_not_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


JSONP = [
    "/reconcile?",
    "/reconcile?queries=%7B%22q0%22%3A%7B%22query%22%3A%22war%22%7D%7D&",
    "/reconcile?extend=%7B%22ids%22%3A%5B%22waltz%22%5D%2C%22properties%22%3A%5B%5D%7D&",
    "/reconcile/suggest/entity?prefix=wal&type=Thinker&type_strict=should&",
    "/reconcile/suggest/type?prefix=th&",
    "/reconcile/suggest/property?prefix=ye&",
    "/reconcile/flyout/entity?id=waltz&",
    "/reconcile/extend/properties?type=Thinker&limit=5&",
]


@pytest.mark.parametrize("address", JSONP)
def test_scripts_for_clients_that_know_no_cors(client: TestClient, address: str) -> None:
    """As jQuery asks, with a number of its own against caches."""
    answer = client.get(f"{address}callback=jQuery34105_1700000000000&_=1700000000001")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/javascript"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.startswith("/**/jQuery34105_1700000000000(")
    assert answer.text.endswith(");")
    called = json.loads(answer.text.removeprefix("/**/jQuery34105_1700000000000(").removesuffix(");"))
    assert called == client.get(address.rstrip("&?")).json()


@pytest.mark.parametrize(
    "callback", ["", "alert(1)//", "a b", "a;b", "<script>", "1a", "a.", ".a", "a..b", "é", "a" * 129, "a\n", "a[0]"]
)
@pytest.mark.parametrize("address", JSONP[:2])
def test_a_callback_is_the_name_of_a_function(client: TestClient, address: str, callback: str) -> None:
    answer = client.get(f"{address}callback={quote(callback)}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["Thinker", "Theory", "hasAuthor", "year", "waltz", "skos:broader", "", "\x00", "\ud800"])
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "query": st.text(max_size=60) | JSON,
        "type": NAMES | st.lists(NAMES) | JSON,
        "limit": st.integers() | JSON,
        "type_strict": st.sampled_from(["any", "all", "should"]) | JSON,
        "properties": st.lists(
            st.fixed_dictionaries({"pid": NAMES, "v": st.text(max_size=20) | NAMES.map(lambda one: {"id": one}) | JSON})
        )
        | JSON,
    },
)
COLUMNS = st.lists(st.fixed_dictionaries({"id": NAMES}, optional={"settings": JSON}))
EXTENSION = st.fixed_dictionaries({"ids": st.lists(NAMES), "properties": COLUMNS})
ODD = settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None)


@ODD
@given(st.dictionaries(st.text(max_size=10), QUERY | JSON, max_size=4))
def test_any_batch_is_answered(client: TestClient, batch: dict[str, Any]) -> None:
    answer = post(client, "queries", batch)
    found = read(answer, RESULTS)
    assert found.keys() == json.loads(json.dumps(batch)).keys()


@ODD
@given(EXTENSION | JSON)
def test_any_extension_is_answered_or_refused(client: TestClient, asked: Any) -> None:
    answer = post(client, "extend", asked)
    assert answer.status_code in (200, 400, 413)
    if answer.status_code == 200:
        read(answer, EXTENDED)


@ODD
@given(st.sampled_from(["entity", "type", "property"]), st.text(st.characters(codec="utf-8"), max_size=40))
def test_anything_may_be_typed(client: TestClient, what: str, typed: str) -> None:
    read(client.get(f"/reconcile/suggest/{what}", params={"prefix": typed}), SUGGESTED)
    assert client.get(f"/reconcile/flyout/{what}", params={"id": typed}).status_code in (200, 404)


@given(st.text(max_size=60))
def test_names_are_compared_by_their_words(text: str) -> None:
    key = key_of(text)
    assert key == key_of(key.upper()) or key != key.lower()
    assert keys_of(text)[0] == key
