"""Inputs of `realism corpus`: what is read, what is left out and why, and what is refused."""

import bz2
import gzip
import io
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import DILEMMA, articles, dump, page
from realism.config import MIB
from realism.corpus.articles import Article, Limits, Skip
from realism.corpus.batches import Batch, batches
from realism.corpus.bounds import Meter
from realism.corpus.dumps import pages
from realism.corpus.records import lines
from realism.corpus.sources import Input
from realism.errors import BadInput, RealismError, Refused, TooLarge


def read(path: Path, limits: Limits | None = None, format: str = "plain") -> list[Article | Skip]:
    """All that is read of `path`."""
    return list(Input(path, format, limits or Limits()).articles(Meter()))


def stream(data: bytes) -> io.BufferedReader:
    """`data` as the readers are given it."""
    return io.BufferedReader(io.BytesIO(data))


def parsed(data: bytes, limits: Limits | None = None) -> list[Article | Skip]:
    """All that is read of a dump."""
    return list(pages(stream(data), "a.xml", limits or Limits()))


def reasons(found: list[Article | Skip]) -> list[str]:
    """Why things were left out, in order."""
    return [one.reason for one in found if isinstance(one, Skip)]


def ids(found: list[Article | Skip]) -> list[str]:
    """The articles' ids, in order."""
    return [one.id for one in found if isinstance(one, Article)]


def test_a_dump_gives_the_articles_of_its_first_namespace() -> None:
    found = parsed(
        dump(
            page("Security dilemma", DILEMMA, 1),
            page("Talk:Security dilemma", "talk", 2, 1),
            page("Dilemma", "#REDIRECT [[Security dilemma]]", 3, 0, '<redirect title="Security dilemma" />'),
            page("Détente & é", "x", 4),
        )
    )
    assert found == [
        Article("1", "Security dilemma", DILEMMA, "wikitext", "Security_dilemma"),
        Skip("namespace", "Talk:Security dilemma"),
        Skip("redirect", "Dilemma"),
        Article("4", "Détente & é", "x", "wikitext", "Détente_&_é"),
    ]


def test_dumps_of_early_versions_say_namespaces_and_redirects_otherwise() -> None:
    data = dump(page("Talk:A", "x", 1, None), page("A: b", "x", 2, None), page("C", "#redirect [[A]]", 3, None))
    for version in (data, data.replace(b' xmlns="http://www.mediawiki.org/xml/export-0.11/"', b"")):
        assert reasons(parsed(version)) == ["namespace", "redirect"]
        assert ids(parsed(version)) == ["2"]


def test_pages_of_other_models_and_incomplete_ones_are_left_out() -> None:
    found = parsed(
        dump(
            page("A", "x", 1).replace("<model>wikitext", "<model>css"),
            page("", "x", 2),
            "<page><title>B</title><ns>0</ns></page>",
        )
    )
    assert reasons(found) == ["model", "incomplete", "incomplete"]


def test_of_several_revisions_the_last_is_read() -> None:
    two = page("A", "early", 1).replace("</page>", "<revision><id>3</id><text>late</text></revision></page>")
    [found] = parsed(dump(two))
    assert isinstance(found, Article)
    assert (found.id, found.text) == ("1", "late")


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
            st.text(
                st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\n\t\r<&>]")
            ),
        )
    )
)
def test_what_stands_in_a_dump_is_read_as_it_stands(written: list[tuple[str, str]]) -> None:
    kept = [(title, text) for title, text in written if "#" not in text]
    found = parsed(dump(*(page(title, text, number) for number, (title, text) in enumerate(kept))))
    assert [(one.title, one.text) for one in found if isinstance(one, Article)] == kept


def test_broken_xml_is_told_with_its_place_after_what_comes_before() -> None:
    data = dump(page("A", "x", 1), page("B", "y", 2)).replace(b"<title>B</title>", b"<title>B</titel>")
    found: list[Article | Skip] = []
    with pytest.raises(BadInput, match=r"line 3, column \d+: mismatched tag"):
        found.extend(pages(stream(data), "a.xml", Limits()))
    assert ids(found) == ["1"]


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_a_dump_that_is_cut_off_is_told(part: float) -> None:
    data = dump(*(page(f"A{number}", "x" * 500, number) for number in range(500)))
    with pytest.raises(BadInput, match="broken XML at line"):
        parsed(data[: int(len(data) * part)])


