"""The core and the accounts of one state of a base, or of that state with an edit, as parts for the reasoner."""

from collections.abc import Callable, Iterable
from functools import cached_property

from realism.checks.edits.edit import Asserted, Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.logic.around import Surroundings
from realism.checks.logic.axioms import Parts
from realism.checks.logic.modules import TYPE, LogicalCore, is_term, kept, mentioned
from realism.checks.logic.premises import STRAND, premises, wider
from realism.checks.logic.statements import Statement, Statements, graph_of, read, statement
from realism.store.base import Iri, Quad
from realism.vocab import ACCOUNT, CORE, account_iri, slug_of

_NEW = "new"


class LogicalBase:
    """One state of a base, each part read when it is first needed.

    slugs       the theories that have an account
    sound_core  whether the core as a whole is known to hold together
    """

    def __init__(self, base: Asserted) -> None:
        self.version = base.store.version
        self.core = LogicalCore(graph_of(base.find, CORE))
        self.slugs = sorted(slug_of(name) or "" for name in base.store.graphs() if name.startswith(ACCOUNT))
        self.slugs = [slug for slug in self.slugs if slug and account_iri(slug) != CORE]
        self.sound_core = False
        self._base = base
        self._accounts: dict[str, Statements] = {}
        self._parts: dict[str, dict[str, tuple[str, ...]]] = {}
        self._mentioned: dict[str, set[str]] = {}

    @cached_property
    def surroundings(self) -> Surroundings:
        """Cuts from the core what belongs to an edit."""
        return Surroundings(self.core)

    def account(self, slug: str) -> Statements | None:
        """The statements of the account of a theory, None when it has none."""
        if slug not in self.slugs:
            return None
        if slug not in self._accounts:
            quads = self._base.store.match(graph=Iri(account_iri(slug)))
            self._accounts[slug] = Statements(sorted(map(statement, quads)))
        return self._accounts[slug]

    def parts(self, slug: str) -> dict[str, tuple[str, ...]]:
        """What is to hold together for one account: the core's module, shared premises, and the account."""
        if slug not in self._parts:
            shared, own = _beside(self.core, self.account, slug)
            known = self._about(slug, shared, own, self.core)
            self._parts[slug] = {
                "core": (self.core.terms.text, "".join(one.line for one in known)),
                **{name: (text,) for name, text in shared.items()},
                slug: ("".join(one.line for one in own),),
            }
        return self._parts[slug]

    def speaks_of(self, slug: str) -> set[str]:
        """The individuals whose types and mutual relations in the core matter to an account."""
        self.parts(slug)
        return self._mentioned[slug]

    def _about(self, slug: str, shared: dict[str, str], own: list[Statement], core: LogicalCore) -> list[Statement]:
        self._mentioned[slug] = mentioned(own, *map(read, shared.values())) | core.instances
        return core.about(self._mentioned[slug])


