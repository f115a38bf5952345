"""Query rules as footprints: which statements the rows about one entry are found in.

The patterns of a rule are read in an order in which each is reached from one read before, beginning with ``?focus``.
If every pattern is, all statements a row rests on, those whose absence it rests on included, are found by walking from
its focus; then the row is the same over these statements as over the whole base. Where that is not certain the rule
counts as unbounded.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rdflib import Variable

from realism.checks.edits.footprint import Find, Footprint
from realism.checks.rules.algebra import algebra
from realism.checks.rules.paths import Unbounded
from realism.checks.rules.reading import Reader, Values
from realism.checks.rules.reads import Read, Trait, reads, traits
from realism.checks.rules.whole import Rule
from realism.store.base import Iri, Quad

FOCUS = Variable("focus")


@dataclass(frozen=True, eq=False)
class CompiledRule:
    """What can be told of a rule without running it.

    unbounded   why the statements about one entry are not bounded, None when they are in `footprint`
    always      the relations all statements of which are needed as well; they are as few as there are graphs
    focus       what is true of every entry that a row can be about
    reads       what it may read; a change of something else changes nothing
    """

    rule: Rule
    footprint: Footprint
    unbounded: str | None
    always: frozenset[Iri]
    focus: frozenset[Trait]
    reads: frozenset[Read]

    def may_read(self, quads: Iterable[Quad], find: Find) -> bool:
        """Whether the rule may read one of `quads` in the dataset that `find` asks."""
        return any(
            read.may_be(quad, find)
            for quad in quads
            for predicate in (quad.predicate, None)
            for read in self._by_predicate.get(predicate, ())
        )

    @cached_property
    def _by_predicate(self) -> dict[Iri | None, list[Read]]:
        found: dict[Iri | None, list[Read]] = defaultdict(list)
        for read in self.reads:
            found[read.pattern.predicate].append(read)
        return dict(found)


@lru_cache(maxsize=256)
def compile_rule(rule: Rule) -> CompiledRule:
    """Read the query of a rule. Raises BadInput when it is none."""
    query = algebra(rule.text)
    footprint, reason = Footprint(), None
    reader = Reader(footprint)
    try:
        if query.datasetClause:
            raise Unbounded("it names the graphs it is asked of")
        if FOCUS not in query.PV:
            raise Unbounded("its rows do not say which entry they are about")
        if FOCUS not in reader.read(query, {FOCUS: Values(footprint.start(rule.name), rank=0)}):
            raise Unbounded("its rows do not always say which entry they are about")
        for source, step, target in reader.edges:
            footprint.connect(source, step, target)
    except Unbounded as error:
        reason = error.message
    focus = traits(query).get(FOCUS, frozenset())
    return CompiledRule(rule, footprint, reason, frozenset(reader.always), focus, frozenset(reads(query)))
