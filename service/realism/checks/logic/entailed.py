"""What follows from axioms: the worker's answer to what would be lost without some of them."""

from collections.abc import Iterable

from realism.checks.logic.axioms import Axiom, Job
from realism.checks.logic.functional import main_triple, parse_functional
from realism.checks.logic.jvm import Engine
from realism.checks.logic.texts import names, states


def entailed(engine: Engine, job: Job) -> list[Axiom]:
    """What follows from the parts with the statements asked about, and without them does not.

    Only about the things and kinds that these speak of. Empty when the statements not in dispute clash with them.
    """
    stated = {item.text for pieces in job.parts.values() for piece in pieces for item in engine.read(piece).items}
    more = {item.text for piece in job.more for item in engine.read(piece).items}
    rest = {text for text in stated - more if not _is_one_of(text, job.disputed)}
    if not more:
        return []
    lost = engine.following(rest | more, more) - engine.following(rest, more) - stated - more
    return [Axiom("more", text) for text in _sorted(lost)]


def _is_one_of(text: str, statements: Iterable[tuple[str, str, str]]) -> bool:
    """Whether the axiom is carried by one of the statements, or says what one of them says."""
    mentioned = names(text)
    for subject, predicate, value in statements:
        if text == value or states(text, value):
            return True
        if subject in mentioned and main_triple(parse_functional(text)) == (subject, predicate, value):
            return True
    return False


def _sorted(texts: Iterable[str]) -> list[str]:
    """Subclasses before types before relations, each by its text."""
    return sorted(texts, key=lambda text: (not text.startswith("SubClassOf"), text))
