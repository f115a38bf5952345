"""Linked: what the links lead to that a text has already."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from realism.xref.lint.names import Names
from realism.xref.lint.targets import read_target
from realism.xref.view import Link, View


def leads_to(link: Link, format: str, names: Names, public_url: str | None) -> str | None:
    """The entity that `link` leads to, by its address or its title, whatever it shows; None for none or several.

    format      of the text that the link is in
    public_url  the address of the service, for links that lead there
    """
    target = read_target(link.target, format, public_url)
    if target.kind == "address" and (path := urlsplit(link.target).path).startswith("/wiki/"):
        # The articles of an encyclopedia elsewhere have the same titles.
        target = read_target(path, format, public_url)
    if target.kind == "slug":
        return target.value if target.value in names.entities else None
    called = names.titled(target.value) or names.called(target.value) if target.kind == "title" else ()
    return called[0].id if len(called) == 1 else None


def linked(view: View, format: str, names: Names, public_url: str | None) -> Iterator[str]:
    """The entities that the links of `view` lead to, see `leads_to`."""
    for link in view.links:
        entity = leads_to(link, format, names, public_url)
        if entity is not None:
            yield entity
