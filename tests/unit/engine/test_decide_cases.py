"""Every case under tests/cases/decide, through the loader, the compiler and the engine."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from protocols import Controls, Decision, Engine, compile_plan, load_plan
from protocols.plan.compile import CompiledPlan

FOLDER = Path(__file__).parents[2] / "cases" / "decide"
FILES = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}
CASES = [(stem, case) for stem, content in FILES.items() for case in content["cases"]]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Any:
    @cache
    def compiled(stem: str) -> CompiledPlan:
        path = tmp_path_factory.mktemp(stem) / "plan.yaml"
        path.write_text(yaml.safe_dump(FILES[stem]["plan"], sort_keys=False), "utf-8")
        return compile_plan(load_plan(path))

    return compiled


def _seen(decision: Decision, sent: dict[str, Any]) -> dict[str, Any]:
    message = decision.message
    return {
        "verdict": decision.verdict.value,
        "discard": decision.discard.value if decision.discard else None,
        "violations": [[v.type, v.field] for v in decision.violations],
        "descriptions": [v.description for v in decision.violations],
        "unplanned": [[u.kind.value, u.field] for u in decision.unplanned],
        "omitted": [[o.reason.value, o.field, o.value] for o in decision.omitted],
        "left": message.get("properties", message.get("traits")),
        "notes": message.get("context", {}).get("protocols"),
        "remedies": [f.remedy for f in (decision.violations or decision.unplanned)],
        "unchanged": message is sent,
        "version": decision.rule.version if decision.rule else None,
    }


@pytest.mark.parametrize(("stem", "case"), CASES, ids=[f"{s}: {c['name']}" for s, c in CASES])
def test_the_engine_decides(stem: str, case: dict[str, Any], plans: Any) -> None:
    engine = Engine(plans(stem), Controls.model_validate(case.get("controls", {})))
    message = {"type": "track", "userId": "u1"} | case["message"]
    before = copy.deepcopy(message)
    decision = engine.decide(message)
    seen = _seen(decision, message)
    assert {key: seen[key] for key in case["expect"]} == case["expect"]
    assert message == before
    again = engine.decide(decision.message)
    if decision.discard is None:
        assert again.omitted == ()
        assert again.discard is None
