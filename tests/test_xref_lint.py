"""Lint: every rule has what it finds and what it leaves alone, in each format; fixing what is found makes it go."""

import csv
import json
import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from realism.errors import BadInput
from realism.knowledge.succession import Retired, Succession
from realism.store.base import Store
from realism.vocab import ID
from realism.xref.formats import READERS
from realism.xref.linker import Linker
from realism.xref.lint.article import Options
from realism.xref.lint.findings import Finding
from realism.xref.lint.linting import Linter, Report
from realism.xref.lint.lists import MOST, STRONG
from realism.xref.lint.names import Names
from realism.xref.lint.reports import as_github, as_sarif, as_text
from realism.xref.lint.rules import RULES
from realism.xref.lint.titles import Titles, divided, normal
from realism.xref.ranking import Ranking

FORMATS: Final = tuple(READERS)
FIELD: Final = "Under anarchy, states fear one another, and great powers balance against threats, Kenneth Waltz holds. "
ARTS: Final = "Courbet, Manet and other painters of novels and canvases in the museum: art critics spoke of "


@pytest.fixture(scope="module")
def linter(store: Store) -> Linter:
    retired = Succession(
        {
            "old-balancing": Retired({ID + "balancing"}),
            "split": Retired({ID + "hard-balancing", ID + "soft-balancing"}, {"Two things"}),
        }
    )
    return Linter(Linker.from_store(store), Ranking.from_store(store), retired)


def link(format: str, title: str, shown: str) -> str:
    """A link to the article `title`; in plain text, as annotation writes it."""
    if format == "wikitext":
        return f"[[{title}|{shown}]]"
    target = "/wiki/" + title.replace(" ", "_").replace("(", "%28").replace(")", "%29")
    return f'<a href="{target}">{shown}</a>' if format == "html" else f"[{shown}]({target})"


def our_link(format: str, slug: str, shown: str) -> str:
    """A link to the address of an entity."""
    if format == "wikitext":
        return f"[{ID}{slug} {shown}]"
    return f'<a href="{ID}{slug}">{shown}</a>' if format == "html" else f"[{shown}]({ID}{slug})"


def heading(format: str, text: str) -> str:
    """A heading of the second level."""
    return {"wikitext": f"\n== {text} ==\n", "html": f"<h2>{text}</h2>\n", "markdown": f"\n## {text}\n\n"}[format]


def see_also(format: str, *entries: str) -> str:
    """A see-also list."""
    if format == "plain":
        return "\n\nSee also\n" + "".join(f"• {entry}\n" for entry in entries)
    if format == "html":
        return "<h2>See also</h2><ul>" + "".join(f"<li>{entry}</li>\n" for entry in entries) + "</ul>"
    mark = "*" if format == "wikitext" else "-"
    return heading(format, "See also") + "".join(f"{mark} {entry}\n" for entry in entries)


def found(report: Report, rule: str) -> list[Finding]:
    """The findings by one rule."""
    return [one for one in report.findings if one.rule == rule]


def fixed(text: str, findings: tuple[Finding, ...] | list[Finding]) -> str:
    """`text` with every suggestion carried out, but for those in whose place another one was."""
    pieces, at = [], 0
    for one in sorted(findings, key=lambda one: (one.start, one.end)):
        if one.suggestion is not None and one.start >= at:
            pieces += [text[at : one.start], one.suggestion]
            at = one.end
    return "".join([*pieces, text[at:]])


