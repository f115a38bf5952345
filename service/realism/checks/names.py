"""Whether every name in our namespace is defined: a name that is used but never introduced is a slip of the pen."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from rdflib import Graph, URIRef

from realism.checks.knowledge import Knowledge
from realism.checks.report import Finding
from realism.checks.telling import Teller
from realism.knowledge.sources import Triple
from realism.vocab import BASE, OWL, RDF

_TYPE = URIRef(RDF + "type")
_VERSION = URIRef(OWL + "versionIRI")
_INDIVIDUAL = URIRef(OWL + "NamedIndividual")


def name_findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Each use of an IRI of this base that has no type anywhere, with the most similar defined one.

    Similarity: `difflib.get_close_matches` (Ratcliff and Obershelp), at least 0.75.
    """
    teller = Teller(knowledge)
    defined = _defined((knowledge.union, knowledge.shapes))
    hints: dict[str, str] = {}
    for triple in sorted((*knowledge.union, *knowledge.shapes), key=str):
        for term in dict.fromkeys(triple):
            if isinstance(term, URIRef) and term.startswith(BASE) and str(term) not in defined:
                if term not in hints:
                    hints[term] = _hint(str(term), defined)
                yield _finding(teller, triple, term, hints[term])


def _defined(graphs: Collection[Graph]) -> set[str]:
    typed = {str(s) for graph in graphs for s, _, kind in graph.triples((None, _TYPE, None)) if kind != _INDIVIDUAL}
    return typed | {str(version) for graph in graphs for version in graph.objects(None, _VERSION)}


def _hint(term: str, defined: Collection[str]) -> str:
    space = term[: max(term.rfind("/"), term.rfind("#")) + 1]
    candidates = {one.removeprefix(space): one for one in sorted(defined) if one.startswith(space)}
    similar = get_close_matches(term.removeprefix(space), candidates, 1, 0.75)
    return f"did you mean {_short(candidates[similar[0]])}?" if similar else "define it or correct the name"


def _finding(teller: Teller, triple: Triple, term: URIRef, hint: str) -> Finding:
    return Finding(
        rule="undefined-name",
        severity="violation",
        message=f"{_short(term)} is used but defined nowhere; {hint}",
        focus=str(triple[0]),
        path=str(triple[1]),
        value=str(term),
        statements=teller.statements([triple]),
    )


def _short(iri: str) -> str:
    return iri.removeprefix(BASE).replace("schema#", "realism:").replace("id/", "id:").replace("account/", "account:")
