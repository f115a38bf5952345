"""The statements of a dataset, indexed once, for a page that shows all of them."""

from collections import defaultdict
from collections.abc import Iterable

from realism.store.base import BlankNode, Iri, Literal, Store, Term
from realism.vocab import INFERRED, RDF

LANGUAGE = "en"
"""The language the reference is written in."""


class Facts:
    """What `store` states, inferred statements included, each once; blank nodes are left out.

    stated   by predicate, the pairs of IRIs that are stated to stand in it rather than inferred
    """

    def __init__(self, store: Store) -> None:
        self._values: dict[tuple[str, str], set[Term]] = defaultdict(set)
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.stated: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in store.query("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }").rows():
            subject, predicate, value = row["s"], str(row["p"]), row["o"]
            if isinstance(subject, Iri) and not isinstance(value, BlankNode):
                self._values[str(subject), predicate].add(value)
                if isinstance(value, Iri):
                    self._subjects[predicate, str(value)].add(str(subject))
                    if not str(row["g"]).startswith(INFERRED):
                        self.stated[predicate].add((str(subject), str(value)))

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The IRIs that `subject` is related to, sorted."""
        return sorted(str(one) for one in self._values.get((subject, predicate), ()) if isinstance(one, Iri))

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """The literals that `subject` has, sorted."""
        return sorted(one for one in self._values.get((subject, predicate), ()) if isinstance(one, Literal))

    def text(self, subject: str, predicate: str) -> str | None:
        """The value of a literal, in English or without a language before any other."""
        found = self.literals(subject, predicate)
        return min(found, key=lambda one: (one.language not in (LANGUAGE, ""), one)).value if found else None

    def subjects(self, predicate: str, value: str) -> list[str]:
        """What is related to `value`, sorted."""
        return sorted(self._subjects.get((predicate, value), ()))

    def members(self, *classes: str) -> list[str]:
        """The instances of any of `classes`, sorted."""
        return sorted({one for kind in classes for one in self._subjects.get((RDF + "type", kind), ())})

    def having(self, predicate: str) -> list[str]:
        """The subjects of statements with `predicate`, sorted."""
        return sorted(subject for subject, used in self._values if used == predicate)

    def is_a(self, subject: str, kinds: Iterable[str]) -> bool:
        """Whether `subject` is an instance of one of `kinds`."""
        return not {str(one) for one in self._values.get((subject, RDF + "type"), ())}.isdisjoint(kinds)
