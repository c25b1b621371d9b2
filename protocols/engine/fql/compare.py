import operator as python
from collections.abc import Callable
from typing import Any, Final

from protocols.engine.fql.functions import kind_of
from protocols.engine.fql.tree import Kind, Operator
from protocols.engine.fql.work import NoAnswer, expect_short

ORDERINGS: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    Operator.GREATER: python.gt,
    Operator.AT_LEAST: python.ge,
    Operator.LESS: python.lt,
    Operator.AT_MOST: python.le,
}
_MAX_DEPTH: Final = 64


def relation(operator: Operator, longest: int) -> Callable[[Any, Any], bool]:
    """What an operator asks of two values, of which lists have at most `longest` elements.

    The answer raises `NoAnswer` for values that the operator cannot take.
    """
    match operator:
        case Operator.EQUAL:
            return lambda a, b: _equal(a, b, longest)
        case Operator.UNEQUAL:
            return lambda a, b: not _equal(a, b, longest)
        case Operator.IN:
            return lambda value, items: _in(value, items, longest)
        case ordering:
            return _ordering(ordering)


def _ordering(sign: Operator) -> Callable[[Any, Any], bool]:
    holds = ORDERINGS[sign]

    def compare(a: Any, b: Any) -> bool:
        for value in (a, b):
            if kind_of(value) not in {Kind.NUMBER, Kind.NULL}:
                raise NoAnswer(f"`{sign}` takes numbers, not a {kind_of(value)}")
        return a is not None and b is not None and holds(a, b)

    return compare


def _in(value: Any, items: Any, longest: int) -> bool:
    if kind_of(value) in {Kind.LIST, Kind.OBJECT}:
        raise NoAnswer(f"`in` looks for one value, not a {kind_of(value)}")
    if items is None:
        return False
    if not isinstance(items, list):
        raise NoAnswer(f"`in` looks into a list, not a {kind_of(items)}")
    expect_short(items, longest)
    return any(_same(value, item) for item in items)


def _equal(a: Any, b: Any, longest: int) -> bool:
    if kind_of(a) is not Kind.LIST or kind_of(b) is not Kind.LIST:
        return _same(a, b)
    if len(a) != len(b):
        return False
    expect_short(a, longest, deep=True)
    return _equal_lists(a, b)


def _equal_lists(a: list[Any], b: list[Any], depth: int = 1) -> bool:
    if depth > _MAX_DEPTH:
        raise NoAnswer("a list nested too deep to compare")
    return len(a) == len(b) and all(
        _equal_lists(one, other, depth + 1)
        if isinstance(one, list) and isinstance(other, list)
        else _same(one, other)
        for one, other in zip(a, b, strict=True)
    )


def _same(a: Any, b: Any) -> bool:
    """Strict equality of two values of which at most one is a list."""
    if kind_of(a) is not kind_of(b):
        return False
    if kind_of(a) is Kind.OBJECT:
        raise NoAnswer("two objects do not compare")
    return bool(a == b)
