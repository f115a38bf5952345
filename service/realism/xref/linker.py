"""The linker: a text in, mentions of entities with reasons out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal, get_args

from realism.errors import BadInput, TooLarge
from realism.store.base import Store
from realism.xref.evidence import Evidence
from realism.xref.folding import fold
from realism.xref.formats import insert, read, write_link
from realism.xref.graph import Graph
from realism.xref.lexicon import EntityRef, Lexicon
from realism.xref.linked import linked
from realism.xref.lint.names import Names
from realism.xref.matching import Found, Matcher
from realism.xref.sense import Judge
from realism.xref.view import View

Mentions = Literal["first", "all", "nested"]
MENTIONS: Final[tuple[str, ...]] = get_args(Mentions)


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of an entity: `text[start:end] == surface`, offsets in code points of the text as sent.

    score   how sure the sense is, from 0 to 1
    reason  why it is linked, in one plain phrase
    """

    start: int
    end: int
    surface: str
    entity: EntityRef
    score: float
    reason: str

    def as_dict(self) -> dict[str, object]:
        """The mention as a JSON object."""
        return {
            "start": self.start,
            "end": self.end,
            "surface": self.surface,
            "entity": self.entity.as_dict(),
            "score": self.score,
            "reason": self.reason,
        }


class Linker:
    """Finds mentions of the entities of one state of the dataset. Immutable and safe to share between threads."""

    def __init__(self, lexicon: Lexicon, graph: Graph) -> None:
        self.lexicon = lexicon
        self._matcher = Matcher(lexicon)
        self._judge = Judge(graph)

    @classmethod
    def from_store(cls, store: Store) -> "Linker":
        """The linker of the present state of `store`."""
        return cls(Lexicon.from_store(store), Graph.from_store(store))

    @property
    def version(self) -> str:
        """The state of the dataset that the labels were read from."""
        return self.lexicon.version

    @cached_property
    def names(self) -> Names:
        """What titles and names may stand for."""
        return Names(self.lexicon)

    def annotate(
        self,
        text: str,
        format: str = "plain",
        mentions: str = "first",
        self_slug: str | None = None,
        public_url: str | None = None,
    ) -> list[Mention]:
        """The mentions in `text`, in order, where links may be written; without overlap unless they are nested.

        format      plain, wikitext, html or markdown
        mentions    ``first`` for the first mention of each entity (but for those that a link anywhere in the text
                    leads to, or shows), ``all``, or ``nested`` for all and the terms inside longer ones
        self_slug   the entity the text is about, which is never linked
        public_url  the address of the service, for links that lead there
        Raises BadInput for an unknown format, choice of mentions, or entity.
        """
        if mentions not in MENTIONS:
            raise BadInput(f"{mentions!r} is no choice of mentions: use {', '.join(MENTIONS)}")
        if self_slug is not None and self_slug not in self.lexicon.entities:
            raise BadInput(f"There is no entity {self_slug!r} that a text could be about")
        view = read(text, format)
        read_as = self._matcher.find(view.text, fold(view.text), mentions == "nested")
        evidence = Evidence(view.text, read_as)
        done = {self_slug}
        if mentions == "first":
            done.update(linked(view, format, self.names, public_url) if view.links else ())
        found: list[Mention] = []
        before: int | None = None
        for candidate in read_as.candidates:
            known = all(sense.entity.id in done for sense in candidate.senses)
            verdict = None if known else self._judge.decide(view.text, candidate, evidence, before)
            if verdict is None:
                before = candidate.end if known and candidate.senses else before
                continue
            before = candidate.end
            entity = verdict.entity
            span = view.source(candidate.start, candidate.end)
            if entity.id in done:
                continue
            if mentions == "first" and (span or view.linked(candidate.start, candidate.end)):
                done.add(entity.id)
            if span:
                surface = text[slice(*span)]
                found.append(Mention(*span, surface, entity, verdict.score, verdict.reason))
        found += self._inner(text, view, read_as, evidence, self_slug)
        return sorted(found, key=lambda one: (one.start, -one.end)) if read_as.inner else found

    def _inner(
        self, text: str, view: View, read_as: Found, evidence: Evidence, self_slug: str | None
    ) -> Iterator[Mention]:
        """The mentions of `read_as` that stand inside others."""
        for candidate in read_as.inner:
            verdict = self._judge.decide(view.text, candidate, evidence)
            span = view.source(candidate.start, candidate.end)
            if verdict and span and verdict.entity.id != self_slug:
                yield Mention(*span, text[slice(*span)], verdict.entity, verdict.score, verdict.reason)


def link(text: str, mentions: Sequence[Mention], format: str = "plain", public_url: str | None = None) -> str:
    """`text` with links to `mentions` written in; every other character stays as it was.

    Plain text gets Markdown links. Links lead to the service at `public_url`, or to permanent IRIs without it;
    wikitext links lead to the article named like the entity. Raises BadInput when mentions overlap.
    """
    if any(after.start < before.end for before, after in pairwise(mentions)):
        raise BadInput("Links cannot stand inside links: ask for the first or all mentions, not for nested ones")
    return insert(
        text,
        [(one.start, one.end, write_link(format, one.entity, one.surface, public_url)) for one in mentions],
    )


def require_text(text: str, most: int) -> None:
    """Refuse what no article is.

    Raises TooLarge when `text` has more than `most` characters, BadInput when it is blank or holds NUL, as binary
    files do.
    """
    if not text.strip():
        raise BadInput("The text is empty; send the article's text")
    if len(text) > most:
        raise TooLarge(f"The text has {len(text)} characters; the limit is {most}; send it in parts", limit=most)
    if "\x00" in text:
        raise BadInput("This is no text: it holds NUL characters, as binary files do; send plain text")
