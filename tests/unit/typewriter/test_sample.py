"""The sample application holds one mistake of each kind; the check finds them all and nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from protocols.console import outcome
from protocols.findings.catalog import CHECKS
from typewriter.cli import cli

SAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "shop"
MISTAKES = {
    "src/shop/accounts.py:19:30 TW205": '"premium"',
    "src/shop/accounts.py:23:24 TW206": "newsletter_joined",
    "src/shop/accounts.py:27:24 TW201": "friend_invited",
    "src/shop/checkout.py:20:26 TW205": "order_completed",
    "src/shop/checkout.py:27:17 TW205": "cupon",
    "src/shop/checkout.py:31:49 TW207": "**order",
    "src/shop/checkout.py:37:14 TW208": '"Cart Emptied"',
    "src/shop/pricing.py:7:16 TW210": "(User",
    "src/shop/support.py:7:30 TW203": '"Order Cancelled"',
    "src/shop/support.py:11:30 TW208": '"order completed"',
    "src/shop/support.py:15:30 TW204": 'f"Order {kind}"',
    "src/shop/support.py:24:55 TW211": "# typewriter: ignore[TW208]",
    "src/shop/support.py:28:31 TW212": "# typewriter: ignore[TW203]",
    "tracking-plan.yaml:32:3 TW202": "Gift Card Redeemed",
}
"""Place and id → what stands there."""


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(SAMPLE, tmp_path / "shop")
    monkeypatch.chdir(folder)
    assert outcome(cli, ["generate"]) == 0
    return folder


def found(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> list[str]:
    capsys.readouterr()
    assert outcome(cli, ["check", "--format", "json", *arguments]) == code
    findings = json.loads(capsys.readouterr().out)["findings"]
    return [f"{one['path']}:{one['line']}:{one['col']} {one['rule']}" for one in findings]


def test_every_mistake_is_found_and_nothing_else(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(capsys) == list(MISTAKES)


def test_the_places_are_those_of_the_mistakes(sample: Path) -> None:
    for place, text in MISTAKES.items():
        file, line, column = place.split()[0].split(":")
        there = (sample / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert there[int(column) - 1 :].startswith(text)


def test_it_has_a_mistake_of_each_kind() -> None:
    kinds = {place.split()[1] for place in MISTAKES}
    assert kinds == {rule for rule in CHECKS if rule.startswith("TW2")}


def test_drift_is_found_beside_them(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = sample / "src" / "shop_tracking"
    shutil.copy(client / "_cart.py", client / "_old.py")
    (client / "_gift.py").unlink()
    (client / "_page.py").write_text("mine = 1\n")
    for name, text in {
        "_order.py": "x = 1\n",
        "_cart.py": "<<<<<<< a\n=======\n>>>>>>> b\n",
    }.items():
        (client / name).write_text((client / name).read_text() + text)
    drifted = [each for each in found(capsys) if each not in MISTAKES]
    assert [each.split()[1] for each in drifted] == ["TW301", "TW304", "TW305", "TW306", "TW307"]
    plan = sample / "tracking-plan.yaml"
    plan.write_text(plan.read_text().replace("version: 1.2.0", "version: 1.3.0"))
    assert "src/shop_tracking/plan.lock:1:1 TW302" in found(capsys)


def test_a_baseline_takes_it_from_here(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, "--baseline", "known.json", "--write-baseline", code=0) == []
    assert found(capsys, "--baseline", "known.json", code=0) == []
    support = sample / "src" / "shop" / "support.py"
    text = support.read_text().replace("import seg", "import os\nimport seg")
    support.write_text(text + '\n\nanalytics.track("u1", "Order Cancelled", {})\n')
    assert found(capsys, "--baseline", "known.json", code=0) == ["src/shop/support.py:32:23 TW203"]
