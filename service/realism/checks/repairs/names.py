"""Proposals that put another name in the place of one: the nearest defined, one of the right kind, a successor."""

from collections import Counter
from collections.abc import Iterator, Sequence

from realism.checks.edits.edit import rewritten
from realism.checks.edits.nearest import likeness
from realism.checks.repairs.change import Change, Kind, added, replaced, said_of
from realism.checks.repairs.shapes import renamed
from realism.checks.repairs.sources import TYPE, Sources
from realism.checks.repairs.values import slug_like
from realism.checks.reports.report import Finding
from realism.checks.rules.similar import parted
from realism.store.base import Iri, Literal, Quad, Term, text_of
from realism.vocab import BASE, DCTERMS, ID, OWL, RDFS, SKOS

_SUCCESSOR = Iri(DCTERMS + "isReplacedBy")
_SUBPROPERTY = Iri(RDFS + "subPropertyOf")
_LABELS = tuple(Iri(SKOS + name) for name in ("prefLabel", "altLabel"))
_RELATION = Iri(OWL + "ObjectProperty")
_ALIKE = 0.6
_FEW, _SEVERAL = 3, 12


def for_names(sources: Sources, finding: Finding, named: Sequence[Quad]) -> Iterator[Change]:
    """Other names for those in the statements of `finding`: yours among `named`."""
    yield from _undefined(sources, finding)
    for quad in dict.fromkeys(named):
        yield from _succeeded(sources, quad)
        if sources.is_yours(quad):
            yield from _by_label(sources, quad)
            yield from _of_right_kind(sources, quad)
            yield from _turned(sources, quad)
            yield from _other_relation(sources, quad)


def _undefined(sources: Sources, finding: Finding) -> Iterator[Change]:
    """For a name that nothing defines: the nearest that is, or what it is by the way you use it."""
    for name in dict.fromkeys((finding.value, finding.path, finding.focus)):
        if name is None or ":" not in name or sources.find(Iri(name), TYPE, most=1):
            continue
        for other in sources.similar(name, _FEW):
            yield from renamed(sources, Iri(name), Iri(other))
        yield from _typed(sources, Iri(name))


def _typed(sources: Sources, name: Iri) -> Iterator[Change]:
    """The kind an entry you describe must be of, by the relations you use for it, the kind they agree on first."""
    votes: Counter[Term] = Counter()
    mine = [quad for quad in sources.view.edit.add if name in quad[:3]]
    if not any(quad.subject == name for quad in mine):
        return
    for quad in mine:
        if quad.predicate != name:
            ends = quad.object == name
            votes.update(kind for kind in sources.expected(quad.predicate, ends) if text_of(kind).startswith(BASE))
    graph = sources.graph_of(name)
    for kind in sorted(votes, key=lambda one: (-votes[one], str(one)))[:_FEW]:
        yield added(sources, [Quad(name, TYPE, kind, graph)])


def _succeeded(sources: Sources, quad: Quad) -> Iterator[Change]:
    for term in quad[:3]:
        if isinstance(term, Iri):
            for one in sources.find(term, _SUCCESSOR):
                if one.object not in quad[:3]:
                    yield _with(sources, quad, term, one.object)


def _with(sources: Sources, quad: Quad, old: Term, new: Term) -> Change:
    """`quad`, and its annotations, with one of its terms replaced by another."""
    return _rewritten(sources, quad, {old: new}, old, new)


def _rewritten(sources: Sources, quad: Quad, terms: dict[Term, Term], old: Term, new: Term) -> Change:
    whole = sources.whole(quad)
    becomes = {
        one: rewritten(one, terms) if one == quad else one._replace(object=terms.get(one.object, one.object))
        for one in whole
    }
    change = replaced(sources, [quad], [becomes[quad]], old, new)
    kept = frozenset(becomes.values())
    return Change(change.text, change.kind, whole - kept, kept - whole)


def _by_label(sources: Sources, quad: Quad) -> Iterator[Change]:
    """The entry whose name is written as a text where an entry belongs."""
    if not isinstance(quad.object, Literal) or not sources.expected(quad.predicate):
        return
    found: list[Term] = []
    for language in dict.fromkeys((quad.object.language, "en")):
        label = Literal(quad.object.value.strip(), quad.object.datatype if not language else _LANG, language)
        found += [one.subject for name in _LABELS for one in sources.find(None, name, label)]
    slug = slug_like(quad.object.value)
    if slug:
        found += [Iri(ID + slug), *map(Iri, sources.similar(ID + slug, _FEW))]
    for entry in dict.fromkeys(found):
        if sources.fits(entry, quad.predicate):
            yield _with(sources, quad, quad.object, entry)


_LANG = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def _of_right_kind(sources: Sources, quad: Quad) -> Iterator[Change]:
    """An entry of the kind the relation asks for that has a similar name."""
    for term, ends in ((quad.object, True), (quad.subject, False)):
        wanted = sources.expected(quad.predicate, ends)
        if not isinstance(term, Iri) or not term.startswith(ID) or not wanted or wanted <= sources.kinds(term):
            continue
        near = [Iri(one) for one in sources.similar(term, _SEVERAL)]
        others = sources.near([term], quad.predicate, ends) if not near else []
        fitting = [one for one in (*near, *others) if sources.fits(one, quad.predicate, ends)]
        for other in fitting[:_FEW]:
            yield _with(sources, quad, term, other)


def _turned(sources: Sources, quad: Quad) -> Iterator[Change]:
    """The other way round, when the two ends fit only so."""
    subject, predicate, value, graph = quad
    if not isinstance(value, Iri) or subject == value or not isinstance(subject, Iri):
        return
    if _fit(sources, quad) or not (sources.fits(value, predicate, False) and sources.fits(subject, predicate)):
        return
    turned = Quad(value, predicate, subject, graph)
    text = f"Turn it round: {said_of(sources, turned)}"
    yield Change(text, Kind.CORRECT, frozenset((quad,)), frozenset((turned,)))


def _fit(sources: Sources, quad: Quad) -> bool:
    return sources.fits(quad.subject, quad.predicate, False) and sources.fits(quad.object, quad.predicate)


def _other_relation(sources: Sources, quad: Quad) -> Iterator[Change]:
    """A relation of the same family that the base uses with this value, or whose ends fit where these do not."""
    subject, predicate, value, _ = quad
    families = {one.object for one in sources.find(predicate, _SUBPROPERTY)}
    used = dict.fromkeys(one.predicate for one in sources.find(None, None, value) if not sources.is_yours(one))
    siblings = [one for one in used if families & {above.object for above in sources.find(one, _SUBPROPERTY)}]
    if not _fit(sources, quad):
        declared = (one.subject for one in sources.find(None, TYPE, _RELATION))
        siblings = [
            one
            for one in declared
            if isinstance(one, Iri)
            and likeness(parted(one)[1], parted(predicate)[1]) >= _ALIKE
            and _fit(sources, Quad(subject, one, value))
        ]
    elif predicate in siblings or len(siblings) > 1:
        return  # the base does not tie this value to one relation
    siblings = [one for one in siblings if one != predicate]
    for other in sorted(siblings, key=lambda one: -likeness(parted(one)[1], parted(predicate)[1]))[:_FEW]:
        yield _with(sources, quad, predicate, other)