LAUGHS = "".join(f'<!ENTITY a{one} "{f"&a{one - 1};" * 10}">' for one in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE mediawiki [<!ENTITY a0 "ha">{LAUGHS}]>',
        '<!DOCTYPE mediawiki [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE mediawiki SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_no_entities_and_no_files_are_taken_from_a_document_type(doctype: str) -> None:
    with pytest.raises(Refused, match="document type"):
        parsed(doctype.encode() + dump(page("A", "&x;").replace("&amp;", "&")))


def test_entities_without_a_document_type_are_broken_xml() -> None:
    with pytest.raises(BadInput, match="undefined entity"):
        parsed(dump(page("A", "@")).replace(b"@", b"&x;"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html/>", "its root is <html>"),
        (b"<mediawiki>" + b"<a>" * 100_000, "nested"),
        (b"<mediawiki><!--" + b"x" * (9 * MIB), "tag or comment"),
        (b"<mediawiki><page a='" + b"x" * (9 * MIB), "tag or comment"),
        (b"", "no element found"),
    ],
)
def test_xml_that_is_no_dump_or_exhausts_memory_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        parsed(data)


def test_an_article_that_is_too_long_is_left_out_alone() -> None:
    found = parsed(dump(page("A", "x" * 101, 1), page("B", "y" * 100, 2)), Limits(max_article=100))
    assert reasons(found) == ["too-long"]
    assert ids(found) == ["2"]


def test_dumps_may_be_packed_in_several_streams_and_files(tmp_path: Path) -> None:
    data = dump(page("A", DILEMMA, 1), page("B", DILEMMA, 2))
    (tmp_path / "pages1.xml-p1p41242.bz2").write_bytes(bz2.compress(data[:400]) + bz2.compress(data[400:]))
    (tmp_path / "pages2.xml.gz").write_bytes(gzip.compress(data[:400]) + gzip.compress(data[400:]))
    (tmp_path / "pages3.xml").write_bytes(data)
    assert ids(read(tmp_path)) == ["1", "2"] * 3


@pytest.mark.parametrize("pack", [bz2.compress, gzip.compress])
def test_a_packed_file_that_is_damaged_is_told(tmp_path: Path, pack: Any) -> None:
    ending = "bz2" if pack is bz2.compress else "gz"
    path = tmp_path / f"a.jsonl.{ending}"
    whole = pack("".join(json.dumps({"id": n, "text": f"{n * 7919}"}) + "\n" for n in range(100_000)).encode())
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match=r"damaged at byte \d+"):
        read(path)
    path.write_bytes(b"x" + whole)
    with pytest.raises(BadInput, match="damaged"):
        read(path)


@pytest.mark.parametrize("ending", ["bz2", "gz"])
def test_a_file_made_to_fill_the_machine_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.xml.{ending}"
    with bz2.open(path, "wb") if ending == "bz2" else gzip.open(path, "wb") as file:
        file.write(dump(page("A", "@")).partition(b"@")[0])
        for _ in range(40):
            file.write(b"a" * MIB)
    assert path.stat().st_size < 100_000
    with pytest.raises(TooLarge, match="--max-ratio"):
        read(path)
    with pytest.raises(BadInput, match="broken XML"):
        read(path, Limits(max_ratio=10_000_000))


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=20),
            st.text(),
            st.text(),
            st.sampled_from([None, "plain", "html", "wikitext", "markdown"]),
        ),
        min_size=1,
    ),
    st.booleans(),
)
def test_records_are_read_as_they_were_written(written: list[Any], escaped: bool) -> None:
    data = b""
    for id_, title, text, format in written:
        record = {"id": id_, "title": title, "text": text} | ({} if format is None else {"format": format})
        line = json.dumps(record, ensure_ascii=escaped)
        try:
            data += line.encode() + b"\n"
        except UnicodeEncodeError:
            data += json.dumps(record).encode() + b"\n"
    found = list(lines(stream(data), "a", Limits(), "plain"))
    expected = [Article(id_, title, text, format or "plain", id_) for id_, title, text, format in written]
    assert found == expected


def test_lines_that_are_no_records_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    long = json.dumps({"id": "long", "text": "x" * (3 * MIB)}).encode()
    path.write_bytes(
        b'\xef\xbb\xbf{"id": 1, "text": "good"}\n\n{"id": 2, "text": \n[1]\n{"id": true, "text": ""}\n{"id": "3"}\n'
        b'{"id": "4", "text": 5}\n{"id": "5", "text": "", "title": 5}\n{"id": "6", "text": "", "format": "pdf"}\n'
        b"\xff\n" + b"[" * 100_000 + b"\n" + long + b'\n{"id": "last", "text": "good"}'
    )
    found = read(path, Limits(max_article=1000))
    assert ids(found) == ["1", "last"]
    assert reasons(found) == ["record"] * 3 + ["no-text"] + ["record"] * 5 + ["too-long"]


