"""Meaning: what the words of a reference mean where they stand, and whether that is what it leads to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from realism.xref.lexicon import EntityRef
from realism.xref.linker import Mention
from realism.xref.lint.article import Article, Reference
from realism.xref.lint.findings import Finding, on_reference
from realism.xref.lint.names import Names
from realism.xref.lint.resolving import Resolution, Resolver
from realism.xref.lint.rewriting import removal, retargeting
from realism.xref.lint.surroundings import Surroundings
from realism.xref.lint.titles import divided, normal


@dataclass(frozen=True)
class Meaning:
    """Compares what references of one article lead to with what the linker takes their words to mean."""

    article: Article
    names: Names
    resolver: Resolver
    surroundings: Surroundings

    def words(self, reference: Reference) -> str:
        """What a reader sees of the reference."""
        return " ".join(self.article.view.text[slice(*reference.shown)].split()) or reference.name

    def meant(self, reference: Reference) -> Mention | None:
        """What the linker takes the words to mean, a parenthesis after them left aside."""
        text = self.article.view.text
        at, until = reference.shown
        while at < until and not text[at].isalnum():
            at += 1
        while until > at and not (text[until - 1].isalnum() or text[until - 1] == ")"):
            until -= 1
        for word in ("the ", "a ", "an "):
            if text[at : at + len(word)].casefold() == word:
                at += len(word)
        ends = {until, at + len(divided(text[at:until])[0])}
        found = (self.article.mentions.get((at, end)) for end in sorted(ends, reverse=True))
        return next((one for one in found if one is not None), None)

    def settled(self, reference: Reference, found: Resolution) -> Resolution:
        """`found`, with what the text decides.

        A name of several entities stands for the one that is meant; an alias in a text of another field for none.
        """
        loose = found.how in ("alias", "article") and found.entity is not None
        if loose and found.entity and self._other_field(reference, found.entity):
            if found.how == "article":
                return replace(found, entity=None)
            return Resolution("unknown" if self.article.options.titles is not None else "outside")
        meant = self.meant(reference)
        if found.how != "ambiguous" or meant is None or meant.entity.id not in {one.id for one in found.options}:
            return found
        return replace(found, entity=meant.entity, title=found.title or self.resolver.article_of(meant.entity))

    def findings(self, reference: Reference, found: Resolution) -> Iterator[Finding]:
        """What is wrong with the sense of the reference."""
        if found.how == "ambiguous":
            yield self._ambiguous(reference, found)
            return
        meant = self.other_sense(reference, found) or (self.meant(reference) if found.entity else None)
        if meant is not None:
            if found.entity is None or meant.entity.id != found.entity.id:
                yield self._elsewhere(reference, found, meant)
        elif found.entity is not None and self.names.may_mean(self.words(reference), found.entity):
            other = self._other_field(reference, found.entity)
            if other is not None:
                message = (
                    f"“{self.words(reference)}” leads to {found.entity.label}, but the text is about something else"
                )
                evidence = (f"words around it: {', '.join(other)}",)
                change = removal(self.article, reference)
                yield on_reference(self.article, "wrong-sense", reference, message, found.entity, change, evidence)

    def _other_field(self, reference: Reference, entity: EntityRef) -> Sequence[str] | None:
        """The words that tell of another field, where the linker does not see `entity` in the reference."""
        return None if self.meant(reference) else self.surroundings.other_field(reference.shown[0], entity.id)

    def other_sense(self, reference: Reference, found: Resolution) -> Mention | None:
        """What the text means by a name that leads to something else, by its parenthesis or its own article."""
        bare, qualifier = divided(reference.name)
        if reference.target.kind != "title" or found.entity is not None or self.names.is_ours(qualifier):
            return None
        if found.how != "article" and not (found.how == "unknown" and qualifier is not None):
            return None
        meant = self.meant(reference)
        return meant if meant is not None and self.names.may_mean(bare, meant.entity) else None

    def _ambiguous(self, reference: Reference, found: Resolution) -> Finding:
        names = " or ".join(f"{one.label} ({one.type})" for one in found.options)
        message = f"“{reference.name}” may lead to {names}"
        entity = found.entity
        if entity is None:
            return on_reference(self.article, "ambiguous", reference, message)
        meant = self.meant(reference)
        evidence = (meant.reason,) if meant else ()
        other = found.title is not None and normal(found.title) != normal(reference.name)
        change = retargeting(self.article, reference, found.title, entity) if other else None
        message += f"; here it means the {entity.type} {entity.label}"
        return on_reference(self.article, "ambiguous", reference, message, entity, change, evidence, sure=False)

    def _elsewhere(self, reference: Reference, found: Resolution, meant: Mention) -> Finding:
        words = self.words(reference)
        leads = found.entity.label if found.entity else reference.name
        shared = found.entity is None or self.names.may_mean(words, found.entity)
        message = f"“{words}” leads to {leads}, but here it means {meant.entity.label}"
        change = retargeting(self.article, reference, self.resolver.article_of(meant.entity), meant.entity)
        rule = "wrong-sense" if shared else "other-entity"
        return on_reference(self.article, rule, reference, message, meant.entity, change, (meant.reason,))
