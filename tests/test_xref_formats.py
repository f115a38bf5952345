"""Each format shows its readable text and nothing else, and gets links that leave the rest as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.errors import BadInput
from realism.xref.formats import READERS, insert, read, write_link
from realism.xref.lexicon import EntityRef
from realism.xref.view import Kind, View

WALTZ = EntityRef("waltz", "Kenneth N. Waltz", "thinker")
ALLIANCE = EntityRef("alliance", "Alliance (international relations)", "concept")


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
