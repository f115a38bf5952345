"""Titles: which articles an encyclopedia has, and which titles lead on to others."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from realism.errors import BadInput

_ARROW: Final = re.compile(r"\s+(?:->|→)\s+")
_SPACE: Final = re.compile(r"[\s_]+")
_URL: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_PARENTHESIS: Final = re.compile(r"^(?P<bare>.*\S)\s*\((?P<qualifier>[^()]+)\)$", re.DOTALL)


def normal(title: str) -> str:
    """`title` as MediaWiki compares titles: underscores are spaces, the first letter is a capital."""
    text = _SPACE.sub(" ", unicodedata.normalize("NFC", title)).strip()
    return text[:1].upper() + text[1:]


def divided(title: str) -> tuple[str, str | None]:
    """`title` without a closing parenthesis, and what stands in that."""
    found = _PARENTHESIS.match(title.strip())
    return (found["bare"], found["qualifier"].strip()) if found else (title.strip(), None)


def address(url: str) -> str:
    """The address `url` as addresses are compared: without scheme and fragment, the host in lower case."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path or '/'}{query}" if parts.netloc else f"{parts.path}{query}"


def host(url: str) -> str:
    """The host of `url` in lower case, or nothing."""
    return address(url).partition("/")[0] if _URL.match(url) else ""


@dataclass(frozen=True)
class Titles:
    """The articles of an encyclopedia.

    articles    their titles, as `normal` gives them
    redirects   likewise, title to the title it leads on to, as it was given
    addresses   addresses of articles, as `address` gives them; hosts: the hosts of those
    """

    articles: frozenset[str]
    redirects: Mapping[str, str]
    addresses: frozenset[str]
    hosts: frozenset[str]

    @classmethod
    def read(cls, lines: Iterable[str]) -> "Titles":
        """The titles in `lines`: each a title, an address, or ``Old title -> New title``.

        Raises BadInput for an arrow that leads from or to nothing, or for two in one line.
        """
        articles, addresses, hosts = set(), set(), set()
        redirects: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            parts = [part.strip() for part in _ARROW.split(f" {line.strip()} ")]
            if parts == [""]:
                continue
            if len(parts) > 2 or not all(parts):
                raise BadInput(f"Title {number} is {line.strip()[:80]!r}: write one title, or “Old title -> New title”")
            if len(parts) == 2:
                redirects[normal(parts[0])] = parts[1]
            elif _URL.match(parts[0]):
                addresses.add(address(parts[0]))
                hosts.add(host(parts[0]))
            else:
                articles.add(normal(parts[0]))
        return cls(frozenset(articles), redirects, frozenset(addresses), frozenset(hosts))

    def has(self, title: str) -> bool:
        """Whether there is an article of that very title."""
        return normal(title) in self.articles

    def end(self, title: str) -> str:
        """The title that `title` leads to in the end, itself when it is no redirect; a circle ends where it began."""
        seen: set[str] = set()
        current = title
        while (key := normal(current)) in self.redirects and key not in seen:
            seen.add(key)
            current = self.redirects[key]
        return current
