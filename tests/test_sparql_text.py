"""Nothing a caller writes makes the store fetch anything, and harmless words are no obstacle."""

import re
import resource
import socket
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.errors import BadInput, QuerySyntaxError, RealismError, Refused
from realism.store.base import Literal
from realism.store.embedded import EmbeddedStore
from realism.store.sparql_joining import ADDED, joining_texts
from realism.store.sparql_text import MAX_NESTING, MAX_STEPS, _read, read
from realism.store.sparql_tokens import tokens
from realism.vocab import XSD


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A port that must never be called."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server


def url(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def assert_not_called(listener: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        listener.accept()


FETCHING_QUERIES = [
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { service silent ?x { ?s ?p ?o } }",
    "ASK{?s ?p ?o.SERVICESILENT<URL>{}}",
    "PREFIX e: <URL> ASK { SERVICEe:x { ?s ?p ?o } }",
    "PREFIX e: <URL> PREFIX SERVICEe: <http://e/> ASK { SERVICEe:x { ?s ?p ?o } }",
    "ASK { VALUES ?s { 1 } ?s ?p trueSERVICE<URL> { ?s ?p ?o } }",
    "ASK { ?s ?p 1e5SERVICE<URL> { ?s ?p ?o } }",
    'ASK { ?s ?p "a"@enSERVICE<URL> { ?s ?p ?o } }',
    "ASK { FILTER(1<2)SERVICE#>\n<URL> { ?s ?p ?o } }",
    "PREFIX a: <http://a/> ASK { FILTER(?a<a:b)SERVICE#>\n<URL> {} }",
    'ASK { FILTER(?a<?b#>"""\n)SERVICE<URL>{} #"""\n}',
    "PREFIX e: <http://e/> ASK { ?s ?p e:o\\'Brien SERVICE <URL> {} FILTER(1=1) ?s ?p 'x' }",
    'ASK { VALUES ?x { """a"#\\q\n} SERVICE <URL> {} #"""\n}',
    'ASK { # " \n SERVICE <URL> {} # " \n}',
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { \\u0053ERVICE <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", FETCHING_QUERIES)
def test_service_is_never_carried_out(listener: socket.socket, text: str) -> None:
    with pytest.raises(BadInput):
        EmbeddedStore().query(text.replace("URL", url(listener)))
    assert_not_called(listener)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <URL>",
        "LOADSILENT<URL>",
        "PREFIX e: <URL> LOADe:x",
        "PREFIX loade: <URL> PREFIX e: <URL> loade:x",
        "INSERT DATA { <http://a/> <http://b/> 1 } ; LOAD <URL>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "\\u004COAD <URL>",
    ],
)
def test_updates_never_fetch(listener: socket.socket, text: str) -> None:
    store = EmbeddedStore()
    with pytest.raises(BadInput):
        store.update(text.replace("URL", url(listener)))
    assert_not_called(listener)
    assert len(store) == 0


def test_a_silent_load_succeeds_and_fetches_nothing(listener: socket.socket) -> None:
    store = EmbeddedStore()
    store.update(
        "PREFIX e: <URL> LOAD SILENT <URL> ; load silent e:x INTO GRAPH <http://g/> ;\n"
        "INSERT DATA { <http://a/> <http://b/> 'LOAD SILENT <URL>' }".replace("URL", url(listener))
    )
    assert_not_called(listener)
    assert len(store) == 1
    with pytest.raises(Refused):
        store.update("LOAD SILENT <http://a/> ; LOAD <http://a/>")


PIECES = [
    "SERVICE", "SERVICE SILENT <URL> {}", "SILENT", "<URL>", "{", "}", "{}", "(", ")", ".", ";", "#", "\n", '"', "'",
    '"""', "'''", "\\", "\\'", '\\"', "<", ">", "<#>", "?a<?b", "FILTER(1<2)", "BIND(1<2 AS ?x)", "?s ?p ?o", "a:b",
    "a:", "e:o\\'", "true", "1", "1.", "'x'@en", "^^", "_:b", "%20", "OPTIONAL {", "UNION {", "VALUES ?x { 1 }", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_mixture_of_tokens_reaches_the_network(listener: socket.socket, pieces: list[str]) -> None:
    text = "PREFIX a: <http://a/> PREFIX e: <http://e/> ASK { " + "".join(pieces)
    store = EmbeddedStore()
    for whole in (text, text + " SERVICE SILENT <URL> {} }"):
        with suppress(RealismError):
            store.query(whole.replace("URL", url(listener)))
    assert_not_called(listener)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ("SERVICE <http://x/> { }" AS ?x) {}',
        "SELECT ('''\nLOAD\n\"SERVICE\"''' AS ?x) {}",
        "SELECT ('it\\'s SERVICE' AS ?x) {}",
        "SELECT (STR(<http://x/SERVICE/load>) AS ?x) {}",
        "SELECT ('a' AS ?x) { } # SERVICE <http://x/> {",
        "SELECT ('a' AS ?x) { BIND(1 AS ?service) BIND(?service AS ?load) }",
        "PREFIX service: <http://x/> SELECT (STR(service:load) AS ?x) {}",
        "PREFIX service: <http://x/> SELECT ('a' AS ?x) { OPTIONAL { GRAPH service:g { ?s service:p ?o } } }",
    ],
)
def test_the_words_are_harmless_in_strings_comments_iris_and_names(text: str) -> None:
    row = next(EmbeddedStore().query(text).rows())
    assert str(row["x"]).count("\\u") == 0
    assert ("SERVICE" in text.partition("AS ?x")[0]) == ("SERVICE" in str(row["x"]))


@pytest.mark.parametrize(
    "text",
    [
        "ASK FROM <file:///etc/passwd> {}",
        "ASK FROM NAMED <FILE:/etc/passwd> {}",
        "BASE <file:///etc/> ASK FROM <passwd> {}",
        "PREFIX f: <file:///etc/> ASK FROM f:passwd {}",
        "PREFIX f: <file:///etc/> ASK FROMf:passwd {}",
    ],
)
def test_graphs_in_files_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="names a file"):
        EmbeddedStore().query(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK {" + "{" * MAX_NESTING,
        "ASK { FILTER(" + "!" * MAX_STEPS + "true) }",
        "ASK {" + "".join(f"BIND(1 AS ?x{n}) " for n in range(MAX_STEPS // 2)) + "}",
    ],
)
def test_texts_that_would_overflow_the_engine_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        EmbeddedStore().query(text)


def test_long_lists_of_data_are_not_refused() -> None:
    store = EmbeddedStore()
    statements = " ; ".join(f'<http://a/p> "{n}"^^<http://a/t>, {n}, true, false' for n in range(MAX_STEPS))
    store.update(f"INSERT DATA {{ <http://a/s> a <http://a/c> ; {statements} }}")
    assert len(store) == 2 * MAX_STEPS + 3
    undefined = "UNDEF <http://a/s> " * MAX_STEPS
    assert store.query(f"ASK {{ VALUES ?s {{ {undefined} }} ?s a ?o }}").boolean


@given(st.text())
def test_the_tokens_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@given(st.lists(st.sampled_from([*PIECES, "é", "service", "load", "Load", "\t"]), max_size=12))
def test_masking_keeps_lines_and_gives_back_columns(pieces: list[str]) -> None:
    text = '"' + "".join(pieces).replace('"', "").replace("\\", "").replace("\n", "") + '"\nASK {}'
    with suppress(Refused):
        reading = read(text, update=False)
        first = reading.text.split("\n")[0]
        assert reading.column(1, len(first)) == len(text.split("\n")[0])
        assert "service" not in first.lower()
        assert reading.text.split("\n")[1:] == text.split("\n")[1:]


PLAIN = [
    "SELECT",
    "DESCRIBE",
    "PREFIX",
    "ex:",
    "ex:a",
    "<http://a/b>",
    "?x",
    "{",
    "}",
    "(",
    "[",
    "# note\n",
    '"text"',
    " ",
]


@given(
    st.lists(
        st.sampled_from([*PLAIN, "from", "FROM", "<file:///a>", "service", "GROUP_CONCAT", "x" * MAX_STEPS]),
        max_size=12,
    )
)
def test_a_text_that_needs_no_tokens_is_read_as_with_them(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for update in (False, True):
        try:
            thorough = _read(text, update)
        except Refused as error:
            with pytest.raises(Refused, match=re.escape(error.message)):
                read(text, update=update)
        else:
            quick = read(text, update=update)
            assert quick == thorough
            told = [(one.keyword, one.undeclared, one.brackets) for one in (quick, thorough)]
            assert told[0] == told[1]


def test_a_long_string_costs_little_memory_to_read() -> None:
    text = "x" * 20_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for quoted in (f'"{text}"', f"'{text}'", f'"""{text}"""', f"'''{text}'''", f"<{text}>"):
        assert [token.text == quoted for token in tokens(quoted)] == [True]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


def joined(expression: str, values: str) -> str:
    """What an expression with GROUP_CONCAT gives for these values of ?x."""
    found = EmbeddedStore().query(f"SELECT ({expression} AS ?text) {{ VALUES ?x {{ {values} }} }}")
    (row,) = found.rows()
    assert isinstance(row["text"], Literal)
    assert row["text"].datatype == XSD + "string"
    return row["text"].value


def test_group_concat_joins_the_texts_of_all_kinds_of_values() -> None:
    assert joined("GROUP_CONCAT(?x)", '1 "a"@en "b"@en <x:c> true') == "1 a b x:c true"
    assert joined("group_concat ( ?x # )\n; SEPARATOR = ', ' )", '"a"@en "b"@en') == "a, b"
    assert joined("GROUP_CONCAT(DISTINCT(?x+1);SEPARATOR=';')", "1 1 2") == "2;3"
    assert joined("GROUP_CONCAT(CONCAT('(', STR(?x), ';'))", "1 2") == "(1; (2;"
    assert joined("CONCAT(GROUP_CONCAT(?x), 'GROUP_CONCAT(?x)', GROUP_CONCAT(?x))", "1") == "1GROUP_CONCAT(?x)1"
    assert joined("GROUP_CONCAT(IF((?x) IN (1, 2), (?x), ?x); SEPARATOR = '')", "1 2") == "12"


@pytest.mark.parametrize("call", ["GROUP_CONCAT(?x)", "GROUP_CONCAT(DISTINCT ?x ; SEPARATOR=',')"])
def test_errors_after_group_concat_are_where_they_are_in_the_text(call: str) -> None:
    columns = []
    for one in (call, "COUNT(?x)".ljust(len(call))):
        with pytest.raises(QuerySyntaxError) as caught:
            EmbeddedStore().query(f"SELECT ({one} AS ?y) (?x AS) {{ VALUES ?x {{ 1 }} }}")
        columns.append(caught.value.detail["column"])
    assert columns[0] == columns[1]


@given(st.lists(st.sampled_from([*PIECES, "GROUP_CONCAT", "GROUP_CONCAT(", "DISTINCT", "?x"]), max_size=12))
def test_no_mixture_of_tokens_is_changed_but_by_what_is_put_in(pieces: list[str]) -> None:
    text = " ".join(pieces)
    added = joining_texts(list(tokens(text)))
    assert "".join(token.text for token in added if token.kind != ADDED) == text
    assert "".join(token.text for token in added).count("STR(") == sum(token.kind == ADDED for token in added) / 2
