import contextlib
import copy

import pytest
from hypothesis import given

from protocols.engine.fql import compile_expression, compile_fql, print_fql
from protocols.errors import FqlError
from tests.unit.engine.fql.strategies import EXPRESSIONS, JSON, MESSAGES

CLICK = {
    "event": "Button Clicked",
    "type": "track",
    "context": {"library": {"name": "analytics.js", "version": "1.0"}},
    "properties": {
        "features": ["discounts", "dark-mode"],
        "enabled": True,
        "product 1": {"price": 5},
        "a.b": "dotted",
        "products": [{"sku": "x", "tags": ["s"]}, {"sku": "y"}, {}],
        "price": 10.0,
        "text": "5",
        "none": None,
        "object": {},
    },
}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("event = 'Button Clicked'", True),
        ("event = 'Screen Tapped'", False),
        ("context.path.path = '/login'", False),
        ("type = 'identify' or type = 'track'", True),
        ("event = 'Button Clicked' and type = 'track'", True),
        ("match( context.library.version, '1.*' )", True),
        ("match( context.library.version, '2.*' )", False),
        ("type = 'track' and ( event = 'Click' or match( event, 'Button *' ) )", True),
        ("!contains( context.library.name, 'js' )", False),
        ("'dark-mode' in properties.features", True),
        ("'blink' in properties.features", False),
        ("!( type in ['track', 'identify'] )", False),
        (r"properties.product\ 1.price = 5", True),
        (r"properties.a\.b = 'dotted'", True),
        ("properties.enabled", True),
        ("properties.missing", False),
        ("!properties.missing", True),
        ("all", True),
        ("properties.price = 10", True),
        ("properties.price = properties.text", False),
        ("properties.enabled = 1", False),
        ("properties.enabled != 1", True),
        ("1 in [true]", False),
        ("properties.missing = null", True),
        ("properties.none = properties.missing", True),
        ("properties.missing < 5", False),
        ("properties.missing >= 5", False),
        ("'x' in properties.missing", False),
        ("properties.missing in ['x', null]", True),
        ("properties.features = ['discounts', 'dark-mode']", True),
        ("properties.features = ['dark-mode', 'discounts']", False),
        ("properties.object = null", False),
        ("properties.products[1].sku = 'y'", True),
        ("properties.products[7].sku = null", True),
        ("'y' in properties.products[].sku", True),
        ("properties.products[].tags[] = ['s']", True),
        ("length(properties.products) = 3", True),
        ("length(userId) > 0", False),
        ("contains(userId, 'x') or match(userId, '*')", False),
        ("lowercase(userId) = null", True),
        ("false and properties.text > 1", False),
    ],
)
def test_a_condition_holds_as_documented(text, answer):
    assert compile_fql(text)(CLICK) is answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lowercase('ABC')", "abc"),
        ("uppercase('abc')", "ABC"),
        ("snakecase('test String')", "test_String"),
        ("kebabcase('test string')", "test-string"),
        ("titlecase('test string')", "Test String"),
        ("length('ア')", 3),
        ("length(null)", 0),
        ("typeof(null)", "null"),
        ("typeof(event)", "string"),
        ("typeof(properties.features)", "list"),
        ("typeof(properties.enabled)", "bool"),
        ("typeof(properties.price)", "number"),
        ("string(properties.price)", "10"),
        ("string(2.50)", "2.5"),
        ("string(true)", "true"),
        ("string(properties.features)", '["discounts","dark-mode"]'),
        ("string(null)", None),
        ("number('12')", 12),
        ("number('-1.5e1')", -15.0),
        ("number(3)", 3),
        ("number(null)", None),
        ("bool('true')", True),
        ("bool(0)", False),
        ("bool([0])", True),
        ("bool(null)", False),
    ],
)
def test_a_function_answers_as_documented(text, value):
    answer = compile_expression(text)(CLICK)
    assert (type(answer), answer) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("event > 5", 6),
        ("properties", 0),
        ("event and all", 0),
        ("!event", 1),
        ("properties.features in ['a']", 20),
        ("'a' in event", 4),
        ("typeof(properties) = 'string'", 7),
        ("length(properties) > 0", 7),
        ("properties = properties", 11),
        ("number(event) = 1", 0),
        ("bool(event)", 0),
        ("match(event, context.library)", 13),
    ],
)
def test_a_type_that_has_no_answer_is_an_error_that_holds_no_value(text, offset):
    with pytest.raises(FqlError) as caught:
        compile_fql(text)(CLICK)
    assert caught.value.offset == offset
    assert "Button" not in str(caught.value)


def test_lists_nested_without_end_are_an_error():
    deep = []
    for _ in range(5000):
        deep = [deep]
    for text in ("a = b", "string(a) = ''"):
        with pytest.raises(FqlError, match="too deep"):
            compile_fql(text)({"a": deep, "b": deep[:]})


@given(EXPRESSIONS, MESSAGES)
def test_evaluation_raises_nothing_but_an_fql_error_and_leaves_the_message_alone(tree, message):
    before = copy.deepcopy(message)
    with contextlib.suppress(FqlError):
        compile_expression(print_fql(tree))(message)
    assert message == before


@given(EXPRESSIONS, MESSAGES)
def test_a_condition_is_a_boolean_and_always_the_same(tree, message):
    try:
        holds = compile_fql(print_fql(tree))
        answer = holds(message)
    except FqlError:
        return
    assert answer in {True, False}
    assert holds(message) is answer


@given(JSON, JSON)
def test_unequal_is_the_contrary_of_equal_and_equal_has_two_sides(one, other):
    message = {"a": one, "b": other}
    try:
        answer = compile_fql("a = b")(message)
    except FqlError:
        return
    assert compile_fql("b = a")(message) is answer
    assert compile_fql("a != b")(message) is not answer
