"""Our own JSON-LD: short keys that stay the same, by a context made from the vocabulary.

Every key has one shape: a list, but for keys that take one value; texts by language, in a map. What does not fit the
shape of its key, and what the context has no name for, stands under the whole IRI: nothing is lost. IRIs are written
in full. Source: https://www.w3.org/TR/json-ld11/.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from realism.store.base import BlankNode, Iri, Literal, Quad, Store, Term
from realism.vocab import RDF, XSD
from realism.web.jsonld_terms import Key, keys_of
from realism.web.respond import json_bytes

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


@dataclass(frozen=True)
class Context:
    """The names of IRIs: `classes` and `keys` by IRI."""

    classes: Mapping[str, str]
    keys: Mapping[str, Key]

    @classmethod
    def from_store(cls, store: Store) -> "Context":
        """The context for the vocabulary in `store`."""
        return cls(*keys_of(store))

    def document(self) -> dict[str, Any]:
        """The context as it is published."""
        named: dict[str, Any] = {name: iri for iri, name in self.classes.items()}
        named |= {key.name: key.definition for key in self.keys.values()}
        return {"@context": {"@version": 1.1, "id": "@id", "type": "@type", **dict(sorted(named.items()))}}

    def compact(self, quads: Iterable[Quad], url: str, first: str | None = None) -> bytes:
        """The statements of `quads`, whatever their graph, as JSON-LD under the context published at `url`.

        first   the subject that comes first in the list of nodes; the others follow by name
        """
        nodes: dict[str, dict[str, Any]] = {}
        for quad in sorted({quad._replace(graph=None) for quad in quads}, key=_order):
            node = nodes.setdefault(_id(quad.subject), {"id": _id(quad.subject)})
            self._add(node, str(quad.predicate), quad.object)
        ordered = sorted(nodes.values(), key=lambda node: (node["id"] != first, node["id"]))
        return json_bytes({"@context": url, "@graph": ordered}, indent=1) + b"\n"

    def _add(self, node: dict[str, Any], predicate: str, value: Term) -> None:
        key = self.keys.get(predicate)
        if predicate == RDF + "type" and not isinstance(value, Literal):
            _put(node, "type", self.classes.get(str(value), _id(value)), many=True)
        elif key is None or not key.takes(value):
            _put(node, predicate, _whole(value), many=True)
        elif isinstance(value, Literal) and key.shape == "language":
            _put(node.setdefault(key.name, {}), value.language, value.value, key.many)
        else:
            _put(node, key.name, _whole(value) if isinstance(value, Literal) else _id(value), key.many)


def _put(place: dict[str, Any], key: str, value: Any, many: bool) -> None:
    if key not in place:
        place[key] = [value] if many else value
    elif isinstance(place[key], list):
        place[key].append(value)
    else:
        place[key] = [place[key], value]


def _whole(value: Term) -> Any:
    """A value that needs no context to be understood."""
    if not isinstance(value, Literal):
        return {"id": _id(value)}
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype == XSD + "string":
        return value.value
    if value.datatype == XSD + "integer" and _INTEGER.fullmatch(value.value):
        return int(value.value)
    if value.datatype == XSD + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    return {"@type": value.datatype, "@value": value.value}


def _id(term: Iri | BlankNode) -> str:
    return str(term) if isinstance(term, Iri) else f"_:{term}"


def _order(quad: Quad) -> tuple[str, str, str]:
    return str(quad.subject), quad.predicate, str(quad.object)
