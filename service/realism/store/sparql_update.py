"""Updates written so that the engine takes them.

It takes the dataset that a request names for the WHERE parts (SPARQL 1.1 Protocol, 2.2.3) from the text only, so it is
written there: every WHERE of the update gets the USING clauses that the request stands for. ``DELETE WHERE``, which
takes none, is written out as DELETE and WHERE. And it takes declarations at the beginning only, where SPARQL 1.1 (rule
29, Update) allows them before each operation, so later ones are moved there.

LOAD is refused, but whoever sends it in an update that does not parse is told that first.
"""

from collections.abc import Callable, Sequence

from realism.errors import BadInput, QuerySyntaxError, Refused
from realism.store.embedded import EmbeddedStore
from realism.store.sparql_text import refuse_file
from realism.store.sparql_tokens import Token, tokens

_UNSAFE = frozenset('<>"{}|\\^`')


def with_dataset(text: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The SPARQL update `text` with the graphs of the request as USING and USING NAMED.

    Raises BadInput when the text names a dataset itself or a graph is no IRI, Refused when a graph is a file.
    """
    clauses = [f"USING <{_iri(graph)}>" for graph in default_graphs]
    clauses += [f"USING NAMED <{_iri(graph)}>" for graph in named_graphs]
    every = list(tokens(text))
    code = [at for at, token in enumerate(every) if token.kind not in ("space", "comment")]
    pieces = [token.text for token in every]
    depth = 0
    for place, at in enumerate(code):
        token = every[at]
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        word = token.text.upper() if token.kind == "word" and depth == 0 else ""
        if word in ("USING", "WITH"):
            raise BadInput(f"The update names its graphs with {word} and the request names them too; use one of them")
        if word == "WHERE":
            pieces[at] = f"{_template(every, code, place)}{' '.join(clauses)} {token.text}"
    return "".join(pieces)


def _iri(graph: str) -> str:
    if any(character in _UNSAFE or character <= " " for character in graph) or ":" not in graph:
        raise BadInput(f"a graph is named by an absolute IRI, not by {graph[:200]!r}")
    refuse_file(graph)
    return graph


def _template(every: Sequence[Token], code: Sequence[int], place: int) -> str:
    """The pattern after the WHERE at `place`, as the template of its DELETE; empty when it has one of its own."""
    if place == 0 or every[code[place - 1]].text.upper() != "DELETE":
        return ""
    depth = 0
    for at in range(code[place] + 1, len(every)):
        depth += (every[at].text == "{") - (every[at].text == "}") if every[at].kind == "mark" else 0
        if depth == 0 and every[at].text == "}":
            return "".join(token.text for token in every[code[place] + 1 : at + 1]) + "\n"
    return ""


def carry_out(update: Callable[[str], None], text: str, base: str) -> None:
    """Have `update` carry out the SPARQL update `text`, written in another way where it does not parse as it is.

    base: what relative IRIs are read against, where the text has no BASE
    Raises what `update` raises; a QuerySyntaxError tells the line in the text as it is.
    """
    try:
        update(text)
    except Refused:
        parsed = _without_loads(text)
        if parsed != text:
            _require_syntax(parsed, base)
        raise
    except QuerySyntaxError as error:
        hoisted = with_prefixes_first(text)
        if hoisted is not None:
            carry_out(update, hoisted, base)
            return
        try:
            update(f"BASE <{base}> {text}")
        except QuerySyntaxError:
            raise error from None


def _require_syntax(text: str, base: str) -> None:
    """Raise QuerySyntaxError when the update `text` does not parse, and is not refused before."""
    try:
        carry_out(EmbeddedStore().update, text, base)
    except QuerySyntaxError:
        raise
    except BadInput:
        # It parsed and failed on the empty store, or it is refused for something else.
        return


def _without_loads(text: str) -> str:
    """The update `text` with COPY in place of LOAD: what parses still does, and what does not parse still does not."""
    every = list(tokens(text))
    code = [at for at, token in enumerate(every) if token.kind not in ("space", "comment")]
    words = {at: every[at].text.upper() for at in code if every[at].kind == "word"}
    pieces = [token.text for token in every]
    for place, at in enumerate(code):
        if words.get(at) != "LOAD":
            continue
        # COPY is as long as LOAD, so that errors before the end of the operation keep their places.
        pieces[at] = "COPY"
        operands = code[place + 1 : place + 5]
        if operands and words.get(operands[0]) == "SILENT":
            del operands[0]
        following = [words.get(other) for other in operands[1:3]]
        if following == ["INTO", "GRAPH"]:
            pieces[operands[1]] = "TO"
        elif operands and every[operands[0]].kind in ("iri", "pname"):
            pieces[operands[0]] += " TO DEFAULT"
    return "".join(pieces)


def with_prefixes_first(text: str) -> str | None:
    """The update `text` with the PREFIX declarations that stand between its operations moved before the first.

    None when there are none, or when one gives a prefix another meaning than it had: that cannot be moved.
    """
    every = list(tokens(text))
    code = [at for at, token in enumerate(every) if token.kind not in ("space", "comment")]
    pieces = [token.text for token in every]
    meanings: dict[str, str] = {}
    moved: list[str] = []
    depth, begin = 0, -1
    for place, at in enumerate(code):
        token = every[at]
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if token.kind != "word" or depth:
            continue
        declared = [every[other] for other in code[place + 1 : place + 3]]
        if token.text.upper() != "PREFIX" or [one.kind for one in declared] != ["pname", "iri"]:
            if begin < 0 and token.text.upper() not in ("PREFIX", "BASE"):
                begin = at
            continue
        name, iri = (one.text for one in declared)
        if meanings.setdefault(name, iri) != iri:
            return None
        if begin >= 0:
            moved.append(f"PREFIX {name} {iri} ")
            for other in code[place : place + 3]:
                pieces[other] = " " * len(pieces[other])
    # After the declarations in front, because a BASE there holds for these too.
    return "".join([*pieces[:begin], *moved, *pieces[begin:]]) if moved else None
