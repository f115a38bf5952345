"""Named queries: one `.rq` file is a question, a REST endpoint, a command and a test.

A file begins with header lines ``#+ key: value``:

    #+ question: Which strands does a theory have?
    #+ summary: Strands of a theory
    #+ asked-by: student
    #+ path: /theories/{theory}/strands
    #+ parameter: theory theory required – the wider theory
    #+ parameter: limit integer default=50 – how many rows at most
    #+ example: theory=defensive-realism
    #+ expected: three strands

``path`` is optional, ``parameter`` may be repeated: name, type, ``required``, ``default=…`` or neither, and after the
dash what it means. In the query each parameter is one line ``VALUES ?theory { UNDEF }``, so the file is legal SPARQL
as it stands and then means: any value. A value takes the place of UNDEF as one RDF term.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from realism.errors import BadInput, NotFound
from realism.store.base import Iri, Results, Store
from realism.store.sparql_text import is_form, read
from realism.store.values import KINDS, TYPES, term
from realism.vocab import entity_iri, slug_of

_HEADER = re.compile(r"#\+ ([a-z-]+): (.+)")
_PARAMETER = re.compile(r"([a-z][a-z0-9_]*) ([a-z-]+)(?: (required)| default=(\S+))? – (.+)")
_SLOT = re.compile(r"^([ \t]*VALUES \?(\w+) \{ )UNDEF( \})[ \t]*$", re.MULTILINE)
_PATH = re.compile(r"(?:/(?:[a-z0-9]+(?:-[a-z0-9]+)*|\{[a-z][a-z0-9_]*\}))+")
_NEEDED: Final = ("question", "summary", "asked-by", "expected")
_KEYS: Final = (*_NEEDED, "path", "parameter", "example")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a named query; `default` and `example` are texts as a caller would send them."""

    name: str
    type: str
    required: bool
    default: str | None
    description: str
    example: str | None


@dataclass(frozen=True)
class NamedQuery:
    """A query with its header; `text` is the whole file, `example` a query string such as ``theory=realism``."""

    name: str
    question: str
    summary: str
    asked_by: str
    path: str | None
    parameters: tuple[Parameter, ...]
    example: str
    expected: str
    text: str

    @property
    def example_values(self) -> dict[str, str]:
        """The values of `example` by parameter name."""
        return dict(parse_qsl(self.example, keep_blank_values=True))

    def bind(self, values: Mapping[str, str]) -> str:
        """The query with each parameter bound to its value, or else to its default, or else left open.

        Raises BadInput, with ``parameter``, for an unknown name, a missing value, or a value not of the type.
        """
        known = [parameter.name for parameter in self.parameters]
        for name in values:
            if name not in known:
                allowed = f"it takes {', '.join(known)}" if known else "it takes none"
                raise BadInput(f"{self.name} has no parameter “{name}”: {allowed}", parameter=name)
        terms = {parameter.name: self._term(parameter, values) for parameter in self.parameters}
        return _SLOT.sub(lambda slot: f"{slot[1]}{terms[slot[2]]}{slot[3]}", self.text)

    def _term(self, parameter: Parameter, values: Mapping[str, str]) -> str:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            if parameter.required:
                raise BadInput(
                    f"{self.name} needs the parameter “{parameter.name}”: {parameter.description}",
                    parameter=parameter.name,
                )
            return "UNDEF"
        try:
            return term(parameter.type, value)
        except ValueError as error:
            raise BadInput(
                f"the parameter “{parameter.name}” is not valid: {error}", parameter=parameter.name
            ) from None


def run(store: Store, query: NamedQuery, values: Mapping[str, str]) -> Results:
    """Answer `query` with `values` from `store`.

    Raises BadInput as NamedQuery.bind does; NotFound, with ``suggestions``, when a value names no entity of its kind.
    """
    text = query.bind(values)
    for parameter in query.parameters:
        if parameter.type in KINDS and parameter.name in values:
            _require_known(store, parameter.type, values[parameter.name])
    return store.query(text)