def article(rule: str, format: str) -> tuple[str, str, Options]:
    """A text in which `rule` finds something, one in which it does not, and the options for both."""
    dilemma = link(format, "Security dilemma", "security dilemma")
    rival = link(format, "Offensive realism", "Offensive realism")
    good = FIELD + f"It speaks of the {dilemma}."
    titles = Titles.read(["Security dilemma", "Offensive realism", "Old dilemma -> Security dilemma", "Realism (arts)"])
    plain, options = Options(), Options(titles)
    listed = FIELD + see_also(format, link(format, "Neorealism (international relations)", "Neorealism"))
    in_heading = good if format == "plain" else heading(format, f"The {dilemma}") + FIELD
    cases: dict[str, tuple[str, str, Options]] = {
        "dead": (FIELD + link(format, "Nonsense of things", "nonsense"), good, options),
        "given-up": (FIELD + our_link(format, "split", "split"), FIELD + our_link(format, "balancing", "b"), plain),
        "wrong-sense": (
            FIELD + f"The school of {link(format, 'Realism (arts)', 'realism')} sees it.",
            FIELD + f"The school of {link(format, 'Realism (international relations)', 'realism')} sees it.",
            plain,
        ),
        "do-not-link": (good, FIELD + rival, Options(do_not_link=("Security dilemma",))),
        "other-entity": (FIELD + f"The {link(format, 'Offensive realism', 'security dilemma')} is.", good, plain),
        "ambiguous": (FIELD + link(format, "NATO", "NATO"), good, plain),
        "redirect": (FIELD + link(format, "Old dilemma", "security dilemma"), good, options),
        "no-article": (FIELD + link(format, "Deterrence", "deterrence"), good, options),
        "self-link": (FIELD + our_link(format, "defensive-realism", "defensive realism"), good, plain),
        "in-heading": (in_heading, good, plain),
        "repeated": (good + f" Again the {dilemma}.", good + " Again the security dilemma.", plain),
        "missing": (FIELD + "The security dilemma follows.", good, options),
        "unsupported": (FIELD + see_also(format, link(format, "Andre Gunder Frank", "Frank")), listed, plain),
        "redundant": (good + see_also(format, dilemma), FIELD + see_also(format, dilemma), plain),
        "asymmetric": (FIELD + see_also(format, link(format, "Bargaining model of war", "bargaining")), listed, plain),
        "candidate": (listed, FIELD + see_also(format, rival) + dilemma, plain),
        "pin": (listed, FIELD + see_also(format, link(format, "Kenneth N. Waltz", "W")), Options(pins=("waltz",))),
    }
    return cases[rule]


@pytest.mark.parametrize(
    ("rule", "format"),
    # Plain text has no headings.
    [(rule, format) for rule in RULES for format in FORMATS if (rule, format) != ("in-heading", "plain")],
)
def test_every_rule_finds_what_it_is_for_and_nothing_else(linter: Linter, rule: str, format: str) -> None:
    bad, good, options = article(rule, format)
    report = linter.lint(bad, format, "defensive-realism", options)
    findings = found(report, rule)
    assert findings
    assert all(bad[one.start : one.end] == one.surface and one.message for one in findings)
    if rule == "candidate":
        assert "offensive-realism" in {one.entity.id for one in findings if one.entity}
        return
    assert not found(linter.lint(good, format, "defensive-realism", options), rule)


def test_a_list_is_said_to_lack_only_what_is_tied_most_strongly(linter: Linter) -> None:
    text = FIELD + see_also("wikitext", link("wikitext", "Neorealism (international relations)", "Neorealism"))
    findings = found(linter.lint(text, "wikitext", "defensive-realism"), "candidate")
    assert 1 <= len(findings) <= MOST
    assert all(float(one.evidence[0].removeprefix("score ")) >= STRONG for one in findings)


