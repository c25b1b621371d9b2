"""Types may be called anything: a reference to one is a URI all the same."""

from pathlib import Path

import pytest

from protocols import Engine, compile_plan, load_plan

NAMES = [
    "product",
    "Line Item",
    "购物",
    "a/b",
    "a~b",
    "a%20b",
    "50%",
    "é",
    "#/x",
    '"',
    "a?b#c",
    "🔥",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_type_is_found_by_its_name(name: str, tmp_path: Path) -> None:
    quoted = "'" + name + "'"
    path = tmp_path / "plan.yaml"
    path.write_text(
        f"""
plan: named
types:
  {quoted}: {{type: object, properties: {{a: {{type: integer}}, again: {{$ref: '#/types/{name}'}}}}}}
events:
  A: {{properties: {{x: {{$ref: '#/types/{name}'}}, y: {{type: array, items: {{$ref: '#/types/{name}'}}}}}}}}
  B: {{properties: {{x: {{$ref: '#/types/{name}', minProperties: 1}}}}}}
""",
        encoding="utf-8",
    )
    engine = Engine(compile_plan(load_plan(path)))
    for event in ("A", "B"):
        good = {"x": {"again": {"a": 1}}}
        bad = {"x": {"again": {"a": "one", "b": 1}}}
        for properties, violations, unplanned in ((good, 0, 0), (bad, 1, 1)):
            message = {"type": "track", "event": event, "userId": "u", "properties": properties}
            decision = engine.decide(message)
            assert len(decision.violations) == violations
            assert len(decision.unplanned) == unplanned
