"""The field of a text is told by its words, also of texts that nothing was learned from."""

from hypothesis import given
from hypothesis import strategies as st

from learn_field import group, is_other, learned, texts
from realism.xref.field import BLOCK, REACH, SCALE, FieldWords, weights

WORDS = {"treaty": 1.2, "scholar": 0.8, "goalkeeper": -1.4, "oven": -1.0}


def test_passages_are_told_apart_by_the_words_of_other_sets() -> None:
    passages = texts()
    held = {name for name in passages if group(name) in ("f3", "g3")}
    known = learned({name: text for name, text in passages.items() if name not in held})
    told = {name: FieldWords(passages[name], known).around(len(passages[name]) // 2) for name in held}
    assert len(held) == 18 + 4 + 70
    assert sum((value < 0) == is_other(name) for name, value in told.items()) >= 0.85 * len(held)


def test_what_is_kept_was_learned_from_all_passages() -> None:
    known = learned(texts())
    # Labels that came since then may take a few words away.
    assert sum(known.get(word) == weight for word, weight in weights().items()) > 0.9 * len(weights())


def test_only_what_stands_around_counts() -> None:
    filler = "0 " * (BLOCK * (REACH + 2))
    words = FieldWords("A treaty, SCHOLAR! " + filler + "the goalkeeper of the oven", WORDS)
    assert words.around(0) > 0 > words.around(len(filler) + 30)
    assert words.around(len(filler) // 2) == 0
    assert words.telling(0, 1) == ["scholar", "treaty"]
    assert words.telling(0, -1) == []
    assert words.telling(len(filler) + 30, -1) == ["goalkeeper", "oven"]


def test_a_few_words_are_not_believed_much() -> None:
    few, many = FieldWords("treaty", WORDS), FieldWords("treaty scholar " * 100, WORDS)
    assert 0 < few.around(0) < many.around(0)


@given(st.text(), st.integers(0, 10_000))
def test_any_text_has_a_field(text: str, position: int) -> None:
    assert abs(FieldWords(text).around(position)) <= 2 * SCALE
