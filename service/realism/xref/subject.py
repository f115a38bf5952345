"""Subjects: what an article is about, by its title, or else by what it mentions most."""

import html as entities
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from realism.xref.linker import Mention
from realism.xref.lint.names import Names
from realism.xref.lint.titles import divided
from realism.xref.view import View

_BOLD: Final = {
    "wikitext": re.compile(r"(?<!')'''(?:'')?(?P<words>[^'\n](?:[^'\n]|'(?!'')){0,200})'''"),
    "html": re.compile(r"<(?P<tag>b|strong)(?:\s[^<>]*)?>(?P<words>[^<]{1,200})</(?P=tag)\s*>", re.IGNORECASE),
    "markdown": re.compile(r"(?<!\*)\*\*(?P<words>[^*\n]{1,200})\*\*"),
}
"""By custom, an article begins with what it is on, in bold."""
_PAGE_TITLE: Final = re.compile(r"<title(?:\s[^<>]*)?>(?P<words>[^<]{1,300})</title\s*>", re.IGNORECASE)
_SITE: Final = re.compile(r"\s+[|–—-]\s+[^|–—]*$")
"""The name of a site, which stands behind the title in the head of a page."""
_LONGEST: Final = 120
"""The longest first line of a plain text that may be its title, in characters."""
_EARLY: Final = 3.0
_TIED: Final = 2.0
"""How much it counts to be mentioned first, and to be tied to all that is mentioned, in mentions."""


@dataclass(frozen=True)
class Subject:
    """What an article is about: the slug of an entity, and in plain words why that is taken."""

    slug: str
    why: str


class _Title(NamedTuple):
    """Words that may say what an article is on: where they stand, and as which span of the view, if in that."""

    where: str
    words: str
    span: tuple[int, int] = (0, 0)


def subject_of(
    view: View,
    text: str,
    format: str,
    mentions: Sequence[Mention],
    names: Names,
    neighbours: Mapping[str, Collection[str]],
) -> Subject | None:
    """What the article `text`, of which `view` is the view, is about; None where it mentions nothing.

    That is what its title is a name of, if the text mentions it: its first heading, the title of the page, or the first
    words in bold. Else it is what the title speaks of, or else what is named often, early, and tied to the rest.

    mentions     all of them, with offsets in the view
    neighbours   slug to all it is joined with by one statement
    """
    mentioned = {one.entity.id for one in mentions}
    titles = list(_titles(view, text, format))
    for title in titles:
        called = [one.id for one in names.titled(title.words) or names.called(title.words)]
        ours = names.is_ours(divided(title.words)[1])
        known = [slug for slug in called if ours or slug in mentioned]
        if known:
            return Subject(_fitting(mentions, neighbours, known) or known[0], f"{title.where} “{title.words}” names it")
    for title in titles:
        start, end = title.span
        inside = {one.entity.id for one in mentions if start <= one.start and one.end <= end}
        if best := _fitting(mentions, neighbours, inside):
            return Subject(best, f"{title.where} “{title.words}” speaks of it")
    best = _fitting(mentions, neighbours, mentioned)
    if best is None:
        return None
    times = sum(one.entity.id == best for one in mentions)
    counted = "once" if times == 1 else f"{times} times"
    return Subject(best, f"no title names it, but it is mentioned {counted}, early, or with what is tied to it")


def _fitting(
    mentions: Sequence[Mention], neighbours: Mapping[str, Collection[str]], among: Collection[str]
) -> str | None:
    """Which of the entities `among` is mentioned often and early, and is tied to the others."""
    counts = Counter(mention.entity.id for mention in mentions)
    first = {mention.entity.id: index for index, mention in reversed(list(enumerate(mentions)))}

    def fit(slug: str) -> tuple[float, str]:
        around = len(counts.keys() & neighbours.get(slug, ())) / len(counts)
        return counts[slug] * (1 + _TIED * around) + _EARLY / (1 + first[slug]), slug

    return max((slug for slug in among if slug in counts), key=fit, default=None)


def _titles(view: View, text: str, format: str) -> Iterator[_Title]:
    """What may be the title of the article, the surest first."""
    lead = next((heading for heading in view.headings if heading.level == 1), None)
    if lead is None and view.headings and not view.text[: view.headings[0].at].strip():
        lead = view.headings[0]
    if lead is not None:
        yield _Title("its heading", _one_line(view.text[lead.at : lead.until]), (lead.at, lead.until))
    if format == "html" and (page := _PAGE_TITLE.search(text)):
        words = _one_line(entities.unescape(page["words"]))
        yield _Title("the title of the page", words)
        yield _Title("the title of the page", _SITE.sub("", words))
    if format == "plain":
        yield from _first_line(view.text)
    elif bold := _first_bold(view, text, format):
        yield _Title("its first words in bold", bold)


def _first_line(text: str) -> Iterator[_Title]:
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    words = text[start:end].lstrip("# ").rstrip()
    if 0 <= end <= start + _LONGEST and words and words[-1] not in ".!?:;,":
        yield _Title("its first line", _one_line(words), (start, end))


def _first_bold(view: View, text: str, format: str) -> str | None:
    """The first words in bold that are shown, if they stand in the first section."""
    after = next((one.end for one in view.headings if view.text[: one.at].strip()), len(text))
    for bold in _BOLD[format].finditer(text, 0, after):
        if view.shows(bold.start("words")):
            return _one_line(entities.unescape(bold["words"])).strip("'")
    return None


def _one_line(words: str) -> str:
    return " ".join(words.split())
