"""What a check of an edit says: what the edit introduces, what it fixes, what was there before, what was checked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from realism.checks.reports.report import Finding, count, finding_lines, ordered

MOST_LISTED: Final = 500
"""The most findings of a kind that a report lists; how many more there are is said."""
_BY_STATEMENTS: Final = ("contradiction", "empty-kind")


@dataclass(frozen=True)
class Checked:
    """What was checked.

    shacl, rules, logic  whether the shapes, the rules, and the logic of every part the edit concerns were judged
    module_axioms        how many axioms the reasoner judged together at most
    complete             whether a check of the whole base with the edit would find nothing more
    not_checked          what was left out and why, in sentences
    """

    shacl: bool = True
    rules: bool = True
    logic: bool = True
    module_axioms: int = 0
    complete: bool = True
    not_checked: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditReport:
    """The verdict on an edit.

    introduced   what is wrong only with the edit; `preexisting`: with and without it; `fixed`: only without it.
                 Of what was there before, only what concerns the entries the edit touches is looked at.
    account      whose statements without a graph were taken to be, None for the core
    notes        what the editor may want to know, in sentences
    version      the state of the dataset the edit was judged against
    """

    introduced: tuple[Finding, ...] = ()
    preexisting: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    checked: Checked = Checked()
    account: str | None = None
    notes: tuple[str, ...] = ()
    version: str = ""
    elapsed_ms: float = 0.0

    @property
    def conforms(self) -> bool:
        """Whether the edit introduces no violation; warnings and infos do not block, nor does what was there before."""
        return not any(finding.severity == "violation" for finding in self.introduced)

    def as_dict(self) -> dict[str, Any]:
        """The report as the JSON of ``POST /check``."""
        lists = {name: getattr(self, name) for name in ("introduced", "preexisting", "fixed")}
        longer = [
            f"only the first {MOST_LISTED} of {len(found)} {name} findings are listed"
            for name, found in lists.items()
            if len(found) > MOST_LISTED
        ]
        return {
            "conforms": self.conforms,
            **{name: [one.as_dict() for one in found[:MOST_LISTED]] for name, found in lists.items()},
            "checked": asdict(self.checked),
            "account": self.account,
            "notes": [*self.notes, *longer],
            "version": self.version,
            "elapsed_ms": round(self.elapsed_ms, 1),
        }


def identity(finding: Finding) -> tuple[object, ...]:
    """What makes a finding the same with and without an edit: rule, entry, property, value and account, or else, where
    there is neither property nor value, as with a contradiction, the set of its statements."""
    named = (finding.rule, finding.focus, finding.path, finding.value, finding.account)
    if finding.path is not None or finding.value is not None or finding.rule not in _BY_STATEMENTS:
        return named
    return finding.rule, finding.account, frozenset((one.s, one.p, one.o) for one in finding.statements)


def apart(
    before: Iterable[Finding], after: Iterable[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """What is introduced, pre-existing and fixed, given the findings without an edit and with it."""
    old = {identity(one): one for one in before}
    new = {identity(one): one for one in after}
    introduced = ordered(one for key, one in new.items() if key not in old)
    preexisting = ordered(one for key, one in new.items() if key in old)
    fixed = ordered(one for key, one in old.items() if key not in new)
    return tuple(introduced), tuple(preexisting), tuple(fixed)


def mark(findings: Iterable[Finding], is_yours: Callable[[tuple[str, str, str]], bool]) -> Iterator[Finding]:
    """`findings` with those of their statements marked that `is_yours` says are the edit's; such have no place."""
    for finding in findings:
        statements = tuple(
            replace(one, yours=True, file=None, line=None) if is_yours((one.s, one.p, one.o)) else one
            for one in finding.statements
        )
        yield finding if statements == finding.statements else replace(finding, statements=statements)


def as_text(report: EditReport) -> str:
    """The report for a terminal: the verdict, what is introduced and fixed, then what was there before."""
    lines = [_verdict(report)]
    for title, found in (
        ("Introduced by the edit", report.introduced),
        ("Fixed by the edit", report.fixed),
        ("There before, not counted against the edit", report.preexisting),
    ):
        if found:
            lines += ["", f"{title} ({count(found)}):"]
            lines += [line for one in found[:MOST_LISTED] for line in finding_lines(one)]
            lines += [f"… and {len(found) - MOST_LISTED} more"] if len(found) > MOST_LISTED else []
    for title, sentences in (("Not checked", report.checked.not_checked), ("Notes", report.notes)):
        lines += ["", f"{title}:", *(f"- {one}" for one in sentences)] if sentences else []
    return "\n".join([*lines, "", _scope(report)])


def _verdict(report: EditReport) -> str:
    if not report.conforms:
        return "The edit cannot be taken: it introduces a violation."
    if not report.checked.complete:
        return "Nothing was found that forbids the edit, but not everything was checked."
    return "The edit can be taken: it introduces no violation."


def _scope(report: EditReport) -> str:
    checked = report.checked
    parts = [name for name, done in (("shapes", checked.shacl), ("rules", checked.rules)) if done]
    if checked.logic:
        parts.append(f"logic ({checked.module_axioms} axioms)" if checked.module_axioms else "logic")
    return f"Checked: {', '.join(parts) or 'nothing'}; {report.elapsed_ms:.0f} ms."
