"""Weights: what each kind of tie between two entities is worth to a reader of an article's "See also".

A weight is the chance, between 0 and 1, that a reader of one article wants the other because of that tie alone. All are
here, each with the sentence that says why; the page /docs/see-also shows them. An editor set them, and mended them by
what the `dev` half of tests/see_also shows (`python tests/score_see_also.py`).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tie:
    """A property as a tie.

    sentence   the statement in words: ``{s}`` and ``{o}`` stand for the labels
    forward    weight of the object in the article of the subject
    backward   weight of the subject in the article of the object
    why        why it is worth that
    """

    sentence: str
    forward: float
    backward: float
    why: str


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight, and why it is what it is."""

    value: float
    why: str


DIRECT: Final[dict[str, Tie]] = {
    "directStrandOf": Tie(
        "{s} is a strand of {o}",
        0.7,
        0.6,
        "A strand cannot be understood without its parent, which its strands explain.",
    ),
    "rivalOf": Tie("{s} and {o} are rivals", 0.5, 0.5, "Rivals are read together; that is what a debate is."),
    "centralTo": Tie(
        "{s} is a central concept of {o}", 0.3, 0.5, "Its central concepts carry a theory; a concept serves many."
    ),
    "contrastsWith": Tie("{s} contrasts with {o}", 0.5, 0.5, "What a concept is defined against makes it clear."),
    "skos:broader": Tie("{s} falls under {o}", 0.5, 0.5, "The next wider notion, and the next narrower one."),
    "skos:related": Tie("{s} is related to {o}", 0.5, 0.5, "An editor of the base said so, without saying how."),
    "hasKeyWork": Tie(
        "{o} is a key work of {s}", 0.4, 0.6, "The work that states a theory, and what a work is known for."
    ),
    "hasProponent": Tie(
        "{o} is a proponent of {s}", 0.3, 0.6, "What a thinker stands for; of proponents there are many in turn."
    ),
    "originatedBy": Tie("{o} introduced {s}", 0.6, 0.5, "Who brought a concept in, and what a thinker is known for."),
    "introducedIn": Tie(
        "{s} was introduced in {o}",
        0.4,
        0.5,
        "The work that brought a concept in, which who wrote it leads to as well, and what it brought.",
    ),
    "hasAuthor": Tie("{o} wrote {s}", 0.7, 0.6, "Author and work belong together."),
    "levelOfAnalysis": Tie(
        "{s} explains at the level of {o}", 0.1, 0.1, "Where a theory looks for causes: true of many, so worth little."
    ),
    "dcterms:source": Tie(
        "{o} is a source on {s}",
        0.3,
        0.2,
        "A work that the entry draws on treats the subject at length; many entries draw on one work.",
    ),
}
"""Ties that are one statement."""

CLAIM: Final = Weight(
    0.25, "A claim of the debate joins the two: one makes or holds it, it is about the other or answers the other."
)
STANCE: Final = Weight(
    0.1, "Two theories take a stand on the same claim; there are many claims, and rivals share premises, too."
)
KIN: Final = Weight(0.3, "Two theories are strands of the same tradition, at once or through a parent.")
CASE: Final = Weight(0.3, "The case is read as evidence on a claim of the one, or read so by it.")
THROUGH: Final = Weight(
    0.7,
    "What is tied to something close, unless that is a rival: its weight there, times how close that is, times this.",
)

ALLOWANCE: Final[dict[str, float]] = {"theory": 0.95, "concept": 0.96, "work": 0.8, "thinker": 0.8, "case": 0.8}
"""Diversity: each entry of a type lowers the next of the same type by this factor, so that no list is ten thinkers."""

MENTIONED: Final = Weight(0.35, "The text of the article mentions it; more mentions count like repeated ties.")
UNRELATED: Final = Weight(
    0.25, "This part of that is left when nothing in the base ties what is mentioned to the subject of the text."
)
