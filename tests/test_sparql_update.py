"""Updates whose dataset stands in the request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.errors import BadInput, QuerySyntaxError, Refused
from realism.store.base import TRIG
from realism.store.embedded import EmbeddedStore
from realism.store.sparql_update import carry_out, with_dataset, with_prefixes_first

A, B, C = (f"http://example.org/{name}" for name in "abc")
DATA = f"<{A}> {{ <x:s> <x:p> 1 }} <{B}> {{ <x:s> <x:p> 2 }} <{C}> {{ <x:s> <x:p> 3 }} <x:s> <x:p> 0 ."


def found(text: str) -> set[tuple[str, str]]:
    """What graph <x:out> and the rest hold after the update, as pairs of graph and value."""
    store = EmbeddedStore()
    store.load(DATA.encode(), TRIG)
    store.update(text)
    return {(str(quad.graph).rpartition("/")[2], quad.object.value) for quad in store.match()}  # type: ignore[union-attr]


BEFORE = {("a", "1"), ("b", "2"), ("c", "3"), ("None", "0")}


def test_the_where_reads_the_named_graphs_only() -> None:
    text = "INSERT { GRAPH <x:/out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert found(with_dataset(text, [A, B], [])) - BEFORE == {("out", "1"), ("out", "2")}
    text = "INSERT { GRAPH <x:/out> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert found(with_dataset(text, [], [C])) - BEFORE == {("out", "3")}
    assert found(with_dataset(text, [A], [])) == BEFORE


def test_every_operation_of_a_sequence_gets_the_dataset() -> None:
    text = (
        "PREFIX using: <x:/> INSERT { GRAPH <x:/one> { ?s ?p ?o } } where{ ?s ?p ?o } ; # WHERE {\n"
        "INSERT DATA { <x:s> <x:p> 'USING <x:g> WHERE' } ;"
        "INSERT { GRAPH using:two { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(?o > 0) }"
    )
    assert found(with_dataset(text, [A], [])) - BEFORE == {("one", "1"), ("two", "1"), ("None", "USING <x:g> WHERE")}


def test_delete_where_is_written_out() -> None:
    text = f"DELETE WHERE {{ ?s ?p ?o . GRAPH <{B}> {{ ?s ?p ?other }} }}"
    # Deletion without WITH is from the default graph: only the named graph loses its statement.
    assert found(with_dataset(text, [A], [B])) == BEFORE - {("b", "2")}


@pytest.mark.parametrize("text", ["WITH <x:g> DELETE { ?s ?p ?o } WHERE {}", "DELETE {} USING <x:g> WHERE {}"])
def test_a_dataset_is_named_once(text: str) -> None:
    with pytest.raises(BadInput, match="use one of them"):
        with_dataset(text, [A], [])


def test_files_and_broken_iris_are_refused() -> None:
    with pytest.raises(Refused, match="file"):
        with_dataset("DELETE WHERE {}", ["file:///etc/passwd"], [])
    with pytest.raises(BadInput, match="absolute IRI"):
        with_dataset("DELETE WHERE {}", ["x:y> WHERE {} ; CLEAR ALL #"], [])


@given(st.text(max_size=60))
def test_text_in_strings_and_comments_stays(inside: str) -> None:
    quoted = '"' + inside.translate({ord(c): f"\\{n}" for c, n in zip('"\\\n\r', '"\\nr', strict=True)}) + '"'
    text = f"INSERT {{ GRAPH <x:/out> {{ <x:s> <x:p> ?o }} }} WHERE {{ BIND({quoted} AS ?o) }}"
    assert with_dataset(text, [A], []) == text.replace("} WHERE", f"}} USING <{A}> WHERE")


def carried_out(text: str) -> set[tuple[str, str]]:
    """Subject and value of what an empty store holds after the update."""
    store = EmbeddedStore()
    carry_out(store.update, text, "http://example.org/base/")
    return {(str(quad.subject), quad.object.value) for quad in store.match()}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <x:/a> <x:/p> 1 } ; PREFIX ex: <x:/> INSERT DATA { ex:b ex:p 2 }",
        "PREFIX ex: <x:/> INSERT DATA { ex:a ex:p 1 } ;\nprefix ex: <x:/> prefix o: <o:/> INSERT DATA { ex:b o:p 2 };",
        "PREFIX a: <x:/> INSERT DATA { a:a a:p 1 } ; # PREFIX a: <y:/>\nPREFIX : <x:/> INSERT DATA { :b :p 2 }",
        "BASE <x:/> INSERT DATA { <a> <p> 1 } ; PREFIX e: <b> INSERT DATA { e: <p> 2 }",
    ],
)
def test_prefixes_may_be_declared_before_each_operation(text: str) -> None:
    assert carried_out(text) == {("x:/a", "1"), ("x:/b", "2")}


def test_a_prefix_that_changes_its_meaning_is_not_moved() -> None:
    text = "PREFIX e: <x:/> INSERT DATA { e:a e:p 1 } ; PREFIX e: <y:/> INSERT DATA { e:b e:p 2 }"
    assert with_prefixes_first(text) is None
    with pytest.raises(QuerySyntaxError):
        carried_out(text)
    # Words inside of brackets, strings and comments declare nothing.
    assert with_prefixes_first("INSERT DATA { <x:s> <x:p> 'PREFIX e: <x:>' } # PREFIX e: <x:>") is None


def test_relative_iris_are_read_against_the_base() -> None:
    assert carried_out("INSERT DATA { <a> <p> 1 }") == {("http://example.org/base/a", "1")}
    both = "INSERT DATA { <a> <p> 1 } ; PREFIX e: <x:/> INSERT DATA { e:b <p> 2 }"
    assert carried_out(both) == {("http://example.org/base/a", "1"), ("x:/b", "2")}


def test_an_error_tells_the_place_in_the_text_as_it_was_sent() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        carried_out("INSERT DATA { <x:s> <x:p> 1 } ;\nPREFIX e: <x:/>\nINSERT DATA { e:s e:p }")
    assert caught.value.detail["line"] == 3


def test_what_is_refused_stays_refused_when_written_otherwise() -> None:
    with pytest.raises(Refused):
        carried_out("INSERT DATA { <x:s> <x:p> 1 } ; PREFIX e: <http://example.org/> LOAD e:data")


@pytest.mark.parametrize(
    "text",
    [
        "LOAD",
        "LOAD ;",
        "PREFIX e: <x:/> LOAD e:a INTO e:b",
        "LOAD SILENT",
        "LOAD <x:a> LOAD <x:b>",
        "LOAD <x:a> INTO GRAPH <x:b> INTO GRAPH <x:b>",
        "CREATE GRAPH <x:g> ;; LOAD <x:a>",
        "INSERT DATA { <x:s> <x:p> ?o } ; LOAD <a> INTO GRAPH <b>",
    ],
)
def test_a_load_that_does_not_parse_is_no_load(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        carried_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <x:a>",
        "PREFIX e: <x:/> LOAD e:a INTO GRAPH e:b ;",
        "load SILENT <a> ; LOAD <a> into graph <b>",
        "INSERT DATA { <x:s> <x:p> 1 } ; LOAD <x:a>",
        "CREATE GRAPH <x:g> ; CREATE GRAPH <x:g> ; LOAD <x:a>",
        "LOAD <x:a> ; INSERT { ?s ?p ?o } WHERE { SERVICE <x:b> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <x:b> { ?s ?p ?o } }",
        "LOAD <x:a> ; INSERT DATA { <x:s> <x:p> " + "[ <x:p> " * 200 + "1" + "]" * 200 + " }",
    ],
)
def test_what_parses_is_refused_and_nothing_is_carried_out(text: str) -> None:
    store = EmbeddedStore()
    with pytest.raises(Refused):
        carry_out(store.update, text, "http://example.org/base/")
    assert len(store) == 0