def test_the_rules_are_documented_in_one_table() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    table = dict.fromkeys(re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", text, re.MULTILINE))
    documented = [row for row in table if row[1] in ("error", "warning", "info")]
    assert documented == [(name, rule.severity, rule.sentence) for name, rule in RULES.items()]


def test_the_references_of_the_article_the_base_grew_from(linter: Linter, shared: Path) -> None:
    text = (shared / "seed" / "defensive-realism.txt").read_text("utf-8")
    with (shared / "facts" / "seed_references.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    report = linter.lint(text, "plain", "defensive-realism")
    expected = {(int(row["start"]), int(row["end"])): row["denotes"].partition(":")[2] for row in rows}
    assert len(expected) == 32
    denoted = {(one.start, one.end): what.entity.id for one, what in report.references if what.entity}
    assert denoted == expected
    titles = {normal(entity.label) for entity in linter.names.entities.values()}
    without = {span for span in expected if normal(text[slice(*span)]) not in titles}
    assert {text[slice(*span)] for span in without} == {
        "Neorealism", "neorealism", "alliance", "Alliances", "balance of power"
    }  # fmt: skip
    assert {(one.start, one.end) for one, what in report.references if not what.exists} == without
    told = {(one.start, one.end) for one in report.findings if "no article of that title" in one.message}
    assert told == without


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("See anarchy (international relations) and survival (international relations) as ideas.",
         ["anarchy", "survival"]),
        ("See Liberal institutionalism as a foil and Collective security as a contrasting mechanism.",
         ["liberal-institutionalism", "collective-security"]),
        ("It spirals (see security dilemma).", ["security-dilemma"]),
        ("For more, see the balance of threat and, especially, bandwagoning.", ["balance-of-threat"]),
        ("Cf. Offensive realism; Hegemony.", ["offensive-realism", "hegemony"]),
        ("Main article: Balance of power", ["balance-of-power"]),
        ("See also: deterrence, nuclear deterrence", ["deterrence", "nuclear-deterrence"]),
        ("It is often discussed in relation to security dilemma.", ["security-dilemma"]),
        ("States see security as scarce, and we will see anarchy at work.", []),
        ("The dilemma is discussed in relation to the security dilemma.", []),
        ("See below, see Table 3, and see how it works.", []),
    ],
)  # fmt: skip
def test_phrases_are_references(linter: Linter, format: str, phrase: str, expected: list[str]) -> None:
    report = linter.lint(FIELD + "\n\n" + phrase, format)
    named = [what.entity.id for one, what in report.references if one.kind == "phrase" and what.entity]
    assert named == expected


def test_an_unknown_name_after_see_is_dead(linter: Linter) -> None:
    report = linter.lint("See Quantum flux theory. It says so (see Waltz 1979, p. 3).", "plain")
    assert [one.surface for one in found(report, "dead")] == ["Quantum flux theory"]


@pytest.mark.parametrize(
    ("target", "how"),
    [
        ("security_dilemma#Origins", "title"),
        ("security dilemma", "title"),
        (" Security  dilemma ", "title"),
        ("File:Anarchy.png", None),
        ("Category:Realism", None),
        (":Category:Realism", "outside"),
        ("fr:Dilemme de sécurité", "outside"),
        ("wikt:anarchy", "outside"),
        ("#Section", "outside"),
        ("Man, the State, and War: A Theoretical Analysis", "title"),
        ("Theory: a history of it", "unknown"),
        ("alliances", "alias"),
        ("Alliance (international relations)", "alias"),
        ("Anarchy (film)", "unknown"),
        ("NATO", "ambiguous"),
    ],
)
def test_targets_of_wikitext(linter: Linter, target: str, how: str | None) -> None:
    report = linter.lint(FIELD + f"[[{target}]]", "wikitext")
    assert [what.how for _, what in report.references] == ([how] if how else [])


