"""Negotiation: the client gets what it asked for, by the name it asked for, or hears what there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.store.base import BINDINGS_FORMATS, GRAPH_FORMATS, JSONLD, NTRIPLES, RDFXML, SPARQL_JSON, TURTLE, Format
from realism.web.negotiation import HTML, JSON, named, negotiate, parse_accept

FORMATS = (*BINDINGS_FORMATS, *GRAPH_FORMATS, HTML)
MEDIA = st.sampled_from([*(format_.media_type for format_ in FORMATS), "image/png", "*/*", "text/*", "application/*"])
QUALITY = st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", "; Q=0.001", ";q=nonsense", ';profile="a,b;q=0"'])
HEADER = st.lists(st.tuples(MEDIA, QUALITY).map("".join), max_size=6).map(", ".join)
OFFER = st.lists(st.sampled_from(FORMATS), min_size=1, unique=True)


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", TURTLE),
        ("*/*", TURTLE),
        ("application/rdf+xml", RDFXML),
        ("APPLICATION/RDF+XML", RDFXML),
        ("text/turtle;q=0.5, application/ld+json", JSONLD),
        ("application/ld+json, text/turtle", JSONLD),
        ("application/x-unheard-of, text/n3", TURTLE),
        ("application/x-turtle", TURTLE),
        ("application/*;q=0.2, text/turtle;q=0.1", NTRIPLES),
        ("text/turtle;q=0, */*", NTRIPLES),
        ("text/turtle;q=0, text/*", None),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x"', JSONLD),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("nonsense", None),
    ],
)
def test_one_format_is_chosen(header: str, wanted: Format | None) -> None:
    assert negotiate(header, (TURTLE, NTRIPLES, RDFXML, JSONLD)) == wanted


def test_an_unknown_first_choice_falls_through() -> None:
    header = "application/x-sparqlstar-results+json, application/sparql-results+json;q=0.9"
    assert negotiate(header, BINDINGS_FORMATS) == SPARQL_JSON


def test_plain_json_means_our_json_where_there_is_such() -> None:
    assert negotiate("application/json", (JSON, SPARQL_JSON)) == JSON
    assert negotiate("application/json", BINDINGS_FORMATS) == SPARQL_JSON
    assert negotiate("application/sparql-results+json", (JSON, SPARQL_JSON)) == SPARQL_JSON


@given(HEADER, OFFER)
def test_only_what_is_offered_and_never_what_is_excluded(header: str, offer: list[Format]) -> None:
    chosen = negotiate(header, offer)
    assert chosen is None or chosen in offer
    excluded = [media for media, quality in parse_accept(header) if quality == 0]
    wanted = [media for media, quality in parse_accept(header) if quality > 0]
    assert chosen is None or chosen.media_type not in excluded or chosen.media_type in wanted


@given(HEADER, OFFER)
def test_the_case_of_the_header_does_not_matter(header: str, offer: list[Format]) -> None:
    assert negotiate(header.upper(), offer) == negotiate(header, offer)


@given(OFFER, HEADER)
def test_an_exact_wish_with_top_quality_is_granted(offer: list[Format], rest: str) -> None:
    wish = offer[-1]
    header = f"{wish.media_type}, " + ", ".join(part for part in rest.split(", ") if wish.media_type not in part)
    chosen = negotiate(header, offer)
    assert chosen is not None
    # Another exact type of equal quality may only come later in the header, and then it loses.
    assert chosen == wish


@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    assert all(0 <= quality <= 1 for _, quality in parse_accept(header))
    negotiate(header, FORMATS)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("turtle", TURTLE),
        ("ttl", TURTLE),
        ("text/turtle", TURTLE),
        ("TTL", TURTLE),
        ("rdf xml", RDFXML),
        ("xml", RDFXML),
    ],
)
def test_format_names(name: str, wanted: Format) -> None:
    assert named(name, GRAPH_FORMATS) == wanted


def test_a_name_of_no_format_is_none() -> None:
    assert named("docx", GRAPH_FORMATS) is None
