"""Reasons: one plain sentence that says why a mention is linked."""

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from realism.xref.evidence import Scene
from realism.xref.forms import Sense
from realism.xref.matching import Candidate

SPOKEN: Final = 3
"""How many words of the text a reason names."""


def reason(candidate: Candidate, sense: Sense, scene: Scene, related: Set[str]) -> str:
    """Why `candidate` is taken in `sense`, given what stands around it and what the base relates to the entity."""
    own, surface = sense.entity, scene.words(candidate)
    if not sense.weak:
        return f"“{surface}” names {own.label}, and the base marks no other meaning of it"
    why = "is ambiguous; linked because" if sense.needs_context else f"names {own.label}; linked because"
    named = scene.named.get(own.id)
    if named:
        return f"“{surface}” {why} the text also names {scene.words(named)}"
    spoken = _distinct(_speaking(own.id, related, scene), surface)
    if not spoken:
        return f"“{surface}” {why} the words around it are those of the field, such as {_listed(scene.telling())}"
    return f"“{surface}” {why} the text also speaks of {_listed(spoken)}"


def _speaking(own: str, related: Set[str], scene: Scene) -> Iterator[str]:
    """What speaks for a sense: related terms, other terms, ambiguous terms, each the nearest first."""
    terms = scene.terms
    for slug, place in terms.items():
        if slug in related:
            yield scene.words(place)
    for slug, place in terms.items():
        if slug != own:
            yield scene.words(place)
    for place in scene.ambiguous():
        yield scene.words(place)


def _distinct(words: Iterable[str], surface: str) -> list[str]:
    """The first `SPOKEN` of `words` that are not the same but for case, nor the surface."""
    seen = {surface.casefold()}
    found: list[str] = []
    for word in words:
        folded = word.casefold()
        if folded not in seen:
            seen.add(folded)
            found.append(word)
            if len(found) == SPOKEN:
                break
    return found


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]
