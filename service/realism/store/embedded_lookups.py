"""Lookups answered where they arrive: these are so bounded that a process of their own would only cost time.

In memory the engine keeps, for each term, a list of the statements that have it as subject, and another of those that
have it as object; a statement that is sought is found by going through the shortest. So a lookup takes no more than
``lookup_text.MOST * SOLUTIONS * BESIDE`` steps through such lists, some 20 nanoseconds each: three milliseconds at the
worst, which nearly all stay far below. Statements that were removed stay in the lists; once more than BESIDE may have
been, nothing is answered here any more. Nor is it while the dataset is being changed.
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from realism.errors import RealismError
from realism.store.base import Iri, Literal
from realism.store.bounded import write_bounded
from realism.store.embedded import EmbeddedStore
from realism.store.embedded_rdf import node_of
from realism.store.frames import KIND_OF, Answered, Ask
from realism.store.lookup_text import Sought

BESIDE: Final = 256
"""The most statements that a named thing may have, as subject or as object."""
SOLUTIONS: Final = 64
LENGTH: Final = 64 * 1024
"""The most solutions, and the most bytes, of an answer."""
_REMEMBERED: Final = 4096

Beside = Mapping[str, int]
"""How many statements with each predicate there are."""


class Lookups:
    """Answers lookups on a store in memory."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._version = ""
        self._beside: OrderedDict[tuple[bool, Iri | Literal], Beside | None] = OrderedDict()

    def answer(self, ask: Ask, statements: Sequence[Sought]) -> Answered | None:
        """The answer to a lookup of `statements`; None when it may be large, or is not a right one."""
        store = self._store
        if ask.default_graphs is not None or ask.named_graphs is not None:
            return None
        if store.is_changing or store.removed > BESIDE:
            return None
        version = store.version
        if version != self._version:
            self._version = version
            self._beside.clear()
        if not self._is_small(statements):
            return None
        try:
            results = store.query(ask.text, base_iri=ask.base)
            format_ = ask.formats.get(KIND_OF[results.form])
            if format_ is None:
                return None
            body, rows = write_bounded(results, format_, SOLUTIONS, LENGTH)
        except RealismError:
            # Whoever answers all the others will find the same, and say so.
            return None
        if store.is_changing or store.version != version:
            return None
        return Answered(results.form, format_, body, rows, version)

    def _is_small(self, statements: Sequence[Sought]) -> bool:
        solutions = 1
        for subject, predicate, object_ in statements:
            term = object_ if subject is None else subject
            assert term is not None
            beside = self._known(subject is not None, term)
            if beside is None:
                return False
            # One that is optional is not less than one, and any may be.
            solutions *= max(1, beside.get(predicate, 0))
            if solutions > SOLUTIONS:
                return False
        return True

    def _known(self, is_subject: bool, term: Iri | Literal) -> Beside | None:
        """What stands beside `term`; None when it is too much."""
        place = (is_subject, term)
        if place in self._beside:
            return self._beside[place]
        node = node_of(term)
        store = self._store
        quads = store.quads_of(subject=node) if is_subject else store.quads_of(object=node)
        found = Counter(quad.predicate.value for quad in islice(quads, BESIDE + 1))
        counted = found if found.total() <= BESIDE else None
        self._beside[place] = counted
        if len(self._beside) > _REMEMBERED:
            self._beside.popitem(last=False)
        return counted
