"""Each folder of `tests/cases/lint` is a plan that loads and what lint says of it."""

import json
from pathlib import Path

import pytest

from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan
from protocols.plan.lint import lint
from protocols.resources import packaged

CASES = Path(__file__).parents[3] / "cases" / "lint"
SHIPPED = sorted(Path(str(packaged("protocols", "_plans", "plans"))).rglob("*.yaml"))


def findings(plan_path: str | Path) -> list[list[str]]:
    plan = load_plan(plan_path)
    return [
        [each.headline, *(f"{at}: {why}" for at, why in each.related)]
        for each in lint(plan, compile_plan(plan))
    ]


@pytest.mark.parametrize("name", sorted(each.name for each in CASES.iterdir()))
def test_lint_says_what_is_written_down(
    name: str, *, regold: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / name)
    found = findings("plan.yaml")
    if regold:
        Path("findings.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    assert found == json.loads(Path("findings.json").read_text("utf-8"))


@pytest.mark.parametrize("plan", SHIPPED, ids=lambda path: path.name)
def test_shipped_plans_are_clean(plan: Path) -> None:
    assert findings(plan) == []


def test_there_are_shipped_plans() -> None:
    assert len(SHIPPED) >= 6
