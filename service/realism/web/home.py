"""The front door: for a reader what this is, for a program the ontology."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from realism.store.base import JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from realism.vocab import CORE
from realism.web.accounts import graph_document
from realism.web.directory import Entity
from realism.web.documents import alternates, send_document
from realism.web.negotiation import HTML, choose
from realism.web.pages import all_axioms, directory, family, page
from realism.web.state import Services, Shared

router = APIRouter(tags=["Entities"])
FORMATS: Final[Sequence[Format]] = (RDFXML, TURTLE, JSONLD, NTRIPLES, HTML)
"""RDF/XML for clients that do not say, because ontology tools open the ontology's IRI so; browsers ask for HTML."""


@router.get(
    "/",
    operation_id="ontology",
    summary="The ontology (the core all theories share) as RDF, or the home page for browsers",
    response_class=Response,
    responses={200: {"description": "The document", "content": {format_.media_type: {} for format_ in FORMATS}}},
)
def home(request: Request, shared: Shared) -> Response:
    """RDF/XML unless the client asks for something else."""
    format_ = choose(request, FORMATS)
    headers = {"Link": alternates(request, "/", FORMATS, query=True)}
    if format_ != HTML:
        return send_document(request, graph_document(request, CORE, format_), format_, headers)
    known = directory(shared)
    counts = {kind: len(known.of_kind(kind)) for kind in ("concept", "theory", "thinker", "work", "claim", "case")}
    trees = family(shared).whole()
    context = {
        "counts": counts,
        "trees": trees,
        "queries": _questions(shared),
        "begin": _begin(shared),
        "store": shared.store,
    }
    return page(request, shared, "home.html", headers, **context)


def _begin(shared: Services) -> dict[str, list[Entity]]:
    """Where a reader may begin: the theories and the concept that most is put into logic about."""
    axioms = all_axioms(shared)
    theories = Counter(axiom.account for axiom in axioms).most_common(2)
    concepts = Counter(axiom.subject for axiom in axioms if axiom.subject.kind == "concept").most_common(1)
    return {"theories": [entity for entity, _ in theories], "concepts": [entity for entity, _ in concepts]}


def _questions(shared: Services) -> list[dict[str, Any]]:
    return [
        {"name": name, "question": query.question, "example": query.example}
        for name, query in sorted(shared.queries.items())
    ]
