"""Findings: what lint says about a place in an article."""

from dataclasses import dataclass

from realism.xref.lexicon import EntityRef
from realism.xref.lint.article import Article, Reference
from realism.xref.lint.places import Lines
from realism.xref.lint.rewriting import Change
from realism.xref.lint.rules import RULES, Severity, milder


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: `text[start:end] == surface`, offsets in code points of the text as sent.

    message      what is wrong, in plain words
    entity       the entity it is about, if there is one
    suggestion   what to write in place of the surface, in the format of the article; None: that is the editor's call
    evidence     what the finding rests on, in plain words
    """

    rule: str
    severity: Severity
    message: str
    start: int
    end: int
    surface: str
    entity: EntityRef | None = None
    suggestion: str | None = None
    evidence: tuple[str, ...] = ()

    def as_dict(self, lines: Lines) -> dict[str, object]:
        """The finding as a JSON object; `lines` are those of the article."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "start": self.start,
            "end": self.end,
            **lines.as_dict(self.start, self.end),
            "surface": self.surface,
            "entity": self.entity.as_dict() if self.entity else None,
            "suggestion": self.suggestion,
            "evidence": list(self.evidence),
        }


def on_reference(
    article: Article,
    rule: str,
    reference: Reference,
    message: str,
    entity: EntityRef | None = None,
    change: Change | None = None,
    evidence: tuple[str, ...] = (),
    *,
    sure: bool = True,
) -> Finding:
    """A finding on `reference`, which `change` would set right."""
    severity = RULES[rule].severity if sure else milder(RULES[rule].severity)
    start, end, instead = change or (reference.start, reference.end, None)
    return Finding(rule, severity, message, start, end, article.text[start:end], entity, instead, evidence)
