"""Each format shows its readable text and nothing else, and gets links that leave the rest as it was."""

import re
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from realism.errors import BadInput
from realism.store.base import Store
from realism.xref.formats import READERS, insert, read, write_link
from realism.xref.lexicon import EntityRef
from realism.xref.linker import Linker, link
from realism.xref.view import Kind, View

WALTZ = EntityRef("waltz", "Kenneth N. Waltz", "thinker")
ALLIANCE = EntityRef("alliance", "Alliance (international relations)", "concept")


@pytest.fixture(scope="module")
def linker(store: Store) -> Linker:
    return Linker.from_store(store)


def _linkable(view: View, word: str) -> list[tuple[int, int] | None]:
    """Where links may be written on the occurrences of `word`, None where they may not."""
    found = []
    at = view.text.find(word)
    while at >= 0:
        found.append(view.source(at, at + len(word)))
        at = view.text.find(word, at + 1)
    return found


@pytest.mark.parametrize(
    ("format", "source"),
    [
        ("plain", "see https://example.org/power/x or mail power@example.org or doi:10.1000/power"),
        ("wikitext", "{{power|power}}<ref>power</ref><nowiki>power</nowiki><!-- power -->"),
        ("wikitext", "[[File:power.png|thumb|power]]<code>power</code> https://example.org/power"),
        ("wikitext", "== power ==\n[[power]] [[x|power]] [https://example.org power]"),
        ("wikitext", "<math>power</math><syntaxhighlight lang=x>power</syntaxhighlight>"),
        ("html", "<h2>power</h2><a href='/power'>power</a><code>power</code><script>power < 3</script>"),
        ("html", "<pre>power</pre><sup class='x reference'>power</sup><!-- power --><p title='power'>"),
        ("html", "<style>power</style><textarea>power</textarea><p class=power><a>power <b>power"),
        ("html", "<p <power>"),
        ("markdown", "# power\n\n`power` [power](/power) <https://e.org/power> ![power](power.png)"),
        ("markdown", "```\npower\n```\n\n    power\n\n<div>power</div>\n\n[x]: /power 'power'"),
        ("markdown", "power\n=====\n\nsee https://example.org/power, <a href='x'>power</a>"),
        ("plain", "an image begins so: !power; and \\power is escaped"),
        ("markdown", "an image begins so: !power *x*!power; and \\power is escaped, !\\power"),
        ("markdown", "---\ntitle: power\ntags:\n  - power\n---\n"),
        ("markdown", "+++\r\ntitle = 'power'\r\n\r\n[power]\r\nx = 'power'\r\n+++\r\n"),
        ("markdown", "a[^1]\n\n[^1]: on power\n[^two]: more power\n    and power"),
        ("wikitext", "a\n power of '''power'''\n  [[x|power]] power"),
        ("wikitext", "== [[x|power]] '''power''' [[x]]power =="),
        ("html", "<xmp><b>power</xmp><audio>power</audio><noembed>power</noembed>"),
        ("html", "<plaintext>power</plaintext> power"),
    ],
)  # fmt: skip
def test_nothing_is_linked_inside_markup(format: str, source: str) -> None:
    assert not [span for span in _linkable(read(source, format), "power") if span]


@pytest.mark.parametrize(
    ("format", "source"),
    [
        ("plain", "a power b"),
        ("wikitext", "* '''power''' of [[x]]\n{{y}}"),
        ("wikitext", "{| class=x\n| power\n|}"),
        ("wikitext", "<blockquote>power</blockquote>"),
        ("html", "<p>a <b>power</b> < b &amp; c"),
        ("html", "<ul><li>one<li>power</ul>"),
        ("html", "<p it's>power</p>"),
        ("markdown", '- a **power**, [x](/power "power").'),
        ("markdown", "> quoted\n> power and `code`"),
        ("markdown", "1. one\r\n2. power\r\n"),
        ("markdown", "a \\* b &amp; power"),
        ("markdown", "---\n\nA line above power.\n\n---\n"),
        ("markdown", "---\r\ntitle: x\r\n---\r\npower"),
        ("markdown", "No! power"),
        ("plain", "C:\\war power"),
        ("wikitext", "a\n \npower"),
        ("wikitext", "{|\n |\n power\n|}"),
    ],
)
def test_running_text_can_be_linked_where_it_stands(format: str, source: str) -> None:
    spans = [span for span in _linkable(read(source, format), "power") if span]
    assert spans
    assert all(source[slice(*span)] == "power" for span in spans)


