"""Reading answers: the formats of SPARQL 1.1, RDF, and the way in which older suites tell solutions in RDF."""

import csv
import json
import re
from io import StringIO
from typing import Any, Final
from xml.etree import ElementTree

import rdflib
from rdflib import Namespace
from rdflib.namespace import RDF

from realism.store.base import BlankNode, Iri, Literal, Row, Term
from realism.vocab import XSD
from w3c_rows import Solutions

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_LANG_STRING: Final = str(RDF.langString)
_XML: Final = "{http://www.w3.org/2005/sparql-results#}"
_TSV_TERM: Final = re.compile(
    r"""<(?P<iri>[^>]*)>|_:(?P<blank>\S+)|(?P<number>[+-]?[\d.]+(?:[eE][+-]?\d+)?)|(?P<boolean>true|false)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:\^\^<(?P<datatype>[^>]*)>|@(?P<language>[\w-]+))?""",
    re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def literal(value: str, datatype: str | None, language: str | None) -> Literal:
    """A literal whose language tag, if it has one, is in lower case."""
    return Literal(value, _LANG_STRING, language.lower()) if language else Literal(value, datatype or XSD + "string")


def from_xml(body: bytes) -> Solutions | bool:
    """Read the XML format."""
    root = ElementTree.fromstring(body)  # noqa: S314 - from the suite or from the service under test
    boolean = root.find(f"{_XML}boolean")
    if boolean is not None:
        return {"true": True, "false": False}[(boolean.text or "").strip()]
    variables = frozenset(one.attrib["name"] for one in root.iterfind(f"{_XML}head/{_XML}variable"))
    results = root.iterfind(f"{_XML}results/{_XML}result")
    return Solutions(variables, [{one.attrib["name"]: _xml_term(one[0]) for one in result} for result in results])


def _xml_term(element: ElementTree.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(_XML):
        case "uri":
            return Iri(text)
        case "bnode":
            return BlankNode(text)
        case "literal":
            language = element.get("{http://www.w3.org/XML/1998/namespace}lang")
            return literal(text, element.get("datatype"), language)
        case other:
            raise ValueError(f"{other} is no term")


def from_json(body: bytes) -> Solutions | bool:
    """Read the JSON format."""
    read = json.loads(body)
    if "boolean" in read:
        return bool(read["boolean"])
    rows = [{name: _json_term(one) for name, one in row.items()} for row in read["results"]["bindings"]]
    return Solutions(frozenset(read["head"]["vars"]), rows)


def _json_term(one: dict[str, Any]) -> Term:
    match one["type"]:
        case "uri":
            return Iri(one["value"])
        case "bnode":
            return BlankNode(one["value"])
        case "literal" | "typed-literal":
            return literal(one["value"], one.get("datatype"), one.get("xml:lang"))
        case other:
            raise ValueError(f"{other} is no type of term")


def from_tsv(body: bytes) -> Solutions:
    """Read the TSV format."""
    head, *lines = body.decode().removesuffix("\n").split("\n")
    names = [name.removeprefix("?") for name in head.split("\t")]
    rows = [
        {name: _tsv_term(cell) for name, cell in zip(names, line.split("\t"), strict=True) if cell} for line in lines
    ]
    return Solutions(frozenset(names), rows)


def _tsv_term(cell: str) -> Term:
    found = _TSV_TERM.fullmatch(cell)
    if found is None:
        raise ValueError(f"{cell} is no term")
    iri, blank, number, boolean, string, datatype, language = found.groups()
    if iri is not None:
        return Iri(iri)
    if blank is not None:
        return BlankNode(blank)
    if boolean is not None:
        return Literal(boolean, XSD + "boolean")
    if number is not None:
        kind = "double" if "e" in number.lower() else "decimal" if "." in number else "integer"
        return Literal(number, XSD + kind)
    text = _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), string[1:-1])
    return literal(text, datatype, language)


def from_csv(body: bytes) -> Solutions:
    """Read the CSV format, which tells the texts of terms only; what begins as a blank node is taken for one."""
    names, *lines = csv.reader(StringIO(body.decode(), newline=""), strict=True)
    rows = [{name: _csv_term(cell) for name, cell in zip(names, line, strict=True)} for line in lines]
    return Solutions(frozenset(names), rows)


def _csv_term(cell: str) -> Term:
    return BlankNode(cell) if cell.startswith("_:") else Literal(cell)


def rdf_graph(body: bytes, format: str, base: str) -> rdflib.Graph:
    """Read RDF in one of rdflib's formats."""
    return rdflib.Graph().parse(data=body, format=format, publicID=base)


def rows_of(graph: rdflib.Graph) -> list[Row]:
    """The statements of a graph as rows, so that two graphs are isomorphic when their rows are the same."""
    return [{"s": _term(s), "p": _term(p), "o": _term(o)} for s, p, o in graph]


def is_result_set(graph: rdflib.Graph) -> bool:
    """Whether a graph tells solutions rather than statements."""
    return (None, RDF.type, RS.ResultSet) in graph


def from_result_set(graph: rdflib.Graph) -> Solutions:
    """The solutions that a graph tells in the vocabulary of result sets."""
    rows: list[Row] = []
    for solution in graph.objects(None, RS.solution):
        bindings = list(graph.objects(solution, RS.binding))
        rows.append({str(graph.value(one, RS.variable)): _term(graph.value(one, RS.value)) for one in bindings})
    return Solutions(frozenset(str(one) for one in graph.objects(None, RS.resultVariable)), rows)


def _term(node: object) -> Term:
    match node:
        case rdflib.Literal():
            return literal(str(node), None if node.datatype is None else str(node.datatype), node.language)
        case rdflib.BNode():
            return BlankNode(node)
        case _:
            return Iri(node)
