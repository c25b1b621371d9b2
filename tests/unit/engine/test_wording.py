"""Every keyword that can be broken has words of its own, and none of them tells a value."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.decide import Engine
from protocols.engine.decision import Decision
from protocols.engine.findings import findings_of
from protocols.engine.wording import UNKNOWN, WORDS
from protocols.findings import Position
from protocols.plan.compile import compile_plan
from protocols.plan.file.checks import KEYWORDS
from protocols.plan.keywords import ANNOTATIONS, FORMATS
from protocols.plan.model import Kind, Plan, Rule

AT = Position("plan.yaml")
SECRET: Final = "s3cr3tvalue"

BROKEN: Final[dict[str, tuple[Any, Any]]] = {
    "const": ({"const": 1}, SECRET),
    "enum": ({"enum": [1]}, SECRET),
    "exclusiveMaximum": ({"exclusiveMaximum": 0}, 1),
    "exclusiveMinimum": ({"exclusiveMinimum": 5}, 1),
    "format": ({"format": "email"}, SECRET),
    "maxItems": ({"maxItems": 0}, [SECRET]),
    "maxLength": ({"maxLength": 1}, SECRET),
    "maxProperties": ({"maxProperties": 0}, {"a": SECRET}),
    "maximum": ({"maximum": 0}, 1),
    "minItems": ({"minItems": 3}, [SECRET]),
    "minLength": ({"minLength": 50}, SECRET),
    "minProperties": ({"minProperties": 3}, {"a": SECRET}),
    "minimum": ({"minimum": 5}, 1),
    "multipleOf": ({"multipleOf": 2}, 1),
    "pattern": ({"pattern": "^a"}, SECRET),
    "required": ({"required": ["a"]}, {"b": SECRET}),
    "type": ({"type": "integer"}, SECRET),
    "uniqueItems": ({"uniqueItems": True}, [SECRET, SECRET]),
    "contains": ({"contains": {"type": "null"}}, [SECRET]),
    "not": ({"not": {"type": "string"}}, SECRET),
    "anyOf": ({"anyOf": [{"const": 1}, {"const": 2}]}, SECRET),
    "oneOf": ({"oneOf": [{}, {"type": "string"}]}, SECRET),
    "additionalItems": ({"items": [{}], "additionalItems": False}, [SECRET, SECRET]),
    "additionalProperties": (
        {"properties": {"b": {}}, "additionalProperties": False},
        {"a": SECRET},
    ),
    "propertyNames": ({"propertyNames": {"maxLength": 1}}, {"ab": SECRET}),
    "falseSchema": (False, SECRET),
    "contentEncoding": ({"contentEncoding": "base64"}, "!!!"),
    "contentMediaType": ({"contentMediaType": "application/json"}, "{"),
}
"""Keyword → a schema, and a value that breaks it by this keyword alone."""

SPEAKS_THROUGH_OTHERS: Final = {
    "$ref",
    "allOf",
    "definitions",
    "dependencies",
    "else",
    "if",
    "items",
    "patternProperties",
    "properties",
    "then",
}
"""Broken only in what they hold: that keyword is told. A missing dependency is told as `required`."""


def test_every_keyword_of_a_plan_has_its_row() -> None:
    asserting = KEYWORDS - ANNOTATIONS - SPEAKS_THROUGH_OTHERS
    assert asserting <= set(WORDS)
    assert set(BROKEN) == set(WORDS)
    assert asserting <= set(BROKEN)


def test_the_page_lists_every_word_as_it_is() -> None:
    page = (Path(__file__).parents[3] / "docs" / "violations.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z][\w ]+) \| `(.+)` \|$", page, re.MULTILINE)
    assert rows == [(keyword, words.type, words.text) for keyword, words in WORDS.items()]


@pytest.mark.parametrize("keyword", sorted(BROKEN))
def test_every_keyword_is_told_in_its_own_words_without_the_value(keyword: str) -> None:
    schema, value = BROKEN[keyword]
    decision = _engine({"properties": {"x": schema}}).decide(_message({"x": value}))
    (violation,) = decision.violations
    assert violation.keyword == keyword
    assert violation.type == WORDS[keyword].type != UNKNOWN.type
    assert violation.remedy
    assert "{" not in violation.description + violation.remedy.replace("{properties.", "")
    for text in _texts(decision):
        assert SECRET not in text


def _engine(body: dict[str, Any]) -> Engine:
    rule = Rule(Kind.TRACK, "E", None, AT, body)
    plan = Plan("p", "1", "", "", "0", ("plan.yaml",), {}, (rule,), (), common_at=AT)
    return Engine(compile_plan(plan))


def _message(properties: Any, event: str = "E") -> dict[str, Any]:
    return {"type": "track", "event": event, "userId": "u", "properties": properties}


def _texts(decision: Decision) -> Iterator[str]:
    yield from (str(part) for each in decision.violations for part in each)
    yield from (str(part) for each in decision.unplanned for part in each)
    yield str(decision.message.get("context"))
    for each in findings_of(decision, decision.message, AT):
        yield f"{each.message} {each.help}"


CANARY: Final = "c4n4ry"
NUMBER: Final = 918273645
SECRETS: Final = (
    CANARY,
    f" {CANARY} ",
    CANARY.upper(),
    f"{NUMBER}",
    f"${NUMBER}.25",
    f"{NUMBER} {CANARY}",
    f"2026-01-31 {CANARY}",
    f"2026-01-31T09:30:00.{NUMBER}",
    f"{CANARY}@a@b",
    f"//{CANARY}/a b",
    f"{{{CANARY}}}",
    f"[{NUMBER}]",
    f"{CANARY}, {CANARY}",
    f"{CANARY}@a, b@{CANARY}",
    f"mailto:{CANARY}@a",
    f"{CANARY} <a@b",
    f"www.{CANARY}.com",
    f"/{CANARY}",
    f"https://{CANARY}.com/a",
    f"{CANARY}.com:80",
    f"urn:uuid:{CANARY}",
    f"203.0.113.7, {CANARY}",
    f"203.0.113.7:{NUMBER}",
    f"203.0.113.7/{NUMBER}",
    f"{NUMBER:032d}",
    f"{CANARY}::1",
    f"[{CANARY}::1]",
    f"{CANARY}::1%eth0",
    f"Sat {CANARY}",
    f"31/01/{NUMBER}",
    NUMBER,
    -NUMBER,
    NUMBER + 0.25,
    [CANARY],
    [NUMBER, CANARY],
    {"a": CANARY},
    {"0": NUMBER},
)
"""Each mistake in a shape that some guess looks at."""

KINDS: Final = ("string", "number", "integer", "boolean", "null", "object", "array")
PLAIN: Final = [
    *(schema for schema, _ in BROKEN.values() if schema is not False),
    *({"type": "string", "format": name} for name in FORMATS),
    *({"type": kind} for kind in KINDS),
    *({"type": [kind, "null"]} for kind in KINDS[:-3]),
    {"enum": ["canary", "c4nary", "c4n-4ri", 1, True]},
    {"const": "canary"},
    {"pattern": "^s_[a-z0-9]+$"},
    {"pattern": "^[A-Z0-9]+$"},
    {"properties": {"a": {}, "b_id": {}}, "required": ["a", "b_id"]},
]


@pytest.mark.parametrize("schema", PLAIN, ids=str)
def test_no_guess_tells_what_it_looked_at(schema: dict[str, Any]) -> None:
    engine = _engine({"properties": {"x": schema, "at": schema}})
    for secret in SECRETS:
        for text in _texts(engine.decide(_message({"x": secret, "at": secret}))):
            _expect_no_secret(text)


def _expect_no_secret(text: str) -> None:
    assert CANARY not in text.casefold()
    assert str(NUMBER) not in text


VALUES = st.recursive(
    st.sampled_from([*SECRETS, None, True])
    | st.text(max_size=8).map(lambda text: f"{text}{CANARY}{text}"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "A ", "b_id"]), inner, max_size=3)
    ),
    max_leaves=6,
)
LEAVES = st.sampled_from(PLAIN)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, b: {"anyOf": [a, b]}, inner, inner),
        st.builds(lambda a, b: {"oneOf": [a, b]}, inner, inner),
        st.builds(lambda a: {"items": a}, inner),
        st.builds(lambda a: {"not": a}, inner),
        st.builds(
            lambda a, b: {"properties": {"a": a, "b": b}, "required": ["a", "b_id"]}, inner, inner
        ),
        st.builds(lambda a: {"additionalProperties": a}, inner),
    ),
    max_leaves=4,
)


@given(schema=SCHEMAS, value=VALUES, properties=VALUES, event=st.sampled_from(["E", "e", "Ee 1"]))
def test_no_value_of_a_message_is_ever_told(
    schema: Any, value: Any, properties: Any, event: str
) -> None:
    body = {"properties": {"x": schema, "y": {"type": "null"}}, "required": ["x", "y"]}
    for sent in ({"x": value, "Y": value}, properties):
        for text in _texts(_engine(body).decide(_message(sent, event))):
            _expect_no_secret(text)
