"""`typewriter check`: plan, client and code in one run; exit codes, baseline, ignores, usage."""

import json
from pathlib import Path

import pytest

from protocols.console import outcome
from typewriter.cli import cli

PLAN = """\
plan: shop
version: 1.0.0
events:
  Order Completed:
    description: Paid.
    properties: {total: {type: number, required: true}, currency: {enum: [USD, EUR]}}
  Order Refunded: {description: Paid back.}
"""
CODE = """\
import shop_tracking as shop

shop.order_completed(shop.User("u"), total=1.0)
shop.order_refunded(shop.User("u"))
"""


class Checked:
    """A folder with a plan, a client and code, and the check run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.out = self.err = ""

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def run(self, *arguments: str, code: int = 0, command: str = "check") -> list[str]:
        """The places and ids of what is found: `app.py:3 TW203`."""
        left_with = outcome(cli, [command, *arguments])
        self.out, self.err = self.capsys.readouterr()
        assert left_with == code, f"{self.out}\n{self.err}"
        return [
            f"{line.split(':')[0]}:{line.split(':')[1]} {line.partition('[')[2].partition(']')[0]}"
            for line in self.out.splitlines()
            if ": error[" in line or ": warning[" in line or ": note[" in line
        ]


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Checked:
    monkeypatch.chdir(tmp_path)
    folder = Checked(tmp_path, capsys)
    folder.write("plan.yaml", PLAN)
    folder.write("app.py", CODE)
    folder.run("plan.yaml", command="generate")
    return folder


def test_what_matches_is_clean(shop: Checked) -> None:
    assert shop.run("plan.yaml") == []
    assert shop.out == ""
    assert shop.err == "no findings in 1 file; 2 of 2 events called\n"


def test_a_changed_plan_is_an_error(shop: Checked) -> None:
    shop.write("plan.yaml", PLAN.replace("1.0.0", "1.1.0"))
    assert shop.run("plan.yaml", code=1) == ["shop_tracking/plan.lock:1 TW302"]


def test_a_plan_that_cannot_be_used_is_no_finding(shop: Checked) -> None:
    shop.write("plan.yaml", "plan: shop\nevnts: {}\n")
    shop.run("plan.yaml", code=2)
    assert shop.out == ""
    assert "plan.yaml:2:1: error[TP014]" in shop.err


def test_the_usage_file_tells_each_place(shop: Checked) -> None:
    shop.run("plan.yaml", "--usage", "usage.json")
    first = (shop.folder / "usage.json").read_bytes()
    usage = json.loads(first)
    assert [plan["plan"] for plan in usage["plans"]] == ["shop"]
    called = {
        each["function"]: [at.rpartition(":")[0] for at in each["called"]]
        for each in usage["events"]
    }
    assert called == {"order_completed": ["app.py:3"], "order_refunded": ["app.py:4"]}
    shop.run("plan.yaml", "--usage", "usage.json")
    assert (shop.folder / "usage.json").read_bytes() == first
