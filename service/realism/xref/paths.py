"""Paths: all ties between an entity and others, each with its statements, its sentence, and its weight."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from realism.xref.graph import Graph, Step
from realism.xref.weights import CASE, CLAIM, DIRECT, KIN, STANCE, THROUGH, Tie

BETWEEN_ENDS: Final = "mno"
"""What stands in sentences for the nodes between the first and the last, in order."""


class Found(NamedTuple):
    """One tie from the entity asked about to `target`.

    kind     ties of one kind count less and less
    nodes    what the path passes, from the entity asked about to `target`
    words    the sentence, with ``{a}`` for the first node, ``{b}`` for the last, `BETWEEN_ENDS` for what is between
    """

    target: str
    weight: float
    kind: str
    path: tuple[Step, ...]
    nodes: tuple[str, ...]
    words: str


class Hop(NamedTuple):
    """A step of a pattern: a property and whether it is followed from subject to object."""

    property: str
    forward: bool = True


class Pattern(NamedTuple):
    """Two ends joined through something in between."""

    hops: tuple[Hop, ...]
    weight: float
    kind: str
    words: str


def _hop(text: str) -> Hop:
    return Hop(text.removeprefix("^"), not text.startswith("^"))


def _both(hops: str, weight: float, kind: str, sentence: str) -> list[Pattern]:
    """The pattern `hops` from its first end and from its last; ``{a}`` stays the first end in both."""
    there = tuple(_hop(one) for one in hops.split())
    back = tuple(Hop(hop.property, not hop.forward) for hop in reversed(there))
    renamed = (
        {"a": "{b}", "b": "{a}", "m": "{n}", "n": "{m}"} if len(there) > 2 else {"a": "{b}", "b": "{a}", "m": "{m}"}
    )
    swapped = sentence.format(**renamed)
    first = Pattern(there, weight, kind, sentence)
    return [first] + ([Pattern(back, weight, kind, swapped)] if back != there else [])


def _claim(hops: str, sentence: str) -> list[Pattern]:
    return _both(hops, CLAIM.value, "claim", sentence)


def _case(hops: str, sentence: str) -> list[Pattern]:
    return _both(hops, CASE.value, "case", sentence)


def _between(hops: str, sentence: str) -> list[Pattern]:
    weight = THROUGH.value
    for hop in (_hop(one) for one in hops.split()):
        weight *= DIRECT[hop.property].forward if hop.forward else DIRECT[hop.property].backward
    return _both(hops, weight, hops, sentence)


PATTERNS: Final[list[Pattern]] = [
    *_both("directStrandOf ^directStrandOf", KIN.value, "kin", "{a} and {b} are both strands of {m}"),
    *_both(
        "directStrandOf directStrandOf ^directStrandOf",
        KIN.value,
        "kin",
        "{a} belongs through {m} to {n}, as does {b}",
    ),
    *_both("holdsClaim ^holdsClaim", STANCE.value, "stance", "{a} and {b} both hold that “{m}”"),
    *_both("holdsClaim ^rejectsClaim", STANCE.value, "stance", "{a} holds, and {b} rejects, that “{m}”"),
    *_claim("holdsClaim aboutConcept", "{a} makes a claim about {b}: “{m}”"),
    *_claim("rejectsClaim aboutConcept", "{a} rejects a claim about {b}: “{m}”"),
    *_claim("holdsClaim advancedIn", "{b} advances a claim that {a} holds: “{m}”"),
    *_claim("holdsClaim assertedBy", "{b} asserts a claim that {a} holds: “{m}”"),
    *_claim("^assertedBy advancedIn", "{a} argues in {b} that “{m}”"),
    *_claim("^aboutConcept aboutConcept", "a claim joins {a} and {b}: “{m}”"),
    *_claim("^assertedBy aboutConcept", "{a} writes about {b}: “{m}”"),
    *_claim("^advancedIn aboutConcept", "{a} speaks of {b}: “{m}”"),
    *_claim("^assertedBy disputesClaim assertedBy", "{a} and {b} disagree: “{m}” against “{n}”"),
    *_claim("^assertedBy supportsClaim assertedBy", "{a} argues in support of {b}: “{m}”"),
    *_claim("^assertedBy refinesClaim assertedBy", "{a} refines {b}: “{m}”"),
    *_case("^evidenceCase supportedClaim aboutConcept", "{a} is evidence on {b}: it supports “{n}”"),
    *_case("^evidenceCase challengedClaim aboutConcept", "{a} is evidence on {b}: it challenges “{n}”"),
    *_case("^evidenceCase supportedClaim ^holdsClaim", "{a} supports what {b} holds: “{n}”"),
    *_case("^evidenceCase challengedClaim ^holdsClaim", "{a} challenges what {b} holds: “{n}”"),
    *_case("^evidenceCase accordingTo", "{b} reads {a} as evidence"),
    *_case("^evidenceCase evidenceIn", "{b} reads {a} as evidence"),
]
"""Close ties of several statements. They hold in both directions with the same weight."""

BETWEEN: Final[list[Pattern]] = [
    *_between("^centralTo centralTo", "{m} is central to both {a} and {b}"),
    *_between("centralTo ^centralTo", "{a} and {b} are both central to {m}"),
    *_between("hasProponent ^hasProponent", "{m} is a proponent of both {a} and {b}"),
    *_between("^hasProponent hasProponent", "{a} and {b} are both proponents of {m}"),
    *_between("^hasKeyWork hasKeyWork", "{a} and {b} are both key works of {m}"),
    *_between("hasKeyWork ^introducedIn", "{m}, a key work of {a}, introduced {b}"),
    *_between("^hasAuthor hasAuthor", "{a} and {b} wrote {m} together"),
    *_between("hasAuthor ^hasAuthor", "{m} wrote both {a} and {b}"),
]
"""Two statements with something in between that have a sentence of their own."""

WORDS: Final = {pattern.hops: pattern.words for pattern in BETWEEN}


def close(graph: Graph, slug: str) -> Iterator[Found]:
    """The close ties of `slug`, in a fixed order: statements, and `PATTERNS`; a target may come up many times."""
    for name, tie in DIRECT.items():
        for other in graph.out(slug, name):
            yield direct(tie, name, slug, other, forward=True)
        for other in graph.into(slug, name):
            yield direct(tie, name, slug, other, forward=False)
    yield from _matching(graph, slug, PATTERNS)


def ties(graph: Graph, slug: str) -> Iterator[Found]:
    """All ties of `slug` that have a sentence of their own, the close ones first."""
    yield from close(graph, slug)
    yield from _matching(graph, slug, BETWEEN)


def direct(tie: Tie, name: str, slug: str, other: str, *, forward: bool) -> Found:
    """The tie that one statement of the property `name` makes, with `slug` as its subject if `forward`."""
    if forward:
        words = tie.sentence.format(s="{a}", o="{b}")
        return Found(other, tie.forward, name, (Step(slug, name, other),), (slug, other), words)
    words = tie.sentence.format(s="{b}", o="{a}")
    return Found(other, tie.backward, "^" + name, (Step(other, name, slug),), (slug, other), words)


def sentence(graph: Graph, found: Found) -> str:
    """The tie `found` in words."""
    between = dict(zip(BETWEEN_ENDS, (_said(graph, node) for node in found.nodes[1:-1]), strict=False))
    return found.words.format(a=_said(graph, found.nodes[0]), b=_said(graph, found.nodes[-1]), **between)


def _matching(graph: Graph, slug: str, patterns: list[Pattern]) -> Iterator[Found]:
    for pattern in patterns:
        for path, nodes in _walk(graph, slug, pattern.hops):
            if nodes[-1] not in nodes[:-1]:
                yield Found(nodes[-1], pattern.weight, pattern.kind, path, nodes, pattern.words)


def _said(graph: Graph, slug: str) -> str:
    """How the label of `slug` reads inside a sentence; claims are sentences of their own and keep theirs."""
    claim = graph.out(slug, "advancedIn")
    return graph.labels.get(slug, slug) if claim else graph.phrases.get(slug, slug)


def _walk(graph: Graph, slug: str, hops: tuple[Hop, ...]) -> Iterator[tuple[tuple[Step, ...], tuple[str, ...]]]:
    """The paths that begin at `slug` and follow `hops`, with the nodes passed, first and last included."""
    if not hops:
        yield (), (slug,)
        return
    hop, rest = hops[0], hops[1:]
    nexts = graph.out(slug, hop.property) if hop.forward else graph.into(slug, hop.property)
    for node in nexts:
        step = Step(slug, hop.property, node) if hop.forward else Step(node, hop.property, slug)
        for path, nodes in _walk(graph, node, rest):
            yield (step, *path), (slug, *nodes)
