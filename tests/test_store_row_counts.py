"""Counting the solutions in a written result agrees with the engine's own solutions, whatever stands in the terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realism.store.base import BINDINGS_FORMATS, Format
from realism.store.bounded import write_bounded
from realism.store.embedded import EmbeddedStore
from realism.store.row_counts import count_rows

MARKS = st.sampled_from(
    ["},{", "}},{", "{}", '"', "\\", "\n", "\r\n", "\t", ",", ":{", "a", "<result>", '{"a":{"', "'", "[]"]
)
TEXTS = st.lists(MARKS, max_size=6).map("".join)
CELLS = st.one_of(st.none(), TEXTS, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5))
ESCAPES = str.maketrans({'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r"})


def values(rows: list[list[str | None]], names: str) -> str:
    cells = (["UNDEF" if cell is None else f'"{cell.translate(ESCAPES)}"' for cell in row] for row in rows)
    header = " ".join(f"?{name}" for name in names)
    return f"SELECT {header} {{ VALUES ({header}) {{ {' '.join(f'({chr(32).join(row)})' for row in cells)} }} }}"


@pytest.fixture(scope="module")
def empty() -> EmbeddedStore:
    return EmbeddedStore()


@pytest.mark.parametrize("format_", BINDINGS_FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize("names", ["a", "ab", "añé"])
@given(data=st.data())
def test_the_count_is_the_number_of_solutions(
    names: str, format_: Format, empty: EmbeddedStore, data: st.DataObject
) -> None:
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    text = values(data.draw(st.lists(row, max_size=5)), names)
    body, _ = write_bounded(empty.query(text), format_, 100, 1 << 20)
    assert count_rows(body, format_) == len(list(empty.query(text).rows()))
    assert body == empty.query(text).serialize(format_)


@pytest.mark.parametrize("format_", BINDINGS_FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize(("text", "rows"), [("SELECT * {}", 1), ("SELECT * { ?s ?p ?o }", 0)])
def test_results_without_bindings_are_counted(empty: EmbeddedStore, format_: Format, text: str, rows: int) -> None:
    assert count_rows(write_bounded(empty.query(text), format_, 100, 1000)[0], format_) == rows
