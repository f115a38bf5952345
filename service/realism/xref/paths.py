"""Paths: all ties between an entity and others, each with its statements, its sentence, and its weight."""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from realism.xref.graph import Graph, Step
from realism.xref.weights import (
    AUTHOR_OF_CLAIM,
    CASE_EVIDENCE,
    CASE_READER,
    COAUTHORS,
    CONCEPTS_IN_CLAIM,
    COUSINS,
    DIRECT,
    DISPUTED_CLAIM,
    INTRODUCED_BY_KEY_WORK,
    SHARED_CLAIM,
    SHARED_CONCEPT,
    SHARED_PROPONENT,
    SIBLINGS,
    SPECIFIC,
    THEORY_CLAIM,
    THEORY_SOURCE,
    THINKER_WORK,
    THINKERS_IN_DISPUTE,
    WORK_OF_CLAIM,
)


class Found(NamedTuple):
    """One tie from the entity asked about to `target`."""

    target: str
    weight: float
    sentence: str
    path: tuple[Step, ...]


class Hop(NamedTuple):
    """A step of a pattern: a property and whether it is followed from subject to object."""

    property: str
    forward: bool = True


class Pattern(NamedTuple):
    """Two ends joined through something in between: ``{a}`` is the entity asked about, ``{m}``, ``{n}`` lie between."""

    hops: tuple[Hop, ...]
    weight: float
    sentence: str


def _hop(text: str) -> Hop:
    return Hop(text.removeprefix("^"), not text.startswith("^"))


def _both(hops: str, weight: float, sentence: str) -> list[Pattern]:
    """The pattern `hops` from its first end and from its last; ``{a}`` stays the first end in both."""
    there = tuple(_hop(one) for one in hops.split())
    back = tuple(Hop(hop.property, not hop.forward) for hop in reversed(there))
    renamed = (
        {"a": "{b}", "b": "{a}", "m": "{n}", "n": "{m}"} if len(there) > 2 else {"a": "{b}", "b": "{a}", "m": "{m}"}
    )
    swapped = sentence.format(**renamed)
    return [Pattern(there, weight, sentence)] + ([Pattern(back, weight, swapped)] if back != there else [])


PATTERNS: Final[list[Pattern]] = [
    *_both("directStrandOf ^directStrandOf", SIBLINGS, "{a} and {b} are both strands of {m}"),
    *_both("directStrandOf directStrandOf ^directStrandOf", COUSINS, "{a} belongs through {m} to {n}, as does {b}"),
    *_both("hasProponent ^hasProponent", SHARED_PROPONENT, "{m} is a proponent of both {a} and {b}"),
    *_both("hasKeyWork ^introducedIn", INTRODUCED_BY_KEY_WORK, "{m}, a key work of {a}, introduced {b}"),
    *_both("^centralTo centralTo", SHARED_CONCEPT, "{m} is central to both {a} and {b}"),
    *_both("holdsClaim aboutConcept", THEORY_CLAIM, "{a} makes a claim about {b}: “{m}”"),
    *_both("rejectsClaim aboutConcept", THEORY_CLAIM, "{a} rejects a claim about {b}: “{m}”"),
    *_both("holdsClaim advancedIn", THEORY_SOURCE, "{b} advances a claim that {a} holds: “{m}”"),
    *_both("holdsClaim assertedBy", THEORY_SOURCE, "{b} asserts a claim that {a} holds: “{m}”"),
    *_both("^assertedBy advancedIn", THINKER_WORK, "{a} argues in {b} that “{m}”"),
    *_both("holdsClaim ^holdsClaim", SHARED_CLAIM, "{a} and {b} both hold that “{m}”"),
    *_both("holdsClaim ^rejectsClaim", DISPUTED_CLAIM, "{a} holds, and {b} rejects, that “{m}”"),
    *_both("^aboutConcept aboutConcept", CONCEPTS_IN_CLAIM, "a claim joins {a} and {b}: “{m}”"),
    *_both("^assertedBy aboutConcept", AUTHOR_OF_CLAIM, "{a} writes about {b}: “{m}”"),
    *_both("^advancedIn aboutConcept", WORK_OF_CLAIM, "{a} speaks of {b}: “{m}”"),
    *_both("^hasAuthor hasAuthor", COAUTHORS, "{a} and {b} wrote {m} together"),
    *_both("^assertedBy disputesClaim assertedBy", THINKERS_IN_DISPUTE, "{a} and {b} disagree: “{m}” against “{n}”"),
    *_both("^assertedBy supportsClaim assertedBy", THINKERS_IN_DISPUTE, "{a} argues in support of {b}: “{m}”"),
    *_both("^assertedBy refinesClaim assertedBy", THINKERS_IN_DISPUTE, "{a} refines {b}: “{m}”"),
    *_both("^evidenceCase supportedClaim aboutConcept", CASE_EVIDENCE, "{a} is evidence on {b}: it supports “{n}”"),
    *_both("^evidenceCase challengedClaim aboutConcept", CASE_EVIDENCE, "{a} is evidence on {b}: it challenges “{n}”"),
    *_both("^evidenceCase supportedClaim ^holdsClaim", CASE_EVIDENCE, "{a} supports what {b} holds: “{n}”"),
    *_both("^evidenceCase challengedClaim ^holdsClaim", CASE_EVIDENCE, "{a} challenges what {b} holds: “{n}”"),
    *_both("^evidenceCase accordingTo", CASE_READER, "{b} reads {a} as evidence"),
    *_both("^evidenceCase evidenceIn", CASE_READER, "{b} reads {a} as evidence"),
]
"""Ties of several statements. They hold in both directions with the same weight."""


def ties(graph: Graph, slug: str) -> Iterator[Found]:
    """All ties of `slug`, in a fixed order; a target may come up many times."""
    for name, tie in DIRECT.items():
        for other in graph.out(slug, name):
            yield _direct(graph, Step(slug, name, other), other, tie.forward, tie.sentence)
        for other in graph.into(slug, name):
            yield _direct(graph, Step(other, name, slug), other, tie.backward, tie.sentence)
    for pattern in PATTERNS:
        for path, nodes in _walk(graph, slug, pattern.hops):
            if nodes[-1] not in nodes[:-1]:
                names = dict(zip(("a", "m", "n"), (_said(graph, node) for node in nodes[:-1]), strict=False))
                sentence = pattern.sentence.format(**{"n": "", **names, "b": _said(graph, nodes[-1])})
                yield Found(nodes[-1], pattern.weight, sentence, path)


def _direct(graph: Graph, step: Step, target: str, weight: float, sentence: str) -> Found:
    words = sentence.format(s=_said(graph, step.s), o=_said(graph, step.o))
    if step.p == "centralTo" and target == step.s:
        weight *= SPECIFIC + (1 - SPECIFIC) / math.sqrt(len(graph.out(target, "centralTo")))
    return Found(target, weight, words, (step,))


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
