"""Already: what an article links, lists or names prominently, which its see-also list need not repeat."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from realism.xref.entries import Wishes
from realism.xref.formats import read
from realism.xref.linked import leads_to
from realism.xref.linker import Linker, Mention
from realism.xref.lint.names import Names
from realism.xref.lint.sections import see_also_sections
from realism.xref.view import View

OFTEN: Final = 3
"""What an article names more often than this, it names prominently."""


@dataclass(frozen=True)
class Already:
    """What is in an article.

    view        what a reader sees
    mentions    all of them, with offsets in the visible text
    linked      the entities that it links, or lists under "See also"
    prominent   the entities that it names in its lead, or more than `OFTEN` times
    """

    view: View
    mentions: tuple[Mention, ...]
    linked: frozenset[str]
    prominent: frozenset[str]

    def kept_to(self, wishes: Wishes) -> Wishes:
        """The wishes, with what is there already among what is to be left out, unless it is wished for."""
        there = frozenset() if wishes.include_linked else self.linked
        named = self.prominent if wishes.prominent else frozenset()
        return replace(wishes, leave_out=wishes.leave_out | (there | named).difference(wishes.pins))


def already(linker: Linker, text: str, format: str, public_url: str | None = None) -> Already:
    """What is in the article `text`.

    public_url   the address of the service, for links that lead there
    Raises BadInput for an unknown format.
    """
    view = read(text, format)
    mentions = tuple(linker.annotate(view.text, "plain", "all"))
    lead = _lead(view)
    counts = Counter(mention.entity.id for mention in mentions)
    prominent = {one.entity.id for one in mentions if one.end <= lead or counts[one.entity.id] > OFTEN}
    linked = {*_linked(view, format, mentions, linker.names, public_url), *_listed(view, format, mentions)}
    return Already(view, mentions, frozenset(linked), frozenset(prominent))


def _linked(
    view: View, format: str, mentions: tuple[Mention, ...], names: Names, public_url: str | None
) -> Iterator[str]:
    """What the links lead to: by address, else by title, else by the words that they show."""
    shown = {(mention.start, mention.end): mention.entity.id for mention in mentions}
    for link in view.links:
        entity = leads_to(link, format, names, public_url)
        if entity is not None:
            yield entity
        elif (link.at, link.until) in shown:
            yield shown[link.at, link.until]


def _listed(view: View, format: str, mentions: tuple[Mention, ...]) -> Iterator[str]:
    for section in see_also_sections(view, format):
        yield from (one.entity.id for one in mentions if section.at <= one.start and one.end <= section.until)


def _lead(view: View) -> int:
    """Where the lead ends: at the first heading that text stands before, or else with the first paragraph."""
    read_to = 0
    for heading in view.headings:
        if view.text[read_to : heading.at].strip():
            return heading.at
        read_to = heading.until
    begin = read_to + len(view.text[read_to:]) - len(view.text[read_to:].lstrip())
    end = view.text.find("\n\n", begin)
    return len(view.text) if end < 0 else end
