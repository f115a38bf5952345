"""What comparing theories takes, read once per state of the dataset: their words, the core, and every account.

The comparison of two theories and the matrix of all rest on it, so that both say the same and nothing is read or proved
twice.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from weakref import WeakKeyDictionary

from realism.checks.logic.axioms import Justification
from realism.checks.logic.modules import LogicalCore, about_the_world, rivals
from realism.checks.logic.reasoner import Reasoner
from realism.checks.words.lexicon import PREDICATES, Lexicon
from realism.errors import RealismError
from realism.store.base import NTRIPLES, Row, Store, text_of
from realism.vocab import SCHEMA, SKOS, account_iri, is_slug, slug_of

MAX_CRUXES: Final = 20
"""How many cruxes of a pair are looked for."""

_STATED: Final = f"""PREFIX realism: <{SCHEMA}> PREFIX skos: <{SKOS}>
SELECT DISTINCT ?kind ?subject ?object ?value WHERE {{
  {{ ?subject a realism:Theory ; skos:prefLabel ?label BIND("theory" AS ?kind) }}
  UNION {{ ?subject realism:directStrandOf ?object BIND("strand" AS ?kind) }}
  UNION {{ ?subject realism:holdsClaim ?object BIND("claim" AS ?kind) BIND("holds" AS ?value) }}
  UNION {{ ?subject realism:rejectsClaim ?object BIND("claim" AS ?kind) BIND("rejects" AS ?value) }}
  UNION {{ ?subject realism:disputesClaim ?object BIND("dispute" AS ?kind) }}
  UNION {{
    ?subject realism:position ?value .
    ?value realism:onDimension ?object ; realism:uncommitted ?open .
    BIND(IF(?open, "open", "position") AS ?kind)
  }}
}} ORDER BY ?kind ?subject ?object ?value"""


class Theories:
    """The theories of one state of the dataset. Safe to share between threads.

    claims      theory to claim to ``holds`` or ``rejects``; positions: theory to dimension to position, None for one
                that leaves the question open; all by slug
    disputes    claim to the claims it disputes
    wider       theory to the theories it is directly a strand of
    given_up    pairs that the reasoner was asked about in vain, with the reason
    """

    def __init__(self, store: Store) -> None:
        self.version = store.version
        self.lexicon = _lexicon(store)
        self.slugs: list[str] = []
        self.wider: dict[str, list[str]] = defaultdict(list)
        self.claims: dict[str, dict[str, str]] = defaultdict(dict)
        self.positions: dict[str, dict[str, str | None]] = defaultdict(dict)
        self.disputes: dict[str, set[str]] = defaultdict(set)
        self._sort(store.query(_STATED).rows())
        self._core = LogicalCore(store.dump(NTRIPLES, account_iri("core")).decode())
        self._accounts = {slug: store.dump(NTRIPLES, account_iri(slug)).decode() for slug in self.slugs}
        self._arguing = {slug for slug, account in self._accounts.items() if _argues(slug, account)}
        self._cruxes: dict[frozenset[str], list[Justification]] = {}
        self.given_up: dict[frozenset[str], RealismError] = {}

    @classmethod
    def of(cls, store: Store) -> "Theories":
        """The theories of the present state of `store`, read once per state."""
        with _LOCK:
            known = _KNOWN.get(store)
            if known is None or known.version != store.version:
                known = _KNOWN[store] = cls(store)
            return known

    def can_clash(self, a: str, b: str) -> bool:
        """Whether both accounts have axioms; otherwise logic cannot set the one against the other."""
        return a in self._arguing and b in self._arguing

    def cruxes(self, a: str, b: str, reasoner: Reasoner) -> list[Justification]:
        """What the accounts of `a` and `b` cannot hold together, at most `MAX_CRUXES`, shortest first.

        Raises Overloaded when the reasoner takes too long.
        """
        found = self.known_cruxes(a, b)
        if found is None:
            first, second = ((slug, self._accounts[slug]) for slug in sorted((a, b)))
            found = reasoner.clashes(rivals(self._core, first, second), MAX_CRUXES)
            self._cruxes[frozenset((a, b))] = found
            self.given_up.pop(frozenset((a, b)), None)
        return found

    def known_cruxes(self, a: str, b: str) -> list[Justification] | None:
        """What `cruxes` found or need not look for; None when the reasoner was not asked yet."""
        return self._cruxes.get(frozenset((a, b))) if self.can_clash(a, b) else []

    def _sort(self, rows: Iterable[Row]) -> None:
        for row in rows:
            kind = text_of(row["kind"])
            subject, object_ = (slug_of(text_of(row[name])) if name in row else None for name in ("subject", "object"))
            if subject is None or not is_slug(subject):
                continue
            if kind == "theory":
                self.slugs.append(subject)
            elif object_ is None:
                continue
            elif kind == "strand":
                self.wider[subject].append(object_)
            elif kind == "claim":
                self.claims[subject][object_] = text_of(row["value"])
            elif kind == "dispute":
                self.disputes[subject].add(object_)
            else:
                self.positions[subject][object_] = text_of(row["value"]) if kind == "position" else None


_LOCK: Final = threading.Lock()
_KNOWN: WeakKeyDictionary[Store, Theories] = WeakKeyDictionary()


def _argues(slug: str, account: str) -> bool:
    """Whether an account (N-Triples) says more of the world than what it is an account of."""
    about_itself = f"<{account_iri(slug)}> "
    return any(not line.startswith(about_itself) for line in about_the_world(account).splitlines())


def _lexicon(store: Store) -> Lexicon:
    predicates = " ".join(f"<{predicate}>" for predicate in PREDICATES)
    rows = store.query(f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {predicates} }} ?s ?p ?o }}").rows()
    return Lexicon((str(row["s"]), str(row["p"]), text_of(row["o"])) for row in rows)