@pytest.mark.parametrize(
    ("target", "how"),
    [
        ("/id/anarchy", "title"),
        ("/doc/anarchy.html", "title"),
        (ID + "anarchy#x", "title"),
        ("https://here.example/r/doc/anarchy", "title"),
        ("https://elsewhere.example/id/anarchy", "outside"),
        ("/id/nothing-at-all", "unknown"),
        ("/id/Not%20a%20slug", "unknown"),
        ("/id/old-balancing", "renamed"),
        ("/wiki/Security_dilemma", "title"),
        ("./Security_dilemma?action=edit", "title"),
        ("/w/index.php?title=Security_dilemma&action=edit&redlink=1", "title"),
        ("/w/index.php?title=Nonsense_of_things&redlink=1", "unknown"),
        ("/wiki/Category:Security", "outside"),
        ("#top", "outside"),
        ("mailto:a@example.org", "outside"),
        ("http://[broken", "outside"),
    ],
)
def test_targets_of_addresses(linter: Linter, target: str, how: str) -> None:
    options = Options(public_url="https://here.example/r")
    for format, source in (("html", f'<a href="{target}">x</a>'), ("markdown", f"[x]({target})")):
        report = linter.lint(FIELD + source, format, None, options)
        assert [what.how for one, what in report.references if one.kind == "link"] == [how]


def test_addresses_of_the_encyclopedia_are_known(linter: Linter) -> None:
    options = Options(Titles.read(["https://e.example/a", "http://E.example/b?x=1"]))
    text = "[a](https://e.example/a#s) [b](http://e.example/b?x=1) [c](https://e.example/c) [d](https://f.example/a)"
    report = linter.lint(text, "markdown", None, options)
    assert [what.how for _, what in report.references] == ["article", "article", "unknown", "outside"]
    assert [one.surface for one in found(report, "dead")] == ["[c](https://e.example/c)"]


def test_what_is_renamed_or_given_up_is_told_with_what_to_use(linter: Linter) -> None:
    text = f'<p>{FIELD}<a class="x" href="{ID}old-balancing">balancing</a> and <a href="/id/split">it</a>.</p>'
    (redirect,) = found(linter.lint(text, "html"), "redirect")
    assert redirect.suggestion == f'<a class="x" href="{ID}balancing">balancing</a>'
    assert "301" in redirect.message
    (gone,) = found(linter.lint(text, "html"), "given-up")
    assert "Two things" in gone.message
    assert "hard-balancing" in gone.message


def test_words_about_another_field_are_not_ours(linter: Linter) -> None:
    ours = linter.lint(ARTS + "[[Realism (international relations)|realism]].", "wikitext")
    (finding,) = found(ours, "wrong-sense")
    assert finding.suggestion == "realism"
    assert "something else" in finding.message
    assert finding.evidence
    assert not linter.lint(ARTS + "[[Realism]].", "wikitext").findings
    known = Options(Titles.read(["Realism"]))
    assert not linter.lint(ARTS + "[[Realism]].", "wikitext", None, known).findings


def test_a_bare_title_that_is_another_article(linter: Linter) -> None:
    options = Options(Titles.read(["Realism", "Realism (international relations)"]))
    (finding,) = found(linter.lint(FIELD + "In [[realism]], so.", "wikitext", None, options), "wrong-sense")
    assert finding.suggestion == "[[Realism (international relations)|realism]]"
    # Where the encyclopedia calls the article otherwise than the base, its title is right.
    options = Options(Titles.read(["Realism"]))
    report = linter.lint(FIELD + "In [[realism]], so.", "wikitext", None, options)
    assert [what.entity.id for _, what in report.references if what.entity] == ["realism"]
    assert not [one for one in report.findings if one.rule != "missing"]


def test_slips_are_recognised(linter: Linter) -> None:
    (finding,) = found(linter.lint(FIELD + "The [[Securty dilemma|dilemma]].", "wikitext"), "dead")
    assert finding.suggestion == "[[Security dilemma|dilemma]]"
    assert finding.severity == "warning"


def test_templates_that_point_elsewhere_are_references(linter: Linter) -> None:
    text = "{{Main|Security dilemma}}{{see also|x=y| Quantum flux | Alliance }}{{Infobox|Anarchy}}" + FIELD
    report = linter.lint(text, "wikitext")
    assert [(one.kind, one.surface) for one, _ in report.references] == [
        ("template", "Security dilemma"), ("template", "Quantum flux"), ("template", "Alliance")
    ]  # fmt: skip
    assert [one.suggestion for one in found(report, "redirect")] == ["Military alliance"]


