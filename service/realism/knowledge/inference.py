"""Statements that follow from the base, drawn from its own declarations by SPARQL until nothing new follows.

Rules (p, q, r are properties declared in the core): p owl:inverseOf q · p a owl:SymmetricProperty ·
p a owl:TransitiveProperty · p rdfs:subPropertyOf q · p owl:propertyChainAxiom ( q r ) · C rdfs:subClassOf D for the
types of entities · skos:prefLabel gives rdfs:label. They are the rules prp-inv, prp-symp, prp-trp, prp-spo1, prp-spo2
and cax-sco of OWL 2 RL; all else is left to the reasoner.

Where a statement is put says what it rests on: ``inferred/core`` on the core alone, ``inferred/<theory>`` on the core
and that theory's account, ``inferred/across`` on more than one account. What is stated, or follows from less, is
not put there again.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from realism.store.base import Store
from realism.vocab import ACCOUNT, ACROSS, CORE, ID, INFERRED, OWL, RDF, RDFS, SCHEMA, SKOS, is_slug

_INFERRED_CORE: Final = INFERRED + "core"

_PREFIXES: Final = f"PREFIX owl: <{OWL}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}>"


class _Rule(NamedTuple):
    """declaration gives the `variables` in the core; premises (one or two) then give the conclusion."""

    variables: tuple[str, ...]
    declaration: str
    premises: tuple[str, ...]
    conclusion: str


_RULES: Final = (
    _Rule(
        ("?p", "?q"),
        "{ ?p owl:inverseOf ?q } UNION { ?q owl:inverseOf ?p } FILTER(isIRI(?p) && isIRI(?q))",
        ("?x ?p ?y",),
        "?y ?q ?x",
    ),
    _Rule(("?p",), "?p a owl:SymmetricProperty", ("?x ?p ?y",), "?y ?p ?x"),
    _Rule(("?p", "?q"), "?p rdfs:subPropertyOf ?q FILTER(isIRI(?q) && ?p != ?q)", ("?x ?p ?y",), "?x ?q ?y"),
    _Rule(("?p",), "?p a owl:TransitiveProperty", ("?x ?p ?y", "?y ?p ?z"), "?x ?p ?z"),
    _Rule(
        ("?p", "?q", "?r"),
        """?r owl:propertyChainAxiom ?list . ?list rdf:first ?p ; rdf:rest ?tail .
        ?tail rdf:first ?q ; rdf:rest rdf:nil""",
        ("?x ?p ?y", "?y ?q ?z"),
        "?x ?r ?z",
    ),
    # Class axioms on concepts are for the reasoner: they speak of instances in the world, not of entries here.
    _Rule(
        ("?c", "?d"),
        f"""?c rdfs:subClassOf ?d
        FILTER(isIRI(?d) && STRSTARTS(STR(?c), "{SCHEMA}") && !STRSTARTS(STR(?d), "{ID}"))""",
        ("?x rdf:type ?c",),
        "?x rdf:type ?d",
    ),
    _Rule(("?p",), "VALUES ?p { skos:prefLabel }", ("?x ?p ?y",), "?x rdfs:label ?y"),
)


class _Declared(NamedTuple):
    """A rule with what the core declares for it: rows of IRIs for the rule's variables."""

    rule: _Rule
    rows: tuple[tuple[str, ...], ...]


def infer(store: Store) -> int:
    """Write the inferred graphs of `store` anew and return how many statements they hold.

    Several updates: whoever needs all or nothing infers in a store of their own, as load_bundle does.
    """
    for graph in [graph for graph in store.graphs() if graph.startswith(INFERRED)]:
        store.update(f"DROP SILENT GRAPH <{graph}>")
    stated = len(store)
    accounts = {
        graph: INFERRED + graph.removeprefix(ACCOUNT)
        for graph in store.graphs()
        if graph.startswith(ACCOUNT) and graph != CORE and is_slug(graph.removeprefix(ACCOUNT))
    }
    declared = [known for rule in _RULES if (known := _declared(store, rule)).rows]
    _to_fixpoint(store, _updates_within(declared, {CORE: _INFERRED_CORE}, shared=()))
    if accounts:
        _to_fixpoint(store, _updates_within(declared, accounts, shared=(CORE, _INFERRED_CORE)))
        _to_fixpoint(store, _updates_across(declared))
    return len(store) - stated


def _declared(store: Store, rule: _Rule) -> _Declared:
    rows = store.query(
        f"{_PREFIXES} SELECT DISTINCT * {{ {rule.declaration} }} ORDER BY {' '.join(rule.variables)}",
        default_graphs=[CORE],
    ).rows()
    return _Declared(rule, tuple(tuple(str(row[name[1:]]) for name in rule.variables) for row in rows))


def _to_fixpoint(store: Store, updates: list[str]) -> None:
    before = -1
    while before != len(store):
        before = len(store)
        for update in updates:
            store.update(update)


def _updates_within(declared: list[_Declared], graphs: dict[str, str], shared: tuple[str, ...]) -> list[str]:
    """Updates that draw what follows within each of `graphs` (a graph to the graph of what follows) and `shared`.

    At least one premise is not from `shared`: what follows from that alone has been drawn before.
    """
    one = [(graph, own, out) for own, out in graphs.items() for graph in (own, out)]
    two = [
        (first, second, own, out)
        for own, out in graphs.items()
        for first in (*shared, own, out)
        for second in (*shared, own, out)
        if first not in shared or second not in shared
    ]
    known = (f"<{CORE}>", f"<{_INFERRED_CORE}>", "?own", "?out")
    tables = {1: _values(("?g1", "?own", "?out"), one), 2: _values(("?g1", "?g2", "?own", "?out"), two)}
    return [_update(each, tables[len(each.rule.premises)], one if len(graphs) == 1 else [], known) for each in declared]


def _updates_across(declared: list[_Declared]) -> list[str]:
    tables = {1: _values(("?g1", "?out"), [(ACROSS, ACROSS)]), 2: _values(("?out",), [(ACROSS,)])}
    return [_update(each, tables[len(each.rule.premises)], [], ("?any",)) for each in declared]


def _values(variables: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    lines = " ".join("(" + " ".join(f"<{iri}>" for iri in row) + ")" for row in rows)
    return f"VALUES ({' '.join(variables)}) {{ {lines} }}"


def _update(declared: _Declared, table: str, few: Sequence[tuple[str, str, str]], known: tuple[str, ...]) -> str:
    """The update that draws the conclusions of a rule, where they are not in a graph of `known` already.

    `table` binds the graphs of the premises (?g1, ?g2) and of the conclusion (?out). The engine joins in the order
    written: one premise is looked up in each place, two are joined before their places are; and where there are
    `few` places, it is many times faster when each is written out.
    """
    rule = declared.rule
    if few and len(rule.premises) == 1:
        located = " UNION ".join(
            f"{{ GRAPH <{graph}> {{ {rule.premises[0]} }} BIND(<{own}> AS ?own) BIND(<{out}> AS ?out) }}"
            for graph, own, out in few
        )
    else:
        patterns = " ".join(f"GRAPH ?g{number} {{ {text} }}" for number, text in enumerate(rule.premises, 1))
        located = f"{table} {patterns}" if len(rule.premises) == 1 else f"{patterns} {table}"
    new = " ".join(f"FILTER NOT EXISTS {{ GRAPH {graph} {{ {rule.conclusion} }} }}" for graph in known)
    return f"""{_PREFIXES}
        INSERT {{ GRAPH ?out {{ {rule.conclusion} }} }}
        WHERE {{ {_values(rule.variables, declared.rows)} {located} {new} }}"""
