"""Which statements of the shared core matter to logic, given the accounts in question.

HermiT slows down badly with the number of assertions, and most of the base says nothing a reasoner could refute
(labels, definitions, sources, who wrote what). A module has
- the whole terminology: every axiom about classes and properties,
- the individuals the accounts mention and the instances of the concepts that are used as classes, with their types,
- the relations between two such individuals.
It leaves out values such as years, and relations of individuals that no account mentions, so it misses a clash that
needs those; SHACL covers their constraints. What clashes in a module clashes in the whole (OWL is monotone).
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from realism.vocab import DCTERMS, ID, OWL, RDF, RDFS, SCHEMA

_LINE = re.compile(r"(\S+) (\S+) (.*?) ?\.")
_TYPE = f"<{RDF}type>"
_TERMS = (f"<{OWL}", f"<{RDFS}subClassOf>", f"<{RDFS}subPropertyOf>", f"<{RDFS}domain>", f"<{RDFS}range>")
_NOTES = frozenset({f"<{SCHEMA}formalizes>", f"<{DCTERMS}source>"})
_ACCOUNT_OF = f"<{SCHEMA}accountOf>"
_HEADER = frozenset(f"<{OWL}{name}>" for name in ("imports", "versionIRI", "versionInfo", "deprecated"))


class _Statement(NamedTuple):
    subject: str
    predicate: str
    object: str

    @property
    def line(self) -> str:
        return f"{self.subject} {self.predicate} {self.object} .\n"


class LogicalCore:
    """The shared core, indexed once, from which modules are cut.

    ntriples   the statements of the core graph, one a line
    """

    def __init__(self, ntriples: str) -> None:
        statements = list(_statements(ntriples))
        self._terminology = "".join(one.line for one in statements if _is_term(one))
        rest = [one for one in statements if not _is_term(one)]
        entity = f"<{ID}"
        objects = {
            one.subject for one in statements if one.predicate == _TYPE and one.object == f"<{OWL}ObjectProperty>"
        }
        self._types = [one for one in rest if one.predicate == _TYPE]
        self._relations = [one for one in rest if one.predicate in objects]
        self._instances = {one.subject for one in self._types if one.object.startswith(entity)}

    def module(self, *accounts: str) -> str:
        """The statements of the core (N-Triples) that matter to `accounts` (N-Triples); see the module's docstring."""
        mentioned = set(self._instances)
        for account in accounts:
            for one in _statements(account):
                mentioned.update((one.subject, one.object))
        types = (one.line for one in self._types if one.subject in mentioned)
        relations = (one.line for one in self._relations if one.subject in mentioned and one.object in mentioned)
        return self._terminology + "".join(types) + "".join(relations)

    @property
    def whole(self) -> str:
        """Terminology, types and relations of all individuals (N-Triples), without labels and values."""
        return self._terminology + "".join(one.line for one in (*self._types, *self._relations))


def logical(account: str) -> str:
    """The statements of an account (N-Triples) without those about the account itself (its header and sources)."""
    kept = (one for one in _statements(account) if one.predicate not in _NOTES or one.subject.startswith("_:"))
    return "".join(one.line for one in kept if one.predicate not in _HEADER)


def about_the_world(account: str) -> str:
    """The statements of an account (N-Triples) but those about its own theory.

    What a theory holds, rejects and takes as its position is said of that theory, so it cannot clash with what another
    account says of another theory; leaving it out makes the search for cruxes several times faster.
    """
    statements = list(_statements(logical(account)))
    theories = {one.object for one in statements if one.predicate == _ACCOUNT_OF}
    return "".join(one.line for one in statements if one.subject not in theories and one.predicate != _ACCOUNT_OF)


def rivals(core: LogicalCore, one: tuple[str, str], other: tuple[str, str]) -> dict[str, str]:
    """The parts to give to `Reasoner.clashes` for two accounts, each a name and its N-Triples; ``core`` comes first."""
    accounts = {name: about_the_world(text) for name, text in (one, other)}
    return {"core": core.module(*accounts.values()), **accounts}


def within(core: LogicalCore, name: str, account: str, premises: Mapping[str, str]) -> dict[str, str]:
    """The parts to give to `Reasoner.check` for one account with the core, which comes first.

    premises   what the account shares with wider theories: their names to N-Triples
    """
    parts = {**premises, name: logical(account)}
    return {"core": core.module(*parts.values()), **parts}


def _is_term(one: _Statement) -> bool:
    if one.subject.startswith("_:"):
        return True
    if one.predicate == _TYPE:
        return one.object.startswith(f"<{OWL}")
    return one.predicate.startswith(_TERMS) and one.predicate not in _HEADER


def _statements(ntriples: str) -> Iterator[_Statement]:
    for line in ntriples.split("\n"):
        match = _LINE.fullmatch(line)
        if match is not None:
            yield _Statement(*match.groups())
