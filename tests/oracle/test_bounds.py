"""Depth, recursion and the volume of errors: bounded, and right up to the bound."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from protocols import Controls, Engine, compile_plan, load_plan

MANY = 10_000
DEEP = 60
PLAN = {
    "plan": "bounds",
    "types": {
        "node": {
            "type": "object",
            "properties": {"v": {"type": "integer"}, "next": {"$ref": "#/types/node"}},
        },
        "tree": {
            "anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/types/tree"}}]
        },
    },
    "events": {
        "E": {
            "properties": {
                "node": {"$ref": "#/types/node"},
                "tree": {"$ref": "#/types/tree"},
                "list": {"type": "array", "items": {"type": "integer"}},
                "map": {"type": "object", "additionalProperties": {"type": "integer"}},
                "needy": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"a": {"required": True}}},
                },
            }
        }
    },
}


def _engine(folder: Path, **controls: str) -> Engine:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(PLAN), encoding="utf-8")
    return Engine(compile_plan(load_plan(path)), Controls.model_validate({"track": controls}))


def _message(**properties: Any) -> dict[str, Any]:
    return {"type": "track", "event": "E", "userId": "u", "properties": properties}


@pytest.mark.parametrize(
    ("properties", "pointers"),
    [
        ({"list": ["x"] * MANY}, {f"/properties/list/{index}" for index in range(MANY)}),
        (
            {"map": {f"{i:05}": "x" for i in range(MANY)}},
            {f"/properties/map/{i:05}" for i in range(MANY)},
        ),
        (
            {"map": {f"+{i}": "x" for i in range(MANY)}},
            {f"/properties/map/+{i}" for i in range(MANY)},
        ),
        ({"needy": [{}] * MANY}, {f"/properties/needy/{index}/a" for index in range(MANY)}),
    ],
    ids=["list", "digits", "signs", "required"],
)
def test_ten_thousand_violations_are_counted_and_fifty_are_told(
    properties: dict[str, Any], pointers: set[str], tmp_path: Path
) -> None:
    decision = _engine(tmp_path).decide(_message(**properties))
    assert decision.violation_count == MANY
    assert len({violation.pointer for violation in decision.violations}) == 50
    assert {violation.pointer for violation in decision.violations} <= pointers


def test_ten_thousand_values_are_left_out_together(tmp_path: Path) -> None:
    message = _message(map={f"k{i}": "x" for i in range(MANY)} | {"good": 1})
    decision = _engine(tmp_path, violations="omit").decide(message)
    assert len(decision.omitted) == MANY
    assert decision.message["properties"] == {"map": {"good": 1}}


def test_ten_thousand_unplanned_keys_are_counted_and_left_out(tmp_path: Path) -> None:
    message = _message(**{f"k{i}": 1 for i in range(MANY)})
    decision = _engine(tmp_path, unplanned_properties="omit").decide(message)
    assert (decision.unplanned_count, len(decision.unplanned)) == (MANY, 50)
    assert decision.message["properties"] == {}


def test_a_recursive_type_is_followed_to_the_deepest_leaf(tmp_path: Path) -> None:
    node: dict[str, Any] = {"v": "x", "stranger": 1}
    for _ in range(DEEP):
        node = {"v": 1, "next": node}
    tree: Any = "x"
    for _ in range(DEEP):
        tree = [tree]
    decision = _engine(tmp_path).decide(_message(node=node, tree=tree))
    down = "/properties/node" + "/next" * DEEP
    assert [violation.pointer for violation in decision.violations] == [
        f"{down}/v",
        "/properties/tree" + "/0" * DEEP,
    ]
    assert [each.pointer for each in decision.unplanned] == [f"{down}/stranger"]
    assert decision.violation_count == 2
