"""Learn which words tell the field of a text, from the passages written for this project.

    python tests/learn_field.py            # writes service/realism/xref/field_words.tsv
    python tests/learn_field.py --check    # how passages are told apart by what was learned from other sets only

Every word counts once in a passage. Its weight is the logarithm of how much more often it stands in passages of the
field than in others, if that is at least `LEAST`, and at most `MOST`, less the middle between what an average word
weighs in passages of the field and in others, both told by the words of other sets than their own.

Words in the labels of concepts and theories are left out: figures of speech use them ("the hegemon of the choir"), and
what they tell is for the linker to weigh.
"""

import argparse
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from realism.config import Settings
from realism.knowledge.loading import open_store
from realism.xref import field
from realism.xref.lexicon import Lexicon
from realism.xref.weighing import COMMON
from xref_passages import OTHER_FIELD

PASSAGES = Path(__file__).parent / "passages"
FOLDERS = ("dev", "other")
"""Those that are learned from: what is held out is not."""
SHORTEST = 3
OFTEN = 2
"""In so many passages a word must stand."""
SMOOTH = 0.5
LEAST, MOST = 0.5, 1.5
"""Words that are nearly as frequent in both say nothing; very rare ones seem to say more than they do."""
_SET = re.compile(r"(?:other-)?([a-z]\d?)-")


def texts() -> dict[str, str]:
    """Passages by name; those of other fields begin with OTHER_FIELD."""
    found = (path for folder in FOLDERS for path in (PASSAGES / folder).glob("*.txt"))
    return {path.stem: path.read_text("utf-8") for path in sorted(found)}


def is_other(name: str) -> bool:
    """Whether a passage is of another field."""
    return name.startswith(OTHER_FIELD)


def learned(passages: Mapping[str, str]) -> dict[str, float]:
    """Word to weight, rounded as it is kept."""
    groups = sorted({group(name) for name in passages})
    means: dict[bool, list[float]] = {False: [], True: []}
    for one in groups:
        known = _ratios({name: text for name, text in passages.items() if group(name) != one})
        for name, text in passages.items():
            if group(name) == one:
                means[is_other(name)].append(_mean([known[word] for word in _words(text) if word in known]))
    middle = sum(map(_mean, means.values())) / 2
    return {word: round(weight - middle, 2) for word, weight in sorted(_ratios(passages).items())}


def _ratios(passages: Mapping[str, str]) -> dict[str, float]:
    words = {name: _words(text) for name, text in passages.items()}
    ours = [found for name, found in words.items() if not is_other(name)]
    others = [found for name, found in words.items() if is_other(name)]
    here, there = (Counter(word for found in some for word in found) for some in (ours, others))
    ratios = {
        word: _ratio(here[word], len(ours), there[word], len(others))
        for word in here.keys() | there.keys()
        if here[word] + there[word] >= OFTEN
    }
    return {word: ratio for word, ratio in ratios.items() if abs(ratio) >= LEAST}


def _words(text: str) -> set[str]:
    return {word for word in field.words(text) if len(word) >= SHORTEST and word.isascii()} - _of_labels()


@cache
def _of_labels() -> frozenset[str]:
    labels = Lexicon.from_store(open_store(Settings())).labels
    return frozenset(word for one in labels if one.entity.type in COMMON for word in field.words(one.text))


def _ratio(here: int, ours: int, there: int, others: int) -> float:
    ratio = math.log((here + SMOOTH) / (ours + 2 * SMOOTH)) - math.log((there + SMOOTH) / (others + 2 * SMOOTH))
    return max(-MOST, min(MOST, ratio))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def group(name: str) -> str:
    """The set that a passage was written with: those of one writer may be alike; the first had no mark, and is cut in
    three."""
    found = _SET.match(name)
    return found[1] if found else f"first {len(name) % 3}"


def check(passages: Mapping[str, str]) -> None:
    """Print how well the passages of each set are told apart by the words of all the others."""
    told: list[tuple[float, str]] = []
    for one in sorted({group(name) for name in passages}):
        weights = learned({name: text for name, text in passages.items() if group(name) != one})
        for name, text in passages.items():
            if group(name) == one:
                told.append((field.FieldWords(text, weights).around(len(text) // 2), name))
    _show("of the field", [(value, name) for value, name in told if not is_other(name)], 1)
    _show("of other fields", [(value, name) for value, name in told if is_other(name)], -1)


def _show(title: str, told: Sequence[tuple[float, str]], right: int) -> None:
    wrong = sorted((value, name) for value, name in told if value * right < 0)
    middle = sorted(value for value, _ in told)[len(told) // 2]
    print(f"{title}: {len(told)} passages, {len(wrong)} on the wrong side of 0; the one in the middle {middle:.2f}")
    for value, name in wrong[::right]:
        print(f"  {value:5.2f}  {name}")


def main() -> None:
    """Write the weights, or show how well they tell passages apart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="tell each set apart by the words of the others")
    if parser.parse_args().check:
        check(texts())
        return
    lines = [f"{word}\t{weight:g}\n" for word, weight in learned(texts()).items()]
    field.FILE.write_text("".join(lines), "ascii")
    print(f"{len(lines)} words in {field.FILE.name}")


if __name__ == "__main__":
    main()
