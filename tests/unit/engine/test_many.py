"""A message that is wrong in very many places is told like any other, at a fraction of the work."""

from typing import Any

import pytest

from protocols.engine import many
from protocols.engine.decide import Engine
from protocols.engine.decision import Decision, Verdict
from protocols.findings import Position
from protocols.plan.compile import compile_plan
from protocols.plan.model import Kind, Plan, Rule

TIMES = 400
LONG = "x" * 60

KEYWORDS: list[tuple[dict[str, Any] | bool, Any]] = [
    ({"type": "integer"}, LONG),
    ({"enum": ["a"]}, LONG),
    ({"const": "a"}, LONG),
    ({"pattern": "^a"}, LONG),
    ({"format": "uuid"}, LONG),
    ({"maxLength": 1}, LONG),
    ({"minimum": 5}, 1),
    ({"multipleOf": 2}, 1),
    ({"required": ["b", "c"]}, {"a": LONG}),
    ({"properties": {"a": {}}, "additionalProperties": False}, {"z": LONG}),
    ({"patternProperties": {"^a": {}}, "additionalProperties": False}, {"a": 1, "z": LONG}),
    ({"items": [{}], "additionalItems": False}, [LONG, LONG]),
    ({"uniqueItems": True}, [LONG, LONG]),
    ({"contains": {"$ref": "#/types/number"}}, [LONG]),
    ({"minProperties": 3}, {"a": LONG}),
    ({"not": {"type": "string"}}, LONG),
    ({"$ref": "#/types/number"}, LONG),
    ({"if": {"type": "string"}, "then": {"maxLength": 5}}, LONG),
    ({"properties": {"a/b": {"properties": {"~": {"type": "null"}}}}}, {"a/b": {"~": LONG}}),
    (False, LONG),
]


def _decide(items: Any, value: Any, *, times: int = TIMES) -> Decision:
    at = Position("plan.yaml")
    body = {"properties": {"list": {"type": "array", "items": items}}}
    rule = Rule(Kind.TRACK, "E", None, at, body)
    types = {"number": {"type": "number"}}
    plan = Plan("p", "1", "", "", "0", ("plan.yaml",), types, (rule,), (), common_at=at)
    message = {"type": "track", "event": "E", "properties": {"list": [value] * times}}
    return Engine(compile_plan(plan)).decide(message)


@pytest.mark.parametrize(("items", "value"), KEYWORDS, ids=lambda part: str(part)[:40])
def test_the_first_violations_are_those_of_the_whole_list(
    items: Any, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_outline = _decide(items, value)
    monkeypatch.setattr(many, "MANY", 10**6)
    one_by_one = _decide(items, value)
    assert by_outline.violations == one_by_one.violations
    assert len(by_outline.violations) == 50
    assert by_outline.violation_count == one_by_one.violation_count


def test_each_branch_of_a_choice_is_counted() -> None:
    decision = _decide({"anyOf": [{"type": "integer"}, {"type": "null"}]}, LONG)
    assert decision.verdict is Verdict.ALLOWED
    assert decision.violation_count == 2 * TIMES
    assert {found.keyword for found in decision.violations} == {"type"}


def test_what_the_outline_has_no_place_for_is_told_one_by_one() -> None:
    decision = _decide({"propertyNames": {"maxLength": 1}}, {"long": LONG})
    assert decision.violation_count == TIMES
    assert decision.violations[0].pointer == "/properties/list/0/long"


def test_a_place_under_a_key_of_hostile_length_is_cut() -> None:
    decision = _decide({"patternProperties": {"^k": {"type": "null"}}}, {"k" * 10_000: 1})
    found = decision.violations[0]
    assert max(map(len, (found.field, found.pointer, found.description))) <= 1_024
    assert found.field.startswith("properties.list[0].kkk")


def test_few_complaints_told_by_many_branches_are_all_listed_and_counted_once() -> None:
    choice = {"anyOf": [{"type": "integer", "minimum": n} for n in range(30)]}
    decision = _decide(choice, LONG * 10, times=8)
    assert len(decision.violations) == decision.violation_count == 8