def test_the_trail_of_a_link_belongs_to_it(linter: Linter) -> None:
    report = linter.lint(FIELD + "They form [[Military alliance|alliance]]s. Alliances matter.", "wikitext")
    assert "alliance" not in {one.entity.id for one in found(report, "missing") if one.entity}


def test_a_remark_in_a_list_is_no_entry(linter: Linter) -> None:
    text = FIELD + "\n== See also ==\n* [[Offensive realism]] – unlike [[Deterrence]]\n* Quantum flux – of nothing\n"
    report = linter.lint(text, "wikitext", "defensive-realism")
    assert [(one.name, one.kind) for one, _ in report.references if one.listed] == [
        ("Offensive realism", "link"), ("Quantum flux", "entry")
    ]  # fmt: skip
    (dead,) = found(report, "dead")
    assert (dead.surface, dead.suggestion) == ("* Quantum flux – of nothing\n", "")


def test_a_list_ends_at_the_next_heading(linter: Linter) -> None:
    text = "## See also\n\n- [x](/id/deterrence)\n\n### More\n\n- [y](/id/waltz)\n\n## Notes\n\n- [z](/id/walt)\n"
    report = linter.lint(text, "markdown")
    assert [one.target.value for one, _ in report.references if one.listed] == ["deterrence", "waltz"]


def test_pins_are_left_alone(linter: Linter) -> None:
    text = FIELD + "\n== See also ==\n* [[Andre Gunder Frank]]\n"
    pinned = linter.lint(text, "wikitext", "defensive-realism", Options(pins=("Andre Gunder Frank",)))
    assert not found(pinned, "unsupported")
    assert not found(pinned, "pin")


def test_titles_are_read_and_followed(linter: Linter) -> None:
    titles = Titles.read(["", " A_b ", "c -> d", "d → A b", "x -> y", "y -> x"])
    assert titles.has("a b")
    assert titles.end("C") == "A b"
    assert normal(titles.end("x")) in ("X", "Y")
    with pytest.raises(BadInput, match="Title 2"):
        Titles.read(["a", "b -> c -> d"])
    with pytest.raises(BadInput, match="Title 1"):
        Titles.read(["-> c"])
    assert divided("A (b)") == ("A", "b")
    assert divided("A") == ("A", None)


def test_unknown_entities_and_formats_are_refused(linter: Linter) -> None:
    with pytest.raises(BadInput):
        linter.lint("x", "plain", "nothing")
    with pytest.raises(BadInput):
        linter.lint("x", "pdf")


def test_names_know_the_variants_of_labels(linter: Linter) -> None:
    names = linter.names
    assert isinstance(names, Names)
    assert [one.id for one in names.called("security dilemmas")] == ["security-dilemma"]
    assert [one.id for one in names.called("The security dilemma")] == ["security-dilemma"]
    assert names.called("Anarchy (film)") == []


PIECES: Final = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                "security dilemma", "[[security dilemma]]", "[[Anarchy|anarchy]]",
                "See anarchy (international relations)",
                "\nSee also\n", "\n== See also ==\n* ", "\n## See also\n\n- ", "<h2>See also</h2><ul><li>", "</li>",
                "<a href=/id/waltz>Waltz</a>", "<a href='/wiki/Nonsense'>", "</a>", "[x](/id/deterrence)",
                "[y](/id/no)",
                "{{Main|Alliance}}", "{{", "}}", "[[", "]]", "|", "Offensive realism", "(see ", " and ", ", ", ". ",
                "NATO", "\n\n", "\n* ", "\n- ", "'''", "`", "<p>", "</ul>", "\x00", "\ud800", "\u202e", "e\u0301",
                "[[Realism (arts)|realism]]", "states ", "great powers ", "Kenneth Waltz ", "# [a](/id/anarchy)\n",
                "\r\n",
            ]
        ),
    ),
    max_size=25,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=PIECES, about=st.sampled_from([None, "defensive-realism", "anarchy"]), known=st.booleans())
