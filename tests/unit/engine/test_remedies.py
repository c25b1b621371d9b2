"""What a violation tells a person to do."""

from typing import Any

import pytest

from protocols.engine.causes import Cause, causes_in
from protocols.engine.remedies import remedy_for
from protocols.engine.told import Told, told
from protocols.engine.wording import WORDS
from protocols.findings import Position
from protocols.plan.compile import CompiledRule
from protocols.plan.model import Kind, Rule

CASES = [
    ({"type": "number"}, "12.5", "a string holding a number: send the number itself, or cast it"),
    (
        {"type": "boolean"},
        "true",
        "a string holding true or false: send the boolean itself, or cast it",
    ),
    ({"type": "object"}, "{}", "a string holding JSON: send the value itself"),
    ({"type": "string"}, None, "leave it out instead of sending null, or allow null in the plan"),
    ({"type": "integer"}, 1.5, "send a whole number, or make it a number in the plan"),
    ({"type": "array"}, 1, "send array, or widen the type in the plan"),
    ({"enum": ["search", "radio"]}, "Search", "did you mean 'search'?"),
    ({"enum": ["search"]}, "zzz", 'send one of "search", or add the value to the plan'),
    ({"format": "date-time"}, "2026-01-01T09:00:00", "add Z or an offset such as +02:00"),
    ({"format": "date-time"}, "yesterday", "send RFC 3339, such as 2026-01-31T09:30:00Z"),
    ({"minimum": 3}, 1, "send 3 or more"),
    ({"not": {}}, 1, "send a value that satisfies the plan, or widen the plan"),
]


def _judged(schema: dict[str, Any], value: Any) -> tuple[Cause, Told]:
    rule = Rule(Kind.TRACK, "E", None, Position("p"), {})
    compiled = CompiledRule(rule, lambda: schema)
    (cause,) = causes_in(compiled, value)
    return cause, told(compiled, cause)


@pytest.mark.parametrize(("schema", "value", "remedy"), CASES)
def test_the_remedy_says_what_to_do(schema: dict[str, Any], value: Any, remedy: str) -> None:
    assert remedy_for(*_judged(schema, value), "properties.x", ()) == remedy


SECRET = "s3cr3t-value"

EVERY_KEYWORD: list[tuple[dict[str, Any], Any]] = [
    ({"required": [SECRET[:1]]}, {SECRET: 1}),
    ({"type": "integer"}, SECRET),
    ({"enum": [1]}, SECRET),
    ({"const": 1}, SECRET),
    ({"pattern": "^a"}, SECRET),
    ({"format": "email"}, SECRET),
    ({"minLength": 50}, SECRET),
    ({"maxLength": 1}, SECRET),
    ({"minItems": 3}, [SECRET]),
    ({"maxItems": 0}, [SECRET]),
    ({"items": [{}], "additionalItems": False}, [SECRET, SECRET]),
    ({"uniqueItems": True}, [SECRET, SECRET]),
    ({"contains": {"type": "null"}}, [SECRET]),
    ({"minProperties": 3}, {"a": SECRET}),
    ({"maxProperties": 0}, {"a": SECRET}),
    ({"additionalProperties": False}, {"a": SECRET}),
    ({"propertyNames": {"maxLength": 1}}, {"ab": SECRET}),
    ({"anyOf": [{"minLength": 50}, {"pattern": "^a"}]}, SECRET),
    ({"oneOf": [{}, {"type": "string"}]}, SECRET),
    ({"not": {"type": "string"}}, SECRET),
    ({"minimum": 5}, 1),
    ({"maximum": 0}, 1),
    ({"exclusiveMinimum": 5}, 1),
    ({"exclusiveMaximum": 0}, 1),
    ({"multipleOf": 2}, 1),
    ({"contentEncoding": "base64"}, "!!!"),
    ({"contentMediaType": "application/json"}, "{"),
]


@pytest.mark.parametrize(("schema", "value"), EVERY_KEYWORD, ids=lambda part: str(part)[:30])
def test_every_keyword_has_words_and_none_tells_the_value(
    schema: dict[str, Any], value: Any
) -> None:
    cause, known = _judged(schema, value)
    assert cause.keyword in WORDS
    assert SECRET not in f"{known.wanted} {remedy_for(cause, known, 'properties.x', ())}"