def _require_known(store: Store, kind: str, slug: str) -> None:
    """Raise NotFound, with ``suggestions`` of similar slugs, unless `slug` is an entity of `kind` (of KINDS)."""
    iri = entity_iri(slug)
    if store.query(f"ASK {{ <{iri}> {KINDS[kind]} }}").boolean:
        return
    rows = store.query(f"SELECT DISTINCT ?entity {{ ?entity {KINDS[kind]} }}").rows()
    slugs = (slug_of(row["entity"]) for row in rows if isinstance(row["entity"], Iri))
    similar = get_close_matches(slug, [known for known in slugs if known is not None], n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(similar)}?" if similar else ": look it up with /search"
    article = "an" if kind == "entity" else "a"
    raise NotFound(f"“{slug}” is not {article} {kind} of this base{hint}", suggestions=similar)


def load_queries(folder: Path) -> dict[str, NamedQuery]:
    """The named queries ``*.rq`` of `folder` (not of its sub-folders) by name, in order of name.

    Raises BadInput, naming the file, for a header or a parameter that breaks the rules above, and for two files with
    one path.
    """
    found = {path.stem: parse(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.rq"))}
    owners: dict[str, str] = {}
    for query in found.values():
        if query.path is not None:
            shape = re.sub(r"\{\w+\}", "{}", query.path)
            if shape in owners:
                raise BadInput(f"{query.name}.rq and {owners[shape]}.rq have the same path {query.path}")
            owners[shape] = query.name
    return found


def parse(name: str, text: str) -> NamedQuery:
    """The named query `name` of the file content `text`.

    Raises BadInput when the header, a parameter or the example breaks the rules above.
    """
    header: dict[str, str] = {}
    declarations: list[str] = []
    for key, value in _header(name, text):
        if key == "parameter":
            declarations.append(value)
        elif key not in _KEYS:
            raise BadInput(f"{name}.rq: unknown header key “{key}”; known are {', '.join(_KEYS)}")
        elif key in header:
            raise BadInput(f"{name}.rq: the header key “{key}” stands twice")
        else:
            header[key] = value
    for key in _NEEDED:
        if key not in header:
            raise BadInput(f"{name}.rq: the header lacks “#+ {key}: …”")
    examples = dict(parse_qsl(header.get("example", ""), keep_blank_values=True))
    query = NamedQuery(
        name=name,
        question=header["question"],
        summary=header["summary"],
        asked_by=header["asked-by"],
        path=header.get("path"),
        parameters=tuple(_parameter(name, line, examples) for line in declarations),
        example=header.get("example", ""),
        expected=header["expected"],
        text=text,
    )
    _check(query)
    return query


def _header(name: str, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            return
        found = _HEADER.fullmatch(line.rstrip())
        if found is None:
            raise BadInput(f"{name}.rq:{number}: write “#+ key: value”, not “{line.strip()}”", line=number)
        yield found[1], found[2]


def _parameter(name: str, line: str, examples: Mapping[str, str]) -> Parameter:
    found = _PARAMETER.fullmatch(line)
    if found is None:
        raise BadInput(f"{name}.rq: write “parameter: name type [required|default=…] – description”, not “{line}”")
    if found[2] not in TYPES:
        raise BadInput(f"{name}.rq: the type “{found[2]}” is unknown; known are {', '.join(TYPES)}")
    return Parameter(found[1], found[2], found[3] is not None, found[4], found[5], examples.get(found[1]))


def _check(query: NamedQuery) -> None:
    """Raise BadInput where the parts of `query` do not fit together."""
    file = f"{query.name}.rq"
    names = [parameter.name for parameter in query.parameters]
    slots = [slot[2] for slot in _SLOT.finditer(query.text)]
    if sorted(names) != sorted(slots):
        raise BadInput(
            f"{file}: each parameter needs exactly one line “VALUES ?name {{ UNDEF }}”; "
            f"declared are {names}, lines there are for {slots}"
        )
    if query.path is not None:
        required = {parameter.name for parameter in query.parameters if parameter.required}
        if _PATH.fullmatch(query.path) is None or not set(re.findall(r"\{(\w+)\}", query.path)) <= required:
            raise BadInput(f"{file}: the path {query.path} is not /words/{{required parameter}} in lower case")
    reading = read(query.text, update=False)
    if not is_form(reading.keyword) or reading.undeclared:
        raise BadInput(f"{file}: not a query, or with undeclared prefixes: {', '.join(reading.undeclared) or 'none'}")
    try:
        query.bind(query.example_values)
    except BadInput as error:
        raise BadInput(f"{file}: the example does not fit: {error.message}") from None
