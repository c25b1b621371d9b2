"""`checker` with Ajv and the engine judge alike: what one lets through, so does the other."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from protocols import compile_plan, load_plan
from protocols.engine.paths import format_path
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.model import Kind
from tests.unit.typewriter.making import CASES, compiled_from
from tests.unit.typewriter.typescript.making import files_of, node, project, tsc, write

pytestmark = pytest.mark.needs("node", "npm-packages")

PLANS = sorted((Path(__file__).parents[4] / "plans").glob("*.yaml"))
PATHS = r"""
plan: paths
events:
  E:
    properties:
      a.b: {type: array, items: {type: object, properties: {"c[0]": {type: string}}}}
      back\slash: {type: string}
"""
NAMED_LIKE_METHODS = """
plan: methods
common: {properties: {userId: {pattern: "^[a-z0-9]+$"}}}
events:
  constructor: {properties: {a: {type: integer}}}
  toString: {versions: {1: {properties: {a: {type: integer}}}, 2: {properties: {a: {type: string}}}}}
page: {"*": {properties: {a: {type: integer}}}}
"""
Judged = list[list[list[list[str]]]]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judge")
    project(folder, outDir="out", rootDir=".", skipLibCheck=True, types=["node"])
    plan = compile_plan(load_plan(CASES / "edge-cases.yaml"))
    write(files_of(plan), folder / "client")
    shutil.copy(Path(__file__).with_name("judge.ts"), folder)
    assert tsc(folder) == []
    return folder / "out" / "judge.js"


def _message(compiled: CompiledRule, value: Any) -> dict[str, Any]:
    rule = compiled.rule
    message: dict[str, Any] = {"type": str(rule.kind), "userId": "u1", "context": {}}
    key = {Kind.TRACK: "event", Kind.PAGE: "name", Kind.SCREEN: "name"}.get(rule.kind)
    if key and rule.name not in {None, "*"}:
        message[key] = rule.name
    body = "traits" if rule.kind in {Kind.IDENTIFY, Kind.GROUP} else "properties"
    return message | {body: dict(value)}


def _order(plan: CompiledPlan, messages: list[tuple[CompiledRule, dict[str, Any]]]) -> Any:
    told = [{"message": one, "version": rule.rule.version} for rule, one in messages]
    return {"schemas": json.loads(files_of(plan)["schemas.json"]), "messages": told}


def _expected(plan: CompiledPlan, rule: CompiledRule, message: Any) -> list[tuple[str, str]]:
    judges = [rule.validator, *([plan.common.validator] if plan.common else [])]
    errors = [error for one in judges for error in one.iter_errors(message)]
    return sorted(
        {
            (format_path(one.instance_path) or "the message", str(one.schema_path[-1]))
            for one in errors
        }
    )


def test_every_example_of_the_shipped_plans_is_judged_alike(judge: Path) -> None:
    plans = [compile_plan(load_plan(path)) for path in PLANS]
    messages = [
        [
            (rule, _message(rule, one.value))
            for rule in plan.rules()
            for one in (*rule.rule.good, *rule.rule.bad)
        ]
        for plan in plans
    ]
    judged: Judged = node(
        judge, [_order(plan, some) for plan, some in zip(plans, messages, strict=True)]
    )
    broken = 0
    for plan, some, found in zip(plans, messages, judged, strict=True):
        for (rule, message), violations in zip(some, found, strict=True):
            expected = _expected(plan, rule, message)
            assert bool(violations) == bool(expected), (rule.rule.label, message, violations)
            assert {path for path, _ in expected} <= {path for path, _ in violations}
            broken += bool(expected)
    assert broken > 20


def test_rules_are_found_and_paths_are_written_as_the_engine_does(
    judge: Path, tmp_path: Path
) -> None:
    paths = compiled_from(PATHS, tmp_path)
    methods = compiled_from(NAMED_LIKE_METHODS, tmp_path)
    (rule,) = paths.rules()
    first = [(rule, _message(rule, {"a.b": [{"c[0]": 1}], "back\\slash": 1}))]
    second = [(rule, _message(rule, {"a": None})) for rule in methods.rules()]
    second[0][1]["userId"] = "U 1"
    second.append((second[-1][0], {**second[-1][1], "name": "valueOf"}))
    judged: Judged = node(judge, [_order(paths, first), _order(methods, second)])
    for plan, some, found in zip((paths, methods), (first, second), judged, strict=True):
        for (one, message), violations in zip(some, found, strict=True):
            expected = _expected(plan, one, message)
            assert sorted((path, keyword) for path, keyword in violations) == expected
            assert expected