@pytest.mark.parametrize(
    ("format", "source", "surface"),
    [
        ("html", "balance of&nbsp;power", "balance of&nbsp;power"),
        ("wikitext", "balance of&nbsp;power", "balance of&nbsp;power"),
        ("markdown", "balance of&nbsp;power", "balance of&nbsp;power"),
        ("markdown", "balance of\npower", "balance of\npower"),
    ],
)
def test_a_term_with_an_entity_or_line_break_inside_is_one_span(format: str, source: str, surface: str) -> None:
    view = read(source, format)
    start = view.text.index("balance")
    span = view.source(start, start + len("balance of power"))
    assert span is not None
    assert source[slice(*span)] == surface


@pytest.mark.parametrize(
    ("format", "source"),
    [("wikitext", "''balance'' of power"), ("html", "<i>balance</i> of power"), ("markdown", "*balance* of power")],
)
def test_no_link_across_markup(format: str, source: str) -> None:
    view = read(source, format)
    at = view.text.index("balance of power")
    assert view.source(at, at + len("balance of power")) is None


@pytest.mark.parametrize(
    ("format", "source"),
    [("wikitext", "[[x|power]]"), ("html", "<a href=x>power</a>"), ("markdown", "[power](x)")],
)
def test_existing_links_are_known_as_links(format: str, source: str) -> None:
    view = read(source, format)
    at = view.text.index("power")
    assert view.linked(at, at + 5)
    assert not view.linked(at, at + 4)


def test_a_link_in_a_heading_is_only_read_in_every_format() -> None:
    for format, source in (
        ("wikitext", "== [[x|power]] =="),
        ("html", "<h2><a href=x>power</a></h2>"),
        ("markdown", "## [power](x)"),
    ):
        view = read(source, format)
        assert not view.linked(view.text.index("power"), view.text.index("power") + 5), format
        assert len(view.links) == 1


@pytest.mark.parametrize("opening", ["<!--", "a<!-- <b>", "<nowiki>x</nowiki><!--", "<!-- a --><!--", "<!-->"])
@pytest.mark.parametrize("rest", ["power", "[[power]]\n\n{{x|power}} power\n\n== power ==\n* power"])
def test_an_unclosed_comment_hides_the_rest(opening: str, rest: str) -> None:
    view = read(f"'''force''' {opening} {rest}", "wikitext")
    assert "power" not in view.text
    assert "force" in view.text
    assert not view.links


@pytest.mark.parametrize("source", ["<nowiki><!--</nowiki> power", "<ref><!-- x</ref> power", "<!-- a --> power -->"])
def test_a_comment_mark_in_an_extension_hides_nothing_after_it(source: str) -> None:
    assert [span for span in _linkable(read(source, "wikitext"), "power") if span]


@pytest.mark.parametrize("tag", ["code", "tt", "kbd", "CODE", "code class=x", "includeonly"])
def test_unclosed_code_goes_on_to_the_end(tag: str) -> None:
    view = read(f"force <{tag}> power\n\n== power ==\n[[power]] '''power'''\n* power", "wikitext")
    assert "power" not in view.text
    assert _linkable(view, "force") == [(0, 5)]
    assert not view.links


@pytest.mark.parametrize("tag", ["ref", "nowiki", "pre", "math", "ref name=a", "syntaxhighlight lang=x", "Ref"])
def test_nothing_is_linked_where_an_unclosed_tag_was_meant_to_hide_it(tag: str) -> None:
    source = f"force <{tag}> power '''power''' of\npower\n \npower {{{{x"
    view = read(source, "wikitext")
    last = source.rindex("power")
    assert _linkable(view, "power") == [None, None, None, (last, last + 5)]
    assert f"<{tag}> power" in view.text


