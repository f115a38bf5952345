"""Weights: what each kind of tie between two entities is worth to a reader of an article's "See also".

One table, one sentence each. A weight is the chance, between 0 and 1, that a reader of one article wants the other
because of that tie alone; ties add up as independent chances do (1 − Π(1 − w)).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tie:
    """A property as a tie.

    sentence   the statement in words: ``{s}`` and ``{o}`` stand for the labels
    forward    weight of the object in the article of the subject
    backward   weight of the subject in the article of the object
    """

    sentence: str
    forward: float
    backward: float


DIRECT: Final[dict[str, Tie]] = {
    # A strand cannot be understood without its parent; a parent is known by its strands.
    "directStrandOf": Tie("{s} is a strand of {o}", 0.75, 0.62),
    # Rivals are read together; that is what a debate is.
    "rivalOf": Tie("{s} and {o} are rivals", 0.50, 0.50),
    # A theory's central concepts carry its argument; a concept is explained by the theories built on it.
    "centralTo": Tie("{s} is a central concept of {o}", 0.48, 0.50),
    # The work that states a theory is where a reader goes next.
    "hasKeyWork": Tie("{o} is a key work of {s}", 0.42, 0.65),
    # Proponents matter, but there are many, and the article names them anyway.
    "hasProponent": Tie("{o} is a proponent of {s}", 0.27, 0.55),
    "proponentOf": Tie("{s} is a proponent of {o}", 0.55, 0.27),
    # What a concept is defined against makes it clear.
    "contrastsWith": Tie("{s} contrasts with {o}", 0.60, 0.60),
    # The next wider notion, and the next narrower one.
    "skos:broader": Tie("{s} falls under {o}", 0.50, 0.45),
    # An editor of the base said so, without saying how.
    "skos:related": Tie("{s} is related to {o}", 0.42, 0.42),
    # Who gave the concept its name, and in which work.
    "originatedBy": Tie("{o} introduced {s}", 0.55, 0.50),
    "introducedIn": Tie("{s} was introduced in {o}", 0.55, 0.55),
    # Author and work.
    "hasAuthor": Tie("{o} wrote {s}", 0.70, 0.60),
    # The level at which a theory looks for causes: true of many theories, so worth little.
    "levelOfAnalysis": Tie("{s} explains at the level of {o}", 0.12, 0.06),
}
"""Ties that are one statement."""

SPECIFIC = 0.75
"""What is left of the weight of a central concept that is central to very many theories: a concept that marks one
theory says more about it than one that all share."""

THEORY_CLAIM = 0.13
"""A theory holds or rejects a claim about the concept: each such claim adds a little."""

INTRODUCED_BY_KEY_WORK = 0.10
"""A key work of the theory introduced the concept: it is the theory's own coinage."""

SHARED_PROPONENT = 0.08
"""The same thinker is a proponent of both theories."""

COUSINS = 0.12
"""A theory is a strand of the tradition that the other's parent is a strand of, too."""

THEORY_SOURCE = 0.16
"""A claim that the theory holds is advanced in the work, or asserted by the thinker."""

THINKER_WORK = 0.10
"""The thinker asserts a claim in the work."""

SHARED_CLAIM = 0.035
"""Two theories hold the same claim: kinship, though rivals share premises, too."""

DISPUTED_CLAIM = 0.07
"""One theory holds what the other rejects: a debate worth following."""

SIBLINGS = 0.25
"""Two theories are strands of the same parent."""

SHARED_CONCEPT = 0.10
"""The same concept is central to two theories."""

CONCEPTS_IN_CLAIM = 0.10
"""A claim speaks of both concepts."""

AUTHOR_OF_CLAIM = 0.20
"""A thinker asserts a claim about the concept."""

WORK_OF_CLAIM = 0.20
"""A work advances a claim about the concept."""

THINKERS_IN_DISPUTE = 0.14
"""A claim of one thinker disputes, supports or refines a claim of the other."""

COAUTHORS = 0.35
"""Two thinkers wrote a work together."""

CASE_EVIDENCE = 0.30
"""A case is read as evidence on a claim about the concept, or on a claim the theory holds or rejects."""

CASE_READER = 0.40
"""A thinker reads the case as evidence."""

PROMINENT, OBSCURE = 20, 0.90
"""An entity joined with at least PROMINENT others keeps its score; one joined with none keeps this part of it: of two
that are tied alike, the one that leads further is the better next article."""

ALLOWANCE: Final[dict[str, float]] = {
    "theory": 0.90,
    "concept": 0.94,
    "work": 0.80,
    "thinker": 0.80,
    "case": 0.80,
}
"""Diversity: each entry of a type lowers the next of the same type by this factor, so that no list is ten thinkers."""
