"""Reading an edit: what is added and removed, and clear words about everything that cannot be."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realism.checks.edits.edit import Asserted, Edit
from realism.checks.edits.footprint import Pattern
from realism.checks.edits.matching import fits, groups
from realism.checks.edits.reading import Reading, read_edit
from realism.checks.edits.text import EDIT_FORMATS, Text, Writer, statements_of
from realism.errors import BadInput, RealismError, Refused
from realism.store.base import (
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TURTLE,
    BlankNode,
    Format,
    Iri,
    Literal,
    Quad,
    Store,
)
from realism.store.embedded import EmbeddedStore
from realism.vocab import ACCOUNT, CORE, ID, INFERRED, RDF, SCHEMA, SKOS

PREFIXES = {
    "id": ID,
    "realism": SCHEMA,
    "account": ACCOUNT,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
BASE = """
id:neorealism a realism:Theory . id:offensive-realism a realism:Theory . id:newcomer a realism:Theory .
id:anarchy realism:compels id:self-help ; rdfs:label "Anarchy" .
[] a owl:Axiom ; owl:annotatedSource id:anarchy ; owl:annotatedTarget id:self-help ; realism:note "one" .
[] a owl:Axiom ; owl:annotatedSource id:anarchy ; owl:annotatedTarget id:war ; realism:note "two" .
id:war rdfs:subClassOf [ owl:onProperty realism:aimsAt ; owl:someValuesFrom id:power ] .
account:neorealism { id:neorealism realism:holdsClaim id:c001 , id:c002 }
account:offensive-realism { id:offensive-realism realism:holdsClaim id:c001 }
"""


@pytest.fixture(scope="module")
def base() -> Iterator[Asserted]:
    store = EmbeddedStore()
    store.extend(quad if quad.graph else quad._replace(graph=Iri(CORE)) for quad in statements_of(Text(BASE), PREFIXES))
    store.load(b"<urn:a> <urn:b> <urn:c> .", TURTLE, INFERRED + "core")
    yield Asserted(store)
    store.close()


def test_what_is_asserted_is_looked_up_anew_after_a_change() -> None:
    store = EmbeddedStore()
    base, pattern = Asserted(store), Pattern(entity("anarchy"), None, None)
    statements = [Quad(entity("anarchy"), Iri(SKOS + "altLabel"), Literal(f"{n}"), Iri(CORE)) for n in range(1200)]
    for number in (1, 2, 1200):
        store.extend(statements[:number])
        for _ in range(2):
            assert set(base.find(pattern)) == set(statements[:number])
    store.remove(statements[1:])
    assert list(base.find(pattern)) == statements[:1]
    store.close()


def test_what_is_kept_of_what_is_asserted_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realism.checks.edits.edit._MOST_KEPT", 10)
    store = EmbeddedStore()
    base = Asserted(store)
    statements = [Quad(entity(f"e{n}"), Iri(SKOS + "altLabel"), Literal("x"), Iri(CORE)) for n in range(30)]
    store.extend(statements)
    for one in statements * 2:
        assert list(base.find(Pattern(one.subject, None, None))) == [one]
        assert len(base._kept.answers) <= 10
    store.close()


def read(base: Asserted, add: str | None = None, remove: str | None = None, account: str | None = None) -> Reading:
    sent = [None if text is None else Text(text, TRIG, name) for text, name in ((add, "add"), (remove, "remove"))]
    return read_edit(base, PREFIXES, sent[0], sent[1], account)


def refused(base: Asserted, **sent: Any) -> RealismError:
    with pytest.raises(RealismError) as caught:
        read(base, **sent)
    assert caught.value.status == 400
    return caught.value


def entity(slug: str) -> Iri:
    return Iri(ID + slug)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        (TURTLE, "id:anarchy realism:compels id:war ."),
        (TURTLE, f"PREFIX x: <{ID}>\nx:anarchy <{SCHEMA}compels> x:war ."),
        (TRIG, "id:anarchy realism:compels id:war ."),
        (NTRIPLES, f"<{ID}anarchy> <{SCHEMA}compels> <{ID}war> ."),
        (NQUADS, f"<{ID}anarchy> <{SCHEMA}compels> <{ID}war> <{CORE}> ."),
        (JSONLD, f'{{"@context": {{"r": "{SCHEMA}"}}, "@id": "{ID}anarchy", "r:compels": {{"@id": "{ID}war"}}}}'),
        (
            RDFXML,
            f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:r="{SCHEMA}"><rdf:Description rdf:about="{ID}anarchy">'
            f'<r:compels rdf:resource="{ID}war"/></rdf:Description></rdf:RDF>',
        ),
    ],
)
def test_every_format_says_the_same(base: Asserted, format: Format, text: str) -> None:
    assert format in EDIT_FORMATS
    found = read_edit(base, PREFIXES, Text(text, format))
    wanted = Quad(entity("anarchy"), Iri(SCHEMA + "compels"), entity("war"), Iri(CORE))
    assert found == Reading(Edit(frozenset({wanted})))


def test_statements_without_a_graph_belong_to_the_named_account(base: Asserted) -> None:
    found = read(base, add="id:neorealism realism:holdsClaim id:c003 .", account="neorealism")
    assert {quad.graph for quad in found.edit.add} == {ACCOUNT + "neorealism"}
    assert found.account == "neorealism"
    assert read(base, add="id:a id:b id:c .", account="core").account is None


def test_a_graph_in_the_text_counts_more_than_the_named_account(base: Asserted) -> None:
    text = "id:a id:b id:c . account:offensive-realism { id:d id:e id:f }"
    found = read(base, add=text, account="neorealism")
    assert found.edit.graphs() == {ACCOUNT + "neorealism", ACCOUNT + "offensive-realism"}


def test_a_theory_without_an_account_may_get_one(base: Asserted) -> None:
    assert read(base, add="id:a id:b id:c .", account="newcomer").account == "newcomer"
    text = "id:brand-new a realism:Theory . account:brand-new { id:brand-new realism:holdsClaim id:c001 }"
    assert len(read(base, add=text).edit.graphs()) == 2


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("id:a id:b id:c", 1, 15, "a full stop, a bracket or a quotation mark is expected"),
        ("id:a id:b id:c .\nid:é id:ü 'ä' id:d .", 2, 15, "a full stop is expected"),
        ("id:a id:b id:c .\n\nrelism:a id:b id:c .", 3, 1, "did you mean realism:?"),
        ("qwxz:a id:b id:c .", 1, 1, "declare it with PREFIX qwxz: <…>"),
        ("id:a id:b <c> .", 1, 11, "write it in full"),
        ('id:a id:b "x\n" .', 1, 13, "three quotation marks"),
        ("id:a id:b [ id:c id:d .", 1, 23, "']'"),
        ("id:a 'b' id:c .", 1, 6, "not a valid predicate"),
    ],
)
def test_what_does_not_parse_is_said_with_line_and_column(
    base: Asserted, text: str, line: int, column: int, expected: str
) -> None:
    error = refused(base, add=text)
    assert expected in error.message
    assert (error.detail["part"], error.detail["line"], error.detail["column"]) == ("add", line, column)


@pytest.mark.parametrize(
    ("format", "text", "line"),
    [
        (JSONLD, f'{{"@id": "{ID}a",\n "{SCHEMA}x": 1,}}', 2),
        (RDFXML, f'<rdf:RDF xmlns:rdf="{RDF}">\n<rdf:Description>\n</rdf:RDF>', 3),
        (RDFXML, f'<rdf:RDF xmlns:rdf="{RDF}">\n\n<rdf:Description rdf:about="a"/></rdf:RDF>', 3),
        (NTRIPLES, "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> .\n", 2),
        (NQUADS, "<urn:a> <urn:b> <urn:c> <urn:d>\n", 2),
    ],
)
def test_other_formats_have_lines_too(base: Asserted, format: Format, text: str, line: int) -> None:
    with pytest.raises(BadInput) as caught:
        read_edit(base, {}, Text(text, format, "x"))
    assert caught.value.detail["line"] == line, caught.value.message


@pytest.mark.parametrize(
    ("format", "text", "why"),
    [
        (JSONLD, '{"@context": "https://schema.org/", "@id": "urn:a", "name": "x"}', "never fetched"),
        (JSONLD, '{"@context": {"@import": "https://schema.org/"}, "@id": "urn:a"}', "never fetched"),
        (RDFXML, '<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF/>', "XML entities"),
    ],
)
def test_nothing_is_fetched_or_blown_up(base: Asserted, format: Format, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_edit(base, PREFIXES, Text(text, format))


@pytest.mark.parametrize(
    "text",
    ["", "   ", "# nothing", "PREFIX x: <urn:x>"],
)
def test_an_edit_without_statements_is_no_edit(base: Asserted, text: str) -> None:
    assert "holds no statements" in refused(base, add=text).message


def test_names_without_a_context_are_no_statements(base: Asserted) -> None:
    with pytest.raises(BadInput, match="no context"):
        read_edit(base, PREFIXES, Text('{"name": "x"}', JSONLD))


@pytest.mark.parametrize(
    ("text", "why"), [("id:a id:b <<( id:c id:d id:e )>> .", "triple term"), ("_:g { id:a id:b id:c }", "graph")]
)
def test_what_the_base_cannot_hold_is_not_taken(base: Asserted, text: str, why: str) -> None:
    assert why in refused(base, add=text).message


def test_half_a_character_is_no_text(base: Asserted) -> None:
    assert "surrogate" in refused(base, add='id:a id:b "\ud800" .').message


@pytest.mark.parametrize(
    ("account", "near"), [("neorealsm", "neorealism"), ("Neorealism", "neorealism"), ("x y/../z", None), ("", None)]
)
def test_an_unknown_account_is_met_with_a_guess(base: Asserted, account: str, near: str | None) -> None:
    error = refused(base, add="id:a id:b id:c .", account=account)
    assert error.message.startswith("there is no account")
    assert near is None or f"did you mean {near}" in error.message
    assert near is not None or "neorealism, offensive-realism" in error.message


def test_unknown_graphs_are_listed(base: Asserted) -> None:
    error = refused(base, add="account:neorealsm { id:a id:b id:c } <urn:g> { id:d id:e id:f }")
    assert error.detail["graphs"] == [ACCOUNT + "neorealsm", "urn:g"]
    assert "id:d id:e id:f" in error.detail["statements"]
    assert "did you mean account:neorealism?" in error.message


def test_what_is_inferred_is_not_edited(base: Asserted) -> None:
    for part in ("add", "remove"):
        error = refused(base, **{part: f"<{INFERRED}core> {{ <urn:a> <urn:b> <urn:c> }}"})
        assert isinstance(error, Refused)
        assert "follows from other statements" in error.message


@pytest.mark.parametrize(
    ("remove", "account", "hint"),
    [
        ("id:anarchy realism:compels id:self-hlp .", None, "the nearest that does is id:anarchy realism:compels id:s"),
        ('id:anarchy rdfs:label "Anarchi" .', None, '"Anarchy"'),
        ("id:anarchy realism:compel id:self-help .", None, "id:anarchy realism:compels id:self-help"),
        ("id:anarhy realism:compels id:self-help .", None, "id:anarchy realism:compels id:self-help"),
        ("id:neorealism realism:holdsClaim id:c002 .", None, "it stands in the account of neorealism"),
        ("id:neorealism realism:holdsClaim id:c002 .", "offensive-realism", "it stands in the account of neorealism"),
        ("id:x id:y id:z .", None, "cannot be removed"),
    ],
)
def test_what_is_not_there_cannot_be_removed(base: Asserted, remove: str, account: str | None, hint: str) -> None:
    error = refused(base, remove=remove, account=account)
    assert remove.removesuffix(" .") in error.message
    assert hint in error.message
    assert error.detail["missing"] == [remove.removesuffix(" .")]


def test_what_is_there_already_is_noted(base: Asserted) -> None:
    found = read(base, add="id:anarchy realism:compels id:self-help , id:war .")
    assert [quad.object for quad in found.edit.add] == [entity("war")]
    assert found.notes == ("id:anarchy realism:compels id:self-help stands in the core already; nothing changes",)


def test_the_same_statement_in_another_graph_is_new(base: Asserted) -> None:
    found = read(base, add="id:neorealism realism:holdsClaim id:c001 .", account="offensive-realism")
    assert len(found.edit.add) == 1
    assert not found.notes


def test_removed_and_added_again_is_no_change(base: Asserted) -> None:
    text = "id:anarchy realism:compels id:self-help ."
    found = read(base, add=text, remove=text)
    assert found.edit == Edit()
    assert "removed and added again" in found.notes[0]


def test_blank_nodes_that_are_added_are_new(base: Asserted) -> None:
    text = "[] a owl:Axiom ; owl:annotatedSource id:anarchy ."
    first, second = (read(base, add=text).edit.add for _ in range(2))
    known = {quad.subject for quad in base.find(Pattern(None, None, None))}
    assert not {quad.subject for quad in first | second} & known
    assert not {quad.subject for quad in first} & {quad.subject for quad in second}


def test_blank_nodes_that_are_removed_are_found_by_structure(base: Asserted) -> None:
    found = read(base, remove='_:x a owl:Axiom ; owl:annotatedTarget id:war ; realism:note "two" .')
    subject = next(iter(base.find(Pattern(None, Iri(SCHEMA + "note"), Literal("two"))))).subject
    assert {quad.subject for quad in found.edit.remove} == {subject}
    assert len(found.edit.remove) == 3
    nested = read(base, remove="id:war rdfs:subClassOf [ owl:someValuesFrom id:power ] .")
    assert len(nested.edit.remove) == 2


def test_a_structure_must_fit_exactly_one_place(base: Asserted) -> None:
    assert "fits several places" in refused(base, remove="[] owl:annotatedSource id:anarchy .").message
    assert "nothing in the core is as" in refused(base, remove="[] owl:annotatedSource id:war .").message
    twice = "_:a realism:note 'one' . _:b realism:note 'one' ."
    assert "fits several places" in refused(base, remove=twice).message


def test_a_structure_is_sought_in_its_graph(base: Asserted) -> None:
    assert "nothing in" in refused(base, remove="[] realism:note 'one' .", account="neorealism").message


def test_vague_and_long_chains_end_in_words() -> None:
    store = EmbeddedStore()
    store.extend(
        Quad(BlankNode(f"b{i}"), Iri("urn:p"), BlankNode(f"b{j}"), Iri(CORE)) for i in range(40) for j in range(40)
    )
    base = Asserted(store)
    clique = " . ".join(f"_:n{i} <urn:p> _:n{j}" for i in range(12) for j in range(12)) + " . _:n0 <urn:q> 1 ."
    assert refused(base, remove=clique).message
    chain = " . ".join(f"_:n{i} <urn:p> _:n{i + 1}" for i in range(3000)) + " ."
    assert "hang together" in refused(base, remove=chain).message


nodes = st.sampled_from([BlankNode("x"), BlankNode("y"), BlankNode("z"), Iri("urn:a"), Iri("urn:b")])
triples = st.builds(lambda s, p, o: Quad(s, Iri(p), o, Iri(CORE)), nodes, st.sampled_from(["urn:p", "urn:q"]), nodes)


@given(st.sets(triples, min_size=1, max_size=7), st.permutations(["k", "l", "m"]))
@settings(max_examples=150, deadline=None)
def test_a_copy_under_other_names_is_found(quads: set[Quad], names: list[str]) -> None:
    store = EmbeddedStore()
    store.extend(quads)
    found = Asserted(store).find
    new = dict(zip("xyz", names, strict=True))

    def renamed(term: Any) -> Any:
        return BlankNode(new[term]) if isinstance(term, BlankNode) else term

    blank = [q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]
    for group in groups(blank):
        copy = [quad._replace(subject=renamed(quad.subject), object=renamed(quad.object)) for quad in group]
        assert frozenset(group) in fits(copy, found, most=50)
    assert sum(map(len, groups(blank))) == len(blank)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    for format in EDIT_FORMATS:
        error = problem(Text(text, format))
        if error is not None:
            assert error.message
            assert error.detail.get("line", 1) >= 1
            assert error.detail.get("column", 1) >= 1


def problem(sent: Text) -> BadInput | None:
    try:
        statements_of(sent, PREFIXES)
    except BadInput as error:
        return error
    return None


def test_statements_are_written_as_people_write_them() -> None:
    writer = Writer(PREFIXES)
    integer = Literal("7", "http://www.w3.org/2001/XMLSchema#integer")
    assert writer.statement(Quad(entity("a-b"), Iri(RDF + "type"), integer)) == f"id:a-b <{RDF}type> 7"
    assert writer.term(Literal('say "x"', RDF + "langString", "en")) == '"say \\"x\\""@en'
    assert writer.iri(ID + "a/b") == f"<{ID}a/b>"


def test_thousands_of_statements_can_be_removed_at_once(store: Store) -> None:
    base = Asserted(store)
    kept = [quad for quad in base.find(Pattern(None, None, None)) if quad.graph == CORE]
    named = [q for q in kept if not isinstance(q.subject, BlankNode) and not isinstance(q.object, BlankNode)]
    writer = Writer({})
    text = "\n".join(f"{writer.statement(quad)} ." for quad in named[:3000])
    assert read_edit(base, {}, None, Text(text)).edit.remove == frozenset(named[:3000])
