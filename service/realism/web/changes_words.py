"""Changed statements in plain words, with links to the entities they speak of."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from realism.knowledge.history_changes import Change
from realism.store.base import BlankNode, Iri, Literal, Quad, Term
from realism.vocab import ACCOUNT, CORE, DCTERMS, ID, RDF, SCHEMA, SKOS
from realism.web.pages import directory, vocabulary
from realism.web.state import Services
from realism.web.terms import Vocabulary
from realism.xref.graph import Step
from realism.xref.weights import DIRECT

_TYPE: Final = RDF + "type"
_LABEL: Final = SKOS + "prefLabel"
NAMES: Final = frozenset(
    {_LABEL, SKOS + "altLabel", SKOS + "hiddenLabel", SCHEMA + "needsContext", SCHEMA + "caseSensitiveLabel"}
)
"""Properties that say by which words an entity is linked to."""
_SENTENCES: Final = {
    _TYPE: "{s} is of the kind {o}",
    _LABEL: "{s} is called {o}",
    SKOS + "altLabel": "{s} is also called {o}",
    SKOS + "hiddenLabel": "{s} is recognised by {o}, too",
    SKOS + "definition": "{s} is defined so: {o}",
    DCTERMS + "source": "{s} is drawn from {o}",
}
"""What statements with properties of others' vocabularies say, which this base does not put into words itself."""
_ILLEGAL: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")
"""Characters that no XML document may hold."""
_LONGEST: Final = 300
_PLACE: Final = re.compile(r"(\{[so]\})")
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Part:
    """A piece of a sentence, and the slug of the entity it names."""

    text: str
    slug: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A statement in words."""

    parts: Sequence[Part]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class Told:
    """What a change adds and removes, in words; `more`: how many statements are not told, such as axioms."""

    added: Sequence[Sentence]
    removed: Sequence[Sentence]
    more: int


class Teller:
    """Puts statements into words: entities by their labels, those that are gone by those they had.

    labels   of entities by IRI, now or when they were last there
    """

    def __init__(self, labels: Mapping[str, str], known: Collection[str], vocabulary: Vocabulary) -> None:
        self._labels = labels
        self._known = known
        self._vocabulary = vocabulary

    def label(self, slug: str) -> str:
        """What an entity is called."""
        return self._labels.get(ID + slug, slug)

    def tell(self, change: Change, most: int, slug: str | None = None) -> Told:
        """What `change` adds and removes: all of it, or what concerns the links of the entity `slug`."""
        lists: list[list[Sentence]] = []
        left = 0
        for quads in (change.add, change.remove):
            wanted = [quad for quad in quads if slug is None or concerns(quad, slug)]
            plain = [quad for quad in wanted if not _is_anonymous(quad)]
            sentences = {sentence.text: sentence for sentence in map(self.sentence, plain)}
            lists.append([sentences[text] for text in sorted(sentences)][:most])
            left += len(wanted) - len(plain) + max(0, len(sentences) - most)
        return Told(lists[0], lists[1], left)

    def sentence(self, quad: Quad) -> Sentence:
        """A statement in words, with the account it stands in."""
        subject, value = self._part(quad.subject), self._part(quad.object)
        parts = [
            {"{s}": subject, "{o}": value}.get(piece, Part(piece))
            for piece in _PLACE.split(self._pattern(quad))
            if piece
        ]
        if quad.graph is not None and quad.graph.startswith(ACCOUNT) and quad.graph != CORE:
            slug = quad.graph.removeprefix(ACCOUNT)
            parts += [Part(" (in the account of "), self.named(slug), Part(")")]
        return Sentence(parts)

    def step(self, step: Step) -> Sentence:
        """A step of a see-also reason in words."""
        predicate = step.p.replace("skos:", SKOS) if step.p.startswith("skos:") else SCHEMA + step.p
        return self.sentence(Quad(Iri(ID + step.s), Iri(predicate), Iri(ID + step.o)))

    def _pattern(self, quad: Quad) -> str:
        if quad.predicate in _SENTENCES:
            return _SENTENCES[quad.predicate]
        name = quad.predicate.removeprefix(SCHEMA).replace(SKOS, "skos:")
        if name in DIRECT and isinstance(quad.object, Iri):
            return DIRECT[name].sentence
        word = self._vocabulary.words.get(quad.predicate)
        local = re.split(r"[/#:]", quad.predicate)[-1]
        label = word.label if word is not None else _CAPITAL.sub(" ", local).lower()
        label = label.replace("{", "(").replace("}", ")")
        return f"{{s}} {label} {{o}}" if isinstance(quad.object, Iri) else f"{{s}}, {label}: {{o}}"

    def _part(self, term: Term) -> Part:
        if isinstance(term, Literal):
            text = term.value if len(term.value) <= _LONGEST else term.value[:_LONGEST] + "…"
            return Part(text if term.value.replace("-", "").isdigit() else f"“{text}”")
        if term.startswith(ID):
            return self.named(term.removeprefix(ID))
        word = self._vocabulary.words.get(term)
        return Part(word.label if word is not None else str(term))

    def named(self, slug: str) -> Part:
        """An entity by its label."""
        return Part(self.label(slug), slug if slug in self._known else None)


def _is_anonymous(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def concerns(quad: Quad, slug: str) -> bool:
    """Whether a statement ties the entity `slug` to another one, or says by which words it is linked to."""
    me = ID + slug
    if quad.subject == me:
        return quad.predicate in NAMES or (isinstance(quad.object, Iri) and quad.object.startswith(ID))
    return quad.object == me and isinstance(quad.subject, Iri) and quad.subject.startswith(ID)


def legible(text: str) -> str:
    """`text` with a replacement for the characters that XML, or UTF-8, cannot hold."""
    return text.translate(_ILLEGAL)


def teller(shared: Services, changes: Iterable[Change]) -> Teller:
    """What puts `changes`, oldest first, into words."""
    labels: dict[str, str] = {}
    for change in changes:
        for quad in change.remove:
            if quad.predicate == _LABEL and isinstance(quad.object, Literal):
                labels[str(quad.subject)] = quad.object.value
    found = directory(shared).entities
    labels.update((entity.iri, entity.short) for entity in found.values())
    return Teller(labels, found.keys(), vocabulary(shared))