def test_any_text_is_linted_with_right_offsets(
    linter: Linter, format: str, text: str, about: str | None, known: bool
) -> None:
    options = Options(Titles.read(["Security dilemma", "Anarchy -> Security dilemma"]) if known else None)
    report = linter.lint(text, format, about, options)
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.surface
        assert finding.suggestion != finding.surface or finding.surface == ""
    for reference, _ in report.references:
        assert text[reference.start : reference.end] == reference.surface
    json.dumps(report.as_dict())
    for write in (as_text, as_github, as_sarif):
        assert write(report, "a file")


SENTENCES: Final = st.lists(
    st.sampled_from(
        [
            "It is the {Security dilemma|security dilemma} of states. ", "An {Alliance|alliance} of great powers. ",
            "Kenneth Waltz wrote of {Nonsense of things|nonsense}. ", "So {Realism (arts)|realism} holds. ",
            "{Deterrence|Deterrence} and {Anarchy|anarchy} matter. ", "Read {Defensive realism|this}. ",
            "The {Offensive realism|security dilemma} again. ", "{Securty dilemma|Dilemmas} of states. ",
            "Bandwagoning and hegemony under anarchy. ",
        ]
    ),
    max_size=8,
)  # fmt: skip
ENTRIES: Final = st.lists(
    st.sampled_from(
        ["{Security dilemma|dilemma}", "{Andre Gunder Frank|Frank}", "{Offensive realism|Offensive realism} – a rival",
         "{Nonsense of things|nonsense}", "{Neorealism|neorealism}", "{Defensive realism|itself}"]
    ),
    max_size=5,
)  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sentences=SENTENCES, entries=ENTRIES)
def test_what_is_fixed_as_suggested_is_not_found_again(
    linter: Linter, format: str, sentences: list[str], entries: list[str]
) -> None:
    marked = "".join([FIELD, *sentences]) + (see_also(format, *entries) if entries else "")
    text = re.sub(r"\{([^{}|]*)\|([^{}|]*)\}", lambda one: link(format, one[1], one[2]), marked)
    options = Options(pins=("waltz-1979-tip",))
    report = linter.lint(text, format, "defensive-realism", options)
    # What is changed can bring out what stood behind it: a link that was taken away may be a mention.
    for _ in range(4):
        text = fixed(text, report.findings)
        report = linter.lint(text, format, "defensive-realism", options)
    assert not [one for one in report.findings if one.suggestion is not None]


