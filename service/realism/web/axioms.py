"""The logic of the accounts in words: each axiom with the claim it formalizes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from realism.store.base import Row, Store
from realism.vocab import ACCOUNT, CORE, RDFS
from realism.web.binding import PREFIXES
from realism.web.directory import Directory, Entity
from realism.web.terms import Vocabulary

_AXIOMS: Final = (
    PREFIXES
    + """SELECT DISTINCT ?account ?claim ?subject ?predicate ?object ?negated ?against WHERE {
  GRAPH ?account {
    { ?axiom owl:annotatedSource ?subject ; owl:annotatedProperty ?predicate ; owl:annotatedTarget ?object .
      FILTER(isIRI(?object)) BIND(false AS ?negated) }
    UNION
    { ?axiom owl:annotatedSource ?subject ; owl:annotatedTarget ?part .
      ?part owl:onProperty ?predicate ; owl:hasValue|owl:someValuesFrom ?object . BIND(false AS ?negated) }
    UNION
    { ?axiom owl:annotatedSource ?subject ; owl:annotatedTarget/owl:complementOf ?part .
      ?part owl:onProperty ?predicate ; owl:hasValue|owl:someValuesFrom ?object . BIND(true AS ?negated) }
    UNION
    { ?axiom owl:sourceIndividual ?subject ; owl:assertionProperty ?predicate ; owl:targetIndividual ?object .
      BIND(true AS ?negated) }
    OPTIONAL { ?axiom realism:formalizes ?claim }
    OPTIONAL { ?theory realism:rejectsClaim ?claim BIND(true AS ?against) }
  }
}"""
)


@dataclass(frozen=True)
class Axiom:
    """What the account of a theory states in logic: subject, relation in words, object.

    claim    the claim that the axiom puts into logic, or whose denial it puts into logic when `against`
    """

    account: Entity
    subject: Entity
    relation: str
    object: Entity
    claim: Entity | None
    against: bool


def axioms(store: Store, directory: Directory, words: Vocabulary) -> list[Axiom]:
    """The axioms of all accounts that relate one entity to another, by account and subject."""
    found = {_axiom(row, directory, words): None for row in store.query(_AXIOMS).rows()}
    kept = [axiom for axiom in found if axiom is not None]
    return sorted(kept, key=lambda a: (a.account.order, a.subject.order, a.relation, a.object.order))


def _axiom(row: Row, directory: Directory, words: Vocabulary) -> Axiom | None:
    graph = str(row["account"])
    account = directory.entities.get(graph.removeprefix(ACCOUNT)) if graph != CORE else None
    subject, object_ = directory.find(str(row["subject"])), directory.find(str(row["object"]))
    relation = _relation(row, words)
    if account is None or subject is None or object_ is None or relation is None:
        return None
    claim = directory.find(str(row["claim"])) if "claim" in row else None
    return Axiom(account, subject, relation, object_, claim, claim is not None and "against" in row)


def _relation(row: Row, words: Vocabulary) -> str | None:
    negated = _true(row)
    predicate = str(row["predicate"])
    if predicate == RDFS + "subClassOf":
        return "is not a kind of" if negated else "is a kind of"
    word = words.words.get(predicate)
    if word is None:
        return None
    return next(iter(word.get("negatedLabel")), f"not: {word.label}") if negated else word.label


def _true(row: Mapping[str, object]) -> bool:
    return "true" in str(row["negated"])
