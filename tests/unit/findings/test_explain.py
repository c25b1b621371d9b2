"""Every id is explained by both commands in the same words."""

import pytest
from click.testing import CliRunner

from protocols.cli import cli as protocols
from protocols.findings.catalog import CHECKS
from protocols.findings.examples import EXAMPLES
from protocols.findings.explain import explained, is_id
from typewriter.cli import cli as typewriter


@pytest.mark.parametrize("rule", CHECKS)
def test_every_id_is_told_alike_by_both_commands(rule: str) -> None:
    said = {
        CliRunner().invoke(each, ["explain", rule.lower()]).output
        for each in (protocols, typewriter)
    }
    assert said == {explained(rule, CHECKS)}
    first, why = said.pop().splitlines()[:2]
    assert first == f"{rule} {CHECKS[rule].title} ({CHECKS[rule].severity})"
    assert why == CHECKS[rule].explanation


@pytest.mark.parametrize("rule", [rule for rule in CHECKS if rule.startswith("TW2")])
def test_what_is_found_in_code_is_shown(rule: str) -> None:
    told = explained(rule, CHECKS)
    assert "\nFound:\n    " in told
    assert "\nBetter:\n    " in told
    assert (f"ignore[{rule}] reason" in told) is (rule not in {"TW211", "TW212"})


def test_examples_are_of_findings_that_exist() -> None:
    assert set(EXAMPLES) <= set(CHECKS)


def test_drift_is_repaired_by_generating() -> None:
    assert "`typewriter generate` repairs it" in explained("TW302", CHECKS)
    assert "Move the file away" in explained("TW306", CHECKS)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("TW2O3", 'did you mean "TW203"?'),
        ("nonsense", "they begin with EV, TP, TW"),
        ("", "begin"),
    ],
)
def test_an_unknown_id_is_told_with_what_is_near(asked: str, told: str) -> None:
    ran = CliRunner().invoke(typewriter, ["explain", asked])
    assert told in ran.output
    assert ran.exit_code == 2


def test_an_id_is_two_letters_and_three_digits() -> None:
    assert [each for each in ("TW203", "tw203", "TW20", "TW2033", "T2203", "") if is_id(each)] == [
        "TW203",
        "tw203",
    ]