@pytest.mark.parametrize(
    "piece",
    ["<ref>", "<nowiki>", "<code>", "<!--", "<b>", "{{", "[[", "{|", "''", "[http://a ", "<ref", "<ref name='", "{{{",
     "&", "=", "\n:", "<nowiki><!--", "<div>[[", "'''[["],
)  # fmt: skip
def test_much_of_what_is_never_closed_is_read(piece: str) -> None:
    assert read("power " + piece * 3000 + " power", "wikitext").text.startswith("power ")


def test_links_are_written_and_escaped() -> None:
    assert write_link("wikitext", WALTZ, "Waltz", None) == "[[Kenneth N. Waltz|Waltz]]"
    assert write_link("wikitext", WALTZ, "Kenneth N. Waltz", None) == "[[Kenneth N. Waltz]]"
    assert (
        write_link("wikitext", EntityRef("deterrence", "Deterrence", "concept"), "deterrence", None) == "[[deterrence]]"
    )
    assert write_link("markdown", WALTZ, "Waltz", "https://x.org/(a)/") == "[Waltz](https://x.org/%28a%29/id/waltz)"
    assert write_link("html", ALLIANCE, "A&amp;B", "https://x.org/?a&b\"") == (
        '<a href="https://x.org/?a&amp;b&quot;/id/alliance">A&amp;B</a>'
    )  # fmt: skip
    assert write_link("plain", ALLIANCE, "allies", None) == "[allies](https://w3id.org/realism/id/alliance)"
    assert insert("abcd", [(1, 2, "[b]"), (3, 4, "[d]")]) == "a[b]c[d]"


def test_unknown_format_is_refused() -> None:
    with pytest.raises(BadInput, match="plain, wikitext, html, markdown"):
        read("x", "docx")


