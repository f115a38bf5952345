"""The whole check of a folder: syntax, then shapes, rules and names, then logic."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from realism.checks.knowledge import Knowledge, load_knowledge
from realism.checks.logic.findings import logic_findings
from realism.checks.logic.reasoner import Reasoner
from realism.checks.reports.report import Finding, ordered
from realism.checks.rules.names import name_findings
from realism.checks.rules.whole import rule_findings
from realism.checks.shapes.validation import shape_findings
from realism.checks.syntax import syntax_findings
from realism.paths import queries_dir

Progress = Callable[[str], None]


def check(
    ontology: Path,
    *,
    logic: bool = True,
    rules: Path | None = None,
    reasoner: Reasoner | None = None,
    progress: Progress = lambda step: None,
) -> list[Finding]:
    """Everything that is wrong with the ontology in the folder `ontology`, violations first.

    logic      whether to reason as well
    rules      the folder of query rules, the bundled one if left out
    reasoner   a reasoner to use; one is started and closed if left out
    progress   called with what is being done, before each step
    While a file does not parse, only syntax is checked: what it would define would be reported as missing.
    Raises BadInput for an ill-formed rule, BrokenOntology for ill-formed shapes, Overloaded for too long reasoning.
    """
    progress("reading")
    knowledge = load_knowledge(ontology)
    found = list(syntax_findings(knowledge))
    if knowledge.broken:
        number = len(knowledge.broken)
        files = "one file does" if number == 1 else f"{number} files do"
        message = f"shapes, rules and logic were not run, because {files} not parse; correct that first"
        return ordered([*found, Finding("not-checked", "info", message)])
    progress("shapes")
    found += shape_findings(knowledge)
    progress("rules")
    found += rule_findings(knowledge, rules or queries_dir() / "checks")
    found += name_findings(knowledge)
    if logic and not any(finding.rule == "datatype" for finding in found):
        found += unrepeated(_reason(knowledge, reasoner, progress), found)
    return ordered(found)


def _reason(knowledge: Knowledge, reasoner: Reasoner | None, progress: Progress) -> Iterator[Finding]:
    def step(name: str) -> None:
        progress(f"logic: {name}")

    if reasoner is not None:
        yield from logic_findings(knowledge, reasoner, step)
        return
    with Reasoner() as own:
        yield from logic_findings(knowledge, own, step)


def unrepeated(later: Iterator[Finding], earlier: Sequence[Finding]) -> Iterator[Finding]:
    """Those of `later` that an earlier violation does not say already.

    It does when the later one rests on the very statements it names, or is outside OWL 2 DL because of a name that it
    calls undefined.
    """
    violations = [finding for finding in earlier if finding.severity == "violation"]
    named = [_facts(finding) for finding in violations]
    undefined = {finding.value for finding in violations if finding.rule == "undefined-name"}
    for finding in later:
        facts = _facts(finding)
        outside = finding.rule == "owl-dl" and finding.value in undefined
        if not outside and not any(some and some <= facts for some in named):
            yield finding


def _facts(finding: Finding) -> frozenset[tuple[str, str, str]]:
    return frozenset((one.s, one.p, one.o) for one in finding.statements if one.s)
