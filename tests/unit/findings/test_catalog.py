"""Every id has a meaning, and some case in which it is found."""

import re
from pathlib import Path

import pytest

from protocols.findings.catalog import CHECKS, finding
from protocols.findings.finding import Position

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
FOUND_ELSEWHERE = {
    "TP003": "tests/unit/plan/file/test_hostile.py",
    "TP006": "tests/unit/plan/file/test_hostile.py",
    "TP007": "tests/unit/plan/file/test_hostile.py",
    "TP008": "tests/unit/plan/file/test_hostile.py",
    "TP005": "tests/unit/plan/file/test_hostile.py",
    "TP019": "tests/unit/plan/file/test_bounds.py",
    "TP029": "tests/unit/plan/file/test_bounds.py",
    "TP013": "tests/unit/cli/test_plan.py",
}


def test_every_id_of_a_plan_is_found_in_some_case() -> None:
    goldens = [*CASES.glob("load/*/problems.json"), *CASES.glob("lint/*/findings.json")]
    found = {
        rule for path in goldens for rule in re.findall(r"\[(TP\d{3})\]", path.read_text("utf-8"))
    }
    for rule, path in FOUND_ELSEWHERE.items():
        assert rule in (ROOT / path).read_text("utf-8")
    assert {rule for rule in CHECKS if rule.startswith("TP")} == found | set(FOUND_ELSEWHERE)


@pytest.mark.parametrize("rule", CHECKS)
def test_every_check_says_what_it_is_and_why(rule: str) -> None:
    check = CHECKS[rule]
    assert re.fullmatch(r"[A-Z]{2}\d{3}", rule)
    assert check.title
    assert check.title == check.title.strip(".")
    assert check.explanation.endswith(".")
    assert finding(rule, "x", Position("f")).severity is check.severity


def test_an_unknown_id_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        finding("TP999", "x", Position("f"))
