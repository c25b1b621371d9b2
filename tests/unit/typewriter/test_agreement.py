"""A client and the engine judge alike: what one lets through, so does the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from protocols import Engine, compile_plan, load_plan
from protocols.engine.paths import format_path
from protocols.plan.compile import CompiledRule
from protocols.plan.model import Kind
from tests.unit.typewriter.making import (
    CASES,
    compiled_from,
    files_of,
    forget,
    imported,
    submodule,
)

SHIPPED = sorted((Path(__file__).parents[3] / "plans").glob("*.yaml"))
PLANS = [*SHIPPED, CASES / "edge-cases.yaml", CASES.parent / "e2e" / "kinds.yaml"]
WRONG: list[Any] = [None, 0, -1.5, 2**60, "x", "", True, [], [{}], ["x", "x"], {}, {"z": 1}]
CHOICES = {"allOf", "anyOf", "oneOf", "not"}
"""Keywords of which the engine tells what is wrong inside of the likeliest branch."""
LEAST = 10
"""How many messages of each plan must pass, and how many must not."""
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
    stamp = {"protocols": {"event_version": rule.version}} if rule.version else {}
    message: dict[str, Any] = {"type": str(rule.kind), "userId": "u1", "context": stamp}
    key = {Kind.TRACK: "event", Kind.PAGE: "name", Kind.SCREEN: "name"}.get(rule.kind)
    if key and rule.name not in {None, "*"}:
        message[key] = rule.name
    body = "traits" if rule.kind in {Kind.IDENTIFY, Kind.GROUP} else "properties"
    return message | {body: dict(value)}


def _variations(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The value itself, and with each key of it left out or wrong, at every depth; and one key more."""
    yield value
    yield {**value, "unheard of": 1}
    for key, inner in value.items():
        yield {other: kept for other, kept in value.items() if other != key}
        yield from ({**value, key: wrong} for wrong in WRONG)
        for nested in (inner, *(inner[:1] if isinstance(inner, list) else ())):
            if isinstance(nested, dict):
                for one in _variations(nested):
                    yield {**value, key: [one, *inner[1:]] if nested is not inner else one}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_example_and_its_variations_are_judged_alike(path: Path, folder: Path) -> None:
    plan = compile_plan(load_plan(path))
    engine = Engine(plan)
    client = imported(files_of(plan), folder)
    violations_of = submodule(client, "_validation").violations_of
    verdicts = {True: 0, False: 0}
    for rule in plan.rules():
        examples = [one.value for one in (*rule.rule.good, *rule.rule.bad)]
        for example in (*examples, {}):
            for value in _variations(dict(example)):
                message = _message(rule, value)
                ours = {
                    (one.path, one.keyword) for one in violations_of(message, rule.rule.version)
                }
                theirs = {(one.field, one.keyword) for one in engine.decide(message).violations}
                assert (ours == set()) is (theirs == set()), (message, ours, theirs)
                if not CHOICES & {keyword for _, keyword in ours}:
                    assert ours == theirs, message
                verdicts[not ours] += 1
    assert min(verdicts.values()) >= LEAST


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
    plan = compiled_from("plan: p\ncommon: {minProperties: 9}\nevents: {E: {}}\n", folder)
    violations_of = submodule(imported(files_of(plan), folder), "_validation").violations_of
    (found,) = violations_of(_message(plan.events["E"][0], {}), None)
    assert (found.path, found.keyword) == ("the message", "minProperties")