MARKUP = st.lists(
    st.sampled_from(
        ["power", " ", "\n", "\n\n", "[[", "]]", "|", "{{", "}}", "<b>", "</b>", "<a href='x'>", "</a>", "<ref>",
         "</ref>", "==", "''", "`", "```\n", "*", "_", "[", "](", ")", "<!--", "-->", "&amp;", "&#0;", "&#xD800;",
         "&#99999999;", "\x00", "\ud800", "> ", "- ", "# ", "\t", "\r", "<", ">", "\\", "https://x.org/a ", "\u202e",
         "<script>", "</script>", "{|", "|}", "|-", "!", "=", "\"", "e\u0301", "<h2>", "</h2>", "<p class=reference>"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("format", READERS)
@given(source=st.one_of(MARKUP, st.text(max_size=80)))
def test_any_text_can_be_read_and_pieces_show_the_source(format: str, source: str) -> None:
    view = read(source, format)
    last = 0
    for piece in view.pieces:
        assert last <= piece.start < piece.end <= len(source)
        last = piece.end
        shown = view.text[piece.at : piece.at + piece.length]
        if piece.verbatim:
            assert all(
                one in {other, "\x00"} for one, other in zip(shown, source[piece.start : piece.end], strict=True)
            )
        assert piece.kind in Kind


INLINE = st.sampled_from(
    ["b", "i", "span", "a href='/x?a>b'", "code", "kbd", 'sup class="a reference"', "abbr title='<b>'"]
)
BLOCKS = st.sampled_from(
    ["p", "div", "ul", "section", "pre", "h2", "h3", "blockquote class=references", "custom-tag x=/"]
)


def _element(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag.split()[0]}>"


PHRASES = st.recursive(
    st.sampled_from(["word", "&amp;", "&#x41;", "< ", "<!-- word > -->", "<br/>", "a&b", "<!doctype x>", "<3"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(" ".join),
        st.builds(_element, INLINE, st.lists(inner, max_size=3).map(" ".join)),
    ),
    max_leaves=12,
)
TREES = st.recursive(
    PHRASES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("\n".join),
        st.builds(_element, st.sampled_from(["div", "section", "blockquote class=references", "article"]), inner),
        st.builds(_element, BLOCKS, PHRASES),
        st.sampled_from(["<script>word < '</b>'</script>", "<style>word</style>", "<textarea><b>word</textarea>"]),
    ),
    max_leaves=20,
)  # fmt: skip
SOUP = st.lists(
    st.sampled_from(
        ["word ", "word ", "<b>", "</b>", "<i x='", "'>", "<p>", "</p>", "<div>", "</div>", "<a href=x>", "</a>",
         "<code>", "</code>", "<h2>", "</h2>", "<h3>", "</h3>", "<!--", "-->", "--!>", "<!", ">", "</", "<",
         "&amp;", "&lt;b&gt;",
         "<script>", "</script>", "<style>", "</style >", "<textarea>", "</textarea/>", "<b x=\"", "\"", "<br>",
         "</x y='>'>", "="]
    ),
    max_size=30,
).map("".join)  # fmt: skip
NOT_SHOWN = "script, style, code, pre, kbd, textarea, .reference, .references"


def _numbered(source: str) -> str:
    """`source` with every word told from every other."""
    numbers = count()
    return re.sub("word", lambda _: f"word{next(numbers)}", source)


def _words(source: str, kinds: set[Kind]) -> list[str]:
    view = read(source, "html")
    shown = "\n".join(view.text[one.at : one.at + one.length] for one in view.pieces if one.kind in kinds)
    return re.findall(r"word\d+", shown)


def _parsed(source: str, without: str) -> list[str]:
    tree = LexborHTMLParser(f"<!doctype html><body>{source}")
    for node in tree.css(without):
        node.decompose()
    return re.findall(r"word\d+", tree.body.text(separator="\n") if tree.body else "")


@given(source=TREES.map(_numbered))
def test_html_reads_as_a_browser_reads_it(source: str) -> None:
    assert _words(source, set(Kind)) == _parsed(source, NOT_SHOWN)
    assert _words(source, {Kind.TEXT}) == _parsed(source, NOT_SHOWN + ", a, h2, h3")


@given(source=SOUP.map(_numbered))
def test_nothing_is_linked_in_broken_html_where_a_browser_sees_a_link_or_code(source: str) -> None:
    assert set(_words(source, set(Kind))) <= set(_parsed(source, NOT_SHOWN))
    assert set(_words(source, {Kind.TEXT})) <= set(_parsed(source, NOT_SHOWN + ", a, h2, h3"))


Part = tuple[str, str]
"""How a few words are marked up, and the words."""
TERMS = st.sampled_from(
    ["the security dilemma", "deterrence", "Kenneth Waltz", "anarchy", "balance of power", "great powers", "NATO"]
)
PARTS = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(["States fear", "under", "and", "worries about war and", "hold that"])),
    st.tuples(st.sampled_from(["text", "text", "strong", "em", "link", "code", "comment"]), TERMS),
)
DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(["heading", "paragraph", "paragraph", "item"]), st.lists(PARTS, min_size=1, max_size=8)),
    max_size=6,
)
MARKS = {
    "wikitext": {
        "text": "{}", "strong": "'''{}'''", "em": "''{}''", "link": "[[x|{}]]", "code": "<code>{}</code>",
        "comment": "<!-- {} -->", "heading": "\n== {} ==\n", "paragraph": "\n{}\n", "item": "\n* {}\n",
    },
    "html": {
        "text": "{}", "strong": "<b>{}</b>", "em": "<em>{}</em>", "link": "<a href=x>{}</a>", "code": "<code>{}</code>",
        "comment": "<!-- {} -->", "heading": "<h2>{}</h2>\n", "paragraph": "<p>{}\n", "item": "<ul><li>{}</ul>\n",
    },
    "markdown": {
        "text": "{}", "strong": "**{}**", "em": "*{}*", "link": "[{}](x)", "code": "`{}`", "comment": "<!-- {} -->",
        "heading": "\n## {}\n", "paragraph": "\nAnd {}\n", "item": "\n- {}\n",
    },
}  # fmt: skip


