"""Statements out of the answers of another server."""

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from realism.errors import RealismError
from realism.store import base
from realism.store.base import BlankNode, Iri, Literal
from realism.store.embedded_rdf import engine_errors, neutral
from realism.store.remote_link import Reply
from realism.store.remote_terms import GENID, OWN, Table, sent
from realism.store.remote_text import Prepared


def as_quads(rows: Iterable[base.Row]) -> list[base.Quad]:
    """The statements in rows of ?s ?p ?o and, if there is one, ?g."""
    quads: list[base.Quad] = []
    for row in rows:
        subject, predicate, graph = row["s"], row["p"], row.get("g")
        if isinstance(subject, Literal) or not isinstance(predicate, Iri):
            raise RealismError("the store answered with something that is no statement")
        quads.append(base.Quad(subject, predicate, row["o"], graph if isinstance(graph, Iri) else None))
    return quads


def construct(query: Prepared, variables: Sequence[str], table: Table) -> list[base.Quad]:
    """The statements that the template makes of the solutions, made here."""
    names = " ".join(f"?{name}" for name in variables)
    rows = "\n".join(f"({' '.join(_value(row.get(name)) for name in variables)})" for row in table.rows)
    solutions = f"VALUES ({names}) {{ {rows} }}" if variables else ("" if table.rows else "FILTER(false)")
    with engine_errors():
        made = ox.Store().query(f"{query.prologue} CONSTRUCT {query.template} WHERE {{ {solutions} }}")
        assert isinstance(made, ox.QueryTriples)
        return list(dict.fromkeys(_statement(triple) for triple in made))


def _value(term: base.Term | None) -> str:
    if term is None:
        return "UNDEF"
    return f"<{GENID}{term}>" if isinstance(term, BlankNode) else sent(term)


def statements(reply: Reply) -> list[base.Quad]:
    """The statements that the server sent as RDF."""
    format = ox.RdfFormat.from_media_type(reply.media_type)
    if format is None:
        raise RealismError(f"the store answered with {reply.media_type or 'no media type'} where RDF was asked for")
    with engine_errors():
        triples = [quad.triple for quad in ox.parse(reply.body, format)]
    own = {
        node: ox.BlankNode(OWN + node.value)
        for triple in triples
        for node in (triple.subject, triple.object)
        if isinstance(node, ox.BlankNode)
    }
    return list(dict.fromkeys(_statement(ox.Triple(own.get(s, s), p, own.get(o, o))) for s, p, o in triples))


def _statement(triple: ox.Triple) -> base.Quad:
    quad = neutral(ox.Quad(*triple))
    subject, object = (
        BlankNode(one.removeprefix(GENID)) if isinstance(one, Iri) and one.startswith(GENID) else one
        for one in (quad.subject, quad.object)
    )
    assert not isinstance(subject, Literal)
    return base.Quad(subject, quad.predicate, object)
