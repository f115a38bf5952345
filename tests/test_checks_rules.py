"""Query rules: what their headers must say."""

from pathlib import Path

import pytest

from realism.checks.rules.whole import load_rules
from realism.errors import BadInput
from realism.paths import queries_dir

GOOD = """#+ rule: no-a
#+ severity: warning
#+ message: {focus} is an a
#+ statement: ?focus a x:A
PREFIX x: <urn:x:>
SELECT ?focus WHERE { ?focus a x:A }
"""


def test_a_rule_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "no-a-violation.rq").write_text(GOOD, "utf-8")
    (rule,) = load_rules(tmp_path)
    assert (rule.name, rule.severity, rule.message) == ("no-a", "warning", "{focus} is an a")
    assert rule.statements == (("?focus", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "urn:x:A"),)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("rule: no-a", "rule: other", "must be named other-violation.rq"),
        ("severity: warning", "severity: grave", "severity must be one of"),
        ("#+ message: {focus} is an a\n", "", "one rule, one severity and one message"),
        ("#+ severity", "#+ gravity", "known are"),
        ("x:A\nPREFIX", "y:A\nPREFIX", "declared prefix"),
        ("?focus a x:A\nPREFIX", "?focus a\nPREFIX", "three terms"),
    ],
)
def test_a_wrong_header_is_bad_input(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in GOOD
    (tmp_path / "no-a-violation.rq").write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(BadInput, match=reason):
        load_rules(tmp_path)


def test_every_bundled_rule_names_only_what_it_projects() -> None:
    for rule in load_rules(queries_dir() / "checks"):
        projected = rule.text.split("SELECT DISTINCT ", 1)[1].split("\nWHERE", 1)[0]
        for part in rule.message.split("{")[1:]:
            assert f"?{part.split('}')[0]}" in projected.split(), rule.name
        for pattern in rule.statements:
            for term in pattern:
                assert not term.startswith("?") or term in projected.split(), (rule.name, term)
