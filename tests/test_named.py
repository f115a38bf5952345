"""The contract of `.rq` files, and that a value is never more than one term."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib import Literal as RdflibLiteral
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from realism.errors import BadInput, NotFound
from realism.named import NamedQuery, Parameter, load_queries, parse, run
from realism.paths import queries_dir
from realism.store.base import Iri, Literal, Store
from realism.store.embedded import EmbeddedStore
from realism.store.sparql_tokens import tokens
from realism.store.values import TYPES
from realism.vocab import ID, RDF, XSD, is_slug

HEADER = """#+ question: Which strands does a theory have?
#+ summary: Strands of a theory
#+ asked-by: student
#+ path: /theories/{theory}/strands
#+ parameter: theory theory required – the wider theory
#+ parameter: least integer default=1 – the fewest words
#+ parameter: label string – a label
#+ example: theory=realism&label=a%20b
#+ expected: some
"""
BODY = """PREFIX realism: <https://w3id.org/realism/schema#>

SELECT * {
  VALUES ?theory { UNDEF }
  VALUES ?least { UNDEF }
  VALUES ?label { UNDEF }
  ?strand realism:strandOf ?theory
}
"""
TEXT = HEADER + BODY


def echo(type: str) -> str:
    """A query whose answer is its one parameter."""
    return f"""#+ question: q
#+ summary: s
#+ asked-by: editor
#+ parameter: value {type} – any
#+ expected: the value
SELECT ?value {{
  VALUES ?value {{ UNDEF }}
  BIND(1 AS ?one)
}}
"""


def test_a_header_is_read() -> None:
    query = parse("strands", TEXT)
    assert (query.question, query.summary) == ("Which strands does a theory have?", "Strands of a theory")
    assert (query.asked_by, query.path, query.expected) == ("student", "/theories/{theory}/strands", "some")
    assert query.example_values == {"theory": "realism", "label": "a b"}
    assert query.parameters == (
        Parameter("theory", "theory", True, None, "the wider theory", "realism"),
        Parameter("least", "integer", False, "1", "the fewest words", None),
        Parameter("label", "string", False, None, "a label", "a b"),
    )


def test_binding_takes_values_defaults_and_leaves_the_rest_open() -> None:
    bound = parse("strands", TEXT).bind({"theory": "realism"})
    assert f"VALUES ?theory {{ <{ID}realism> }}" in bound
    assert f'VALUES ?least {{ "1"^^<{XSD}integer> }}' in bound
    assert "VALUES ?label { UNDEF }" in bound


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "needs the parameter “theory”: the wider theory"),
        ({"theory": "realism", "format": "json"}, "no parameter “format”: it takes theory, least, label"),
        ({"theory": "Realism"}, "“theory” is not valid: 'Realism' is not a slug"),
        ({"theory": ""}, "“theory” is not valid"),
        ({"theory": "realism", "least": "one"}, "“least” is not valid: 'one' is not a whole number"),
        ({"theory": "realism", "label": "\ud800"}, "“label” is not valid: it holds half of a character"),
    ],
)
def test_a_wrong_value_is_told_with_its_parameter(values: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        parse("strands", TEXT).bind(values)
    assert caught.value.detail["parameter"] in words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("#+ summary", "#+ sumary", "unknown header key “sumary”"),
        ("#+ summary: ", "#+ summary:", "strands.rq:2: write “#\\+ key: value”"),
        ("#+ asked-by: student\n", "", "lacks “#\\+ asked-by"),
        ("#+ asked-by: student", "#+ asked-by: student\n#+ asked-by: editor", "“asked-by” stands twice"),
        ("integer default=1", "number", "the type “number” is unknown"),
        ("required – the wider theory", "required - the wider theory", "write “parameter: name type"),
        ("  VALUES ?label { UNDEF }\n", "", "exactly one line “VALUES"),
        ("  VALUES ?label { UNDEF }\n", "  VALUES ?label { UNDEF }\n" * 2, "exactly one line “VALUES"),
        ("?strand realism:", "?strand other:", "undeclared prefixes: other"),
        ("SELECT *", "INSERT", "not a query"),
        ("theory=realism&", "theory=Realism&", "the example does not fit"),
        ("theory=realism&", "", "the example does not fit"),
        ("/theories/{theory}", "/theories/{label}", "required parameter"),
        ("/theories/{theory}", "/Theories/{theory}", "in lower case"),
    ],
)
def test_a_file_that_breaks_the_rules_is_an_error_at_start(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(BadInput, match=words):
        parse("strands", TEXT.replace(old, new))


def test_two_files_with_one_path_are_an_error_at_start(tmp_path: Path) -> None:
    (tmp_path / "one.rq").write_text(TEXT, "utf-8")
    assert list(load_queries(tmp_path)) == ["one"]
    (tmp_path / "two.rq").write_text(
        TEXT.replace("theory", "tradition").replace(" tradition required", " theory required")
    )
    with pytest.raises(BadInput, match=r"two\.rq and one\.rq have the same path"):
        load_queries(tmp_path)


def answer(type: str, value: str) -> object:
    rows = list(EmbeddedStore().query(parse("echo", echo(type)).bind({"value": value})).rows())
    assert len(rows) == 1
    return rows[0]["value"]


PIECES = ['"', "\\", "'", "}", "{", "\n", "\r", "UNDEF", "SERVICE", " ", ">", "#", "@en", "u0022"]
SYNTAX = [
    "UNION",
    "SERVICE <http://x/>",
    "}}",
    "{{",
    "?x",
    ";",
    ".",
    "|",
    "<urn:x>",
    "^^<urn:x>",
    '"""',
    "'''",
    "VALUES",
]
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.sampled_from(PIECES)).map("".join),
).filter(lambda text: "\\u" not in text and "\\U" not in text)


