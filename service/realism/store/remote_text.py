"""Queries as another server is to get them, so that they mean the same on every engine.

The dataset is always named, graph by graph: what a server takes for the default graph, and which graphs of its own it
shows, differ. FROM leaves the text, because Virtuoso lets GRAPH see all graphs where there is no FROM NAMED. DESCRIBE
means something else on each engine and becomes a SELECT. `isBlank` and `isIRI` are told of the IRIs that stand for
blank nodes.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from realism.store.base import Form
from realism.store.embedded_rdf import engine_errors
from realism.store.remote_tokens import closing, plain, text_of
from realism.store.sparql_text import Reading, read, refuse_file
from realism.store.sparql_tokens import Token, tokens

_FROM = re.compile(r"FROM(NAMED)?", re.IGNORECASE)
_GLUED_FROM = re.compile(r"FROM(NAMED)?(?=\w*:)", re.IGNORECASE)
_SOLUTION_START: Final = frozenset({"WHERE", "{", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
# Asking for a variable that no query has makes the engine parse a query, and then refuse before it evaluates anything.
_UNKNOWN: Final[dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = {
    ox.Variable("unknown_" + secrets.token_hex(8)): ox.Literal("")
}


@dataclass(frozen=True)
class Prepared:
    """A query for another server.

    text       the query without FROM; of DESCRIBE, a SELECT of what is described
    template   what CONSTRUCT makes of each solution, with its brackets
    where      the pattern of CONSTRUCT and what follows it
    prologue   the BASE and PREFIX lines
    subjects   what DESCRIBE names, as it is written there
    default_graphs, named_graphs   the dataset; both None stand for all graphs
    """

    form: Form
    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    prologue: str = ""
    template: str = ""
    where: str = ""
    subjects: tuple[str, ...] = ()


def prepare(
    text: str,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
    base_iri: str | None = None,
) -> Prepared:
    """Read the query `text` and the dataset it is for; arguments as in Store.query.

    Raises QuerySyntaxError with ``line`` and ``column``, Refused, and BadInput for graphs that are no IRIs.
    """
    for iri in (*(default_graphs or ()), *(named_graphs or ())):
        refuse_file(iri)
        with engine_errors():
            ox.NamedNode(iri)
    prepared = _prepare(text, base_iri)
    if default_graphs is None and named_graphs is None:
        return prepared
    return replace(prepared, default_graphs=tuple(default_graphs or ()), named_graphs=tuple(named_graphs or ()))


@lru_cache(maxsize=512)
def _prepare(text: str, base_iri: str | None) -> Prepared:
    reading = read(text, update=False)
    check_query(reading, base_iri)
    every = plain(tokens(reading.text))
    every, sources = _without_from(every)
    at = _form_place(every)
    prologue = (f"BASE <{base_iri}>\n" if base_iri else "") + text_of(every[:at])
    form, rest = every[at].text.upper(), every[at + 1 :]
    default, named = _graphs(prologue, sources)
    found = Prepared("select", prologue + text_of(every[at:]), default, named, prologue)
    if form == "ASK":
        return replace(found, form="ask")
    if form == "CONSTRUCT":
        template, where = _template(rest)
        return replace(found, form="construct", template=template, where=where)
    return _described(found, rest) if form == "DESCRIBE" else found


def check_query(reading: Reading, base_iri: str | None = None) -> None:
    """Raise QuerySyntaxError or BadInput when our own engine would not take the query; it is not evaluated."""
    with engine_errors(reading):
        try:
            ox.Store().query(reading.text, base_iri=base_iri, substitutions=_UNKNOWN)
        except RuntimeError as error:
            if next(iter(_UNKNOWN)).value not in str(error):
                raise


def variables_of(text: str) -> tuple[str, ...]:
    """The variables in `text`, without ``?``, each once."""
    return tuple(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "var"))


def _form_place(every: Sequence[Token]) -> int:
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    return next(place for place, token in enumerate(every) if token.kind == "word" and token.text.upper() in forms)


def _without_from(every: Sequence[Token]) -> tuple[list[Token], list[tuple[bool, str]]]:
    """The tokens without FROM clauses, and those: whether NAMED, and the graph as it is written."""
    out: list[Token] = []
    sources: list[tuple[bool, str]] = []
    depth, named = 0, None
    declared = False
    for token in every:
        depth += (token.text in "{(") - (token.text in "})") if token.kind == "mark" else 0
        glued = _GLUED_FROM.match(token.text) if depth == 0 and token.kind == "pname" and not declared else None
        declared = token.text.upper() == "PREFIX" or (declared and token.kind == "space")
        if named is not None and token.kind in ("iri", "pname"):
            sources.append((named, token.text))
            named = None
        elif named is not None:
            named = named or token.text.upper() == "NAMED"
        elif glued:
            sources.append((bool(glued[1]), token.text[glued.end() :]))
        elif depth == 0 and token.kind == "word" and (found := _FROM.fullmatch(token.text)):
            named = bool(found[1])
            out.append(Token("space", " ", token.start))
        else:
            out.append(token)
    return out, sources


def _graphs(
    prologue: str, sources: Sequence[tuple[bool, str]]
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    if not sources:
        return None, None
    full = _resolved(prologue, [name for _, name in sources])
    pairs = list(zip((named for named, _ in sources), full, strict=True))
    return tuple(iri for named, iri in pairs if not named), tuple(iri for named, iri in pairs if named)


def _resolved(prologue: str, names: Sequence[str]) -> list[str]:
    """The IRIs that `names`, as they are written after `prologue`, stand for."""
    rows = " ".join(f"({place} {name})" for place, name in enumerate(names))
    text = f"{prologue} SELECT ?name {{ VALUES (?place ?name) {{ {rows} }} }} ORDER BY ?place"
    with engine_errors():
        return [solution["name"].value for solution in ox.Store().query(text)]  # type: ignore[union-attr]


def _template(rest: Sequence[Token]) -> tuple[str, str]:
    first = next(place for place, token in enumerate(rest) if token.kind != "space")
    if rest[first].text.upper() == "WHERE":
        start = next(place for place, token in enumerate(rest) if token.text == "{")
        return text_of(rest[start : closing(rest, start) + 1]), text_of(rest[first:])
    end = closing(rest, first) + 1
    return text_of(rest[first:end]), text_of(rest[end:])


def _described(found: Prepared, rest: Sequence[Token]) -> Prepared:
    ends = (place for place, token in enumerate(rest) if token.text.upper() in _SOLUTION_START)
    end = next(ends, len(rest))
    named = [token for token in rest[:end] if token.kind in ("iri", "pname", "var") or token.text == "*"]
    chosen = [token.text for token in named if token.kind == "var" or token.text == "*"]
    subjects = [token.text for token in named if token.text not in chosen]
    text = f"{found.prologue} SELECT DISTINCT {' '.join(chosen)} {text_of(rest[end:])}" if chosen else ""
    full = _resolved(found.prologue, subjects) if subjects else []
    return replace(found, form="describe", text=text, subjects=tuple(full))
