"""Account against account: what two theories agree on, where they contradict each other, and why they must.

Agreement and contradiction are read from the accounts; a *crux* is proved: a minimal set of statements of the shared
core and the two accounts that cannot hold together, so that whoever accepts the rest must give one theory up on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from realism.checks.logic.axioms import Justification
from realism.checks.logic.reasoner import Reasoner
from realism.checks.words.explain import Explainer
from realism.checks.words.lexicon import Lexicon, capital
from realism.errors import BadInput
from realism.named import NamedQuery, load_queries, run
from realism.paths import queries_dir
from realism.store.base import Row, Store, text_of
from realism.theories import Theories
from realism.vocab import entity_iri, slug_of


@dataclass(frozen=True)
class Comparison:
    """Two theories side by side; every item is a JSON-compatible dict.

    a, b         {"id", "label"}
    agree        claims both hold or both reject, and positions both take
    contradict   a claim one holds and the other rejects (basis "rejects"), a claim of one that disputes a claim of the
                 other (basis "disputes"), different definite positions on a dimension (basis "position")
    only_a       claims on which a says something and b nothing; only_b the other way round
    not_stated   dimensions on which one of them, or both, leaves the question open
    cruxes       {"explanation", "statements", "sources"}, the shortest first
    """

    a: dict[str, str]
    b: dict[str, str]
    agree: list[dict[str, Any]] = field(default_factory=list)
    contradict: list[dict[str, Any]] = field(default_factory=list)
    only_a: list[dict[str, Any]] = field(default_factory=list)
    only_b: list[dict[str, Any]] = field(default_factory=list)
    not_stated: list[dict[str, Any]] = field(default_factory=list)
    cruxes: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The comparison as the JSON of ``GET /compare``."""
        return dict(vars(self))


def compare(store: Store, a: str, b: str, reasoner: Reasoner) -> Comparison:
    """Compare the theories with the slugs `a` and `b` by their accounts in `store`.

    Raises NotFound, with suggestions, for a slug that names no theory; BadInput for a theory against itself;
    Overloaded when the reasoner takes too long.
    """
    if a == b:
        raise BadInput(f"{a} is compared with itself: name two different theories")
    claims = {side: _by(_rows(store, "account-claims", theory=side), "claim") for side in (a, b)}
    positions = {side: _by(_rows(store, "account-positions", theory=side), "dimension") for side in (a, b)}
    theories = Theories.of(store)
    lexicon = theories.lexicon
    found = Comparison(_theory(a, lexicon), _theory(b, lexicon))
    _compare_claims(found, claims[a], claims[b])
    found.contradict.extend(_dispute(row) for row in _rows(store, "disputed-claims", a=a, b=b))
    _compare_positions(found, positions[a], positions[b])
    found.cruxes.extend(_crux(one, lexicon) for one in theories.cruxes(a, b, reasoner))
    return found


def as_text(found: Comparison) -> str:
    """The comparison for a terminal: cruxes first, then agreements, contradictions, what only one states."""
    a, b = found.a["label"], found.b["label"]
    lines = [f"{a} and {b}", ""]
    lines += [f"Cruxes proved by the reasoner ({len(found.cruxes)}): statements that cannot hold together"]
    for number, crux in enumerate(found.cruxes, 1):
        lines += ["", f"{number}. {crux['explanation']}"]
        lines += [
            f"   - {one['text']}" + (f" ({one['source']})" if one["source"] else "") for one in crux["statements"]
        ]
    for title, items in (
        ("Both hold, or both reject", found.agree),
        ("They contradict each other on", found.contradict),
        (f"Only {a} speaks of", found.only_a),
        (f"Only {b} speaks of", found.only_b),
        ("One of them, or both, leaves open", found.not_stated),
    ):
        lines += ["", f"{title} ({len(items)})", *(_line(item) for item in items)]
    return "\n".join(lines) + "\n"


def _line(item: Mapping[str, Any]) -> str:
    sources = "; ".join(source["label"] for source in item.get("sources", ()))
    if item["kind"] == "position":
        return f"   - {item['text']}: {item['a']}" + ("" if item["a"] == item["b"] else f" / {item['b']}")
    if item["kind"] == "claim":
        stance = item["a"] if item["a"] == item["b"] else f"{item['a'] or '-'} / {item['b'] or '-'}"
        return f"   - [{stance}] {item['id']}: {item['text']} ({sources})"
    return f"   - {item['text']} ({sources})"


