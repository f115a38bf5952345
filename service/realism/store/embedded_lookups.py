"""Lookups answered where they arrive: these are so bounded that a process of their own would only cost time.

In memory the engine keeps, for each term, a list of the statements that have it as subject, and another of those that
have it as object; a statement that is sought is found by going through the shortest. So a lookup takes no more than
``lookup_shape.MOST * SOLUTIONS * BESIDE`` steps through such lists, some 20 nanoseconds each: three milliseconds at the
worst, which nearly all stay far below. Statements that were removed stay in the lists; once more than BESIDE may have
been, nothing is answered here any more. Nor is it while the dataset is being changed.

Where the answer follows from what is found for each statement, the text of the query is not read by the engine at all.
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Final

import pyoxigraph as ox

from realism.errors import RealismError
from realism.store.base import SPARQL_JSON, Iri, Literal
from realism.store.bounded import write_bounded
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_outlines import Found, in_json
from realism.store.embedded_rdf import Node, engine_errors, node_of
from realism.store.frames import KIND_OF, Answered, Ask
from realism.store.lookup_text import Lookup, Sought

BESIDE: Final = 256
"""The most statements that a named thing may have, as subject or as object."""
SOLUTIONS: Final = 64
LENGTH: Final = 64 * 1024
"""The most solutions, and the most bytes, of an answer."""
_REMEMBERED: Final = 4096

Beside = Mapping[str, int]
"""How many statements with each predicate there are."""
_named = lru_cache(maxsize=1024)(ox.NamedNode)


class Lookups:
    """Answers lookups on a store in memory."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._version = ""
        self._beside: OrderedDict[tuple[bool, Iri | Literal], tuple[Node, Beside | None]] = OrderedDict()

    def answer(self, ask: Ask, wanted: Lookup) -> Answered | None:
        """The answer to a lookup, which is that of `ask`; None when it may be large, or is not a right one."""
        store = self._store
        if ask.default_graphs is not None or ask.named_graphs is not None:
            return None
        if store.is_changing or store.removed > BESIDE:
            return None
        version = store.version
        if version != self._version:
            self._version = version
            self._beside.clear()
        try:
            answered = self._answer(ask, wanted, version) if self._is_small(wanted) else None
        except RealismError:
            # Whoever answers all the others will find the same, and say so.
            return None
        return None if store.is_changing or store.version != version else answered

    def _answer(self, ask: Ask, wanted: Lookup, version: str) -> Answered | None:
        if wanted.outline is not None and self._store.union and ask.formats.get("bindings") == SPARQL_JSON:
            with engine_errors():
                # A query that names what is no IRI is none, even if the name is not used.
                for name in wanted.names:
                    _named(name)
                found = [self._find(statement) for statement in wanted.statements]
            text = in_json(wanted.outline, found, wanted.begin, wanted.end)
            if text is not None:
                body = text.encode()
                return Answered("select", SPARQL_JSON, body, 0, version) if len(body) <= LENGTH else None
        results = self._store.query(ask.text, base_iri=ask.base)
        format_ = ask.formats.get(KIND_OF[results.form])
        if format_ is None:
            return None
        body, statements = write_bounded(results, format_, SOLUTIONS, LENGTH)
        return Answered(results.form, format_, body, statements, version)

    def _find(self, statement: Sought) -> Found:
        """What is sought."""
        subject, predicate, object_ = statement
        if subject is None:
            assert object_ is not None
            node, beside = self._known(False, object_)
            if beside and predicate in beside:
                quads = self._store.quads_of(predicate=_named(predicate), object=node)
                return [quad.subject for quad in quads]
            return ()
        node, beside = self._known(True, subject)
        if not beside or predicate not in beside:
            return ()
        other = None if object_ is None else node_of(object_)
        return [quad.object for quad in self._store.quads_of(subject=node, predicate=_named(predicate), object=other)]

    def _is_small(self, wanted: Lookup) -> bool:
        solutions = 1
        for subject, predicate, object_ in wanted.statements:
            term = object_ if subject is None else subject
            assert term is not None
            _, beside = self._known(subject is not None, term)
            if beside is None:
                return False
            # One that is optional is not less than one, and any may be.
            solutions *= max(1, beside.get(predicate, 0))
            if solutions > SOLUTIONS:
                return False
        return True

    def _known(self, is_subject: bool, term: Iri | Literal) -> tuple[Node, Beside | None]:
        """`term` as the engine has it, and what stands beside it; None when that is too much."""
        place = (is_subject, term)
        known = self._beside.get(place)
        if known is None:
            with engine_errors():
                node = node_of(term)
                quads = self._store.quads_of(subject=node) if is_subject else self._store.quads_of(object=node)
                found = Counter(quad.predicate.value for quad in islice(quads, BESIDE + 1))
            known = node, found if found.total() <= BESIDE else None
            self._beside[place] = known
            if len(self._beside) > _REMEMBERED:
                self._beside.popitem(last=False)
        return known
