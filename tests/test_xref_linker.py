"""Annotating any text in any format: right offsets, first mentions, no self link, nothing else changed."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realism.errors import BadInput, TooLarge
from realism.store.base import Store
from realism.xref.formats import READERS
from realism.xref.graph import Graph
from realism.xref.lexicon import EntityRef, Label, Lexicon
from realism.xref.linker import Linker, link, require_text
from score_xref import LEAST_F1, annotated, score, spans

ARTICLES = Path(__file__).parent / "articles"
FORMATS = {"txt": "plain", "wiki": "wikitext", "md": "markdown"}


@pytest.fixture(scope="module")
def linker(store: Store) -> Linker:
    return Linker.from_store(store)


@pytest.mark.parametrize("path", sorted(ARTICLES.iterdir()), ids=lambda path: path.name)
def test_surfaces_stand_where_offsets_say(linker: Linker, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    mentions = linker.annotate(text, FORMATS[path.suffix[1:]], "all")
    assert all(text[one.start : one.end] == one.surface for one in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@pytest.mark.parametrize("format", READERS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    parts=st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["security dilemma ", "balance of power", "Kenneth N. Waltz ", "anarchy ", "\x00", "\ud83d", "🕊",
                 "e\u0301", "\u202e", "\n", "[[", "]]", "<p>", "</a>", "<a href=x>", "`", "**", "](x)",
                 "&nbsp;", "{{", "''"]
            ),
        ),
        max_size=25,
    )
)  # fmt: skip
def test_any_text_is_annotated_with_right_offsets_and_stays_as_it_was(
    linker: Linker, format: str, parts: list[str]
) -> None:
    text = "".join(parts)
    mentions = linker.annotate(text, format, "all")
    assert all(text[one.start : one.end] == one.surface for one in mentions)
    linked = link(text, mentions, format)
    at = 0
    kept = []
    for one in mentions:
        kept.append(text[at : one.start])
        at = one.end
    kept.append(text[at:])
    position = 0
    for run in kept:
        position = linked.index(run, position) + len(run)
    assert linked.endswith(kept[-1])


def test_the_same_words_get_the_same_links_in_every_format(linker: Linker) -> None:
    words = "Because no world government exists, Kenneth Waltz expects the balance of power and deterrence to form."
    sources = {
        "plain": words,
        "wikitext": words.replace("balance of power", "'''balance of power'''"),
        "html": f"<p>{words.replace('balance of power', '<b>balance of&nbsp;power</b>')}</p>",
        "markdown": words.replace("balance of power", "**balance of power**"),
    }
    found = {
        format: [one.entity.id for one in linker.annotate(text, format, "all")] for format, text in sources.items()
    }
    assert len(found["plain"]) >= 4
    assert all(ids == found["plain"] for ids in found.values())


def test_links_are_written_in_the_language_of_the_format(linker: Linker) -> None:
    text = "Offensive realism and the security dilemma."
    base = "https://w3id.org/realism/id/"
    expected = {
        "plain": f"[Offensive realism]({base}offensive-realism) and the [security dilemma]({base}security-dilemma).",
        "markdown": f"[Offensive realism]({base}offensive-realism) and the [security dilemma]({base}security-dilemma).",
        "wikitext": "[[Offensive realism]] and the [[security dilemma]].",
        "html": f'<a href="{base}offensive-realism">Offensive realism</a> and the '
        f'<a href="{base}security-dilemma">security dilemma</a>.',
    }
    for format, linked in expected.items():
        mentions = linker.annotate(text, format)
        assert link(text, mentions, format) == linked


def test_first_mentions_only_unless_all_are_asked_for(linker: Linker) -> None:
    text = "The security dilemma, again the security dilemma."
    assert len(linker.annotate(text)) == 1
    assert len(linker.annotate(text, mentions="all")) == 2


def test_an_existing_link_counts_as_the_first_mention(linker: Linker) -> None:
    assert linker.annotate("[[Security dilemma]] and the security dilemma", "wikitext") == []
    assert linker.annotate("<a href='/x'>security dilemma</a>, the security dilemma", "html") == []
    assert linker.annotate("[security dilemma](/x), the security dilemma", "markdown") == []


def test_an_article_never_links_to_itself(linker: Linker) -> None:
    text = (ARTICLES / "security-dilemma.txt").read_text(encoding="utf-8")
    ids = {one.entity.id for one in linker.annotate(text, mentions="all", self_slug="security-dilemma")}
    assert "security-dilemma" not in ids
    assert "anarchy" in ids


def test_five_megabytes_are_annotated_to_the_end(linker: Linker) -> None:
    unit = "Waltz on the balance of\npower \u202eand\u202c de\u0301tente\x00 \ud800 'great powers' in anarchy, state "
    text = unit * (5_000_000 // len(unit)) + "and the security dilemma"
    mentions = linker.annotate(text)
    assert mentions[-1].surface == "security dilemma"
    assert mentions[-1].end == len(text)
    assert all(text[one.start : one.end] == one.surface for one in mentions)


def test_fifty_thousand_labels_of_which_a_thousand_are_ambiguous(linker: Linker) -> None:
    entities = {
        f"made-{index}": EntityRef(f"made-{index}", f"Made matter {index}", "concept") for index in range(50_000)
    }
    labels = [
        Label("shared matter" if index < 1_000 else one.label, one, 0, index < 1_000)
        for index, one in enumerate(entities.values())
    ]
    base = linker.lexicon
    lexicon = Lexicon((*base.labels, *labels), {**base.entities, **entities}, base.qualifiers, base.version)
    many = Linker(lexicon, Graph({}, {}, {}, {}, {}, {}, base.version))
    text = "Kenneth Waltz on shared matter, made matter 49999, made matter 50000 and the security dilemma. " * 20
    found = {one.entity.id for one in many.annotate(text, mentions="all")}
    assert found == {"made-49999", "security-dilemma", "waltz"}


def test_empty_text_has_no_mentions(linker: Linker) -> None:
    assert all(linker.annotate("", format) == [] for format in READERS)


def test_wrong_choices_are_refused(linker: Linker) -> None:
    with pytest.raises(BadInput, match="use first"):
        linker.annotate("x", mentions="some")
    with pytest.raises(BadInput, match="no entity 'nobody'"):
        linker.annotate("x", self_slug="nobody")
    with pytest.raises(BadInput, match="docx"):
        linker.annotate("x", "docx")


def test_mentions_are_json_objects(linker: Linker) -> None:
    (mention,) = linker.annotate("the security dilemma")
    assert mention.as_dict() == {
        "start": 4,
        "end": 20,
        "surface": "security dilemma",
        "entity": {"id": "security-dilemma", "label": "Security dilemma", "type": "concept"},
        "score": mention.score,
        "reason": mention.reason,
    }


def test_lexicon_knows_flags_and_bare_labels(store: Store) -> None:
    lexicon = Lexicon.from_store(store)
    assert lexicon.version == store.version
    assert "international relations" in lexicon.qualifiers
    bare = [one for one in lexicon.labels if one.entity.id == "balance-of-power" and one.rank == 0]
    assert {one.text.casefold() for one in bare} >= {"balance of power"}
    assert all(one.needs_context for one in bare if one.text.casefold() == "balance of power")
    assert any(one.text == "NATO" and one.case_sensitive for one in lexicon.labels)


def test_the_article_the_base_grew_from_is_linked_well(linker: Linker, shared: Path) -> None:
    text = (shared / "seed" / "defensive-realism.txt").read_text(encoding="utf-8")
    found = annotated(linker, text)
    assert spans(shared / "facts" / "seed_references.csv", "denotes") <= found
    assert score(found, spans(shared / "facts" / "seed_gold.csv", "concept_id")).f1 >= LEAST_F1


def test_what_is_no_article_is_refused() -> None:
    require_text("x" * 10, 10)
    with pytest.raises(TooLarge, match="11 characters; the limit is 10"):
        require_text("x" * 11, 10)
    with pytest.raises(BadInput, match="NUL"):
        require_text("\x00", 10)
    for blank in ("", " \n\t"):
        with pytest.raises(BadInput, match="The text is empty"):
            require_text(blank, 10)


@pytest.mark.parametrize("path", sorted(ARTICLES.iterdir()), ids=lambda path: path.name)
def test_nested_mentions_are_all_mentions_and_what_stands_inside_them(linker: Linker, path: Path) -> None:
    text, format = path.read_text(encoding="utf-8"), FORMATS[path.suffix[1:]]
    whole = linker.annotate(text, format, "all")
    nested = linker.annotate(text, format, "nested")
    assert [one for one in nested if one in whole] == whole
    for inner in (one for one in nested if one not in whole):
        assert text[inner.start : inner.end] == inner.surface
        around = [one for one in whole if one.start <= inner.start and inner.end <= one.end]
        assert all(len(inner.surface) < len(one.surface) for one in around)


def test_a_term_inside_a_longer_one_is_given_on_request_only(linker: Linker) -> None:
    text = "The nuclear deterrence of one great power worries another great power."
    surfaces = [one.surface for one in linker.annotate(text, mentions="nested")]
    assert surfaces[:2] == ["nuclear deterrence", "deterrence"]
    assert "deterrence" not in [one.surface for one in linker.annotate(text, mentions="all")]
    with pytest.raises(BadInput, match="inside links"):
        link(text, linker.annotate(text, mentions="nested"))


LED = [
    ("wikitext", "The [[security dilemma|vicious circle]] of a security dilemma."),
    ("wikitext", "A security dilemma starts it.\n\n[[Security_dilemma#Origins|It]] never ends."),
    ("markdown", "A security dilemma, see [here](https://w3id.org/realism/id/security-dilemma)."),
    ("markdown", "A security dilemma, see [here](https://realism.example.org/id/security-dilemma)."),
    ("html", '<p>A security dilemma, see <a href="https://en.wikipedia.org/wiki/Security_dilemma">here</a>.</p>'),
]


@pytest.mark.parametrize(("format", "text"), LED)
def test_what_a_link_anywhere_leads_to_is_not_linked_again(linker: Linker, format: str, text: str) -> None:
    def found(mentions: str) -> list[str]:
        return [one.entity.id for one in linker.annotate(text, format, mentions, None, "https://realism.example.org")]

    assert "security-dilemma" not in found("first")
    assert "security-dilemma" in found("all")


def test_a_link_that_leads_elsewhere_is_no_first_mention(linker: Linker) -> None:
    text = "[[Dilemma (film)|It]] is about a security dilemma."
    assert [one.entity.id for one in linker.annotate(text, "wikitext")] == ["security-dilemma"]
