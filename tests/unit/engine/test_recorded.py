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


def _lines(*lines: bytes) -> list[Judged]:
    at = Position("plan.yaml")
    rule = Rule(Kind.TRACK, "E", None, at, {"properties": {"properties": {"type": "object"}}})
    plan = Plan("p", "1", "", "", "0", ("plan.yaml",), {}, (rule,), (), common_at=at)
    return list(judge_lines(lines, "e.jsonl", Engine(compile_plan(plan))))


def _told(judged: Judged) -> tuple[str, str]:
    (found,) = judged.findings
    return found.message, found.help


def test_a_mark_before_the_first_line_is_no_part_of_it() -> None:
    message = b'{"type":"track","event":"E"}\n'
    mark = b"\xef\xbb\xbf"
    first, second = _lines(mark + message, mark + message)
    assert (first.fate, second.fate) == (Fate.CLEAN, Fate.UNREADABLE)
    assert _lines() == []


def test_an_item_of_a_batch_is_told_by_its_place() -> None:
    body = b'{"batch":[{"type":"track","event":"E"},{"type":"track","event":"F"},7]}'
    clean, unplanned, no_object = _lines(body)
    assert clean.fate is Fate.CLEAN
    assert _told(unplanned)[0].startswith('batch[1]: "F" is not in the plan')
    assert _told(no_object)[0] == "batch[2]: an item is no object"


def test_what_cannot_be_read_says_how_to_mend_it() -> None:
    listed, foreign, spread, misspelt = _lines(
        b"[]", b'{"a":"\xff"}', b"{\n", b'{"type":"trakc","event":"E"}'
    )
    assert "jq -c '.[]'" in _told(listed)[1]
    assert _told(foreign)[1] == "save the file as UTF-8"
    assert "a line of its own" in _told(spread)[1]
    assert '(did you mean "track"?)' in _told(misspelt)[0]
