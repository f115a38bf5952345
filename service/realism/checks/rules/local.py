"""The query rules after an edit: asked again only about the entries whose rows may have changed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.edits.footprint import Find, Pattern, TooWide
from realism.checks.reports.report import Finding
from realism.checks.rules.alike import Alike
from realism.checks.rules.compiling import CompiledRule, compile_rule
from realism.checks.rules.shadow import WholeRules
from realism.checks.rules.whole import Rule, rule_finding
from realism.checks.words.telling import Teller
from realism.store.base import Quad, Row, Term
from realism.store.embedded import EmbeddedStore

Rows = frozenset[frozenset[tuple[str, Term]]]
"""The rows of a rule, each as its variables and their values."""


@dataclass(frozen=True)
class RowsAround:
    """The rows of one rule before and after an edit: all that may differ, and perhaps others."""

    before: Rows
    after: Rows


@dataclass
class JudgedRules:
    """What the rules find before an edit and after it, as far as it may bear on what is found.

    not_checked   rules that could not be asked, with the reason in words
    """

    before: list[Finding] = field(default_factory=list)
    after: list[Finding] = field(default_factory=list)
    not_checked: dict[str, str] = field(default_factory=dict)


class LocalRules:
    """The rules of one state of the base.

    most         how many statements a rule may look at before it is asked of the whole base instead
    whole_most   how many statements the base may have for that
    Raises BadInput for a rule that is no query.
    """

    def __init__(self, rules: Iterable[Rule], base: Asserted, *, most: int = 4000, whole_most: int = 250_000) -> None:
        self.compiled = [compile_rule(rule) for rule in rules]
        self._most = most
        self._whole = WholeRules(base, whole_most)
        self._alike = Alike(base)

    def warm(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Ask all rules of the base as it stands, until `stop` says so, so that edits are judged faster."""
        self._whole.warm((one.rule for one in self.compiled if not one.unbounded and not one.rule.alike), stop)

    def reading(self, quads: Iterable[Quad], view: Edited) -> frozenset[str]:
        """The names of the rules that may read one of `quads`; the others say the same with and without them."""
        asked = list(quads)
        return frozenset(one.rule.name for one in self.compiled if one.may_read(asked, view.either))

    def judge(self, view: Edited, teller: Teller, among: Collection[str] | None = None) -> JudgedRules:
        """The findings before and after the edit of `view`, in the words of `teller`.

        among   the names of the rules that are asked, all if left out
        Findings that the edit neither changes nor mentions are left out.
        """
        judged = JudgedRules()
        around, judged.not_checked = self.rows(view, among)
        subjects = {quad.subject for quad in view.edit.changed}
        rules = {one.rule.name: one.rule for one in self.compiled}
        for name, rows in around.items():
            same = {row for row in rows.before & rows.after if subjects.isdisjoint(term for _, term in row)}
            judged.before += _findings(teller, rules[name], rows.before - same)
            judged.after += _findings(teller, rules[name], rows.after - same)
        return judged

    def rows(self, view: Edited, among: Collection[str] | None = None) -> tuple[dict[str, RowsAround], dict[str, str]]:
        """By rule, the rows that the edit of `view` may change; and the rules that were not asked, with the reason."""
        local: dict[CompiledRule, set[Term]] = {}
        comparing: list[CompiledRule] = []
        whole: list[CompiledRule] = []
        needed: set[Quad] = set()
        alike: set[Quad] = set()
        for one in self.compiled:
            if among is not None and one.rule.name not in among:
                continue
            if not one.may_read(view.edit.changed, view.either):
                continue
            if one.rule.alike and (like := self._alike.needed(one.rule.alike, view, self._most)) is not None:
                comparing.append(one)
                alike |= like
                continue
            if one.unbounded or any(quad.predicate in one.always for quad in view.edit.changed):
                whole.append(one)
                continue
            try:
                foci, looked_at = self._look(one, view.edit, view.either)
            except TooWide:
                whole.append(one)
            else:
                if foci:
                    local[one] = foci
                    needed |= looked_at
        found = self._ask(view, local, needed) | self._ask(view, dict.fromkeys(comparing), alike)
        not_checked: dict[str, str] = {}
        for one in whole:
            asked = self._whole.rows(one.rule, view.edit)
            if isinstance(asked, str):
                not_checked[one.rule.name] = asked
            else:
                found[one.rule.name] = RowsAround(*map(_rows, asked))
        return found, not_checked

    def _look(self, one: CompiledRule, edit: Edit, find: Find) -> tuple[set[Term], set[Quad]]:
        """The entries the rule must be asked about, and the statements it looks at then."""
        name = one.rule.name
        concerned = one.footprint.concerned(edit.changed, find, self._most).get(name, set())
        foci = {entry for entry in concerned if all(trait.fits(entry, find) for trait in one.focus)}
        needed = one.footprint.needed([(name, entry) for entry in foci], find, self._most)
        for predicate in one.always if foci else ():
            needed.update(find(Pattern(None, predicate, None)))
        return foci, needed

    def _ask(
        self, view: Edited, local: Mapping[CompiledRule, Collection[Term] | None], needed: set[Quad]
    ) -> dict[str, RowsAround]:
        if not local:
            return {}
        before, after = view.split(needed)
        was = {one: _rows(rows) for one, foci in local.items() if (rows := self._known(one, foci)) is not None}
        store = EmbeddedStore()
        unknown = {one: foci for one, foci in local.items() if one not in was}
        if unknown:
            store.extend(before)
            was |= {one: _about(store, one.rule, foci) for one, foci in unknown.items()}
            store.remove(before - after)
            store.extend(after - before)
        else:
            store.extend(after)
        now = {one: _about(store, one.rule, foci) for one, foci in local.items()}
        store.close()
        return {one.rule.name: RowsAround(was[one], now[one]) for one in local}

    def _known(self, one: CompiledRule, foci: Collection[Term] | None) -> Iterable[Row] | None:
        """The rows about `foci` before any edit, if they are known."""
        return None if foci is None else self._whole.about(one.rule, foci)


def _about(store: EmbeddedStore, rule: Rule, foci: Collection[Term] | None) -> Rows:
    """The rows about `foci`, all if None."""
    return _rows(row for row in store.query(rule.text).rows() if foci is None or row["focus"] in foci)


def _rows(rows: Iterable[Row]) -> Rows:
    return frozenset(frozenset(row.items()) for row in rows)


def _findings(teller: Teller, rule: Rule, rows: Iterable[frozenset[tuple[str, Term]]]) -> list[Finding]:
    return [rule_finding(teller, rule, dict(row)) for row in sorted(rows, key=lambda row: sorted(map(str, row)))]
