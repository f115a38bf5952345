"""The HTML reference: one page with everything, readable offline, without scripts.

pyLODE documents vocabularies only and would bring five more packages; theories, debates and diagrams need templates of
our own anyway, so the vocabulary is written with them too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from realism.reference.axioms import Logic, Sentence
from realism.reference.debates import Debate, debates
from realism.reference.drawing import Diagram, Line
from realism.reference.entries import Entries, Entry, Link, anchor
from realism.reference.family_map import family_map
from realism.reference.schema_map import relations, schema_map
from realism.reference.terms import terms
from realism.vocab import BASE, DCTERMS, ID, OWL, RDFS, SCHEMA, SKOS

_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
Group = tuple[Entry, tuple[Entry, ...]]


@dataclass(frozen=True)
class Theory:
    """A theory with its account: positions by dimension, claims held and rejected, and what logic makes of them."""

    entry: Entry
    positions: tuple[tuple[Link, tuple[Link, ...]], ...]
    holds: tuple[str, ...]
    rejects: tuple[str, ...]
    axioms: tuple[Sentence, ...]


def page(
    entries: Entries,
    logic: Logic,
    themes: Mapping[str, Iterable[str]],
    files: Sequence[tuple[str, str]],
    step: Callable[[str], None] = lambda name: None,
) -> str:
    """The whole reference as HTML.

    themes   the concepts by the name of their theme
    files    the files beside the page, each with what it holds
    step     called with the name of each theory before its axioms are read
    Raises Overloaded when the reasoner that reads the axioms takes too long.
    """
    facts = entries.facts
    vocabulary = terms(facts)
    pairs = relations(facts, vocabulary)
    shown = _shown(entries, logic, themes, step)
    placed = {one.iri for one in _placed(shown)}
    others = [entries.entry(one) for one in _by_label(entries, entries.entities) if one not in placed]
    return _ENVIRONMENT.get_template("index.html").render(
        title=facts.text(BASE, DCTERMS + "title"),
        description=facts.text(BASE, DCTERMS + "description"),
        version=facts.text(BASE, OWL + "versionInfo"),
        licenses=facts.iris(BASE, DCTERMS + "license"),
        files=files,
        vocabulary=vocabulary,
        schema=schema_map("Classes and the relations between them", pairs, vocabulary),
        family=_family(entries),
        shared=logic.shared(),
        others=others,
        entries=entries,
        **shown,
    )


def _shown(
    entries: Entries, logic: Logic, themes: Mapping[str, Iterable[str]], step: Callable[[str], None]
) -> dict[str, Sequence[object]]:
    """The entries of the page by section."""
    return {
        "concepts": [(theme, [entries.entry(one) for one in _by_label(entries, of)]) for theme, of in themes.items()],
        "theories": [_theory(entries, logic, iri, step) for iri in _sorted(entries, "Theory")],
        "dimensions": _groups(entries, "Dimension", "onDimension", without=("onDimension",)),
        "debates": debates(entries),
        "cases": _groups(entries, "HistoricalCase", "evidenceCase", without=("evidenceCase",)),
        "thinkers": [entries.entry(one) for one in _sorted(entries, "Thinker")],
        "works": [entries.entry(one) for one in _sorted(entries, "Work")],
    }


def _theory(entries: Entries, logic: Logic, iri: str, step: Callable[[str], None]) -> Theory:
    step(entries.label(iri))
    facts = entries.facts
    return Theory(
        entry=entries.entry(iri),
        positions=tuple(
            (entries.link(dimension), entries.links([position]))
            for position in facts.iris(iri, SCHEMA + "position")
            for dimension in facts.iris(position, SCHEMA + "onDimension")
        ),
        holds=tuple(facts.iris(iri, SCHEMA + "holdsClaim")),
        rejects=tuple(facts.iris(iri, SCHEMA + "rejectsClaim")),
        axioms=tuple(logic.of_theory(iri.removeprefix(ID))),
    )


def _family(entries: Entries) -> Diagram:
    theories = entries.facts.members(SCHEMA + "Theory")
    parents = {one: entries.facts.iris(one, SCHEMA + "directStrandOf") for one in theories}
    lines = {one: Line(entries.lexicon.label(one), anchor(one)) for one in theories}
    return family_map("The family of theories", parents, lines)


def _groups(entries: Entries, kind: str, relation: str, without: tuple[str, ...]) -> list[Group]:
    """The entities of a kind, each with those that `relation` leads to it from."""
    return [
        (
            entries.entry(iri),
            tuple(
                entries.entry(one, without)
                for one in _by_label(entries, entries.facts.subjects(SCHEMA + relation, iri))
            ),
        )
        for iri in _sorted(entries, kind)
    ]


def _placed(shown: Mapping[str, object]) -> Iterable[Entry]:
    """All entries in what a page shows, however deep."""
    waiting: list[object] = list(shown.values())
    while waiting:
        match waiting.pop():
            case Entry() as entry:
                yield entry
            case Theory(entry=entry):
                yield entry
            case Debate(entry=entry, claims=claims):
                waiting += [*claims, entry]
            case list() | tuple() as several:
                waiting += several


def _sorted(entries: Entries, kind: str) -> list[str]:
    narrower = entries.facts.subjects(RDFS + "subClassOf", SCHEMA + kind)
    known = set(entries.entities)
    return _by_label(entries, (one for one in entries.facts.members(SCHEMA + kind, *narrower) if one in known))


def _by_label(entries: Entries, iris: Iterable[str]) -> list[str]:
    return sorted(iris, key=lambda one: ((entries.facts.text(one, SKOS + "prefLabel") or one).casefold(), one))
