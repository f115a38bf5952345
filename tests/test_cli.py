"""The command line: what it prints, and the exit codes 0 fine, 1 findings, 2 wrong use."""

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from debate import debate
from realism import __version__, cli
from realism.paths import ontology_dir

ARTICLE = ROOT / "tests" / "articles" / "security-dilemma.md"


class Run:
    """Runs `realism` in this process: exit code, standard output, standard error."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> tuple[int, str, str]:
        self._patch.setattr(sys, "argv", ["realism", *map(str, arguments)])
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = self._capsys.readouterr()
        return int(caught.value.code or 0), out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv("REALISM_DATA", raising=False)
    monkeypatch.delenv("REALISM_PUBLIC_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    return Run(monkeypatch, capsys)


def test_a_named_query_as_a_table(run: Run) -> None:
    code, out, _ = run("query", "strands-of-theory", "--param", "theory=defensive-realism")
    assert code == 0
    assert "balance-of-threat-theory" in out


def test_a_query_from_standard_input_as_csv(run: Run) -> None:
    query = b"PREFIX id: <https://w3id.org/realism/id/> SELECT ?p { id:waltz ?p id:neorealism } ORDER BY ?p"
    code, out, _ = run("query", "-", "--format", "csv", stdin=query)
    assert code == 0
    assert "https://w3id.org/realism/schema#proponentOf" in out


def test_a_query_from_a_file_as_turtle(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("DESCRIBE <https://w3id.org/realism/id/waltz>")
    code, out, _ = run("query", file, "--format", "turtle")
    assert code == 0
    assert "Kenneth N. Waltz" in out


def test_annotating_gives_mentions_or_links(run: Run) -> None:
    code, out, _ = run("annotate", ARTICLE, "--format", "markdown", "--mentions", "all")
    text = ARTICLE.read_text("utf-8")
    assert code == 0
    assert run("annotate", ARTICLE, "--mentions", "all")[1] == out  # the name says that it is Markdown
    for mention in json.loads(out)["mentions"]:
        assert text[mention["start"] : mention["end"]] == mention["surface"]
    code, out, _ = run(
        "annotate", "-", "--output", "linked", stdin=b"The security dilemma under anarchy worries states."
    )
    assert code == 0
    assert "[security dilemma](https://w3id.org/realism/id/security-dilemma)" in out


def test_see_also_of_an_entity_and_of_a_text(run: Run) -> None:
    code, out, _ = run("see-also", "defensive-realism", "--format", "wikitext", "--limit", "3")
    assert code == 0
    assert out.count("\n* [[") == 3
    code, out, _ = run("see-also", ARTICLE, "--text-format", "markdown", "--format", "json")
    assert code == 0
    assert json.loads(out)["entity"]["id"] == "security-dilemma"


def test_see_also_heeds_pins_and_what_is_to_be_left_out(run: Run) -> None:
    wishes = ("--pin", "case-cuba", "--pin", "anarchy", "--leave-out", "neorealism", "--type", "theory")
    code, out, _ = run("see-also", "waltz", *wishes, "--format", "json", "--limit", "6")
    assert code == 0
    found = [entry["entity"] for entry in json.loads(out)["see_also"]]
    assert [one["id"] for one in found[:2]] == ["case-cuba", "anarchy"]
    assert {one["type"] for one in found[2:]} == {"theory"}
    assert "neorealism" not in {one["id"] for one in found}
    links = b"An article on [the security dilemma](https://w3id.org/realism/id/security-dilemma) and anarchy."
    about = ("see-also", "-", "--text-format", "markdown", "--self", "anarchy", "--format", "json", "--limit", "50")
    for more, listed in (((), False), (("--include-linked",), True)):
        code, out, _ = run(*about, *more, stdin=links)
        assert code == 0
        assert ("security-dilemma" in {one["entity"]["id"] for one in json.loads(out)["see_also"]}) == listed


def test_comparing_prints_cruxes(run: Run) -> None:
    code, out, _ = run("compare", "defensive-realism", "offensive-realism")
    assert code == 0
    assert "Offensive realism holds: every great power is a power-maximizing state" in out
    code, out, _ = run("compare", "defensive-realism", "offensive-realism", "--format", "json")
    assert set(json.loads(out)) == {"a", "b", "agree", "contradict", "only_a", "only_b", "not_stated", "cruxes"}


def test_comparing_without_names_sets_all_against_all(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # All pairs of the bundled base take the reasoner half a minute; one crux shows that it is asked.
    monkeypatch.setattr("realism.knowledge.loading.open_store", lambda *settings: debate())
    code, out, err = run("compare")
    assert (code, err) == (0, "")
    assert out.startswith("8 theories, 28 pairs: 6 contradict, 0 agree, 3 not stated, 19 not comparable")
    assert "\n 2 # axiom-right\n" in out
    code, out, _ = run("compare", "--format", "json")
    assert json.loads(out)["logic"] == {"done": 1, "of": 1, "given_up": 0}


def test_version_and_help(run: Run) -> None:
    assert run("--version") == (0, f"{__version__}\n", "")
    code, out, _ = run()
    assert code == 0
    assert "annotate" in out


def test_fmt_mends_and_reports(run: Run, tmp_path: Path) -> None:
    ontology = tmp_path / "ontology"
    shutil.copytree(ontology_dir(), ontology)
    file = ontology / "core" / "theories.ttl"
    canonical = file.read_text("utf-8")
    file.write_text(canonical.replace("\n    ", "\n  "), "utf-8")
    assert run("fmt", "--check", ontology) == (1, f"not canonical: {file}\n", "")
    assert run("fmt", ontology) == (0, f"changed: {file}\n", "")
    assert file.read_text("utf-8") == canonical
    assert run("fmt", "--check", ontology) == (0, "", "")


def test_a_broken_file_leaves_all_as_it_was(run: Run, tmp_path: Path) -> None:
    ontology = tmp_path / "ontology"
    shutil.copytree(ontology_dir(), ontology)
    first, last = ontology / "accounts" / "realism.ttl", ontology / "realism.ttl"
    first.write_text(first.read_text("utf-8").replace("\n    ", "\n  "), "utf-8")
    last.write_text(last.read_text("utf-8") + "\nid:x id:y", "utf-8")
    before = first.read_text("utf-8")
    code, out, err = run("fmt", ontology)
    assert (code, out) == (2, "")
    assert "realism.ttl:" in err
    assert first.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["annotate", "-"], b"", "The text is empty"),
        (["annotate", "-"], b"\xff\xfe", "standard input is not UTF-8 text: byte 0 is wrong"),
        (["annotate", "-"], b"a\0b", "holds NUL characters"),
        (["annotate", "-"], b"a" * 2_000_001, "the limit is 2000000"),
        (["annotate", "nowhere.txt"], b"", "nowhere.txt cannot be read: No such file"),
        (["annotate", "-", "--self", "nothing"], b"text", "no entity 'nothing'"),
        (["see-also", "defensive-realsm"], b"", "did you mean defensive-realism"),
        (["see-also", "waltz", "--pin", "anarchi"], b"", "did you mean anarchy"),
        (["see-also", "waltz", "--leave-out", "anarchi"], b"", "did you mean anarchy"),
        (["see-also", "waltz", "--pin", "waltz"], b"", "cannot be pinned"),
        (["see-also", "nowhere.txt"], b"", "nor is there such a file; name an entity by its slug"),
        (["query", "nothing"], b"", "neither a named query nor a file"),
        (["query", "-"], b"SELECT * {", "the query does not parse at line 1"),
        (["query", "-", "--param", "a=b"], b"ASK {}", "only those take --param"),
        (["query", "-", "--format", "csv"], b"ASK {}", "cannot be written as csv: choose one of json, xml"),
        (["query", "strands-of-theory"], b"", "needs the parameter “theory”"),
        (["query", "strands-of-theory", "--param", "theory"], b"", "write --param name=value"),
        (["query", "strands-of-theory", "--param", "x=y"], b"", "has no parameter “x”: it takes theory"),
        (["query", "strands-of-theory", "--param", "theory=a b"], b"", "is not a slug"),
        (["compare", "realism", "nothing"], b"", "“nothing” is not a theory"),
        (["compare", "realism", "realism"], b"", "compared with itself"),
        (["compare", "realism"], b"", "realism needs a second theory"),
        (["check", "nowhere"], b"", "nowhere is no folder"),
        (["annotate", "-", "--format", "pdf"], b"x", "'pdf' is not one of"),
        (["serve", "--port", "99999"], b"", "Invalid value for '--port'"),
        (["nothing"], b"", "No such command 'nothing'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(run: Run, arguments: list[str], stdin: bytes, message: str) -> None:
    code, out, err = run(*arguments, stdin=stdin)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("realism: ")
    assert err.count("\n") == 1
