"""Whether every name in our namespace is defined: a name that is used but never introduced is a slip of the pen."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from rdflib import Graph, URIRef

from realism.checks.edits.edit import Asserted, Edited
from realism.checks.edits.footprint import Pattern
from realism.checks.knowledge import Knowledge
from realism.checks.reports.report import Finding
from realism.checks.rules.similar import Names, closest, parted
from realism.checks.words.telling import Teller, node
from realism.knowledge.sources import Triple
from realism.store.base import Iri, Quad
from realism.vocab import BASE, OWL, RDF

_TYPE = URIRef(RDF + "type")
_VERSION = URIRef(OWL + "versionIRI")
_INDIVIDUAL = URIRef(OWL + "NamedIndividual")
_MOST_USES = 100
"""How many uses of one unknown name are reported beyond those in the edit."""
_MOST_HINTS = 50
"""For how many unknown names of an edit a similar one is sought."""
_MOST_WHOLE_HINTS = 500
"""For how many unknown names of the whole base a similar one is sought."""
_NO_HINT = "define it or correct the name"


def name_findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Each use of an IRI of this base that has no type anywhere, with the most similar defined one.

    What is similar, `similar.closest` says.
    """
    teller = Teller(knowledge)
    names = _Names(_defined(knowledge.union) | _defined(knowledge.shapes))
    for triple in sorted((*knowledge.union, *knowledge.shapes), key=str):
        for term in dict.fromkeys(triple):
            if isinstance(term, URIRef) and term.startswith(BASE) and str(term) not in names.defined:
                yield _finding(teller, triple, term, names.hint(str(term)))


class LocalNames:
    """The names of one state of the base, to judge those that an edit uses, defines or no longer defines.

    shapes   the shapes, which define names and use them as well; an edit does not change them
    known    the names that the base defines
    """

    def __init__(self, base: Asserted, shapes: Graph) -> None:
        self._base = base
        self._in_shapes = _defined(shapes)
        self._shapes = shapes
        self.known = Names(base)

    def judge(self, view: Edited, teller: Teller) -> tuple[list[Finding], list[Finding]]:
        """The uses of undefined names before and after the edit of `view`, of the names that it mentions."""
        mentioned = {
            term
            for quad in view.edit.changed
            for term in quad[:3]
            if isinstance(term, Iri) and term.startswith(BASE) and term not in self._in_shapes
        }
        definitions = {name: view.split(_definitions(view, name)) for name in sorted(mentioned)}
        before = [name for name, (was, _) in definitions.items() if not was]
        after = [name for name, (_, now) in definitions.items() if not now]
        if not before and not after:
            return [], []
        uses = {name: view.split(self._uses(view, name)) for name in {*before, *after}}
        hints = self._hints(dict.fromkeys((*before, *after)), set(definitions) - set(after), set(after))
        return (
            [one for name in before for one in self._found(teller, name, uses[name][0], view, hints)],
            [one for name in after for one in self._found(teller, name, uses[name][1], view, hints)],
        )

    def _hints(self, names: Iterable[Iri], yours: Collection[str], gone: Collection[str]) -> dict[str, str]:
        """What to do about the first undefined `names`: they may be meant for one that the edit or the base defines."""
        hints: dict[str, str] = {}
        for name in islice(names, _MOST_HINTS):
            near = {one for one in self.known.similar(name, 3) if one not in gone} | {*yours, *self._in_shapes}
            hints[name] = _hint(name, near - {name})
        return hints

    def _uses(self, view: Edited, name: Iri) -> Iterator[Quad]:
        for pattern in (Pattern(name, None, None), Pattern(None, name, None), Pattern(None, None, name)):
            yield from view.either(pattern)

    def _found(
        self, teller: Teller, name: Iri, uses: Iterable[Quad], view: Edited, hints: Mapping[str, str]
    ) -> Iterator[Finding]:
        changed = view.edit.changed
        ordered = sorted(uses, key=lambda quad: (quad not in changed, str(quad)))
        most = _MOST_USES + len(changed)
        triples: list[Triple] = [(node(s), node(p), node(o)) for s, p, o, _ in ordered[:most]]
        term = URIRef(name)
        for pattern in ((term, None, None), (None, term, None), (None, None, term)):
            triples += self._shapes.triples(pattern)
        for triple in dict.fromkeys(triples):
            yield _finding(teller, triple, term, hints.get(name, _NO_HINT))


class _Names:
    """The names that are defined, and which of them another one may be meant for."""

    def __init__(self, defined: Collection[str]) -> None:
        self.defined = frozenset(defined)
        self._hints: dict[str, str] = {}

    def hint(self, term: str) -> str:
        """What to do about the undefined name `term`."""
        if term not in self._hints and len(self._hints) < _MOST_WHOLE_HINTS:
            self._hints[term] = _hint(term, self.defined)
        return self._hints.get(term, _NO_HINT)


def _definitions(view: Edited, name: Iri) -> list[Quad]:
    kinds = [quad for quad in view.either(Pattern(name, Iri(_TYPE), None)) if quad.object != str(_INDIVIDUAL)]
    return [*kinds, *view.either(Pattern(None, Iri(_VERSION), name))]


def _defined(graph: Graph) -> set[str]:
    typed = {str(s) for s, _, kind in graph.triples((None, _TYPE, None)) if kind != _INDIVIDUAL}
    return typed | {str(version) for version in graph.objects(None, _VERSION)}


def _hint(term: str, defined: Collection[str]) -> str:
    space, name = parted(term)
    similar = closest(name, (one.removeprefix(space) for one in defined if one.startswith(space)), 1)
    return f"did you mean {_short(space + similar[0])}?" if similar else _NO_HINT


def _finding(teller: Teller, triple: Triple, term: URIRef, hint: str) -> Finding:
    return Finding(
        rule="undefined-name",
        severity="violation",
        message=f"{_short(term)} is used but defined nowhere; {hint}",
        focus=str(triple[0]),
        path=str(triple[1]),
        value=str(term),
        statements=teller.statements([triple]),
    )


def _short(iri: str) -> str:
    return iri.removeprefix(BASE).replace("schema#", "realism:").replace("id/", "id:").replace("account/", "account:")
