"""References: every way in which an article sends its reader to another one, found in its view."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final

from realism.xref.forms import PROPER
from realism.xref.graph import Graph
from realism.xref.lint.article import Article, Reference
from realism.xref.lint.names import Names
from realism.xref.lint.phrases import Known, Phrase, listed, name_at, phrases
from realism.xref.lint.sections import Section
from realism.xref.lint.spans import Spans
from realism.xref.lint.targets import Target, read_target
from realism.xref.lint.titles import divided, normal
from realism.xref.view import Link

_LINE: Final = re.compile(r"[^\n]+")
_STARTS: Final = re.compile(r"(?:^|[.!?:•*#\n“\"\x00]|[—–-]\s|\n\s*[\d.)-]+)\s*$")
_BULLET: Final = re.compile(r"[\s•*·\-–—#\d.)]*")
_GLOSS: Final = re.compile(r"\s+[–—-]\s|:\s|\s*[,;(]|\s*$")
_LONGEST_BEFORE: Final = 120


def find_references(article: Article, sections: Sequence[Section], names: Names, graph: Graph) -> list[Reference]:
    """The references of `article`, in the order in which they stand in the source."""
    finder = _Finder(article, sections, names, graph.phrases)
    found = list(finder.links())
    taken = Spans(one.shown for one in found)
    found += [one for one in chain(finder.entries(), finder.phrases(), finder.titles()) if taken.add(*one.shown)]
    return sorted(found, key=lambda one: (one.start, one.end))


class _Finder:
    def __init__(self, article: Article, sections: Sequence[Section], names: Names, phrases: Mapping[str, str]) -> None:
        self._article = article
        self._names = names
        self._running = phrases
        self._text = article.view.text
        self._known = _known(article, names)
        self._lists = Spans((section.at, section.until) for section in sections)
        self._sections = sections
        self._headings = Spans((heading.at, heading.until) for heading in article.view.headings)

    def links(self) -> Iterator[Reference]:
        """The links, those that templates make included."""
        article = self._article
        lines: set[int] = set()
        for link in article.view.links:
            target = read_target(link.target, article.format, article.options.public_url)
            heading = self._headings.holding(link.at, link.until) is not None
            first = False
            if self._lists.holding(link.at, link.until) is not None:
                # What is linked after the first thing in an entry belongs to the remark on that.
                line = self._text.rfind("\n", 0, link.at)
                first = link.inner is None or line not in lines
                lines.add(line)
            yield self._link(link, target, heading=heading, listed=first)

    def _link(self, link: Link, target: Target, *, heading: bool, listed: bool) -> Reference:
        surface = self._article.text[link.start : link.end]
        kind = "link" if link.inner else "template"
        shown = (link.at, link.until)
        name = target.value if target.kind == "title" else link.target
        return Reference(kind, link.start, link.end, surface, name, target, shown, link, heading, listed)

    def entries(self) -> Iterator[Reference]:
        """Lines of see-also lists that have no link."""
        links = Spans((link.at, link.until) for link in self._article.view.links)
        for section in self._sections:
            for line in _LINE.finditer(self._text, section.at, section.until):
                bullet = _BULLET.match(self._text, *line.span())
                if not links.meets(*line.span()):
                    yield from self._entry(bullet.end() if bullet else line.start(), line.end())

    def _entry(self, at: int, end: int) -> Iterator[Reference]:
        found = name_at(self._text, at, self._known)
        if found is None or found.end > end:
            gloss = _GLOSS.search(self._text, at, end)
            found = Phrase(at, gloss.start() if gloss else end)
        if found.end > found.start:
            yield from self._text_reference("entry", found._replace(also=True))

    def phrases(self) -> Iterator[Reference]:
        """What "see …" and its like name."""
        for found in phrases(self._text, self._known):
            yield from self._text_reference("phrase", found)

    def titles(self) -> Iterator[Reference]:
        """Words in plain text that are written as the title of an article, as where a link has got lost."""
        plain = self._article.format == "plain"
        read = 0
        for (start, end), mention in self._article.mentions.items():
            if start < read:
                continue
            surface = self._text[start:end]
            qualified = self._names.is_ours(divided(surface)[1])
            if qualified:
                # A list that begins with such a title goes on with others.
                for found in listed(self._text, start, self._known, surely=False):
                    read = max(read, found.end)
                    yield from self._text_reference("title", found)
            elif plain and self._written_as_title(start, surface, mention.entity.id):
                yield from self._text_reference("title", Phrase(start, end))

    def _written_as_title(self, start: int, surface: str, slug: str) -> bool:
        entity = self._names.entities[slug]
        if surface not in (entity.label, divided(entity.label)[0]):
            return False
        if entity.type in PROPER:
            return " " in surface
        running = self._running.get(slug, surface)
        before = self._text[max(0, start - _LONGEST_BEFORE) : start]
        return surface[0].isupper() and running[:1].islower() and not _STARTS.search(before)

    def _text_reference(self, kind: str, found: Phrase) -> Iterator[Reference]:
        place = self._article.view.source(found.start, found.end)
        if place is None:
            return
        surface = self._article.text[slice(*place)]
        name = " ".join(self._text[found.start : found.end].split())
        listed = found.also or kind == "entry"
        yield Reference(kind, *place, surface, name, Target("title", name), found[:2], listed=listed)


def _known(article: Article, names: Names) -> Known:
    """Whether something is called so, in the base or among the titles; what was asked once is remembered."""
    titles = article.options.titles

    @cache
    def known(name: str) -> bool:
        if not name[:1].isalnum():
            return False
        given = titles is not None and (titles.has(name) or normal(name) in titles.redirects)
        return given or bool(names.called(name)) or bool(names.titled(name))

    return known
