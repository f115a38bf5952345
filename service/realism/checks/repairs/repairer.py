"""Repairs for what the engines of a base find wrong with an edit, judged by these engines."""

from collections.abc import Iterable, Sequence

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.engines import Engines, Trial
from realism.checks.files import Files
from realism.checks.repairs.judges import Judge, Judges, Limits
from realism.checks.repairs.search import repaired
from realism.checks.repairs.sources import Sources
from realism.checks.reports.report import Finding
from realism.checks.reports.verdict import apart
from realism.checks.syntax import UNKNOWN_TO_HERMIT, datatype_finding
from realism.checks.words.live import LiveFacts
from realism.store.base import Literal, Quad

_OF_LOGIC = frozenset(("contradiction", "empty-kind", "owl-dl", "logic-input"))
_SHARE_OF_OTHERS = 0.25
_OF_OTHERS = {"datatype": "types", "undefined-name": "names"}


class Repairer:
    """Seeks repairs of edits of one state of a base; safe to share between threads."""

    def __init__(self, base: Asserted, engines: Engines, files: Files) -> None:
        self._base = base
        self._engines = engines
        self._hints = files.hints
        self._rules = frozenset(rule.name for rule in files.rules)

    def warm(self) -> None:
        """Read what the first misspelt name would wait for."""
        self._engines.names.known.similar("", 1)

    def repaired(
        self, facts: LiveFacts, trial: Trial, introduced: Sequence[Finding], limits: Limits | None = None
    ) -> tuple[Finding, ...]:
        """`introduced`, which `trial` found of the edit of `facts`, each with the repairs found within `limits`."""
        if not introduced:
            return ()
        entries, axioms = trial.entries, trial.axioms
        hidden = apart([*entries.before, *axioms.before], [*entries.after, *axioms.after])[0]
        edit = facts.view.edit
        engines: dict[str, Judge] = {
            "types": _by_types,
            "names": self._by_names,
            "shapes": self._by_shapes,
            "rules": lambda repaired, seconds: self._by_rules(repaired, edit, hidden),
        }
        partly: set[Edit] = set()
        # Dozens of accounts may rest on a statement of the core: they leave time for further repairs.
        seconds_others = (limits or Limits()).seconds * _SHARE_OF_OTHERS
        # Logic that took too long for the edit would for its repairs; that it could not read a value, a repair can end.
        if trial.logic or _by_types(edit):
            engines["logic"] = lambda repaired, seconds: self._by_logic(repaired, seconds, seconds_others, partly)

        def loses(removed: frozenset[Quad], finding: Finding, seconds: float) -> Sequence[str]:
            return self._engines.logic.loses(facts.view, removed, finding, seconds) if trial.logic else ()

        # What logic has not looked at, because something else clashed first, may come to light with a repair.
        monotone = frozenset(("logic",)) if trial.logic and trial.complete else frozenset[str]()
        judges = Judges(engines, self._maker, monotone, loses, partly)
        return tuple(repaired(self.sources(facts), introduced, judges, limits, hidden))

    def sources(self, facts: LiveFacts) -> Sources:
        """What proposals for the edit of `facts` are drawn from."""
        return Sources(facts, self._hints, self._engines.names.known.similar)

    def _maker(self, finding: Finding) -> str:
        if finding.rule in _OF_LOGIC:
            return "logic"
        if finding.rule in _OF_OTHERS:
            return _OF_OTHERS[finding.rule]
        return "rules" if finding.rule in self._rules else "shapes"

    def _by_names(self, edit: Edit, seconds: float) -> Iterable[Finding]:
        facts = self._facts(edit)
        return apart(*self._engines.names.judge(facts.view, facts.teller))[0]

    def _by_shapes(self, edit: Edit, seconds: float) -> Iterable[Finding]:
        facts = self._facts(edit)
        judged = self._engines.shapes.judge(facts.view, facts)
        return apart(judged.before, judged.after)[0]

    def _by_rules(self, edit: Edit, before: Edit, found: Iterable[Finding]) -> Iterable[Finding]:
        """By the rules that may read what differs from the edit as it was, and what was `found` by the others then."""
        facts = self._facts(edit)
        differing = (edit.add ^ before.add) | (edit.remove ^ before.remove)
        among = self._engines.rules.reading(differing, facts.view)
        judged = self._engines.rules.judge(facts.view, facts.teller, among)
        others = (one for one in found if one.rule in self._rules and one.rule not in among)
        return (*apart(judged.before, judged.after)[0], *others)

    def _by_logic(self, edit: Edit, seconds: float, others: float, partly: set[Edit]) -> Iterable[Finding]:
        facts = self._facts(Edit(frozenset(quad for quad in edit.add if not _unreadable(quad)), edit.remove))
        judged = self._engines.logic.judge(facts.view, facts, seconds, others)
        if not judged.complete:
            partly.add(edit)
        return apart(judged.before, judged.after)[0]

    def _facts(self, edit: Edit) -> LiveFacts:
        return LiveFacts(Edited(self._base, edit))


def _by_types(edit: Edit, seconds: float = 0) -> list[Finding]:
    """A finding for each value added whose type the reasoner fails on."""
    return [
        datatype_finding(str(quad.subject), str(quad.predicate), quad.object.value, quad.object.datatype)
        for quad in edit.add
        if isinstance(quad.object, Literal) and _unreadable(quad)
    ]


def _unreadable(quad: Quad) -> bool:
    """Whether it has a value of a type the reasoner fails on."""
    return isinstance(quad.object, Literal) and quad.object.datatype in UNKNOWN_TO_HERMIT
