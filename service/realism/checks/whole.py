"""The whole check of a base with and without an edit, for edits that concern too much to be judged by their parts.

It runs in a process of its own that is ended at a deadline: pyshacl cannot be stopped otherwise.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from rdflib import Graph
from rdflib.term import Node

from realism.checks.edits.edit import Edit
from realism.checks.knowledge import Knowledge
from realism.checks.reports.report import Finding
from realism.checks.rules.names import name_findings
from realism.checks.rules.whole import rule_findings
from realism.checks.shapes.validation import shape_findings
from realism.checks.words.places import Places
from realism.checks.words.telling import Place, node, term
from realism.errors import Overloaded
from realism.knowledge.sources import Triple
from realism.store.apart import apart, received
from realism.store.base import BlankNode, Iri, Quad
from realism.vocab import ACCOUNT, CORE


@dataclass(frozen=True)
class Job:
    """One whole check by shapes, rules and names.

    quads     what the base states itself, with the graph of each statement
    shapes    the statements of the shapes
    ontology  the folder whose files are named as places; `rules`: the folder of rules
    """

    quads: tuple[Quad, ...]
    edit: Edit
    shapes: tuple[Triple, ...]
    ontology: Path
    rules: Path


Found = tuple[list[Finding], list[Finding]]
"""What is found without the edit and with it."""


def run(job: Job, seconds: float) -> Found:
    """Carry out `job` in a process of its own.

    Raises Overloaded when it takes longer than `seconds` or more memory than there is; what the check itself raises.
    """
    with apart(_work, "whole-check") as pipe:
        deadline = time.monotonic() + seconds
        try:
            pipe.send(job)
            if not pipe.poll(max(0.0, deadline - time.monotonic())):
                raise Overloaded(f"the check of the whole base took longer than {seconds:g} seconds and was stopped")
            found: Found = received(pipe)
        except (EOFError, OSError):
            raise Overloaded("the check of the whole base stopped unexpectedly, perhaps for lack of memory") from None
    return found


def _work(pipe: Connection) -> Found:
    return findings(pipe.recv())


def findings(job: Job) -> Found:
    """Carry out `job` in this process."""
    after = [*(frozenset(job.quads) - job.edit.remove | job.edit.add)]
    return _findings(job, job.quads), _findings(job, after)


def _findings(job: Job, quads: Iterable[Quad]) -> list[Finding]:
    knowledge = _knowledge(job, quads)
    found = list(shape_findings(knowledge))
    found += rule_findings(knowledge, job.rules)
    found += name_findings(knowledge)
    return found


class _Located(Knowledge):
    """Statements that were not read from files but stand in some."""

    def __post_init__(self) -> None:
        self._files = Places(self.ontology)

    def where(self, triple: Triple) -> Place | None:
        """File and line of a statement; None when it stands in no file."""
        subject, predicate, value = (term(one) for one in triple)
        if not isinstance(subject, Iri | BlankNode) or not isinstance(predicate, Iri):
            return None
        said = [(str(verb), term(one)) for verb, one in self.union.predicate_objects(triple[0])]
        return self._files.of(subject, predicate, value, None, said if isinstance(subject, BlankNode) else ())

    def where_about(self, node: Node) -> Place | None:
        """The first place where something is said of `node`."""
        about = term(node)
        return self._files.about(about) if isinstance(about, Iri) else None


def _knowledge(job: Job, quads: Iterable[Quad]) -> Knowledge:
    core, shapes = _graph(), _graph()
    accounts: dict[str, Graph] = {}
    for quad in quads:
        graph = str(quad.graph)
        home = core if graph == CORE else accounts.setdefault(graph.removeprefix(ACCOUNT), _graph())
        home.add((node(quad.subject), node(quad.predicate), node(quad.object)))
    for triple in job.shapes:
        shapes.add(triple)
    return _Located(job.ontology, core, accounts, shapes)


def _graph() -> Graph:
    return Graph(bind_namespaces="none")
