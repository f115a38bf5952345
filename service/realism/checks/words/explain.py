"""Axioms of a justification as statements with theory, claim, source and place."""

from collections.abc import Callable

from realism.checks.logic.axioms import Axiom, Justification
from realism.checks.reports.report import Statement
from realism.checks.words.lexicon import Lexicon, capital, with_article
from realism.checks.words.wording import Wording
from realism.vocab import entity_iri, is_slug

Place = Callable[[Axiom], tuple[str, int] | None]
"""Where an axiom stands: file and line (1 for the first), None when in no file."""

_NUMBERS = dict(enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine"), 2))


class Explainer:
    """Puts axioms into words.

    shared   the name of the part that belongs to no theory; every other part is named by its theory's slug
    place    finds file and line; without it statements have none
    """

    def __init__(self, lexicon: Lexicon, shared: str = "core", place: Place | None = None) -> None:
        self.lexicon = lexicon
        self.wording = Wording(lexicon)
        self.shared = shared
        self._place = place

    def statement(self, axiom: Axiom) -> Statement:
        """The axiom as a sentence, said to be held by its theory when it is not shared."""
        sentence = self.wording.axiom(axiom.expression)
        theory = axiom.part if axiom.part != self.shared and is_slug(axiom.part) else None
        place = self._place(axiom) if self._place and not axiom.fresh else None
        source = self._source(axiom)
        text = capital(sentence)
        if theory:
            text = f"{capital(self.lexicon.name(entity_iri(theory)))} holds: {sentence}{self._claims(axiom, theory)}"
        subject, predicate, value = axiom.triple or ("", "", None)
        file, line = place or (None, None)
        return Statement(subject, predicate, value or axiom.rendered, text, source, file, line, axiom.fresh)

    def statements(self, justification: Justification) -> tuple[Statement, ...]:
        """All axioms in words; first the supposition that the class of `assumed` has an instance, if there is one."""
        found = tuple(self.statement(axiom) for axiom in justification.axioms)
        if justification.assumed is None:
            return found
        return (self._supposed(justification.assumed), *found)

    def sentence(self, justification: Justification) -> str:
        """What a justification shows, in one sentence that names the theories concerned."""
        parts = sorted({axiom.part for axiom in justification.axioms} - {self.shared})
        who = " and ".join(self.lexicon.name(entity_iri(part)) for part in parts if is_slug(part))
        whose = f"of {who} " if who else ""
        number = len(justification.axioms)
        spelled = _NUMBERS.get(number, str(number))
        if justification.assumed is not None:
            kind = with_article(self.lexicon.noun(justification.assumed))
            subject = f"these {spelled} statements {whose}" if number > 1 else f"this statement {whose}"
            return f"by {subject}there can be no such thing as {kind}"
        if number == 1:
            return f"this statement {whose}contradicts itself"
        return f"these {spelled} statements {whose}cannot {'both' if number == 2 else 'all'} be true"

    def _supposed(self, kind: str) -> Statement:
        text = f"Suppose there is {with_article(self.lexicon.noun(kind))}"
        return Statement(kind, "", "", text)

    def _source(self, axiom: Axiom) -> str | None:
        works = [self.lexicon.work(work) for work in axiom.sources]
        return "; ".join(works) or None

    def _claims(self, axiom: Axiom, theory: str) -> str:
        iri = entity_iri(theory)
        cited = [
            f"{'against ' if self.lexicon.rejects(iri, claim) else ''}{self.lexicon.claim(claim)}"
            for claim in axiom.formalizes
        ]
        return f" ({'; '.join(cited)})" if cited else ""