def _theory(slug: str, lexicon: Lexicon) -> dict[str, str]:
    return {"id": slug, "label": lexicon.label(entity_iri(slug))}


def _compare_claims(found: Comparison, of_a: Mapping[str, Row], of_b: Mapping[str, Row]) -> None:
    for claim in sorted(of_a.keys() | of_b.keys()):
        row_a, row_b = of_a.get(claim), of_b.get(claim)
        item = _claim(row_a or of_b[claim]) | {"a": _value(row_a, "stance"), "b": _value(row_b, "stance")}
        if row_a is None or row_b is None:
            (found.only_a if row_b is None else found.only_b).append(item)
        elif item["a"] == item["b"]:
            found.agree.append(item)
        else:
            found.contradict.append(item | {"basis": "rejects"})


def _compare_positions(found: Comparison, of_a: Mapping[str, Row], of_b: Mapping[str, Row]) -> None:
    for dimension in sorted(of_a.keys() | of_b.keys()):
        row_a, row_b = of_a.get(dimension), of_b.get(dimension)
        item = {
            "kind": "position",
            "id": slug_of(dimension),
            "text": _value(row_a or row_b, "dimension_label"),
            "a": _value(row_a, "position_label"),
            "b": _value(row_b, "position_label"),
        }
        if any(row is None or _value(row, "open") == "true" for row in (row_a, row_b)):
            found.not_stated.append(item)
        elif item["a"] == item["b"]:
            found.agree.append(item)
        else:
            found.contradict.append(item | {"basis": "position"})


def _claim(row: Row) -> dict[str, Any]:
    year = _value(row, "year")
    title, asserters = _value(row, "title"), _value(row, "asserters")
    return {
        "kind": "claim",
        "id": slug_of(str(row["claim"])),
        "text": _value(row, "text"),
        "sources": [
            {
                "id": slug_of(str(row["work"])),
                "label": f"{asserters}, {title}" + (f" ({year})" if year else ""),
                "confidence": _value(row, "confidence"),
            }
        ],
    }


def _dispute(row: Row) -> dict[str, Any]:
    first, second = ("a", "b") if _value(row, "disputer") == "a" else ("b", "a")
    return {
        "kind": "claims",
        "basis": "disputes",
        "id": slug_of(str(row[f"claim_{first}"])),
        "text": f"“{_value(row, f'text_{first}')}” disputes “{_value(row, f'text_{second}')}”",
        "a": _value(row, "text_a"),
        "b": _value(row, "text_b"),
        "sources": [
            {"id": slug_of(str(row[f"work_{side}"])), "label": _value(row, f"title_{side}")} for side in ("a", "b")
        ],
    }


def _crux(justification: Justification, lexicon: Lexicon) -> dict[str, Any]:
    explainer = Explainer(lexicon)
    works = [work for axiom in justification.axioms for work in (*axiom.sources, *_works(axiom.formalizes, lexicon))]
    return {
        "explanation": capital(explainer.sentence(justification)) + ".",
        "claims": [slug_of(claim) for axiom in justification.axioms for claim in axiom.formalizes],
        "statements": [asdict(one) for one in explainer.statements(justification)],
        "sources": [{"id": slug_of(work), "label": lexicon.work(work)} for work in dict.fromkeys(works)],
    }


def _works(claims: Iterable[str], lexicon: Lexicon) -> list[str]:
    return [work for claim in claims if (work := lexicon.work_of(claim)) is not None]


@cache
def _queries() -> dict[str, NamedQuery]:
    return load_queries(queries_dir())


def _rows(store: Store, query: str, **values: str) -> Iterator[Row]:
    return run(store, _queries()[query], values).rows()


def _by(rows: Iterable[Row], variable: str) -> dict[str, Row]:
    return {str(row[variable]): row for row in rows}


def _value(row: Row | None, variable: str) -> str | None:
    """The text of a variable, None where it is unbound or there is no row."""
    if row is None:
        return None
    term = row.get(variable)
    return None if term is None else text_of(term)
