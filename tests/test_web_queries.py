"""Named queries over HTTP: every one has an endpoint that answers its own example, in every format."""

import csv
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from realism.named import NamedQuery, load_queries
from realism.paths import queries_dir

QUERIES = load_queries(queries_dir())
FORMATS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "xml": "application/sparql-results+xml",
    "srj": "application/sparql-results+json",
    "html": "text/html; charset=utf-8",
}
CLAIMS = "/queries/account-claims?theory=offensive-realism"


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_each_query_answers_its_example(client: TestClient, query: NamedQuery) -> None:
    answer = client.get(f"/queries/{query.name}?{query.example}")
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"] == "application/json":
        body = answer.json()
        assert body["columns"]
        assert all(list(row) == body["columns"] for row in body["rows"])
        assert all(column == column.lower() for column in body["columns"])


@pytest.mark.parametrize("query", [q for q in QUERIES.values() if q.path is not None], ids=lambda query: query.name)
def test_each_path_answers_like_the_name(client: TestClient, query: NamedQuery) -> None:
    assert query.path is not None
    values = query.example_values
    path = query.path
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    rest = {name: value for name, value in values.items() if f"{{{name}}}" not in query.path}
    assert client.get(path, params=rest).json() == client.get(f"/queries/{query.name}?{query.example}").json()


def test_the_list_has_every_query(client: TestClient) -> None:
    items = client.get("/queries").json()["queries"]
    assert [item["name"] for item in items] == sorted(QUERIES)
    for item in items:
        assert item["question"]
        assert client.get(item["example"]).status_code == 200


@pytest.mark.parametrize(("name", "media"), FORMATS.items())
def test_every_result_format(client: TestClient, name: str, media: str) -> None:
    by_name = client.get(f"{CLAIMS}&format={name}")
    by_accept = client.get(CLAIMS, headers={"Accept": media.split(";")[0]})
    assert by_name.headers["content-type"] == by_accept.headers["content-type"] == media
    assert by_name.content == by_accept.content or name == "html"


def test_rows_are_plain_values(client: TestClient) -> None:
    row = client.get(CLAIMS).json()["rows"][0]
    assert set(row["claim"]) == {"id", "iri"}
    assert row["claim"]["iri"] == f"https://w3id.org/realism/id/{row['claim']['id']}"
    assert isinstance(row["text"], str)
    assert isinstance(row["year"], int)


def test_csv_and_json_have_the_same_rows(client: TestClient) -> None:
    rows = client.get(CLAIMS).json()["rows"]
    table = list(csv.DictReader(StringIO(client.get(f"{CLAIMS}&format=csv").text)))
    assert [row["text"] for row in table] == [row["text"] for row in rows]


def test_pages_follow_each_other_by_link(client: TestClient) -> None:
    whole = client.get(CLAIMS).json()["rows"]
    url, found = f"{CLAIMS}&limit=7", []
    while url:
        answer = client.get(url)
        found += answer.json()["rows"]
        links = answer.headers.get("link", "")
        following = [link for link in links.split(", ") if 'rel="next"' in link]
        url = following[0].partition("<")[2].partition(">")[0] if following else ""
    assert found == whole
    last = client.get(f"{CLAIMS}&limit=7&offset=7").headers["link"]
    assert 'offset=0>; rel="prev"' in last


def test_an_offset_past_the_end_gives_no_rows(client: TestClient) -> None:
    assert client.get(f"{CLAIMS}&limit=5&offset=10000").json()["rows"] == []


def test_a_field_left_empty_in_a_form_is_no_value(client: TestClient) -> None:
    optional = [(query, name.name) for query in QUERIES.values() for name in query.parameters if not name.required]
    for query, name in optional:
        example = "&".join(part for part in query.example.split("&") if not part.startswith(f"{name}="))
        assert client.get(f"/queries/{query.name}?{example}&{name}=").status_code == 200
