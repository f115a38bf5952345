"""Statements of our own making, and whole datasets, as the engine writes them."""

from collections.abc import Iterable
from typing import BinaryIO, Final

from realism.store.base import DATASET_FORMATS, TURTLE, Format, Quad, Store, text_of
from realism.store.embedded_copy import Copied
from realism.store.embedded_rdf import engine_errors, quad_of, write

_DECLARED: Final = """SELECT DISTINCT ?prefix ?namespace {
  ?declaration <http://www.w3.org/ns/shacl#prefix> ?prefix ; <http://www.w3.org/ns/shacl#namespace> ?namespace
}"""


def prefixes_of(store: Store) -> dict[str, str]:
    """The prefixes that the dataset declares for itself with sh:declare."""
    rows = store.query(_DECLARED).rows()
    return dict(sorted((text_of(row["prefix"]), text_of(row["namespace"])) for row in rows))


def serialize(quads: Iterable[Quad], format: Format, prefixes: dict[str, str]) -> bytes:
    """`quads` in `format`, sorted, with those of `prefixes` that occur; a format without graphs leaves these out."""
    with engine_errors():
        statements = [quad_of(quad) for quad in quads]
        if format in DATASET_FORMATS:
            return write(statements, format, prefixes)
        return write(list({quad.triple for quad in statements}), format, prefixes)


def write_dump(store: Store, format: Format, target: BinaryIO) -> None:
    """Write all of `store` to `target`: as N-Quads or TriG each graph, as Turtle each statement of any graph once.

    An embedded store is written piece by piece, in no particular order; the memory this takes does not grow with it.
    """
    if isinstance(store, Copied):
        store.dump_to(target, format, prefixes_of(store))
    elif format == TURTLE:
        target.write(serialize(store.match(), format, prefixes_of(store)))
    else:
        target.write(store.dump(format))
