"""Rules made to cost much, on messages made to cost much: what is done and what comes out is bounded.

Ten thousand of them in the long form: `pytest tests/unit/engine/transform --hypothesis-profile long --timeout 0`.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from protocols.engine.access import MAX_ELEMENTS
from protocols.engine.transform import Transformations, compile_transformations
from protocols.engine.transform.growth import MAX_SIZE
from protocols.engine.weight import weight
from protocols.errors import FqlError
from tests.unit.engine.steps import calls

MOST_CALLS = 250_000
_CAST = 32
"""What a cast adds to a value at most."""
_VALUES = 8_000
"""How many values one path reaches in the message at most: each of the pairs."""

_EXAMPLES = settings().max_examples
HOSTILE = settings(max_examples=10_000 if _EXAMPLES > 1000 else _EXAMPLES)
MESSAGE = {
    "type": "track",
    "event": "E",
    "messageId": "m",
    "properties": {
        "text": "a" * 30_000,
        "quotes": '"' * 30_000,
        "ones": [1] * 15_000,
        "some": [1] * MAX_ELEMENTS,
        "objects": [{}] * MAX_ELEMENTS,
        "pairs": [[1, 2]] * 4_000,
    },
}
SMALL = {**MESSAGE, "properties": {"text": "a" * 99, "ones": [1, 2], "objects": [{}, {"a": 1}]}}
PLACES = st.sampled_from(
    [
        "properties.text",
        "properties.new",
        "properties.ones[]",
        "properties.some[]",
        "properties.objects[].a",
        "properties.objects[].a.b",
        "properties.pairs[][]",
        "properties.pairs[][0]",
        "context" + ".deep" * 15,
    ]
)
SOURCES = st.sampled_from(
    [
        "properties.text",
        "properties",
        "string([properties.quotes, properties.quotes])",
        "[properties.text, properties.text, properties.text]",
        "[properties.objects, [properties.ones, properties.some]]",
        "properties.objects[]",
        "properties.pairs[][]",
        "uppercase(lowercase(properties.text))",
        "[properties.new, properties.new, properties.new, properties.new]",
    ]
)
CONDITIONS = st.sampled_from(
    [
        "all",
        "1 in properties.ones or 2 in properties.pairs[][]",
        "match(properties.text, '*a?*a?*a?*b') and properties.pairs = properties.objects",
        "string(properties.ones) = string(properties.quotes)",
    ]
)
VALUES = st.sampled_from(["x" * 5_000, ["x"] * 500, {"a": {"b": "c" * 900}}, 1])
RULE = st.fixed_dictionaries(
    {},
    optional={
        "if": CONDITIONS,
        "set": st.dictionaries(PLACES, VALUES, min_size=1, max_size=2),
        "define": st.dictionaries(PLACES, SOURCES, min_size=1, max_size=2),
        "cast": st.dictionaries(PLACES, st.sampled_from(["string", "date-time"]), min_size=1, max_size=1),
        "hash": st.fixed_dictionaries(
            {"paths": st.lists(PLACES, min_size=1, max_size=1), "key": st.just("k" * 16)}
        ),
        "drop_properties": st.just(["properties.objects[].a"]),
        "rename": st.just({"properties.objects[].a": "properties.objects[].c"}),
    },
)  # fmt: skip


def applied(rules, message):
    written = [{"name": str(place), **rule} for place, rule in enumerate(rules)]
    chain = compile_transformations(TypeAdapter(Transformations).validate_python(written))
    return lambda: chain.apply(message).message


@HOSTILE
@given(st.lists(RULE, min_size=1, max_size=3), st.booleans())
def test_a_hostile_rule_takes_bounded_steps_and_makes_no_endless_message(rules, is_long):
    message = MESSAGE if is_long else SMALL
    try:
        run = applied(rules, message)
    except ValidationError:
        return
    made = []

    def once():
        try:
            made.append(run())
        except FqlError:
            made.append(None)

    assert calls(once) < MOST_CALLS * len(rules)
    if made[0] is not None:
        most = max(weight(message, 10**9), MAX_SIZE) + _CAST * _VALUES
        assert weight(made[0], 10**9) <= most


@pytest.mark.parametrize(
    "rule",
    [
        {"define": {"properties.ones": "[properties.ones, properties.ones]"}},
        {"define": {"properties.text": "string([properties.text, properties.text])"}},
        {"define": {"properties.objects[].a": "properties.objects"}},
        {"define": {"properties.all": "[properties.all, properties]"}},
    ],
)
def test_what_doubles_each_time_is_stopped(rule):
    with pytest.raises(FqlError, match=r"transformation '\d+': .*(grow beyond|longer than)"):
        applied([rule] * 60, SMALL)()


def test_what_grows_a_little_each_time_is_stopped():
    rules = [{"set": {f"properties.p{place}": "x" * 2_000}} for place in range(60)]
    with pytest.raises(FqlError, match=r"transformation '3\d': the message would grow beyond"):
        applied(rules, SMALL)()


@pytest.mark.parametrize("part", ["set", "define"])
def test_what_grows_a_little_in_each_of_many_elements_is_stopped(part):
    value = "x" * 50 if part == "set" else f"'{'x' * 50}'"
    with pytest.raises(FqlError, match="the message would grow beyond"):
        applied([{part: {"properties.objects[].a": value}}], MESSAGE)()
    few = {**MESSAGE, "properties": {"objects": [{}] * 99}}
    assert applied([{part: {"properties.objects[].a": value}}], few)()


def test_a_long_array_is_not_left_half_done():
    with pytest.raises(FqlError, match="an array of more than 4096 elements"):
        applied([{"cast": {"properties.ones[]": "string"}}], MESSAGE)()


def test_a_message_that_was_long_already_may_be_made_shorter_and_changed():
    long = {**MESSAGE, "properties": {"text": "a" * (2 * MAX_SIZE), "b": "5"}}
    shorter = [{"cast": {"properties.b": "integer"}, "drop_properties": ["properties.text"]}]
    assert applied(shorter, long)()["properties"] == {"b": 5}
