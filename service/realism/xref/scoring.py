"""Scoring: how strongly everything is tied to one entity, and the reasons.

The ties to one target add up as independent chances do: 1 − Π(1 − weight). So many small ties make a strong one, no
score passes 1, and the order in which they are found does not matter. Of several close ties of one kind the second
counts a quarter, the third a ninth and so on, so that twenty shared premises do not drown one open dispute.

Beyond the close ties, what is tied to something close counts as well (`THROUGH`): the key works of a thinker's theory,
the contrasts of a theory's concept. That gives works and cases, of which the base says little, the lists they deserve.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from realism.xref.entries import Reason
from realism.xref.graph import Graph, Step
from realism.xref.lexicon import EntityRef
from realism.xref.paths import BETWEEN_ENDS, WORDS, Found, Hop, close, direct, sentence
from realism.xref.weights import DIRECT, THROUGH

REASONS: Final = 3
"""Reasons given for one entry."""


RIVALRY: Final = frozenset({"rivalOf", "^rivalOf"})
"""Ties that lead no further: what matters to a rival does not matter to both."""


class Edge(NamedTuple):
    """A statement that joins an entity with `target`, as a close tie."""

    target: str
    weight: float
    property: str
    forward: bool


class Detour(NamedTuple):
    """A tie that leads through the entity `middle`."""

    weight: float
    middle: str
    edge: Edge


class Tied(NamedTuple):
    """What is tied to one entity: the scores, and by target the ties they are made of, strongest first."""

    scores: dict[str, float]
    near: dict[str, list[Found]]
    further: dict[str, list[Detour]]


class Scoring:
    """Scores of one state of the dataset. Safe to share between threads."""

    def __init__(self, entities: Mapping[str, EntityRef], graph: Graph) -> None:
        self._entities = entities
        self._graph = graph
        self._edges: dict[str, tuple[Edge, ...]] = {}

    def tied(self, slug: str) -> Tied:
        """What is tied to the entity `slug`."""
        near: dict[str, list[Found]] = defaultdict(list)
        for found in close(self._graph, slug):
            if found.target in self._entities:
                near[found.target].append(found)
        chances = {target: 1 - rest(((one.weight, one.kind) for one in group), 2) for target, group in near.items()}
        further: dict[str, list[Detour]] = defaultdict(list)
        for middle, closeness in chances.items():
            if any(one.kind in RIVALRY for one in near[middle]):
                continue
            for edge in self._edges_of(middle):
                if edge.target != slug:
                    further[edge.target].append(Detour(THROUGH.value * closeness * edge.weight, middle, edge))
        scores = dict(chances)
        for target, detours in further.items():
            detours.sort(key=lambda one: (-one.weight, one.middle, one.edge))
            scores[target] = 1 - (1 - chances.get(target, 0.0)) * rest(((one.weight, "") for one in detours), 1)
        for group in near.values():
            group.sort(key=lambda one: -one.weight)
        return Tied(scores, near, further)

    def reasons(self, tied: Tied, target: str) -> tuple[Reason, ...]:
        """The strongest reasons why `target` is tied: close ties, those of one kind less and less, then the others."""
        counted: Counter[str] = Counter()
        ranked: list[tuple[float, Found]] = []
        for found in tied.near.get(target, ()):
            counted[found.kind] += 1
            ranked.append((found.weight / counted[found.kind] ** 2, found))
        best = [found for _, found in sorted(ranked, key=lambda one: -one[0])]
        best += [self.through(tied, detour) for detour in tied.further.get(target, ())[:REASONS]]
        distinct: dict[str, Reason] = {}
        for found in best:
            text = sentence(self._graph, found)
            if text not in distinct:
                distinct[text] = Reason(text, found.path, self._sources(found.path))
            if len(distinct) == REASONS:
                break
        return tuple(distinct.values())

    def _edges_of(self, slug: str) -> tuple[Edge, ...]:
        known = self._edges.get(slug)
        if known is None:
            graph = self._graph
            found = [
                Edge(other, weight, name, forward)
                for name, tie in DIRECT.items()
                for forward, weight, others in (
                    (True, tie.forward, graph.out(slug, name)),
                    (False, tie.backward, graph.into(slug, name)),
                )
                for other in others
                if other in self._entities
            ]
            known = self._edges[slug] = tuple(found)
        return known

    def through(self, tied: Tied, detour: Detour) -> Found:
        """The detour as one tie: the strongest tie to what is between, and the statement that leads on from there."""
        first = tied.near[detour.middle][0]
        edge = detour.edge
        second = direct(DIRECT[edge.property], edge.property, detour.middle, edge.target, forward=edge.forward)
        nodes = (*first.nodes, edge.target)
        path = (*first.path, *second.path)
        hops = (Hop(first.kind.removeprefix("^"), not first.kind.startswith("^")), Hop(edge.property, edge.forward))
        words = WORDS.get(hops)
        if words is None:
            middle = "{" + BETWEEN_ENDS[len(first.nodes) - 2] + "}"
            words = f"{first.words.replace('{b}', middle)}; {second.words.replace('{a}', middle)}"
        return Found(edge.target, detour.weight, "through", path, nodes, words)

    def _sources(self, path: Sequence[Step]) -> tuple[str, ...]:
        """The works the statements are drawn from: for claims where they are advanced, else the subject's sources."""
        graph = self._graph
        works = [work for step in path for node in (step.s, step.o) for work in graph.out(node, "advancedIn")]
        for step in path if not works else ():
            works += (step.o,) if step.p == "dcterms:source" else graph.sources.get(step.s, ())
        return tuple(dict.fromkeys(works))


def rest(weighted: Iterable[tuple[float, str]], power: int) -> float:
    """The chance that none of the ties matters, given by weight and kind.

    power   how fast ties of one kind lose: the second counts 1/2, the third 1/3 to this power, and so on
    """
    seen: Counter[str] = Counter()
    left = 1.0
    for weight, kind in weighted:
        seen[kind] += 1
        left *= 1 - weight / seen[kind] ** power
    return left
