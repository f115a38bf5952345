"""The schema as a drawing: the classes as boxes on a ring around the busiest one, relations as labelled arrows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from realism.reference.drawing import Box, Diagram, Edge, Line, box, wrapped
from realism.reference.facts import Facts
from realism.reference.ring import Arc, arc, inside, ring
from realism.reference.terms import Term, inverses
from realism.vocab import RDFS

WIDTH, HEIGHT = 1120.0, 860.0
_FOLDED: Final = 3
"""More relations than this between two classes, with a common parent, are drawn as that parent."""
Pairs = dict[tuple[str, str], list[Term]]


def relations(facts: Facts, terms: Sequence[Term]) -> Pairs:
    """The main object properties by the classes they lead from and to.

    Main are those by which the base states something; the inverse of one that is stated more often is left out, and
    where many share a parent, the parent stands for them.
    """
    classes = {term.iri for term in terms if term.kind == "Class"}
    by_iri = {term.iri: term for term in terms if term.kind == "ObjectProperty"}
    found: Pairs = defaultdict(list)
    for iri, term in by_iri.items():
        ends = (*facts.iris(iri, RDFS + "domain")[:1], *facts.iris(iri, RDFS + "range")[:1])
        uses = len(facts.stated[iri])
        rivals = [len(facts.stated[other]) for other in inverses(facts, iri)]
        if uses and len(ends) == 2 and classes.issuperset(ends) and uses > max(rivals, default=0):
            found[ends[0], ends[1]].append(term)
    return {pair: _fold(facts, found[pair], by_iri) for pair in sorted(found)}


def _fold(facts: Facts, found: list[Term], by_iri: Mapping[str, Term]) -> list[Term]:
    parents = Counter(parent for term in found for parent in facts.iris(term.iri, RDFS + "subPropertyOf"))
    folded = {parent for parent, times in parents.items() if times > _FOLDED and parent in by_iri}
    kept = [term for term in found if folded.isdisjoint(facts.iris(term.iri, RDFS + "subPropertyOf"))]
    return kept + [by_iri[parent] for parent in sorted(folded)]


def schema_map(title: str, pairs: Pairs, terms: Sequence[Term]) -> Diagram:
    """Draw the classes that `pairs` relate; relations of a class to itself are written into its box."""
    by_iri = {term.iri: term for term in terms}
    between = [pair for pair in pairs if pair[0] != pair[1]]
    spots = ring({end for pair in pairs for end in pair}, between, WIDTH, HEIGHT)
    boxes = {
        one: inside(box(_class_lines(one, pairs, by_iri), *spots[one], padding=12), WIDTH, HEIGHT)
        for one in sorted(spots)
    }
    arcs = {(a, b): arc(boxes[a], boxes[b], bent=(b, a) in pairs) for a, b in between}
    drawn = Diagram(title, WIDTH, HEIGHT, list(boxes.values()))
    for pair in sorted(between, key=lambda one: arcs[one].length):
        drawn.edges.append(Edge(arcs[pair].path, "main"))
        others = [other for at, other in arcs.items() if at != pair]
        drawn.labels.append(_label([Line(term.label, term.name) for term in pairs[pair]], arcs[pair], others, drawn))
    return drawn


def _class_lines(iri: str, pairs: Pairs, by_iri: Mapping[str, Term]) -> list[Line]:
    term = by_iri[iri]
    lines = [Line(term.label, term.name, "name")]
    kinds = [by_iri[one].label for title, iris in term.links if title == "Subclasses" for one in iris if one in by_iri]
    if kinds:
        lines += wrapped(", ".join(kinds), 30, style="small")
    own = [Line(f"↻ {one.label}", one.name, "loop") for one in pairs.get((iri, iri), ())]
    return lines + own


def _label(lines: Sequence[Line], line: Arc, others: Sequence[Arc], drawn: Diagram) -> Box:
    """A label on the line that leaves boxes and other labels free, hides few other lines, and is near its middle."""
    shares = [step / 40 for step in range(4, 37)]
    labels = {share: box(lines, *line.at(share), padding=3, style="label") for share in shares}
    taken = [*drawn.boxes, *drawn.labels]

    def cost(share: float) -> tuple[bool, int, float]:
        label = labels[share]
        hidden = sum(any(_holds(label, other.at(step / 60)) for step in range(61)) for other in others)
        return any(label.meets(other, 3) for other in taken), hidden, abs(share - 0.5)

    return labels[min(shares, key=cost)]


def _holds(one: Box, point: tuple[float, float]) -> bool:
    return one.x <= point[0] <= one.x + one.width and one.y <= point[1] <= one.y + one.height
