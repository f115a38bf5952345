"""A debate small enough to see through: what two theories can be to each other, each at least once."""

from realism.store.base import TURTLE
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE, account_iri

THEORIES = ("axiom-left", "axiom-right", "disputing", "holding", "kindred", "open-minded", "rejecting", "silent")
PREFIXES = """PREFIX id: <https://w3id.org/realism/id/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX realism: <https://w3id.org/realism/schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
SHARED = """
id:war a owl:Class . id:rational-act a owl:Class . id:mistake a owl:Class ; owl:disjointWith id:rational-act .
id:great-war a id:war .
id:high realism:onDimension id:ambition ; realism:uncommitted false .
id:low realism:onDimension id:ambition ; realism:uncommitted false .
id:undecided realism:onDimension id:ambition ; realism:uncommitted true .
id:second realism:disputesClaim id:first .
id:kindred realism:directStrandOf id:holding .
"""
ACCOUNTS = {
    "axiom-left": "id:war rdfs:subClassOf id:rational-act .",
    "axiom-right": "id:war rdfs:subClassOf id:mistake .",
    "disputing": "id:disputing realism:holdsClaim id:second .",
    "holding": "id:holding realism:holdsClaim id:first ; realism:position id:high .",
    "kindred": "id:kindred realism:holdsClaim id:first ; realism:position id:low .",
    "open-minded": "id:open-minded realism:position id:undecided .",
    "rejecting": "id:rejecting realism:rejectsClaim id:first ; realism:position id:high .",
    "silent": "",
}


def debate() -> EmbeddedStore:
    """A store with the debate; its accounts are rivals only where the texts above say so."""
    store = EmbeddedStore()
    described = "".join(
        f'id:{slug} a realism:Theory ; skos:prefLabel "{slug.replace("-", " ").capitalize()}"@en .\n'
        for slug in THEORIES
    )
    store.load((PREFIXES + SHARED + described).encode(), TURTLE, CORE)
    for slug, text in ACCOUNTS.items():
        header = f"<{account_iri(slug)}> a owl:Ontology ; realism:accountOf id:{slug} .\n"
        store.load((PREFIXES + header + text).encode(), TURTLE, account_iri(slug))
    return store
