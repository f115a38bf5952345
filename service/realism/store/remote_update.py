"""Updates as another server is to get them, so that they mean the same on every engine.

Statements in no graph are kept in a graph of their own, because Virtuoso has no other place for them and servers
differ in what their default graph is. Blank nodes of INSERT DATA become IRIs (`remote_terms`). ALL and NAMED become
the graphs of the dataset, so that the server's own stay; so do the graphs that GRAPH with a variable ranges over.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from realism.errors import RealismError
from realism.store import base
from realism.store.embedded_rdf import engine_errors
from realism.store.remote_terms import kept, sent
from realism.store.remote_tokens import closing, plain, text_of
from realism.store.sparql_text import Reading, read
from realism.store.sparql_tokens import Token, tokens
from realism.vocab import BASE

NAMELESS: Final = BASE + "store/nameless"
"""The graph that holds the statements in no graph."""
_DROP: Final = re.compile(r"DROP(?=\s+(?:SILENT\s+)?GRAPH\b)", re.IGNORECASE)
_QUADS: Final = 500
"""Statements in one INSERT DATA; long ones become several, in the same request where there is room."""
_PARSED_ONLY: Final = "CLEAR GRAPH <urn:no:graph> ;\n"


def translate(text: str, graphs: Iterable[str], *, virtuoso: bool = False) -> tuple[str, list[str]]:
    """The update `text` for a server whose dataset has these `graphs`: its prologue and its operations.

    virtuoso   whether the server is Virtuoso, which drops no graph that was not created by name

    Raises QuerySyntaxError with ``line`` and ``column``, Refused, BadInput.
    """
    reading = read(text, update=True)
    every = plain(tokens(reading.text))
    _check(reading, every)
    known = dict.fromkeys((*graphs, *_named(every)))
    start = _after_prologue(every)
    prologue = text_of(every[:start])
    bodies = [body for part in _parts(every[start:]) if (body := _without_space(part))]
    operations = [one for body in bodies for one in _operation(prologue, body, list(known))]
    if virtuoso:
        operations = ["CLEAR" + one[4:] if _DROP.match(one) else one for one in operations]
    return prologue, operations


def insert(quads: Iterable[base.Quad]) -> str:
    """INSERT DATA of `quads`, blank nodes as IRIs."""
    return f"INSERT DATA {{ {_blocks(quads)} }}"


def delete(quads: Iterable[base.Quad]) -> str:
    """DELETE DATA of `quads`, blank nodes as IRIs."""
    return f"DELETE DATA {{ {_blocks(quads)} }}"


def _blocks(quads: Iterable[base.Quad]) -> str:
    blocks: dict[str, list[str]] = {}
    for quad in quads:
        line = f"{sent(quad.subject)} {sent(quad.predicate)} {sent(quad.object)} ."
        blocks.setdefault(str(quad.graph or NAMELESS), []).append(line)
    return "\n".join(
        f"GRAPH {sent(base.Iri(graph))} {{\n" + "\n".join(lines) + "\n}" for graph, lines in blocks.items()
    )


def _check(reading: Reading, every: Sequence[Token]) -> None:
    """Raise what is wrong with the update; it is parsed, and then stops at its first operation."""
    start = _after_prologue(every)
    with engine_errors(reading):
        try:
            ox.Store().update(f"{text_of(every[:start])} {_PARSED_ONLY} {text_of(every[start:])}")
        except SyntaxError:
            # The same error again, with the place in the text as it was sent.
            ox.Store().update(reading.text)
        except RuntimeError:
            return
    raise RealismError("an update was read in two ways, which must not happen: nothing was changed")


def _parts(every: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    depth = 0
    for token in every:
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if depth == 0 and token.kind == "mark" and token.text == ";":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _after_prologue(part: Sequence[Token]) -> int:
    end = 0
    for place, token in enumerate(part):
        if token.kind == "iri":
            end = place + 1
        elif token.kind != "space" and token.kind != "pname" and token.text.upper() not in ("PREFIX", "BASE"):
            break
    return end


def _operation(prologue: str, body: list[Token], graphs: list[str]) -> list[str]:
    words = [token.text.upper() for token in body if token.kind != "space"]
    match words[:2]:
        case ["INSERT", "DATA"] | ["DELETE", "DATA"]:
            quads = _data(prologue, body)
            verb = insert if words[0] == "INSERT" else delete
            return [verb(quads[start : start + _QUADS]) for start in range(0, len(quads), _QUADS)]
        case ["DELETE", "WHERE"]:
            return ["DELETE WHERE " + _in_graphs(body)]
        case ["CLEAR" | "DROP", _]:
            return _emptying(words[0], words[-1], body, graphs)
        case ["COPY" | "MOVE" | "ADD", _]:
            return [text_of([_default(token) for token in body])]
        case ["CREATE", _]:
            return [text_of(body)]
        case _:
            return [_modify(body, words, graphs)]


def _data(prologue: str, body: Sequence[Token]) -> list[base.Quad]:
    """The statements of INSERT DATA or DELETE DATA, as the engine reads them."""
    scratch = ox.Store()
    pattern = text_of(body[next(place for place, token in enumerate(body) if token.text == "{") :])
    with engine_errors():
        scratch.update(f"{prologue}\nINSERT DATA {pattern}")
        return [kept(quad) for quad in scratch]


def _in_graphs(body: Sequence[Token]) -> str:
    """The pattern of DELETE WHERE, with GRAPH around what is in none."""
    start = next(place for place, token in enumerate(body) if token.text == "{") + 1
    inner, out, loose = body[start:-1], list[str](), list[Token]()
    place = 0
    while place < len(inner):
        end = place
        if inner[place].kind == "word" and inner[place].text.upper() == "GRAPH":
            opening = next(at for at in range(place, len(inner)) if inner[at].text == "{")
            end = closing(inner, opening)
            out += [_at_home(loose), text_of(inner[place : end + 1])]
            loose = []
        else:
            loose.append(inner[place])
        place = end + 1
    return "{ " + " ".join([*out, _at_home(loose)]) + " }"


def _at_home(loose: Sequence[Token]) -> str:
    pattern = text_of(loose).strip().removeprefix(".").strip()
    return f"GRAPH <{NAMELESS}> {{ {pattern} }}" if pattern else ""


def _emptying(verb: str, what: str, body: Sequence[Token], graphs: list[str]) -> list[str]:
    if what == "DEFAULT":
        return [f"{verb} SILENT GRAPH <{NAMELESS}>"]
    if what in ("ALL", "NAMED"):
        chosen = [*graphs, NAMELESS] if what == "ALL" else [graph for graph in graphs if graph != NAMELESS]
        return [f"{verb} SILENT GRAPH <{graph}>" for graph in dict.fromkeys(chosen)]
    return [text_of(body)]


def _default(token: Token) -> Token:
    named = token.kind == "word" and token.text.upper() == "DEFAULT"
    return token._replace(text=f"GRAPH <{NAMELESS}>") if named else token


def _modify(body: Sequence[Token], words: Sequence[str], graphs: list[str]) -> str:
    """DELETE and INSERT with a pattern: a home for what is in no graph, and bounds to GRAPH with a variable."""
    code = [token for token in body if token.kind != "space"]
    ranges = any(a.text.upper() == "GRAPH" and b.kind == "var" for a, b in pairwise(code))
    out: list[str] = [] if words[0] == "WITH" else [f"WITH <{NAMELESS}> "]
    depth = 0
    bounds = "" if "USING" in words or not ranges else _bounds(code, graphs)
    for token in body:
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if depth == 0 and token.kind == "word" and token.text.upper() == "WHERE":
            out.append(bounds)
        out.append(token.text)
    return "".join(out)


def _bounds(code: Sequence[Token], graphs: list[str]) -> str:
    home = code[1].text if code[0].text.upper() == "WITH" else f"<{NAMELESS}>"
    return f" USING {home} " + "".join(f"USING NAMED <{graph}> " for graph in graphs if graph != NAMELESS)


def _named(every: Sequence[Token]) -> Iterator[str]:
    """The graphs that are named by full IRIs."""
    code = [token for token in every if token.kind != "space"]
    for before, token in pairwise(code):
        if token.kind == "iri" and before.text.upper() in ("GRAPH", "WITH", "TO", "INTO"):
            yield token.text[1:-1]


def _without_space(part: list[Token]) -> list[Token]:
    filled = [place for place, token in enumerate(part) if token.kind != "space"]
    return part[filled[0] : filled[-1] + 1] if filled else []
