"""A proposed change of an edit: what to take from it or from the base, what to add, and how to say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from realism.checks.edits.edit import Edit, Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.repairs.sources import Sources
from realism.checks.words.lexicon import capital
from realism.checks.words.telling import node
from realism.store.base import BlankNode, Iri, Literal, Quad, Term, text_of
from realism.vocab import BASE, OWL, RDF, XSD, slug_of

_SHOWN = 80


class Kind(IntEnum):
    """How a repair goes about it, the ones that keep most of what was meant first."""

    KEEP = 0
    CORRECT = 1
    ADD = 2
    MOVE = 3
    DROP = 4
    DROP_ALL = 5


@dataclass(frozen=True)
class Change:
    """A change of the base with the edit, before it is judged; `text` says what it does, without a full stop.

    remove   statements that hold with the edit: of the edit, or of the base
    add      statements that do not hold with it; one that the edit removes is kept by it
    renames  the IRI it gives another name to, and that name
    """

    text: str
    kind: Kind
    remove: frozenset[Quad] = frozenset()
    add: frozenset[Quad] = frozenset()
    renames: tuple[str, str] | None = None

    @property
    def size(self) -> int:
        """How many statements are written or crossed out; a replacement counts once."""
        return max(len(self.remove), len(self.add))

    def renamed(self, identity: tuple[object, ...]) -> tuple[object, ...]:
        """The identity a finding has after the change, given the one it had before."""
        if self.renames is None:
            return identity
        old, new = self.renames
        return tuple(new if part == old else part for part in identity)


def applied(view: Edited, change: Change) -> Edit:
    """The edit with the change made to it."""
    edit = view.edit
    based = frozenset(quad for quad in change.remove if quad not in edit.add or _in_base(view, quad))
    added = frozenset(quad for quad in change.add - edit.remove if not _in_base(view, quad))
    return Edit((edit.add - change.remove) | added, (edit.remove | based) - change.add)


def _in_base(view: Edited, quad: Quad) -> bool:
    return any(one.graph == quad.graph for one in view.base.find(Pattern(*quad[:3])))


def kept(sources: Sources, quads: Iterable[Quad]) -> Change:
    """Do not remove `quads` after all."""
    listed = sorted(quads, key=str)
    return Change(f"Keep: {_said_all(sources, listed)}", Kind.KEEP, add=frozenset(listed))


def replaced(sources: Sources, old: Iterable[Quad], new: Iterable[Quad], was: Term, becomes: Term) -> Change:
    """`new` statements instead of `old` ones, which have `becomes` where those had `was`."""
    gone, come = frozenset(old), frozenset(new)
    first = min(come, key=str)
    said = f": {said_of(sources, first)}" if len(come) == 1 else f" in {len(come)} statements"
    text = f"Replace {shown(sources, was, becomes)} by {shown(sources, becomes, was)}{said}"
    return Change(text, Kind.CORRECT, gone - come, come - gone)


def added(sources: Sources, quads: Iterable[Quad]) -> Change:
    """Add `quads`."""
    listed = sorted(quads, key=str)
    return Change(f"Add: {_said_all(sources, listed)}", Kind.ADD, add=frozenset(listed))


def dropped(sources: Sources, quad: Quad, said: str | None = None) -> Change:
    """Leave a statement out, with its annotations; `said`: the statement in words."""
    whole = sources.whole(quad)
    said = said or said_of(sources, quad)
    mine = sources.is_yours(quad)
    text = f"Leave out: {said}" if mine else f"Remove from the base: {said}"
    return Change(text, Kind.DROP, whole)


def moved(sources: Sources, quad: Quad, theory: Iri, graph: Iri, said: str | None = None) -> Change:
    """State it, with its annotations, in the account of `theory`."""
    whole = sources.whole(quad)
    said = said or said_of(sources, quad)
    name = sources.facts.lexicon.name(theory)
    text = f"Move to the account of {name}: {said}"
    return Change(text, Kind.MOVE, whole, frozenset(one._replace(graph=graph) for one in whole))


def said_of(sources: Sources, quad: Quad) -> str:
    """A statement as a sentence without a full stop, shortened when long."""
    subject, predicate, value = quad[:3]
    wording = sources.facts.teller.wording
    if isinstance(subject, BlankNode):
        says = {one.predicate: one.object for one in sources.find(subject)}
        who, verb, what = (
            says.get(Iri(OWL + name)) for name in ("sourceIndividual", "assertionProperty", "targetIndividual")
        )
        if isinstance(who, Iri) and isinstance(verb, Iri) and isinstance(what, Iri):
            return f"It is denied that {wording.triple(who, verb, what)}"
        return f"An axiom about {_names(sources, says.values())}"
    if isinstance(value, BlankNode):
        named = _names(sources, (one.object for one in sources.find(value)))
        words = sources.facts.lexicon
        return f"{capital(words.one(subject))} {words.verb(predicate)} what {named} describe"
    brief = value._replace(value=_brief(value.value)) if isinstance(value, Literal) else value
    return wording.triple(subject, predicate, brief)


def _names(sources: Sources, terms: Iterable[Term]) -> str:
    ours = sorted({sources.facts.lexicon.verb(one) for one in terms if isinstance(one, Iri) and one.startswith(BASE)})
    return ", ".join(f"“{one}”" for one in ours) or "what has no name"


def shown(sources: Sources, term: Term, beside: Term | None = None) -> str:
    """A term as a reader knows it; told apart from `beside` by type or language when the words are the same."""
    if not isinstance(term, Literal):
        if beside is not None and isinstance(term, Iri):
            return slug_of(term) or sources.facts.lexicon.verb(term)
        said = sources.facts.teller.described(node(term))
        return said if slug_of(term) else f"“{said}”"
    text = f"“{_brief(term.value)}”"
    if not isinstance(beside, Literal) or (term.datatype, term.language) == (beside.datatype, beside.language):
        return text
    if term.datatype == RDF + "langString":
        return f"{text}@{term.language}"
    return f"{text} ({text_of(Iri(term.datatype)).rsplit('#', 1)[-1]})"


def _brief(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"


def _said_all(sources: Sources, quads: list[Quad]) -> str:
    named = [quad for quad in quads if not isinstance(quad.subject, BlankNode)] or quads[:1]
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return "; ".join(said_of(sources, quad) for quad in named[:3]) + more


def as_line(quad: Quad) -> str:
    """A statement as a line of N-Quads, without the line break (W3C RDF 1.1 N-Quads)."""
    terms = [*quad[:3], *([quad.graph] if quad.graph is not None else [])]
    return f"{' '.join(map(_written, terms))} ."


def _written(term: Term) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        return f"<{term}>"
    text = "".join(_ESCAPES.get(character, character) for character in term.value)
    if term.language or term.datatype == RDF + "langString":
        return f'"{text}"@{term.language}'
    return f'"{text}"' + ("" if term.datatype == XSD + "string" else f"^^<{term.datatype}>")


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
