"""Expressions become closures: what can be decided once is decided here, not per message."""

from collections.abc import Callable, Mapping
from typing import Any

from protocols.engine.fql.check import check, check_condition
from protocols.engine.fql.compare import NoAnswer, relation
from protocols.engine.fql.functions import FUNCTIONS, Function, kind_of
from protocols.engine.fql.parse import parse_fql
from protocols.engine.fql.tree import (
    Call,
    Compare,
    Condition,
    Everything,
    Join,
    Junction,
    ListOf,
    Literal,
    Node,
    Not,
    Path,
    Term,
)
from protocols.engine.fql.wildcard import compile_wildcard
from protocols.engine.paths import Step, value_at, values_at
from protocols.errors import FqlError

Predicate = Callable[[Mapping[str, Any]], bool]
"""Whether a message is meant. Raises `FqlError` when the message holds a type the expression cannot take."""

Expression = Callable[[Mapping[str, Any]], Any]
"""A value made from a message. Raises `FqlError` as a `Predicate` does."""


def compile_fql(text: str) -> Predicate:
    """A condition, ready to ask of messages; null counts as false.

    Raises:
        FqlError: the text is no expression, or can never be a condition.
    """
    node = parse_fql(text)
    check_condition(node)
    return _condition(node)


def compile_expression(text: str) -> Expression:
    """An expression of any type, ready to compute from messages.

    Raises:
        FqlError: the text is no expression.
    """
    node = parse_fql(text)
    check(node)
    return _value(node)


def _value(node: Node) -> Expression:
    return _boolean(node) if isinstance(node, Condition) else _term(node)


def _term(node: Term) -> Expression:
    match node:
        case Literal(value):
            return lambda _: value
        case Path(steps):
            return _path(steps)
        case ListOf(items):
            makers = [_value(item) for item in items]
            return lambda message: [make(message) for make in makers]
        case Call():
            return _call(node)


def _boolean(node: Condition) -> Predicate:
    match node:
        case Everything():
            return lambda _: True
        case Compare():
            return _compare(node)
        case Not(operand):
            holds = _condition(operand)
            return lambda message: not holds(message)
        case Join():
            return _join(node)


def _condition(node: Node) -> Predicate:
    make, offset = _value(node), node.offset

    def holds(message: Mapping[str, Any]) -> bool:
        value = make(message)
        if value is True or value is False:
            return value
        if value is None:
            return False
        raise FqlError(f"expected a condition, found a {kind_of(value)}", offset)

    return holds


def _join(node: Join) -> Predicate:
    conditions = [_condition(operand) for operand in node.operands]
    every = all if node.junction is Junction.AND else any
    return lambda message: every(holds(message) for holds in conditions)


def _path(steps: tuple[Step, ...]) -> Expression:
    if None in steps:
        return lambda message: values_at(message, steps)
    return lambda message: value_at(message, steps, None)


def _call(node: Call) -> Expression:
    makers = [_value(argument) for argument in node.arguments]
    function, answer = FUNCTIONS[node.name], _answer(node)

    def call(message: Mapping[str, Any]) -> Any:
        values = [make(message) for make in makers]
        _expect(node, function, values)
        if None in values:
            return function.of_null
        try:
            return answer(*values)
        except ValueError as fault:
            raise FqlError(str(fault), node.offset) from None

    return call


def _expect(node: Call, function: Function, values: list[Any]) -> None:
    for argument, value, kinds in zip(node.arguments, values, function.takes, strict=True):
        if value is not None and kind_of(value) not in kinds:
            message = f"{node.name}() does not take a {kind_of(value)}"
            raise FqlError(message, argument.offset)


def _answer(node: Call) -> Callable[..., Any]:
    """The function itself; of `match` with a pattern written out, one that has read the pattern."""
    pattern = node.arguments[-1]
    if node.name == "match" and isinstance(pattern, Literal) and isinstance(pattern.value, str):
        matches = compile_wildcard(pattern.value)
        return lambda text, _: matches(text)
    return FUNCTIONS[node.name].answer


def _compare(node: Compare) -> Predicate:
    left, right, offset = _value(node.left), _value(node.right), node.offset
    holds = relation(node.operator)

    def compare(message: Mapping[str, Any]) -> bool:
        try:
            return holds(left(message), right(message))
        except NoAnswer as fault:
            raise FqlError(str(fault), offset) from None

    return compare
