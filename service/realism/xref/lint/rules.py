"""The rules in one table."""

from typing import Final, Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")


class Rule(NamedTuple):
    """A rule: how bad it is when broken, and what it says. Findings that are not sure are a degree milder."""

    severity: Severity
    sentence: str


RULES: Final[dict[str, Rule]] = {
    "dead": Rule(
        "error", "A reference leads to nothing: no entity, and no article among the titles (a warning without titles)."
    ),
    "given-up": Rule("error", "A link leads to an entity that was given up (410)."),
    "wrong-sense": Rule("error", "A reference leads to one sense of a word, and the text around it speaks of another."),
    "do-not-link": Rule("error", "A reference leads to something that the editors asked not to be linked."),
    "other-entity": Rule("warning", "The words of a link name another entity than the one it leads to."),
    "ambiguous": Rule("warning", "Several entities share the name a reference goes by (info where the text decides)."),
    "redirect": Rule("warning", "A reference goes by an alias, a redirect or a moved address (301), not by the title."),
    "no-article": Rule("warning", "A reference denotes an entity that has no article among the titles."),
    "self-link": Rule("warning", "An article refers to itself."),
    "in-heading": Rule("warning", "A link stands in a heading."),
    "repeated": Rule("info", "An article refers to the same thing once more."),
    "missing": Rule("info", "The first mention of an entity is not linked."),
    "unsupported": Rule("warning", "Nothing in the base joins a see-also entry with the subject of the article."),
    "redundant": Rule("info", "A see-also entry is linked in the text of the article already."),
    "asymmetric": Rule("info", "A see-also entry would not list the subject of the article in turn."),
    "candidate": Rule("info", "The see-also list lacks what is tied to the subject most strongly."),
    "pin": Rule("warning", "The see-also list lacks an entry that the editors pinned."),
}
"""Rule to what it says: in order of how much it matters to a reader within each severity."""


def milder(severity: Severity) -> Severity:
    """The next milder severity."""
    return SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]
