"""RDF terms as another server keeps and sends them.

SPARQL cannot ask for a blank node of an earlier answer, and each server names them anew in each answer. So blank nodes
are kept there as IRIs that begin with GENID (Skolem IRIs, RDF 1.1 Concepts, 3.5) and are blank nodes again in all that
comes back. Blank nodes that others put there, and those that the template of an update makes, stay the server's own:
they are told in answers under names that begin with OWN, and only Virtuoso, which lets one ask for them, finds them
again.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import pyoxigraph as ox

from realism.errors import BadInput, NotAcceptable, RealismError
from realism.store import base
from realism.store.base import BlankNode, Format, Iri, Literal
from realism.store.embedded_rdf import RESULTS_FORMATS, engine_errors, neutral, node_of, quad_of, write
from realism.vocab import BASE, RDF, XSD

GENID: Final = BASE + ".well-known/genid/"
OWN: Final = "store-"
_VIRTUOSO_NODE: Final = "nodeID://"
_BOOLEAN: Final = XSD + "boolean"
_TRUTH: Final = {"1": "true", "0": "false"}


def sent(term: base.Term) -> str:
    """`term` in SPARQL, as the server keeps it.

    Raises BadInput for a blank node that only the server can name.
    """
    if isinstance(term, BlankNode):
        if not term.startswith(OWN):
            return f"<{GENID}{term}>"
        if not term.startswith(OWN + "b"):
            raise BadInput(
                "the store named this blank node itself and cannot be asked for it: ask for what points to it"
            )
        return f"<{_VIRTUOSO_NODE}{term.removeprefix(OWN)}>"
    with engine_errors():
        return str(node_of(term))


def kept(quad: ox.Quad | base.Quad) -> base.Quad:
    """`quad` as the server keeps it: with IRIs for blank nodes."""
    quad = neutral(quad) if isinstance(quad, ox.Quad) else quad
    subject, object = (Iri(GENID + one) if isinstance(one, BlankNode) else one for one in (quad.subject, quad.object))
    assert not isinstance(subject, Literal)
    return base.Quad(subject, quad.predicate, object, quad.graph)


def received(cell: dict[str, str], truths: frozenset[str] = frozenset()) -> base.Term:
    """The term that a cell of SPARQL results in JSON holds; those of the datatypes `truths` may be 1 and 0.

    Raises BadInput for a triple term, RealismError for what is no cell.
    """
    try:
        value = cell["value"]
        match cell["type"]:
            case "uri":
                return BlankNode(value.removeprefix(GENID)) if value.startswith(GENID) else Iri(value)
            case "bnode":
                return BlankNode(OWN + re.sub("[^0-9A-Za-z]", "-", value.removeprefix(_VIRTUOSO_NODE)))
            case "literal" | "typed-literal" if "xml:lang" in cell:
                return Literal(value, RDF + "langString", cell["xml:lang"].lower())
            case "literal" | "typed-literal":
                datatype = cell.get("datatype", XSD + "string")
                return (
                    Literal(_TRUTH[value], _BOOLEAN)
                    if datatype in truths and value in _TRUTH
                    else Literal(value, datatype)
                )
    except (KeyError, TypeError, AttributeError):
        raise RealismError("the store answered with something that is no RDF term") from None
    raise BadInput("the answer holds a triple term, which only the RDF and results formats can write")


class Table:
    """The solutions in an answer in JSON.

    truths   None, or in an answer of Virtuoso the variables in which integers stand for truth values

    Raises RealismError when it is no such answer.
    """

    def __init__(self, body: bytes, truths: frozenset[str] | None = None) -> None:
        self.size = len(body)
        # Virtuoso writes xsd:boolean as 1 and 0, too.
        stored = frozenset() if truths is None else frozenset({_BOOLEAN})
        computed = stored | {XSD + "integer"}
        try:
            document = json.loads(body)
            self.variables: tuple[str, ...] = tuple(document["head"].get("vars", ()))
            self.truth: bool | None = document.get("boolean")
            bindings = document.get("results", {}).get("bindings", [])
            self.rows: list[dict[str, base.Term]] = [
                {name: received(cell, computed if truths and name in truths else stored) for name, cell in row.items()}
                for row in bindings
            ]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise RealismError("the store did not answer with SPARQL results in JSON: check its address") from None
        if self.truth is None and self.variables == ("__ASK_RETVAL",):
            # What Virtuoso makes of ASK.
            self.truth = bool(self.rows) and base.text_of(self.rows[0]["__ASK_RETVAL"]) not in ("0", "false")


def as_results(rows: Iterable[base.Row], variables: Sequence[str]) -> ox.QuerySolutions:
    """`rows` as the engine's own results, which can write themselves."""
    bindings = [{name: _cell(term) for name, term in row.items()} for row in rows]
    parsed = ox.parse_query_results(
        json.dumps({"head": {"vars": list(variables)}, "results": {"bindings": bindings}}),
        ox.QueryResultsFormat.JSON,
    )
    assert isinstance(parsed, ox.QuerySolutions)
    return parsed


