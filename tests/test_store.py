"""What every store promises, whichever engine is behind it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.errors import BadInput, Forbidden, NotAcceptable, QuerySyntaxError, Refused, StartupError
from realism.store import base
from realism.store.base import (
    CSV,
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    SPARQL_JSON,
    SPARQL_XML,
    TRIG,
    TSV,
    TURTLE,
    BlankNode,
    Format,
    Iri,
    Literal,
    Quad,
    Store,
)
from realism.store.embedded import EmbeddedStore
from realism.store.remote import RemoteStore
from realism.vocab import RDF, XSD
from servers import SparqlServer

ONE, TWO = "http://example.org/g/one", "http://example.org/g/two"
EX = "http://example.org/"
DATA = f"""
@prefix ex: <{EX}> .
<{ONE}> {{ ex:a ex:p ex:b ; ex:name "A"@en . }}
<{TWO}> {{ ex:b ex:p ex:c ; ex:age 7 . }}
""".encode()


def remote(server: SparqlServer) -> RemoteStore:
    """An empty store on `server`, whatever was there before."""
    user, password = server.auth or (None, None)
    store = RemoteStore(server.query_url, server.update_url, user=user, password=password)
    store.replace(b"", "empty")
    return store


@pytest.fixture(params=["memory", "disk", "oxigraph", "virtuoso"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    store: Store
    match request.param:
        case "memory":
            store = EmbeddedStore()
        case "disk":
            store = EmbeddedStore(tmp_path / "data")
        case "oxigraph":
            store = remote(request.getfixturevalue("oxigraph"))
        case _:
            store = remote(request.getfixturevalue("virtuoso_server"))
    yield store
    store.close()


@pytest.fixture
def on_virtuoso(request: pytest.FixtureRequest, empty: Store) -> bool:
    """Whether the store is on Virtuoso."""
    return bool(request.node.callspec.params.get("empty") == "virtuoso")


@pytest.fixture
def small(empty: Store) -> Store:
    """A store with two graphs of two statements each."""
    assert empty.load(DATA, TRIG) == 4
    return empty


def count(
    store: Store, text: str, default_graphs: list[str] | None = None, named_graphs: list[str] | None = None
) -> int:
    return len(list(store.query(text, default_graphs=default_graphs, named_graphs=named_graphs).rows()))


def everything_from(clauses: str) -> str:
    return "SELECT * " + clauses + " { ?s ?p ?o }"


def every_graph_from(clauses: str) -> str:
    return "SELECT * " + clauses + " { GRAPH ?g { ?s ?p ?o } }"


EVERYTHING = "SELECT * { ?s ?p ?o }"
EVERY_GRAPH = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


def test_the_default_graph_is_the_union_of_all_graphs(small: Store) -> None:
    assert count(small, EVERYTHING) == 4
    assert small.query(f"ASK {{ <{EX}a> <{EX}p>/<{EX}p> <{EX}c> }}").boolean


def test_from_narrows_the_default_graph_and_leaves_no_named_graph(small: Store) -> None:
    assert count(small, everything_from(f"FROM <{ONE}>")) == 2
    assert count(small, every_graph_from(f"FROM <{ONE}>")) == 0
    assert count(small, every_graph_from(f"FROM NAMED <{ONE}>")) == 2
    assert count(small, everything_from(f"FROM NAMED <{ONE}>")) == 0


@pytest.mark.parametrize("prologue", ["", f"BASE <{EX}g/> ", f"PREFIX g: <{EX}g/> "])
def test_from_is_seen_in_every_spelling(small: Store, prologue: str) -> None:
    name = {"": f"<{TWO}>", "B": "<two>", "P": "g:two"}[prologue[:1]]
    assert count(small, f"{prologue}SELECT*from{name}{{ ?s ?p ?o }}") == 2


def test_graphs_given_by_the_caller_override_from(small: Store) -> None:
    text = everything_from(f"FROM <{ONE}>")
    assert count(small, text, default_graphs=[TWO]) == 2
    assert {str(row["s"]) for row in small.query(text, default_graphs=[TWO]).rows()} == {EX + "b"}
    assert count(small, EVERYTHING, default_graphs=[ONE, TWO]) == 4
    assert count(small, EVERY_GRAPH, named_graphs=[ONE]) == 2
    assert count(small, EVERYTHING, named_graphs=[ONE]) == 0
    assert count(small, EVERY_GRAPH, default_graphs=[ONE]) == 0


def test_an_unknown_graph_is_empty(small: Store) -> None:
    assert count(small, EVERYTHING, default_graphs=["http://example.org/unknown"]) == 0
    assert count(small, EVERYTHING, default_graphs=[]) == 0
    assert count(small, "SELECT * FROM <http://example.org/unknown> { ?s ?p ?o }") == 0


def test_select_gives_variables_and_rows_of_neutral_terms(small: Store) -> None:
    answer = small.query(
        f"SELECT ?s ?o ?none {{ ?s <{EX}name>|<{EX}age> ?o OPTIONAL {{ ?s <{EX}x> ?none }} }} ORDER BY ?s"
    )
    assert (answer.form, list(answer.variables)) == ("select", ["s", "o", "none"])
    assert list(answer.rows()) == [
        {"s": Iri(EX + "a"), "o": Literal("A", RDF + "langString", "en")},
        {"s": Iri(EX + "b"), "o": Literal("7", XSD + "integer")},
    ]


def test_ask_construct_and_describe(small: Store) -> None:
    ask = small.query("ASK { ?s ?p ?o }")
    assert (ask.form, ask.boolean, list(ask.formats)) == ("ask", True, [SPARQL_JSON, SPARQL_XML])
    construct = small.query(f"# DESCRIBE\nCONSTRUCT {{ ?o <{EX}q> ?s }} WHERE {{ ?s <{EX}p> ?o }}")
    assert construct.form == "construct"
    assert set(construct.triples()) == {
        Quad(Iri(EX + "b"), Iri(EX + "q"), Iri(EX + "a")),
        Quad(Iri(EX + "c"), Iri(EX + "q"), Iri(EX + "b")),
    }
    describe = small.query(f"PREFIX select: <{EX}> DESCRIBE select:a")
    assert describe.form == "describe"
    assert len(list(describe.triples())) == 2


@pytest.mark.parametrize("format", [SPARQL_JSON, SPARQL_XML, CSV, TSV], ids=lambda f: f.name)
def test_select_is_written_in_every_results_format(small: Store, format: Format) -> None:
    assert b"http://example.org/a" in small.query(EVERYTHING).serialize(format)


@pytest.mark.parametrize("format", [TURTLE, NTRIPLES, RDFXML, JSONLD], ids=lambda f: f.name)
def test_graph_formats_round_trip(small: Store, format: Format) -> None:
    data = small.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}").serialize(format)
    assert data == small.dump(format, ONE)
    copy = EmbeddedStore()
    assert copy.load(data, format, ONE) == 2
    assert copy.dump(NTRIPLES, ONE) == small.dump(NTRIPLES, ONE)


@pytest.mark.parametrize(
    ("text", "format"),
    [("ASK {}", CSV), ("ASK {}", TURTLE), (EVERYTHING, TURTLE), ("CONSTRUCT WHERE { ?s ?p ?o }", SPARQL_JSON)],
)
def test_a_form_is_not_written_in_a_format_of_another(small: Store, text: str, format: Format) -> None:
    with pytest.raises(NotAcceptable, match="ask for one of"):
        small.query(text).serialize(format)


def test_turtle_uses_the_prefixes_the_dataset_declares(small: Store) -> None:
    assert b"@prefix" not in small.dump(TURTLE, ONE)
    small.load(
        f'<{EX}> <http://www.w3.org/ns/shacl#declare> [ <http://www.w3.org/ns/shacl#prefix> "ex" ; '
        f'<http://www.w3.org/ns/shacl#namespace> "{EX}" ] .'.encode(),
        TURTLE,
        TWO,
    )
    assert b"ex:a ex:name" in small.dump(TURTLE, ONE)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("SELECT * {\n  ?s ?p ?o", 2, 11, "a bracket is not closed"),
        ("SELECT * { ?s ?p ?o } LIMIT", 1, None, "ends too early"),
        ("SELECT * {\n  ?s ?p ?o } }", 2, None, "a closing bracket too many"),
        ("SELECT * {\n  ?s ?p } ?o", 2, 11, "“\\?o” does not fit"),
        ("SELECT * { ?s skos:prefLabel ?o }", 1, None, "prefix “skos:” is not declared"),
        ("SELECT ?a { ?a ?b ?c } GROUP BY ?b", 1, None, "neither grouped nor aggregated"),
        ("SELECT * { <relative> ?p ?o }", 1, None, "not absolute"),
        ("INSERT DATA { <x:a> <x:b> 1 }", 1, None, "send it as an update"),
        ("", 1, 1, "begin with SELECT"),
    ],
)
def test_a_query_that_does_not_parse_is_told_with_its_place(
    empty: Store, text: str, line: int, column: int | None, words: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=words) as caught:
        empty.query(text)
    assert caught.value.detail["line"] == line
    assert column is None or caught.value.detail["column"] == column


def test_the_place_of_an_error_is_right_after_a_masked_word(empty: Store) -> None:
    def place(word: str) -> object:
        with pytest.raises(QuerySyntaxError) as caught:
            empty.query(f'ASK {{\n ?s ?p "{word}", "{word}" ; ] }}')
        return caught.value.detail

    assert place("service") == place("servant")


def test_other_errors_of_the_engine_are_told_plainly(empty: Store) -> None:
    with pytest.raises(BadInput, match="custom function"):
        empty.query(f"SELECT (<{EX}f>(1) AS ?x) {{}}")
    with pytest.raises(BadInput, match="surrogate"):
        empty.query('ASK { ?s ?p "\ud800" }')
    with pytest.raises(BadInput, match="not valid RDF"):
        empty.query("ASK {}", default_graphs=["no iri"])
    with pytest.raises(QuerySyntaxError, match="send it as a query"):
        empty.update("SELECT * {}")
    with pytest.raises(BadInput, match=r"triple term|the store does not take this"):
        list(empty.query(f"SELECT * {{ BIND(<<( <{EX}a> <{EX}b> 1 )>> AS ?x) }}").rows())


def test_graphs_in_files_are_refused(empty: Store) -> None:
    with pytest.raises(Refused, match="names a file"):
        empty.query("ASK {}", default_graphs=["file:///etc/passwd"])
    with pytest.raises(Refused, match="names a file"):
        empty.query("ASK {}", named_graphs=["FILE:///etc/passwd"])


def test_an_update_is_carried_out_wholly_or_not_at_all(small: Store, on_virtuoso: bool) -> None:
    before = small.dump(NQUADS), small.version
    # Virtuoso has no error for clearing a graph that is not there, but will not have this number.
    wrong = f'INSERT DATA {{ <{EX}x> <{EX}p> "many"^^<{XSD}integer> }}' if on_virtuoso else f"CLEAR GRAPH <{EX}unknown>"
    with pytest.raises(BadInput, match="Invalid integer" if on_virtuoso else "does not exist"):
        small.update(f"INSERT DATA {{ <{EX}x> <{EX}p> 1 }} ; {wrong}")
    assert (small.dump(NQUADS), small.version) == before
    small.update(f"DELETE DATA {{ GRAPH <{TWO}> {{ <{EX}b> <{EX}age> 7 }} }} ; INSERT DATA {{ <{EX}x> <{EX}p> 1 }}")
    assert len(small) == 4
    assert small.query(f"ASK {{ <{EX}x> <{EX}p> 1 }}").boolean


def test_every_change_gives_a_new_version_and_a_failed_one_does_not(small: Store) -> None:
    versions = [small.version]
    small.update(f"INSERT DATA {{ <{EX}x> <{EX}p> 1 }}")
    versions.append(small.version)
    small.extend([Quad(Iri(EX + "x"), Iri(EX + "p"), Literal("y"))])
    versions.append(small.version)
    small.load(DATA, TRIG)
    versions.append(small.version)
    assert len(set(versions)) == 4
    with pytest.raises(BadInput):
        small.load(b"<", TURTLE)
    with pytest.raises(QuerySyntaxError):
        small.update("INSERT")
    assert small.version == versions[-1]


def test_updates_of_every_kind_keep_to_the_graphs_of_the_dataset(small: Store) -> None:
    """Statements in no graph have their place, and GRAPH with a variable ranges over the dataset alone."""
    small.update(f"PREFIX ex: <{EX}> INSERT {{ ?o ex:back ?s }} WHERE {{ GRAPH ?g {{ ?s ex:p ?o }} }}")
    nowhere = [quad for quad in small.match() if quad.graph is None]
    assert {quad.subject for quad in nowhere} == {EX + "b", EX + "c"}
    small.update(
        f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} INSERT {{ ?s <{EX}q> ?o }} WHERE {{ ?s ?p ?o FILTER(isIRI(?o)) }}"
    )
    assert small.query(f"ASK {{ GRAPH <{ONE}> {{ <{EX}a> <{EX}q> <{EX}b> }} }}").boolean
    small.update(f"DELETE WHERE {{ <{EX}b> ?p ?o . GRAPH <{TWO}> {{ <{EX}b> <{EX}p> ?q }} . ?o ?r ?t }}")
    assert len(small) == 6
    small.update(f"DELETE WHERE {{ <{EX}b> ?p ?o . GRAPH <{TWO}> {{ <{EX}b> <{EX}p> ?q }} }}")
    assert len(small) == 4
    small.update(f"COPY DEFAULT TO <{EX}g/three> ; CLEAR DEFAULT ; MOVE GRAPH <{EX}g/three> TO DEFAULT")
    assert (len(small), list(small.graphs())) == (4, [ONE, TWO])
    small.update("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert [quad.graph for quad in small.match()] == [None]
    small.load(DATA, TRIG)
    small.update("DROP NAMED")
    assert len(small) == 1
    small.update("CLEAR ALL")
    assert len(small) == 0
    small.update("")


def test_graphs_used_by_an_update_override_its_default_graph(small: Store) -> None:
    small.update(f"INSERT {{ GRAPH <{ONE}> {{ ?s <{EX}seen> ?o }} }} USING <{TWO}> WHERE {{ ?s <{EX}p> ?o }}")
    assert small.query(f"ASK {{ GRAPH <{ONE}> {{ <{EX}b> <{EX}seen> <{EX}c> }} }}").boolean
    assert len(small) == 5


def test_match_gives_the_quads_with_the_given_members(small: Store) -> None:
    a, b, c, p = (Iri(EX + name) for name in "abcp")
    one, two = Iri(ONE), Iri(TWO)
    assert set(small.match()) == {
        Quad(a, p, b, one),
        Quad(a, Iri(EX + "name"), Literal("A", RDF + "langString", "en"), one),
        Quad(b, p, c, two),
        Quad(b, Iri(EX + "age"), Literal("7", XSD + "integer"), two),
    }
    assert list(small.match(a, p)) == [Quad(a, p, b, one)]
    assert set(small.match(None, p)) == {Quad(a, p, b, one), Quad(b, p, c, two)}
    assert [quad.subject for quad in small.match(object=Literal("A", RDF + "langString", "en"))] == [a]
    assert [quad.subject for quad in small.match(object=Literal("7", XSD + "integer"))] == [b]
    assert list(small.match(object=Literal("A"))) == []
    assert list(small.match(None, p, c, two)) == [Quad(b, p, c, two)]
    assert list(small.match(graph=Iri(EX + "g/unknown"))) == []
    small.extend([Quad(a, p, c)])
    assert list(small.match(a, p, c)) == [Quad(a, p, c)]


def test_blank_nodes_of_an_answer_can_be_asked_for(empty: Store) -> None:
    empty.load(f"<{EX}a> <{EX}p> [ <{EX}q> [ <{EX}r> 1 ] ] .".encode(), TURTLE, ONE)
    [row] = empty.query(f"SELECT ?x {{ <{EX}a> <{EX}p> ?x FILTER(isBlank(?x) && !isIRI(?x)) }}").rows()
    node = row["x"]
    assert isinstance(node, BlankNode)
    [found] = empty.match(node)
    assert isinstance(found.object, BlankNode)
    [last] = empty.match(found.object)
    assert last.object == Literal("1", XSD + "integer")
    assert list(empty.match(object=node)) == [Quad(Iri(EX + "a"), Iri(EX + "p"), node, Iri(ONE))]
    empty.extend([Quad(node, Iri(EX + "also"), node, Iri(ONE))])
    assert len(list(empty.match(node))) == 2
    assert len(list(empty.query(f"DESCRIBE <{EX}a>").triples())) == 4
    assert b"genid" not in empty.dump(TURTLE, ONE)
    assert empty.query(f"CONSTRUCT {{ ?x <{EX}is> [] }} {{ <{EX}a> <{EX}p> ?x }}").serialize(NTRIPLES).count(b"_:") == 2


def test_blank_nodes_of_an_update_are_told_apart(empty: Store) -> None:
    empty.update(f"INSERT DATA {{ GRAPH <{ONE}> {{ _:x <{EX}p> _:y . _:y <{EX}p> ( 1 2 ) }} }}")
    assert len(empty) == 6
    assert empty.query(f"ASK {{ ?x <{EX}p>/<{EX}p>/<{RDF}rest>/<{RDF}first> 2 }}").boolean


def test_loading_gives_blank_nodes_fresh_names_and_counts_statements(empty: Store) -> None:
    for _ in range(2):
        assert empty.load(b'_:x <http://example.org/p> "1" .', NTRIPLES, ONE) == 1
    assert len(empty) == 2


def test_loading_is_all_or_nothing_and_tells_the_place(empty: Store) -> None:
    with pytest.raises(BadInput) as caught:
        empty.load(b"<http://example.org/a> <http://example.org/p> 1 .\n<http://example.org/a> oops 2 .", TURTLE)
    assert caught.value.detail["line"] == 2
    assert len(empty) == 0


@pytest.mark.parametrize(
    ("data", "format", "error"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', RDFXML, Refused),
        (b'{"@context": "http://127.0.0.1/context", "@id": "x:y", "x:p": 1}', JSONLD, BadInput),
        (b"\xff\xfe", TURTLE, BadInput),
    ],
)
def test_what_a_document_may_not_hold(empty: Store, data: bytes, format: Format, error: type[BadInput]) -> None:
    with pytest.raises(error):
        empty.load(data, format)


def test_replacing_takes_the_place_of_everything_and_sets_the_version(small: Store) -> None:
    data = b'_:b <http://example.org/p> "service"@en <http://example.org/g/new> .\n'
    for _ in range(2):
        small.replace(data, "v1")
        assert (len(small), small.version, list(small.graphs())) == (1, "v1", ["http://example.org/g/new"])
    with pytest.raises(BadInput):
        small.replace(b"broken", "v2")
    assert (len(small), small.version) == (1, "v1")


def test_graphs_lists_only_graphs_with_statements(small: Store) -> None:
    small.update(f"CREATE GRAPH <{EX}g/empty> ; CLEAR GRAPH <{TWO}>")
    assert list(small.graphs()) == [ONE]


def test_the_dump_of_a_dataset_loads_again(small: Store) -> None:
    for format in (TRIG, NQUADS):
        copy = EmbeddedStore()
        copy.load(small.dump(format), format)
        assert copy.dump(NQUADS) == small.dump(NQUADS)


texts = st.text(st.characters(exclude_categories=["Cs"]))
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, XSD + "token")),
    st.tuples(texts, st.sampled_from(["en", "de-at"])).map(lambda pair: Literal(pair[0], RDF + "langString", pair[1])),
)


@given(literals)
def test_any_literal_comes_back_as_it_was(literal: Literal) -> None:
    store = EmbeddedStore()
    store.extend([Quad(BlankNode("b"), Iri(EX + "p"), literal, Iri(ONE))])
    assert [row["o"] for row in store.query("SELECT ?o { ?s ?p ?o }").rows()] == [literal]


@pytest.mark.parametrize(
    "literal",
    [
        Literal(""),
        Literal("typed", XSD + "token"),
        Literal("Anglo-Saxon", RDF + "langString", "en-gb"),
        Literal("line\nbreak\r\ttab \"quoted\" 'and' \\ back\\slash \\u0041"),
        Literal("naïve – 現実主義 🕊 {?x} # <no> SERVICE"),
        Literal("long " * 20_000),
        Literal("true", XSD + "boolean"),
        Literal("-12", XSD + "integer"),
        Literal("2.5", XSD + "decimal"),
        Literal("1979", XSD + "gYear"),
        Literal("2001-09-11", XSD + "date"),
        Literal("https://example.org/", XSD + "anyURI"),
        Literal("<b>x</b>", RDF + "XMLLiteral"),
    ],
    ids=lambda literal: f"{literal.datatype.rpartition('#')[2]}-{literal.value[:8]!a}",
)
def test_literals_come_back_as_they_were(empty: Store, literal: Literal) -> None:
    empty.extend([Quad(Iri(EX + "s"), Iri(EX + "p"), literal, Iri(ONE))])
    assert [row["o"] for row in empty.query("SELECT ?o { ?s ?p ?o }").rows()] == [literal]
    [quad] = empty.query("CONSTRUCT WHERE { ?s ?p ?o }").triples()
    assert quad.object == literal
    copy = EmbeddedStore()
    copy.load(empty.dump(NQUADS), NQUADS)
    assert [quad.object for quad in copy.match()] == [literal]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f"SELECT ?s {{ VALUES ?s {{ UNDEF }} ?s <{EX}p> ?o }}", 2),
        (f"SELECT ?s {{ VALUES ?s {{ <{EX}a> }} ?s <{EX}p>+ ?o }}", 2),
        (f"SELECT ?o {{ VALUES (?s ?o) {{ (UNDEF <{EX}c>) (<{EX}a> UNDEF) }} ?s <{EX}p> ?o }}", 2),
        (f"SELECT * {{ ?s <{EX}p> ?o }} VALUES ?s {{ <{EX}a> }}", 1),
        (f"SELECT ?o {{ <{EX}a> <{EX}p>* ?o }}", 3),
        (f"SELECT ?s {{ ?s ^<{EX}p> <{EX}b> }}", 1),
        (f"SELECT ?s {{ ?s <{EX}p>|<{EX}age> ?o }}", 3),
        (
            f"SELECT ?s (GROUP_CONCAT(?o; SEPARATOR=' ') AS ?all) {{ ?s <{EX}p> ?o }} GROUP BY ?s HAVING(COUNT(*) = 1)",
            2,
        ),
        (f"SELECT * {{ ?s <{EX}p> ?o MINUS {{ ?s <{EX}age> ?n }} }}", 1),
        (f"SELECT * {{ ?s <{EX}p> ?o FILTER NOT EXISTS {{ ?s <{EX}age> ?n }} }}", 1),
        (f"SELECT * {{ ?s <{EX}p> ?o OPTIONAL {{ ?s <{EX}age> ?n }} }} ORDER BY DESC(?n) LIMIT 1 OFFSET 1", 1),
        (f"SELECT * {{ ?s <{EX}p> ?o FILTER(?o IN (<{EX}b>, <{EX}x>)) }}", 1),
    ],
)
def test_every_engine_gives_the_same_solutions(small: Store, text: str, rows: int) -> None:
    assert count(small, text) == rows


def test_computed_truth_is_a_truth_value(small: Store) -> None:
    text = f"SELECT (EXISTS {{ ?s <{EX}age> ?n }} AS ?old) (?s = <{EX}a> AS ?first) {{ ?s <{EX}p> ?o }} ORDER BY ?s"
    truths = [{name: base.text_of(term) for name, term in row.items()} for row in small.query(text).rows()]
    assert truths == [{"old": "false", "first": "true"}, {"old": "true", "first": "false"}]


def test_many_threads_read_at_once(small: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: count(small, EVERYTHING), range(100))) == {4}


def test_statements_and_version_survive_a_restart(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "data")
    store.load(DATA, TRIG)
    kept = store.version, store.dump(NQUADS)
    store.close()
    again = EmbeddedStore(tmp_path / "data", read_only=True)
    assert (again.version, again.dump(NQUADS)) == kept
    with pytest.raises(Forbidden, match="reading only"):
        again.update("CLEAR ALL")
    again.close()


def test_a_folder_that_cannot_be_used_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartupError, match="choose another with --data"):
        EmbeddedStore(tmp_path / "file")
    with pytest.raises(StartupError, match="cannot be used"):
        EmbeddedStore(tmp_path / "missing", read_only=True)
    store = EmbeddedStore(tmp_path / "data")
    with pytest.raises(StartupError, match="in use by another process"):
        EmbeddedStore(tmp_path / "data")
    store.close()
    (tmp_path / "data" / "state.json").write_text("{")
    with pytest.raises(StartupError, match="restore it"):
        EmbeddedStore(tmp_path / "data")


def test_a_change_takes_away_and_adds_at_once(small: Store) -> None:
    version = small.version
    small.load(b"_:x <http://example.org/p> _:y . _:y <http://example.org/p> 1 .", TURTLE, ONE)
    (link,) = (quad for quad in small.match(graph=Iri(ONE)) if isinstance(quad.object, BlankNode))
    (end,) = (quad for quad in small.match(graph=Iri(ONE)) if quad.subject == link.object)
    gone = [link, *small.match(graph=Iri(TWO))]
    new = Quad(BlankNode("new"), Iri(EX + "q"), Literal("1"), Iri(TWO))
    small.change([link._replace(predicate=Iri(EX + "q")), new], gone)
    assert small.version != version
    assert set(small.match(predicate=Iri(EX + "q"))) == {link._replace(predicate=Iri(EX + "q")), new}
    assert set(small.match(graph=Iri(ONE))) >= {end}
    assert set(small.match(graph=Iri(TWO))) == {new}
