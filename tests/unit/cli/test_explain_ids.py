"""`protocols explain` of what is no message: a finding's id, and the order of operations."""

import json

import pytest

from protocols.cli import cli
from protocols.cli.explain.catalog import ALL
from protocols.console import outcome


@pytest.mark.parametrize("finding", ALL)
def test_every_finding_can_be_asked_about(
    finding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = outcome(cli, ["explain", finding.lower()])
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert said.out.startswith(f"{finding} {ALL[finding].title} ({ALL[finding].severity})\n")
    assert ALL[finding].explanation in said.out


def test_a_finding_that_there_is_not_is_said_and_leaves_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = outcome(cli, ["explain", "TP994"])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert 'there is no finding TP994 (did you mean "TP' in said.err


def test_the_order_of_operations_can_be_had_by_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome(cli, ["explain", "--order", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["number"] for row in rows][:5] == ["1", "2", "3", "4", "5"]
    outcome(cli, ["explain", "--order"])
    assert capsys.readouterr().out.count("\n") == len(rows) + 2
