"""Parts: the lines of articles as JSONL or Parquet, and their links as N-Quads."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from realism.corpus.articles import Article, utf8
from realism.corpus.extras import needed
from realism.vocab import entity_iri
from realism.xref.linker import Mention

MENTIONS: Final = "https://schema.org/mentions"
"""The property of the link graph: an article (a creative work) contains a reference to an entity."""
_IN_PATHS: Final = "/:@!$&'()*+,;=~-._"
"""What stands unescaped in the path of an IRI (RFC 3986), besides letters and digits."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one article.

    about     the entity it is about, by slug, which so is not linked
    mentions  as `Linker.annotate` gives them
    version   the state of the dataset
    """

    article: Article
    about: str | None
    mentions: tuple[Mention, ...]
    version: str

    def as_dict(self) -> dict[str, object]:
        """The line as a JSON object."""
        return {
            "id": self.article.id,
            "title": self.article.title,
            "self": self.about,
            "mentions": [mention.as_dict() for mention in self.mentions],
            "format": self.article.format,
            "version": self.version,
        }


def links(lines: Sequence[Line], base_url: str, graph: str) -> tuple[int, bytes]:
    """How many links there are, and they as N-Quads: each article to each entity it mentions, once."""
    quads = [
        f"<{article_iri(base_url, line.article.path)}> <{MENTIONS}> <{entity_iri(slug)}> <{graph}> .\n"
        for line in lines
        for slug in dict.fromkeys(mention.entity.id for mention in line.mentions)
    ]
    return len(quads), "".join(quads).encode("ascii")


def article_iri(base_url: str, path: str) -> str:
    """The IRI of an article: `base_url` and the path, with everything escaped that is no plain character of a path."""
    return base_url + quote(utf8(path), safe=_IN_PATHS)


def jsonl(lines: Sequence[Line]) -> bytes:
    """One JSON object in each line; lone surrogates, which UTF-8 cannot say, as escapes."""
    return b"".join(_json(line.as_dict()) for line in lines)


def _json(record: object) -> bytes:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return (json.dumps(record, separators=(",", ":")) + "\n").encode("ascii")


def parquet(lines: Sequence[Line]) -> bytes:
    """A Parquet file of the same members; lone surrogates, which it cannot say, as U+FFFD."""
    pyarrow = needed("pyarrow", "pyarrow.parquet")
    table = pyarrow.Table.from_pylist([_sayable(line.as_dict()) for line in lines], schema=_schema(pyarrow))
    target = io.BytesIO()
    pyarrow.parquet.write_table(table, target, compression="zstd")
    return target.getvalue()


def _schema(pyarrow: Any) -> Any:
    text, number = pyarrow.string(), pyarrow.int64()
    entity = pyarrow.struct([("id", text), ("label", text), ("type", text)])
    mention = pyarrow.struct(
        [
            ("start", number),
            ("end", number),
            ("surface", text),
            ("entity", entity),
            ("score", pyarrow.float64()),
            ("reason", text),
        ]
    )
    return pyarrow.schema(
        [
            ("id", text),
            ("title", text),
            ("self", text),
            ("mentions", pyarrow.list_(mention)),
            ("format", text),
            ("version", text),
        ]
    )


def _sayable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {name: _sayable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_sayable(one) for one in value]
    return value


WRITERS: Final[Mapping[str, Callable[[Sequence[Line]], bytes]]] = {"jsonl": jsonl, "parquet": parquet}
"""How the parts of each kind of output are written."""
