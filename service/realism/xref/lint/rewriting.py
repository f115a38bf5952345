"""Rewriting: what to write instead, in the format and the manner of the article."""

import html as entities
import re
from typing import Final, NamedTuple
from urllib.parse import quote

from realism.xref.formats import address, address_link, title_link
from realism.xref.lexicon import EntityRef
from realism.xref.lint.article import Article, Reference

_HREF: Final = re.compile(r"""(\shref\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_ENTRY_MARK: Final = re.compile(r"[ \t]*(?:[*#:]+|[-+•·–]|\d{1,3}[.)])[ \t]*")
_ITEM_OPEN: Final = re.compile(r"<li(?=[\s>])[^>]*>", re.IGNORECASE)
_ITEM_CLOSE: Final = re.compile(r"</li\s*>\s*", re.IGNORECASE)
_REACH: Final = 2000
"""How far from a link the item of a list in HTML that holds it is looked for, in characters."""
_COMMON: Final = frozenset({"concept", "theory"})


class Change(NamedTuple):
    """What to write in place of a span of the source."""

    start: int
    end: int
    text: str


def by_title(article: Article, references: list[Reference]) -> bool:
    """Whether links of the article lead to titles rather than to addresses of ours."""
    if article.format == "wikitext":
        return True
    kinds = [one.target.kind for one in references if one.link is not None]
    return kinds.count("title") > kinds.count("slug")


def retargeting(article: Article, reference: Reference, title: str | None, entity: EntityRef | None) -> Change | None:
    """The reference made to lead to the article `title`, on `entity` if that is one of ours; None if it cannot be."""
    text = _retargeted(article, reference, title, entity) if title is not None else None
    return Change(reference.start, reference.end, text) if text is not None else None


def removal(article: Article, reference: Reference) -> Change | None:
    """The reference taken away: an entry of a list as a whole, a link down to its text; None for one in words."""
    if reference.listed:
        span = _item_span(article.text, reference) if article.format == "html" else _entry_span(article, reference)
        return Change(*span, "") if span else None
    if reference.link is None or reference.link.inner is None:
        return None
    return Change(reference.start, reference.end, article.text[slice(*reference.link.inner)])


def end_of_entry(article: Article, last: Reference) -> int | None:
    """Where the entry of a list that `last` begins ends, None where that is unclear."""
    if article.format == "html":
        span = _item_span(article.text, last)
        return span[1] if span else None
    end = article.text.find("\n", last.end)
    end = len(article.text) if end < 0 else end
    return end - 1 if article.text[end - 1 : end] == "\r" else end


def _retargeted(article: Article, reference: Reference, title: str, entity: EntityRef | None) -> str | None:
    if reference.link is None:
        return _in_text(article, reference, title, entity)
    if reference.link.inner is None:
        return title
    inner = article.text[slice(*reference.link.inner)]
    if article.format == "wikitext" and reference.surface.startswith("[["):
        return title_link(title, inner)
    target = _target(article, title, entity, titled=reference.target.kind != "slug")
    if target is None:
        return None
    if article.format == "wikitext":
        return f"[{target} {inner}]"
    if article.format != "html":
        return address_link(article.format, target, inner)
    opening = article.text[reference.start : reference.link.inner[0]]
    value = entities.escape(target)
    return (
        _HREF.sub(lambda found: f'{found[1]}"{value}"', opening, count=1)
        + article.text[reference.link.inner[0] : reference.end]
    )


def link_to(article: Article, entity: EntityRef, title: str, surface: str, *, titled: bool) -> str:
    """A new link in the manner of the article, which reads `surface`, as that stands in the source."""
    if article.format == "wikitext":
        return title_link(title, surface)
    target = _target(article, title, entity, titled=titled) or address(entity, article.options.public_url)
    return address_link(article.format, target, surface)


def new_entry(article: Article, entity: EntityRef, after: Reference | None, *, titled: bool) -> str | None:
    """An entry for a see-also list, to stand behind `after` or behind the heading; None where that is unclear."""
    label = entities.escape(entity.label, quote=False) if article.format == "html" else entity.label
    link = label if article.format == "plain" else link_to(article, entity, entity.label, label, titled=titled)
    if article.format == "html":
        return f"<li>{link}</li>" if after else None
    mark = {"wikitext": "* ", "markdown": "- "}.get(article.format, "• ")
    if after is not None:
        start = article.text.rfind("\n", 0, after.start) + 1
        found = _ENTRY_MARK.match(article.text, start, after.start)
        mark = found[0] if found and not found[0].strip()[0].isdigit() else mark
    return f"\n{mark}{link}"


def _target(article: Article, title: str, entity: EntityRef | None, *, titled: bool) -> str | None:
    if titled:
        return "/wiki/" + quote(title.replace(" ", "_"), safe="/:(),'!*~-._")
    return address(entity, article.options.public_url) if entity else None


def _in_text(article: Article, reference: Reference, title: str, entity: EntityRef | None) -> str:
    first = reference.surface[:1]
    if first.islower() and title[1:2].islower() and (entity is None or entity.type in _COMMON):
        title = title[:1].lower() + title[1:]
    return entities.escape(title, quote=False) if article.format == "html" else title


def _entry_span(article: Article, reference: Reference) -> tuple[int, int] | None:
    """The lines of an entry, with its mark and line end."""
    text = article.text
    start = text.rfind("\n", 0, reference.start) + 1
    end = text.find("\n", reference.end)
    mark = _ENTRY_MARK.match(text, start, reference.start)
    before = text[mark.end() if mark else start : reference.start].strip("'*_ ")
    whole = not before and (mark is not None or reference.kind == "entry")
    return (start, len(text) if end < 0 else end + 1) if whole else None


def _item_span(text: str, reference: Reference) -> tuple[int, int] | None:
    opened = list(_ITEM_OPEN.finditer(text, max(0, reference.start - _REACH), reference.start))
    closed = _ITEM_CLOSE.search(text, reference.end, reference.end + _REACH)
    if not opened or closed is None:
        return None
    start = opened[-1].start()
    inside = text[start : reference.start], text[reference.end : closed.start()]
    return None if "</li" in inside[0].lower() or "<li" in inside[1].lower() else (start, closed.end())