def _written(format: str, document: list[tuple[str, list[Part]]]) -> str:
    marks = MARKS[format]
    return "".join(
        marks[block].format("So " + " ".join(marks[mark].format(words) for mark, words in parts) + ".")
        for block, parts in document
    ).replace("And So", "So")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(document=DOCUMENTS, mentions=st.sampled_from(["first", "all"]))
def test_the_same_links_in_every_format(linker: Linker, document: list[tuple[str, list[Part]]], mentions: str) -> None:
    found = {}
    for format in MARKS:
        text = _written(format, document)
        made = linker.annotate(text, format, mentions, "anarchy")
        found[format] = [(one.surface, one.entity.id) for one in made]
        # What links were put around is as it was, and links are not linked again.
        again = link(text, made, format)
        assert mentions == "all" or linker.annotate(again, format, mentions, "anarchy") == []
    assert found["wikitext"] == found["html"] == found["markdown"]
    assert "anarchy" not in {slug for _, slug in found["html"]}


def test_links_that_annotation_wrote_into_plain_text_are_links(linker: Linker) -> None:
    text = "States fear the security dilemma under anarchy, as Kenneth Waltz said of the security dilemma."
    linked = link(text, linker.annotate(text), "plain")
    assert linked.count("](") == 4
    assert linker.annotate(linked) == []
    at = read(linked, "plain")
    assert [one.target.rpartition("/")[2] for one in at.links] == ["state", "security-dilemma", "anarchy", "waltz"]


@pytest.mark.parametrize(
    ("format", "source", "expected"),
    [
        ("plain", "a [b c](https://e.org/x) d", [("b c", "[b c](https://e.org/x)", "b c", "https://e.org/x")]),
        ("plain", "a [b](c) [d] (e)", []),
        ("wikitext", "a [[B]]s [[c|d ''e'']]", [("B", "[[B]]", "B", "B"),
                                                  ("d e", "[[c|d ''e'']]", "d ''e''", "c")]),
        ("wikitext", "{{main|A|x=B}} {{other|C}} [http://e.org/ f]",
         [("", "A", None, "A"), ("f", "[http://e.org/ f]", "f", "http://e.org/")]),
        ("html", "<h2><a href='x&amp;y'>b</a></h2><a name=z>c</a>",
         [("b", "<a href='x&amp;y'>b</a>", "b", "x&y")]),
        ("markdown", "> a [b **c**](</x y> 't') [d][e]\n\n[e]: /f",
         [("b c", "[b **c**](</x y> 't')", "b **c**", "/x%20y"), ("d", "[d][e]", "d", "/f")]),
    ],
)  # fmt: skip
def test_links_have_targets_and_places(
    format: str, source: str, expected: list[tuple[str, str, str | None, str]]
) -> None:
    view = read(source, format)
    assert [
        (
            view.text[one.at : one.until],
            source[one.start : one.end],
            source[slice(*one.inner)] if one.inner else None,
            one.target,
        )
        for one in view.links
    ] == expected


@pytest.mark.parametrize(
    ("format", "source"),
    [
        ("wikitext", "== a [[b]] ==\nx\n=== c ===\n"),
        ("html", "<h2>a <a href=x>b</a></h2>x<h3>c</h3>"),
        ("markdown", "## a [b](x)\n\nx\n\n### c\n"),
    ],
)
def test_headings_have_levels_and_places(format: str, source: str) -> None:
    view = read(source, format)
    assert [(view.text[one.at : one.until].strip(), one.level) for one in view.headings] == [("a b", 2), ("c", 3)]
    assert all(
        source[: one.end].rstrip().endswith(("b]] ==", "</h2>", "b](x)", "=== c ===", "</h3>", "### c"))
        for one in view.headings
    )
