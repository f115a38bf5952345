"""Judging: what is wrong with one reference, the worst first; once it is to be changed, the rest does not matter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from realism.xref.lexicon import EntityRef
from realism.xref.lint.article import Article, Reference
from realism.xref.lint.findings import Finding, on_reference
from realism.xref.lint.meaning import Meaning
from realism.xref.lint.names import Names
from realism.xref.lint.resolving import Resolution, Resolver
from realism.xref.lint.rewriting import removal, retargeting

_SLIPS: Final = 50
"""Dead references of one article for which a title that they may be a slip of is looked for."""
_KINDS: Final = {
    "alias": "is another name of {0}: no article of that title",
    "redirect": "redirects to {0}: no article of that title",
    "renamed": "has moved: it leads to {0} now (301)",
}


@dataclass
class Judge:
    """Judges the references of one article, in their order.

    forbidden   keys of what is not to be linked, see `Resolution.key`
    """

    article: Article
    names: Names
    resolver: Resolver
    meaning: Meaning
    forbidden: frozenset[str]
    _slips: int = 0
    _seen: dict[str, Reference] = field(default_factory=dict)

    def judge(self, reference: Reference, found: Resolution) -> Iterator[Finding]:
        """The findings on `reference`, which denotes `found`, up to the first that is an error or says what to do."""
        for step in (self._nowhere, self._unwanted, self.meaning.findings, self._again, self._name):
            for one in step(reference, found):
                yield one
                if one.suggestion is not None or one.severity == "error":
                    return

    def _nowhere(self, reference: Reference, found: Resolution) -> Iterator[Finding]:
        article = self.article
        if found.how == "given-up":
            new = found.options[0] if len(found.options) == 1 else None
            change = retargeting(article, reference, new.label if new else None, new) or removal(article, reference)
            yield on_reference(article, "given-up", reference, found.note, new, change)
        elif found.how == "unknown" and self.meaning.other_sense(reference, found) is None:
            yield self._dead(reference)

    def _dead(self, reference: Reference) -> Finding:
        told = self.article.options.titles is not None or reference.target.kind != "title"
        near = self._slip_of(reference)
        title = self.resolver.article_of(near) if near else None
        change = retargeting(self.article, reference, title, near) or removal(self.article, reference)
        why = "nothing in the base is called so, and no titles were given to look for such an article in"
        if reference.target.kind == "slug":
            why = "the base has no entity at that address"
        elif told:
            why = "nothing in the base is called so, and no article among the titles"
        message = f"“{reference.name}” leads to nothing: {why}"
        hint = (f"did you mean {near.label}?",) if near else ()
        return on_reference(self.article, "dead", reference, message, near, change, hint, sure=told)

    def _slip_of(self, reference: Reference) -> EntityRef | None:
        self._slips += 1
        if self._slips > _SLIPS or reference.target.kind != "title":
            return None
        near = self.names.near(reference.name)
        return near if near is not None and self.resolver.article_of(near) is not None else None

    def _unwanted(self, reference: Reference, found: Resolution) -> Iterator[Finding]:
        entity, article = found.entity, self.article
        change = removal(article, reference)
        if found.key in self.forbidden:
            message = f"“{reference.name}” is on the list of what is not to be linked"
            yield on_reference(article, "do-not-link", reference, message, entity, change)
        elif entity is not None and article.about(entity):
            message = f"The article on {entity.label} refers to itself"
            yield on_reference(article, "self-link", reference, message, entity, change)
        elif reference.heading:
            message = f"The link to {found.title or reference.name} stands in a heading; link it in the text below"
            yield on_reference(article, "in-heading", reference, message, entity, change)

    def _again(self, reference: Reference, found: Resolution) -> Iterator[Finding]:
        key = found.key
        counts = reference.kind == "link" or self.article.format == "plain"
        if key is None or reference.listed or not counts:
            return
        first = self._seen.setdefault(key, reference)
        if first is not reference:
            message = f"The article refers to {found.title or reference.name} once more; the first time is enough"
            evidence = (f"first at {self.article.lines.said(first.start)}: “{first.surface}”",)
            change = removal(self.article, reference)
            yield on_reference(self.article, "repeated", reference, message, found.entity, change, evidence)

    def _name(self, reference: Reference, found: Resolution) -> Iterator[Finding]:
        entity = found.entity
        if entity is not None and found.title is None:
            message = f"“{reference.name}” denotes {entity.label}: no article of that title"
            yield on_reference(self.article, "no-article", reference, message, entity)
        elif found.title is not None and found.how in _KINDS:
            message = f"“{reference.name}” {_KINDS[found.how].format(found.title)}"
            change = retargeting(self.article, reference, found.title, entity)
            yield on_reference(self.article, "redirect", reference, message, entity, change)
