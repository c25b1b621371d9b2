"""Recorded lines that cannot be judged are told like any other finding."""

from protocols.engine.decide import Engine
from protocols.engine.nesting import MAX_DEPTH
from protocols.engine.recorded import Fate, Judged, judge_lines
from protocols.findings import Position
from protocols.plan.compile import compile_plan
from protocols.plan.model import Kind, Plan, Rule


def _judged(depth: int) -> Judged:
    at = Position("plan.yaml")
    types = {"tree": {"properties": {"kids": {"items": {"$ref": "#/types/tree"}}}}}
    rule = Rule(Kind.TRACK, "E", None, at, {"properties": {"t": {"$ref": "#/types/tree"}}})
    plan = Plan("p", "1", "", "", "0", ("plan.yaml",), types, (rule,), (), common_at=at)
    tree = '{"kids":[' * depth + "{}" + "]}" * depth
    line = f'{{"type":"track","event":"E","properties":{{"t":{tree}}}}}'
    (judged,) = judge_lines([line.encode()], "e.jsonl", Engine(compile_plan(plan)))
    return judged


def test_a_message_nested_as_deep_as_the_gateway_takes_is_judged() -> None:
    assert _judged(MAX_DEPTH // 2 - 2).fate is Fate.CLEAN


def test_a_message_nested_deeper_is_told_and_not_judged() -> None:
    for depth in (MAX_DEPTH, 400):
        judged = _judged(depth)
        assert judged.fate is Fate.UNREADABLE
        assert "nested deeper than 64 levels" in judged.findings[0].message
