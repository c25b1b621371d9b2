"""Expressions become closures: what can be decided once is decided here, not per message."""

from collections.abc import Callable, Mapping
from typing import Any

from protocols.engine.access import TooMany, reader, values_at
from protocols.engine.fql.against import Related, against, known_first
from protocols.engine.fql.call import compile_call
from protocols.engine.fql.check import check, check_condition
from protocols.engine.fql.compare import relation
from protocols.engine.fql.functions import kind_of
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
    reads_message,
)
from protocols.engine.fql.work import NoAnswer, length_for
from protocols.engine.paths import MISSING, Step
from protocols.errors import FqlError

Predicate = Callable[[Mapping[str, Any]], bool]
"""Whether a message is meant. Raises `FqlError` when the message holds a type the expression cannot take."""

Expression = Callable[[Mapping[str, Any]], Any]
"""A value made from a message. Raises `FqlError` as a `Predicate` does."""


def always(_: Mapping[str, Any]) -> bool:
    """What a condition that holds for every message is compiled to."""
    return True


def compile_fql(text: str) -> Predicate:
    """A condition, ready to ask of messages; null counts as false.

    Raises:
        FqlError: the text is no expression, or can never be a condition.
    """
    node = parse_fql(text)
    check_condition(node)
    holds = _condition(node, length_for(node))
    return always if _known(node, holds) is True else holds


def compile_expression(text: str) -> Expression:
    """An expression of any type, ready to compute from messages.

    Raises:
        FqlError: the text is no expression.
    """
    node = parse_fql(text)
    check(node)
    return _value(node, length_for(node))


def _value(node: Node, longest: int) -> Expression:
    make = _boolean(node, longest) if isinstance(node, Condition) else _term(node, longest)
    value = _known(node, make)
    return make if value is MISSING else lambda _: value


def _known(node: Node, make: Expression) -> Any:
    """What the expression is for every message; `MISSING` where that depends, or has no answer."""
    if reads_message(node):
        return MISSING
    try:
        return make({})
    except FqlError:
        return MISSING


def _term(node: Term, longest: int) -> Expression:
    match node:
        case Literal(value):
            return lambda _: value
        case Path(steps):
            return _path(steps, node.offset, longest)
        case ListOf(items):
            makers = [_value(item, longest) for item in items]
            return lambda message: [make(message) for make in makers]
        case Call(_, arguments):
            return compile_call(node, [_value(each, longest) for each in arguments], longest)


def _path(steps: tuple[Step, ...], offset: int, longest: int) -> Expression:
    if None not in steps:
        return reader(steps, None)

    def every(message: Mapping[str, Any]) -> Any:
        try:
            return values_at(message, steps, longest)
        except TooMany:
            fault = f"more than {longest} values, too many for an expression of this size"
            raise FqlError(fault, offset) from None

    return every


def _boolean(node: Condition, longest: int) -> Predicate:
    match node:
        case Everything():
            return always
        case Compare():
            return _compare(node, longest)
        case Not(operand):
            holds = _condition(operand, longest)
            return lambda message: not holds(message)
        case Join(junction, operands):
            return _join(junction, [_condition(operand, longest) for operand in operands])


def _condition(node: Node, longest: int) -> Predicate:
    make, offset = _value(node, longest), node.offset
    if isinstance(node, Condition):
        return make

    def holds(message: Mapping[str, Any]) -> bool:
        value = make(message)
        if value is True or value is False:
            return value
        if value is None:
            return False
        raise FqlError(f"expected a condition, found a {kind_of(value)}", offset)

    return holds


def _join(junction: Junction, conditions: list[Predicate]) -> Predicate:
    match junction, conditions:
        case Junction.AND, [one, two]:
            return lambda message: one(message) and two(message)
        case Junction.OR, [one, two]:
            return lambda message: one(message) or two(message)
        case _:
            return _join_all(conditions, ends=junction is Junction.OR)


def _join_all(conditions: list[Predicate], *, ends: bool) -> Predicate:
    def joined(message: Mapping[str, Any]) -> bool:
        for holds in conditions:
            if holds(message) is ends:
                return ends
        return not ends

    return joined


def _compare(node: Compare, longest: int) -> Predicate:
    left, right = _value(node.left, longest), _value(node.right, longest)
    related = _relation(node, longest)
    known = _known(node.right, right)
    if known is not MISSING:
        return against(node.operator, left, known, related)
    known = _known(node.left, left)
    if known is MISSING:
        return lambda message: related(left(message), right(message))
    return known_first(node.operator, known, right, related)


def _relation(node: Compare, longest: int) -> Related:
    holds, offset = relation(node.operator, longest), node.offset

    def related(left: Any, right: Any) -> bool:
        try:
            return holds(left, right)
        except NoAnswer as fault:
            raise FqlError(str(fault), offset) from None

    return related