class Changed:
    """A base with an edit: what of it logic has to look at, as it was and as it is."""

    def __init__(self, base: LogicalBase, view: Edited) -> None:
        self.base = base
        self._edit = edit = view.edit
        already, _ = view.split(edit.add)
        self._added, self._removed = _by_graph(edit.add - already, _NEW), _by_graph(edit.remove, "")
        in_core = {one for side in (self._added, self._removed) for one in side.get(CORE, ())}
        self.terms_change = any(map(is_term, in_core))
        self._in_core = {one for one in in_core if base.core.matters(one)}
        terms = None if self.terms_change else base.core.terms
        # New blank nodes have other names here than in the edit, so those of the core are told by the edit's.
        after = _find_after(view)
        self.core = LogicalCore(after, terms) if in_core else base.core
        self._accounts: dict[str, Statements] = {}

    def accounts(self) -> tuple[list[str], list[str]]:
        """The theories whose accounts are edited, and those whose parts are touched otherwise."""
        edited = sorted(slug for slug in self._slugs() if slug not in self.base.slugs or self._changes(slug))
        others = [slug for slug in self.base.slugs if slug not in edited and self._concerns(slug, set(edited))]
        return edited, others

    def parts(self, slug: str) -> tuple[Parts, Parts]:
        """The parts of an account before the edit and after it; texts that the edit only adds to stay as they are."""
        new = {"core": (self.base.core.terms.text, ""), slug: ("",)}
        before = self.base.parts(slug) if slug in self.base.slugs else new
        shared, own = _beside(self.core, self.account, slug)
        known = self.core.about(self.core.instances | mentioned(own, *map(read, shared.values())))
        return before, {
            "core": (*_grown(before["core"][0], self.core.terms.all), *_grown(before["core"][1], known)),
            **{name: (text,) for name, text in shared.items()},
            slug: _grown(before[slug][0], own),
        }

    def core_parts(self, limit: int) -> tuple[Parts, Parts, bool] | None:
        """The part of the core that the edit may make contradict itself, before and after; and whether it is enough.

        None when the edit changes nothing in the core that logic looks at.
        """
        if not self._in_core and not self.terms_change:
            return None
        if self.terms_change:
            whole = self.base.core.whole
            return {"core": (whole,)}, {"core": _grown(whole, read(self.core.whole))}, True
        known, enough = self.base.surroundings.around(self.core, self._in_core, limit)
        added, removed = (self._in_core & side.get(CORE, set()) for side in (self._added, self._removed))
        old = "".join(one.line for one in sorted({*known, *removed} - added))
        terms = self.base.core.terms.text
        return {"core": (terms, old)}, {"core": (terms, *_grown(old, known))}, enough

    def core_around(self, quads: Iterable[Quad], limit: int) -> Parts:
        """The part of the core, with the edit, that some statements belong to."""
        spoken_of = [one for one in map(self._written, quads) if self.core.matters(one)]
        known, _ = self.base.surroundings.around(self.core, spoken_of, limit)
        return {"core": (self.core.terms.text, "".join(one.line for one in known))}

    def written(self, quads: Iterable[Quad]) -> str:
        """Statements of the base with the edit as N-Triples, with the blank nodes that the parts have."""
        return "".join(sorted(self._written(quad).line for quad in quads))

    def _written(self, quad: Quad) -> Statement:
        return statement(quad, _NEW if quad in self._edit.add else "")

    def account(self, slug: str) -> Statements | None:
        """The statements of an account after the edit."""
        graph = account_iri(slug)
        if graph not in self._added and graph not in self._removed:
            return self.base.account(slug)
        if slug not in self._accounts:
            known = self.base.account(slug)
            gone = self._removed.get(graph, set())
            stay = () if known is None else (one for one in known.all if one not in gone)
            self._accounts[slug] = Statements((*stay, *sorted(self._added.get(graph, ()))))
        return self._accounts[slug]

    def _slugs(self) -> set[str]:
        graphs = {graph for graph in (*self._added, *self._removed) if graph != CORE}
        return {slug for graph in graphs if (slug := slug_of(graph)) is not None}

    def _changes(self, slug: str) -> bool:
        graph = account_iri(slug)
        return next(kept((*self._added.get(graph, ()), *self._removed.get(graph, ()))), None) is not None

    def _concerns(self, slug: str, edited: set[str]) -> bool:
        """Whether what is looked at for an account that is not edited itself is changed."""
        if self.terms_change:
            return True
        if self._in_core:
            known = self.base.speaks_of(slug) | self.core.instances
            if any(one.subject in known and (one.predicate == TYPE or one.object in known) for one in self._in_core):
                return True
        moved = any(one.predicate == STRAND for one in self._in_core)
        if moved or edited.intersection(wider(self.base.core.find, slug)):
            old, new = (premises(one.core.find, one.account, slug) for one in (self.base, self))
            return old != new
        return False


def _beside(
    core: LogicalCore, account: Callable[[str], Statements | None], slug: str
) -> tuple[dict[str, str], list[Statement]]:
    """The premises that an account shares, by whose they are, and what it states itself."""
    own = account(slug)
    return premises(core.find, account, slug), [] if own is None else list(kept(own.all))


def _grown(before: str, after: Iterable[Statement]) -> tuple[str, ...]:
    """`after` as N-Triples: the text before and what is new, or one text when something is gone."""
    lines = [one.line for one in after]
    known = set(before.splitlines(True))
    if known <= set(lines):
        return before, "".join(line for line in lines if line not in known)
    return ("".join(lines),)


def _by_graph(quads: Iterable[Quad], blank: str) -> dict[str, set[Statement]]:
    found: dict[str, set[Statement]] = {}
    for quad in quads:
        found.setdefault(str(quad.graph), set()).add(statement(quad, blank))
    return found


def _find_after(view: Edited) -> Callable[[str | None, str | None, str | None], Iterable[Statement]]:
    """The core after the edit; the blank nodes of the edit are given names of their own."""
    added = Statements(sorted(statement(quad, _NEW) for quad in view.edit.add if quad.graph == CORE))

    def stays(pattern: Pattern) -> Iterable[Quad]:
        return (quad for quad in view.base.find(pattern) if quad not in view.edit.remove)

    base = graph_of(stays, CORE)

    def find(subject: str | None, predicate: str | None, object: str | None) -> Iterable[Statement]:
        yield from base(subject, predicate, object)
        yield from added.find(subject, predicate, object)

    return find
