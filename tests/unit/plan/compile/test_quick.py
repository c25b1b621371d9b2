"""What the quick schema says in other words is told in the plan's."""

from typing import Any

import pytest

from protocols.engine.decide import Engine
from protocols.findings import Position
from protocols.plan.compile import compile_plan
from protocols.plan.compile.quick import UUID
from protocols.plan.model import Kind, Plan, Rule

WRITTEN_OUT = "^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$"


@pytest.mark.parametrize(
    ("schema", "keyword", "expected"),
    [
        ({"type": "string", "format": "uuid"}, "format", "uuid"),
        ({"type": "string", "pattern": WRITTEN_OUT}, "pattern", WRITTEN_OUT),
    ],
)
def test_a_uuid_is_told_as_the_plan_has_it(
    schema: dict[str, Any], keyword: str, expected: str
) -> None:
    at = Position("plan.yaml")
    rule = Rule(Kind.TRACK, "E", None, at, {"properties": {"id": schema}})
    plan = Plan("p", "1", "", "", "0", ("plan.yaml",), {}, (rule,), (), common_at=at)
    engine = Engine(compile_plan(plan))
    (found,) = engine.decide({"type": "track", "event": "E", "properties": {"id": "x"}}).violations
    assert (found.keyword, found.expected) == (keyword, expected)
    assert found.schema_pointer.endswith(f"/id/{keyword}")


def test_the_quick_pattern_is_not_what_a_person_writes() -> None:
    assert UUID != WRITTEN_OUT
