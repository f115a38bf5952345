"""Linting: an article in, its references and what is wrong with them out."""

from collections.abc import Iterable
from dataclasses import dataclass

from realism.knowledge.succession import Succession
from realism.store.base import Store
from realism.xref.formats import read
from realism.xref.lexicon import EntityRef
from realism.xref.linker import Linker
from realism.xref.lint.article import Article, Options
from realism.xref.lint.findings import Finding
from realism.xref.lint.judging import Judge
from realism.xref.lint.lists import Lists, Pair
from realism.xref.lint.meaning import Meaning
from realism.xref.lint.missing import missing
from realism.xref.lint.places import Lines
from realism.xref.lint.references import find_references
from realism.xref.lint.resolving import Resolver
from realism.xref.lint.rewriting import by_title
from realism.xref.lint.rules import RULES, SEVERITIES
from realism.xref.lint.sections import see_also_sections
from realism.xref.lint.surroundings import Surroundings
from realism.xref.lint.titles import normal
from realism.xref.ranking import Ranking
from realism.xref.subject import Subject, subject_of

_DEFAULT = Options()


@dataclass(frozen=True)
class Report:
    """What lint says about one article.

    subject      what the article is about: the entity that was named, or else what `subject_of` finds
    why          why that is taken to be the subject; or that nothing is
    references   every reference, with what it denotes
    findings     in the order of the text, the worst first at the same place
    """

    subject: EntityRef | None
    why: str
    references: tuple[Pair, ...]
    findings: tuple[Finding, ...]
    lines: Lines
    version: str

    def as_dict(self) -> dict[str, object]:
        """The report as a JSON object."""
        return {
            "subject": self.subject.as_dict() if self.subject else None,
            "subject_reason": self.why,
            "references": [
                {
                    "kind": one.kind,
                    "start": one.start,
                    "end": one.end,
                    **self.lines.as_dict(one.start, one.end),
                    "surface": one.surface,
                    "name": one.name,
                    "resolved": found.how,
                    "entity": found.entity.as_dict() if found.entity else None,
                    "title": found.title,
                    "exists": found.exists,
                }
                for one, found in self.references
            ],
            "findings": [finding.as_dict(self.lines) for finding in self.findings],
            "version": self.version,
        }


class Linter:
    """Lints articles against one state of the dataset. Safe to share between threads."""

    def __init__(self, linker: Linker, ranking: Ranking, retired: Succession) -> None:
        self._linker = linker
        self._ranking = ranking
        self._retired = retired
        self.names = linker.names

    @classmethod
    def from_store(cls, store: Store) -> "Linter":
        """The linter of the present state of `store`."""
        return cls(Linker.from_store(store), Ranking.from_store(store), Succession.from_store(store))

    def lint(
        self, text: str, format: str = "plain", self_slug: str | None = None, options: Options = _DEFAULT
    ) -> Report:
        """What is wrong with the references of `text`.

        format      plain, wikitext, html or markdown
        self_slug   the entity the text is about; None: what its title or its mentions say, for see-also lists only
        Raises BadInput for an unknown format or entity.
        """
        first = self._linker.annotate(text, format, "first", self_slug, options.public_url)
        view = read(text, format)
        mentions = self._linker.annotate(view.text, "plain", "all")
        subject = Subject(self_slug, "it was named as the subject") if self_slug is not None else None
        if subject is None:
            subject = subject_of(view, text, format, mentions, self.names, self._ranking.graph.neighbours)
        article = Article(
            text,
            format,
            view,
            {(one.start, one.end): one for one in mentions},
            self.names.entities[subject.slug] if subject else None,
            self_slug is not None,
            options,
        )
        sections = see_also_sections(view, format)
        references = find_references(article, sections, self.names, self._ranking.graph)
        resolver = Resolver(self.names, options.titles, self._retired)
        meaning = Meaning(article, self.names, resolver, Surroundings(view.text, article.mentions))
        pairs = [(one, meaning.settled(one, resolver.resolve(one.target))) for one in references]
        pins, forbidden = self._keys(options.pins), self._keys(options.do_not_link)
        titled = by_title(article, references)
        lists = Lists(article, self._ranking, resolver, pairs, pins, forbidden, titled)
        judge = Judge(article, self.names, resolver, meaning, forbidden)
        findings = [finding for pair in pairs for finding in _judged(pair, judge, lists)]
        findings += lists.lacking(sections[0] if sections else None)
        findings += missing(article, first, pairs, resolver, forbidden, titled=titled)
        why = subject.why if subject else "no title names anything in the base, and nothing is mentioned"
        return Report(article.subject, why, tuple(pairs), _ordered(findings), article.lines, self._linker.version)

    def _keys(self, names: Iterable[str]) -> frozenset[str]:
        """The keys of what editors name by slug or by title."""
        found = set()
        for name in names:
            called = [self.names.entities[name]] if name in self.names.entities else self.names.called(name)
            found.update([one.id for one in called] or [normal(name)])
        return frozenset(found)


def _judged(pair: Pair, judge: Judge, lists: Lists) -> list[Finding]:
    """The findings on one reference; of those on an entry that is to go as a whole, no more than why it is."""
    findings = list(judge.judge(*pair))
    if not pair[0].listed or any(one.severity == "error" or one.suggestion == "" for one in findings):
        return findings
    as_entry = list(lists.entry(*pair))
    return as_entry if any(one.suggestion == "" for one in as_entry) else findings + as_entry


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    ranks = {name: (SEVERITIES.index(rule.severity), index) for index, (name, rule) in enumerate(RULES.items())}
    return tuple(sorted(findings, key=lambda one: (one.start, one.end, ranks[one.rule])))
