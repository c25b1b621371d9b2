import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from protocols.engine.transform import (
    FILTERED_BY_RULES,
    INVALID_SETTINGS,
    Filters,
    compile_filters,
)
from tests.unit.engine.transform.strategies import FILTERS, MESSAGES, SAMPLES

FILTERS_OF = TypeAdapter(Filters).validate_python
MESSAGE = {
    "type": "track",
    "event": "Song Played",
    "userId": "u",
    "messageId": "m",
    "properties": {"seconds": 3, "email": "x", "products": [{"sku": 1, "price": 2}]},
    "context": {"ip": "1.2.3.4", "locale": "de"},
}
REFUSED = (None, FILTERED_BY_RULES)


def filtered(*written, message=MESSAGE):
    return compile_filters(FILTERS_OF(list(written))).apply(message)


def test_without_filters_everything_goes_through_as_it_is():
    left, code = filtered()
    assert left is MESSAGE
    assert code is None


@pytest.mark.parametrize(
    "written",
    [
        [{"if": "event = 'Song Played' and properties.seconds < 5", "drop": True}],
        [{"drop": True}],
        [{"if": "event = 'Other'", "only_send": True}],
        [
            {"if": "event = 'Song Played'", "only_send": True},
            {"if": "event = 'Other'", "only_send": True},
        ],
        [{"sample": {"percent": 0.0}}],
    ],
)
def test_a_message_is_refused_by_a_rule(written):
    assert filtered(*written) == REFUSED


@pytest.mark.parametrize(
    "action",
    [
        {"drop": True},
        {"only_send": True},
        {"drop_properties": ["properties.seconds"]},
        {"allow_properties": ["properties.seconds"]},
        {"sample": {"percent": 1.0}},
    ],
)
def test_a_filter_that_has_no_answer_refuses_the_message_with_a_code_of_its_own(action):
    assert filtered({"if": "properties.email > 5", **action}) == (None, INVALID_SETTINGS)


@pytest.mark.parametrize("refusing", [{"sample": {"percent": 0.0}}, {"drop": True}])
def test_what_a_rule_refuses_is_refused_by_it_whatever_another_cannot_answer(refusing):
    broken = {"if": "properties.email > 5", "drop": True}
    for order in ((refusing, broken), (broken, refusing)):
        assert filtered(*order) == REFUSED


def test_arrays_too_long_to_be_walked_are_not_sent_uncut():
    message = {**MESSAGE, "properties": {"list": [{}] * 5000}}
    refused = filtered({"drop_properties": ["properties.list[].a"]}, message=message)
    assert refused == (None, INVALID_SETTINGS)


@pytest.mark.parametrize(
    "written",
    [
        {"if": "event = 'Other'", "drop": True},
        {"if": "event = 'Song Played'", "only_send": True},
        {"sample": {"percent": 1.0}},
        {"if": "event = 'Other'", "sample": {"percent": 0.0}},
        {"drop_properties": ["properties.missing"]},
    ],
)
def test_a_message_that_no_rule_concerns_comes_back_itself(written):
    assert filtered(written)[0] is MESSAGE


def test_properties_are_left_out_also_of_every_element():
    left, _ = filtered(
        {"drop_properties": ["properties.email", "context.ip", "properties.products[].price"]}
    )
    assert left["properties"] == {"seconds": 3, "products": [{"sku": 1}]}
    assert left["context"] == {"locale": "de"}


def test_dropped_properties_go_before_allowed_ones_and_conditions_see_what_came():
    first = {
        "if": "properties.email = 'x'",
        "allow_properties": ["properties.email", "properties.seconds"],
    }
    second = {"drop_properties": ["properties.email"]}
    for order in ((first, second), (second, first)):
        assert filtered(*order)[0]["properties"] == {"seconds": 3}


def test_a_user_is_always_kept_or_never():
    half = compile_filters(FILTERS_OF([{"sample": {"percent": 0.5, "path": "userId"}}]))
    answers = {
        user: {half.apply({**MESSAGE, "userId": user, "messageId": str(n)}).code for n in range(5)}
        for user in map(str, range(200))
    }
    assert all(len(codes) == 1 for codes in answers.values())
    kept = sum(codes == {None} for codes in answers.values())
    assert 70 < kept < 130


def test_without_a_value_to_choose_by_the_message_id_chooses():
    half = compile_filters(
        FILTERS_OF([{"sample": {"percent": 0.5, "path": "properties.products"}}])
    )
    codes = {half.apply({**MESSAGE, "messageId": str(n)}).code for n in range(50)}
    assert codes == {None, FILTERED_BY_RULES}


@given(SAMPLES, st.floats(0, 1), MESSAGES)
def test_what_a_smaller_share_keeps_a_larger_one_keeps_too(sample, other, message):
    small, large = sorted((sample["percent"], other))
    if filtered({"sample": {**sample, "percent": small}}, message=message).code is None:
        assert filtered({"sample": {**sample, "percent": large}}, message=message)[0] is message


@given(FILTERS, MESSAGES)
def test_filters_only_take_away_and_never_touch_their_argument(written, message):
    try:
        filters = compile_filters(FILTERS_OF(written))
    except ValidationError:
        return
    before = copy.deepcopy(message)
    left, code = filters.apply(message)
    assert repr(message) == repr(before)
    assert (left is None) == (code in {FILTERED_BY_RULES, INVALID_SETTINGS})
    if left is not None:
        assert _within(left, message)
        assert filters.apply(message).message == left


@given(FILTERS, MESSAGES, st.randoms())
def test_the_order_in_which_filters_are_written_does_not_matter(written, message, random):
    shuffled = random.sample(written, len(written))
    try:
        one, other = (compile_filters(FILTERS_OF(items)) for items in (written, shuffled))
    except ValidationError:
        return
    assert one.apply(message) == other.apply(message)


def _within(part, whole):
    if isinstance(part, dict):
        return all(name in whole and _within(item, whole[name]) for name, item in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return repr(part) == repr(whole)
