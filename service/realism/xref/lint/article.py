"""An article as lint sees it: its text, what a reader sees of it, and what the linker finds in that."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from realism.xref.lexicon import EntityRef
from realism.xref.linker import Mention
from realism.xref.lint.places import Lines
from realism.xref.lint.targets import Target
from realism.xref.lint.titles import Titles
from realism.xref.view import Link, View


@dataclass(frozen=True)
class Options:
    """What an encyclopedia says about itself.

    titles        the articles it has; None: the entities of the base, each under its preferred label
    pins          slugs and titles that a see-also list must have, whatever speaks against them
    do_not_link   slugs and titles that are never to be linked
    public_url    the address of the service, for links that lead there
    """

    titles: Titles | None = None
    pins: tuple[str, ...] = ()
    do_not_link: tuple[str, ...] = ()
    public_url: str | None = None


@dataclass(frozen=True)
class Article:
    """One article.

    mentions   what the linker finds in the view, by place in the view: links and headings included
    subject    what the article is about; named: whether that was said, and not taken from what it mentions
    """

    text: str
    format: str
    view: View
    mentions: Mapping[tuple[int, int], Mention]
    subject: EntityRef | None
    named: bool
    options: Options

    @cached_property
    def lines(self) -> Lines:
        """Where its lines begin."""
        return Lines(self.text)

    def about(self, entity: EntityRef) -> bool:
        """Whether the article is said to be about `entity`."""
        return self.named and self.subject is not None and self.subject.id == entity.id


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference that an article makes.

    kind      link, template (a title in a template such as {{main|…}}), phrase ("see …"), title (words written as a
              title in plain text), entry (a line without a link in a see-also list)
    start, end   its place in the source: the whole link, or the name
    surface   the source there
    name      what it goes by: the target of a link, the words of a phrase
    target    where that leads
    shown     what is seen of it, as a span of the view
    link      the link, for a link
    heading   whether it stands in a heading
    listed    whether it is an entry of a see-also list
    """

    kind: str
    start: int
    end: int
    surface: str
    name: str
    target: Target
    shown: tuple[int, int]
    link: Link | None = None
    heading: bool = False
    listed: bool = False
