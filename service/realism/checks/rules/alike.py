"""Entries with a value in common but for case, punctuation and a closing parenthesis, found by an index.

A rule that compares such values, as one against two entries of the same name does, names their properties in its header
(``alike``). It is then asked about the entries of an edit together with those that are like them: about their own
statements, which must be all that it reads of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from threading import Lock

from realism.checks.edits.edit import Asserted, Edited
from realism.checks.edits.footprint import Pattern
from realism.store.base import BlankNode, Iri, Quad, Term, text_of

_ASIDE = re.compile(r" *\([^()]*\)$")
_Key = tuple[Iri, ...]


def alike(value: Term) -> str:
    """What values that are alike have in common: their letters and digits, whatever the case, without an aside.

    Empty for a value without any, such as a blank node.
    """
    if isinstance(value, BlankNode):
        return ""
    bare = _ASIDE.sub("", text_of(value)) or text_of(value)
    return "".join(character for character in bare.lower().casefold() if character.isalnum())


class Alike:
    """The entries of one state of the base by their values, each index made when it is first needed."""

    def __init__(self, base: Asserted) -> None:
        self._base = base
        self._lock = Lock()
        self._known: dict[_Key, dict[str, set[Iri | BlankNode]]] = {}

    def needed(self, properties: Iterable[str], view: Edited, most: int) -> set[Quad] | None:
        """All statements about the entries that the edit is about, and about those like them by `properties`.

        None when there are more than `most`, or when a value has no text: it may be taken for alike to any.
        """
        key = tuple(Iri(one) for one in properties)
        edited = {quad.subject for quad in view.edit.changed}
        objects = {quad.object for subject in edited for quad in self._values(key, subject, view)}
        index = self._index(key)
        if "" in index or any(isinstance(value, BlankNode) for value in objects):
            return None
        values = set(map(alike, objects))
        entries = edited.union(*(index.get(value, ()) for value in values))
        found: set[Quad] = set()
        for entry in entries:
            found.update(view.either(Pattern(entry, None, None)))
            if len(found) > most:
                return None
        return found

    def _values(self, key: _Key, subject: Iri | BlankNode, view: Edited) -> Iterator[Quad]:
        for predicate in key:
            yield from view.either(Pattern(subject, predicate, None))

    def _index(self, key: _Key) -> dict[str, set[Iri | BlankNode]]:
        with self._lock:
            if key not in self._known:
                index: dict[str, set[Iri | BlankNode]] = defaultdict(set)
                for predicate in key:
                    for quad in self._base.find(Pattern(None, predicate, None)):
                        index[alike(quad.object)].add(quad.subject)
                self._known[key] = dict(index)
            return self._known[key]
