"""Targets: what a link leads to, as it is written: a title, an entity of ours, or another address."""

import re
from typing import Final, Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from realism.vocab import ID
from realism.xref.fixed import words
from realism.xref.lint.titles import address

_NAMESPACES: Final = words(
    """
    file image media category template help portal special user talk wikipedia project mediawiki module draft
    book timedtext topic w wikt wiktionary s wikisource q wikiquote b wikibooks n wikinews v wikiversity d wikidata
    c commons m meta mw species voy doi isbn rfc pmid hdl arxiv
    """
)
"""What stands before the colon of a link that leads to no article of the encyclopedia."""
_PREFIX: Final = re.compile(r":?\s*([\w -]{1,40}?)\s*:")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,10})*")
_OURS: Final = re.compile(r"/(?:id|doc)/([^/?#]+)")
_WIKI: Final = re.compile(r"(?:/wiki/|\./)(.+)", re.DOTALL)
_SCHEME: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class Target(NamedTuple):
    """What a link leads to: an article by its title, an entity by its slug, an address, or nothing to be judged."""

    kind: Literal["title", "slug", "address", "none"]
    value: str


NOTHING: Final = Target("none", "")


def read_target(written: str, format: str, public_url: str | None) -> Target:
    """The target of a link in a text of `format`, of which `public_url` is the address of the service, if known."""
    text = written.strip()
    if format == "wikitext" and not _SCHEME.match(text):
        return _title(text)
    return _address(text, public_url)


def _title(text: str) -> Target:
    title = text.partition("#")[0].replace("_", " ").strip()
    prefix = _PREFIX.match(title)
    if prefix is not None:
        name = prefix[1].replace("_", " ").strip()
        spaced = title[prefix.end() : prefix.end() + 1].isspace()
        foreign = _LANGUAGE.fullmatch(name) is not None and not spaced
        if foreign or name.casefold() in _NAMESPACES or name.casefold().endswith(" talk"):
            return NOTHING
    title = title.removeprefix(":").strip()
    return Target("title", title) if title and not title.startswith("/") else NOTHING


def _address(text: str, public_url: str | None) -> Target:
    base = public_url.rstrip("/") if public_url else ""
    path = text
    if text.startswith(ID):
        path = "/id/" + text.removeprefix(ID)
    elif base and text.startswith(base + "/"):
        path = text.removeprefix(base)
    ours, wiki = _OURS.match(path), _WIKI.match(path)
    if ours is not None:
        return Target("slug", unquote(ours[1]).partition(".")[0])
    if wiki is not None:
        return _title(unquote(wiki[1].partition("?")[0]))
    try:
        parts = urlsplit(text)
    except ValueError:
        return NOTHING
    if parts.scheme not in ("", "http", "https") or not (parts.netloc or parts.path):
        return NOTHING
    if not parts.netloc and parts.path.endswith("/index.php") and (titles := parse_qs(parts.query).get("title")):
        return _title(titles[0])
    return Target("address", address(text))
