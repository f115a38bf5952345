"""The defined names of a base that are most like a given one."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property
from typing import Final

from realism.checks.edits.edit import Asserted
from realism.checks.edits.footprint import Pattern
from realism.store.base import Iri
from realism.vocab import RDF

ALIKE: Final = 0.75
"""How alike two names must be: the ratio of Ratcliff and Obershelp, as `difflib.get_close_matches` has it."""
_COMPARED = 300


class Names:
    """The IRIs of a base that have a type, read when first asked for; safe to share between threads."""

    def __init__(self, base: Asserted) -> None:
        self._base = base

    def similar(self, iri: str, number: int) -> list[str]:
        """At most `number` other names of the same namespace, most similar first."""
        space, name = parted(iri)
        shared: Counter[str] = Counter()
        for part in _parts(name):
            shared.update(self._index.get((space, part), ()))
        # Comparing letter by letter is for those only that have most groups of letters in common.
        likely = [one for one, _ in shared.most_common(_COMPARED)]
        return [space + one for one in closest(name, likely, number)]

    @cached_property
    def _index(self) -> dict[tuple[str, str], list[str]]:
        index: dict[tuple[str, str], list[str]] = defaultdict(list)
        typed = (quad.subject for quad in self._base.find(Pattern(None, Iri(RDF + "type"), None)))
        for subject in dict.fromkeys(one for one in typed if isinstance(one, Iri)):
            space, name = parted(subject)
            for part in _parts(name):
                index[space, part].append(name)
        return dict(index)


def closest(name: str, others: Iterable[str], number: int) -> list[str]:
    """At most `number` of `others` that are like `name`, most similar first, `name` itself left out."""
    return get_close_matches(name, sorted({one for one in others if one and one != name}), number, ALIKE)


def parted(iri: str) -> tuple[str, str]:
    """The namespace of an IRI and the rest."""
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:end], iri[end:]


def _parts(name: str) -> set[str]:
    padded = f"  {name.lower()} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
