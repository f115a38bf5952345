"""The logic of the core and of each account, in words."""

from dataclasses import dataclass

from realism.checks.logic.axioms import Axiom
from realism.checks.logic.modules import LogicalCore, about_the_world
from realism.checks.logic.reasoner import Reasoner
from realism.checks.words.lexicon import Lexicon, capital
from realism.checks.words.wording import Wording
from realism.store.base import NTRIPLES, Store
from realism.vocab import CORE, ID, account_iri, entity_iri


@dataclass(frozen=True)
class Sentence:
    """An axiom in words.

    claims    IRIs of the claims it puts into logic, each with whether it puts the denial of the claim into logic
    sources   IRIs of the works it rests on
    """

    text: str
    claims: tuple[tuple[str, bool], ...]
    sources: tuple[str, ...]


class Logic:
    """Reads the axioms of a dataset through a reasoner and puts them into the words of `lexicon`."""

    def __init__(self, store: Store, reasoner: Reasoner, lexicon: Lexicon) -> None:
        self._store = store
        self._reasoner = reasoner
        self._lexicon = lexicon
        self._wording = Wording(lexicon)
        self._core = LogicalCore(store.dump(NTRIPLES, CORE).decode())

    def shared(self) -> list[Sentence]:
        """What the core says of the things in world politics, by its wording; axioms about the schema are left out."""
        axioms = self._reasoner.axioms({"core": self._core.module()})
        about = [one for one in axioms if any(iri.startswith(ID) for iri in one.expression.iris())]
        # Which state of history is a great power stands with the state.
        return self._sentences([one for one in about if one.expression.name != "ClassAssertion"], None)

    def of_theory(self, slug: str) -> list[Sentence]:
        """What the account of a theory says of the things in world politics, by its wording."""
        account = about_the_world(self._store.dump(NTRIPLES, account_iri(slug)).decode())
        axioms = self._reasoner.axioms({"core": self._core.module(account), slug: account})
        return self._sentences(axioms, entity_iri(slug))

    def _sentences(self, axioms: list[Axiom], theory: str | None) -> list[Sentence]:
        found = (
            Sentence(
                capital(self._wording.axiom(axiom.expression)),
                tuple(
                    (claim, theory is not None and self._lexicon.rejects(theory, claim)) for claim in axiom.formalizes
                ),
                axiom.sources,
            )
            for axiom in axioms
        )
        return sorted(found, key=lambda one: one.text)
