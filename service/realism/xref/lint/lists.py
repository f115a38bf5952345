"""Lists: what is wrong with the see-also list of an article, entry by entry and as a whole."""

from collections.abc import Iterator, Sequence
from heapq import nlargest
from typing import Final

from realism.xref.lexicon import EntityRef
from realism.xref.lint.article import Article, Reference
from realism.xref.lint.findings import Finding, on_reference
from realism.xref.lint.resolving import Resolution, Resolver
from realism.xref.lint.rewriting import end_of_entry, new_entry, removal
from realism.xref.lint.rules import RULES
from realism.xref.lint.sections import Section
from realism.xref.paths import ties
from realism.xref.ranking import Ranking, SeeAlso

SHOWN: Final = 12
"""Entries of a computed list."""
STRONG: Final = 0.8
"""The score from which on an entry is missed when it is not there."""
MOST: Final = 5
"""Entries that a list is said to lack: an editor is not to be handed the whole computed list."""
_NAMED: Final = 3

Pair = tuple[Reference, Resolution]


class Lists:
    """Judges the see-also lists of one article.

    pins       keys of what the editors want there, whatever speaks against it; forbidden: of what they do not
    titled     whether links of the article lead to titles
    """

    def __init__(
        self,
        article: Article,
        ranking: Ranking,
        resolver: Resolver,
        pairs: Sequence[Pair],
        pins: frozenset[str],
        forbidden: frozenset[str],
        titled: bool,
    ) -> None:
        self._article = article
        self._ranking = ranking
        self._resolver = resolver
        self._pairs = pairs
        self._pins = pins
        self._forbidden = forbidden
        self._titled = titled
        self._body = {key: one for one, found in reversed(pairs) if not one.listed and (key := found.key)}
        self._seen: set[str] = set()
        subject = article.subject
        self._tied = {one.target for one in ties(ranking.graph, subject.id)} if subject else set()

    def entry(self, reference: Reference, found: Resolution) -> Iterator[Finding]:
        """What is wrong with an entry as an entry."""
        key = found.key
        if key is None or key in self._pins:
            return
        if key in self._seen:
            yield self._gone("repeated", reference, found, f"{reference.name} is in the list twice")
        elif key in self._body:
            message = f"{reference.name} is linked in the text already"
            where = self._article.lines.said(self._body[key].start)
            yield self._gone("redundant", reference, found, message, (f"at {where}",))
        elif found.entity is not None and self._article.subject is not None:
            yield from self._on_entity(reference, found, found.entity, self._article.subject)
        self._seen.add(key)

    def lacking(self, section: Section | None) -> Iterator[Finding]:
        """What the list `section` lacks; None: the article has no list, so that only pins are missed."""
        subject = self._article.subject
        there = {found.key for _, found in self._pairs}
        listed = {found.key for reference, found in self._pairs if reference.listed}
        last = max((one for one, _ in self._pairs if one.listed), key=lambda one: one.end, default=None)
        for slug in sorted(self._pins - listed):
            entity = self._ranking.entities.get(slug)
            message = f"The list lacks {entity.label if entity else slug}, which the editors pinned"
            yield self._lack("pin", message, entity, section, last)
        if section is None or subject is None:
            return
        kept_out = there | self._pins | self._forbidden
        wanted = (
            entry
            for entry in self._ranking.see_also(subject.id, SHOWN)
            if entry.score >= STRONG
            and entry.entity.id not in kept_out
            and self._resolver.article_of(entry.entity) is not None
        )
        for entry in nlargest(MOST, wanted, key=lambda entry: entry.score):
            message = f"The list lacks {entry.entity.label}: {entry.reasons[0].text}"
            yield self._lack("candidate", message, entry.entity, section, last, _evidence(entry))

    def _on_entity(
        self, reference: Reference, found: Resolution, entity: EntityRef, subject: EntityRef
    ) -> Iterator[Finding]:
        if entity.id == subject.id:
            return
        if entity.id not in self._tied:
            message = f"Nothing in the base joins {entity.label} with {subject.label}"
            yield self._gone("unsupported", reference, found, message)
            return
        back = [entry.entity for entry in self._ranking.see_also(entity.id, SHOWN)]
        if subject.id not in {one.id for one in back}:
            first = ", ".join(one.label for one in back[:_NAMED])
            message = f"{subject.label} lists {entity.label}, but the list of {entity.label} lacks {subject.label}"
            evidence = (f"the list of {entity.label} begins with {first}",) if back else ()
            yield on_reference(self._article, "asymmetric", reference, message, entity, evidence=evidence)

    def _gone(
        self, rule: str, reference: Reference, found: Resolution, message: str, evidence: tuple[str, ...] = ()
    ) -> Finding:
        """A finding that asks for an entry to be taken away as a whole."""
        change = removal(self._article, reference)
        return on_reference(self._article, rule, reference, message, found.entity, change, evidence)

    def _lack(
        self,
        rule: str,
        message: str,
        entity: EntityRef | None,
        section: Section | None,
        last: Reference | None,
        evidence: tuple[str, ...] = (),
    ) -> Finding:
        """A finding on what is not there: it stands where that would have its place."""
        place = (
            end_of_entry(self._article, last) if last else section.heading_end if section else len(self._article.text)
        )
        known = entity is not None and (section is not None or last is not None) and place is not None
        entry = new_entry(self._article, entity, last, titled=self._titled) if known and entity else None
        at = len(self._article.text) if place is None else place
        return Finding(rule, RULES[rule].severity, message, at, at, "", entity, entry, evidence)


def _evidence(entry: SeeAlso) -> tuple[str, ...]:
    return (f"score {entry.score:g}", *(reason.text for reason in entry.reasons))
