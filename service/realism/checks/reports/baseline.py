"""Old debts: the findings a base had before, so that only what is new counts."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realism.checks.reports.report import Finding
from realism.errors import BadInput
from realism.knowledge.files import read_text

Identity = tuple[str | tuple[str, ...] | None, ...]
_NAMED_BY = ("rule", "account", "focus", "path", "value", "message")
_ANONYMOUS = re.compile(r"[A-Za-z][0-9a-f]{32}(b\d+)?")
_PARTIAL = ("not-checked", "datatype")
"""The rules that say, by a finding, that part of the check was not run."""


@dataclass(frozen=True)
class Compared:
    """What became of the findings of a baseline.

    new     the findings it does not hold
    known   how many it holds; `fixed`: how many of it were not found again, None when not everything was checked
    """

    new: list[Finding]
    known: int
    fixed: int | None

    def __str__(self) -> str:
        fixed = "how many are fixed is unknown, because not everything was checked"
        if self.fixed is not None:
            fixed = f"{self.fixed} fixed"
        return f"Baseline: {self.known} old {'finding' if self.known == 1 else 'findings'} left out, {fixed}."


def identity(finding: Mapping[str, Any]) -> Identity:
    """What makes a finding, as `Finding.as_dict` has it, the same as another: all it says, but not the line.

    One about neither a property nor a value, such as a contradiction, is told apart by its statements, and one about
    no entity, such as a file that does not parse, by its file.
    Raises KeyError, TypeError or AttributeError when `finding` is not such a dictionary.
    """
    named = tuple(_steady(finding[key]) for key in _NAMED_BY)
    whole = finding["path"] is not None or finding["value"] is not None
    file = finding["file"] if finding["focus"] is None else None
    return (*named, file, () if whole else tuple(sorted({str(one["text"]) for one in finding["statements"]})))


def _steady(value: str | None) -> str | None:
    """`value`; the label of a blank node, which each reading makes anew, as an empty one."""
    return "_:" if value is not None and _ANONYMOUS.fullmatch(value) else value


def read_baseline(path: Path) -> Counter[Identity]:
    """The findings of the file `path`, which ``realism check --format json`` wrote, each with its number.

    Raises BadInput when it cannot be read or holds anything else.
    """
    text = read_text(path)
    try:
        return Counter(identity(one) for one in json.loads(text)["findings"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{path} is no baseline: write one with realism check --format json > {path.name}"
        raise BadInput(message, file=str(path)) from None


def compared(findings: Sequence[Finding], baseline: Counter[Identity]) -> Compared:
    """Which of `findings` are not in `baseline`; of equal findings as many are old as the baseline holds."""
    left = Counter(baseline)
    new: list[Finding] = []
    for one in findings:
        key = identity(one.as_dict())
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(one)
    partial = any(one.rule in _PARTIAL for one in findings)
    return Compared(new, len(findings) - len(new), None if partial else left.total())