def test_reports_name_lines_and_columns(linter: Linter) -> None:
    text = FIELD + "\nThe [[Alliance]], 50%.\n"
    report = linter.lint(text, "wikitext", "anarchy")
    assert "a,b.wiki:2:5: warning redirect: “Alliance” is another name of Military alliance" in as_text(
        report, "a,b.wiki", references=True
    )
    assert "::warning file=a%2Cb.wiki,line=2,endLine=2,col=5,endColumn=17,title=redirect::" in as_github(
        report, "a,b.wiki"
    )
    (run,) = json.loads(as_sarif(report, "a b.wiki"))["runs"]
    results = {result["ruleId"]: result for result in run["results"]}
    region = results["redirect"]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 17}
    (fix,) = results["redirect"]["fixes"]
    assert fix["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "[[Military alliance|Alliance]]"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(RULES)


PROSE: Final = FIELD + "They meet threats by balancing; balancing is common, balancing pays. Bandwagoning is rarer. "


@pytest.mark.parametrize(
    ("format", "text", "subject", "why"),
    [
        ("wikitext", "'''Bandwagoning''' is what it is. " + PROSE, "bandwagoning", "words in bold “Bandwagoning”"),
        ("wikitext", "{{x|'''Balancing'''}}<!-- '''Anarchy''' -->In it, '''''bandwagoning''''' is. " + PROSE,
         "bandwagoning", "first words in bold “bandwagoning”"),
        ("wikitext", "= Bandwagoning =\n" + PROSE, "bandwagoning", "its heading “Bandwagoning”"),
        ("wikitext", "It is. " + PROSE + "\n== Rest ==\nOf '''bandwagoning'''.", "balancing", "mentioned 3 times"),
        ("markdown", "# Bandwagoning\n\n" + PROSE, "bandwagoning", "its heading “Bandwagoning”"),
        ("markdown", "## On bandwagoning and its price\n\n" + PROSE, "bandwagoning", "speaks of it"),
        ("markdown", "In short, **bandwagoning** is. " + PROSE, "bandwagoning", "in bold “bandwagoning”"),
        ("html", f"<h1>Bandwagoning</h1><p>{PROSE}", "bandwagoning", "its heading"),
        ("html", f"<title>Bandwagoning – The Encyclopedia</title><p>{PROSE}", "bandwagoning", "title of the page"),
        ("html", f"<p><b class=x>Bandwagoning</b> is. {PROSE}", "bandwagoning", "in bold"),
        ("plain", "Bandwagoning\n\n" + PROSE, "bandwagoning", "its first line “Bandwagoning”"),
        ("plain", PROSE, "balancing", "no title names it, but it is mentioned"),
        ("plain", "Nothing of ours.", None, "nothing is mentioned"),
        ("plain", "Realism\n\n" + ARTS + "realism.", None, "nothing is mentioned"),
    ],
)  # fmt: skip
def test_the_title_says_what_an_article_is_about(
    linter: Linter, format: str, text: str, subject: str | None, why: str
) -> None:
    report = linter.lint(text, format)
    assert (report.subject.id if report.subject else None) == subject
    assert why in report.why
    told = f"subject: {report.subject.label if report.subject else 'none'} ({report.why})"
    assert told in as_text(report, "a")
    assert told in as_github(report, "a")
    (run,) = json.loads(as_sarif(report, "a"))["runs"]
    assert run["properties"] == {"subject": report.as_dict()["subject"], "subjectReason": report.why}
    assert report.as_dict()["subject_reason"] == report.why


def test_every_report_tells_the_same_places(linter: Linter) -> None:
    text = f"\U0001f642 {FIELD}The [[Security dilemma|dilemma]].\n\ne\u0301 [[Security dilemma]], [[Nonsense]]\n"
    report = linter.lint(text, "wikitext", "anarchy")
    (again,) = found(report, "repeated")
    column = text.index("[[") + 1
    assert again.evidence == (f"first at line 1, column {column}: “[[Security dilemma|dilemma]]”",)
    (told,) = [one for one in json.loads(json.dumps(report.as_dict()))["findings"] if one["rule"] == "repeated"]
    place = {key: told[key] for key in ("line", "column", "end_line", "end_column")}
    assert place == {"line": 3, "column": 4, "end_line": 3, "end_column": 24}
    assert text[told["start"] : told["end"]] == told["surface"] == "[[Security dilemma]]"
    assert "a:3:4: info repeated" in as_text(report, "a")
    assert "line=3,endLine=3,col=4,endColumn=24,title=repeated" in as_github(report, "a")
    regions = [
        one["locations"][0]["physicalLocation"]["region"]
        for one in json.loads(as_sarif(report, "a"))["runs"][0]["results"]
        if one["ruleId"] == "repeated"
    ]
    assert regions == [{"startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 24}]
    listed = linter.lint(text + "\n== See also ==\n* [[Security dilemma]]\n", "wikitext", "anarchy")
    assert found(listed, "redundant")[0].evidence == (f"at line 1, column {column}",)
