"""Shapes judged by their footprint: the same findings that the whole base would have, for any shapes and any edit."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as Value
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Node

from realism.checks.edits.edit import Asserted, Edit, Edited
from realism.checks.edits.footprint import Pattern, TooWide
from realism.checks.knowledge import Knowledge, load_knowledge
from realism.checks.reports.report import Finding
from realism.checks.shapes.local import LocalShapes
from realism.checks.shapes.telling import Result, rule_name
from realism.checks.shapes.validation import Shapes, shape_findings
from realism.checks.words.telling import node
from realism.errors import BrokenOntology
from realism.paths import ontology_dir
from realism.store.base import BlankNode, Iri, Literal, Quad, Store, Term, text_of
from realism.store.embedded import EmbeddedStore
from realism.vocab import CORE, DCTERMS, ID, SCHEMA, SKOS, account_iri

NIGHTLY = os.environ.get("REALISM_NIGHTLY") == "1"
EDITS = 5
"""Edits of one example, each made on what the one before left."""
AGREEMENT = settings(
    max_examples=100 if NIGHTLY else 5,
    deadline=None,
    derandomize=not NIGHTLY,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate) if not NIGHTLY else tuple(Phase),
)
EX = "https://example.org/"
GRAPHS = (Iri(CORE), Iri(account_iri("neorealism")))
Key = tuple[str, Node, Node | None, Node | None, str]


def iri(name: str) -> Iri:
    return Iri(EX + name)


def uri(name: str) -> URIRef:
    return URIRef(EX + name)


def union(quads: Iterable[Quad]) -> Graph:
    """All statements as one graph, as the whole check has them."""
    graph = Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((node(quad.subject), node(quad.predicate), node(quad.object)))
    return graph


def keys(results: Iterable[Result], shapes: Graph) -> set[Key]:
    """What tells findings apart."""
    return {(rule_name(one.shape, shapes), one.focus, one.path, one.value, one.severity) for one in results}


def found(findings: Sequence[Finding]) -> set[tuple[str | None, ...]]:
    return {(one.rule, one.focus, one.path, one.value, one.severity) for one in findings}


def written(found: set[Key]) -> set[tuple[str | None, ...]]:
    """Keys as findings have them."""

    def text(one: Node | None) -> str | None:
        return None if one is None else str(one)

    return {
        (
            rule,
            focus.n3() if isinstance(focus, Value) else str(focus),
            text(path) if isinstance(path, URIRef) else None,
            text(value),
            severity,
        )
        for rule, focus, path, value, severity in found
    }


@dataclass(frozen=True)
class Wish:
    """Statements to add, and which of the present statements, in order, to remove."""

    add: frozenset[Quad]
    remove: frozenset[int]

    def edit(self, now: set[Quad]) -> Edit:
        """The edit of the statements there are `now`."""
        present = sorted(now, key=str)
        remove = frozenset(present[number % len(present)] for number in self.remove) if present else frozenset()
        return Edit(self.add - now - remove, remove)


def agree(shapes: Graph, quads: Iterable[Quad], wishes: Sequence[Wish]) -> None:
    """Make the edits one after the other; each time the local verdict is that of the whole base."""
    local, whole = LocalShapes(shapes), Shapes(shapes)
    assert not local.not_covered
    now = set(quads)
    before = written(keys(whole.whole(union(now)), whole.graph))
    for wish in wishes:
        edit = wish.edit(now)
        store = EmbeddedStore()
        store.extend(now)
        judged = local.judge(Edited(Asserted(store), edit))
        store.close()
        now = (now | edit.add) - edit.remove
        after = written(keys(whole.whole(union(now)), whole.graph))
        was, is_now = found(judged.before), found(judged.after)
        assert is_now - was == after - before, "introduced"
        assert was - is_now == before - after, "fixed"
        assert was & is_now <= before & after, "was there and stays"
        before = after


# Any shapes

PREDICATES = ("p", "q", "r")
CLASSES = ("A", "B", "C")
THINGS: tuple[Iri | BlankNode, ...] = (*(iri(name) for name in "abcdef"), BlankNode("b0"), BlankNode("b1"))
LITERALS = (
    *(Literal(str(number), str(XSD.integer)) for number in range(4)),
    *(Literal("word"), Literal("longer word"), Literal("x", str(XSD.integer))),
    *(Literal(text, str(RDF.langString), language) for text in ("one", "two") for language in ("en", "de")),
)


def statement(random: Random) -> Quad:
    """A statement of a small world; now and then one about its classes."""
    graph, kind = random.choice(GRAPHS), random.random()
    if kind < 0.1:
        return Quad(iri(random.choice(CLASSES)), Iri(RDFS.subClassOf), iri(random.choice(CLASSES)), graph)
    if kind < 0.3:
        return Quad(random.choice(THINGS), Iri(RDF.type), iri(random.choice(CLASSES)), graph)
    return Quad(random.choice(THINGS), iri(random.choice(PREDICATES)), value(random), graph)


def value(random: Random) -> Term:
    return random.choice(THINGS) if random.random() < 0.6 else random.choice(LITERALS)


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    """A small edit: a large one concerns so much that nothing can be overlooked."""
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 (no secret)
    add = frozenset(statement(random) for _ in range(draw(st.integers(0, 2))))
    return Wish(add, draw(st.frozensets(st.integers(0, 10_000), max_size=2)))


class Maker:
    """Makes shapes of all kinds of constraint that do not refer to themselves."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.graph = Graph(bind_namespaces="none")
        self.made: list[Node] = []
        self.begun = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *options: str) -> str:
        return self.random.choice(options)

    def predicate(self) -> URIRef:
        return uri(self.one(*PREDICATES))

    def term(self) -> Node:
        found = value(self.random)
        return self.term() if isinstance(found, BlankNode) else node(found)

    def listed(self, members: list[Node]) -> Node:
        head = BNode()
        Collection(self.graph, head, members)
        return head

    def path(self, depth: int = 2, kind: str | None = None) -> Node:
        kind = kind or self.one("plain", "plain", "plain", *PATHS)
        if kind == "plain" or depth == 0:
            return self.predicate()
        if kind == "sequence":
            return self.listed([self.path(depth - 1), self.path(depth - 1)])
        path = BNode()
        if kind == "alternativePath":
            self.graph.add((path, SH.alternativePath, self.listed([self.path(depth - 1), self.path(depth - 1)])))
        elif kind == "inverse of a sequence":
            self.graph.add((path, SH.inversePath, self.listed([self.path(0), self.path(0)])))
        else:
            self.graph.add((path, SH[kind], self.path(depth - 1)))
        return path

    def begin(self, property: bool, name: URIRef | None = None, path: str | None = None) -> Node:
        """A shape without constraints."""
        self.begun += 1
        shape = name or (uri(f"shape{self.begun}") if self.chance(0.5) else BNode())
        self.graph.add((shape, RDF.type, SH.PropertyShape if property else SH.NodeShape))
        if property:
            self.graph.add((shape, SH.path, self.path(kind=path)))
        if self.chance(0.2):
            self.graph.add((shape, SH.severity, SH.Warning))
        return shape

    def shape(self, depth: int, property: bool | None = None) -> Node:
        """A shape with one or two constraints; some are shared by several shapes."""
        if property is None:
            property = self.chance(0.5)
        kind = SH.PropertyShape if property else SH.NodeShape
        reusable = [one for one in self.made if (one, RDF.type, kind) in self.graph]
        if reusable and self.chance(0.2):
            return self.random.choice(reusable)
        shape = self.begin(property)
        for _ in range(self.random.randint(1, 2)):
            kinds = SIMPLE + (COUNTED if property else ("closed",)) + (NESTED if depth else ())
            self.constraint(shape, self.one(*kinds), depth)
        self.made.append(shape)
        return shape

    def constraint(self, shape: Node, kind: str, depth: int) -> None:
        getattr(self, f"add_{kind}")(shape, depth)

    def about(self, kind: str, path: str | None = None) -> None:
        """A shape with a target that asks for `kind` of something near its target."""
        shape = self.begin(kind in COUNTED or (kind != "closed" and self.chance(0.5)) or path is not None, path=path)
        self.constraint(shape, kind, 1)
        if self.chance(0.2):
            self.constraint(shape, self.one(*SIMPLE), 1)
        for _ in range(self.random.randint(0, 2)):
            shape = self.around(shape)
        self.target(shape)

    def around(self, shape: Node) -> Node:
        """A shape that `shape` is a part of."""
        is_property = (shape, RDF.type, SH.PropertyShape) in self.graph
        outer = self.begin(self.chance(0.8))
        kind = "property" if is_property else "node"
        kind = kind if self.chance(0.7) else self.one("and", "or", "xone", "not")
        value = shape if kind in ("property", "node", "not") else self.listed([shape, self.shape(0)])
        self.graph.add((outer, SH[kind], value))
        return outer

    def set(self, shape: Node, name: Node, value: Node) -> None:
        if (shape, name, None) not in self.graph:
            self.graph.add((shape, name, value))

    def add_class(self, shape: Node, depth: int) -> None:
        self.graph.add((shape, SH["class"], uri(self.one(*CLASSES))))

    def add_datatype(self, shape: Node, depth: int) -> None:
        self.set(shape, SH.datatype, self.random.choice([XSD.integer, XSD.string, RDF.langString]))

    def add_nodeKind(self, shape: Node, depth: int) -> None:  # noqa: N802 (named as in SHACL)
        self.set(shape, SH.nodeKind, self.random.choice([SH.IRI, SH.Literal, SH.BlankNodeOrIRI]))

    def add_range(self, shape: Node, depth: int) -> None:
        name = self.one("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
        self.set(shape, SH[name], Value(self.random.randint(0, 3)))

    def add_length(self, shape: Node, depth: int) -> None:
        self.set(shape, SH[self.one("minLength", "maxLength")], Value(self.random.randint(0, 24)))

    def add_pattern(self, shape: Node, depth: int) -> None:
        self.set(shape, SH.pattern, Value(self.one("^o", "word$", "org/[ab]$")))

    def add_hasValue(self, shape: Node, depth: int) -> None:  # noqa: N802 (named as in SHACL)
        self.graph.add((shape, SH.hasValue, self.term()))

    def add_in(self, shape: Node, depth: int) -> None:
        self.set(shape, SH["in"], self.listed([self.term(), self.term()]))

    def add_languageIn(self, shape: Node, depth: int) -> None:  # noqa: N802 (named as in SHACL)
        self.set(shape, SH.languageIn, self.listed([Value("en")]))

    def add_pair(self, shape: Node, depth: int) -> None:
        self.graph.add((shape, SH[self.one("equals", "disjoint")], self.predicate()))

    def add_less(self, shape: Node, depth: int) -> None:
        self.graph.add((shape, SH[self.one("lessThan", "lessThanOrEquals")], self.predicate()))

    def add_count(self, shape: Node, depth: int) -> None:
        self.set(shape, SH[self.one("minCount", "maxCount")], Value(self.random.randint(0, 2)))

    def add_uniqueLang(self, shape: Node, depth: int) -> None:  # noqa: N802 (named as in SHACL)
        self.set(shape, SH.uniqueLang, Value(True))

    def add_closed(self, shape: Node, depth: int) -> None:
        self.set(shape, SH.closed, Value(True))
        self.set(shape, SH.ignoredProperties, self.listed([RDF.type, self.predicate()]))

    def add_qualified(self, shape: Node, depth: int) -> None:
        self.set(shape, SH.qualifiedValueShape, self.shape(max(depth - 1, 0), property=False))
        self.set(shape, SH[self.one("qualifiedMinCount", "qualifiedMaxCount")], Value(self.random.randint(0, 2)))
        if self.chance(0.5):
            self.set(shape, SH.qualifiedValueShapesDisjoint, Value(True))

    def add_node(self, shape: Node, depth: int) -> None:
        self.graph.add((shape, SH.node, self.shape(depth - 1, property=False)))

    def add_property(self, shape: Node, depth: int) -> None:
        self.graph.add((shape, SH.property, self.shape(depth - 1, property=True)))

    def add_not(self, shape: Node, depth: int) -> None:
        self.graph.add((shape, SH["not"], self.shape(depth - 1)))

    def add_and(self, shape: Node, depth: int) -> None:
        self.alternatives(shape, SH["and"], depth)

    def add_or(self, shape: Node, depth: int) -> None:
        self.alternatives(shape, SH["or"], depth)

    def add_xone(self, shape: Node, depth: int) -> None:
        self.alternatives(shape, SH.xone, depth)

    def alternatives(self, shape: Node, name: Node, depth: int) -> None:
        self.graph.add((shape, name, self.listed([self.shape(depth - 1), self.shape(depth - 1)])))

    def target(self, shape: Node) -> None:
        kind = self.one("class", "class", "node", "subjectsOf", "objectsOf", "implicit")
        if kind == "class":
            self.graph.add((shape, SH.targetClass, uri(self.one(*CLASSES))))
        elif kind == "node":
            self.graph.add((shape, SH.targetNode, self.term()))
        elif kind == "subjectsOf":
            self.graph.add((shape, SH.targetSubjectsOf, self.predicate()))
        elif kind == "objectsOf":
            self.graph.add((shape, SH.targetObjectsOf, self.predicate()))
        else:
            self.graph.add((shape, RDF.type, self.random.choice([RDFS.Class, OWL.Class])))

    def qualified_siblings(self) -> None:
        """Two property shapes of one shape that count values apart from each other."""
        outer = self.begin(property=False)
        for kind in ("nodeKind", "class"):
            inner, counted = self.begin(property=True), self.begin(property=False)
            self.constraint(counted, kind, 0)
            self.graph.add((inner, SH.qualifiedValueShape, counted))
            self.graph.add((inner, SH[self.one("qualifiedMinCount", "qualifiedMaxCount")], Value(1)))
            self.graph.add((inner, SH.qualifiedValueShapesDisjoint, Value(True)))
            self.graph.add((outer, SH.property, inner))
        self.target(outer)


SIMPLE = ("class", "datatype", "nodeKind", "range", "length", "pattern", "hasValue", "in", "languageIn", "pair")
COUNTED = ("count", "uniqueLang", "less", "qualified")
NESTED = ("node", "property", "not", "and", "or", "xone")
PATHS = (
    *("sequence", "alternativePath", "inversePath", "inverse of a sequence"),
    *("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"),
)


def world(seed: int, make: Callable[[Maker], object], wishes: Sequence[Wish]) -> None:
    random = Random(seed)  # noqa: S311 (no secret)
    maker = Maker(random)
    for _ in range(2):
        make(maker)
    agree(maker.graph, {statement(random) for _ in range(40)}, wishes)


SEEDS = st.integers(0, 2**32)
WISHES = st.lists(wishes(), min_size=EDITS, max_size=EDITS)


@pytest.mark.parametrize("kind", [*SIMPLE, *COUNTED, *NESTED, "closed"])
@AGREEMENT
@given(SEEDS, WISHES)
def test_a_constraint_judges_an_edit_as_it_judges_the_whole_base(kind: str, seed: int, wishes: list[Wish]) -> None:
    world(seed, lambda maker: maker.about(kind), wishes)


@pytest.mark.parametrize("path", PATHS)
@AGREEMENT
@given(SEEDS, WISHES)
def test_a_path_leads_as_far_in_an_edit_as_in_the_whole_base(path: str, seed: int, wishes: list[Wish]) -> None:
    world(seed, lambda maker: maker.about(maker.one("count", "hasValue", "class"), path), wishes)


@AGREEMENT
@given(SEEDS, WISHES)
def test_values_counted_apart_are_counted_in_an_edit_as_in_the_whole_base(seed: int, wishes: list[Wish]) -> None:
    world(seed, Maker.qualified_siblings, wishes)


# The shapes of the base


@pytest.fixture(scope="module")
def own() -> Graph:
    return load_knowledge(ontology_dir()).shapes


@pytest.fixture(scope="module")
def few(store: Store) -> set[Quad]:
    """What the base says of some entries of each kind, and how their classes are related."""
    base = Asserted(store)
    found = set(base.find(Pattern(None, Iri(RDFS.subClassOf), None)))
    for kind in ("Concept", "Claim", "Thinker", "Work", "CaseEvidence", "HistoricalCase", "Theory", "Position"):
        typed = base.find(Pattern(None, Iri(RDF.type), Iri(SCHEMA + kind)))
        for subject in sorted(quad.subject for quad in typed)[:2]:
            found |= set(base.find(Pattern(subject, None, None)))
    return {quad for quad in found if isinstance(quad.object, Literal) or quad.object.startswith((ID, SCHEMA))}


@settings(AGREEMENT, max_examples=400 if NIGHTLY else 20)
@given(data=st.data())
def test_the_base_is_judged_by_its_footprint_as_a_whole(own: Graph, few: set[Quad], data: st.DataObject) -> None:
    known = sorted(few, key=str)
    some = st.sampled_from(known)
    mixed = st.builds(lambda one, other: Quad(one.subject, other.predicate, other.object, one.graph), some, some)
    wish = st.builds(Wish, st.frozensets(mixed, max_size=3), st.frozensets(st.integers(0, 10_000), max_size=3))
    agree(own, few, data.draw(st.lists(wish, min_size=EDITS, max_size=EDITS)))


# What an edit does, case by case


def judged(shapes: str, quads: Iterable[Quad], edit: Edit) -> tuple[list[Finding], list[Finding]]:
    graph = Graph().parse(data=PREFIXES + shapes, format="turtle")
    store = EmbeddedStore()
    store.extend(quads)
    judgement = LocalShapes(graph).judge(Edited(Asserted(store), edit))
    store.close()
    return judgement.before, judgement.after


PREFIXES = f"""
PREFIX : <{EX}>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
NAMED = ":named a sh:NodeShape ; sh:targetClass :A ; sh:property :has-p . :has-p sh:path :p ; sh:minCount 1 ."
TYPE = Iri(RDF.type)


def quad(subject: str, predicate: str, value: Term | str, graph: Iri = GRAPHS[0]) -> Quad:
    verb = TYPE if predicate == "a" else iri(predicate)
    return Quad(
        iri(subject), verb, iri(value) if isinstance(value, str) and not isinstance(value, Iri) else value, graph
    )


def test_a_new_entry_is_judged() -> None:
    before, after = judged(NAMED, [], Edit(frozenset({quad("a", "a", "A")})))
    assert not before
    (finding,) = after
    assert (finding.rule, finding.focus, finding.path) == (EX + "has-p", EX + "a", EX + "p")
    assert finding.statements[0].yours


def test_an_entry_that_is_taken_away_is_no_longer_wrong() -> None:
    before, after = judged(NAMED, [quad("a", "a", "A")], Edit(remove=frozenset({quad("a", "a", "A")})))
    assert [one.focus for one in before] == [EX + "a"]
    assert not after


def test_a_statement_that_is_taken_from_one_of_two_graphs_still_holds() -> None:
    there = [quad("a", "a", "A"), *(quad("a", "p", "b", graph) for graph in GRAPHS)]
    assert judged(NAMED, there, Edit(remove=frozenset({there[1]}))) == ([], [])
    before, after = judged(NAMED, there, Edit(remove=frozenset(there[1:])))
    assert (len(before), len(after)) == (0, 1)


def test_a_statement_added_to_a_second_graph_changes_nothing() -> None:
    there = [quad("a", "a", "A"), quad("a", "p", "b", GRAPHS[0])]
    shapes = NAMED + ":has-p sh:maxCount 1 ."
    assert judged(shapes, there, Edit(frozenset({quad("a", "p", "b", GRAPHS[1])}))) == ([], [])


def test_what_is_wrong_by_another_way_as_well_is_not_fixed() -> None:
    shapes = ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:property :t ] ."
    shapes += ":t sh:path :q ; sh:minCount 1 ."
    there = [quad("a", "a", "A"), quad("b", "a", "A"), quad("a", "p", "c"), quad("b", "p", "c")]
    before, after = judged(shapes, there, Edit(remove=frozenset({there[2]})))
    assert found(before) == found(after) == {(EX + "t", EX + "c", EX + "q", None, "violation")}


def test_a_value_is_counted_by_what_a_neighbouring_shape_counts() -> None:
    shapes = """:s a sh:NodeShape ; sh:targetClass :A ; sh:property :counted ,
        [ sh:path :q ; sh:qualifiedValueShape [ sh:class :B ] ; sh:qualifiedMinCount 0 ] .
        :counted sh:path :p ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMaxCount 0 ;
            sh:qualifiedValueShapesDisjoint true ."""
    before, after = judged(shapes, [quad("a", "a", "A"), quad("a", "p", "v")], Edit(frozenset({quad("v", "a", "B")})))
    assert [one.rule for one in before] == [EX + "counted"]
    assert not after


def test_blank_nodes_of_the_base_and_of_the_edit_are_told_apart() -> None:
    there = [Quad(BlankNode("x"), TYPE, iri("A"), GRAPHS[0]), Quad(BlankNode("x"), iri("p"), iri("b"), GRAPHS[0])]
    new = Quad(BlankNode("y"), TYPE, iri("A"), GRAPHS[0])
    before, after = judged(NAMED, there, Edit(frozenset({new}), frozenset({there[1]})))
    assert not before
    assert {one.focus for one in after} == {"x", "y"}


@pytest.mark.parametrize("kind", ["lessThan", "lessThanOrEquals"])
@pytest.mark.parametrize("value", [BlankNode("x"), Literal("x", str(XSD.integer)), Literal("word"), iri("b")])
def test_what_cannot_be_compared_is_not_less(kind: str, value: Term) -> None:
    shapes = f":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:{kind} :q ] ."
    there = [quad("a", "a", "A"), quad("a", "q", Literal("2", str(XSD.integer)))]
    new = Quad(iri("a"), iri("p"), value, GRAPHS[0])
    assert [one.value for one in judged(shapes, there, Edit(frozenset({new})))[1]] == [text_of(value)]
    whole = Shapes(Graph().parse(data=PREFIXES + shapes, format="turtle"))
    assert [one.value for one in whole.whole(union([*there, new]))] == [node(value)]


def test_a_change_of_classes_concerns_the_instances_of_their_subclasses() -> None:
    there = [quad("a", "a", "C"), Quad(iri("C"), Iri(RDFS.subClassOf), iri("B"), GRAPHS[0])]
    new = Quad(iri("B"), Iri(RDFS.subClassOf), iri("A"), GRAPHS[0])
    before, after = judged(NAMED, there, Edit(frozenset({new})))
    assert not before
    assert [one.focus for one in after] == [EX + "a"]


def test_an_edit_that_concerns_too_much_is_refused() -> None:
    shapes = ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ] ."
    graph = Graph().parse(data=PREFIXES + shapes, format="turtle")
    store = EmbeddedStore()
    store.extend(quad(f"a{number}", "p", "b") for number in range(50))
    view = Edited(Asserted(store), Edit(frozenset({quad("b", "q", "c")})))
    with pytest.raises(TooWide):
        LocalShapes(graph, limit=20).judge(view)
    assert not LocalShapes(graph).judge(view).after
    store.close()


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (NAMED + ":has-p sh:sparql [ sh:select 'SELECT $this { }' ] .", "it is written as a query"),
        (NAMED + ":named sh:target [ sh:select 'SELECT ?this { ?this :p ?o }' ] .", "its entries are found by a query"),
        (
            NAMED + ":c a sh:ConstraintComponent ; sh:parameter [ sh:path :most ] ;"
            " sh:validator [ a sh:SPARQLAskValidator ; sh:ask 'ASK {}' ] . :has-p :most 3 .",
            "it uses a constraint that is written as a query",
        ),
    ],
)
def test_what_cannot_be_bounded_is_said(shapes: str, reason: str) -> None:
    local = LocalShapes(Graph().parse(data=PREFIXES + shapes, format="turtle"))
    assert local.not_covered == {EX + "named": reason}
    store = EmbeddedStore()
    judgement = local.judge(Edited(Asserted(store), Edit(frozenset({quad("a", "a", "A")}))))
    assert (judgement.before, judgement.after, judgement.not_covered) == ([], [], local.not_covered)
    store.close()


def test_a_shape_that_is_switched_off_judges_nothing() -> None:
    assert judged(NAMED + ":named sh:deactivated true .", [], Edit(frozenset({quad("a", "a", "A")}))) == ([], [])


@pytest.mark.parametrize(
    "shapes", [":s a sh:NodeShape ; sh:path :p .", ":s sh:targetClass :A ; sh:property [ sh:path [ :p :q ] ] ."]
)
def test_ill_formed_shapes_are_named(shapes: str) -> None:
    with pytest.raises(BrokenOntology, match="SHACL shape is ill-formed"):
        LocalShapes(Graph().parse(data=PREFIXES + shapes, format="turtle"))


def test_findings_are_worded_as_the_whole_check_words_them(store: Store) -> None:
    """An edit and a folder with the same fault in it: same rule, message and statements."""
    shapes = load_knowledge(ontology_dir()).shapes
    anarchy = Iri(ID + "anarchy")
    gone = {
        quad
        for name in (DCTERMS + "source", SKOS + "broader", SKOS + "topConceptOf")
        for quad in Asserted(store).find(Pattern(anarchy, Iri(name), None))
    }
    new = Quad(anarchy, Iri(SKOS + "prefLabel"), Literal("Anarchy again", str(RDF.langString), "en"), GRAPHS[0])
    view = Edited(Asserted(store), Edit(frozenset({new}), frozenset(gone)))
    local = LocalShapes(shapes).judge(view).after
    told = [quad for quad in view.after(Pattern(None, None, None)) if quad.subject.startswith((anarchy, SCHEMA, SKOS))]
    whole = shape_findings(Knowledge(ontology_dir(), union(told), {}, shapes))
    assert {(one.rule, one.message) for one in local} == {(one.rule, one.message) for one in whole}
    assert {one.rule for one in local} == {"has-source", "one-label", "concept-has-broader"}
    assert any(statement.yours for one in local for statement in one.statements)
