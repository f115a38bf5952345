"""MediaWiki XML dumps: the pages of an export of any version, one after the other, in constant memory.

The schema: https://www.mediawiki.org/xml/ (export-0.1 to 0.11). A page that lists several revisions is read at its
last one. No document type, so no entity but the five of XML, is ever taken.
"""

import io
import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from realism.config import MIB
from realism.corpus.articles import Article, Limits, Skip
from realism.errors import BadInput, RealismError, Refused

_REDIRECT: Final = re.compile(r"\s*#redirect\b\s*:?\s*\[\[", re.IGNORECASE)
_CHUNK: Final = 64 * 1024
_DEEPEST: Final = 64
_LONGEST_TAG: Final = 8 * MIB
_FIELDS: Final = {
    (2, "title"): "title",
    (2, "ns"): "ns",
    (2, "id"): "id",
    (3, "text"): "text",
    (3, "model"): "model",
}
"""Depth and name of the elements of a page that are read."""


class _Page:
    """The page being read: fields by name, and what is known of it by other means."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.redirect = self.too_long = False


class _Pages:
    """Takes the bytes of a dump; `ready` holds the pages that are complete, for the caller to take out."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.ready: list[Article | Skip] = []
        self._name, self._limits = name, limits
        self._namespaces: set[str] = set()
        self._page: _Page | None = None
        self._open: list[str] = []
        self._parts: list[str] = []
        self._field: str | None = None
        self._length = self._silent = 0
        self._talk = False
        # Expat keeps to itself what has no handler, so a tick for each thing shows that it is not one endless thing.
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.CommentHandler = parser.ProcessingInstructionHandler = self._heard

    def feed(self, data: bytes, last: bool = False) -> None:
        """Read on; raises BadInput with the place where the dump is broken, Refused for what no dump has."""
        self._silent += len(data)
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            where = f"line {error.lineno}, column {error.offset + 1}"
            raise BadInput(
                f"{self._name} is broken XML at {where}: {what}; the pages before it were read; fetch the dump again",
                file=self._name,
                line=error.lineno,
                column=error.offset + 1,
            ) from None
        if self._silent > _LONGEST_TAG:
            raise self._refused(f"has a tag or comment of more than {_LONGEST_TAG // MIB} MB")

    def _refused(self, what: str) -> Refused:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return Refused(
            f"{self._name} is refused: near line {line}, column {column} it {what}, as no MediaWiki dump does",
            file=self._name,
            line=line,
            column=column,
        )

    def _heard(self, *_: str) -> None:
        self._silent = 0

    def _doctype(self, *_: object) -> None:
        raise self._refused("has a document type, which may define entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._silent = 0
        name = name.rpartition(" ")[2]
        depth = len(self._open)
        if depth == 0 and name != "mediawiki":
            raise BadInput(f"{self._name} is no MediaWiki dump: its root is <{name[:60]}>, not <mediawiki>")
        if depth > _DEEPEST:
            raise self._refused(f"is nested more than {_DEEPEST} elements deep")
        self._open.append(name)
        self._field = None
        if depth == 1 and name == "page":
            self._page = _Page()
        elif self._page is not None:
            if depth == 2 and name == "redirect":
                self._page.redirect = True
            field = _FIELDS.get((depth, name))
            self._collect(field)
            if field == "text":
                self._page.too_long = False
        elif name == "namespace":
            self._talk = attributes.get("key") != "0"
            self._collect("namespace")

    def _collect(self, field: str | None) -> None:
        self._field = field
        self._parts = []
        self._length = 0

    def _characters(self, data: str) -> None:
        self._silent = 0
        if self._field is None:
            return
        self._length += len(data)
        if self._length <= self._limits.max_article:
            self._parts.append(data)
        else:
            self._parts = []
            if self._page is not None and self._field == "text":
                self._page.too_long = True

    def _end(self, name: str) -> None:
        self._silent = 0
        self._open.pop()
        if self._field is not None:
            value = "".join(self._parts)
            if self._page is not None:
                self._page.fields[self._field] = value
            elif self._talk and value:
                self._namespaces.add(value)
            self._field = None
            self._parts = []
        elif self._page is not None and len(self._open) == 1:
            self.ready.append(self._outcome(self._page))
            self._page = None

    def _outcome(self, page: _Page) -> Article | Skip:
        fields = page.fields
        title, text = fields.get("title", "").strip(), fields.get("text", "")
        what = title or f"page {fields.get('id', '')} of {self._name}"
        if not self._is_article(fields.get("ns", "").strip(), title):
            return Skip("namespace", what)
        if page.redirect or _REDIRECT.match(text):
            return Skip("redirect", what)
        if not title or not fields.get("id", "").strip():
            return Skip("incomplete", what)
        if fields.get("model", "wikitext").strip() != "wikitext":
            return Skip("model", what, fields["model"].strip())
        if page.too_long:
            return Skip("too-long", what, f"more than {self._limits.max_article} characters")
        return Article(fields["id"].strip(), title, text, "wikitext", title.replace(" ", "_"))

    def _is_article(self, namespace: str, title: str) -> bool:
        # Exports before 0.6 do not say the namespace of a page: the prefix of its title does.
        return namespace == "0" if namespace else title.partition(":")[0] not in self._namespaces


def pages(stream: io.BufferedReader, name: str, limits: Limits) -> Iterator[Article | Skip]:
    """The articles of the dump that `stream` reads, and what is left out of it.

    Raises BadInput with line and column where it is broken, after all pages before that place; Refused when it has
    a document type or is built to exhaust memory.
    """
    found = _Pages(name, limits)
    data = b" "
    while data:
        data = stream.read(_CHUNK)
        try:
            found.feed(data, last=not data)
        except RealismError:
            yield from found.ready
            raise
        yield from found.ready
        found.ready.clear()
