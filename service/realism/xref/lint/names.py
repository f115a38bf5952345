"""Names: which entities a name may stand for, by title and by any label of the base."""

from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from realism.xref.folding import fold_label
from realism.xref.forms import inflected
from realism.xref.lexicon import EntityRef, Lexicon
from realism.xref.lint.titles import divided, normal
from realism.xref.variants import variants

_VARIANT: Final = 0.5
"""How much farther from the title a form of a label is than the label itself."""
_ALIKE: Final = 0.88
"""How alike two titles are when one is taken for a slip of the other (difflib's ratio)."""


class Names:
    """The names of the entities of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.entities = lexicon.entities
        self._qualifiers = lexicon.qualifiers
        self._titles: dict[str, list[EntityRef]] = defaultdict(list)
        for entity in lexicon.entities.values():
            self._titles[normal(entity.label)].append(entity)
        self._forms: dict[str, dict[str, float]] = defaultdict(dict)
        for label in lexicon.labels:
            base = fold_label(label.text)
            for form in variants(base, inflected=inflected(label.entity.type)):
                rank = label.rank + (_VARIANT if form != base else 0.0)
                known = self._forms[form]
                known[label.entity.id] = min(rank, known.get(label.entity.id, rank))

    def titled(self, name: str) -> Sequence[EntityRef]:
        """The entities with the title `name`."""
        return self._titles.get(normal(name), ())

    def called(self, name: str) -> list[EntityRef]:
        """The entities that `name` stands for: several when they have an equal claim to it.

        A parenthesis that the base uses for its own subject counts, whether or not the title has it; with any other
        one, the name means something else.
        """
        found = self._best(name)
        if found:
            return found
        bare, qualifier = divided(name)
        return self._best(bare) if self.is_ours(qualifier) else []

    def may_mean(self, name: str, entity: EntityRef) -> bool:
        """Whether `name` is a name of `entity`, be it also one of others."""
        return entity.id in self._ranks(name) or entity.id in self._ranks(divided(name)[0])

    def is_ours(self, qualifier: str | None) -> bool:
        """Whether titles of the base have this parenthesis."""
        return qualifier is not None and qualifier.casefold() in self._qualifiers

    def near(self, name: str) -> EntityRef | None:
        """The one entity whose title `name` looks like a slip of."""
        found = get_close_matches(normal(name)[:200], self._titles, 1, _ALIKE)
        return self._titles[found[0]][0] if found else None

    def _best(self, name: str) -> list[EntityRef]:
        ranks = self._ranks(name)
        least = min(ranks.values(), default=0.0)
        return [self.entities[slug] for slug, rank in sorted(ranks.items()) if rank == least]

    def _ranks(self, name: str) -> dict[str, float]:
        form = fold_label(name.replace("_", " "))
        return self._forms.get(form) or self._forms.get(form.removeprefix("the "), {})
