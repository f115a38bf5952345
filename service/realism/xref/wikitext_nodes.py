"""The nodes of MediaWiki wikitext, each with its place in the source.

They are made of the tokens that mwparserfromhell finds: its own tree says nowhere where a node stands, and takes ten
times as long to make as the tokens do. The tokens keep every character, so places are sums of lengths.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from mwparserfromhell.parser import tokens

from realism.xref.wikitext_tree import Form, Node, Part

try:
    from mwparserfromhell.parser._tokenizer import CTokenizer as Tokenizer
except ImportError:  # where the package was built without a compiler
    from mwparserfromhell.parser.tokenizer import Tokenizer


class _Unfaithful(Exception):
    pass


def parsed(source: str) -> Part | None:
    """All of `source`, None should the tokens not be all of it."""
    reader = _Reader(source)
    try:
        whole = reader.read()
    except _Unfaithful:
        return None
    return whole if whole.end == len(source) else None


class _Reader:
    """Reads tokens one by one; `at` is where in the source the next one begins."""

    def __init__(self, source: str) -> None:
        self.at = 0
        self._source = source
        self._open: list[Node] = []
        # The parts being filled; that of an attribute or the like belongs to no node.
        self._parts = [Part(0)]
        self._tokens: Iterator[Any] = iter(Tokenizer().tokenize(source, 0, False))

    def read(self) -> Part:
        for token in self._tokens:
            kind = type(token)
            if kind is tokens.Text:
                self._text(token["text"])
            elif kind in _OPENING:
                self._begin(*_OPENING[kind])
            elif kind in _PARTING:
                self._next_part(_PARTING[kind])
            elif kind in _CLOSING:
                self._end(_CLOSING[kind])
            else:
                _OTHER[kind](self, token)
        self._parts[0].end = self.at
        return self._parts[0]

    def _text(self, text: str) -> None:
        start = self.at
        if not self._source.startswith(text, start):
            raise _Unfaithful
        self.at = end = start + len(text)
        self._parts[-1].nodes.append(Node(Form.TEXT, start, end))

    def _begin(self, form: Form, length: int, level: int = 0, *, kept: bool = True) -> Node:
        """Open a node whose mark is of `length`; what follows is its first part, if that is to be kept."""
        node = Node(form, self.at, level=level)
        self._open.append(node)
        self.at += length
        part = Part(self.at)
        if kept:
            node.parts.append(part)
        self._parts.append(part)
        return node

    def _next_part(self, length: int, *, kept: bool = True) -> None:
        self._parts.pop().end = self.at
        self.at += length
        part = Part(self.at)
        if kept:
            self._open[-1].parts.append(part)
        self._parts.append(part)

    def _end(self, length: int) -> None:
        self._parts.pop().end = self.at
        self.at += length
        node = self._open.pop()
        node.end = self.at
        self._parts[-1].nodes.append(node)

    def _key(self, _: Any) -> None:
        self._parts[-1].keyed = True
        self.at += 1

    def _entity(self, _: Any) -> None:
        start = self.at
        for token in self._tokens:
            if type(token) is tokens.HTMLEntityEnd:
                break
            self.at += len(token.get("text") or token.get("char") or "#")
        self.at += len("&;")
        self._parts[-1].nodes.append(Node(Form.ENTITY, start, self.at))

    def _tag(self, token: Any) -> None:
        markup = token.get("wiki_markup")
        length = len(markup) if markup else 2 if token.get("invalid") else 1
        node = self._begin(Form.TAG, length, kept=False)
        if markup:
            node.markup, node.name = markup, next(self._tokens)["text"]

    def _attribute(self, token: Any) -> None:
        self._end_attribute().attribute = token
        self.at += len(token["pad_first"])

    def _value(self, _: Any) -> None:
        node = self._open[-1]
        self.at += len(node.attribute["pad_before_eq"]) + 1 + len(node.attribute["pad_after_eq"])
        node.attribute = None

    def _quoted(self, token: Any) -> None:
        self._open[-1].quote = token["char"]
        self.at += 1

    def _end_attribute(self) -> Node:
        """End the name of the tag at hand, or its last attribute."""
        node = self._open[-1]
        node.name = node.name or self._source[node.start : self.at].lstrip("</")
        self.at += len(node.attribute["pad_before_eq"] if node.attribute else node.quote)
        node.attribute, node.quote = None, ""
        return node

    def _contents(self, token: Any) -> None:
        node = self._end_attribute()
        self.at += len(token.get("padding") or "")
        self._next_part(len(token.get("wiki_markup") or "") if node.markup else 1)

    def _closing(self, token: Any) -> None:
        opened, own = self._open[-1].markup, token.get("wiki_markup")
        self._next_part((len(opened) if own is None else len(own)) if opened else 2, kept=False)
        if opened:
            next(self._tokens)

    def _closes_itself(self, token: Any) -> None:
        node = self._end_attribute()
        self.at += len(token.get("padding") or "")
        self._end(0 if node.markup else 1 if token.get("implicit") else 2)


_OPENING: Final = {
    tokens.CommentStart: (Form.COMMENT, 4),
    tokens.WikilinkOpen: (Form.LINK, 2),
    tokens.TemplateOpen: (Form.TEMPLATE, 2),
    tokens.ArgumentOpen: (Form.ARGUMENT, 3),
}
_PARTING: Final = {tokens.WikilinkSeparator: 1, tokens.TemplateParamSeparator: 1, tokens.ArgumentSeparator: 1}
_CLOSING: Final = {tokens.CommentEnd: 3, tokens.WikilinkClose: 2, tokens.TemplateClose: 2, tokens.ArgumentClose: 3}
_OTHER: Final[Mapping[Any, Callable[[_Reader, Any], object]]] = {
    tokens.HTMLEntityStart: _Reader._entity,
    tokens.HeadingStart: lambda reader, one: reader._begin(Form.HEADING, one["level"], one["level"]),
    tokens.HeadingEnd: lambda reader, _: reader._end(reader._open[-1].level),
    tokens.ExternalLinkOpen: lambda reader, one: reader._begin(
        Form.ADDRESS, int(bool(one.get("brackets"))), int(bool(one.get("brackets")))
    ),
    tokens.ExternalLinkSeparator: lambda reader, one: reader._next_part(0 if one.get("suppress_space") else 1),
    tokens.ExternalLinkClose: lambda reader, _: reader._end(reader._open[-1].level),
    tokens.TemplateParamEquals: _Reader._key,
    tokens.TagOpenOpen: _Reader._tag,
    tokens.TagAttrStart: _Reader._attribute,
    tokens.TagAttrEquals: _Reader._value,
    tokens.TagAttrQuote: _Reader._quoted,
    tokens.TagCloseOpen: _Reader._contents,
    tokens.TagCloseSelfclose: _Reader._closes_itself,
    tokens.TagOpenClose: _Reader._closing,
    tokens.TagCloseClose: lambda reader, _: reader._end(0 if reader._open[-1].markup else 1),
}
"""Tokens, by how long their marks are, and how the others are read."""
