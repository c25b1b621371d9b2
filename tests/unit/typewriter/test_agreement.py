"""A client and the engine judge alike: what one lets through, so does the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from protocols import compile_plan, load_plan
from protocols.engine.paths import format_path
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.model import Example, Kind
from tests.unit.typewriter.making import compiled_from, files_of, forget, imported, submodule

PLANS = sorted((Path(__file__).parents[3] / "plans").glob("*.yaml"))
FORMATS = """
plan: formats
date_time: {mode}
events:
  E:
    properties:
      date-time: {{type: string, format: date-time}}
      date: {{type: string, format: date}}
      time: {{type: string, format: time}}
      email: {{type: string, format: email}}
      hostname: {{type: string, format: hostname}}
      ipv4: {{type: string, format: ipv4}}
      ipv6: {{type: string, format: ipv6}}
      uri: {{type: string, format: uri}}
      uri-reference: {{type: string, format: uri-reference}}
      uuid: {{type: string, format: uuid}}
"""
PATHS = r"""
plan: paths
events:
  E:
    properties:
      a.b: {type: array, items: {type: object, properties: {"c[0]": {type: string}}}}
      "": {type: string}
      back\slash: {type: string}
"""
TEXTS = [
    "2026-03-01T18:22:10Z",
    "2026-03-01T18:22:10",
    "2026-03-01 18:22:10",
    "2026-13-01T18:22:10",
    "2026-03-01t18:22:10.5+01:00",
    "2026-03-01",
    "18:22:10Z",
    "25:00:00Z",
    "noor@example.com",
    "noor",
    "example.com",
    "-example",
    "127.0.0.1",
    "256.0.0.1",
    "::1",
    ":::1",
    "https://example.com/?a=b",
    "/relative",
    "http:// spaced",
    "3f2a8e00-0000-4000-8000-000000000000",
    "{3f2a8e00-0000-4000-8000-000000000000}",
    "3f2a8e00000040008000000000000000",
    "",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    forget(tmp_path)


def _message(compiled: CompiledRule, value: Any) -> dict[str, Any]:
    rule = compiled.rule
    message: dict[str, Any] = {"type": str(rule.kind), "userId": "u1", "context": {}}
    key = {Kind.TRACK: "event", Kind.PAGE: "name", Kind.SCREEN: "name"}.get(rule.kind)
    if key and rule.name not in {None, "*"}:
        message[key] = rule.name
    body = "traits" if rule.kind in {Kind.IDENTIFY, Kind.GROUP} else "properties"
    return message | {body: dict(value)}


def _engines_paths(plan: CompiledPlan, rule: CompiledRule, message: Any) -> list[tuple[Any, ...]]:
    judges = [rule.validator, *([plan.common.validator] if plan.common else [])]
    errors = [error for judge in judges for error in judge.iter_errors(message)]
    return sorted((str(error.schema_path[-1]), len(error.instance_path)) for error in errors)


def _examples(rule: CompiledRule) -> tuple[Example, ...]:
    return (*rule.rule.good, *rule.rule.bad)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_example_of_the_shipped_plans_is_judged_alike(path: Path, folder: Path) -> None:
    plan = compile_plan(load_plan(path))
    client = imported(files_of(plan), folder)
    violations_of = submodule(client, "_validation").violations_of
    judged = 0
    for rule in plan.rules():
        for example in _examples(rule):
            message = _message(rule, example.value)
            found = violations_of(message, rule.rule.version)
            expected = _engines_paths(plan, rule, message)
            assert sorted({one.keyword for one in found}) == sorted({key for key, _ in expected})
            judged += 1
    assert judged > 20


@pytest.mark.parametrize("mode", ["strict", "lenient"])
def test_every_format_is_judged_alike(mode: str, folder: Path) -> None:
    plan = compiled_from(FORMATS.format(mode=mode), folder)
    violations_of = submodule(imported(files_of(plan), folder), "_validation").violations_of
    rule = plan.events["E"][0]
    verdicts = set()
    for name in rule.schema["properties"]["properties"]["properties"]:
        for text in TEXTS:
            message = _message(rule, {name: text})
            allowed = rule.validator.is_valid(message)
            assert (violations_of(message, None) == []) is allowed, (name, text)
            verdicts.add((name, allowed))
    assert len(verdicts) == 20


def test_a_violation_points_with_the_engines_path_grammar(folder: Path) -> None:
    plan = compiled_from(PATHS, folder)
    violations_of = submodule(imported(files_of(plan), folder), "_validation").violations_of
    rule = plan.events["E"][0]
    message = _message(rule, {"a.b": [{"c[0]": 1}], "": 1, "back\\slash": 1})
    errors = list(rule.validator.iter_errors(message))
    expected = {format_path(error.instance_path) for error in errors}
    assert {one.path for one in violations_of(message, None)} == expected
    assert r"properties.a\.b[0].c\[0\]" in expected


def test_a_violation_of_the_message_itself_says_so(folder: Path) -> None:
    plan = compiled_from("plan: p\ncommon: {required: [integrations]}\nevents: {E: {}}\n", folder)
    violations_of = submodule(imported(files_of(plan), folder), "_validation").violations_of
    (found,) = violations_of(_message(plan.events["E"][0], {}), None)
    assert (found.path, found.keyword) == ("the message", "required")