@pytest.mark.parametrize("first", [b"no json", b"[1]", b"\x00\xff", b"1"])
def test_a_file_that_is_no_jsonl_is_refused(tmp_path: Path, first: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(first + b"\n")
    with pytest.raises(BadInput, match="no JSONL"):
        read(tmp_path / "a.jsonl")


def test_parquet_is_read_row_by_row(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    rows = [{"id": number, "title": None, "text": f"text {number}", "more": 1} for number in range(100)]
    rows[50]["text"] = None
    parquet.write_table(pyarrow.Table.from_pylist(rows), path, row_group_size=30)
    found = read(path, format="markdown")
    assert found[3] == Article("3", "3", "text 3", "markdown", "3")
    assert ids(found) == [str(number) for number in range(100) if number != 50]
    assert reasons(found) == ["no-text"]


def test_parquet_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 this is none PAR1")
    with pytest.raises(BadInput, match="no whole Parquet file"):
        read(path)
    parquet.write_table(pyarrow.Table.from_pylist([{"name": "A"}]), path)
    with pytest.raises(BadInput, match="no column id and no column text"):
        read(path)
    bomb = pyarrow.table({"id": [str(one) for one in range(60)], "text": ["a" * MIB] * 59 + ["b"]})
    parquet.write_table(bomb, path, compression="zstd", use_dictionary=False)
    with pytest.raises(TooLarge, match="--max-ratio"):
        read(path)


def test_a_folder_is_read_by_the_endings_of_its_files(tmp_path: Path) -> None:
    files = {
        "b/page.html": b"<p>x</p>",
        "b/Security_dilemma.wiki": b"x",
        "a.txt": b"\xef\xbb\xbfx",
        "a.md": b"x",
        "c.txt": b"\xff",
        "picture.png": b"x",
        "long.txt": b"x" * 500,
        "more.jsonl": b'{"id": "m", "text": "x"}',
    }
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    found = read(tmp_path, Limits(max_article=100))
    assert found == [
        Article("a.md", "a", "x", "markdown", "a.md"),
        Article("a.txt", "a", "x", "plain", "a.txt"),
        Skip("encoding", "c.txt", "byte 0 is wrong"),
        Skip("too-long", "long.txt", "500 bytes"),
        Article("m", "m", "x", "plain", "m"),
        Skip("kind", "picture.png"),
        Article("b/Security_dilemma.wiki", "Security dilemma", "x", "wikitext", "b/Security_dilemma.wiki"),
        Article("b/page.html", "page", "<p>x</p>", "html", "b/page.html"),
    ]


@pytest.mark.parametrize("name", ["a.pdf", "a.xml.7z", "none.xml"])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    if not name.startswith("none"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(BadInput, match=r"of no known kind|neither a file nor a folder"):
        read(tmp_path / name)


def test_batches_are_the_same_each_time_and_hold_what_comes_before_an_error() -> None:
    def given() -> Any:
        for number, text in enumerate(articles()):
            yield Article(str(number), "", text, "plain", "")
            yield Skip("redirect", str(number))
        yield Article("blank", "", " \n", "plain", "")
        yield Article("nul", "", "a\x00b", "plain", "")
        raise BadInput("broken here")

    runs: list[list[Batch]] = []
    for _ in range(2):
        found: list[Batch] = []
        with pytest.raises(RealismError, match="broken here"):
            found.extend(batches(given(), 1000, Limits(), Meter()))
        runs.append(found)
    assert runs[0] == runs[1]
    assert [batch.number for batch in runs[0]] == list(range(len(runs[0])))
    assert [one.text for batch in runs[0] for one in batch.articles] == articles()
    assert sum(batch.skipped.counts.get("redirect", 0) for batch in runs[0]) == len(articles())
    assert runs[0][-1].skipped.counts.keys() >= {"no-text", "nul"}
    assert all(batch.size < 1000 + 20_000 for batch in runs[0])


def test_how_far_the_input_was_read_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"id": "m", "text": "x"}\n' * 1000))
    (tmp_path / "b.txt").write_bytes(zlib.compress(b"x"))
    meter, given = Meter(), Input(tmp_path, "plain", Limits())
    list(given.articles(meter))
    assert meter.read == given.fingerprint()["bytes"]
