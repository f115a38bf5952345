"""Markup: a see-also list as JSON, as Markdown, and as wikitext."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from realism.xref.formats import address, wiki_link
from realism.xref.lexicon import EntityRef
from realism.xref.ranking import SeeAlso

_MARKDOWN_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>])")
_WIKI_SPECIAL: Final = re.compile(r"\[\[|\]\]|\{\{|\}\}|''+|<|>|~~~+|\|")


def as_json(subject: EntityRef | None, entries: Sequence[SeeAlso], labels: Mapping[str, str]) -> dict[str, object]:
    """The list as a JSON object; `labels` names the ends of the statements behind each reason."""
    return {
        "entity": subject.as_dict() if subject else None,
        "see_also": [
            {
                "entity": entry.entity.as_dict(),
                "score": entry.score,
                "symmetric": entry.symmetric,
                "pinned": entry.pinned,
                "reasons": [reason.as_dict(labels) for reason in entry.reasons],
            }
            for entry in entries
        ],
    }


def as_markdown(entries: Sequence[SeeAlso], public_url: str | None = None) -> str:
    """The list as a Markdown section; links lead to the service at `public_url`, or to permanent IRIs."""
    lines = ["## See also", ""]
    for entry in entries:
        label = _MARKDOWN_SPECIAL.sub(r"\\\1", entry.entity.label)
        reason = _MARKDOWN_SPECIAL.sub(r"\\\1", _first(entry))
        lines.append(f"- [{label}]({address(entry.entity, public_url)})" + (f" – {reason}" if reason else ""))
    return "\n".join(lines) + "\n"


def as_wikitext(entries: Sequence[SeeAlso]) -> str:
    """The list as a MediaWiki section; links lead to the articles named like the entities."""
    lines = ["== See also =="]
    for entry in entries:
        reason = _WIKI_SPECIAL.sub(lambda special: f"<nowiki>{special[0]}</nowiki>", _first(entry))
        lines.append(f"* {wiki_link(entry.entity, entry.entity.label)}" + (f" – {reason}" if reason else ""))
    return "\n".join(lines) + "\n"


def _first(entry: SeeAlso) -> str:
    return entry.reasons[0].text if entry.reasons else ""
