"""Missing links: first mentions that the linker would link and the article does not."""

from collections.abc import Iterator, Sequence

from realism.xref.linker import Mention
from realism.xref.lint.article import Article
from realism.xref.lint.findings import Finding
from realism.xref.lint.lists import Pair
from realism.xref.lint.resolving import Resolver
from realism.xref.lint.rewriting import link_to
from realism.xref.lint.rules import RULES


def missing(
    article: Article,
    first: Sequence[Mention],
    pairs: Sequence[Pair],
    resolver: Resolver,
    forbidden: frozenset[str],
    *,
    titled: bool,
) -> Iterator[Finding]:
    """The mentions among `first` of what has an article and is linked nowhere.

    first       the first mentions of entities, as the linker would link them
    forbidden   keys of what is not to be linked
    titled      whether links of the article lead to titles
    """
    # In plain text, a reference in words is as good as a link; elsewhere it could be one.
    linked = {found.key for one, found in pairs if one.link is not None or article.format == "plain"} | forbidden
    for one in first:
        title = resolver.article_of(one.entity)
        if title is None or one.entity.id in linked or article.about(one.entity):
            continue
        message = f"“{' '.join(one.surface.split())}” is the first mention of {one.entity.label} and not linked"
        instead = link_to(article, one.entity, title, one.surface, titled=titled)
        evidence = (one.reason, f"score {one.score:g}")
        severity = RULES["missing"].severity
        yield Finding("missing", severity, message, one.start, one.end, one.surface, one.entity, instead, evidence)
