"""Turtle is read with the line of every statement, and what is broken is named."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from realism.errors import BadInput
from realism.knowledge.sources import parse_turtle, read_turtle

TEXT = '''PREFIX x: <urn:x:>

x:a
    x:p x:b ,
        x:c ;
    x:q """one
two""" .
x:a x:r [ x:s 1 ] .
'''


def iri(name: str) -> URIRef:
    return URIRef("urn:x:" + name)


def test_each_statement_has_its_line() -> None:
    source = parse_turtle(TEXT, Path("t.ttl"))
    assert source.lines[iri("a"), iri("p"), iri("b")] == 4
    assert source.lines[iri("a"), iri("p"), iri("c")] == 5
    assert source.lines[iri("a"), iri("q"), Literal("one\ntwo")] == 7
    assert {line for (_, p, _), line in source.lines.items() if p == iri("s")} == {8}
    assert source.lines.keys() == set(source.graph)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<urn:a> <urn:b> .\n", 1),
        ("\n\n<urn:a> <urn:b> x:c .\n", 3),
        ('<urn:a> <urn:b> "open', 1),
        ("<urn:a> <urn:b> <urn:c>\n<urn:d> <urn:e> <urn:f> .", 2),
        ('\n<urn:a> <urn:b> "one\ntwo" .', 2),
    ],
)
def test_broken_turtle_is_named_by_line(text: str, line: int) -> None:
    with pytest.raises(BadInput) as caught:
        parse_turtle(text, Path("t.ttl"))
    assert caught.value.message.startswith(f"t.ttl:{line}: ")
    assert caught.value.detail["line"] == line


@given(st.text(max_size=60))
def test_any_text_parses_or_is_refused(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert parse_turtle(text, Path("t.ttl")).text == text


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.ttl"
    path.write_bytes("<urn:a> <urn:b> 'é' .".encode("latin-1"))
    with pytest.raises(BadInput, match="is not UTF-8 text: byte 17 is wrong"):
        read_turtle(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        read_turtle(tmp_path / "none.ttl")