def _cell(term: base.Term) -> dict[str, Any]:
    match term:
        case Literal(value, _, language) if language:
            return {"type": "literal", "value": value, "xml:lang": language}
        case Literal(value, datatype) if datatype == XSD + "string":
            return {"type": "literal", "value": value}
        case Literal(value, datatype):
            return {"type": "literal", "value": value, "datatype": datatype}
        case BlankNode():
            return {"type": "bnode", "value": str(term)}
        case _:
            return {"type": "uri", "value": str(term)}


class RemoteAnswer:
    """What another server answered, as base.Results.

    found      the solutions, the truth, or the statements
    prefixes   gives the prefixes for formats that have them
    """

    def __init__(
        self,
        form: base.Form,
        found: Table | list[base.Quad],
        prefixes: Callable[[], dict[str, str]],
    ) -> None:
        self.form: base.Form = form
        self.found = found
        self._prefixes = prefixes
        self.variables: Sequence[str] = found.variables if isinstance(found, Table) and form == "select" else ()
        self.formats: Sequence[Format] = base.GRAPH_FORMATS
        if isinstance(found, Table):
            self.formats = base.BINDINGS_FORMATS if form == "select" else base.BOOLEAN_FORMATS

    @property
    def boolean(self) -> bool:
        """The answer of an ``ask`` query."""
        assert isinstance(self.found, Table)
        return bool(self.found.truth)

    def rows(self) -> Iterator[base.Row]:
        """The solutions of a ``select`` query, in order."""
        assert isinstance(self.found, Table)
        return iter(self.found.rows)

    def triples(self) -> Iterator[base.Quad]:
        """The statements of a ``construct`` or ``describe`` query, graph None."""
        assert not isinstance(self.found, Table)
        return iter(self.found)

    def __len__(self) -> int:
        """How many solutions or statements it holds; 1 for ``ask``."""
        if isinstance(self.found, Table):
            return len(self.found.rows) if self.form == "select" else 1
        return len(self.found)

    def serialize(self, format: Format) -> bytes:
        """The whole answer in `format`, one of `formats`; statements sorted, with the dataset's own prefixes."""
        if format not in self.formats:
            names = ", ".join(known.media_type for known in self.formats)
            raise NotAcceptable(f"{self.form} results are not written as {format.media_type}; ask for one of {names}")
        with engine_errors():
            if not isinstance(self.found, Table):
                return write([quad_of(quad).triple for quad in self.found], format, self._prefixes())
            if self.form == "ask":
                document = json.dumps({"head": {}, "boolean": self.boolean})
                truth = ox.parse_query_results(document, ox.QueryResultsFormat.JSON)
                return truth.serialize(format=RESULTS_FORMATS[format]) or b""
            return as_results(self.found.rows, self.variables).serialize(format=RESULTS_FORMATS[format]) or b""