@given(texts)
def test_any_string_is_one_literal(value: str) -> None:
    assert answer("string", value) == Literal(value)


@given(texts)
def test_any_language_string_is_one_literal(value: str) -> None:
    assert answer("language-string", value + "@de-AT") == Literal(value, RDF + "langString", "de-at")


def test_what_engines_would_read_as_a_character_is_refused() -> None:
    with pytest.raises(BadInput, match="write the character itself"):
        answer("string", r"\u0022 } SERVICE")


def test_a_language_string_without_a_tag_is_english() -> None:
    assert answer("language-string", "self-help @ home") == Literal("self-help @ home", RDF + "langString", "en")


@given(st.integers(-(10**17), 10**17))
def test_any_integer_is_one_literal(value: int) -> None:
    assert answer("integer", str(value)) == Literal(str(value), XSD + "integer")


@given(st.sampled_from(TYPES), texts)
def test_no_value_changes_the_structure_of_a_query(type: str, value: str) -> None:
    query = parse("echo", echo(type))
    harmless = {"integer": "1"}.get(type, "x")
    try:
        bound = query.bind({"value": value})
    except BadInput as error:
        assert error.detail["parameter"] == "value"  # noqa: PT017
        return
    kinds = [[token.kind for token in tokens(text)] for text in (bound, query.bind({"value": harmless}))]
    assert kinds[0] == kinds[1]
    if type in ("string", "language-string"):
        other = Graph().query(prepareQuery(bound)).bindings
        assert [set(row.values()) for row in other] == [{RdflibLiteral(*_expected(type, value))}]
    elif type != "integer":
        assert is_slug(value)
        assert answer(type, value) == Iri(ID + value)


QUERIES = load_queries(queries_dir())
PLACES = [(query.name, one.name, one.type) for query in QUERIES.values() for one in query.parameters]
FREE = [place for place in PLACES if place[2] in ("string", "language-string")]
"""The parameters of all queries, and those of them that take any text."""


@given(
    st.sampled_from(FREE) | st.sampled_from(PLACES), st.one_of(texts, st.lists(st.sampled_from(SYNTAX)).map(" ".join))
)
@settings(deadline=None, max_examples=150)
def test_no_value_changes_the_algebra_of_any_query(place: tuple[str, str, str], value: str) -> None:
    query, name = QUERIES[place[0]], place[1]
    try:
        bound = query.bind({**query.example_values, name: value})
    except BadInput as error:
        assert error.detail["parameter"] == name  # noqa: PT017
        return
    assert _algebra(bound) == _harmless(query, name)


@cache
def _harmless(query: NamedQuery, name: str) -> object:
    """The algebra of a query when the parameter `name` has a value that is only a word or a number."""
    (type,) = (one.type for one in query.parameters if one.name == name)
    return _algebra(query.bind({**query.example_values, name: {"integer": "1"}.get(type, "x")}))


def _algebra(text: str) -> object:
    """The algebra of a query, by another engine, in which the values of VALUES are only of a kind."""
    return _without_values(prepareQuery(text).algebra)


def _without_values(part: object) -> object:
    if isinstance(part, CompValue):
        if "res" in part:
            rows = [row if isinstance(row, Mapping) else {} for row in part.res]
            return [[(variable, type(term)) for variable, term in row.items()] for row in rows]
        return (part.name, {key: _without_values(value) for key, value in part.items()})
    if isinstance(part, list | tuple):
        return [_without_values(one) for one in part]
    return part


def _expected(type: str, value: str) -> tuple[str, str | None]:
    if type == "string":
        return value, None
    head, at, tag = value.rpartition("@")
    return (head, tag) if at and tag == "en" else (value, "en")


def test_running_an_unknown_entity_is_not_found_with_suggestions(store: Store) -> None:
    query = load_queries(queries_dir())["strands-of-theory"]
    with pytest.raises(NotFound, match="“ofensive-realism” is not a theory") as caught:
        run(store, query, {"theory": "ofensive-realism"})
    assert "offensive-realism" in caught.value.detail["suggestions"]
    with pytest.raises(NotFound, match="“waltz” is not a theory"):
        run(store, query, {"theory": "waltz"})
